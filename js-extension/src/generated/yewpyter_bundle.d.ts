/* tslint:disable */
/* eslint-disable */

/** Plain data of a comm message or a state; binary leaves are `Uint8Array`. */
export type Plain = null | boolean | number | string | Uint8Array | Plain[] | { [key: string]: Plain };
/** A state, or a part of one: trait name to value. */
export type State = { [key: string]: Plain };
/** A MIME bundle with its metadata, as in `display_data`. */
export interface Output { data: State; metadata: State }

/** What a host can do. */
export interface HostInfo {
  /** Its name, for messages. */
  name: string;
  /** It shows models of other libraries: an unknown reference is no error. */
  foreignModels: boolean;
  /** It merges, throttles and echoes updates by itself (AFM hosts). */
  syncsModels: boolean;
  /** It keeps `_view_count` by itself. */
  countsViews: boolean;
}

/** What the runtime asks of a host. The runtime is never borrowed during a call, so a host may call back at once. */
export interface Host {
  sendComm(ticket: number, modelId: string, data: State, buffers: Uint8Array[], viewId: number | undefined): string | undefined;
  closeComm(modelId: string): void;
  mirror(modelId: string, patch: State, unconfirmed: State): void;
  customReceived(modelId: string, content: Plain, buffers: Uint8Array[]): void;
  renderOutput(slot: number, viewId: number, output: Output, element: HTMLElement): void;
  mountForeign(slot: number, viewId: number, modelId: string, element: HTMLElement): void;
  releaseSlot(slot: number): void;
  diagnostic(severity: "warning" | "error", modelId: string | undefined, message: string): void;
  panicked(message: string, modelId: string | undefined): void;
}

export class Runtime {
  free(): void;
  [Symbol.dispose](): void;
  constructor(host: Host, info: HostInfo);
  modelOpened(modelId: string, live: boolean, state: State, unconfirmed: State): void;
  commMessage(modelId: string, data: Plain, buffers: Uint8Array[], parentId?: string | null): void;
  commClosed(modelId: string): void;
  sent(ticket: number, msgId: string): void;
  sendFailed(ticket: number, reason: string): void;
  kernelIdle(msgId: string): void;
  kernelStatus(modelId: string | null | undefined, live: boolean): void;
  loadState(modelId: string, state: State): void;
  localChange(modelId: string, patch: State, save: boolean, viewId?: number | null): void;
  localCustom(modelId: string, content: Plain, buffers: Uint8Array[], viewId?: number | null): void;
  localClose(modelId: string): void;
  getState(modelId: string, dropDefaults: boolean): State | undefined;
  mount(viewId: number, modelId: string, element: HTMLElement): void;
  unmount(viewId: number): void;
  visibility(viewId: number, shown: boolean): void;
  slotFailed(slot: number, reason: string): void;
  restored(): void;
  block(modelId: string, message: string): void;
  dispose(): void;
}

export function version(): string;
export function __wbg_reset_state(): void;

export type InitInput = RequestInfo | URL | Response | BufferSource | WebAssembly.Module;
export interface InitOutput { readonly memory: WebAssembly.Memory }
export default function __wbg_init(module_or_path?: { module_or_path: InitInput | Promise<InitInput> } | InitInput | Promise<InitInput>): Promise<InitOutput>;
