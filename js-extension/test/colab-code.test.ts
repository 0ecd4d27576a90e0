/** Code in pieces: what is damaged is asked for again, what is kept is checked. */

import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Channel } from '../src/colab/channel';
import { fetchCode, readKept } from '../src/colab/code';
import { FrameComm } from './colab';

const hex = (content: Uint8Array): string => createHash('sha256').update(content).digest('hex');
const bytesOf = (text: string): Uint8Array<ArrayBuffer> => new Uint8Array(new TextEncoder().encode(text));
const packed = (text: string): Uint8Array<ArrayBuffer> => new Uint8Array(gzipSync(text));
const SCRIPT = [packed('the script').slice(0, 12), packed('the script').slice(12)];
const WASM = [packed('\0asm')];

function info(pieces: Uint8Array[]): { sha256: string; pieces: string[]; size: number; encoding: 'gzip' } {
  const whole = Buffer.concat(pieces);
  return { sha256: hex(whole), pieces: pieces.map(hex), size: whole.length, encoding: 'gzip' };
}

const FILES = { 'frame.js': info(SCRIPT), 'runtime.wasm': info(WASM) };

let comm: FrameComm;
let channel: Channel;
/** Changes what the kernel hands out. */
let damage: (piece: Uint8Array<ArrayBuffer>, attempt: number) => Uint8Array<ArrayBuffer>;

beforeEach(() => {
  vi.unstubAllGlobals();
  damage = piece => piece;
  comm = new FrameComm();
  channel = new Channel(comm);
  const attempts = new Map<string, number>();
  comm.answer = ({ ask }) => (ask === 'files' ? { version: '1.2.3', foreign: null, files: FILES } : {});
  comm.content = ({ ask, file, piece }) => {
    if (ask !== 'piece') {
      return [];
    }
    const key = `${String(file)} ${String(piece)}`;
    attempts.set(key, (attempts.get(key) ?? 0) + 1);
    const content = (file === FILES['frame.js'].sha256 ? SCRIPT : WASM)[Number(piece)];
    return content === undefined ? [] : [damage(content, attempts.get(key) ?? 0)];
  };
});

const text = (content: ArrayBuffer): string => new TextDecoder().decode(content);

describe('the code', () => {
  it('is put together from its pieces, also where there is no store', async () => {
    const code = await fetchCode(channel, await readKept());
    expect(text(code.script)).toBe('the script');
    expect(text(code.wasm)).toBe('\0asm');
    expect(code.version).toBe('1.2.3');
    expect(comm.asked('piece')).toHaveLength(3);
  });

  it('is asked for again where it was damaged', async () => {
    damage = (piece, attempt) => (attempt < 3 ? bytesOf('noise') : piece);
    expect(text((await fetchCode(channel, await readKept())).script)).toBe('the script');
    expect(comm.asked('piece')).toHaveLength(9);
  });

  it('is given up where it stays damaged, in words', async () => {
    damage = () => bytesOf('noise');
    await expect(fetchCode(channel, await readKept())).rejects.toThrow(
      'damaged on its way from the kernel, 5 times',
    );
  });

  it('is refused if the whole is not what was announced', async () => {
    const files = { ...FILES, 'frame.js': { ...FILES['frame.js'], sha256: hex(bytesOf('other')) } };
    comm.answer = ({ ask }) => (ask === 'files' ? { version: '1', foreign: null, files } : {});
    comm.content = ({ ask, file, piece }) => {
      const pieces = file === FILES['runtime.wasm'].sha256 ? WASM : SCRIPT;
      return ask === 'piece' ? [pieces[Number(piece)] ?? bytesOf('')] : [];
    };
    await expect(fetchCode(channel, await readKept())).rejects.toThrow('not what the kernel announced');
  });

  it('is taken from the store only if it is the very same, and other versions go', async () => {
    const kept = new Map<string, Uint8Array<ArrayBuffer>>([
      [`https://yewpyter.invalid/${FILES['frame.js'].sha256}`, bytesOf('tampered')],
      [`https://yewpyter.invalid/${FILES['runtime.wasm'].sha256}`, packed('\0asm')],
      ['https://yewpyter.invalid/old', bytesOf('old')],
    ]);
    const store = {
      match: ({ url }: { url: string }) => Promise.resolve(new Response(kept.get(url))),
      put: async (url: string, response: Response) => {
        kept.set(url, new Uint8Array(await response.arrayBuffer()));
      },
      keys: () => Promise.resolve([...kept.keys()].map(url => ({ url }))),
      delete: ({ url }: { url: string }) => Promise.resolve(kept.delete(url)),
    };
    vi.stubGlobal('caches', { open: () => Promise.resolve(store) });
    expect(text((await fetchCode(channel, await readKept())).script)).toBe('the script');
    expect(comm.asked('piece').map(({ file }) => file)).toEqual([
      FILES['frame.js'].sha256,
      FILES['frame.js'].sha256,
    ]);
    await vi.waitFor(() => {
      expect([...kept.keys()].some(url => url.endsWith('/old'))).toBe(false);
    });
    comm.sent.length = 0;
    await fetchCode(channel, await readKept());
    expect(comm.asked('piece')).toEqual([]);
  });

  it('comes all the same where the store is refused', async () => {
    vi.stubGlobal('caches', { open: () => Promise.reject(new Error('SecurityError')) });
    expect(text((await fetchCode(channel, await readKept())).script)).toBe('the script');
  });
});
