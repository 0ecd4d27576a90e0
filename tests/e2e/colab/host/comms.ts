/** Every comm of the kernel, and which frames hear it. */

import type { CommData, FrameCalls, Json, ModelRecord } from '../calls.ts';
import type { Facts } from '../facts.ts';
import type { Line } from '../line.ts';
import { Faults } from './faults.ts';
import type { Kernel } from './kernel.ts';
import { Models } from './models.ts';
import type { KernelMessage } from './wire-format.ts';

const WIDGETS = 'jupyter.widget';

/** A frame that takes part. */
export interface Listener {
  readonly cell: number;
  readonly line: Line<FrameCalls>;
}

interface OpenComm {
  readonly target: string;
  readonly listeners: Set<Listener>;
}

/** The page's side of all comms. */
export class Comms {
  readonly models = new Models();
  readonly faults = new Faults();
  readonly #kernel: Kernel;
  readonly #facts: Facts;
  readonly #open = new Map<string, OpenComm>();
  readonly #frames = new Set<Listener>();
  /** Which cell a message to the kernel came from, by its id. */
  readonly #causes = new Map<string, number>();

  constructor(kernel: Kernel, facts: Facts) {
    this.#kernel = kernel;
    this.#facts = facts;
  }

  join(frame: Listener): void {
    this.#frames.add(frame);
  }

  leave(frame: Listener): void {
    this.#frames.delete(frame);
    for (const { listeners } of this.#open.values()) {
      listeners.delete(frame);
    }
  }

  /** How many comms of this target are open. */
  count(target: string): number {
    return [...this.#open.values()].filter(open => open.target === target).length;
  }

  /** What the kernel sends because of this message belongs to the cell. */
  causedBy(cell: number, message: string): void {
    this.#causes.set(message, cell);
  }

  /** The cell that made the kernel send this, if one did. */
  causeOf({ parent }: KernelMessage): number | undefined {
    return this.#causes.get(parent.msg_id ?? '');
  }

  /** Opens a comm for a frame. */
  async open(
    frame: Listener,
    opened: { target: string; data: unknown; buffers: ArrayBuffer[] },
  ): Promise<string> {
    if (!this.#facts.comms) {
      throw new Error('This output may not open channels to the kernel');
    }
    const comm = crypto.randomUUID();
    this.#open.set(comm, { target: opened.target, listeners: new Set([frame]) });
    const content = { comm_id: comm, target_name: opened.target, data: opened.data };
    // Widgets made by a page need their protocol's version, which the call has no place for.
    const metadata = opened.target === WIDGETS ? { version: '2.1.0' } : {};
    await this.#send(frame, { type: 'comm_open', content, buffers: opened.buffers, metadata });
    return comm;
  }

  async send(frame: Listener, { comm, data, buffers }: CommData): Promise<void> {
    if (!this.#open.has(comm)) {
      throw new Error('The channel is closed');
    }
    this.models.changed(comm, data as Json, buffers);
    await this.#send(frame, { type: 'comm_msg', content: { comm_id: comm, data }, buffers });
  }

  close(frame: Listener, comm: string): void {
    if (this.#open.delete(comm)) {
      void this.#send(frame, { type: 'comm_close', content: { comm_id: comm, data: {} } });
    }
  }

  /** A model for a frame's manager; from now on the frame hears its comm. */
  model(frame: Listener, id: string): ModelRecord | undefined {
    const open = this.#open.get(id);
    open?.listeners.add(frame);
    return this.models.get(id, open !== undefined);
  }

  /** The kernel was restarted and knows no comm any more. */
  restarted(): void {
    for (const [comm, { listeners }] of this.#open) {
      if (this.#facts.restartEndsComms) {
        listeners.forEach(({ line }) => void line.call('commClosed', comm));
      }
    }
    if (this.#facts.restartEndsComms) {
      this.#open.clear();
    }
    this.models.ids().forEach(id => {
      this.models.closed(id);
    });
  }

  /** Takes a message of the kernel that concerns comms. */
  receive(message: KernelMessage): void {
    const comm = String(message.content['comm_id']);
    const data = (message.content['data'] ?? {}) as Json;
    const { buffers } = message;
    switch (message.header.msg_type) {
      case 'comm_open':
        this.#opened(message, { comm, data, buffers });
        break;
      case 'comm_msg':
        this.models.changed(comm, data, buffers);
        this.#deliver(message, { comm, data, buffers });
        break;
      case 'comm_close':
        this.#listeners(message, comm).forEach(({ line }) => void line.call('commClosed', comm));
        this.#open.delete(comm);
        this.models.closed(comm);
        break;
    }
  }

  #opened(message: KernelMessage, { comm, data, buffers }: CommData & { data: Json }): void {
    const target = String(message.content['target_name']);
    this.#open.set(comm, { target, listeners: new Set() });
    if (target === WIDGETS) {
      this.models.opened(comm, data, buffers);
    }
    for (const frame of this.#frames) {
      if (this.#hears(frame, message)) {
        this.#open.get(comm)?.listeners.add(frame);
        // Colab's own manager is not given the buffers of a comm that opens.
        void frame.line.call('commOpened', {
          comm,
          target,
          data,
          buffers: target === WIDGETS ? [] : buffers,
        });
      }
    }
  }

  #deliver(message: KernelMessage, sent: CommData): void {
    const target = this.#open.get(sent.comm)?.target ?? '';
    const arriving = this.faults.through(target, sent);
    for (const { line } of this.#listeners(message, sent.comm)) {
      arriving.forEach(arrived => void line.call('commMessage', arrived));
    }
  }

  #listeners(message: KernelMessage, comm: string): Listener[] {
    const all = [...(this.#open.get(comm)?.listeners ?? [])];
    return all.filter(frame => this.#hears(frame, message));
  }

  #hears({ cell }: Listener, message: KernelMessage): boolean {
    return this.#facts.deliversAcrossCells || this.causeOf(message) === cell;
  }

  async #send(frame: Listener, outgoing: Parameters<Kernel['send']>[0]): Promise<void> {
    const { id, handled } = this.#kernel.send(outgoing);
    this.causedBy(frame.cell, id);
    if (this.#facts.sendResolves === 'handled') {
      await handled;
    }
  }
}
