/**
 * How long 200 sliders take to show. Every repetition gives each peer a fresh notebook, kernel and page, in turn, so that
 * the machine's noise meets all of them; ratios are of medians.
 */

import { test } from '../../tests/e2e/harness/lab.ts';
import { countTraffic, timeShown, type Shown } from './page-clock.ts';

const REPETITIONS = 5;
const COUNT = 200;

interface Peer {
  readonly name: string;
  readonly setup: string;
  readonly show: (count: number) => string;
  readonly selector: string;
}

const OURS = 'import ipywidgets, yewpyter';
const PEERS: readonly Peer[] = [
  {
    name: 'ipywidgets IntSlider in VBox',
    setup: OURS,
    show: count =>
      `ipywidgets.VBox([ipywidgets.IntSlider(i, max=1000, description=str(i)) for i in range(${String(count)})])`,
    selector: '.widget-slider .noUi-handle, .jupyter-widgets.widget-slider .noUi-handle',
  },
  {
    name: 'yewpyter Slider in VBox',
    setup: OURS,
    show: count =>
      `ipywidgets.VBox([yewpyter.Slider(i, max=1000, description=str(i)) for i in range(${String(count)})])`,
    selector: '.yp-slider-track',
  },
  {
    name: 'yewpyter Slider in Grid',
    setup: OURS,
    show: count =>
      `yewpyter.Grid([yewpyter.Slider(i, max=1000, description=str(i)) for i in range(${String(count)})], columns=1)`,
    selector: '.yp-slider-track',
  },
];

test('sliders', async ({ lab, context }) => {
  await context.addInitScript(countTraffic);
  const cold = new Map<string, Shown[]>(PEERS.map(({ name }) => [name, []]));
  const warm = new Map<string, Shown[]>(PEERS.map(({ name }) => [name, []]));
  for (let repetition = 0; repetition < REPETITIONS; repetition += 1) {
    for (const peer of PEERS) {
      const notebook = await lab.notebook();
      await notebook.exec(peer.setup);
      cold.get(peer.name)?.push(await timeShown(notebook, `display(${peer.show(1)})`, peer.selector, 1));
      warm
        .get(peer.name)
        ?.push(await timeShown(notebook, `display(${peer.show(COUNT)})`, peer.selector, COUNT));
      await notebook.page.close();
      await lab.endKernels();
    }
  }
  report(`first widget of a page (the libraries' code is loaded), median of ${String(REPETITIONS)}`, cold);
  report(`${String(COUNT)} sliders in one cell, median of ${String(REPETITIONS)}`, warm);
});

function report(title: string, results: ReadonlyMap<string, readonly Shown[]>): void {
  const base = median(results.get(PEERS[0]?.name ?? '') ?? [], 'milliseconds');
  console.log(`\n${title}`);
  console.log('peer                             ms   ratio   websocket kB   messages');
  for (const [name, all] of results) {
    const milliseconds = median(all, 'milliseconds');
    console.log(
      name.padEnd(30),
      milliseconds.toFixed(0).padStart(5),
      (milliseconds / base).toFixed(2).padStart(7),
      (median(all, 'bytes') / 1000).toFixed(0).padStart(14),
      median(all, 'messages').toFixed(0).padStart(10),
    );
  }
}

function median(all: readonly Shown[], key: keyof Shown): number {
  const values = all.map(one => one[key]).sort((a, b) => a - b);
  return values[Math.floor(values.length / 2)] ?? Number.NaN;
}
