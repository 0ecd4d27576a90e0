/**
 * Our code, pulled from the kernel piece by piece or given by another output, checked, and kept where the browser
 * lets it be kept. Nothing is fetched from the network.
 */

import { exact } from '../values';
import type { Channel, Question } from './channel';
import { askSiblings, serveSiblings } from './siblings';

/** Hex SHA-256 of what the files contain, by which they are named everywhere. */
export type Manifest = Readonly<Record<'frame.js' | 'runtime.wasm', string>>;

/** The files' content. */
export interface Code {
  readonly script: ArrayBuffer;
  readonly wasm: ArrayBuffer;
}

const STORE = 'yewpyter';
const TRIES = 5;

/** What the browser has kept of the code. */
export interface Kept {
  /** Absent where frames are refused it. */
  readonly store: Cache | undefined;
  /** By checksum. */
  readonly files: ReadonlyMap<string, ArrayBuffer>;
}

/** Reads what is kept, and checks it. */
export async function readKept(manifest: Manifest): Promise<Kept> {
  const files = new Map<string, ArrayBuffer>();
  try {
    const store = await caches.open(STORE);
    const read = async (sha256: string): Promise<void> => {
      const content = await (await store.match(address(sha256)))?.arrayBuffer();
      if (content !== undefined && (await digest(content)) === sha256) {
        files.set(sha256, content);
      }
    };
    await Promise.all(Object.values(manifest).map(read));
    return { store, files };
  } catch {
    return { store: undefined, files }; // private windows and partitioned frames: the code is pulled again
  }
}

/** The questions that begin the pull of what is not kept, to go along with the opening of the comm. */
export function firstQuestions(manifest: Manifest, kept: Kept): Question[] {
  return missing(manifest, kept).map(sha256 => askFor(sha256, 0));
}

/**
 * Fetches the code that is not kept, and has other outputs share in it.
 *
 * @throws if it cannot be had, or stays damaged
 */
export async function fetchCode(channel: Channel, manifest: Manifest, kept: Kept): Promise<Code> {
  const names = missing(manifest, kept);
  const given = names.length === 0 ? Promise.reject(new Error('Nothing is missing.')) : askSiblings(names);
  given.catch(() => undefined); // then the kernel gives it
  const get = async (sha256: string): Promise<ArrayBuffer> => {
    const content = kept.files.get(sha256) ?? (await quickest(pull(channel, sha256), checked(given, sha256)));
    if (!kept.files.has(sha256)) {
      void write(kept.store, sha256, content);
    }
    return content;
  };
  const [script, wasm] = await Promise.all([get(manifest['frame.js']), get(manifest['runtime.wasm'])]);
  void forgetOthers(kept.store, manifest);
  serveSiblings(
    new Map([
      [manifest['frame.js'], script],
      [manifest['runtime.wasm'], wasm],
    ]),
  );
  return { script, wasm };
}

function missing(manifest: Manifest, { files }: Kept): string[] {
  return Object.values(manifest).filter(sha256 => !files.has(sha256));
}

/** The first of two to come; what goes wrong on the way aside is made up for by the main one. */
function quickest<T>(main: Promise<T>, aside: Promise<T>): Promise<T> {
  return Promise.race([main, aside.catch(() => main)]);
}

/** One of the files that another output gave. */
async function checked(given: Promise<ReadonlyMap<unknown, unknown>>, sha256: string): Promise<ArrayBuffer> {
  const content = (await given).get(sha256);
  if (!(content instanceof ArrayBuffer) || (await digest(content)) !== sha256) {
    throw new Error('Another output gave something else.');
  }
  return content;
}

/** One file, from the kernel. */
async function pull(channel: Channel, sha256: string): Promise<ArrayBuffer> {
  const pieces: ArrayBuffer[] = [];
  let count = 1;
  for (let index = 0; index < count; index += 1) {
    const { content, of } = await fetchPiece(channel, sha256, index);
    pieces.push(content);
    count = of;
  }
  const content = await inflate(pieces);
  if ((await digest(content)) !== sha256) {
    throw new Error(`The widgets' code arrived, but is not what the kernel announced (${sha256}).`);
  }
  return content;
}

async function fetchPiece(
  channel: Channel,
  sha256: string,
  index: number,
): Promise<{ content: ArrayBuffer; of: number }> {
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const { data, buffers } = await channel.ask(askFor(sha256, index));
    const content = buffers[0] === undefined ? undefined : exact(buffers[0]);
    if (content !== undefined && (await digest(content)) === data['sha256']) {
      return { content, of: Number(data['of']) };
    }
  }
  throw new Error(
    `The widgets' code was damaged on its way from the kernel, ${String(TRIES)} times. Run the cell again.`,
  );
}

function askFor(sha256: string, piece: number): Question {
  return { ask: 'piece', file: sha256, piece };
}

function inflate(pieces: readonly ArrayBuffer[]): Promise<ArrayBuffer> {
  const stream = new Blob([...pieces]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Response(stream).arrayBuffer();
}

async function digest(content: ArrayBuffer): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', content));
  return [...hash].map(byte => byte.toString(16).padStart(2, '0')).join('');
}

// ---- the browser's store; frames may be refused it, and what it gives is not trusted

async function write(store: Cache | undefined, sha256: string, content: ArrayBuffer): Promise<void> {
  await store?.put(address(sha256), new Response(content)).catch(() => undefined); // the store may be full
}

/** Drops the code of other versions. */
async function forgetOthers(store: Cache | undefined, manifest: Manifest): Promise<void> {
  try {
    const present = new Set(Object.values(manifest).map(address));
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
