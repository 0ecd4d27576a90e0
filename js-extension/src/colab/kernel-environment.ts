/**
 * Google's widget environment, on a channel of our own: what the kernel is asked for, and what it tells. The
 * promise of a sent message ends when the kernel has answered it, so that it is through with the message.
 */

import type { Plain } from '#bundle';
import { exact } from '../values';
import type { Channel, Received } from './channel';
import {
  unknownModel,
  type Binary,
  type ModelState,
  type WidgetComm,
  type WidgetEnvironment,
  type WidgetMessage,
} from './environment';
import { Mailbox } from './mailbox';
import { News } from './news';
import { putBuffers } from './put-buffers';

/** A model as the kernel writes it. */
export type ModelRecord = Omit<ModelState, 'comm'> & { readonly buffer_paths: (string | number)[][] };

/** The models of the kernel behind a channel. */
export class KernelEnvironment implements WidgetEnvironment {
  readonly #channel: Channel;
  readonly #comms = new Map<string, KernelComm>();
  readonly #foretold = new Map<string, ModelRecord>();
  readonly #confirmed = new Map<string, Promise<void>>();
  readonly #news: News;

  constructor(channel: Channel) {
    this.#channel = channel;
    this.#news = new News(
      channel,
      push => {
        this.#receive(push);
      },
      () => {
        this.#refresh();
      },
    );
    channel.onEnd = () => {
      this.#news.stop();
      this.#comms.forEach(comm => {
        comm.end(false);
      });
    };
  }

  /** Takes what an output says of its model, which holds until the kernel has been heard. */
  foretell(modelId: string, record: ModelRecord): void {
    this.#foretold.set(modelId, record);
  }

  /**
   * Resolves when the kernel has said how things stand with a model.
   *
   * @throws if the kernel does not know it, or cannot be asked
   */
  async confirmed(modelId: string): Promise<void> {
    await this.#confirmed.get(modelId);
  }

  async getModelState(modelId: string): Promise<ModelState | undefined> {
    // Before the answer, since news of the model can follow it at once.
    const comm = this.#comms.get(modelId) ?? new KernelComm(this.#channel, modelId);
    this.#comms.set(modelId, comm);
    const foretold = this.#foretold.get(modelId);
    this.#foretold.delete(modelId);
    const asked = this.#ask(modelId);
    if (foretold !== undefined) {
      comm.hold();
      const confirmed = this.#confirm(modelId, comm, asked);
      confirmed.catch(() => undefined); // whoever waits for it is told
      this.#confirmed.set(modelId, confirmed);
      return { ...restored(foretold, []), comm };
    }
    const found = await asked;
    if (found === undefined) {
      this.#comms.delete(modelId);
      return undefined;
    }
    return { ...found, comm };
  }

  /** The kernel's word replaces what was foretold; what it told of changes meanwhile comes after it. */
  async #confirm(modelId: string, comm: KernelComm, asked: Promise<ModelState | undefined>): Promise<void> {
    const found = await asked;
    if (found === undefined) {
      this.#close(modelId);
      throw unknownModel(modelId);
    }
    comm.release({ data: {}, whole: found.state });
  }

  async #ask(modelId: string): Promise<ModelState | undefined> {
    const { data, buffers } = await this.#channel.ask({ ask: 'model', model: modelId });
    const record = data['model'] as ModelRecord | null;
    return record === null ? undefined : restored(record, buffers);
  }

  /** Messages are lost for good: the models are asked for as they are now. */
  #refresh(): void {
    this.#comms.forEach((comm, modelId) => {
      this.#ask(modelId).then(
        found => {
          if (found === undefined) {
            this.#close(modelId);
          } else {
            comm.receive({ data: {}, whole: found.state });
          }
        },
        (error: unknown) => {
          console.warn(`[yewpyter] model ${modelId} could not be asked for again:`, error);
        },
      );
    });
  }

  #close(modelId: string): void {
    this.#comms.get(modelId)?.end(true);
    this.#comms.delete(modelId);
  }

  #receive({ data, buffers }: Received): void {
    const { model, closed } = data;
    if (typeof model === 'string') {
      this.#comms.get(model)?.receive({ data: data['data'], buffers });
    } else if (typeof closed === 'string') {
      this.#close(closed);
    }
  }
}

function restored(record: ModelRecord, buffers: readonly Binary[]): ModelState {
  const { buffer_paths: paths, state, ...names } = record;
  return { ...names, state: putBuffers(state as Record<string, Plain>, paths, buffers) };
}

/** One model's share of the channel. */
class KernelComm implements WidgetComm {
  readonly messages = new Mailbox<WidgetMessage>();
  closedByKernel = false;
  readonly #channel: Channel;
  readonly #modelId: string;
  #held: WidgetMessage[] | undefined;

  constructor(channel: Channel, modelId: string) {
    this.#channel = channel;
    this.#modelId = modelId;
  }

  async send(data: unknown, options: { buffers?: ArrayBuffer[] } = {}): Promise<void> {
    await this.#channel.ask({ tell: this.#modelId, data }, options.buffers?.map(exact));
  }

  close(): void {
    this.end(false);
  }

  receive(message: WidgetMessage): void {
    if (this.#held === undefined) {
      this.messages.put(message);
    } else {
      this.#held.push(message);
    }
  }

  /** Keeps what comes. */
  hold(): void {
    this.#held ??= [];
  }

  /** Hands on this message, and then what was kept. */
  release(first: WidgetMessage): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    [first, ...held].forEach(message => {
      this.messages.put(message);
    });
  }

  end(byKernel: boolean): void {
    this.closedByKernel = byKernel;
    this.messages.close();
  }
}
