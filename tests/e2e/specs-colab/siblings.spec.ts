/** Where frames share no store but reach each other, an output can have the code from another one. */

import { expect, test, type Colab } from '../colab/fixtures.ts';
import type { Cell, Notebook } from '../colab/notebook.ts';

const CHANNEL = 'yewpyter.frame';
const SHOW = 'from yewpyter import Slider\nslider = Slider(42, description="Size")\nslider';
const NO_STORE = { storage: false, frameOrigins: 'output' } as const;
/** More than are ever asked for. */
const ALL_PIECES = Array.from({ length: 20 }, (_, index) => index + 1);

async function expectAlive(notebook: Notebook, cell: Cell): Promise<void> {
  const track = cell.frame.getByRole('slider', { name: 'Size' });
  await expect(track).toHaveValue('42');
  await track.press('ArrowRight');
  await notebook.expectValue('slider.value', 43);
}

/** A notebook whose first output has the code. */
async function notebookWithCode(colab: Colab): Promise<Notebook> {
  const notebook = await colab.notebook({ facts: NO_STORE });
  await expectAlive(notebook, await notebook.run(SHOW));
  return notebook;
}

test('the code comes from another output where that can be reached, else from the kernel', async ({
  colab,
}) => {
  const notebook = await notebookWithCode(colab);
  if (colab.facts.siblings) {
    for (const nth of ALL_PIECES) {
      await notebook.fail({ target: CHANNEL, nth, what: 'lose' });
    }
  }
  await expectAlive(notebook, await notebook.run(SHOW));
});

for (const [what, given] of [
  ['something else', 'new Map(names.map(name => [name, new TextEncoder().encode("hostile").buffer]))'],
  ['what is no file', 'new Map(names.map(name => [name, "hostile"]))'],
  ['an empty answer', 'new Map()'],
  ['nothing after all', 'undefined'],
] as const) {
  test(`another output gives ${what}, and the kernel’s code is run`, async ({ colab }) => {
    const notebook = await colab.notebook({ facts: NO_STORE });
    const hostile = await notebook.run(`
from IPython.display import HTML
HTML("""<script>
  globalThis.seen = [];
  addEventListener("message", ({ data, ports: [port] }) => {
    const names = data["yewpyter wants"];
    if (names === undefined) return;
    port.onmessage = ({ data }) => {
      seen.push(data);
      port.postMessage(${given});
    };
    port.postMessage("here");
  });
</script>""")`);
    await expectAlive(notebook, await notebook.run(SHOW));
    await expect
      .poll(() => hostile.inFrame(() => seen), 'what the hostile output was told')
      .toEqual(colab.facts.siblings ? ['send'] : []);
  });
}

test('an output answers only who asks for what it has', async ({ colab }) => {
  const notebook = await notebookWithCode(colab);
  const asking = await notebook.run('from IPython.display import HTML\nHTML("ready")');
  const heard = await asking.inFrame(async () => {
    const answers: unknown[] = [];
    const ask = (question: unknown): void => {
      for (let index = 0; parent !== window && index < parent.length; index += 1) {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = ({ data }: MessageEvent<unknown>) => answers.push(data);
        parent[index]?.postMessage(question, '*', [port2]);
      }
    };
    [
      null,
      'text',
      7,
      {},
      { 'yewpyter wants': 'all' },
      { 'yewpyter wants': [] },
      { 'yewpyter wants': ['x'] },
    ].forEach(ask);
    // What is asked on this window's own queue afterwards is heard after all that.
    await new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    return answers;
  });
  expect(heard).toEqual([]);
  await expectAlive(notebook, await notebook.run('slider.value = 42\nslider'));
});
