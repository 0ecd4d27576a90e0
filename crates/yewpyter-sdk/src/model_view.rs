//! A model of this runtime in whatever condition it is: waiting, live, disconnected, closed or broken.

use crate::handle::ModelHandle;
use crate::notice::error_box;
use crate::root::ViewContext;
use crate::session::{Connection, Notice, Ready, Session, Snapshot};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};
use yew::{
    Callback, ContextProvider, Html, NodeRef, Properties, component, hook, html, use_context,
    use_effect_with, use_force_update, use_node_ref,
};
use yewpyter_protocol::ModelId;

const OFFLINE: &str = "Disconnected: the kernel behind this widget is gone and this is its last state. Run the cell again.";
const FOCUSABLE: &str = "input,button,select,textarea,[tabindex]";

#[derive(Properties, PartialEq)]
pub(crate) struct ModelViewProps {
    pub(crate) model: ModelId,
}

#[component]
pub(crate) fn ModelView(props: &ModelViewProps) -> Html {
    let Some(context) = use_context::<ViewContext>() else {
        return error_box("A widget was drawn outside of a mounted view", "", None);
    };
    let node = use_node_ref();
    let snapshot = use_snapshot(&context.session, &props.model, &node);
    let Snapshot::Ready(ready) = snapshot else {
        return draw_absent(&context, &props.model, snapshot);
    };
    let mut inside = context;
    inside.ancestors.push(props.model.clone());
    let handle = ModelHandle::new(inside.clone(), props.model.clone());
    let lost = ready.connection == Connection::Lost;
    html! {
        <ContextProvider<ViewContext> context={inside}>
            <div ref={node} class={if lost { "yp-model yp-disconnected" } else { "yp-model" }} title={ready.common.tooltip.clone()}>
                { draw(&ready, handle) }
                if lost { <span class="yp-offline" role="status" title={OFFLINE}>{ "Disconnected" }</span> }
            </div>
        </ContextProvider<ViewContext>>
    }
}

fn draw(ready: &Ready, handle: ModelHandle<()>) -> Html {
    ready.widget.draw(ready, handle)
}

fn draw_absent(context: &ViewContext, model: &ModelId, snapshot: Snapshot) -> Html {
    match snapshot {
        Snapshot::Failed { title, detail, blocked } => {
            let (session, model) = (context.session.clone(), model.clone());
            let retry = blocked.then(|| Callback::from(move |()| session.unblock(&model)));
            error_box(&title, &detail, retry)
        }
        Snapshot::Closed => Html::default(),
        Snapshot::Unknown | Snapshot::Ready(_) => {
            html! { <div class="yp-waiting" role="status">{ "Waiting for this widget's model" }</div> }
        }
    }
}

/// Reads the model and draws again whenever it changes.
#[hook]
fn use_snapshot(session: &Session, model: &ModelId, node: &NodeRef) -> Snapshot {
    let update = use_force_update();
    let node = node.clone();
    let drawn = session.snapshot(model);
    let seen = drawn.clone();
    use_effect_with((session.clone(), model.clone()), move |(session, model)| {
        // What changed between the drawing and this effect woke nobody.
        if !session.snapshot(model).is_same(&seen) {
            update.force_update();
        }
        let watch = session.watch(
            model,
            Callback::from(move |notice| match notice {
                Notice::Changed => update.force_update(),
                Notice::Focus => focus(&node, true),
                Notice::Blur => focus(&node, false),
            }),
        );
        move || drop(watch)
    });
    drawn
}

fn focus(node: &NodeRef, focused: bool) {
    let target =
        node.cast::<Element>().and_then(|element| element.query_selector(FOCUSABLE).ok().flatten());
    if let Some(target) = target.and_then(|found| found.dyn_into::<HtmlElement>().ok()) {
        // Failing to move the focus is nothing to report: the page may be hidden.
        let _ = if focused { target.focus() } else { target.blur() };
    }
}
