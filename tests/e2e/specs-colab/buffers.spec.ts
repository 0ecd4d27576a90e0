/** Binary buffers on the channel of a frame. None of the built-in widgets has any, so the frame speaks for itself here. */

import { expect, test } from '../colab/fixtures.ts';
import type { Comm } from '../colab/frame/comm.ts';

interface Asked {
  readonly data: Readonly<Record<string, unknown>>;
  readonly bytes: number[][];
}

test('binary state goes both ways', async ({ colab }) => {
  const notebook = await colab.notebook();
  const cell = await notebook.run(`
import traitlets, yewpyter
from IPython.display import HTML
class Photo(yewpyter.Slider):
    pixels = traitlets.Bytes(b"").tag(sync=True, from_json=lambda value, widget: bytes(value))
photo = Photo(pixels=bytes([1, 2, 3]))
from google.colab import output
def change():
    assert photo.pixels == bytes([9, 8]), photo.pixels
    photo.pixels = bytes([4, 5])
output.register_callback("change", change)
HTML("ready")`);
  const model = (await notebook.value('photo.model_id')) as string;
  const [state, answer, push] = await cell.inFrame(async (_, id) => {
    const comm: Comm = await google.colab.kernel.comms.open('yewpyter.frame', { version: 1 });
    const heard = comm.messages[Symbol.asyncIterator]();
    const next = async (): Promise<Asked> => {
      const { value } = (await heard.next()) as {
        value: { data: Asked['data']; buffers?: (ArrayBuffer | ArrayBufferView)[] };
      };
      const bytes = (value.buffers ?? []).map(one =>
        one instanceof ArrayBuffer
          ? new Uint8Array(one)
          : new Uint8Array(one.buffer, one.byteOffset, one.byteLength),
      );
      return { data: value.data, bytes: bytes.map(one => [...one]) };
    };
    await comm.send({ id: 1, ask: 'model', model: id });
    const first = await next();
    const update = { method: 'update', state: {}, buffer_paths: [['pixels']] };
    await comm.send({ id: 2, tell: id, data: update }, { buffers: [new Uint8Array([9, 8]).buffer] });
    const second = await next();
    await google.colab.kernel.invokeFunction('change', []);
    await comm.send({ id: 3, ask: 'news', after: 0 });
    return [first, second, await next()] as const;
  }, model);
  expect(state.data).toMatchObject({ re: 1, model: { buffer_paths: [['pixels']] } });
  expect(state.bytes).toEqual([[1, 2, 3]]);
  expect(answer.data).toEqual({ re: 2, done: true });
  expect(push.bytes).toEqual([[4, 5]]);
  await notebook.expectValue('list(photo.pixels)', [4, 5]);
});
