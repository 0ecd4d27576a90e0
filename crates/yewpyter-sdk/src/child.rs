//! A widget inside a widget: ours are drawn in place, all others by the host.

use crate::model_view::ModelView;
use crate::notice::error_box;
use crate::root::ViewContext;
use crate::session::{Notice, Snapshot};
use crate::slot::{Slot, SlotContent};
use yew::{
    Callback, Html, Properties, component, html, use_context, use_effect_with, use_force_update,
};
use yewpyter_protocol::ModelId;
use yewpyter_runtime::Event;

/// Properties of [`Child`].
#[derive(Properties, PartialEq)]
pub struct ChildProps {
    /// The child's model, from any library.
    pub model: ModelId,
}

/// Shows another model inside this one. A model that contains itself is refused, not drawn for ever.
#[component]
pub fn Child(props: &ChildProps) -> Html {
    let context = use_context::<ViewContext>();
    let update = use_force_update();
    use_effect_with((context.clone(), props.model.clone()), move |(context, model)| {
        let guards = context.clone().map(|context| {
            let watch = context.session.watch(
                model,
                Callback::from(move |notice| {
                    if notice == Notice::Changed {
                        update.force_update();
                    }
                }),
            );
            let view = context.session.new_view();
            context.session.handle(Event::Mount { view, model: model.clone() });
            (context, watch, view)
        });
        move || {
            if let Some((context, watch, view)) = guards {
                drop(watch);
                context.session.handle(Event::Unmount { view });
            }
        }
    });
    let Some(context) = context else { return Html::default() };
    if context.ancestors.contains(&props.model) {
        let title = format!("The widget {} contains itself", props.model);
        return error_box(&title, "Take it out of its own children.", None);
    }
    match context.session.snapshot(&props.model) {
        Snapshot::Unknown => html! { <Slot content={SlotContent::Foreign(props.model.clone())} /> },
        Snapshot::Ready(ready) => {
            let class = ready
                .common
                .classes
                .iter()
                .fold("yp-child".to_owned(), |all, class| all + " " + class);
            html! { <div {class} style={ready.common.style()}><ModelView model={props.model.clone()} /></div> }
        }
        _ => html! { <ModelView model={props.model.clone()} /> },
    }
}
