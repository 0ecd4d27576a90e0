/** One step of a slider, to a callback in the kernel, to a changed text on the page; on a server as it comes, and on ours. */

import type { BarePage } from '../bare-page.ts';
import { median, percentile, publish, runs, shown, type Goal } from '../figures.ts';
import { inTurn, measured, PEERS, TITLES, type Peer, type Place } from './notebook.ts';
import { hostEcho } from './raw.ts';

const TRIPS = 200;
/** Before them, uncounted. */
const FIRST = 10;

/** The servers: without our extension's setting, and with it. */
export interface Servers {
  readonly stock: Place;
  readonly ours: Place;
}
type Server = keyof Servers;
const SERVERS: Readonly<Record<Server, string>> = { stock: 'without nodelay', ours: 'with the extension' };

/** How each peer shows a slider up to 100000 and a text of class `bench-target` that its callback sets to `v<value>`. */
const SHOWS: Readonly<Record<Peer, string>> = {
  raw: `
def opened(comm, _):
    comm.on_msg(lambda message: comm.send({'text': 'v%d' % message['content']['data']['value']}))
get_ipython().kernel.comm_manager.register_target('bench.echo', opened)
display(HTML('<input type="range" max="100000" class="raw-slider"><span class="bench-target">v0</span>'))`,
  ipywidgets: `
slider, target = ipywidgets.IntSlider(max=100000), ipywidgets.Label('v0')
slider.observe(lambda change: setattr(target, 'value', 'v%d' % change['new']), 'value')
target.add_class('bench-target')
display(ipywidgets.VBox([slider, target]))`,
  anywidget: `
slider, target = peers.Slider(max=100000), peers.Label(value='v0')
slider.observe(lambda change: setattr(target, 'value', 'v%d' % change['new']), 'value')
target.add_class('bench-target')
display(ipywidgets.VBox([slider, target]))`,
  yewpyter: `
slider, target = yewpyter.Slider(max=100000), yewpyter.Button(description='v0')
slider.observe(lambda change: setattr(target, 'description', 'v%d' % change['new']), 'value')
target.add_class('bench-target')
display(yewpyter.Grid([slider, target], columns=1))`,
};

/** What is dragged. ipywidgets' slider is no input element: its handle takes an arrow key, which moves it by one. */
const HANDLES: Readonly<Record<Peer, string>> = {
  raw: '.raw-slider',
  ipywidgets: '.noUi-handle',
  anywidget: '.any-slider input',
  yewpyter: '.yp-slider-track',
};

/** Measures and reports. */
export async function roundTrip(servers: Servers): Promise<void> {
  const results = await inTurn(runs(1, 3), async peer => ({
    stock: await measured(servers.stock, peer, page => trips(page, peer)),
    ours: await measured(servers.ours, peer, page => trips(page, peer)),
  }));
  const all = (server: Server, peer: Peer): number[] => results[peer].flatMap(run => run[server].milliseconds);
  const middle = (server: Server, peer: Peer): number => median(all(server, peer));
  const echo = (server: Server): Goal => ({
    what: `time against the raw echo, ${SERVERS[server]}`,
    measured: middle(server, 'yewpyter') / middle(server, 'raw'),
    sense: 'at most',
    limit: 1.05,
  });
  const others = Math.min(middle('stock', 'ipywidgets'), middle('stock', 'anywidget'));
  publish({
    scenario: 'round trip',
    title: `${String(TRIPS)} steps of a slider to a callback and back, ms`,
    head: ['', ...Object.values(SERVERS).flatMap(name => [name, 'p95', 'to raw', 'missed'])],
    rows: PEERS.map(peer => [
      TITLES[peer],
      ...(['stock', 'ours'] as const).flatMap(server => [
        shown(middle(server, peer), 1),
        shown(percentile(all(server, peer), 0.95), 1),
        shown(middle(server, peer) / middle(server, 'raw'), 2),
        String(results[peer].reduce((sum, run) => sum + run[server].missed, 0)),
      ]),
    ]),
    goals: [
      echo('stock'),
      echo('ours'),
      {
        what: 'best of the other libraries without the extension, against ours with it',
        measured: others / middle('ours', 'yewpyter'),
        sense: 'at least',
        limit: 4,
      },
    ],
    runs: results,
  });
}

interface Trips {
  readonly milliseconds: readonly number[];
  /** Steps that no answer came to. */
  readonly missed: number;
}

async function trips(page: BarePage, peer: Peer): Promise<Trips> {
  const handle = HANDLES[peer];
  await page.evaluate(show, { source: SHOWS[peer], handle });
  if (peer === 'raw') {
    await page.evaluate(hostEcho, undefined);
  }
  return page.evaluate(drag, { handle, first: FIRST, count: FIRST + TRIPS });
}

/** Runs in the page. */
async function show({ source, handle }: { source: string; handle: string }): Promise<void> {
  const { wire } = window;
  await wire.insert(source);
  wire.run();
  const there = (): number => document.querySelectorAll(`${handle}, .bench-target`).length;
  if ((await wire.until(there, 2)) === null) {
    throw new Error(`${handle} and its text were not shown: ${wire.said()}`);
  }
  await wire.settle();
}

/** Runs in the page: steps one by one, each when the one before has been answered and the kernel is idle again. */
async function drag({ handle, first, count }: { handle: string; first: number; count: number }): Promise<Trips> {
  const ANSWERED = 3_000;
  const PAUSE = 20;
  const MOST_MISSED = 5;
  const { wire } = window;
  const dragged = document.querySelector(handle);
  const target = document.querySelector('.bench-target');
  if (dragged === null || target === null) {
    throw new Error(`${handle} and its text are not on the page`);
  }
  const step = (value: number): void => {
    if (dragged instanceof HTMLInputElement) {
      dragged.value = String(value);
      dragged.dispatchEvent(new InputEvent('input', { bubbles: true }));
    } else {
      dragged.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight' }));
    }
  };
  const answered = (value: number): Promise<number> =>
    new Promise(resolve => {
      const look = (): void => {
        if (target.textContent?.trim() === `v${String(value)}`) {
          end(performance.now());
        }
      };
      const observer = new MutationObserver(look);
      const late = setTimeout(() => {
        end(Number.NaN);
      }, ANSWERED);
      const end = (at: number): void => {
        observer.disconnect();
        clearTimeout(late);
        resolve(at);
      };
      observer.observe(target, { childList: true, characterData: true, subtree: true });
    });
  const milliseconds: number[] = [];
  let missed = 0;
  for (let value = 1; value <= count && missed < MOST_MISSED; value += 1) {
    const answer = answered(value);
    const start = performance.now();
    step(value);
    const took = (await answer) - start;
    if (Number.isNaN(took)) {
      missed += 1;
    } else if (value > first) {
      milliseconds.push(took);
    }
    for (const end = Date.now() + ANSWERED; wire.kernel().status !== 'idle' && Date.now() < end;) {
      await wire.pause(1);
    }
    await wire.pause(PAUSE);
  }
  return { milliseconds, missed };
}
