/** A thousand sliders made and shown in one cell, against one message that says the same to plain DOM. */

import type { BarePage } from '../bare-page.ts';
import { known, median, publish, runs, share, shown } from '../figures.ts';
import { inTurn, measured, PEERS, TITLES, type Peer, type Place } from './notebook.ts';
import { hostRows } from './raw.ts';
import type { Traffic } from './frames.ts';

const COUNT = 1000;
const COLUMNS = 3;

interface Made extends Traffic {
  /** From running the cell until all are laid out and painted; undefined: they never were. */
  readonly milliseconds?: number;
}

/** How each peer shows so many sliders, and by what each of them is known. */
export const SLIDERS: Readonly<
  Record<Peer, { readonly show: (count: number) => string; readonly selector: string }>
> = {
  raw: {
    show: count => `
display(HTML('<div class="raw-rows" style="display: grid; min-height: 1px; grid-template-columns: repeat(${String(COLUMNS)}, 1fr)"></div>'))
rows = create_comm(target_name='bench.rows')
rows.send({'rows': [i % 100 for i in range(${String(count)})]})`,
    selector: '.raw-row',
  },
  ipywidgets: {
    show: count => `
display(ipywidgets.GridBox([ipywidgets.IntSlider(i % 100) for i in range(${String(count)})],
    layout=ipywidgets.Layout(grid_template_columns='repeat(${String(COLUMNS)}, 1fr)')))`,
    selector: '.widget-slider .noUi-handle',
  },
  anywidget: {
    show: count => `
display(ipywidgets.GridBox([peers.Slider(value=i % 100) for i in range(${String(count)})],
    layout=ipywidgets.Layout(grid_template_columns='repeat(${String(COLUMNS)}, 1fr)')))`,
    selector: '.any-slider',
  },
  yewpyter: {
    show: count => `
display(yewpyter.Grid([yewpyter.Slider(i % 100) for i in range(${String(count)})], columns=${String(COLUMNS)}))`,
    selector: '.yp-slider-track',
  },
};

/** Measures and reports. */
export async function create(place: Place): Promise<void> {
  const results = await inTurn(PEERS, runs(3), peer =>
    measured(place, peer, async page => {
      await prepare(page, peer);
      await shownRows(page, peer, 1);
      return shownRows(page, peer, COUNT);
    }),
  );
  const ms = (peer: Peer): number => median(known(results[peer].map(({ milliseconds }) => milliseconds)));
  const figure = (peer: Peer, key: keyof Traffic): number => median(results[peer].map(made => made[key]));
  const whole = (peer: Peer): boolean[] =>
    results[peer].map(({ milliseconds }) => milliseconds !== undefined);
  publish({
    scenario: 'create',
    title: `${String(COUNT)} sliders shown by one cell; medians`,
    head: ['', 'all shown', 'ms', 'to raw', 'messages', 'of them comm_open', 'kB'],
    rows: PEERS.map(peer => [
      TITLES[peer],
      share(whole(peer)),
      shown(ms(peer)),
      shown(ms(peer) / ms('raw'), 2),
      shown(figure(peer, 'messages')),
      shown(figure(peer, 'opens')),
      shown(figure(peer, 'bytes') / 1000),
    ]),
    goals: [
      {
        what: 'time against the raw message',
        measured: ms('yewpyter') / ms('raw'),
        sense: 'at most',
        limit: 2,
      },
      { what: 'messages', measured: figure('yewpyter', 'messages'), sense: 'at most', limit: 10 },
      {
        what: 'runs in which all were shown',
        measured: whole('yewpyter').filter(Boolean).length,
        sense: 'at least',
        limit: whole('yewpyter').length,
      },
    ],
    runs: results,
  });
}

/** Gives the raw comm its page side. */
export async function prepare(page: BarePage, peer: Peer): Promise<void> {
  if (peer === 'raw') {
    await page.evaluate(hostRows, undefined);
  }
}

async function shownRows(page: BarePage, peer: Peer, count: number): Promise<Made> {
  const { show, selector } = SLIDERS[peer];
  const { ended, ...traffic } = await page.evaluate(timeShown, { source: show(count), selector, count });
  return ended === null ? traffic : { ...traffic, milliseconds: ended };
}

interface Wanted {
  readonly source: string;
  readonly selector: string;
  readonly count: number;
}

/** Runs in the page. */
async function timeShown({ source, selector, count }: Wanted): Promise<Traffic & { ended: number | null }> {
  const { wire } = window;
  const cell = await wire.insert(source);
  const scoped = `[data-windowed-list-index="${String(cell)}"] ${selector}`;
  await wire.settle();
  wire.reset();
  const start = performance.now();
  wire.run();
  const laidOut = (): number => {
    const found = document.querySelectorAll(scoped);
    const width = found[found.length - 1]?.getBoundingClientRect().width ?? 0;
    return width > 0 ? found.length : -found.length;
  };
  const all = await wire.until(laidOut, count);
  await wire.frame();
  await wire.frame();
  const ended = all === null ? null : performance.now() - start;
  await wire.settle();
  if (wire.said() !== '') {
    throw new Error(wire.said());
  }
  return { ...wire.traffic(), ended };
}
