/** Our widgets in containers of ipywidgets, theirs in ours, and children that come, go and move. */

import type { Locator } from '@playwright/test';
import { expect, test } from '../harness/lab.ts';

/** Marks an element, to know it again: an element drawn anew has no mark. */
async function mark(element: Locator, name: string): Promise<void> {
  await element.evaluate((node, text) => {
    Reflect.set(node, 'markedAs', text);
  }, name);
}

function markOf(element: Locator): Promise<unknown> {
  return element.evaluate(node => Reflect.get(node, 'markedAs') as unknown);
}

test('ours stand in VBox, HBox, Tab, Accordion and Output of ipywidgets, alive', async ({ lab }) => {
  const notebook = await lab.notebook();
  const { output } = await notebook.run(`
import ipywidgets as W
from yewpyter import Slider, Text, Button, Progress
names = ["vbox", "hbox", "tab", "accordion", "output"]
ours = {name: Slider(1, description=name) for name in names}
out = W.Output()
with out:
    display(ours["output"])
display(W.VBox([
    ours["vbox"],
    W.HBox([W.Label("beside"), ours["hbox"], W.Label("and after")]),
    W.Tab([ours["tab"], W.Label("other")], titles=["first", "second"]),
    W.Accordion([ours["accordion"]], titles=["open"], selected_index=0),
    out,
]))`);
  for (const name of ['vbox', 'hbox', 'tab', 'accordion', 'output']) {
    const track = output.getByRole('slider', { name });
    await expect(track, name).toBeVisible();
    const width = (await track.boundingBox())?.width ?? 0;
    expect(width, `${name} has room`).toBeGreaterThan(60);
    await track.press('ArrowRight');
    await notebook.expectValue(`ours[${JSON.stringify(name)}].value`, 2);
  }
  await output.getByRole('tab', { name: 'second' }).click();
  await expect(output.getByRole('slider', { name: 'tab' })).toBeHidden();
  await output.getByRole('tab', { name: 'first' }).click();
  await expect(output.getByRole('slider', { name: 'tab' })).toHaveValue('2');
});

test('ipywidgets stand in our Grid, laid out and alive', async ({ lab }) => {
  const notebook = await lab.notebook();
  const { output } = await notebook.run(`
import ipywidgets as W
from yewpyter import Grid
slider = W.IntSlider(3, description="theirs")
text = W.Text("abc", description="text")
box = W.HBox([W.Checkbox(description="check"), W.ToggleButton(description="toggle")])
grid = Grid([slider, text, box], columns=2, gap="12px")
display(grid)`);
  const handle = output.getByRole('slider');
  await expect(handle).toBeVisible();
  await handle.focus();
  await handle.press('ArrowRight');
  await notebook.expectValue('slider.value', 4);
  await output.getByLabel('text').fill('typed');
  await notebook.expectValue('text.value', 'typed');
  await output.getByRole('checkbox').check();
  await notebook.expectValue('box.children[0].value', true);
  await notebook.exec('slider.value = 77');
  await expect(output.locator('.widget-readout')).toHaveText('77');
  const cells = output.locator('.yp-cell');
  await expect(cells).toHaveCount(3);
  const [first, second, third] = await Promise.all([0, 1, 2].map(at => cells.nth(at).boundingBox()));
  expect(second?.y).toBe(first?.y);
  expect(second?.x ?? 0).toBeGreaterThan((first?.x ?? 0) + (first?.width ?? 0));
  expect(third?.y ?? 0).toBeGreaterThan(first?.y ?? 0);
});

test('Grids in Grids, and ours and theirs turn by turn, four deep', async ({ lab }) => {
  const notebook = await lab.notebook();
  const { output } = await notebook.run(`
import ipywidgets as W
from yewpyter import Grid, Slider
deep = Slider(5, description="deep")
display(Grid([Grid([W.VBox([Grid([W.HBox([deep]), Slider(description="near")])])]), W.Label("beside")], columns=2))`);
  const track = output.getByRole('slider', { name: 'deep' });
  await expect(track).toBeVisible();
  await track.press('ArrowRight');
  await notebook.expectValue('deep.value', 6);
  await expect(output.getByText('beside')).toBeVisible();
});

test('a Grid follows the width of its own container and keeps its children', async ({ lab }) => {
  const notebook = await lab.notebook();
  const { output } = await notebook.run(`
import ipywidgets as W
from yewpyter import Grid, Text
texts = [Text(description=f"t{i}") for i in range(4)]
grid = Grid(texts, columns=4, narrow=500, spans={texts[0]: 2})
box = W.Box([grid], layout={"width": "900px"})
display(box)`);
  const columns = (): Promise<number> =>
    output.locator('.yp-grid').evaluate(node => getComputedStyle(node).gridTemplateColumns.split(' ').length);
  await expect.poll(columns).toBe(4);
  const draft = output.getByRole('textbox', { name: 't2' });
  await mark(draft, 't2');
  await draft.focus();
  await notebook.exec('box.layout.width = "400px"');
  await expect.poll(columns).toBe(1);
  expect(await markOf(draft)).toBe('t2');
  await expect(draft).toBeFocused();
  await notebook.exec('box.layout.width = "900px"; grid.breakpoints = {300: 2, 800: "1fr 3fr 1fr"}');
  await expect.poll(columns).toBe(3);
  expect(await markOf(draft)).toBe('t2');
});

test('layout changes of a widget show, alone and in a Grid', async ({ lab }) => {
  const notebook = await lab.notebook();
  const { output } = await notebook.run(`
import ipywidgets as W
from yewpyter import Button, Grid
alone = Button(description="alone", layout={"width": "150px"})
inside = Button(description="inside")
display(W.VBox([alone]), Grid([inside]))`);
  const width = async (name: string): Promise<number> =>
    Math.round((await output.getByRole('button', { name }).boundingBox())?.width ?? 0);
  await expect.poll(() => width('alone')).toBe(150);
  await notebook.exec(
    'alone.layout.width = "333px"; inside.layout.width = "222px"; inside.layout.border = "3px solid red"',
  );
  await expect.poll(() => width('alone')).toBe(333);
  await expect.poll(() => width('inside')).toBe(216);
  await notebook.exec('inside.layout = None');
  await expect.poll(() => width('inside')).toBeGreaterThan(300);
  await notebook.exec('alone.layout.visibility = "hidden"');
  await expect(output.getByRole('button', { name: 'alone' })).toBeHidden();
});

test('adding, moving and removing children leaves the others as they are', async ({ lab }) => {
  const notebook = await lab.notebook();
  const { output } = await notebook.run(`
import ipywidgets as W
from yewpyter import Grid, Text, Slider
draft = Text("", description="draft", continuous_update=False)
theirs = W.Text("", description="theirs", continuous_update=False)
grid = Grid([Slider(description="a"), draft, theirs], columns=1)
def move(before, after):
    children = list(grid.children)
    children.insert(after, children.pop(before))
    grid.children = children
display(grid)`);
  const draft = output.getByRole('textbox', { name: 'draft' });
  const theirs = output.getByLabel('theirs');
  await theirs.pressSequentially('half');
  await draft.pressSequentially('unfinished');
  await mark(draft, 'draft');
  await mark(theirs, 'theirs');
  const steps = [
    ['grid.insert(0, Text(description="new"))', ['new', 'a', 'draft', 'theirs']],
    ['move(0, 3)', ['a', 'draft', 'theirs', 'new']],
    ['move(2, 0)', ['theirs', 'a', 'draft', 'new']],
    ['move(3, 1)', ['theirs', 'new', 'a', 'draft']],
    ['grid.remove(grid.children[2])', ['theirs', 'new', 'draft']],
    ['grid.append(W.Label("last"))', ['theirs', 'new', 'draft', 'last']],
  ] as const;
  for (const [code, order] of steps) {
    await notebook.exec(code);
    await expect(output.locator('.yp-cell')).toHaveText(order.map(name => new RegExp(name)));
    expect(await markOf(draft), code).toBe('draft');
    expect(await markOf(theirs), code).toBe('theirs');
    await expect(draft, code).toHaveValue('unfinished');
    await expect(draft, code).toBeFocused();
  }
  await draft.press('Enter');
  await notebook.expectValue('draft.value', 'unfinished');
});

test('a closed child leaves its place, the others stay', async ({ lab }) => {
  const notebook = await lab.notebook();
  const { output } = await notebook.run(`
import ipywidgets as W
from yewpyter import Grid, Slider
a, b, theirs = Slider(description="a"), Slider(description="b"), W.IntSlider(description="theirs")
display(Grid([a, theirs, b]))`);
  await expect(output.getByRole('slider')).toHaveCount(3);
  const kept = output.getByRole('slider', { name: 'b' });
  await mark(kept, 'b');
  await notebook.exec('a.close(); theirs.close()');
  await expect(output.getByRole('slider')).toHaveCount(1);
  expect(await markOf(kept)).toBe('b');
  await kept.press('ArrowRight');
  await notebook.expectValue('b.value', 1);
});

test("another library's own widget class works inside ours, and ours inside its container", async ({
  lab,
}) => {
  const notebook = await lab.notebook();
  const { output } = await notebook.run(`
import ipywidgets as W
from traitlets import Unicode
from yewpyter import Grid, Slider, Text

class Fancy(W.VBox):
    """What a library would ship: a container class of its own."""
    def __init__(self, **kw):
        self.inner = Slider(3, description="inner")
        self.echo = W.HTML()
        self.inner.observe(lambda c: setattr(self.echo, "value", f"<b>is {c['new']}</b>"), "value")
        super().__init__([self.inner, self.echo], **kw)

fancy = Fancy()
player = W.Play(value=1, max=9)
picker = W.ColorPicker(value="red")
display(Grid([fancy, player, picker]), W.TwoByTwoLayout(top_left=Slider(description="tl"), bottom_right=Text(description="br")))`);
  const inner = output.getByRole('slider', { name: 'inner' });
  await inner.press('ArrowRight');
  await expect(output.locator('b', { hasText: 'is 4' })).toBeVisible();
  await expect(output.locator('input[type=color]')).toBeVisible();
  await expect(output.getByRole('slider', { name: 'tl' })).toBeVisible();
  await expect(output.getByRole('textbox', { name: 'br' })).toBeVisible();
});
