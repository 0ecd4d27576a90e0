/** Fast typing and dragging lose nothing, whether the kernel echoes or not, and however slowly it follows. */

import { expect, test } from '../colab/fixtures.ts';
import { dragAcross } from '../colab/gestures.ts';

const SENTENCE = 'pack my box with five dozen liquor jugs and be quick';

for (const echo of [false, true]) {
  const setting = echo ? 'on' : 'off';

  test(`fast typing loses no letter, echo ${setting}`, async ({ colab }) => {
    const notebook = await colab.notebook({ echo });
    const cell = await notebook.run(`
import time
from yewpyter import Text
text = Text(description="Fast")
text.observe(lambda change: time.sleep(0.02), "value")
text`);
    const field = cell.frame.getByRole('textbox', { name: 'Fast' });
    await field.pressSequentially(SENTENCE);
    await expect(field).toHaveValue(SENTENCE);
    await notebook.expectValue('text.value', SENTENCE);
    await expect(field).toHaveValue(SENTENCE);
  });

  test(`a dragged Slider never jumps back, echo ${setting}`, async ({ colab }) => {
    const notebook = await colab.notebook({ echo });
    const cell = await notebook.run(`
import time
from yewpyter import Slider
slider = Slider(0, max=1000, description="Fast")
slider.observe(lambda change: time.sleep(0.02), "value")
slider`);
    const track = cell.frame.getByRole('slider', { name: 'Fast' });
    const readout = cell.frame.locator('output');
    await readout.evaluate(node => {
      const shown: number[] = [];
      Reflect.set(globalThis, 'shown', shown);
      new MutationObserver(() => shown.push(Number(node.textContent))).observe(node, {
        characterData: true,
        childList: true,
        subtree: true,
      });
    });
    await dragAcross(notebook.page, track, { from: 0.05, to: 0.95, steps: 60 });
    const end = Number(await track.inputValue());
    await notebook.expectValue('slider.value', end);
    await expect(readout).toHaveText(String(end));
    const shown = (await readout.evaluate(() => Reflect.get(globalThis, 'shown') as unknown)) as number[];
    expect(shown).toEqual([...shown].sort((a, b) => a - b));
  });

  test(`a value that Python corrects shows corrected, echo ${setting}`, async ({ colab }) => {
    const notebook = await colab.notebook({ echo });
    const cell = await notebook.run(`
from yewpyter import Text
text = Text(description="Upper")
def upper(change):
    text.value = change["new"].upper()
text.observe(upper, "value")
text`);
    const field = cell.frame.getByRole('textbox', { name: 'Upper' });
    await field.fill('abc');
    await expect(field).toHaveValue('ABC');
    await notebook.expectValue('text.value', 'ABC');
  });
}
