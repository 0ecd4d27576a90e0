/**
 * A stand-in for the glue: the same exports, a runtime that notes what it is told and does what a test asks.
 */

import type { Host, HostInfo, Plain, State } from '../src/generated/yewpyter_bundle';
import type { Bundle } from '../src/load';

/** One call: the method's name and its arguments. */
export type Call = readonly [name: string, ...args: unknown[]];

/** Notes every call. A test that needs answers overrides `answer`. */
export class FakeRuntime {
  static made: FakeRuntime[] = [];
  /** Runs inside each call; may throw, call the host, and return what the call returns. */
  static answer: (runtime: FakeRuntime, call: Call) => unknown = () => undefined;

  readonly calls: Call[] = [];
  readonly host: Host;
  readonly info: HostInfo;

  constructor(host: Host, info: HostInfo) {
    this.host = host;
    this.info = info;
    FakeRuntime.made.push(this);
  }

  /** The calls of these names; without names all. */
  told(...names: string[]): Call[] {
    return this.calls.filter(([name]) => names.length === 0 || names.includes(name));
  }

  modelOpened(modelId: string, live: boolean, state: State, unconfirmed: State): void {
    this.#note('modelOpened', modelId, live, state, unconfirmed);
  }
  commMessage(modelId: string, data: Plain, buffers: Uint8Array[], parentId?: string | null): void {
    this.#note('commMessage', modelId, data, buffers, parentId);
  }
  commClosed(modelId: string): void {
    this.#note('commClosed', modelId);
  }
  sent(ticket: number, msgId: string): void {
    this.#note('sent', ticket, msgId);
  }
  sendFailed(ticket: number, reason: string): void {
    this.#note('sendFailed', ticket, reason);
  }
  kernelIdle(msgId: string): void {
    this.#note('kernelIdle', msgId);
  }
  kernelStatus(modelId: string | null | undefined, live: boolean): void {
    this.#note('kernelStatus', modelId, live);
  }
  loadState(modelId: string, state: State): void {
    this.#note('loadState', modelId, state);
  }
  localChange(modelId: string, patch: State, save: boolean, viewId?: number | null): void {
    this.#note('localChange', modelId, patch, save, ...(viewId === undefined ? [] : [viewId]));
  }
  localCustom(modelId: string, content: Plain, buffers: Uint8Array[]): void {
    this.#note('localCustom', modelId, content, buffers);
  }
  localClose(modelId: string): void {
    this.#note('localClose', modelId);
  }
  getState(modelId: string, dropDefaults: boolean): State | undefined {
    return this.#note('getState', modelId, dropDefaults) as State | undefined;
  }
  mount(viewId: number, modelId: string, element: HTMLElement): void {
    const fresh = document.createElement('div');
    fresh.className = 'drawn';
    fresh.textContent = modelId;
    element.replaceChildren(fresh);
    this.#note('mount', viewId, modelId, element);
  }
  unmount(viewId: number): void {
    this.#note('unmount', viewId);
  }
  slotFailed(slot: number, reason: string): void {
    this.#note('slotFailed', slot, reason);
  }
  restored(): void {
    this.#note('restored');
  }
  block(modelId: string, message: string): void {
    this.#note('block', modelId, message);
  }
  dispose(): void {
    this.#note('dispose');
  }
  free(): void {
    this.#note('free');
  }
  [Symbol.dispose](): void {
    this.free();
  }

  #note(...call: Call): unknown {
    this.calls.push(call);
    return FakeRuntime.answer(this, call);
  }
}

/** How often the instance was replaced. */
export const resets = { count: 0 };

export function __wbg_reset_state(): void {
  resets.count += 1;
}

export { FakeRuntime as Runtime };

export default function init(): Promise<void> {
  return Promise.resolve();
}

/** The stand-in as a module. */
export const fakeBundle: Bundle = { Runtime: FakeRuntime, __wbg_reset_state };

/** Back to the beginning. */
export function resetFakes(): void {
  FakeRuntime.made = [];
  FakeRuntime.answer = () => undefined;
  resets.count = 0;
}
