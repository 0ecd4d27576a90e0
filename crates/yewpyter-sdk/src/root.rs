//! The top of one mounted view: what everything drawn inside it shares.

use crate::child::Child;
use crate::keys::belongs_to_widget;
use crate::session::Session;
use gloo::events::EventListener;
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};
use yew::{ContextProvider, Html, Properties, component, html, use_effect_with, use_node_ref};
use yewpyter_protocol::ModelId;
use yewpyter_runtime::ViewId;

/// Where a component is: in which session, in which mounted view, inside which models.
#[derive(Clone, PartialEq)]
pub(crate) struct ViewContext {
    pub(crate) session: Session,
    pub(crate) view: ViewId,
    pub(crate) ancestors: Vec<ModelId>,
}

impl ViewContext {
    /// Whether this is the mounted view itself, not something nested in it.
    pub(crate) fn is_root(&self) -> bool {
        self.ancestors.is_empty()
    }
}

/// Properties of [`Root`].
#[derive(Properties, PartialEq)]
pub struct RootProps {
    /// The session the model lives in.
    pub session: Session,
    /// The host's number of this view.
    pub view: ViewId,
    /// What it shows; need not exist yet.
    pub model: ModelId,
}

/// One view of one model, as a host mounts it.
#[component]
pub fn Root(props: &RootProps) -> Html {
    let context =
        ViewContext { session: props.session.clone(), view: props.view, ancestors: Vec::new() };
    let node = use_node_ref();
    use_effect_with(node.clone(), |node| {
        let listener = node.cast::<Element>().map(|element| keep_keys(&element));
        move || drop(listener)
    });
    html! {
        <ContextProvider<ViewContext> {context}>
            <div ref={node} class="yp-root">
                <Child model={props.model.clone()} />
            </div>
        </ContextProvider<ViewContext>>
    }
}

/// Stops keys on their way up. Yew's own handlers run on the way down: stopping there would keep keys from
/// other libraries' widgets in slots.
fn keep_keys(element: &Element) -> EventListener {
    EventListener::new(element, "keydown", |event| {
        if event.dyn_ref::<KeyboardEvent>().is_some_and(belongs_to_widget) {
            event.stop_propagation();
        }
    })
}
