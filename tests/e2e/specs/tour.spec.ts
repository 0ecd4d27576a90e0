/** The tour notebook from top to bottom, as a newcomer runs it, and pictures of it for people to look at. */

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { shots } from '../harness/environment.ts';
import { expect, test } from '../harness/lab.ts';
import { useTheme } from '../harness/look.ts';

const WIDTHS = { narrow: 600, wide: 1400 } as const;

for (const theme of ['light', 'dark'] as const) {
  test(
    `the tour runs without an error, and every widget lives, in a ${theme} theme`,
    { tag: '@tour' },
    async ({ lab }) => {
      const notebook = await lab.open('tour.ipynb');
      const { page } = notebook;
      await useTheme(page, theme);
      const cells = await notebook.runAll();
      const outputs = (await Promise.all(cells.map(cell => cell.outputs()))).flat();
      const shown = outputs.filter(
        output => 'application/vnd.jupyter.widget-view+json' in (output.data ?? {}),
      ).length;
      expect(shown, 'widgets in the tour').toBeGreaterThan(8);
      for (const cell of cells) {
        await cell.scrollIntoView();
      }
      await expect(page.locator('.yp-root').first()).toBeVisible();
      await expect(page.locator('.yp-waiting, .yewpyter-waiting, .yp-disconnected')).toHaveCount(0);
      await expect(page.getByText('Loading widget')).toHaveCount(0);
      for (const control of await page.locator('.yp-root input, .yp-root button').all()) {
        await expect(control).toBeEnabled();
      }
      mkdirSync(shots, { recursive: true });
      await notebook.onlyTheNotebook();
      for (const [name, width] of Object.entries(WIDTHS)) {
        await notebook.wholeHeight(width);
        await page.screenshot({ path: join(shots, `tour-${theme}-${name}.png`) });
      }
    },
  );
}
