/** Comms as Colab documents them for output frames. */

import type { CommData, PageCalls } from '../calls.ts';
import type { Facts } from '../facts.ts';
import type { Line } from '../line.ts';
import { Feed } from './feed.ts';

/** A message as a frame gets it. */
export interface Message {
  readonly data: unknown;
  readonly buffers?: readonly (ArrayBuffer | ArrayBufferView)[];
}

/** One comm. */
export interface Comm {
  send(data: unknown, options?: { buffers?: ArrayBuffer[] }): Promise<void>;
  close(): void;
  readonly messages: AsyncIterable<Message>;
}

/** Told of a comm that the kernel has opened. */
export type Opened = (comm: Comm, message: Message, id: string) => void;

/** All comms of one frame. */
export class Comms {
  readonly #line: Line<PageCalls>;
  readonly #facts: Facts;
  readonly #feeds = new Map<string, Feed<Message>>();
  readonly #targets = new Map<string, Opened>();

  constructor(line: Line<PageCalls>, facts: Facts) {
    this.#line = line;
    this.#facts = facts;
  }

  async open(target: string, data: unknown = {}, buffers: ArrayBuffer[] = []): Promise<Comm> {
    const asJson = json(data);
    const comm = await this.#line.call('openComm', { target, data: asJson, buffers: whole(buffers) });
    return this.of(comm);
  }

  registerTarget(target: string, opened: Opened): void {
    this.#targets.set(target, opened);
  }

  /** The comm with this id, which the page has tied to this frame. */
  of(comm: string): Comm {
    const feed = this.#feeds.get(comm) ?? new Feed<Message>();
    this.#feeds.set(comm, feed);
    return {
      send: async (data, { buffers = [] } = {}) => {
        await this.#line.call('sendComm', { comm, data: json(data), buffers: whole(buffers) });
      },
      close: () => {
        void this.#line.call('closeComm', comm);
        this.closed(comm);
      },
      messages: feed,
    };
  }

  opened({ comm, target, data, buffers }: CommData & { target: string }): void {
    this.#targets.get(target)?.(this.of(comm), this.#message(data, buffers), comm);
  }

  received({ comm, data, buffers }: CommData): void {
    // The first messages may overtake the answer that names the comm.
    void this.of(comm);
    this.#feeds.get(comm)?.push(this.#message(data, buffers));
  }

  closed(comm: string): void {
    void this.of(comm);
    this.#feeds.get(comm)?.end();
  }

  #message(data: unknown, buffers: ArrayBuffer[]): Message {
    return buffers.length === 0 ? { data } : { data, buffers: buffers.map(asDelivered(this.#facts)) };
  }
}

/** How a frame gets to see a buffer. */
export function asDelivered(facts: Facts): (buffer: ArrayBuffer) => ArrayBuffer | ArrayBufferView {
  return buffer => {
    if (facts.buffers === 'ArrayBuffer') {
      return buffer;
    }
    const before = 3;
    const larger = new Uint8Array(buffer.byteLength + before + 1).fill(0xff);
    larger.set(new Uint8Array(buffer), before);
    const view = [larger.buffer, before, buffer.byteLength] as const;
    return buffer.byteLength % 2 === 0 ? new DataView(...view) : new Uint8Array(...view);
  };
}

/** Only what JSON can say passes. */
function json(data: unknown): unknown {
  const text = JSON.stringify(data) as string | undefined;
  if (text === undefined) {
    throw new TypeError(`Not JSON: ${String(data)}`);
  }
  return JSON.parse(text) as unknown;
}

function whole(buffers: readonly unknown[]): ArrayBuffer[] {
  for (const buffer of buffers) {
    if (!(buffer instanceof ArrayBuffer)) {
      throw new TypeError('Only an ArrayBuffer is documented as a buffer to send');
    }
  }
  return buffers as ArrayBuffer[];
}
