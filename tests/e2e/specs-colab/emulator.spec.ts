/** The emulator by itself: it does what Colab documents, and its switches do what they say. */

import { expect, test } from '../colab/fixtures.ts';
import type { Comm } from '../colab/frame/comm.ts';

const ECHO_TARGET = `
from ipykernel.comm import Comm
def opened(comm, message):
    def answer(message):
        comm.send({"got": message["content"]["data"]}, buffers=[bytes(b)[::-1] for b in message["buffers"]])
    comm.on_msg(answer)
    comm.send({"opened": message["content"]["data"]})
    globals()["last"] = comm
get_ipython().kernel.comm_manager.register_target("echo", opened)
`;

const SHOW = (html: string): string => `
from IPython.display import HTML, display
display(HTML(${JSON.stringify(html)}))`;

test('scripts in HTML outputs run in a frame of another origin, in order', async ({ colab }) => {
  const notebook = await colab.notebook();
  const cell = await notebook.run(
    SHOW(`<b id="b">is</b><script>document.getElementById("b").append(" bold")</script>
      <script>document.getElementById("b").append(", " + google.colab.kernel.accessAllowed)</script>`),
  );
  await expect(cell.area).toHaveText('is bold, true');
  const origin = await cell.inFrame(() => location.origin);
  expect(origin).not.toBe(new URL(notebook.page.url()).origin);
  await expect(cell.iframe).toHaveAttribute('sandbox', /allow-scripts/);
});

test('a comm carries data and buffers both ways, and its messages end when it is closed', async ({
  colab,
}) => {
  const notebook = await colab.notebook();
  await notebook.exec(ECHO_TARGET);
  const cell = await notebook.run(SHOW('ready'));
  const seen = await cell.inFrame(async () => {
    const comm = await google.colab.kernel.comms.open('echo', { hello: 1 });
    const heard: unknown[] = [];
    await comm.send({ n: 7 }, { buffers: [new Uint8Array([1, 2, 3]).buffer] });
    for await (const { data, buffers = [] } of comm.messages) {
      const bytes = buffers.map(buffer =>
        buffer instanceof ArrayBuffer
          ? new Uint8Array(buffer)
          : new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength),
      );
      heard.push([data, bytes.map(one => [...one]), buffers.map(buffer => buffer instanceof ArrayBuffer)]);
      if (heard.length === 2) {
        comm.close();
      }
    }
    return heard;
  });
  const plain = colab.facts.buffers === 'ArrayBuffer';
  expect(seen).toEqual([
    [{ opened: { hello: 1 } }, [], []],
    [{ got: { n: 7 } }, [[3, 2, 1]], [plain]],
  ]);
  await notebook.expectValue('last.comm_id in get_ipython().kernel.comm_manager.comms', false);
});

test('a comm that the kernel opens and closes', async ({ colab }) => {
  const notebook = await colab.notebook();
  const cell = await notebook.run(`${SHOW(`<script>
    globalThis.seen = [];
    google.colab.kernel.comms.registerTarget("news", async comm => {
      for await (const { data } of comm.messages) seen.push(data);
      seen.push("end");
    });
    google.colab.kernel.invokeFunction("go", [2], {});
  </script>`)}
from google.colab import output
from ipykernel.comm import Comm
def go(count):
    def later(comm, message): pass
    return count
output.register_callback("go", go)`);
  const opener = `
from ipykernel.comm import Comm
comm = Comm(target_name="news", data={})
comm.send({"n": 1}); comm.close()`;
  await notebook.run(opener);
  const expected = colab.facts.deliversAcrossCells ? [{ n: 1 }, 'end'] : [];
  await expect.poll(() => cell.inFrame(() => seen)).toEqual(expected);
});

test('functions of the kernel can be called', async ({ colab }) => {
  const notebook = await colab.notebook();
  await notebook.exec(`
from google.colab import output
output.register_callback("add", lambda a, b, c=0: [a + b + c])`);
  const cell = await notebook.run(SHOW('ready'));
  expect(await cell.inFrame(() => google.colab.kernel.invokeFunction('add', [1, 2], { c: 4 }))).toEqual([7]);
});

test('what a later cell causes is heard in earlier cells, or not', async ({ colab }) => {
  const notebook = await colab.notebook();
  await notebook.exec(ECHO_TARGET);
  const cell = await notebook.run(
    SHOW(`<script>
      globalThis.seen = [];
      google.colab.kernel.comms.open("echo").then(async comm => {
        globalThis.comm = comm;
        for await (const { data } of comm.messages) seen.push(data);
      });
    </script>`),
  );
  await expect.poll(() => cell.inFrame(() => seen.length)).toBe(1);
  await notebook.run('last.send("from a later cell")');
  await cell.inFrame(() => (Reflect.get(globalThis, 'comm') as Comm).send('own'));
  const heard = [{ opened: {} }, 'from a later cell', { got: 'own' }];
  await expect
    .poll(() => cell.inFrame(() => seen))
    .toEqual(colab.facts.deliversAcrossCells ? heard : heard.filter(data => typeof data !== 'string'));
});

test('a saved output has no access to a kernel', async ({ colab }) => {
  const notebook = await colab.notebook();
  await notebook.run(
    SHOW('<p></p><script>document.querySelector("p").append(google.colab.kernel.accessAllowed)</script>'),
  );
  const later = await colab.saved(await notebook.save());
  const frame = later.page.locator('#cell-0 iframe').contentFrame();
  await expect(frame.locator('p')).toHaveText('false');
  const refused = await frame
    .locator('p')
    .evaluate(() => google.colab.kernel.comms.open('echo').then(() => '', String));
  expect(refused).toContain('no access to a kernel');
});

test('modules, stores, evaluation and WebAssembly are there or not', async ({ colab }) => {
  colab.complaints.expect(/Content Security Policy/);
  const notebook = await colab.notebook();
  const cell = await notebook.run(SHOW('ready'));
  const { inlineModules, storage, evaluation, proxyPort } = colab.facts;
  const works = await cell.inFrame(async () => {
    const tried = async (action: () => unknown): Promise<boolean> => {
      try {
        await action();
        return true;
      } catch {
        return false;
      }
    };
    const empty = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]);
    const data = 'data:text/javascript,export {}';
    const blob = URL.createObjectURL(new Blob(['export {}'], { type: 'text/javascript' }));
    return {
      data: await tried(() => import(data)),
      blob: await tried(() => import(blob)),
      storage: await tried(() => caches.open('x')),
      evaluation: await tried(() => (0, eval)('1')),
      wasm: await tried(() => WebAssembly.instantiate(empty)),
      proxyPort: await tried(() => google.colab.kernel.proxyPort(1)),
    };
  });
  expect(works).toEqual({
    data: inlineModules,
    blob: inlineModules,
    storage,
    evaluation,
    wasm: true,
    proxyPort,
  });
});

test('a frame whose policy forbids WebAssembly', async ({ colab }) => {
  colab.complaints.expect(/Content Security Policy/);
  const notebook = await colab.notebook({ facts: { wasm: false } });
  const cell = await notebook.run(SHOW('ready'));
  const refused = await cell.inFrame(() =>
    WebAssembly.instantiate(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])).then(() => '', String),
  );
  expect(refused).toContain('CompileError');
});

test('outputs of one notebook share their stores, or do not', async ({ colab }) => {
  const notebook = await colab.notebook();
  const cells = [await notebook.run(SHOW('one')), await notebook.run(SHOW('two'))];
  const origins = await Promise.all(cells.map(cell => cell.inFrame(() => location.origin)));
  expect(new Set(origins).size).toBe(colab.facts.frameOrigins === 'output' ? 2 : 1);
});

test('outputs can send messages to each other’s windows, or not', async ({ colab }) => {
  const notebook = await colab.notebook();
  const listening = await notebook.run(
    SHOW(
      `<script>globalThis.seen = []; addEventListener("message", ({ data }) => seen.push(data));</script>`,
    ),
  );
  const sending = await notebook.run(SHOW('ready'));
  await sending.inFrame(() => {
    for (let index = 0; parent !== window && index < parent.length; index += 1) {
      parent[index]?.postMessage('from a sibling', '*');
    }
  });
  await listening.inFrame(() => {
    postMessage('own', '*');
  });
  await expect.poll(() => listening.inFrame(() => seen)).toContain('own');
  const heard = await listening.inFrame(() => seen);
  expect(heard).toEqual(colab.facts.siblings ? ['from a sibling', 'own'] : ['own']);
});

test('outputs wait for a promise, and the frame is as high as what it shows', async ({ colab }) => {
  const notebook = await colab.notebook();
  const cell = await notebook.run(
    `${SHOW(`<script>google.colab.output.pauseOutputUntil(new Promise(go => setTimeout(go, 50)).then(() => {
      document.body.dataset.went = document.querySelectorAll("h1").length;
    }))</script>`)}
display(HTML("<h1 style='height: 300px; margin: 0'>later</h1>"))`,
  );
  await expect(cell.frame.locator('h1')).toHaveText('later');
  await expect(cell.frame.locator('body')).toHaveAttribute('data-went', '0');
  await expect.poll(async () => (await cell.iframe.boundingBox())?.height).toBeGreaterThan(300);
});

test('messages are lost, damaged, doubled and late on order', async ({ colab }) => {
  const notebook = await colab.notebook();
  await notebook.exec(ECHO_TARGET);
  const cell = await notebook.run(SHOW('ready'));
  for (const [nth, what] of [
    [1, 'lose'],
    [2, 'damage'],
    [3, 'double'],
    [4, 'delay'],
  ] as const) {
    await notebook.fail({ target: 'echo', nth, what });
  }
  const heard = await cell.inFrame(async () => {
    const comm = await google.colab.kernel.comms.open('echo');
    for (const n of [1, 2, 3, 4, 5]) {
      await comm.send(n, { buffers: [new Uint8Array([n]).buffer] });
    }
    const all: unknown[] = [];
    for await (const { data, buffers = [] } of comm.messages) {
      const [buffer] = buffers;
      if (buffer !== undefined) {
        const view =
          buffer instanceof ArrayBuffer
            ? new DataView(buffer)
            : new DataView(buffer.buffer, buffer.byteOffset);
        all.push([data, view.getUint8(0)]);
      }
      if (all.length === 5) {
        comm.close();
      }
    }
    return all;
  });
  expect(heard).toEqual([
    [{ got: 2 }, 2 ^ 0xff],
    [{ got: 3 }, 3],
    [{ got: 3 }, 3],
    [{ got: 5 }, 5],
    [{ got: 4 }, 4],
  ]);
  await notebook.expectFaults(4);
});

test('a restart of the kernel ends the messages of open comms, or not', async ({ colab }) => {
  const notebook = await colab.notebook();
  await notebook.exec(ECHO_TARGET);
  const cell = await notebook.run(
    SHOW(`<script>
      globalThis.seen = [];
      google.colab.kernel.comms.open("echo").then(async comm => {
        for await (const { data } of comm.messages) seen.push(1);
        seen.push("end");
      });
    </script>`),
  );
  await expect.poll(() => cell.inFrame(() => seen)).toEqual([1]);
  await notebook.restartKernel();
  await expect.poll(() => cell.inFrame(() => seen)).toEqual(colab.facts.restartEndsComms ? [1, 'end'] : [1]);
});

test('widgets of other libraries are drawn by the stand-in for Google’s manager', async ({ colab }) => {
  const notebook = await colab.notebook({ facts: { googleManager: true } });
  const cell = await notebook.run(`
import ipywidgets
slider = ipywidgets.IntSlider(3, max=10, description="Foreign")
display(slider)`);
  const drawn = cell.frame.getByRole('slider', { name: 'Foreign' });
  await expect(drawn).toHaveValue('3');
  await drawn.fill('8');
  await notebook.expectValue('slider.value', 8);
});
