//! A host that writes down what it is asked, and a page to mount views on. The tests stand in `tests/`.
#![allow(
    missing_docs,
    clippy::panic,
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "test code"
)]

use js_sys::{Array, JSON, Object, Reflect};
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use web_sys::{Document, Element};
use yewpyter_web::{Host, HostInfo, Runtime};

#[wasm_bindgen(inline_js = r#"
export class RecordingHost {
  constructor() { this.calls = []; this.sent = 0; this.onMirror = null; this.refuse = false; }
  sendComm(ticket, model, data, buffers, view) {
    if (this.refuse) throw new Error("the socket is closed");
    this.calls.push({ call: "sendComm", model, data, buffers: buffers.length, view });
    return `msg-${++this.sent}`;
  }
  closeComm(model) { this.calls.push({ call: "closeComm", model }); }
  mirror(model, patch, unconfirmed) {
    this.calls.push({ call: "mirror", model, patch, unconfirmed });
    this.onMirror?.(model, patch);
  }
  forget(model) { this.calls.push({ call: "forget", model }); }
  customReceived(model, content) { this.calls.push({ call: "customReceived", model, content }); }
  renderOutput(slot, view, output, element) { this.calls.push({ call: "renderOutput", slot, output }); element.textContent = output.data["text/plain"]; }
  mountForeign(slot, view, model, element) { this.calls.push({ call: "mountForeign", slot, model }); element.textContent = `foreign ${model}`; }
  releaseSlot(slot) { this.calls.push({ call: "releaseSlot", slot }); }
  diagnostic(severity, model, message) { this.calls.push({ call: "diagnostic", severity, model, message }); }
  panicked(message) { console.error(message); this.calls.push({ call: "panicked", message }); }
  take() { const calls = this.calls; this.calls = []; return calls; }
}
"#)]
extern "C" {
    pub type RecordingHost;
    #[wasm_bindgen(constructor)]
    pub fn new() -> RecordingHost;
    #[wasm_bindgen(method)]
    fn take(this: &RecordingHost) -> Array;
    #[wasm_bindgen(method, setter, js_name = onMirror)]
    pub fn set_on_mirror(this: &RecordingHost, callback: &JsValue);
    #[wasm_bindgen(method, setter)]
    pub fn set_refuse(this: &RecordingHost, refuse: bool);
}

/// A runtime with all built-in widgets, its host, and an element on the page.
pub struct Page {
    pub runtime: Rc<Runtime>,
    pub host: RecordingHost,
    pub element: Element,
}

impl Default for Page {
    fn default() -> Self {
        yewpyter_web::start(yewpyter_widgets::registry());
        let host = RecordingHost::new();
        let info = js(
            r#"{"name": "test", "foreignModels": true, "syncsModels": false, "countsViews": true, "inOrder": true}"#,
        );
        let as_host: &JsValue = host.as_ref();
        let runtime = Runtime::new(
            as_host.clone().unchecked_into::<Host>(),
            info.unchecked_into::<HostInfo>(),
        );
        let runtime = Rc::new(runtime.map_err(JsValue::from).expect("a runtime"));
        let element = document().create_element("div").expect("an element");
        document().body().expect("a body").append_child(&element).expect("a place");
        Self { runtime, host, element }
    }
}

impl Page {
    /// Opens a model of a built-in class with a live comm; `state` is JSON.
    pub fn open(&self, id: &str, class: &str, state: &str) {
        self.opened(id, class, state, true);
    }

    /// Opens one as a document has it, which has no kernel.
    pub fn reopen(&self, id: &str, class: &str, state: &str) {
        self.opened(id, class, state, false);
    }

    fn opened(&self, id: &str, class: &str, state: &str, live: bool) {
        let state = js(state);
        for (key, value) in
            [("_model_module", "yewpyter"), ("_model_name", class), ("_model_module_version", "*")]
        {
            Reflect::set(&state, &key.into(), &value.into()).expect("a plain object");
        }
        self.runtime.model_opened(
            id.to_owned(),
            live,
            state.unchecked_into(),
            Object::new().unchecked_into(),
        );
    }

    /// Hands over a `comm_msg`; `data` is JSON.
    pub fn message(&self, id: &str, data: &str) {
        self.runtime.comm_message(
            id.to_owned(),
            js(data).unchecked_into(),
            Array::new().unchecked_into(),
            None,
        );
    }

    /// Mounts a view and waits until it is drawn.
    pub async fn mount(&self, view: u32, id: &str) {
        let mounted = self.runtime.mount(view, id.to_owned(), self.element.clone());
        mounted.map_err(JsValue::from).expect("a view");
        settle().await;
    }

    /// The one element that the selector finds.
    pub fn find(&self, selector: &str) -> Element {
        let found = self.element.query_selector(selector).expect("a selector");
        found.unwrap_or_else(|| panic!("no {selector} in {}", self.element.inner_html()))
    }

    /// What the host was asked since the last look, one JSON text per call of this name.
    pub fn calls(&self, name: &str) -> Vec<String> {
        let named =
            |call: &JsValue| Reflect::get(call, &"call".into()).is_ok_and(|value| value == name);
        let text = |call: JsValue| JSON::stringify(&call).map(String::from).expect("plain data");
        self.host.take().iter().filter(named).map(text).collect()
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        self.runtime.dispose();
        self.element.remove();
    }
}

/// Waits until Yew has drawn all it has to.
pub async fn settle() {
    yew::scheduler::flush().await;
}

pub fn document() -> Document {
    web_sys::window().and_then(|window| window.document()).expect("a page")
}

fn js(json: &str) -> JsValue {
    JSON::parse(json).expect("JSON")
}
