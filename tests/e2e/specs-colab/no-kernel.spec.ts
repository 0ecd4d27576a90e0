/** A notebook that is looked at without its kernel: what was shown can be read. */

import { expect, test } from '../colab/fixtures.ts';

const CELL = `
from yewpyter import Grid, OutputPane, Progress, Slider, Text
slider = Slider(42, description="Size")
pane = OutputPane(description="Log")
for number in range(100):
    print("line", number, file=pane)
grid = Grid([slider, Text("some words", description="Note"), Progress(30, description="Done"), pane], columns=2)
grid`;

const EXPECTED = ['Size', '42', 'Note', 'some words', 'Done', 'line 99'];

test('a saved output shows its values and the last lines, and no error', async ({ colab }) => {
  const notebook = await colab.notebook();
  const cell = await notebook.run(CELL);
  await expect(cell.frame.getByRole('slider', { name: 'Size' })).toHaveValue('42');
  const later = await colab.saved(await notebook.save());
  const area = later.page.locator('#cell-0 iframe').contentFrame().locator('#output-area');
  for (const text of EXPECTED) {
    await expect(area).toContainText(text);
  }
  await expect(area.locator('input, button')).toHaveCount(0);
  await expect(area).not.toContainText(/Loading|not found/);
});

test('the same can be read where no script runs', async ({ colab, context }) => {
  const notebook = await colab.notebook();
  const cell = await notebook.run(CELL);
  const [output] = await cell.outputs();
  const page = await context.newPage();
  const stored = output?.data?.['text/html'];
  // As GitHub and nbviewer show it: their sanitizers drop scripts.
  await page.setContent(String(stored).replaceAll(/<script[^]*?<\/script>/g, ''));
  for (const text of EXPECTED) {
    await expect(page.locator('body')).toContainText(text);
  }
});

test('markup in values stays text in what is stored', async ({ colab }) => {
  const notebook = await colab.notebook();
  const hostile = `</div></script><img src=x onerror="globalThis.ran=true"><script>globalThis.ran=true</script>`;
  const source = `
from yewpyter import Grid, OutputPane, Slider, Text
text = ${JSON.stringify(hostile)}
pane = OutputPane(description=text)
print(text, file=pane)
Grid([Slider(1, description=text), Text(text, placeholder=text), pane])`;
  const cell = await notebook.run(source);
  await expect(cell.frame.getByRole('slider')).toBeVisible();
  expect(await cell.inFrame(() => Reflect.get(globalThis, 'ran') as unknown)).toBeUndefined();
  const later = await colab.saved(await notebook.save());
  const area = later.page.locator('#cell-0 iframe').contentFrame().locator('#output-area');
  await expect(area).toContainText('<img src=x');
  await expect(area.locator('img')).toHaveCount(0);
});
