/** More than one widget, output or library. */

import { expect, test } from '../colab/fixtures.ts';

test('children that come later appear in the output that is there', async ({ colab }) => {
  const notebook = await colab.notebook();
  const cell = await notebook.run(`
from yewpyter import Button, Grid, Slider
grid = Grid([Slider(1, description="first")])
add = Button(description="Add")
def more(_):
    grid.children += (Slider(2, description="second"),)
add.on_click(more)
display(grid, add)`);
  await expect(cell.frame.getByRole('slider', { name: 'first' })).toBeVisible();
  await cell.frame.getByRole('button', { name: 'Add' }).click();
  await expect(cell.frame.getByRole('slider', { name: 'second' })).toHaveValue('2');
  await notebook.run('grid.children += (Slider(3, description="third"),)');
  const third = cell.frame.getByRole('slider', { name: 'third' });
  await expect(third).toHaveValue('3');
  await third.press('ArrowRight');
  await notebook.expectValue('grid.children[2].value', 4);
});

test('two outputs of one widget stay in step', async ({ colab }) => {
  const notebook = await colab.notebook();
  const first = await notebook.run(
    'from yewpyter import Slider\nslider = Slider(1, description="Both")\nslider',
  );
  const second = await notebook.run('slider');
  const tracks = [first, second].map(cell => cell.frame.getByRole('slider', { name: 'Both' }));
  for (const track of tracks) {
    await expect(track).toHaveValue('1');
  }
  await tracks[1]?.press('ArrowRight');
  await expect(tracks[1] ?? first.area).toHaveValue('2');
  await expect(tracks[0] ?? first.area).toHaveValue('2');
  await tracks[0]?.press('ArrowRight');
  await expect(tracks[1] ?? first.area).toHaveValue('3');
  await notebook.run('slider.value = 50');
  for (const track of tracks) {
    await expect(track).toHaveValue('50');
  }
});

test('what a later cell prints into a pane appears, whole and in order', async ({ colab }) => {
  const notebook = await colab.notebook();
  const cell = await notebook.run(`
from yewpyter import OutputPane
pane = OutputPane(description="Log")
print("before it is shown", file=pane)
pane`);
  const log = cell.frame.getByRole('log', { name: 'Log' });
  await expect(log).toContainText('before it is shown');
  await notebook.run(`
with pane:
    for number in range(300):
        print("row", number)
    1 / 0`);
  await expect(log).toContainText('ZeroDivisionError');
  const rows = ((await log.innerText()).match(/row \d+/g) ?? []).map(row => Number(row.slice(4)));
  expect(rows).toEqual(Array.from({ length: 300 }, (_, number) => number));
});

test('rich output stands in a pane', async ({ colab }) => {
  const notebook = await colab.notebook();
  const cell = await notebook.run(`
from IPython.display import HTML, display
from yewpyter import OutputPane, Slider
pane = OutputPane(description="Log")
inner = Slider(4, description="inside")
with pane:
    display(HTML("<b>rich</b>"), inner)
pane`);
  const log = cell.frame.getByRole('log', { name: 'Log' });
  // Colab's own renderers are out of reach: HTML stands in a frame without scripts.
  await expect(log.locator('iframe').contentFrame().locator('b')).toHaveText('rich');
  await expect(log.getByRole('slider', { name: 'inside' })).toHaveValue('4');
});

test('another library’s widget in a Grid of ours is drawn by Google’s manager, or named', async ({
  colab,
}) => {
  if (!colab.facts.googleManager) {
    colab.complaints.expect(/Content Security Policy/);
  }
  const notebook = await colab.notebook();
  const cell = await notebook.run(`
import ipywidgets
from yewpyter import Grid, Slider
foreign = ipywidgets.IntSlider(3, max=10, description="Foreign")
Grid([Slider(1, description="Ours"), foreign])`);
  await expect(cell.frame.getByRole('slider', { name: 'Ours' })).toHaveValue('1');
  if (colab.facts.googleManager) {
    const drawn = cell.frame.getByRole('slider', { name: 'Foreign' });
    await expect(drawn).toHaveValue('3');
    await drawn.fill('8');
    await notebook.expectValue('foreign.value', 8);
    await notebook.run('foreign.value = 2');
    await expect(drawn).toHaveValue('2');
  } else {
    await expect(cell.area).toContainText(/IntSlider.*Foreign.*3/);
  }
});

test('a cell that is run again shows its widget again', async ({ colab }) => {
  const notebook = await colab.notebook();
  await notebook.exec('from yewpyter import Slider\nslider = Slider(1, description="Again")');
  const cell = await notebook.run('slider');
  const track = cell.frame.getByRole('slider', { name: 'Again' });
  await track.press('End');
  await notebook.expectValue('slider.value', 100);
  await notebook.rerun(cell);
  await expect(track).toHaveValue('100');
  await track.press('Home');
  await notebook.expectValue('slider.value', 0);
  // The frame of the first run is gone, and so is its comm.
  await expect.poll(() => notebook.comms('yewpyter.frame')).toBe(1);
});
