/** One kernel behind a Jupyter server. */

import type { Json } from '../calls.ts';
import { pack, SUBPROTOCOL, unpack, type Header, type KernelMessage } from './wire-format.ts';

/** Where the kernel is. */
export interface KernelAddress {
  /** The server, as `http://host:port`. */
  readonly server: string;
  readonly token: string;
  readonly kernel: string;
}

/** What a message needs to be sent. */
export interface Outgoing {
  readonly type: string;
  readonly content: Json;
  readonly buffers?: ArrayBuffer[];
  readonly metadata?: Json;
}

/** A message under way. */
export interface Sent {
  readonly id: string;
  /** Resolves when the kernel is idle again after the message; rejects when the kernel is restarted before that. */
  readonly handled: Promise<void>;
}

/** Milliseconds until a kernel that has just been connected to is asked again. */
const PATIENCE = 1000;

interface Waiting {
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** The connection to the kernel. */
export class Kernel {
  /** Told of every message on the iopub channel. */
  onMessage: (message: KernelMessage) => void = () => undefined;
  readonly #address: KernelAddress;
  readonly #session = crypto.randomUUID();
  readonly #waiting = new Map<string, Waiting>();
  readonly #replies = new Map<string, (reply: Json) => void>();
  #socket: WebSocket;

  private constructor(address: KernelAddress, socket: WebSocket) {
    this.#address = address;
    this.#socket = socket;
    this.#listen();
  }

  static async connect(address: KernelAddress): Promise<Kernel> {
    const kernel = new Kernel(address, await open(address));
    await kernel.#heard();
    return kernel;
  }

  send({ type, content, buffers = [], metadata = {} }: Outgoing): Sent {
    const id = crypto.randomUUID();
    const header: Header = {
      msg_id: id,
      msg_type: type,
      session: this.#session,
      username: '',
      date: new Date().toISOString(),
      version: '5.3',
    };
    this.#socket.send(pack({ channel: 'shell', header, parent: {}, metadata, content, buffers }));
    const handled = new Promise<void>((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
    });
    handled.catch(() => undefined); // who waits is told; nobody has to wait
    return { id, handled };
  }

  /** Sends a request of the shell channel; resolves with its reply once the kernel is idle again. */
  async request(outgoing: Outgoing, started: (id: string) => void = () => undefined): Promise<Json> {
    const { id, handled } = this.send(outgoing);
    const reply = new Promise<Json>(resolve => {
      this.#replies.set(id, resolve);
    });
    started(id);
    await handled;
    return reply;
  }

  /** The kernel was restarted: what was under way comes to nothing. Resolves when the new one answers. */
  async restarted(): Promise<void> {
    for (const { reject } of this.#waiting.values()) {
      reject(new Error('The kernel was restarted'));
    }
    this.#waiting.clear();
    this.#replies.clear();
    this.#socket.onmessage = null;
    this.#socket.close();
    // The server lets nothing through to a new connection before the kernel answers.
    this.#socket = await open(this.#address);
    this.#listen();
    await this.#heard();
  }

  /** What a kernel says before the server listens to it is lost: it is asked until it is heard. */
  async #heard(): Promise<void> {
    let heard = false;
    while (!heard) {
      const { id, handled } = this.send({ type: 'kernel_info_request', content: {} });
      const late = new Promise<boolean>(resolve => setTimeout(resolve, PATIENCE, false));
      heard = await Promise.race([handled.then(() => true), late]);
      this.#waiting.delete(id);
    }
  }

  #listen(): void {
    this.#socket.onmessage = ({ data }: MessageEvent<ArrayBuffer>) => {
      this.#receive(unpack(data));
    };
  }

  #receive(message: KernelMessage): void {
    const { channel, header, parent, content } = message;
    const cause = parent.msg_id ?? '';
    if (channel === 'shell') {
      this.#replies.get(cause)?.(content);
      this.#replies.delete(cause);
    } else if (channel === 'iopub') {
      this.onMessage(message);
      if (header.msg_type === 'status' && content['execution_state'] === 'idle') {
        this.#waiting.get(cause)?.resolve();
        this.#waiting.delete(cause);
      }
    }
  }
}

async function open({ server, token, kernel }: KernelAddress): Promise<WebSocket> {
  const url = new URL(`${server.replace(/^http/, 'ws')}/api/kernels/${kernel}/channels`);
  url.searchParams.set('token', token);
  url.searchParams.set('session_id', crypto.randomUUID());
  const socket = new WebSocket(url, SUBPROTOCOL);
  socket.binaryType = 'arraybuffer';
  await new Promise<void>((resolve, reject) => {
    socket.onopen = () => {
      resolve();
    };
    socket.onerror = () => {
      reject(new Error(`No connection to the kernel at ${url.origin}`));
    };
  });
  return socket;
}
