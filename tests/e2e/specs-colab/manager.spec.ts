/** The manager road: Colab imports our module and asks it to draw. */

import { expect, test } from '../colab/fixtures.ts';
import { dragAcross } from '../colab/gestures.ts';
import type { Notebook } from '../colab/notebook.ts';

async function choose(notebook: Notebook, assets: string): Promise<void> {
  await notebook.exec(`import yewpyter\nyewpyter.colab.manager_url = "${assets}/manager.js"`);
}

test('the module draws, and edits go both ways', async ({ colab }) => {
  const notebook = await colab.notebook();
  await choose(notebook, colab.assets);
  const cell = await notebook.run(`
from yewpyter import Button, Grid, Slider, Text
slider, text = Slider(5, max=200, description="Size"), Text(description="Name")
clicks = []
button = Button(description="Go")
def go(_):
    clicks.append(1)
    slider.value = 150
button.on_click(go)
Grid([slider, text, button])`);
  const [output] = await cell.outputs();
  expect(Object.keys(output?.data ?? {})).toContain('application/vnd.jupyter.widget-view+json');
  const track = cell.frame.getByRole('slider', { name: 'Size' });
  await expect(track).toHaveValue('5');
  await dragAcross(notebook.page, track, { from: 0.05, to: 0.5 });
  await notebook.expectValue('slider.value', Number(await track.inputValue()));
  const field = cell.frame.getByRole('textbox', { name: 'Name' });
  await field.pressSequentially('quickly typed');
  await notebook.expectValue('text.value', 'quickly typed');
  await cell.frame.getByRole('button', { name: 'Go' }).click();
  await notebook.expectValue('clicks', [1]);
  await expect(track).toHaveValue('150');
  expect(await notebook.comms('yewpyter.frame')).toBe(0);
});

test('the last expression of a cell chooses the manager too', async ({ colab }) => {
  const notebook = await colab.notebook();
  await choose(notebook, colab.assets);
  const cell = await notebook.run('from yewpyter import Slider\nslider = Slider(5)\nslider');
  const again = await notebook.run('display(slider)');
  for (const one of [cell, again]) {
    const [output] = await one.outputs();
    expect(JSON.stringify(output?.metadata)).toContain('custom_widget_manager');
    await expect(one.frame.getByRole('slider')).toHaveValue('5');
  }
});

test('children that a callback adds appear', async ({ colab }) => {
  const notebook = await colab.notebook();
  await choose(notebook, colab.assets);
  const cell = await notebook.run(`
from yewpyter import Button, Grid, Slider
grid = Grid([])
add = Button(description="Add")
def more(_):
    grid.children += (Slider(2, description="second"),)
add.on_click(more)
Grid([grid, add])`);
  await cell.frame.getByRole('button', { name: 'Add' }).click();
  const second = cell.frame.getByRole('slider', { name: 'second' });
  await second.press('ArrowRight');
  await notebook.expectValue('grid.children[0].value', 3);
});

test('rich output in a pane is drawn by Colab, or in a frame without scripts', async ({ colab }) => {
  const notebook = await colab.notebook();
  await choose(notebook, colab.assets);
  const cell = await notebook.run(`
from IPython.display import HTML, display
from yewpyter import OutputPane
pane = OutputPane(description="Log")
with pane:
    display(HTML("<b>rich</b>"))
pane`);
  const log = cell.frame.getByRole('log', { name: 'Log' });
  const place = colab.facts.undocumentedMembers ? log : log.locator('iframe').contentFrame();
  await expect(place.locator('b')).toHaveText('rich');
});

test('without a kernel the widget can be read', async ({ colab }) => {
  const notebook = await colab.notebook();
  await choose(notebook, colab.assets);
  const cell = await notebook.run('from yewpyter import Slider\nSlider(42, description="Size")');
  await expect(cell.frame.getByRole('slider')).toHaveValue('42');
  const later = await colab.saved(await notebook.save());
  const area = later.page.locator('#cell-0 iframe').contentFrame().locator('#output-area');
  await expect(area).toContainText('Size');
  await expect(area).toContainText('42');
});

test('a stored state that is hostile or cut off leaves something to read', async ({ colab }) => {
  colab.errorsAreExpected();
  colab.complaints.expect(/\[yewpyter\]/);
  const notebook = await colab.notebook();
  await choose(notebook, colab.assets);
  await notebook.run(
    'from yewpyter import Grid, Slider\nslider = Slider(42, description="Size")\nGrid([slider])',
  );
  const { cells, models } = await notebook.save();
  const hostile = Object.fromEntries(
    Object.entries(models).map(([id, state]) => [
      id,
      {
        ...state,
        max: { __proto__: null },
        children: ['IPY_MODEL_', `IPY_MODEL_${id}`, 7],
        value: undefined,
      },
    ]),
  );
  const later = await colab.saved({ cells, models: hostile });
  const area = later.page.locator('#cell-0 iframe').contentFrame().locator('#output-area');
  await expect(area).toContainText(/\w+ \w+|Size/);
  await expect(area).not.toContainText(/Loading|Waiting/);
});
