/** Both ipywidgets' saving of all widgets and ours are on. */

import { expect, test } from '../harness/lab.ts';
import { reopened, savedText, saveWithWidgets, WIDGETS } from '../harness/saved.ts';

test.use({
  serverOptions: { settings: { '@jupyter-widgets/jupyterlab-manager:plugin': { saveState: true } } },
});

test('both libraries’ widgets are there, and ours within bounds', async ({ lab }) => {
  const notebook = await lab.notebook();
  const cell = await notebook.run(`${WIDGETS.replace(/grid$/, '')}
display(W.VBox([grid, Grid([W.IntSlider(7, description="theirs")])]))`);
  await expect(cell.output.getByRole('log', { name: 'log' })).toContainText('line 1999');
  await saveWithWidgets(lab, notebook);
  const first = await savedText(lab, notebook);
  expect(first).not.toContain('_package_version');
  await notebook.save();
  expect(await savedText(lab, notebook)).toBe(first);

  const { page } = await reopened(lab, notebook);
  await expect(page.getByRole('slider', { name: 'ours' })).toHaveValue('3');
  await expect(page.locator('.widget-readout')).toHaveText('7');
  await expect(page.getByRole('log', { name: 'log' })).toContainText('line 1999');
});
