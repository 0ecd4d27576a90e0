/**
 * Google's widget environment, on a channel of our own: what the kernel is asked for, and what it tells. The
 * promise of a sent message ends when the kernel has answered it, so that it is through with the message.
 */

import type { Plain } from '#bundle';
import { exact } from '../values';
import type { Channel, Received } from './channel';
import type { WidgetMessage, ModelState, WidgetComm, WidgetEnvironment } from './environment';
import { Mailbox } from './mailbox';
import { News } from './news';
import { putBuffers } from './put-buffers';

/** The models of the kernel behind a channel. */
export class KernelEnvironment implements WidgetEnvironment {
  readonly #channel: Channel;
  readonly #comms = new Map<string, KernelComm>();
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

  async getModelState(modelId: string): Promise<ModelState | undefined> {
    // Before the answer, since news of the model can follow it at once.
    const comm = this.#comms.get(modelId) ?? new KernelComm(this.#channel, modelId);
    this.#comms.set(modelId, comm);
    const found = await this.#ask(modelId);
    if (found === undefined) {
      this.#comms.delete(modelId);
      return undefined;
    }
    return { ...found, comm };
  }

  async #ask(modelId: string): Promise<ModelState | undefined> {
    const { data, buffers } = await this.#channel.ask({ ask: 'model', model: modelId });
    const model = data['model'] as (ModelState & { buffer_paths: (string | number)[][] }) | null;
    if (model === null) {
      return undefined;
    }
    const { buffer_paths: paths, state, ...rest } = model;
    return { ...rest, state: putBuffers(state as Record<string, Plain>, paths, buffers) };
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

/** One model's share of the channel. */
class KernelComm implements WidgetComm {
  readonly messages = new Mailbox<WidgetMessage>();
  closedByKernel = false;
  readonly #channel: Channel;
  readonly #modelId: string;

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
    this.messages.put(message);
  }

  end(byKernel: boolean): void {
    this.closedByKernel = byKernel;
    this.messages.close();
  }
}
