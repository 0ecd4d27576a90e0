/** Widget state saved in the notebook's file, and a notebook opened where there is no kernel to ask. */

import { expect, test } from '../harness/lab.ts';

test.use({
  serverOptions: { settings: { '@jupyter-widgets/jupyterlab-manager:plugin': { saveState: true } } },
});

test('a notebook saved with its widgets shows their last state on a fresh kernel', async ({ lab }) => {
  const notebook = await lab.notebook();
  const cell = await notebook.run(`
import ipywidgets as W
from yewpyter import Button, Grid, OutputPane, Slider, Text
s = Slider(3, max=50, description="ours")
inner = Grid([Text("saved text", description="text"), W.IntSlider(7, description="theirs")])
pane = OutputPane(description="log")
pane.write("not saved\\n")
display(W.VBox([Grid([s, inner], columns=2), pane]))`);
  await cell.output.getByRole('slider', { name: 'ours' }).press('End');
  await notebook.expectValue('s.value', 50);
  await notebook.save();
  const saved = (await lab.saved(notebook.path)) as {
    content: { metadata: { widgets: Record<string, { state: object }> } };
  };
  const states = Object.values(
    saved.content.metadata.widgets['application/vnd.jupyter.widget-state+json']?.state ?? {},
  );
  expect(states.map(state => (state as { model_name: string }).model_name)).toContain('SliderModel');
  await lab.endKernels();
  await notebook.page.close();
  const again = await lab.open(notebook.path);
  const { page } = again;
  await expect(page.getByRole('slider', { name: 'ours' })).toHaveValue('50');
  await expect(page.getByRole('textbox', { name: 'text' })).toHaveValue('saved text');
  await expect(page.locator('.widget-readout')).toHaveText('7');
  await expect(page.getByRole('log', { name: 'log' })).toBeVisible();
  // Without a kernel nothing breaks by using it.
  await page.getByRole('slider', { name: 'ours' }).press('Home');
  await expect(page.locator('.yp-error')).toHaveCount(0);
});
