//! Places that the host fills: another library's widget, or a MIME bundle drawn by the page's own renderers.

use crate::notice::error_box;
use crate::session::Session;
use crate::view_context::ViewContext;
use std::rc::Rc;
use web_sys::Element;
use yew::{
    Callback, Html, Properties, component, html, use_context, use_effect_with, use_node_ref,
    use_state,
};
use yewpyter_protocol::{Map, ModelId};

/// One slot; never reused on a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SlotId(pub u32);

/// A MIME bundle with its metadata, as in `display_data`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Output {
    /// MIME type to data.
    pub data: Map,
    /// MIME type to metadata.
    pub metadata: Map,
}

/// What a slot shows.
#[derive(Clone, Debug, PartialEq)]
pub enum SlotContent {
    /// A model that this runtime does not implement.
    Foreign(ModelId),
    /// A rich output.
    Output(Rc<Output>),
}

/// Holds a slot open; dropping it gives the place back.
pub struct SlotGuard {
    session: Session,
    slot: SlotId,
}

impl SlotGuard {
    pub(crate) fn open(
        context: &ViewContext,
        content: SlotContent,
        element: Element,
        on_result: Callback<Option<String>>,
    ) -> Self {
        let slot = context.session.open_slot(context.view, content, element, on_result);
        Self { session: context.session.clone(), slot }
    }
}

impl Drop for SlotGuard {
    fn drop(&mut self) {
        self.session.close_slot(self.slot);
    }
}

/// Properties of [`Slot`].
#[derive(Properties, PartialEq)]
pub struct SlotProps {
    /// What to show.
    pub content: SlotContent,
}

/// An element that the host fills.
#[component]
pub fn Slot(props: &SlotProps) -> Html {
    let context = use_context::<ViewContext>();
    let node = use_node_ref();
    let failure = use_state(|| None::<String>);
    use_effect_with((context.clone(), props.content.clone()), {
        let (node, failure) = (node.clone(), failure.setter());
        move |(context, content)| {
            let on_result = Callback::from(move |reason| failure.set(reason));
            let element = node.cast::<Element>();
            let guard = context.as_ref().zip(element).map(|(context, element)| {
                SlotGuard::open(context, content.clone(), element, on_result)
            });
            move || drop(guard)
        }
    });
    let retry = Callback::from(move |()| {
        if let Some(context) = &context {
            context.session.retry_slots();
        }
    });
    let failure =
        failure.as_ref().map(|reason| error_box(&title(&props.content), reason, Some(retry)));
    html! {
        <>
            <div class="yp-slot" ref={node} />
            { failure }
        </>
    }
}

fn title(content: &SlotContent) -> String {
    match content {
        SlotContent::Foreign(model) => format!("The widget {model} is not here"),
        SlotContent::Output(_) => "This output cannot be shown".to_owned(),
    }
}
