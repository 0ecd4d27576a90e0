//! What stands in a widget's place when it cannot be shown.

use yew::{Callback, Html, html};

/// A readable error in the widget's own place. Both texts are shown as text, never as markup.
///
/// `title` says what is wrong in one line, `detail` what was expected and what to do. With `retry` there is a
/// button that tries again.
pub fn error_box(title: &str, detail: &str, retry: Option<Callback<()>>) -> Html {
    let retry = retry.map(|retry| {
        html! { <button class="yp-error-retry" type="button" onclick={move |_| retry.emit(())}>{ "Try again" }</button> }
    });
    html! {
        <div class="yp-error" role="alert">
            <strong>{ title }</strong>
            if !detail.is_empty() { <div class="yp-error-detail">{ detail }</div> }
            { retry }
        </div>
    }
}
