/** What can go wrong, and what stands in the widget's place then. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, type Colab } from '../colab/fixtures.ts';
import type { Cell, Notebook } from '../colab/notebook.ts';

const SHOW = 'from yewpyter import Slider\nslider = Slider(42, description="Size")\nslider';
const CHANNEL = 'yewpyter.frame';
/** The script and the WASM file come in a piece each. */
const PIECES = [1, 2] as const;

async function expectAlive(notebook: Notebook, cell: Cell): Promise<void> {
  const track = cell.frame.getByRole('slider', { name: 'Size' });
  await expect(track).toHaveValue('42');
  await track.press('ArrowRight');
  await notebook.expectValue('slider.value', 43);
}

async function notebookWithComplaints(colab: Colab, ...complaints: RegExp[]): Promise<Notebook> {
  colab.errorsAreExpected();
  complaints.forEach(pattern => {
    colab.complaints.expect(pattern);
  });
  return colab.notebook();
}

test('no access to the kernel: the value can be read', async ({ colab }) => {
  const notebook = await colab.notebook({ facts: { accessAllowed: false } });
  const cell = await notebook.run(SHOW);
  await expect(cell.area).toContainText('Size');
  await expect(cell.area).toContainText('42');
});

test('channels are refused: a message says so, beside the value', async ({ colab }) => {
  colab.errorsAreExpected();
  colab.complaints.expect(/\[yewpyter\]/);
  const notebook = await colab.notebook({ facts: { comms: false } });
  const cell = await notebook.run(SHOW);
  await expect(cell.frame.getByRole('alert')).toContainText('may not open channels');
  await expect(cell.area).toContainText('42');
});

for (const what of ['lose', 'damage', 'double', 'delay'] as const) {
  test(`a piece of the code meets "${what}", and the widget lives all the same`, async ({ colab }) => {
    const notebook = await colab.notebook();
    for (const nth of PIECES) {
      await notebook.fail({ target: CHANNEL, nth, what });
    }
    const cell = await notebook.run(SHOW);
    await expectAlive(notebook, cell);
    await notebook.expectFaults(PIECES.length);
  });
}

test('answers to clicks are lost, and each click counts once', async ({ colab }) => {
  const notebook = await colab.notebook();
  const cell = await notebook.run(`
from yewpyter import Button
clicks = []
button = Button(description="Roll")
button.on_click(lambda _: clicks.append(1))
button`);
  const button = cell.frame.getByRole('button', { name: 'Roll' });
  await expect(button).toBeEnabled();
  for (const nth of [1, 2, 3]) {
    await notebook.fail({ target: CHANNEL, nth, counts: 'all', what: 'lose' });
  }
  for (let click = 0; click < 3; click += 1) {
    await button.click();
  }
  await notebook.expectFaults(3);
  await notebook.expectValue('clicks', [1, 1, 1]);
});

for (const what of ['lose', 'double', 'delay'] as const) {
  test(`news meets "${what}", and the widget shows the last of it`, async ({ colab }) => {
    const notebook = await colab.notebook();
    const cell = await notebook.run(SHOW);
    const track = cell.frame.getByRole('slider', { name: 'Size' });
    await expect(track).toHaveValue('42');
    await notebook.fail({ target: CHANNEL, nth: 1, counts: 'all', what });
    for (const value of [50, 60, 70]) {
      await notebook.run(`slider.value = ${String(value)}`);
    }
    await expect(track).toHaveValue('70');
    await notebook.expectFaults(1);
  });
}

test('a kernel that is busy: the value can be read, and why it does not move yet', async ({ colab }) => {
  const notebook = await colab.notebook();
  const folder = mkdtempSync(join(tmpdir(), 'yewpyter-busy-'));
  const release = join(folder, 'release');
  const cell = await notebook.add(`${SHOW}
display(slider)
import os, time
while not os.path.exists(${JSON.stringify(release)}):
    time.sleep(0.01)`);
  const running = notebook.rerun(cell);
  await expect(cell.area).toContainText('42');
  await expect(cell.frame.getByRole('status').filter({ hasText: 'Waiting for the kernel' })).toBeVisible();
  writeFileSync(release, '');
  await running;
  rmSync(folder, { recursive: true });
  await expectAlive(notebook, cell);
});

test('pieces that are damaged again and again end in a message', async ({ colab }) => {
  const notebook = await notebookWithComplaints(colab, /\[yewpyter\]/);
  for (let nth = 1; nth <= 40; nth += 1) {
    await notebook.fail({ target: CHANNEL, nth, what: 'damage' });
  }
  const cell = await notebook.run(SHOW);
  await expect(cell.frame.getByRole('alert').first()).toContainText('damaged on its way');
});

test('the kernel is restarted in the middle of the transfer', async ({ colab }) => {
  const notebook = await notebookWithComplaints(colab, /\[yewpyter\]/);
  await notebook.fail({ target: CHANNEL, nth: 2, what: 'hold' });
  const cell = await notebook.run(SHOW);
  await notebook.expectFaults(1);
  await notebook.restartKernel();
  await expect(cell.area).toContainText(/kernel/i);
  await expect(cell.area).toContainText('42');
});

test('the kernel is restarted behind a living widget, and running the cell again revives it', async ({
  colab,
}) => {
  const notebook = await notebookWithComplaints(colab, /\[yewpyter\]/);
  const cell = await notebook.run(SHOW);
  const track = cell.frame.getByRole('slider', { name: 'Size' });
  await expect(track).toHaveValue('42');
  await notebook.restartKernel();
  await track.press('ArrowRight');
  await expect(cell.area).toContainText(/disconnected/i);
  await notebook.rerun(cell);
  await expectAlive(notebook, cell);
});

test('a policy that forbids WebAssembly is named', async ({ colab }) => {
  colab.errorsAreExpected();
  colab.complaints.expect(/Content Security Policy|\[yewpyter\]/);
  const notebook = await colab.notebook({ facts: { wasm: false } });
  const cell = await notebook.run(SHOW);
  await expect(cell.frame.getByRole('alert')).toContainText(/Content-Security-Policy/i);
});

test('stored code of another version, or damaged, is not used', async ({ colab }) => {
  const notebook = await colab.notebook();
  const first = await notebook.run(SHOW);
  await expectAlive(notebook, first);
  if (colab.facts.storage) {
    await expect.poll(() => first.inFrame(storedCode)).toBe(2);
    await first.inFrame(async () => {
      const store = await caches.open('yewpyter');
      for (const request of await store.keys()) {
        await store.put(request, new Response('damaged'));
      }
      await store.put('https://yewpyter.invalid/0123456789abcdef', new Response('of another version'));
    });
  }
  const second = await notebook.run('slider.value = 42\nslider');
  await expectAlive(notebook, second);
  if (colab.facts.storage) {
    await expect.poll(() => second.inFrame(storedCode)).toBe(2);
  }
});

async function storedCode(): Promise<number> {
  return (await (await caches.open('yewpyter')).keys()).length;
}

test('a package of another version is named with what to do', async ({ colab }) => {
  const notebook = await notebookWithComplaints(colab, /\[yewpyter\]/);
  const cell = await notebook.run(`
from yewpyter import Slider
slider = Slider(42)
slider.set_trait("_package_version", "9.9.9")
slider`);
  await expect(cell.area).toContainText('9.9.9');
  await expect(cell.area).toContainText(/upgrade|install/i);
});

for (const [name, kind, state] of [
  ['of the wrong kind', 'Slider', '{"max": "many", "value": {"a": [1]}}'],
  ['with a reference to itself', 'Grid', '{"children": ["IPY_MODEL_" + (self.model_id or "")]}'],
  ['with references to nothing', 'Grid', '{"children": ["IPY_MODEL_../../etc", "IPY_MODEL_"]}'],
  ['that is cut off', 'Grid', '{"children": "IPY_MO"}'],
] as const) {
  test(`a state ${name} is a message in the widget's place`, async ({ colab }) => {
    const notebook = await notebookWithComplaints(colab, /\[yewpyter\]/);
    const cell = await notebook.run(`
import yewpyter
class Hostile(yewpyter.${kind}):
    def get_state(self, *args, **kwargs):
        return super().get_state(*args, **kwargs) | ${state}
Hostile()`);
    const message = cell.frame.locator('.yp-error, .yewpyter-notice, [role="alert"]').first();
    await expect(message).toContainText(/\w+ \w+/);
  });
}

test('an output of a widget that is gone says so', async ({ colab }) => {
  const notebook = await notebookWithComplaints(colab, /\[yewpyter\]/);
  const cell = await notebook.run(`${SHOW}\ndisplay(slider)\nslider.close()`);
  await expect(cell.frame.getByRole('alert')).toContainText(/run the cell again/i);
});
