/** A notebook on a page that nobody watches, with a kernel of its own; and peers taking turns at them. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from '@playwright/test';
import type { Lab } from '../../../tests/e2e/harness/lab.ts';
import type { NotebookPanel } from '../../../tests/e2e/harness/page-types.ts';
import { BarePage } from '../bare-page.ts';
import { TOOLKIT } from './toolkit.ts';

/** Who is measured. `raw` is a comm opened by hand and plain DOM: what anything costs at least. */
export const PEERS = ['raw', 'ipywidgets', 'anywidget', 'yewpyter'] as const;
export type Peer = (typeof PEERS)[number];

/** The peers that make widgets. Where small differences count, each shares its kernel and page with a raw comm. */
export const LIBRARIES = ['ipywidgets', 'anywidget', 'yewpyter'] as const;
export type Library = (typeof LIBRARIES)[number];

/** The peers' names in tables. */
export const TITLES: Readonly<Record<Peer, string>> = {
  raw: 'raw comm, plain DOM',
  ipywidgets: 'ipywidgets',
  anywidget: 'anywidget',
  yewpyter: 'yewpyter',
};

/** What every kernel is given first. */
const IMPORTS = 'import time\nfrom comm import create_comm\nfrom IPython.display import HTML, display';

/** And then. */
const LIBRARY: Readonly<Record<Peer, string>> = {
  raw: '',
  ipywidgets: 'import ipywidgets',
  anywidget: 'import ipywidgets, anywidget_peers as peers',
  yewpyter: 'import ipywidgets, yewpyter',
};

/** anywidget's classes lie in a module beside the notebook, so that the measured cells are as short as the others'. */
const MODULE = 'anywidget_peers.py';

/** Where notebooks are opened. */
export interface Place {
  readonly browser: Browser;
  readonly lab: Lab;
}

/** Opens a fresh notebook for a peer, measures in it, and ends it with its kernel. */
export async function measured<Result>(
  place: Place,
  peer: Peer,
  measure: (page: BarePage) => Promise<Result>,
): Promise<Result> {
  const { browser, lab } = place;
  await lab.writeFile(MODULE, readFileSync(join(import.meta.dirname, MODULE), 'utf8'));
  const path = await lab.write([]);
  const page = await BarePage.open(browser, TOOLKIT);
  try {
    await page.goto(lab.address(path));
    await page.evaluate(ready, path);
    await page.evaluate(code => window.wire.ask(code), `${IMPORTS}\n${LIBRARY[peer]}`);
    return await measure(page);
  } finally {
    await page.close();
    await lab.endKernels();
  }
}

/** So many rounds, in each of which every peer has its turn, another one first: the machine's noise meets all of them. */
export async function inTurn<Who extends Peer, Result>(
  peers: readonly Who[],
  rounds: number,
  measure: (peer: Who) => Promise<Result>,
): Promise<Record<Who, Result[]>> {
  const results = Object.fromEntries(peers.map(peer => [peer, [] as Result[]])) as Record<Who, Result[]>;
  for (let round = 0; round < rounds; round += 1) {
    const first = round % peers.length;
    for (const peer of [...peers.slice(first), ...peers.slice(0, first)]) {
      results[peer].push(await measure(peer));
    }
  }
  return results;
}

/** Runs in the page: waits until cells can be run. */
async function ready(path: string): Promise<void> {
  while (!Reflect.has(window, 'jupyterapp')) {
    await window.wire.pause(50);
  }
  await window.jupyterapp.restored;
  // The launcher, say, has no context.
  const front = (): Partial<NotebookPanel> | null => window.jupyterapp.shell.currentWidget;
  while (front()?.context?.path !== path) {
    await window.wire.pause(50);
  }
  const panel = window.jupyterapp.shell.currentWidget;
  await panel?.revealed;
  await panel?.sessionContext.ready;
  await panel?.sessionContext.session?.kernel?.info;
}
