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
    /** Messages reach the kernel in the order they were sent: the end of one is the end of all before it. */
    inOrder: boolean;
}

/** What the runtime asks of a host. The runtime is never borrowed during a call, so a host may call back at once. */
export interface Host {
    /**
     * Sends a `comm_msg` with this `content.data`.
     * @param viewId the mounted view it came from: output of kernel handlers belongs there
     * @returns the message's id; or undefined, and `Runtime.sent` follows
     * @throws when it cannot be sent; the change is kept and sent again after a reconnect
     */
    sendComm(ticket: number, modelId: string, data: State, buffers: Uint8Array[], viewId: number | undefined): string | undefined;
    /** Sends a `comm_close`: the front-end closed the model. */
    closeComm(modelId: string): void;
    /**
     * Keeps state outside WASM memory: changed keys with their present values, and all own changes the kernel has not
     * confirmed (these replace the former ones).
     * @param rootId the model whose comm it shares: what the host keeps of it belongs to the `_tree` of that model's state
     */
    mirror(modelId: string, patch: State, unconfirmed: State, rootId?: string): void;
    /** The model is gone, and with it what was kept of it. */
    forget(modelId: string): void;
    /** Hands a custom message to whoever else on the page listens to the model. */
    customReceived(modelId: string, content: Plain, buffers: Uint8Array[]): void;
    /** Draws a MIME bundle in `element`, which lies in the mounted view `viewId`, by the host's own renderers. */
    renderOutput(slot: number, viewId: number, output: Output, element: HTMLElement): void;
    /** Draws another library's model in `element`. Failing is told by `Runtime.slotFailed`. */
    mountForeign(slot: number, viewId: number, modelId: string, element: HTMLElement): void;
    /** The slot and its element are gone. */
    releaseSlot(slot: number): void;
    /** Writes to the console. */
    diagnostic(severity: "warning" | "error", modelId: string | undefined, message: string): void;
    /** This instance has crashed, `modelId` being drawn or handled. Every later call throws. */
    panicked(message: string, modelId: string | undefined): void;
}



/**
 * One runtime: the widgets of one host's manager. Calls after `dispose` do nothing.
 */
export class Runtime {
    free(): void;
    [Symbol.dispose](): void;
    /**
     * Refuses to draw a model that crashed the page; its place shows the message and a button to try again.
     */
    block(modelId: string, message: string): void;
    /**
     * A `comm_close` from the kernel.
     */
    commClosed(modelId: string): void;
    /**
     * A `comm_msg` from the kernel: `content.data`, the buffers, and the parent's message id where known.
     */
    commMessage(modelId: string, data: Plain, buffers: Uint8Array[], parentId?: string | null): void;
    /**
     * Takes all views away and forgets all models; the kernel is told nothing.
     */
    dispose(): void;
    /**
     * The model's present state; `undefined` for an unknown model.
     *
     * @param dropDefaults leaves out what equals the class's default
     */
    getState(modelId: string, dropDefaults: boolean): State | undefined;
    /**
     * The kernel is idle again after the message.
     */
    kernelIdle(msgId: string): void;
    /**
     * The kernel behind a model, or behind all, died or came back.
     */
    kernelStatus(modelId: string | null | undefined, live: boolean): void;
    /**
     * The kernel's whole state of a known model, after a reconnect. Own unconfirmed changes stay.
     */
    loadState(modelId: string, state: State): void;
    /**
     * A link, another extension or a script changed the model.
     *
     * @param save send it now; otherwise it waits for the next change that does
     */
    localChange(modelId: string, patch: State, save: boolean, viewId?: number | null): void;
    /**
     * The front-end closes the model.
     */
    localClose(modelId: string): void;
    /**
     * A script sends a custom message through the model.
     */
    localCustom(modelId: string, content: Plain, buffers: Uint8Array[], viewId?: number | null): void;
    /**
     * A model that the host's manager has opened, buffers in place.
     *
     * @param live whether it has a comm; without one it is static
     * @param state `_tree` in it holds the models that share its comm
     * @param unconfirmed own changes kept by the mirror of a crashed page; sent again. Under `_tree`: those of the
     * models in the tree, by model
     */
    modelOpened(modelId: string, live: boolean, state: State, unconfirmed: State): void;
    /**
     * Shows a model in a fresh child of `element`, whose former content goes. The model may come later.
     *
     * @param viewId the host's number: at least 1, below 2^30, never used before on this page
     */
    mount(viewId: number, modelId: string, element: HTMLElement): void;
    /**
     * Starts a runtime for a host.
     *
     * @throws when the bundle has not been started
     */
    constructor(host: Host, info: HostInfo);
    /**
     * The host's manager has restored its models: slots that failed are tried again.
     */
    restored(): void;
    /**
     * Answers `Host.sendComm` where sending failed later.
     */
    sendFailed(ticket: number, reason: string): void;
    /**
     * Answers `Host.sendComm` where the message id was not known at once.
     */
    sent(ticket: number, msgId: string): void;
    /**
     * The host could not fill a slot.
     */
    slotFailed(slot: number, reason: string): void;
    /**
     * Takes a view away. Unknown numbers are ignored, so that it may be called twice.
     */
    unmount(viewId: number): void;
}

export function __wbg_reset_state(): void;

/**
 * Runs once, when the module is instantiated.
 */
export function main(): void;

/**
 * The version of the front-end, which the kernel's package must be compatible with.
 */
export function version(): string;

export type InitInput = RequestInfo | URL | Response | BufferSource | WebAssembly.Module;

export interface InitOutput {
    readonly memory: WebAssembly.Memory;
    readonly __wbg_runtime_free: (a: number, b: number) => void;
    readonly main: () => void;
    readonly runtime_block: (a: number, b: number, c: number, d: number, e: number) => void;
    readonly runtime_commClosed: (a: number, b: number, c: number) => void;
    readonly runtime_commMessage: (a: number, b: number, c: number, d: any, e: any, f: number, g: number) => void;
    readonly runtime_dispose: (a: number) => void;
    readonly runtime_getState: (a: number, b: number, c: number, d: number) => any;
    readonly runtime_kernelIdle: (a: number, b: number, c: number) => void;
    readonly runtime_kernelStatus: (a: number, b: number, c: number, d: number) => void;
    readonly runtime_loadState: (a: number, b: number, c: number, d: any) => void;
    readonly runtime_localChange: (a: number, b: number, c: number, d: any, e: number, f: number) => void;
    readonly runtime_localClose: (a: number, b: number, c: number) => void;
    readonly runtime_localCustom: (a: number, b: number, c: number, d: any, e: any, f: number) => void;
    readonly runtime_modelOpened: (a: number, b: number, c: number, d: number, e: any, f: any) => void;
    readonly runtime_mount: (a: number, b: number, c: number, d: number, e: any) => [number, number];
    readonly runtime_new: (a: any, b: any) => [number, number, number];
    readonly runtime_restored: (a: number) => void;
    readonly runtime_sendFailed: (a: number, b: number, c: number, d: number) => void;
    readonly runtime_sent: (a: number, b: number, c: number, d: number) => void;
    readonly runtime_slotFailed: (a: number, b: number, c: number, d: number) => void;
    readonly runtime_unmount: (a: number, b: number) => void;
    readonly version: () => [number, number];
    readonly __wbindgen_export: WebAssembly.Table;
    readonly __wbindgen_malloc: (a: number, b: number) => number;
    readonly __wbindgen_realloc: (a: number, b: number, c: number, d: number) => number;
    readonly __wbindgen_free: (a: number, b: number, c: number) => void;
    readonly __externref_table_alloc: () => number;
    readonly __wbindgen_externrefs: WebAssembly.Table;
    readonly __externref_drop_slice: (a: number, b: number) => void;
    readonly __wbindgen_destroy_closure: (a: number, b: number) => void;
    readonly __externref_table_dealloc: (a: number) => void;
    readonly __wbindgen_start: () => void;
}

export type SyncInitInput = BufferSource | WebAssembly.Module;

/**
 * Instantiates the given `module`, which can either be bytes or
 * a precompiled `WebAssembly.Module`.
 *
 * @param {{ module: SyncInitInput }} module - Passing `SyncInitInput` directly is deprecated.
 *
 * @returns {InitOutput}
 */
export function initSync(module: { module: SyncInitInput } | SyncInitInput): InitOutput;

/**
 * If `module_or_path` is {RequestInfo} or {URL}, makes a request and
 * for everything else, calls `WebAssembly.instantiate` directly.
 *
 * @param {{ module_or_path: InitInput | Promise<InitInput> }} module_or_path - Passing `InitInput` directly is deprecated.
 *
 * @returns {Promise<InitOutput>}
 */
export default function __wbg_init (module_or_path?: { module_or_path: InitInput | Promise<InitInput> } | InitInput | Promise<InitInput>): Promise<InitOutput>;
