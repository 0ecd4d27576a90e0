/** What happens to widgets when the page, the kernel or the wire between them goes and comes. */

import { expect, test } from '../harness/lab.ts';
import { saveWithWidgets } from '../harness/saved.ts';
import { Wire } from '../harness/wire.ts';

const EVERYTHING = `
import ipywidgets as W
from yewpyter import Button, Grid, OutputPane, Progress, Slider, Text
clicks = []
slider = Slider(3, description="ours")
theirs = W.IntSlider(3)
link = W.jslink((slider, "value"), (theirs, "value"))
text = Text("before", description="text")
button = Button(description="press")
button.on_click(lambda b: clicks.append(1))
pane = OutputPane(description="log")
print("kept in the pane", file=pane)
with pane:
    display(W.HTML("<i>rich in the pane</i>"))
progress = Progress(40, description="bar")
display(Grid([slider, W.VBox([text, theirs]), Grid([button, progress]), pane]))`;

test('a page reload shows everything as it was, alive', async ({ lab }) => {
  const notebook = await lab.notebook();
  await notebook.run(EVERYTHING);
  await notebook.exec('slider.value = 8; text.value = "after"; pane.write("second line\\n")');
  await saveWithWidgets(lab, notebook);
  await notebook.reload();
  const { page } = notebook;
  const slider = page.getByRole('slider', { name: 'ours' });
  await expect(slider).toHaveValue('8');
  await expect(page.getByRole('textbox', { name: 'text' })).toHaveValue('after');
  await expect(page.getByRole('progressbar', { name: 'bar' })).toHaveAttribute('aria-valuenow', '40');
  const pane = page.getByRole('log', { name: 'log' });
  await expect(pane).toContainText('kept in the pane');
  await expect(pane).toContainText('second line');
  await expect(pane.locator('i')).toHaveText('rich in the pane');
  await page.getByRole('button', { name: 'press' }).click();
  await notebook.expectValue('clicks', [1]);
  await slider.press('ArrowRight');
  await expect(page.locator('.widget-readout')).toHaveText('9');
  await notebook.expectValue('[slider.value, theirs.value]', [9, 9]);
  await notebook.exec('pane.write("third line\\n")');
  await expect(pane).toContainText('third line');
  expect((await pane.innerText()).match(/kept in the pane/g)).toHaveLength(1);
});

test('after a kernel restart widgets say Disconnected and keep their last state; running again heals', async ({
  lab,
}) => {
  const notebook = await lab.notebook();
  const cell = await notebook.run(`
from yewpyter import Slider, Text, Grid, OutputPane
slider = Slider(3, description="ours")
pane = OutputPane(description="log")
pane.write("last words\\n")
display(Grid([slider, Text("typed", description="text"), pane]))`);
  const slider = cell.output.getByRole('slider', { name: 'ours' });
  await slider.press('ArrowRight');
  await notebook.expectValue('slider.value', 4);
  await expect(cell.output.getByRole('log')).toContainText('last words');
  await notebook.restartKernel();
  await expect(cell.output.getByText('Disconnected').first()).toBeVisible();
  await expect(slider).toHaveValue('4');
  await expect(cell.output.getByRole('textbox')).toHaveValue('typed');
  await expect(cell.output.getByRole('log')).toContainText('last words');
  // Using it harms nobody.
  await slider.press('ArrowRight');
  await notebook.rerun(cell);
  await expect(cell.output.getByText('Disconnected')).toHaveCount(0);
  await expect(slider).toHaveCount(1);
  await expect(slider).toHaveValue('3');
  await slider.press('ArrowRight');
  await notebook.expectValue('slider.value', 4);
});

test('changes made while the wire is cut reach the kernel when it is mended, and its own reach the page', async ({
  lab,
}) => {
  const page = await lab.context.newPage();
  const wire = new Wire(page);
  await wire.watch();
  const notebook = await lab.notebookOn(page);
  lab.complaints.expect(/WebSocket|Connection lost|reconnect/i);
  const { output } = await notebook.run(`
import os, threading, time
from yewpyter import Slider, Text, Button, OutputPane, Grid
slider, text, other = Slider(1, description="slider"), Text("", description="text"), Slider(0, description="other")
pane = OutputPane(description="log")
clicks = []
button = Button(description="press")
button.on_click(lambda b: clicks.append(1))
def later():
    while not os.path.exists("the-wire-is-cut"):
        time.sleep(0.01)
    other.value = 33
    pane.write("written meanwhile\\n")
    open("said-it", "w").close()
display(Grid([slider, text, other, pane, button]))`);
  const slider = output.getByRole('slider', { name: 'slider' });
  await slider.press('ArrowRight');
  await notebook.expectValue('slider.value', 2);
  await notebook.exec('threading.Thread(target=later).start()');
  await wire.cut();
  await expect.poll(() => wire.status()).not.toBe('connected');
  await slider.press('ArrowRight');
  await slider.press('ArrowRight');
  await output.getByRole('textbox', { name: 'text' }).pressSequentially('offline');
  await expect(slider).toHaveValue('4');
  await lab.writeFile('the-wire-is-cut', '');
  await expect.poll(() => lab.hasFile('said-it'), 'the kernel has spoken into the void').toBe(true);
  await wire.mend();
  await expect.poll(() => wire.status()).toBe('connected');
  await notebook.expectValue('[slider.value, text.value]', [4, 'offline']);
  await expect(slider).toHaveValue('4');
  await expect(output.getByRole('textbox', { name: 'text' })).toHaveValue('offline');
  await expect(output.getByRole('slider', { name: 'other' })).toHaveValue('33');
  await expect(output.getByRole('log')).toContainText('written meanwhile');
  await output.getByRole('button', { name: 'press' }).click();
  await notebook.expectValue('clicks', [1]);
});

test('two pages on one notebook and kernel follow each other', async ({ lab }) => {
  const first = await lab.notebook();
  await first.run(`
import ipywidgets as W
from yewpyter import Slider, Text, OutputPane, Grid
slider, text, pane = Slider(1, description="ours"), Text("", description="text"), OutputPane(description="log")
pane.write("one\\n")
display(Grid([slider, text, pane]))`);
  await saveWithWidgets(lab, first);
  const second = await lab.open(first.path);
  const slider = second.page.getByRole('slider', { name: 'ours' });
  await expect(slider).toHaveValue('1');
  await slider.press('ArrowRight');
  await expect(first.page.getByRole('slider', { name: 'ours' })).toHaveValue('2');
  await first.page.getByRole('textbox', { name: 'text' }).pressSequentially('both');
  await expect(second.page.getByRole('textbox', { name: 'text' })).toHaveValue('both');
  await first.expectValue('[slider.value, text.value]', [2, 'both']);
  await first.exec('pane.write("two\\n")');
  for (const { page } of [first, second]) {
    await expect(page.getByRole('log')).toHaveText('one\ntwo\n', { useInnerText: true });
  }
});

test('clearing the output takes the views away, the model lives on', async ({ lab }) => {
  const notebook = await lab.notebook();
  const cell = await notebook.run('from yewpyter import Slider\ns = Slider(5)\ndisplay(s)');
  await expect(cell.output.getByRole('slider')).toHaveCount(1);
  await notebook.command('notebook:clear-all-cell-outputs');
  await expect(notebook.page.locator('.yp-root')).toHaveCount(0);
  await notebook.exec('s.value = 6');
  const again = await notebook.run('s');
  await expect(again.output.getByRole('slider')).toHaveValue('6');
});

test('closing a widget in the kernel removes its views everywhere', async ({ lab }) => {
  const notebook = await lab.notebook();
  const cell = await notebook.run(`
import ipywidgets as W
from yewpyter import Slider, Text
s, t = Slider(5), Text("stays")
display(s)
display(W.VBox([s, t]))`);
  await expect(cell.output.getByRole('slider')).toHaveCount(2);
  await notebook.exec('s.close()');
  await expect(cell.output.getByRole('slider')).toHaveCount(0);
  await expect(cell.output.getByRole('textbox')).toHaveValue('stays');
});

test('running a cell again and again leaves one view, and no views of old models', async ({ lab }) => {
  const notebook = await lab.notebook();
  const cell = await notebook.run(
    'from yewpyter import Slider, Grid\ns = Slider(5, description="s")\ndisplay(Grid([s]))',
  );
  for (let run = 0; run < 5; run += 1) {
    await notebook.rerun(cell);
    await expect(cell.output.getByRole('slider')).toHaveCount(1);
  }
  const views = await notebook.withManager(async manager => {
    const models = await Promise.all(Object.values(manager._models));
    return models
      .filter(model => model.get('_model_module') === 'yewpyter')
      .map(model => Object.keys(model.views ?? {}).length)
      .filter(count => count > 0).length;
  });
  expect(views, 'models with views').toBe(1);
  await cell.output.getByRole('slider').press('ArrowRight');
  await notebook.expectValue('s.value', 6);
});

test('models of a dead kernel that nothing shows are given back', async ({ lab }) => {
  const notebook = await lab.notebook();
  const cell = await notebook.run(
    'from yewpyter import Slider, Grid\nalso = Slider()\nalso.model_id\ndisplay(Grid([Slider(), also]))',
  );
  const count = (): Promise<number> =>
    notebook.withManager(async manager => {
      const models = await Promise.all(Object.values(manager._models));
      return models.filter(model => model.get('_model_module') === 'yewpyter').length;
    });
  await expect.poll(count, 'the grid, and the slider that has a comm of its own').toBe(2);
  for (let run = 0; run < 2; run += 1) {
    await notebook.restartKernel();
    await notebook.rerun(cell);
    await expect(cell.output.getByRole('slider')).toHaveCount(2);
  }
  await expect.poll(count, 'only the models of the last run').toBe(2);
});
