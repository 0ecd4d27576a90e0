//! What the runtime asks of a host, as TypeScript sees it. The generated declarations are committed.

use js_sys::{Array, Object};
use wasm_bindgen::prelude::*;
use web_sys::Element;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
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
"#;

#[wasm_bindgen]
extern "C" {
    /// A host, implemented in TypeScript.
    #[wasm_bindgen(typescript_type = "Host")]
    #[derive(Clone)]
    pub type Host;

    #[wasm_bindgen(method, catch, js_name = sendComm)]
    pub(crate) fn send_comm(
        this: &Host,
        ticket: f64,
        model_id: &str,
        data: JsValue,
        buffers: Array,
        view_id: Option<u32>,
    ) -> Result<Option<String>, JsValue>;

    #[wasm_bindgen(method, catch, js_name = closeComm)]
    pub(crate) fn close_comm(this: &Host, model_id: &str) -> Result<(), JsValue>;

    #[wasm_bindgen(method, catch)]
    pub(crate) fn mirror(
        this: &Host,
        model_id: &str,
        patch: JsValue,
        unconfirmed: JsValue,
        root_id: Option<&str>,
    ) -> Result<(), JsValue>;

    #[wasm_bindgen(method, catch)]
    pub(crate) fn forget(this: &Host, model_id: &str) -> Result<(), JsValue>;

    #[wasm_bindgen(method, catch, js_name = customReceived)]
    pub(crate) fn custom_received(
        this: &Host,
        model_id: &str,
        content: JsValue,
        buffers: Array,
    ) -> Result<(), JsValue>;

    #[wasm_bindgen(method, catch, js_name = renderOutput)]
    pub(crate) fn render_output(
        this: &Host,
        slot: u32,
        view_id: u32,
        output: Object,
        element: &Element,
    ) -> Result<(), JsValue>;

    #[wasm_bindgen(method, catch, js_name = mountForeign)]
    pub(crate) fn mount_foreign(
        this: &Host,
        slot: u32,
        view_id: u32,
        model_id: &str,
        element: &Element,
    ) -> Result<(), JsValue>;

    #[wasm_bindgen(method, catch, js_name = releaseSlot)]
    pub(crate) fn release_slot(this: &Host, slot: u32) -> Result<(), JsValue>;

    #[wasm_bindgen(method, catch)]
    pub(crate) fn diagnostic(
        this: &Host,
        severity: &str,
        model_id: Option<&str>,
        message: &str,
    ) -> Result<(), JsValue>;

    #[wasm_bindgen(method, catch)]
    pub(crate) fn panicked(
        this: &Host,
        message: &str,
        model_id: Option<&str>,
    ) -> Result<(), JsValue>;

    /// What a host can do.
    #[wasm_bindgen(typescript_type = "HostInfo")]
    pub type HostInfo;

    #[wasm_bindgen(method, getter, js_name = foreignModels)]
    pub(crate) fn foreign_models(this: &HostInfo) -> bool;

    #[wasm_bindgen(method, getter, js_name = syncsModels)]
    pub(crate) fn syncs_models(this: &HostInfo) -> bool;

    #[wasm_bindgen(method, getter, js_name = countsViews)]
    pub(crate) fn counts_views(this: &HostInfo) -> bool;

    #[wasm_bindgen(method, getter, js_name = inOrder)]
    pub(crate) fn in_order(this: &HostInfo) -> bool;

    /// A state or a part of one.
    #[wasm_bindgen(typescript_type = "State")]
    pub type State;

    /// Any plain data.
    #[wasm_bindgen(typescript_type = "Plain")]
    pub type Plain;

    /// Binary buffers of a message.
    #[wasm_bindgen(typescript_type = "Uint8Array[]")]
    pub type Buffers;
}
