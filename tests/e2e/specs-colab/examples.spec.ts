/** The example notebooks for Colab from top to bottom, and pictures of them for people to look at. */

import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, test } from '../colab/fixtures.ts';
import type { Cell, Notebook } from '../colab/notebook.ts';
import { repository, shots } from '../harness/environment.ts';

interface NotebookFile {
  readonly cells: readonly { readonly cell_type: 'code' | 'markdown'; readonly source: string | string[] }[];
}

async function runAll(notebook: Notebook, name: string): Promise<Cell[]> {
  const file = JSON.parse(readFileSync(join(repository, 'examples', name), 'utf8')) as NotebookFile;
  const cells: Cell[] = [];
  for (const { cell_type: type, source } of file.cells) {
    const cell = await notebook.add([source].flat().join(''), type);
    if (type === 'code') {
      await notebook.rerun(cell);
      cells.push(cell);
    }
  }
  return cells;
}

/** Makes the window as high as the page: what is out of sight is not drawn. */
async function showWhole(page: Page, width: number): Promise<void> {
  await page.setViewportSize({ width, height: 1000 });
  await expect(async () => {
    const height = await page
      .locator('main')
      .evaluate(main => Math.ceil(main.getBoundingClientRect().bottom));
    await page.setViewportSize({ width, height });
    await expect(page.locator('iframe').last()).toBeInViewport({ ratio: 1, timeout: 500 });
    const rest = await page
      .locator('main')
      .evaluate(main => window.innerHeight - Math.ceil(main.getBoundingClientRect().bottom));
    expect(rest).toBe(0);
  }).toPass({ timeout: 20_000 });
}

for (const theme of ['light', 'dark'] as const) {
  test(`colab.ipynb runs without an error, and every widget lives, in a ${theme} theme`, async ({
    colab,
    preset,
  }) => {
    if (!colab.facts.googleManager) {
      // The guest of the other library is named instead of drawn.
      colab.complaints.expect(/Content Security Policy/);
    }
    const notebook = await colab.notebook({ theme });
    const cells = await runAll(notebook, 'colab.ipynb');
    let shown = 0;
    for (const cell of cells) {
      const outputs = await cell.outputs();
      expect(outputs.filter(({ output_type: type }) => type === 'error')).toEqual([]);
      const widgets = outputs.filter(({ data }) =>
        String(data?.['text/html']).includes('yewpyter-output'),
      ).length;
      shown += widgets;
      if (widgets > 0) {
        await expect(cell.frame.locator('.yp-root').first()).toBeVisible();
        await expect(cell.frame.locator('.yewpyter-status, .yp-waiting, .yewpyter-waiting')).toHaveCount(0);
      }
    }
    expect(shown, 'widgets in the notebook').toBe(4);
    mkdirSync(shots, { recursive: true });
    const { page } = notebook;
    for (const width of [600, 1200]) {
      await showWhole(page, width);
      await page.screenshot({
        path: join(shots, `colab-${preset}-${theme}-${String(width)}.png`),
        fullPage: true,
      });
    }
  });
}

test('colab-check.ipynb shows a widget and lists what the frame offers', async ({ colab }) => {
  colab.complaints.expect(/Content Security Policy/);
  const notebook = await colab.notebook();
  const cells = await runAll(notebook, 'colab-check.ipynb');
  const [widget, list] = cells.map(({ frame }) => frame.locator('#output-area'));
  const slider = widget?.getByRole('slider', { name: 'Drag me' });
  await expect.poll(() => slider?.inputValue()).toBe('5');
  await expect.poll(() => list?.innerText()).toContain('proxyPort');
  expect(await list?.innerText()).toContain('accessAllowed: true');
});
