//! What a host calls. Each method turns JS values into one event; nothing is decided here.

use crate::convert::{buffers_from_js, from_js, map_from_js, map_to_js};
use crate::driver::{HostDriver, Passing};
use crate::host::{Buffers, Host, HostInfo, Plain, State};
use crate::{crash, start, style};
use litemap::LiteMap;
use std::cell::RefCell;
use wasm_bindgen::prelude::*;
use web_sys::Element;
use yew::AppHandle;
use yewpyter_protocol::{CommId, Envelope, Map, ModelId, MsgId, Value};
use yewpyter_runtime::{Defaults, Event, SendId, ViewId};
use yewpyter_sdk::{Child, ChildProps, Registry, Session, SlotId, ViewContext};

/// The version of the front-end, which the kernel's package must be compatible with.
#[wasm_bindgen]
pub fn version() -> String {
    start::registry().map(|registry| registry.version().to_string()).unwrap_or_default()
}

/// One runtime: the widgets of one host's manager. Calls after `dispose` do nothing.
#[wasm_bindgen]
pub struct Runtime {
    session: Session,
    registry: Registry,
    views: RefCell<LiteMap<u32, AppHandle<Child>>>,
    host: Host,
    host_id: u32,
    passing: Passing,
}

#[wasm_bindgen]
impl Runtime {
    /// Starts a runtime for a host.
    ///
    /// @throws when the bundle has not been started
    #[wasm_bindgen(constructor)]
    pub fn new(host: Host, info: HostInfo) -> Result<Runtime, JsError> {
        let registry = start::registry()
            .ok_or_else(|| JsError::new("The bundle has not registered its widgets"))?;
        let passing = Passing::default();
        let driver = HostDriver::new(host.clone(), passing.clone());
        let session = Session::new(registry.clone(), driver);
        session.handle(Event::HostInfo(yewpyter_runtime::HostInfo {
            foreign_models: info.foreign_models(),
            syncs_models: info.syncs_models(),
            counts_views: info.counts_views(),
            in_order: info.in_order(),
        }));
        let host_id = crash::add_host(host.clone());
        Ok(Self { session, registry, views: RefCell::default(), host, host_id, passing })
    }

    /// A model that the host's manager has opened, buffers in place.
    ///
    /// @param live whether it has a comm; without one it is static
    /// @param state `_tree` in it holds the models that share its comm
    /// @param unconfirmed own changes kept by the mirror of a crashed page; sent again. Under `_tree`: those of the
    /// models in the tree, by model
    #[wasm_bindgen(js_name = modelOpened)]
    pub fn model_opened(
        &self,
        #[wasm_bindgen(js_name = modelId)] model_id: String,
        live: bool,
        state: State,
        unconfirmed: State,
    ) {
        let model = ModelId::from(model_id);
        let comm = live.then(|| CommId::from(model.as_str()));
        if let (Some(state), Some(unconfirmed)) =
            (self.map(&model, state.into()), self.map(&model, unconfirmed.into()))
        {
            self.session.handle(Event::ModelOpened { model, comm, state, unconfirmed });
        }
    }

    /// A `comm_msg` from the kernel: `content.data`, the buffers, and the parent's message id where known.
    #[wasm_bindgen(js_name = commMessage)]
    pub fn comm_message(
        &self,
        #[wasm_bindgen(js_name = modelId)] model_id: String,
        data: Plain,
        buffers: Buffers,
        #[wasm_bindgen(js_name = parentId)] parent_id: Option<String>,
    ) {
        let model = ModelId::from(model_id);
        if let Some(data) = self.value(&model, data.into()) {
            let comm = CommId::from(model.as_str());
            // What has to wait for another turn is not the next that is passed on.
            let passed_on = is_plain_custom(&data) && !self.session.is_busy();
            let needed = !passed_on || self.session.needs_buffers(&model);
            let own = if needed { buffers_from_js(&buffers) } else { Vec::new() };
            if passed_on {
                self.passing.replace(Some(buffers.unchecked_into()));
            }
            let parent = parent_id.map(MsgId::from);
            self.session.handle(Event::CommMessage { comm, data, buffers: own, parent });
            if passed_on {
                self.passing.take();
            }
        }
    }

    /// A `comm_close` from the kernel.
    #[wasm_bindgen(js_name = commClosed)]
    pub fn comm_closed(&self, #[wasm_bindgen(js_name = modelId)] model_id: String) {
        self.session.handle(Event::CommClosed { comm: CommId::from(model_id) });
    }

    /// Answers `Host.sendComm` where the message id was not known at once.
    pub fn sent(&self, ticket: f64, #[wasm_bindgen(js_name = msgId)] msg_id: String) {
        self.session
            .handle(Event::Sent { ticket: SendId(ticket as u64), msg: MsgId::from(msg_id) });
    }

    /// Answers `Host.sendComm` where sending failed later.
    #[wasm_bindgen(js_name = sendFailed)]
    pub fn send_failed(&self, ticket: f64, reason: String) {
        self.session.handle(Event::SendFailed { ticket: SendId(ticket as u64), reason });
    }

    /// The kernel is idle again after the message.
    #[wasm_bindgen(js_name = kernelIdle)]
    pub fn kernel_idle(&self, #[wasm_bindgen(js_name = msgId)] msg_id: String) {
        self.session.handle(Event::KernelIdle { msg: MsgId::from(msg_id) });
    }

    /// The kernel behind a model, or behind all, died or came back.
    #[wasm_bindgen(js_name = kernelStatus)]
    pub fn kernel_status(
        &self,
        #[wasm_bindgen(js_name = modelId)] model_id: Option<String>,
        live: bool,
    ) {
        self.session.handle(Event::KernelStatus { model: model_id.map(ModelId::from), live });
    }

    /// The kernel's whole state of a known model, after a reconnect. Own unconfirmed changes stay.
    #[wasm_bindgen(js_name = loadState)]
    pub fn load_state(&self, #[wasm_bindgen(js_name = modelId)] model_id: String, state: State) {
        let model = ModelId::from(model_id);
        if let Some(state) = self.map(&model, state.into()) {
            self.session.handle(Event::LoadState { model, state });
        }
    }

    /// A link, another extension or a script changed the model.
    ///
    /// @param save send it now; otherwise it waits for the next change that does
    #[wasm_bindgen(js_name = localChange)]
    pub fn local_change(
        &self,
        #[wasm_bindgen(js_name = modelId)] model_id: String,
        patch: State,
        save: bool,
        #[wasm_bindgen(js_name = viewId)] view_id: Option<u32>,
    ) {
        let model = ModelId::from(model_id);
        if let Some(patch) = self.map(&model, patch.into()) {
            self.session.handle(Event::LocalChange {
                model,
                patch,
                save,
                view: view_id.map(ViewId),
            });
        }
    }

    /// A script sends a custom message through the model.
    #[wasm_bindgen(js_name = localCustom)]
    pub fn local_custom(
        &self,
        #[wasm_bindgen(js_name = modelId)] model_id: String,
        content: Plain,
        buffers: Buffers,
        #[wasm_bindgen(js_name = viewId)] view_id: Option<u32>,
    ) {
        let model = ModelId::from(model_id);
        if let Some(content) = self.value(&model, content.into()) {
            let buffers = buffers_from_js(&buffers);
            self.session.handle(Event::LocalCustom {
                model,
                content,
                buffers,
                view: view_id.map(ViewId),
            });
        }
    }

    /// The front-end closes the model.
    #[wasm_bindgen(js_name = localClose)]
    pub fn local_close(&self, #[wasm_bindgen(js_name = modelId)] model_id: String) {
        self.session.handle(Event::LocalClose { model: ModelId::from(model_id) });
    }

    /// The model's present state; `undefined` for an unknown model.
    ///
    /// @param dropDefaults leaves out what equals the class's default
    #[wasm_bindgen(js_name = getState, unchecked_return_type = "State | undefined")]
    pub fn get_state(
        &self,
        #[wasm_bindgen(js_name = modelId)] model_id: String,
        #[wasm_bindgen(js_name = dropDefaults)] drop_defaults: bool,
    ) -> JsValue {
        let defaults = if drop_defaults { Defaults::Drop } else { Defaults::Keep };
        let state = self.session.state_to_save(&ModelId::from(model_id), defaults);
        state.map_or(JsValue::UNDEFINED, |state| map_to_js(&state).into())
    }

    /// Shows a model in a fresh child of `element`, whose former content goes. The model may come later.
    ///
    /// @param viewId the host's number: at least 1, below 2^30, never used before on this page
    pub fn mount(
        &self,
        #[wasm_bindgen(js_name = viewId)] view_id: u32,
        #[wasm_bindgen(js_name = modelId)] model_id: String,
        #[wasm_bindgen(unchecked_param_type = "HTMLElement")] element: Element,
    ) -> Result<(), JsError> {
        style::install(&self.registry, &element);
        let fresh =
            fresh_child(&element).ok_or_else(|| JsError::new("The page refused a new element"))?;
        let (view, model) = (ViewId(view_id), ModelId::from(model_id));
        let context = ViewContext::new(self.session.clone(), view);
        let props = ChildProps::mounted(model.clone(), context);
        let app = yew::Renderer::<Child>::with_root_and_props(fresh, props).render();
        self.views.borrow_mut().insert(view_id, app);
        self.session.handle(Event::Mount { view, model });
        Ok(())
    }

    /// Takes a view away. Unknown numbers are ignored, so that it may be called twice.
    pub fn unmount(&self, #[wasm_bindgen(js_name = viewId)] view_id: u32) {
        let view = self.views.borrow_mut().remove(&view_id);
        if let Some(view) = view {
            view.destroy();
            self.session.handle(Event::Unmount { view: ViewId(view_id) });
        }
    }

    /// The host could not fill a slot.
    #[wasm_bindgen(js_name = slotFailed)]
    pub fn slot_failed(&self, slot: u32, reason: String) {
        self.session.slot_failed(SlotId(slot), reason);
    }

    /// The host's manager has restored its models: slots that failed are tried again.
    pub fn restored(&self) {
        self.session.retry_slots();
    }

    /// Refuses to draw a model that crashed the page; its place shows the message and a button to try again.
    pub fn block(&self, #[wasm_bindgen(js_name = modelId)] model_id: String, message: String) {
        self.session.block(&ModelId::from(model_id), message);
    }

    /// Takes all views away and forgets all models; the kernel is told nothing.
    pub fn dispose(&self) {
        let views = std::mem::take(&mut *self.views.borrow_mut());
        views.into_iter().for_each(|(_, view)| view.destroy());
        self.session.handle(Event::Dispose);
        crash::remove_host(self.host_id);
    }
}

impl Runtime {
    fn map(&self, model: &ModelId, value: JsValue) -> Option<Map> {
        self.checked(model, map_from_js(&value))
    }

    fn value(&self, model: &ModelId, value: JsValue) -> Option<Value> {
        self.checked(model, from_js(&value))
    }

    fn checked<T>(&self, model: &ModelId, result: Result<T, String>) -> Option<T> {
        result
            .map_err(|message| {
                // The console is the only place for a message that has no readable content.
                let _ = self.host.diagnostic("error", Some(model.as_str()), &message);
            })
            .ok()
    }
}

/// A custom message that is no envelope: it leads to one message for the page's listeners.
fn is_plain_custom(data: &Value) -> bool {
    let map = data.as_map();
    let content = map.filter(|map| map["method"].as_text() == Some("custom"));
    content.is_some_and(|map| Envelope::within(&map["content"]).is_none())
}

fn fresh_child(element: &Element) -> Option<Element> {
    let fresh = element.owner_document()?.create_element("div").ok()?;
    fresh.set_class_name("yp-root");
    element.replace_children_with_node_1(&fresh);
    Some(fresh)
}
