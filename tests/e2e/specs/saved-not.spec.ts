/** The setting that switches saving off. */

import { expect, test } from '../harness/lab.ts';
import { savedStates, savedText, WIDGETS } from '../harness/saved.ts';

test.use({ serverOptions: { settings: { 'yewpyter:plugin': { saveWidgetState: false } } } });

test('nothing of ours is written', async ({ lab }) => {
  const notebook = await lab.notebook();
  const cell = await notebook.run(WIDGETS);
  await expect(cell.output.getByRole('slider', { name: 'ours' })).toBeVisible();
  // What would save them is there.
  await notebook.page.waitForFunction(() =>
    performance.getEntriesByType('resource').some(({ name }) => /\/saving\.[^/]*\.js/.test(name)),
  );
  await notebook.save();
  expect(await savedStates(lab, notebook)).toEqual([]);
  expect(await savedText(lab, notebook)).not.toContain('SliderModel');
});
