/** The value widgets: by pointer, by keyboard, and from Python. */

import { expect, test } from '../harness/lab.ts';

test('every click of a Button calls back once, and a disabled one never does', async ({ lab }) => {
  const notebook = await lab.notebook();
  const { output } = await notebook.run(`
from yewpyter import Button
clicks = []
button = Button(description="Roll", button_style="primary")
button.on_click(lambda b: clicks.append(b.description))
display(button)`);
  const button = output.getByRole('button', { name: 'Roll' });
  for (let click = 0; click < 5; click += 1) {
    await button.click();
  }
  await notebook.expectValue('clicks', ['Roll', 'Roll', 'Roll', 'Roll', 'Roll']);
  await notebook.exec('button.description = "Done"; button.disabled = True');
  await expect(output.getByRole('button', { name: 'Done' })).toBeDisabled();
  await output.getByRole('button', { name: 'Done' }).click({ force: true });
  await notebook.expectValue('len(clicks)', 5);
});

test('a Slider is dragged by pointer, and Python sees the way and the end as ints', async ({ lab }) => {
  const notebook = await lab.notebook();
  const { output } = await notebook.run(`
from yewpyter import Slider
seen = []
s = Slider(10, min=0, max=200, description="Size")
s.observe(lambda change: seen.append(change["new"]), "value")
display(s)`);
  const track = output.getByRole('slider', { name: 'Size' });
  const box = await track.boundingBox();
  if (box === null) {
    throw new Error('the slider has no place on the page');
  }
  const { page } = notebook;
  const y = box.y + box.height / 2;
  await page.mouse.move(box.x + box.width * 0.05, y);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.5, y, { steps: 10 });
  await page.mouse.move(box.x + box.width * 0.75, y, { steps: 10 });
  await page.mouse.up();
  const shown = Number(await track.inputValue());
  expect(shown).toBeGreaterThan(130);
  expect(shown).toBeLessThan(170);
  await notebook.expectValue('[s.value, type(s.value).__name__]', [shown, 'int']);
  await expect(output.locator('output')).toHaveText(String(shown));
  const seen = (await notebook.value('seen')) as number[];
  expect(seen.length).toBeGreaterThan(1);
  expect(seen.at(-1)).toBe(shown);
  expect(await notebook.value('{type(v).__name__ for v in seen} == {"int"}')).toBe(true);
});

test('arrow keys move a Slider and not the notebook', async ({ lab }) => {
  const notebook = await lab.notebook('0', '1');
  const cell = await notebook.run('from yewpyter import Slider\ns = Slider(50)\ndisplay(s)');
  await notebook.run('2');
  const track = cell.output.getByRole('slider');
  await track.focus();
  for (const key of ['ArrowRight', 'ArrowUp', 'ArrowLeft', 'ArrowUp']) {
    await track.press(key);
  }
  await expect(track).toHaveValue('52');
  await track.press('PageDown');
  await track.press('Home');
  await expect(track).toHaveValue('0');
  await track.press('End');
  await notebook.expectValue('s.value', 100);
  await expect(track).toBeFocused();
  // In command mode these two delete a cell.
  await track.press('d');
  await track.press('d');
  expect(await notebook.cellCount()).toBe(4);
});

test('without continuous_update a Slider tells Python only where it comes to rest', async ({ lab }) => {
  const notebook = await lab.notebook();
  const { output } = await notebook.run(`
from yewpyter import Slider
seen = []
s = Slider(0, continuous_update=False)
s.observe(lambda change: seen.append(change["new"]), "value")
display(s)`);
  const track = output.getByRole('slider');
  const box = await track.boundingBox();
  if (box === null) {
    throw new Error('the slider has no place on the page');
  }
  const { page } = notebook;
  const y = box.y + box.height / 2;
  await page.mouse.move(box.x + 2, y);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.5, y, { steps: 10 });
  await expect(output.locator('output')).not.toHaveText('0');
  expect(await notebook.value('seen')).toEqual([]);
  await page.mouse.up();
  const shown = Number(await track.inputValue());
  await notebook.expectValue('seen', [shown]);
});

test('a float Slider keeps floats and shows the decimals of its step', async ({ lab }) => {
  const notebook = await lab.notebook();
  const { output } = await notebook.run(`
from yewpyter import Slider
s = Slider(0.5, min=0, max=1, step=0.05)
display(s)`);
  const track = output.getByRole('slider');
  await expect(output.locator('output')).toHaveText('0.50');
  await track.focus();
  await track.press('ArrowRight');
  await expect(output.locator('output')).toHaveText('0.55');
  await expect.poll(async () => Number(await notebook.value('round(s.value, 9)'))).toBe(0.55);
  await notebook.exec('s.value = 1');
  await expect(output.locator('output')).toHaveText('1.00');
  expect(await notebook.value('type(s.value).__name__')).toBe('float');
});

test('a Text tells every letter, and Enter submits after them', async ({ lab }) => {
  const notebook = await lab.notebook();
  const { output } = await notebook.run(`
from yewpyter import Text
seen, submitted = [], []
t = Text("", description="Name", placeholder="your name")
t.observe(lambda change: seen.append(change["new"]), "value")
t.on_submit(lambda text: submitted.append(text.value))
display(t)`);
  const input = output.getByRole('textbox', { name: 'Name' });
  await expect(input).toHaveAttribute('placeholder', 'your name');
  await input.pressSequentially('Ada ü 🦀');
  await expect(input).toHaveValue('Ada ü 🦀');
  await notebook.expectValue('t.value', 'Ada ü 🦀');
  await input.press('Enter');
  await notebook.expectValue('submitted', ['Ada ü 🦀']);
  const seen = (await notebook.value('seen')) as string[];
  expect(seen.length).toBeGreaterThan(1);
  await notebook.exec('t.value = "from Python"');
  await expect(input).toHaveValue('from Python');
});

test('without continuous_update a Text tells only the finished line', async ({ lab }) => {
  const notebook = await lab.notebook();
  const { output } = await notebook.run(`
from yewpyter import Text, Button
seen = []
t = Text("", continuous_update=False)
t.observe(lambda change: seen.append(change["new"]), "value")
display(t, Button(description="elsewhere"))`);
  const input = output.getByRole('textbox');
  await input.pressSequentially('one');
  expect(await notebook.value('seen')).toEqual([]);
  await input.press('Enter');
  await notebook.expectValue('seen', ['one']);
  await input.pressSequentially(' two');
  expect(await notebook.value('seen')).toEqual(['one']);
  await output.getByRole('button', { name: 'elsewhere' }).click();
  await notebook.expectValue('seen', ['one', 'one two']);
});

test('a Text that Python transforms keeps what is being typed and the cursor', async ({ lab }) => {
  const notebook = await lab.notebook();
  const { output } = await notebook.run(`
from yewpyter import Text
t = Text("abcd")
display(t)`);
  const input = output.getByRole('textbox');
  await input.focus();
  await input.press('Home');
  await input.pressSequentially('x');
  await notebook.expectValue('t.value', 'xabcd');
  await input.pressSequentially('yz');
  await expect(input).toHaveValue('xyzabcd');
  await notebook.expectValue('t.value', 'xyzabcd');
});

test('a Progress shows in width, text and ARIA what Python says', async ({ lab }) => {
  const notebook = await lab.notebook();
  const { output } = await notebook.run(`
from yewpyter import Progress
p = Progress(0, max=8, description="Training")
display(p)`);
  const bar = output.getByRole('progressbar', { name: 'Training' });
  const share = async (): Promise<number> => {
    const whole = await bar.boundingBox();
    const fill = await bar.locator('.yp-progress-fill').boundingBox();
    return Math.round(((fill?.width ?? 0) / (whole?.width ?? 1)) * 100);
  };
  await expect(bar).toHaveAttribute('aria-valuenow', '0');
  await notebook.exec('p.value = 6');
  await expect(bar).toHaveAttribute('aria-valuenow', '75');
  await expect.poll(share).toBeGreaterThan(72);
  await expect.poll(share).toBeLessThan(77);
  await notebook.exec('p.text = "6 of 8"; p.bar_style = "success"');
  await expect(output.getByText('6 of 8')).toBeVisible();
  await expect(bar).toHaveAttribute('aria-valuetext', '6 of 8');
  await notebook.exec('p.indeterminate = True');
  await expect(bar).not.toHaveAttribute('aria-valuenow');
});

test('a description too long for its button ends in dots', async ({ lab }) => {
  const notebook = await lab.notebook();
  const { output } = await notebook.run(`
from yewpyter import Button
display(Button(description="a description that is far too long for its button", layout={"width": "120px"}))`);
  const look = await output.getByRole('button').evaluate(node => {
    const range = document.createRange();
    range.selectNodeContents(node);
    const [text, box] = [range.getBoundingClientRect(), node.getBoundingClientRect()];
    return {
      dots: getComputedStyle(node).textOverflow,
      cutAtTheStart: text.left < box.left,
      width: Math.round(box.width),
    };
  });
  expect(look).toEqual({ dots: 'ellipsis', cutAtTheStart: false, width: 120 });
});

test('what Python sets shows at once in every view', async ({ lab }) => {
  const notebook = await lab.notebook();
  const first = await notebook.run('from yewpyter import Slider\ns = Slider(1, description="a")\ndisplay(s)');
  const second = await notebook.run('s');
  await notebook.exec('s.value = 42; s.description = "b"; s.max = 50');
  for (const { output } of [first, second]) {
    const track = output.getByRole('slider', { name: 'b' });
    await expect(track).toHaveValue('42');
    await expect(track).toHaveAttribute('max', '50');
  }
  await first.output.getByRole('slider').press('ArrowRight');
  await expect(second.output.getByRole('slider')).toHaveValue('43');
});
