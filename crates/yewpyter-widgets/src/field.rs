//! The row that value widgets share: a label and, beside it, their control.

use yew::{Html, html};
use yewpyter_sdk::{ModelHandle, WidgetState};

/// Puts a label before the control of this id. Without one there is no label, and the control names itself.
pub(crate) fn field(
    class: &'static str,
    description: &str,
    control_id: Option<String>,
    control: Html,
) -> Html {
    html! {
        <div {class}>
            if let Some(id) = control_id {
                <label class="yp-label" for={id} title={description.to_owned()}>{ description }</label>
            }
            { control }
        </div>
    }
}

/// The id that a control needs where it has a label.
pub(crate) fn labelled<S: WidgetState>(
    model: &ModelHandle<S>,
    description: &str,
    part: &str,
) -> Option<String> {
    (!description.is_empty()).then(|| model.element_id(part))
}

/// The accessible name of a control that has no label.
pub(crate) fn own_name(description: &str, fallback: &'static str) -> Option<&'static str> {
    description.is_empty().then_some(fallback)
}
