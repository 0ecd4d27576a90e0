//! A model in whatever condition it is: waiting, live, disconnected, closed or broken, and wherever it stands.
//!
//! Ours are drawn in place; models this runtime does not implement are left to the host.

use crate::handle::ModelHandle;
use crate::notice::error_box;
use crate::session::{Connection, Notice, Ready, Snapshot};
use crate::slot::{Slot, SlotContent};
use crate::view_context::ViewContext;
use crate::widget_view::WidgetView;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};
use yew::{
    Callback, ContextProvider, Html, NodeRef, Properties, component, hook, html, use_context,
    use_effect_with, use_force_update, use_node_ref, use_ref,
};
use yewpyter_protocol::ModelId;
use yewpyter_runtime::Event;

const OFFLINE: &str = "Disconnected: the kernel behind this widget is gone and this is its last state. Run the cell again.";
const CUT: &str = "Of a widget only a few KB are saved with a document.";
/// Each level takes room on the stack, of which browsers give little.
const DEEPEST: usize = 100;
const FOCUSABLE: &str = "input,button,select,textarea,[tabindex]";

/// Properties of [`Child`].
#[derive(Properties, PartialEq)]
pub struct ChildProps {
    /// The child's model, from any library.
    pub model: ModelId,
    /// Where it is mounted, given by a host alone; everywhere else it stands inside the widget that draws it.
    #[prop_or_default]
    pub mounted: Option<ViewContext>,
}

/// Shows another model inside this one. A model that contains itself is refused, not drawn for ever.
#[component]
pub fn Child(props: &ChildProps) -> Html {
    let inherited = use_context::<ViewContext>();
    let Some(mut context) = props.mounted.clone().or(inherited) else {
        return error_box("A widget was drawn outside of a mounted view", "", None);
    };
    context.place = *use_ref(|| context.session.new_view());
    let node = use_node_ref();
    let snapshot = use_snapshot(&context, &props.model, &node);
    if context.ancestors.contains(&props.model) {
        let title = format!("The widget {} contains itself", props.model);
        return error_box(&title, "Take it out of its own children.", None);
    }
    if context.ancestors.len() >= DEEPEST {
        let title = format!("Widgets are nested more than {DEEPEST} deep");
        return error_box(&title, "Take some of the boxes in between out.", None);
    }
    match snapshot {
        Snapshot::Ready(ready) => draw(context, props, &node, &ready),
        Snapshot::Failed { title, detail, blocked } => {
            let model = props.model.clone();
            let retry = blocked.then(|| Callback::from(move |()| context.session.unblock(&model)));
            error_box(&title, &detail, retry)
        }
        Snapshot::Closed => Html::default(),
        Snapshot::Unknown if context.is_root() => {
            html! { <div class="yp-waiting" role="status">{ "Waiting for this widget's model" }</div> }
        }
        Snapshot::Unknown => html! { <Slot content={SlotContent::Foreign(props.model.clone())} /> },
    }
}

fn draw(context: ViewContext, props: &ChildProps, node: &NodeRef, ready: &Ready) -> Html {
    let lost = ready.connection == Connection::Lost;
    let mut class = if lost { "yp-model yp-disconnected" } else { "yp-model" }.to_owned();
    let mut style = None;
    // The host lays out the view itself, and this page what is nested in it.
    if !context.is_root() {
        ready.common.classes.iter().for_each(|extra| class.extend([" ", extra]));
        style = Some(ready.common.style()).filter(|style| !style.is_empty());
    }
    let (remark, title) = if lost { ("Disconnected", OFFLINE) } else { ("Saved in part", CUT) };
    let mut inside = context;
    inside.ancestors.push(props.model.clone());
    let handle = ModelHandle::new(inside.clone(), props.model.clone());
    let key = ready.widget.model_name();
    html! {
        <ContextProvider<ViewContext> context={inside}>
            <div ref={node.clone()} {class} {style} title={ready.common.tooltip.clone()}>
                <WidgetView {key} ready={ready.clone()} {handle} />
                if lost || ready.cut { <span class="yp-offline" role="status" {title}>{ remark }</span> }
            </div>
        </ContextProvider<ViewContext>>
    }
}

/// Reads the model and draws again whenever it changes.
#[hook]
fn use_snapshot(context: &ViewContext, model: &ModelId, node: &NodeRef) -> Snapshot {
    let update = use_force_update();
    let node = node.clone();
    let drawn = context.session.snapshot(model);
    let seen = drawn.clone();
    use_effect_with((context.clone(), model.clone()), move |(context, model)| {
        let session = context.session.clone();
        // What changed between the drawing and this effect woke nobody.
        if !session.snapshot(model).is_same(&seen) {
            update.force_update();
        }
        let on_notice = Callback::from(move |notice| match notice {
            Notice::Changed => update.force_update(),
            Notice::Focus => focus(&node, true),
            Notice::Blur => focus(&node, false),
        });
        let watch = session.watch(model, on_notice);
        // Of the root the host tells.
        let view = (!context.is_root()).then_some(context.place);
        if let Some(view) = view {
            session.handle(Event::Mount { view, model: model.clone() });
        }
        move || {
            drop(watch);
            if let Some(view) = view {
                session.handle(Event::Unmount { view });
            }
        }
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
