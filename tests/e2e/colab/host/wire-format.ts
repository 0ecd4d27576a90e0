/** Kernel messages on a Jupyter server's websocket, protocol `v1.kernel.websocket.jupyter.org`. */

import type { Json } from '../calls.ts';

export const SUBPROTOCOL = 'v1.kernel.websocket.jupyter.org';

/** The header of a message. */
export interface Header {
  readonly msg_id: string;
  readonly msg_type: string;
  readonly session: string;
  readonly username: string;
  readonly date: string;
  readonly version: string;
}

/** A message from or to a kernel. */
export interface KernelMessage {
  readonly channel: string;
  readonly header: Header;
  readonly parent: Partial<Header>;
  readonly metadata: Json;
  readonly content: Json;
  readonly buffers: ArrayBuffer[];
}

const WORD = 8;

/** The bytes of a message: how many offsets, the offsets, then the parts they point at. */
export function pack(message: KernelMessage): ArrayBuffer {
  const encoder = new TextEncoder();
  const texts = [message.header, message.parent, message.metadata, message.content].map(part =>
    encoder.encode(JSON.stringify(part)),
  );
  const buffers = message.buffers.map(buffer => new Uint8Array(buffer));
  const parts = [encoder.encode(message.channel), ...texts, ...buffers];
  const offsets = [WORD * (parts.length + 2)];
  for (const part of parts) {
    offsets.push((offsets.at(-1) ?? 0) + part.byteLength);
  }
  const bytes = new Uint8Array(offsets.at(-1) ?? 0);
  const words = new DataView(bytes.buffer);
  [offsets.length, ...offsets].forEach((word, index) => {
    words.setBigUint64(index * WORD, BigInt(word), true);
  });
  parts.forEach((part, index) => {
    bytes.set(part, offsets[index] ?? 0);
  });
  return bytes.buffer;
}

/** The message that some bytes are. */
export function unpack(bytes: ArrayBuffer): KernelMessage {
  const words = new DataView(bytes);
  const count = Number(words.getBigUint64(0, true));
  const offsets = Array.from({ length: count }, (_, index) =>
    Number(words.getBigUint64((index + 1) * WORD, true)),
  );
  const parts = offsets.slice(0, -1).map((start, index) => bytes.slice(start, offsets[index + 1]));
  const decoder = new TextDecoder();
  const [channel = '', ...texts] = parts.slice(0, 5).map(part => decoder.decode(part));
  const [header, parent, metadata, content] = texts.map(text => JSON.parse(text) as unknown);
  return {
    channel,
    header: header as Header,
    parent: parent as Partial<Header>,
    metadata: metadata as Json,
    content: content as Json,
    buffers: parts.slice(5),
  };
}
