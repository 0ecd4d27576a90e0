//! The row that value widgets share: a label and, beside it, their control.

use yew::{Html, html};

/// Puts a label before a control. Without a description there is no label, and the control names itself.
pub(crate) fn field(description: &str, control_id: String, control: Html) -> Html {
    html! {
        <div class="yp-field">
            if !description.is_empty() {
                <label class="yp-label" for={control_id} title={description.to_owned()}>{ description }</label>
            }
            { control }
        </div>
    }
}

/// The accessible name of a control that has no label.
pub(crate) fn own_name(description: &str, fallback: &'static str) -> Option<&'static str> {
    description.is_empty().then_some(fallback)
}
