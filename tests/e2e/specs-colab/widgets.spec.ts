/** The widgets in an output frame, from the page to Python and back. */

import { expect, test } from '../colab/fixtures.ts';
import { dragAcross } from '../colab/gestures.ts';

test('display and the last expression of a cell show the same', async ({ colab }) => {
  const notebook = await colab.notebook();
  const displayed = await notebook.run(`
from yewpyter import Slider
slider = Slider(5, max=10, description="Size")
display(slider)`);
  const expression = await notebook.run('slider');
  const [[first], [second]] = [await displayed.outputs(), await expression.outputs()];
  expect(Object.keys(second?.data ?? {}).sort()).toEqual(Object.keys(first?.data ?? {}).sort());
  expect(Object.keys(first?.data ?? {})).toContain('text/html');
  for (const cell of [displayed, expression]) {
    await expect(cell.frame.getByRole('slider', { name: 'Size' })).toHaveValue('5');
  }
});

test('two widgets of one cell share a frame, and its code is fetched once', async ({ colab }) => {
  const notebook = await colab.notebook();
  const opened = await notebook.run(`
from yewpyter import Slider, Text
display(Slider(1, description="one"), Text("b", description="two"))`);
  await expect(opened.frame.getByRole('slider', { name: 'one' })).toHaveValue('1');
  await expect(opened.frame.getByRole('textbox', { name: 'two' })).toHaveValue('b');
  expect(await notebook.comms('yewpyter.frame')).toBe(1);
});

test('nothing is fetched from the network', async ({ colab }) => {
  const notebook = await colab.notebook();
  const asked: string[] = [];
  colab.context.on('request', request => {
    const { host, protocol, pathname } = new URL(request.url());
    if (protocol.startsWith('http') && !pathname.startsWith('/colab/') && pathname !== '/frame') {
      asked.push(`${host}${pathname}`);
    }
  });
  const cell = await notebook.run('from yewpyter import Slider\nSlider(3)');
  await expect(cell.frame.getByRole('slider')).toHaveValue('3');
  expect(asked).toEqual([]);
});

test('no code is stored in the notebook', async ({ colab }) => {
  const notebook = await colab.notebook();
  const cell = await notebook.run('from yewpyter import Slider\nSlider(3)');
  await expect(cell.frame.getByRole('slider')).toHaveValue('3');
  const { length } = JSON.stringify(await notebook.save());
  expect(length, 'bytes of a saved notebook with one widget').toBeLessThan(16_384);
});

test('a Slider is dragged, and Python sees the way and the end', async ({ colab }) => {
  const notebook = await colab.notebook();
  const cell = await notebook.run(`
from yewpyter import Slider
seen = []
slider = Slider(10, max=200, description="Size")
slider.observe(lambda change: seen.append(change["new"]), "value")
slider`);
  const track = cell.frame.getByRole('slider', { name: 'Size' });
  await dragAcross(notebook.page, track, { from: 0.05, to: 0.75 });
  const shown = Number(await track.inputValue());
  expect(shown).toBeGreaterThan(130);
  await notebook.expectValue('slider.value', shown);
  const seen = (await notebook.value('seen')) as number[];
  expect(seen.at(-1)).toBe(shown);
  expect(seen).toEqual([...seen].sort((a, b) => a - b));
});

test('a Text tells what is typed, and Enter comes after it', async ({ colab }) => {
  const notebook = await colab.notebook();
  const cell = await notebook.run(`
from yewpyter import Text
submitted = []
name = Text(description="Name")
name.on_submit(lambda text: submitted.append(text.value))
name`);
  const field = cell.frame.getByRole('textbox', { name: 'Name' });
  await field.pressSequentially('Ada Lovelace');
  await field.press('Enter');
  await notebook.expectValue('submitted', ['Ada Lovelace']);
  await expect(field).toHaveValue('Ada Lovelace');
});

test('each click of a Button arrives once', async ({ colab }) => {
  const notebook = await colab.notebook();
  const cell = await notebook.run(`
from yewpyter import Button
clicks = []
button = Button(description="Roll")
button.on_click(lambda b: clicks.append(len(clicks)))
button`);
  const button = cell.frame.getByRole('button', { name: 'Roll' });
  for (let click = 0; click < 5; click += 1) {
    await button.click();
  }
  await notebook.expectValue('clicks', [0, 1, 2, 3, 4]);
});

test('what a callback of the frame changes shows there', async ({ colab }) => {
  const notebook = await colab.notebook();
  const cell = await notebook.run(`
from yewpyter import Button, Progress
progress = Progress(0, max=3, description="Done")
button = Button(description="More")
def more(_):
    progress.value += 1
    button.description = f"More than {progress.value:g}"
button.on_click(more)
display(progress, button)`);
  await cell.frame.getByRole('button', { name: 'More' }).click();
  await expect(cell.frame.getByRole('button', { name: 'More than 1' })).toBeVisible();
  await expect(cell.frame.getByRole('progressbar')).toHaveAttribute('aria-valuenow', '33');
});

test('what a later cell changes shows in the earlier output', async ({ colab }) => {
  const notebook = await colab.notebook();
  const cell = await notebook.run('from yewpyter import Slider\nslider = Slider(1)\nslider');
  await expect(cell.frame.getByRole('slider')).toHaveValue('1');
  await notebook.run('slider.value = 77');
  await expect(cell.frame.getByRole('slider')).toHaveValue('77');
  await notebook.run('slider.max = 80; slider.description = "Named"');
  await expect(cell.frame.getByRole('slider', { name: 'Named' })).toHaveAttribute('max', '80');
});

test('a layout holds, and a change of it too', async ({ colab }) => {
  const notebook = await colab.notebook();
  const cell = await notebook.run(`
from yewpyter import OutputPane
pane = OutputPane(description="Log", layout={"width": "300px", "height": "170px"})
pane`);
  const log = cell.frame.locator('.yp-pane');
  const size = async (): Promise<number[]> => {
    const box = await log.boundingBox();
    return [Math.round(box?.width ?? 0), Math.round(box?.height ?? 0)];
  };
  await expect.poll(size).toEqual([300, 170]);
  await notebook.run('pane.layout.height = "90px"');
  await expect.poll(size).toEqual([300, 90]);
});

test('a closed widget goes, as elsewhere', async ({ colab }) => {
  const notebook = await colab.notebook();
  const cell = await notebook.run('from yewpyter import Slider\nslider = Slider(1)\nslider');
  await expect(cell.frame.getByRole('slider')).toBeEnabled();
  await notebook.run('slider.close()');
  await expect(cell.frame.getByRole('slider')).toHaveCount(0);
});
