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
    /// A class for the element it stands in, which is made where there is none.
    #[prop_or_default]
    pub class: Option<&'static str>,
    /// CSS declarations for that element, each ended; the child's own layout goes before.
    #[prop_or_default]
    pub style: Option<String>,
}

impl ChildProps {
    /// The top of a view that a host mounts.
    pub fn mounted(model: ModelId, context: ViewContext) -> Self {
        Self { model, mounted: Some(context), class: None, style: None }
    }
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
    match (refusal(&context, &props.model), snapshot) {
        (None, Snapshot::Ready(ready)) => draw(context, props, &node, &ready),
        (None, snapshot) => placed(props, stand_in(context, &props.model, snapshot)),
        (Some(refusal), _) => placed(props, refusal),
    }
}

fn refusal(context: &ViewContext, model: &ModelId) -> Option<Html> {
    if context.ancestors.contains(model) {
        let title = format!("The widget {model} contains itself");
        return Some(error_box(&title, "Take it out of its own children.", None));
    }
    (context.ancestors.len() >= DEEPEST).then(|| {
        let title = format!("Widgets are nested more than {DEEPEST} deep");
        error_box(&title, "Take some of the boxes in between out.", None)
    })
}

/// What stands where the model cannot be drawn.
fn stand_in(context: ViewContext, model: &ModelId, snapshot: Snapshot) -> Html {
    match snapshot {
        Snapshot::Failed { title, detail, blocked } => {
            let model = model.clone();
            let retry = blocked.then(|| Callback::from(move |()| context.session.unblock(&model)));
            error_box(&title, &detail, retry)
        }
        Snapshot::Unknown if context.is_root() => {
            html! { <div class="yp-waiting" role="status">{ "Waiting for this widget's model" }</div> }
        }
        Snapshot::Unknown => html! { <Slot content={SlotContent::Foreign(model.clone())} /> },
        Snapshot::Ready(_) | Snapshot::Closed => Html::default(),
    }
}

fn placed(props: &ChildProps, content: Html) -> Html {
    if props.class.is_none() {
        return content;
    }
    html! { <div class={props.class} style={props.style.clone()}>{ content }</div> }
}

fn draw(context: ViewContext, props: &ChildProps, node: &NodeRef, ready: &Ready) -> Html {
    let lost = ready.connection == Connection::Lost;
    let mut class = if lost { "yp-model yp-disconnected" } else { "yp-model" }.to_owned();
    let mut style = props.style.clone().unwrap_or_default();
    props.class.iter().for_each(|extra| class.extend([" ", extra]));
    // The host lays out the view itself, and this page what is nested in it.
    if !context.is_root() {
        ready.common.classes.iter().for_each(|extra| class.extend([" ", extra]));
        style.push_str(&ready.common.style());
    }
    let style = (!style.is_empty()).then_some(style);
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
