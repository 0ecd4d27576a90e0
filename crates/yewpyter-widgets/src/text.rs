//! One line of text. Every letter goes to the kernel, or with `continuous_update` off the finished line; Enter submits.

use crate::field::{field, labelled, own_name};
use web_sys::HtmlInputElement;
use yew::{Html, InputEvent, KeyboardEvent, TargetCast, component, html, use_state};
use yewpyter_sdk::{Change, Fields, Record, ViewProps, WidgetState};

/// State of a text field.
#[derive(Clone, Debug, PartialEq)]
pub struct TextState {
    /// The text.
    pub value: String,
    /// What stands there while it is empty.
    pub placeholder: String,
    /// The label.
    pub description: String,
    /// Whether it can be edited.
    pub disabled: bool,
    /// Whether the kernel hears every letter, or only the finished line.
    pub continuous_update: bool,
}

impl Default for TextState {
    fn default() -> Self {
        Self {
            value: String::new(),
            placeholder: String::new(),
            description: String::new(),
            disabled: false,
            continuous_update: true,
        }
    }
}

impl Record for TextState {
    fn fields(&mut self, fields: &mut Fields<'_>) {
        fields
            .field("value", &mut self.value)
            .field("placeholder", &mut self.placeholder)
            .field("description", &mut self.description)
            .field("disabled", &mut self.disabled)
            .field("continuous_update", &mut self.continuous_update);
    }
}

impl WidgetState for TextState {
    const MODEL: &'static str = "TextModel";
    const VIEW: &'static str = "TextView";
    type Store = ();
}

/// Draws a text field.
#[component]
pub fn Text(props: &ViewProps<TextState>) -> Html {
    let state = props.state();
    let model = &props.model;
    // What was typed and the kernel is not told yet.
    let draft = use_state(|| None::<String>);
    let oninput = {
        let (draft, commit) = (draft.clone(), model.on(edit));
        let continuous = state.continuous_update;
        move |event: InputEvent| {
            let text = text_of(&event);
            if continuous { commit.emit(text) } else { draft.set(text) }
        }
    };
    let onchange = {
        let (draft, commit) = (draft.clone(), model.on(edit));
        move |event: yew::Event| {
            draft.set(None);
            commit.emit(text_of(&event));
        }
    };
    let onkeydown = {
        let (draft, commit) = (draft.clone(), model.on(submit));
        move |event: KeyboardEvent| {
            if event.key() == "Enter" && !event.shift_key() && !event.is_composing() {
                draft.set(None);
                commit.emit(text_of(&event));
            }
        }
    };
    let id = labelled(model, &state.description, "input");
    let value = draft.as_ref().unwrap_or(&state.value).clone();
    let control = html! {
        <input id={id.clone()} class="yp-text-input" type="text" {value} placeholder={state.placeholder.clone()}
            disabled={state.disabled} aria-label={own_name(&state.description, "Text")} spellcheck="false" autocomplete="off"
            tabindex={props.common().tab_index()} {oninput} {onchange} {onkeydown} />
    };
    field("yp-field yp-text", &state.description, id, control)
}

fn text_of(event: &impl TargetCast) -> Option<String> {
    event.target_dyn_into::<HtmlInputElement>().map(|input| input.value())
}

fn edit(state: &TextState, text: Option<String>) -> Change {
    match text {
        Some(text) if !state.disabled => Change::none().set("value", text),
        _ => Change::none(),
    }
}

fn submit(state: &TextState, text: Option<String>) -> Change {
    if state.disabled { Change::none() } else { edit(state, text).send([("event", "submit")]) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn enter_sends_the_text_and_then_the_event() {
        let change = submit(&TextState::default(), Some("a".to_owned()));
        assert_eq!(change, Change::none().set("value", "a").send([("event", "submit")]));
    }

    #[test]
    fn a_disabled_field_sends_nothing() {
        let state = TextState { disabled: true, ..TextState::default() };
        assert_eq!(submit(&state, Some("a".to_owned())), Change::none());
    }
}
