/**
 * One of our models in an output frame: its comm, and what is kept of it outside WASM memory.
 */

import type { Plain, State } from '#bundle';
import { bytes, exact, toPlain, toState } from '../values';
import type { ModelState, WidgetComm } from './environment';

/** Who listens to a model's comm. */
export interface Ear {
  /** A message. */
  message(data: Plain, buffers: Uint8Array[]): void;
  /** The whole state, after messages were lost. */
  state(state: State): void;
}

/** A model and its way to the kernel. */
export class ColabModel {
  readonly id: string;
  /** Absent where there is no kernel. */
  readonly comm: WidgetComm | undefined;
  /** The last state that the runtime had. */
  state: State;
  /** Own changes that the kernel has not confirmed. */
  unconfirmed: State = {};
  /** The kernel behind the comm is gone. */
  lost = false;

  constructor(id: string, found: ModelState) {
    this.id = id;
    this.comm = found.comm;
    this.state = toState(found.state);
  }

  /** Keeps what the runtime has. */
  mirror(patch: State, unconfirmed: State): void {
    this.state = { ...this.state, ...patch };
    this.unconfirmed = unconfirmed;
  }

  /** Resolves when the kernel is through with the message. */
  async send(data: State, buffers: readonly Uint8Array[]): Promise<void> {
    if (this.comm === undefined || this.lost) {
      throw new Error('there is no kernel behind this widget');
    }
    await this.comm.send(data, { buffers: buffers.map(exact) });
  }

  /** Hands on what the kernel says, until there is no more. Returns whether the kernel closed the widget. */
  async listen(ear: Ear): Promise<boolean> {
    if (this.comm === undefined) {
      return false;
    }
    try {
      for await (const { data, buffers = [], whole } of this.comm.messages) {
        if (whole === undefined) {
          ear.message(toPlain(data), buffers.map(bytes));
        } else {
          ear.state(toState(whole));
        }
      }
    } catch (error) {
      console.warn(`[yewpyter] model ${this.id}: its comm failed:`, error);
    }
    this.lost = true;
    return this.comm.closedByKernel === true;
  }
}
