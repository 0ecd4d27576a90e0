/** Links, in the page and in the kernel, between ours and theirs; and `interact`. */

import { expect, test } from '../harness/lab.ts';

test('jslink keeps ours and theirs equal, whoever moves: page, page, kernel, kernel', async ({ lab }) => {
  const notebook = await lab.notebook();
  const { output } = await notebook.run(`
import ipywidgets as W
from yewpyter import Slider
ours, theirs = Slider(1, description="ours"), W.IntSlider(1)
link = W.jslink((ours, "value"), (theirs, "value"))
display(ours, theirs)`);
  const mine = output.getByRole('slider', { name: 'ours' });
  const other = output.locator('.widget-slider').getByRole('slider');
  const readout = output.locator('.widget-readout');
  const equal = async (value: number): Promise<void> => {
    await expect(mine).toHaveValue(String(value));
    await expect(readout).toHaveText(String(value));
    await notebook.expectValue('[ours.value, theirs.value]', [value, value]);
  };
  await mine.press('ArrowRight');
  await equal(2);
  await other.focus();
  await other.press('ArrowRight');
  await equal(3);
  await notebook.exec('ours.value = 40');
  await equal(40);
  await notebook.exec('theirs.value = 50');
  await equal(50);
  for (let step = 0; step < 8; step += 1) {
    await mine.press('ArrowRight');
  }
  await equal(58);
  await notebook.exec('link.unlink(); ours.value = 10');
  await expect(mine).toHaveValue('10');
  await expect(readout).toHaveText('58');
});

test('jsdlink goes one way only', async ({ lab }) => {
  const notebook = await lab.notebook();
  const { output } = await notebook.run(`
import ipywidgets as W
from yewpyter import Slider, Progress
source, target = Slider(1, description="source"), Progress(0, description="target")
W.jsdlink((source, "value"), (target, "value"))
display(source, target)`);
  const bar = output.getByRole('progressbar', { name: 'target' });
  await output.getByRole('slider').press('End');
  await expect(bar).toHaveAttribute('aria-valuenow', '100');
  await notebook.expectValue('[source.value, target.value]', [100, 100]);
  await notebook.exec('target.value = 30');
  await expect(bar).toHaveAttribute('aria-valuenow', '30');
  await expect(output.getByRole('slider')).toHaveValue('100');
});

test('link and dlink in the kernel reach the page', async ({ lab }) => {
  const notebook = await lab.notebook();
  const { output } = await notebook.run(`
import ipywidgets as W
from yewpyter import Slider, Text
a, b, t = Slider(0, description="a"), Slider(0, description="b"), Text(description="t")
W.link((a, "value"), (b, "value"))
W.dlink((a, "value"), (t, "value"), lambda v: f"value {v}")
display(a, b, t)`);
  await output.getByRole('slider', { name: 'a' }).press('End');
  await expect(output.getByRole('slider', { name: 'b' })).toHaveValue('100');
  await expect(output.getByRole('textbox', { name: 't' })).toHaveValue('value 100');
  await output.getByRole('slider', { name: 'b' }).press('Home');
  await expect(output.getByRole('slider', { name: 'a' })).toHaveValue('0');
});

test('a layout is linked like any model', async ({ lab }) => {
  const notebook = await lab.notebook();
  const { output } = await notebook.run(`
import ipywidgets as W
from yewpyter import Button, Text
button = Button(description="linked", layout={"width": "100px"})
width = Text("100px", description="width")
W.link((width, "value"), (button.layout, "width"))
display(width, button)`);
  await output.getByRole('textbox').fill('250px');
  await expect.poll(async () => (await output.getByRole('button').boundingBox())?.width).toBe(250);
});

test('interact calls the function for every move of our Slider', async ({ lab }) => {
  const notebook = await lab.notebook();
  const { output } = await notebook.run(`
from ipywidgets import interact
from yewpyter import Slider, Text
calls = []
@interact(x=Slider(1, description="x"), name=Text("ab", description="name"))
def f(x, name):
    calls.append(x)
    print("got", x, name)
    return x * 2`);
  await expect(output.getByText('got 1 ab')).toBeVisible();
  await output.getByRole('slider', { name: 'x' }).press('ArrowRight');
  await expect(output.getByText('got 2 ab')).toBeVisible();
  await expect(output.getByText('4', { exact: true })).toBeVisible();
  await output.getByRole('textbox', { name: 'name' }).fill('cd');
  await expect(output.getByText('got 2 cd')).toBeVisible();
  await expect(output.getByText('got 1 ab')).toHaveCount(0);
});
