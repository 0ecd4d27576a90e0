/** What an output carries of its widget: a frame that has kept the code draws with it, and the kernel's word wins. */

import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator } from '@playwright/test';
import { expect, test, type Colab } from '../colab/fixtures.ts';
import type { Cell, Notebook } from '../colab/notebook.ts';

const CHANNEL = 'yewpyter.frame';
const IMPORT = 'from yewpyter import Button, Grid, OutputPane, Slider, Text';

/** A notebook whose frames have kept the code, where they can. */
async function notebookWithCode(colab: Colab): Promise<Notebook> {
  const notebook = await colab.notebook();
  const first = await notebook.run(`${IMPORT}\nSlider(1, description="First")`);
  await expect(first.frame.getByRole('slider', { name: 'First' })).toHaveValue('1');
  if (colab.facts.storage) {
    const stored = (): Promise<number> =>
      first.inFrame(async () => (await (await caches.open('yewpyter')).keys()).length);
    await expect.poll(stored).toBe(2);
  }
  return notebook;
}

/** A cell that goes on running after its output is there. */
async function busy(
  notebook: Notebook,
  [display, afterwards]: [string, string],
): Promise<{ cell: Cell; finish: () => Promise<void> }> {
  const release = join(mkdtempSync(join(tmpdir(), 'yewpyter-carried-')), 'release');
  const cell = await notebook.add(`${display}
import os, time
while not os.path.exists(${JSON.stringify(release)}):
    time.sleep(0.01)
${afterwards}`);
  const running = notebook.rerun(cell);
  return {
    cell,
    finish: async () => {
      writeFileSync(release, '');
      await running;
    },
  };
}

/** Shows the outputs of the notebook's last cell once more, as they are stored. */
async function again(notebook: Notebook): Promise<Cell> {
  const index = await notebook.page.evaluate(async () => {
    const saved = window.notebook.save();
    await window.notebook.load({ ...saved, cells: saved.cells.slice(-1) });
    return saved.cells.length;
  });
  return notebook.cell(index);
}

/** What says that the kernel has not been heard yet. */
function connecting(cell: Cell): Locator {
  return cell.frame.getByRole('status').filter({ hasText: 'kernel' });
}

test('the widget is drawn before the kernel answers, and what is done with it meanwhile arrives', async ({
  colab,
}) => {
  const notebook = await notebookWithCode(colab);
  const { cell, finish } = await busy(notebook, [
    `clicks = []
slider = Slider(42, description="Size")
button = Button(description="Roll")
button.on_click(lambda _: clicks.append(1))
display(Grid([slider, button]))`,
    '',
  ]);
  const track = cell.frame.getByRole('slider', { name: 'Size' });
  const button = cell.frame.getByRole('button', { name: 'Roll' });
  await expect(cell.area).toContainText('Size');
  await expect(connecting(cell)).toBeVisible();
  if (colab.facts.storage) {
    await expect(track).toHaveValue('42');
    await track.press('ArrowRight');
    await button.click();
    await button.click();
    await expect(track).toHaveValue('43');
    await expect(connecting(cell)).toBeVisible();
  }
  await finish();
  await expect(connecting(cell)).toHaveCount(0);
  if (colab.facts.storage) {
    await notebook.expectValue('slider.value', 43);
    await notebook.expectValue('clicks', [1, 1]);
    await expect(track).toHaveValue('43');
  }
  await track.press('End');
  await notebook.expectValue('slider.value', 100);
});

test('what the kernel has changed since replaces what is carried', async ({ colab }) => {
  const notebook = await notebookWithCode(colab);
  const { cell, finish } = await busy(notebook, [
    `slider = Slider(42, description="Size")
text = Text("typed", description="Note")
grid = Grid([slider, text])
display(grid)`,
    'slider.value = 77; slider.max = 90; grid.children += (Slider(5, description="Late"),)',
  ]);
  const note = cell.frame.getByRole('textbox', { name: 'Note' });
  if (colab.facts.storage) {
    await expect(cell.frame.getByRole('slider', { name: 'Size' })).toHaveValue('42');
    await note.fill('typed before');
  }
  await finish();
  const track = cell.frame.getByRole('slider', { name: 'Size' });
  await expect(track).toHaveValue('77');
  await expect(track).toHaveAttribute('max', '90');
  await expect(cell.frame.getByRole('slider', { name: 'Late' })).toHaveValue('5');
  const expected = colab.facts.storage ? 'typed before' : 'typed';
  await expect(note).toHaveValue(expected);
  await notebook.expectValue('text.value', expected);
  await notebook.run('slider.value = 12');
  await expect(track).toHaveValue('12');
});

test('an output that is shown again shows how the widget is now', async ({ colab }) => {
  const notebook = await notebookWithCode(colab);
  await notebook.run('slider = Slider(42, description="Size")\nslider');
  await notebook.exec('slider.value = 50');
  const cell = await again(notebook);
  const track = cell.frame.getByRole('slider', { name: 'Size' });
  await expect(track).toHaveValue('50');
  await track.press('ArrowRight');
  await notebook.expectValue('slider.value', 51);
});

test('an output that is shown again after a restart is a picture, and says what to do', async ({ colab }) => {
  colab.errorsAreExpected();
  colab.complaints.expect(/\[yewpyter\]/);
  const notebook = await notebookWithCode(colab);
  await notebook.run('Slider(42, description="Size")');
  await notebook.restartKernel();
  await notebook.exec(IMPORT);
  const cell = await again(notebook);
  await expect(cell.frame.getByRole('alert')).toContainText(/run the cell again/i);
  await expect(cell.frame.getByRole('slider')).toHaveCount(0);
  await expect(cell.area).toContainText('42');
});

test('the kernel’s first word is lost, and comes all the same', async ({ colab }) => {
  const notebook = await notebookWithCode(colab);
  await notebook.fail({ target: CHANNEL, nth: 1, counts: 'all', what: 'lose' });
  const cell = await notebook.run('slider = Slider(42, description="Size")\nslider');
  const track = cell.frame.getByRole('slider', { name: 'Size' });
  await track.press('ArrowRight');
  await notebook.expectFaults(1);
  await notebook.expectValue('slider.value', 43);
  await notebook.run('slider.value = 7');
  await expect(track).toHaveValue('7');
  await expect(connecting(cell)).toHaveCount(0);
});

test('no value ends the script that carries it', async ({ colab }) => {
  const notebook = await notebookWithCode(colab);
  const hostile = `</script><script>globalThis.ran=true</script><!--<script>\u2028\u2029\`\${globalThis.ran=true}\\'"`;
  // Python's source has the line separators as escapes.
  const source = JSON.stringify(hostile).replaceAll(/[\u2028\u2029]/g, found =>
    found === '\u2028' ? '\\u2028' : '\\u2029',
  );
  const cell = await notebook.run(`Text(${source}, description="__proto__")`);
  const [output] = await cell.outputs();
  expect(String(output?.data?.['text/html']).match(/<\/?script/g)).toEqual(['<script', '</script']);
  await expect(cell.frame.getByRole('textbox', { name: '__proto__' })).toHaveValue(hostile);
  expect(await cell.inFrame(() => Reflect.get(globalThis, 'ran') as unknown)).toBeUndefined();
});

test('what is too large to be carried comes from the kernel', async ({ colab }) => {
  const notebook = await notebookWithCode(colab);
  const cell = await notebook.run('text = Text("x" * 20_000, description="Long")\ntext');
  const [output] = await cell.outputs();
  expect(String(output?.data?.['text/html'])).not.toContain('x'.repeat(5000));
  const field = cell.frame.getByRole('textbox', { name: 'Long' });
  await expect(field).toHaveValue('x'.repeat(20_000));
  await field.fill('short');
  await notebook.expectValue('text.value', 'short');
});
