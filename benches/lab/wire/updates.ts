/** A bar set 5000 times by a loop: whether the last value stands on the page, how soon, and by how many messages. */

import type { BarePage } from '../bare-page.ts';
import { known, median, publish, runs, share, shown } from '../figures.ts';
import { inTurn, measured, PEERS, TITLES, type Peer, type Place } from './notebook.ts';
import { hostBar } from './raw.ts';

const COUNT = 5000;

interface Updated {
  /** The last value was shown, and stayed. */
  readonly right: boolean;
  /** From the end of the loop until then. */
  readonly late?: number;
  /** How long the loop took in the kernel. */
  readonly loop: number;
  /** All messages, and the most comm messages within a second. */
  readonly messages: number;
  readonly busiest: number;
}

interface Bar {
  readonly show: string;
  /** Sets the bar to the value of an expression, of a thousand. */
  readonly step: (value: string) => string;
  /** The element whose width is the value. */
  readonly selector: string;
}

const BARS: Readonly<Record<Peer, Bar>> = {
  raw: {
    show: `
display(HTML('<div class="raw-fill" style="height: 12px; width: 0; background: teal"></div>'))
bar = create_comm(target_name='bench.bar')`,
    step: value => `bar.send({'value': ${value}})`,
    selector: '.raw-fill',
  },
  ipywidgets: {
    show: 'bar = ipywidgets.IntProgress(max=1000)\ndisplay(bar)',
    step: value => `bar.value = ${value}`,
    selector: '.progress-bar',
  },
  anywidget: {
    show: 'bar = peers.Progress(max=1000)\ndisplay(bar)',
    step: value => `bar.value = ${value}`,
    selector: '.any-fill',
  },
  yewpyter: {
    show: 'bar = yewpyter.Progress(max=1000)\ndisplay(bar)',
    step: value => `bar.value = ${value}`,
    selector: '.yp-progress-fill',
  },
};

/** Measures and reports. */
export async function updates(place: Place): Promise<void> {
  const results = await inTurn(PEERS, runs(3), peer => measured(place, peer, page => looped(page, peer)));
  const late = (peer: Peer): number[] => known(results[peer].map(updated => updated.late));
  const right = (peer: Peer): boolean[] => results[peer].map(updated => updated.right);
  const figure = (peer: Peer, key: 'loop' | 'messages' | 'busiest'): number =>
    median(results[peer].map(updated => updated[key]));
  publish({
    scenario: 'updates',
    title: `${String(COUNT)} values of a bar set by a loop, at the server's own limits; medians`,
    head: ['', 'right at the end', 'ms after the loop', 'worst', 'loop ms', 'messages', 'most in a second'],
    rows: PEERS.map(peer => [
      TITLES[peer],
      share(right(peer)),
      shown(median(late(peer))),
      shown(late(peer).length === 0 ? Number.NaN : Math.max(...late(peer))),
      shown(figure(peer, 'loop')),
      shown(figure(peer, 'messages')),
      shown(figure(peer, 'busiest')),
    ]),
    goals: [
      {
        what: 'runs that ended on the right value',
        measured: right('yewpyter').filter(Boolean).length,
        sense: 'at least',
        limit: right('yewpyter').length,
      },
      {
        what: 'ms from the end of the loop',
        measured: median(late('yewpyter')),
        sense: 'at most',
        limit: 150,
      },
      { what: 'messages in a second', measured: figure('yewpyter', 'busiest'), sense: 'at most', limit: 60 },
    ],
    runs: results,
  });
}

async function looped(page: BarePage, peer: Peer): Promise<Updated> {
  const { show, step, selector } = BARS[peer];
  if (peer === 'raw') {
    await page.evaluate(hostBar, undefined);
  }
  // The full bar comes last and only then, so that no rounding shows it early.
  const loop = `
began = time.time()
for i in range(${String(COUNT - 1)}):
    ${step('i % 990')}
${step('1000')}
ended = time.time()`;
  const { full, stayed, ended, ...rest } = await page.evaluate(timeLoop, { show, loop, selector });
  const right = full !== null && stayed;
  return right ? { ...rest, right, late: full - ended } : { ...rest, right };
}

interface Wanted {
  readonly show: string;
  readonly loop: string;
  readonly selector: string;
}

interface Looped {
  /** When the full bar was first seen. */
  readonly full: number | null;
  readonly stayed: boolean;
  /** When the loop was done, by the kernel's clock, which is this machine's. */
  readonly ended: number;
  readonly loop: number;
  readonly messages: number;
  readonly busiest: number;
}

/** Runs in the page. */
async function timeLoop({ show, loop, selector }: Wanted): Promise<Looped> {
  const { wire } = window;
  await wire.insert(show);
  wire.run();
  const bar = (): HTMLElement | null => document.querySelector<HTMLElement>(selector);
  if ((await wire.until(() => (bar() === null ? 0 : 1), 1)) === null) {
    throw new Error(`no ${selector} was shown: ${wire.said()}`);
  }
  const percent = (): number => Number.parseFloat(bar()?.style.width ?? '');
  await wire.settle();
  wire.reset();
  const done = wire.ask(loop);
  const full = await wire.until(percent, 100);
  await done;
  await wire.settle();
  const { messages, busiest } = wire.traffic();
  const ended = 1000 * Number(await wire.ask('', 'ended'));
  const began = 1000 * Number(await wire.ask('', 'began'));
  return { full, stayed: percent() === 100, ended, loop: ended - began, messages, busiest };
}
