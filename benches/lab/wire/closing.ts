/** What the page keeps of widgets that are closed and whose output is cleared, after it was made to collect its garbage. */

import type { BarePage } from '../bare-page.ts';
import { median, publish, runs, shown } from '../figures.ts';
import { prepare, SLIDERS } from './create.ts';
import { inTurn, measured, PEERS, TITLES, type Peer, type Place } from './notebook.ts';

const COUNT = 100;
const ROUNDS = 20;
/** Before the first count: what is made once is no leak. */
const FIRST = 2;

/** What one closed widget leaves behind. */
interface Left {
  readonly heap: number;
  readonly nodes: number;
  readonly listeners: number;
}

interface Counters {
  readonly usedSize: number;
  readonly nodes: number;
  readonly jsEventListeners: number;
}

/** Measures and reports. */
export async function closing(place: Place): Promise<void> {
  const results = await inTurn(PEERS, runs(1, 3), peer => measured(place, peer, page => opened(page, peer)));
  const figure = (peer: Peer, key: keyof Left): number => median(results[peer].map(left => left[key]));
  // The notebook itself keeps a little of each round, whatever the cell shows.
  const beside = (key: keyof Left): number => figure('yewpyter', key) - figure('raw', key);
  publish({
    scenario: 'closing',
    title: `${String(ROUNDS)} rounds of ${String(COUNT)} sliders shown and closed; what is left of each`,
    head: ['', 'JS heap, bytes', 'DOM nodes', 'listeners'],
    rows: PEERS.map(peer => [
      TITLES[peer],
      shown(figure(peer, 'heap')),
      shown(figure(peer, 'nodes'), 2),
      shown(figure(peer, 'listeners'), 2),
    ]),
    goals: [
      {
        what: 'DOM nodes per widget beside the raw row',
        measured: beside('nodes'),
        sense: 'at most',
        limit: 0.05,
      },
      {
        what: 'listeners per widget beside the raw row',
        measured: beside('listeners'),
        sense: 'at most',
        limit: 0.05,
      },
      {
        what: 'kB of JS heap per widget',
        measured: figure('yewpyter', 'heap') / 1000,
        sense: 'at most',
        limit: 0.6,
      },
    ],
    runs: results,
  });
}

async function opened(page: BarePage, peer: Peer): Promise<Left> {
  const { show, selector } = SLIDERS[peer];
  const close = peer === 'raw' ? 'rows.close()' : 'ipywidgets.Widget.close_all()';
  await prepare(page, peer);
  const cell = await page.evaluate(source => window.wire.insert(source), show(COUNT));
  const round = (): Promise<void> => page.evaluate(openAndClose, { cell, selector, close, count: COUNT });
  for (let first = 0; first < FIRST; first += 1) {
    await round();
  }
  const before = await counters(page);
  for (let number = 0; number < ROUNDS; number += 1) {
    await round();
  }
  const after = await counters(page);
  const each = (key: keyof Counters): number => (after[key] - before[key]) / (ROUNDS * COUNT);
  return { heap: each('usedSize'), nodes: each('nodes'), listeners: each('jsEventListeners') };
}

async function counters(page: BarePage): Promise<Counters> {
  // What is freed by the first collection may let go of more.
  for (let time = 0; time < 3; time += 1) {
    await page.call('HeapProfiler.collectGarbage');
    await page.evaluate(() => window.wire.pause(200), undefined);
  }
  const heap = (await page.call('Runtime.getHeapUsage')) as Pick<Counters, 'usedSize'>;
  const dom = (await page.call('Memory.getDOMCounters')) as Omit<Counters, 'usedSize'>;
  return { ...heap, ...dom };
}

interface Wanted {
  readonly cell: number;
  readonly selector: string;
  readonly close: string;
  readonly count: number;
}

/** Runs in the page. */
async function openAndClose({ cell, selector, close, count }: Wanted): Promise<void> {
  const { wire } = window;
  const content = window.jupyterapp.shell.currentWidget?.content;
  if (content !== undefined) {
    content.activeCellIndex = cell;
  }
  wire.run();
  const there = (): number => document.querySelectorAll(selector).length;
  if ((await wire.until(there, count)) === null) {
    throw new Error(`${String(there())} of ${String(count)} elements ${selector} were shown: ${wire.said()}`);
  }
  await wire.settle();
  await wire.ask(close);
  await window.jupyterapp.commands.execute('notebook:clear-cell-output');
  await wire.until(there, 0);
  await wire.settle();
  if (there() > 0) {
    throw new Error(`${String(there())} elements ${selector} are still there`);
  }
  // Whatever else the library is given to know of the last round goes with this one.
  wire.reset();
}
