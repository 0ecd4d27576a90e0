//! What stands in a widget's place when it cannot be shown.

use yew::{Callback, Html, Properties, component, html};

/// Properties of [`ErrorBox`].
#[derive(Properties, PartialEq)]
pub struct ErrorBoxProps {
    /// What is wrong, in one line.
    pub title: String,
    /// What was expected and what to do. Shown as text, never as markup.
    #[prop_or_default]
    pub detail: String,
    /// Offers a button that tries again.
    #[prop_or_default]
    pub retry: Option<Callback<()>>,
}

/// A readable error in the widget's own place.
#[component]
pub fn ErrorBox(props: &ErrorBoxProps) -> Html {
    let retry = props.retry.clone().map(|retry| {
        html! { <button class="yp-error-retry" onclick={move |_| retry.emit(())}>{ "Try again" }</button> }
    });
    html! {
        <div class="yp-error" role="alert">
            <strong>{ &props.title }</strong>
            if !props.detail.is_empty() { <div class="yp-error-detail">{ &props.detail }</div> }
            { retry }
        </div>
    }
}
