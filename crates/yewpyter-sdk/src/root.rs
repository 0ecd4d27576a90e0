//! The top of one mounted view: what everything drawn inside it shares.

use crate::keys::belongs_to_widget;
use crate::model_view::ModelView;
use crate::session::Session;
use yew::{ContextProvider, Html, Properties, component, html};
use yewpyter_protocol::ModelId;
use yewpyter_runtime::ViewId;

/// Where a component is: in which session, in which mounted view, inside which models.
#[derive(Clone, PartialEq)]
pub(crate) struct ViewContext {
    pub(crate) session: Session,
    pub(crate) view: ViewId,
    pub(crate) ancestors: Vec<ModelId>,
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
    let onkeydown = |event: web_sys::KeyboardEvent| {
        if belongs_to_widget(&event) {
            event.stop_propagation();
        }
    };
    html! {
        <ContextProvider<ViewContext> {context}>
            <div class="yp-root" {onkeydown}>
                <ModelView model={props.model.clone()} />
            </div>
        </ContextProvider<ViewContext>>
    }
}
