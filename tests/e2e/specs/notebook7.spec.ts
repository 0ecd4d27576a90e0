/** Notebook 7: the same extension in another application, which looks at keys before a widget can. */

import { expect, test } from '../harness/lab.ts';
import { Notebook } from '../harness/notebook.ts';
import { saveWithWidgets } from '../harness/saved.ts';

test('widgets live in Notebook 7, also by the keyboard, and after a reload', async ({ lab }) => {
  // On some of its starts Notebook stumbles over its own parts, which come in no fixed order.
  lab.complaints.expect(/^uncaught: (?![^]*yewpyter)[^]*\/static\/notebook\//);
  const page = await lab.context.newPage();
  const path = await lab.write([]);
  await page.goto(lab.addressInNotebook(path));
  const notebook = new Notebook(page, path);
  await notebook.ready();
  await notebook.run(`
import ipywidgets as W
from yewpyter import Grid, OutputPane, Slider
ours, pane = Slider(3, max=10, description="ours"), OutputPane()
ours.observe(lambda change: print(f"now {change.new}", file=pane), "value")
theirs = W.IntSlider(description="theirs", max=10)
W.jslink((ours, "value"), (theirs, "value"))
display(Grid([ours, W.VBox([theirs]), pane]))`);
  const slider = page.getByRole('slider', { name: 'ours' });
  await slider.press('ArrowRight');
  await slider.press('ArrowRight');
  await notebook.expectValue('ours.value', 5);
  await expect(page.getByRole('log')).toContainText('now 5');
  await expect(page.locator('.widget-readout')).toHaveText('5');
  await saveWithWidgets(lab, notebook);
  await page.reload();
  await notebook.ready();
  await expect(slider).toHaveValue('5');
  await expect(page.getByRole('log')).toContainText('now 5');
});
