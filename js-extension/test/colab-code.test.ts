/** Code in pieces: what is damaged is asked for again, what is kept is checked. */

import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Channel } from '../src/colab/channel';
import { fetchCode, firstQuestions, readKept, type Code } from '../src/colab/code';
import { FrameComm, openedChannel } from './colab';

const hex = (content: Uint8Array): string => createHash('sha256').update(content).digest('hex');
const bytesOf = (text: string): Uint8Array<ArrayBuffer> => new Uint8Array(new TextEncoder().encode(text));
const packed = (text: string): Uint8Array<ArrayBuffer> => new Uint8Array(gzipSync(text));
const SCRIPT = 'the script';
const WASM = '\0asm';
const FILES = { 'frame.js': hex(bytesOf(SCRIPT)), 'runtime.wasm': hex(bytesOf(WASM)) };
const ALL: readonly (readonly [string, readonly Uint8Array<ArrayBuffer>[]])[] = [
  [FILES['frame.js'], [packed(SCRIPT).slice(0, 12), packed(SCRIPT).slice(12)]],
  [FILES['runtime.wasm'], [packed(WASM)]],
];

let comm: FrameComm;
let channel: Channel;
let pieces: Map<string, readonly Uint8Array<ArrayBuffer>[]>;
/** Changes what the kernel hands out. */
let damage: (piece: Uint8Array<ArrayBuffer>, attempt: number) => Uint8Array<ArrayBuffer>;

beforeEach(async () => {
  vi.unstubAllGlobals();
  damage = piece => piece;
  pieces = new Map(ALL);
  comm = new FrameComm();
  channel = await openedChannel(comm);
  const attempts = new Map<string, number>();
  comm.answer = ({ file, piece }) => {
    const all = pieces.get(String(file)) ?? [];
    return { of: all.length, sha256: hex(all[Number(piece)] ?? bytesOf('')) };
  };
  comm.content = ({ file, piece }) => {
    const key = `${String(file)} ${String(piece)}`;
    attempts.set(key, (attempts.get(key) ?? 0) + 1);
    const content = pieces.get(String(file))?.[Number(piece)];
    return content === undefined ? [] : [damage(content, attempts.get(key) ?? 0)];
  };
});

const fetched = async (): Promise<Code> => fetchCode(channel, FILES, await readKept(FILES));
const text = (content: ArrayBuffer): string => new TextDecoder().decode(content);

describe('the code', () => {
  it('is put together from its pieces, also where there is no store', async () => {
    const code = await fetched();
    expect(text(code.script)).toBe(SCRIPT);
    expect(text(code.wasm)).toBe(WASM);
    expect(comm.asked('piece')).toHaveLength(3);
  });

  it('is asked for again where it was damaged', async () => {
    damage = (piece, attempt) => (attempt < 3 ? bytesOf('noise') : piece);
    expect(text((await fetched()).script)).toBe(SCRIPT);
    expect(comm.asked('piece')).toHaveLength(9);
  });

  it('is given up where it stays damaged, in words', async () => {
    damage = () => bytesOf('noise');
    await expect(fetched()).rejects.toThrow('damaged on its way from the kernel, 5 times');
  });

  it('is refused if the whole is not what was announced', async () => {
    pieces.set(FILES['frame.js'], [packed('other')]);
    await expect(fetched()).rejects.toThrow('not what the kernel announced');
  });

  it('is taken from the store only if it is the very same, and other versions go', async () => {
    const kept = new Map<string, Uint8Array<ArrayBuffer>>([
      [`https://yewpyter.invalid/${FILES['frame.js']}`, bytesOf('tampered')],
      [`https://yewpyter.invalid/${FILES['runtime.wasm']}`, bytesOf(WASM)],
      ['https://yewpyter.invalid/old', bytesOf('old')],
    ]);
    const store = {
      match: (url: string) => {
        const content = kept.get(url);
        return Promise.resolve(content && new Response(content));
      },
      put: async (url: string, response: Response) => {
        kept.set(url, new Uint8Array(await response.arrayBuffer()));
      },
      keys: () => Promise.resolve([...kept.keys()].map(url => ({ url }))),
      delete: ({ url }: { url: string }) => Promise.resolve(kept.delete(url)),
    };
    vi.stubGlobal('caches', { open: () => Promise.resolve(store) });
    const before = await readKept(FILES);
    expect(firstQuestions(FILES, before)).toEqual([{ ask: 'piece', file: FILES['frame.js'], piece: 0 }]);
    const code = await fetchCode(channel, FILES, before);
    expect([text(code.script), text(code.wasm)]).toEqual([SCRIPT, WASM]);
    expect(comm.asked('piece').map(({ file }) => file)).toEqual([FILES['frame.js'], FILES['frame.js']]);
    await vi.waitFor(() => {
      expect([...kept.keys()].some(url => url.endsWith('/old'))).toBe(false);
    });
    comm.sent.length = 0;
    const after = await readKept(FILES);
    expect(firstQuestions(FILES, after)).toEqual([]);
    await fetchCode(channel, FILES, after);
    expect(comm.asked('piece')).toEqual([]);
  });

  it('comes all the same where the store is refused', async () => {
    vi.stubGlobal('caches', { open: () => Promise.reject(new Error('SecurityError')) });
    expect(text((await fetched()).script)).toBe(SCRIPT);
  });
});
