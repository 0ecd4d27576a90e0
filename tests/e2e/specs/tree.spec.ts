/** Widgets inside a displayed one: they share its comm, whatever becomes of them. */

import { expect, test, type Lab } from '../harness/lab.ts';
import type { Notebook } from '../harness/notebook.ts';
import { saveWithWidgets } from '../harness/saved.ts';
import { Wire } from '../harness/wire.ts';

/** A notebook and the wire to its kernel. */
async function watched(lab: Lab): Promise<{ wire: Wire; notebook: Notebook }> {
  const page = await lab.context.newPage();
  const wire = new Wire(page);
  await wire.watch();
  return { wire, notebook: await lab.notebookOn(page) };
}

const SLIDERS = `
import ipywidgets as W
from yewpyter import Button, Grid, OutputPane, Progress, Slider, Text
sliders = [Slider(i, max=100, description=f"number {i}") for i in range(40)]
grid = Grid(sliders, min_column_width="200px")`;

test('a displayed tree is one comm and few messages, and all of it is alive', async ({ lab }) => {
  const { wire, notebook } = await watched(lab);
  await notebook.run(SLIDERS);
  expect(wire.count('comm_open'), 'making widgets opens nothing').toBe(0);
  const { output } = await notebook.run('display(grid)');
  await expect(output.getByRole('slider')).toHaveCount(40);
  expect(wire.count('comm_open')).toBe(1);
  await output.getByRole('slider', { name: 'number 39' }).press('End');
  await notebook.expectValue('sliders[39].value', 100);
  const before = wire.count('comm_msg');
  await notebook.exec('for s in sliders: s.value = 50');
  await expect(output.getByRole('slider', { name: 'number 0', exact: true })).toHaveValue('50');
  await expect(output.getByRole('slider', { name: 'number 38' })).toHaveValue('50');
  expect(wire.count('comm_msg') - before).toBeLessThan(6);
});

test('children come, move and go, others keep their place and state, and a reload shows the same', async ({
  lab,
}) => {
  const notebook = await lab.notebook();
  const { output } = await notebook.run(`
from yewpyter import Grid, Slider, Text
a, b = Slider(1, description="a"), Text("", description="b")
inner = Grid([], columns=1)
outer = Grid([a, b, inner], columns=2)
display(outer)`);
  const text = output.getByRole('textbox', { name: 'b' });
  await text.fill('typed');
  await text.evaluate(node => (node.dataset['mark'] = 'the same'));
  await notebook.exec(`
c = Slider(3, description="c")
inner.append(c)
outer.remove(a)
inner.append(a)
gone = Slider(9, description="gone")
outer.append(gone)
outer.remove(gone)`);
  await expect(output.getByRole('slider')).toHaveCount(2);
  await expect(text).toHaveAttribute('data-mark', 'the same');
  await output.getByRole('slider', { name: 'a' }).press('End');
  await output.getByRole('slider', { name: 'c' }).press('Home');
  await notebook.expectValue('[a.value, c.value, b.value]', [100, 0, 'typed']);
  await saveWithWidgets(lab, notebook);
  await notebook.reload();
  const { page } = notebook;
  await expect(page.getByRole('slider', { name: 'a' })).toHaveValue('100');
  await expect(page.getByRole('slider', { name: 'c' })).toHaveValue('0');
  await expect(page.getByRole('textbox', { name: 'b' })).toHaveValue('typed');
  await page.getByRole('slider', { name: 'c' }).press('ArrowRight');
  await notebook.expectValue('c.value', 1);
  await notebook.exec('outer.append(gone); gone.value = 5');
  await expect(page.getByRole('slider', { name: 'gone' })).toHaveValue('5');
});

test('a child shown again elsewhere, in a box of ipywidgets and in a second Grid is one and the same', async ({
  lab,
}) => {
  const notebook = await lab.notebook();
  const first = await notebook.run(`
import ipywidgets as W
from yewpyter import Grid, Slider, Text
s, theirs = Slider(3, description="ours"), W.IntSlider(4, description="theirs")
display(Grid([s, Text("beside", description="beside"), theirs]))`);
  const one = first.output.getByRole('slider', { name: 'ours' });
  await expect(one).toHaveValue('3');
  await expect(first.output.locator('.widget-readout')).toHaveText('4');
  const again = await notebook.run('display(s)');
  const boxed = await notebook.run('display(W.VBox([s]))');
  const second = await notebook.run('display(Grid([s, Text("other", description="other")]))');
  const all = [one, ...[again, boxed, second].map(cell => cell.output.getByRole('slider', { name: 'ours' }))];
  for (const [place, slider] of all.entries()) {
    await slider.press('ArrowRight');
    await notebook.expectValue('s.value', 4 + place);
    for (const other of all) {
      await expect(other).toHaveValue(String(4 + place));
    }
  }
  await notebook.exec('s.value = 50; link = W.jslink((s, "value"), (theirs, "value"))');
  await expect(first.output.locator('.widget-readout')).toHaveText('50');
  await notebook.exec('s.close()');
  for (const slider of all) {
    await expect(slider).toHaveCount(0);
  }
  await expect(first.output.getByRole('textbox', { name: 'beside' })).toBeVisible();
});

test('two tabs show one tree and follow each other', async ({ lab }) => {
  const notebook = await lab.notebook();
  const { output } = await notebook.run(`${SLIDERS}
display(grid)`);
  await expect(output.getByRole('slider')).toHaveCount(40);
  await saveWithWidgets(lab, notebook);
  const other = await lab.open(notebook.path);
  const there = other.page.getByRole('slider', { name: 'number 7', exact: true });
  await expect(there).toHaveValue('7');
  await there.press('End');
  await expect(output.getByRole('slider', { name: 'number 7', exact: true })).toHaveValue('100');
  await output.getByRole('slider', { name: 'number 7', exact: true }).press('Home');
  await expect(there).toHaveValue('0');
  await notebook.exec('sliders[7].value = 33; grid.append(Slider(5, description="late"))');
  await expect(there).toHaveValue('33');
  await expect(other.page.getByRole('slider', { name: 'late' })).toHaveValue('5');
});

test('a page reloaded in the middle of the opening shows the tree', async ({ lab }) => {
  const { wire, notebook } = await watched(lab);
  await notebook.run(SLIDERS);
  wire.lose(({ type }) => type === 'comm_open');
  const cell = await notebook.start('display(grid)');
  await expect.poll(() => wire.count('comm_open')).toBe(1);
  await expect.poll(async () => (await cell.outputs()).length, 'what is saved holds the output').toBe(1);
  await notebook.save();
  wire.lose(() => false);
  await notebook.reload();
  await expect(notebook.page.getByRole('slider')).toHaveCount(40);
  await notebook.page.getByRole('slider', { name: 'number 39' }).press('End');
  await notebook.expectValue('sliders[39].value', 100);
});
