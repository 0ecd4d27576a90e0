/**
 * Our code, pulled from the kernel piece by piece, checked, and kept where the browser lets it be kept. Nothing is
 * fetched from the network.
 */

import { exact } from '../values';
import type { Channel } from './channel';

/** One file, as the kernel describes it. */
interface FileInfo {
  /** Hex digest of the encoded file, which is its name too. */
  readonly sha256: string;
  readonly size: number;
  readonly encoding: 'gzip';
  /** Hex digests of its pieces, in order. */
  readonly pieces: readonly string[];
}

/** What the kernel has for this frame. */
export interface Delivery {
  /** The version of the kernel's package. */
  readonly version: string;
  /** Another one in each kernel. */
  readonly session: string;
  /** Where Google's own widget manager lies, if the kernel knows. */
  readonly foreign: string | null;
  readonly script: ArrayBuffer;
  readonly wasm: ArrayBuffer;
}

const STORE = 'yewpyter';
const TRIES = 5;

/** What the browser has kept of our code, of whichever versions. */
export interface Kept {
  /** Absent where frames are refused it. */
  readonly store: Cache | undefined;
  /** By the checked digest of the encoded file: what it contains. */
  readonly files: ReadonlyMap<string, ArrayBuffer>;
}

/** Reads what is kept; done while the comm is opened, which takes longer. */
export async function readKept(): Promise<Kept> {
  const files = new Map<string, ArrayBuffer>();
  try {
    const store = await caches.open(STORE);
    for (const request of await store.keys()) {
      const content = await (await store.match(request))?.arrayBuffer();
      const sha256 = content && (await digest(content));
      if (content !== undefined && sha256 !== undefined && request.url === address(sha256)) {
        files.set(sha256, await inflate(content));
      }
    }
    return { store, files };
  } catch {
    return { store: undefined, files }; // private windows and partitioned frames: the code is pulled again
  }
}

/**
 * Fetches the code that is not kept.
 *
 * @throws if it cannot be had, or stays damaged
 */
export async function fetchCode(channel: Channel, kept: Kept): Promise<Delivery> {
  const { data } = await channel.ask({ ask: 'files' });
  const { files } = data as unknown as { files: Readonly<Record<'frame.js' | 'runtime.wasm', FileInfo>> };
  const { version, session, foreign } = data as unknown as Omit<Delivery, 'script' | 'wasm'>;
  const wanted = [files['frame.js'], files['runtime.wasm']] as const;
  const [script, wasm] = await Promise.all([
    fetchFile(channel, kept, wanted[0]),
    fetchFile(channel, kept, wanted[1]),
  ]);
  void forgetOthers(kept.store, wanted);
  return { version, session, foreign, script, wasm };
}

async function fetchFile(channel: Channel, { store, files }: Kept, file: FileInfo): Promise<ArrayBuffer> {
  const kept = files.get(file.sha256);
  if (kept !== undefined) {
    return kept;
  }
  const pieces: ArrayBuffer[] = [];
  for (let piece = 0; piece < file.pieces.length; piece += 1) {
    pieces.push(await fetchPiece(channel, file, piece));
  }
  const whole = await new Blob(pieces).arrayBuffer();
  if ((await digest(whole)) !== file.sha256) {
    throw new Error(`The widgets' code arrived, but is not what the kernel announced (${file.sha256}).`);
  }
  void write(store, file, whole);
  return inflate(whole);
}

async function fetchPiece(channel: Channel, file: FileInfo, piece: number): Promise<ArrayBuffer> {
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const { buffers } = await channel.ask({ ask: 'piece', file: file.sha256, piece });
    const content = buffers[0] === undefined ? undefined : exact(buffers[0]);
    if (content !== undefined && (await digest(content)) === file.pieces[piece]) {
      return content;
    }
  }
  throw new Error(
    `The widgets' code was damaged on its way from the kernel, ${String(TRIES)} times. Run the cell again.`,
  );
}

function inflate(content: ArrayBuffer): Promise<ArrayBuffer> {
  const stream = new Blob([content]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Response(stream).arrayBuffer();
}

async function digest(content: ArrayBuffer): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', content));
  return [...hash].map(byte => byte.toString(16).padStart(2, '0')).join('');
}

// ---- the browser's store; frames may be refused it, and what it gives is not trusted

async function write(store: Cache | undefined, file: FileInfo, content: ArrayBuffer): Promise<void> {
  await store?.put(address(file.sha256), new Response(content)).catch(() => undefined); // the store may be full
}

/** Drops the code of other versions. */
async function forgetOthers(store: Cache | undefined, files: readonly FileInfo[]): Promise<void> {
  try {
    const present = new Set(files.map(({ sha256 }) => address(sha256)));
    for (const request of (await store?.keys()) ?? []) {
      if (!present.has(request.url)) {
        await store?.delete(request);
      }
    }
  } catch {
    // what stays costs space, nothing else
  }
}

/** Never fetched: a key of the store. */
function address(sha256: string): string {
  return `https://yewpyter.invalid/${sha256}`;
}
