/**
 * What the runtime asks of JupyterLab. The runtime catches what is thrown here and reports it.
 */

import type { ICallbacks } from '@jupyter-widgets/base';
import type { Host, Output, Plain, State } from '#bundle';
import { report } from '../report';
import { dataView } from '../values';
import type { YewpyterModel } from './model';
import type { Session } from './session';
import type { YewpyterView } from './view';

/** The host of one runtime. */
export class LabHost implements Host {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  sendComm(
    _ticket: number,
    modelId: string,
    data: State,
    buffers: Uint8Array[],
    viewId: number | undefined,
  ): string {
    const model = this.#model(modelId);
    const callbacks = this.#callbacks(model, viewId);
    return model.sendNow(data, callbacks, buffers);
  }

  closeComm(modelId: string): void {
    this.#session.models.get(modelId)?.closeComm();
  }

  mirror(modelId: string, patch: State, unconfirmed: State, rootId?: string): void {
    if (rootId === undefined) {
      this.#session.models.get(modelId)?.mirror(patch, unconfirmed);
    } else {
      this.#session.trees.mirror(modelId, patch, unconfirmed, rootId);
    }
  }

  forget(modelId: string): void {
    this.#session.trees.forget(modelId);
  }

  customReceived(modelId: string, content: Plain, buffers: Uint8Array[]): void {
    this.#session.models.get(modelId)?.trigger('msg:custom', content, buffers.map(dataView));
  }

  renderOutput(slot: number, viewId: number, output: Output, element: HTMLElement): void {
    this.#session.slots.renderOutput(slot, this.#view(viewId), output, element);
  }

  mountForeign(slot: number, viewId: number, modelId: string, element: HTMLElement): void {
    this.#session.slots.mountForeign(slot, this.#view(viewId), modelId, element);
  }

  releaseSlot(slot: number): void {
    this.#session.slots.release(slot);
  }

  diagnostic(severity: 'warning' | 'error', modelId: string | undefined, message: string): void {
    report(severity, modelId, message);
  }

  panicked(message: string, modelId: string | undefined): void {
    this.#session.panicked(message, modelId);
  }

  /** As ipywidgets' own, so that output of the kernel's handlers lands where theirs does; and `idle` is told. */
  #callbacks(model: YewpyterModel, viewId: number | undefined): ICallbacks {
    const view = viewId === undefined ? undefined : this.#session.views.get(viewId);
    const given = this.#session.link.callbacks ?? view?.callbacks() ?? model.callbacks();
    const status = given.iopub?.['status'];
    return {
      ...given,
      iopub: {
        ...given.iopub,
        status: message => {
          this.#tellIdle(message.content, message.parent_header);
          status?.(message);
        },
      },
    };
  }

  #tellIdle(content: object, parent: object): void {
    const idle = 'execution_state' in content && content.execution_state === 'idle';
    if (idle && 'msg_id' in parent && typeof parent.msg_id === 'string') {
      const { msg_id } = parent;
      this.#session.link.tell(runtime => {
        runtime.kernelIdle(msg_id);
      });
    }
  }

  #model(modelId: string): YewpyterModel {
    const model = this.#session.models.get(modelId);
    if (model === undefined) {
      throw new Error(`There is no comm ${modelId} on this page`);
    }
    return model;
  }

  #view(viewId: number): YewpyterView {
    const view = this.#session.views.get(viewId);
    if (view === undefined) {
      throw new Error(`View ${String(viewId)} is gone`);
    }
    return view;
  }
}
