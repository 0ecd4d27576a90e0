/**
 * What the runtime asks of Colab. The runtime catches what is thrown here and reports it.
 */

import type { Host, Output, State } from '#bundle';
import { report } from '../report';
import type { ColabManager } from './manager';
import type { ColabModel } from './model';

/** The host of one runtime. */
export class ColabHost implements Host {
  readonly #manager: ColabManager;
  /** Filled with outputs, which can contain views of ours. */
  readonly #slots = new Map<number, HTMLElement>();
  #sent = 0;

  constructor(manager: ColabManager) {
    this.#manager = manager;
  }

  /** Colab names no messages: they are numbered here, and the promise of each stands for its idle status. */
  sendComm(ticket: number, modelId: string, data: State, buffers: Uint8Array[]): string {
    const message = String(++this.#sent);
    const { link } = this.#manager;
    this.#model(modelId)
      .send(data, buffers)
      .then(
        () => {
          link.tell(runtime => {
            runtime.kernelIdle(message);
          });
        },
        (error: unknown) => {
          link.tell(runtime => {
            runtime.sendFailed(ticket, error instanceof Error ? error.message : String(error));
          });
        },
      );
    return message;
  }

  closeComm(modelId: string): void {
    this.#manager.models.get(modelId)?.comm?.close();
  }

  mirror(modelId: string, patch: State, unconfirmed: State, rootId?: string): void {
    if (rootId === undefined) {
      this.#manager.mirror(modelId, patch, unconfirmed);
    } else {
      this.#manager.trees.mirror(modelId, patch, unconfirmed, rootId);
    }
  }

  forget(modelId: string): void {
    this.#manager.trees.forget(modelId);
  }

  customReceived(): void {
    // Nobody else on this page listens to our models.
  }

  renderOutput(slot: number, _viewId: number, output: Output, element: HTMLElement): void {
    this.#slots.set(slot, element);
    this.#manager.outputs.render(output, element).catch((error: unknown) => {
      this.#manager.failed(slot, error);
    });
  }

  mountForeign(slot: number, _viewId: number, modelId: string, element: HTMLElement): void {
    void this.#manager.fill(slot, modelId, element);
  }

  /** The element goes, and what was drawn in it goes with it, but for views of ours. */
  releaseSlot(slot: number): void {
    const element = this.#slots.get(slot);
    this.#slots.delete(slot);
    if (element !== undefined) {
      this.#manager.unmountIn(element);
    }
  }

  diagnostic(severity: 'warning' | 'error', modelId: string | undefined, message: string): void {
    report(severity, modelId, message);
  }

  panicked(message: string, modelId: string | undefined): void {
    this.#manager.panicked(message, modelId);
  }

  #model(modelId: string): ColabModel {
    const model = this.#manager.models.get(modelId);
    if (model === undefined) {
      throw new Error(`There is no comm ${modelId} on this page`);
    }
    return model;
  }
}
