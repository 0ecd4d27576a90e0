//! A push button: every click is a message to the kernel. It does not count or toggle anything itself.

use yew::{Html, MouseEvent, classes, component, html};
use yewpyter_sdk::{Change, Fields, Record, ViewProps, WidgetState, choices};

/// State of a button.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ButtonState {
    /// The text on it.
    pub description: String,
    /// Whether it can be pressed.
    pub disabled: bool,
    /// Its meaning, shown by colour.
    pub button_style: ButtonStyle,
}

/// What a button means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ButtonStyle {
    /// Nothing in particular.
    #[default]
    Plain,
    /// The one to press.
    Primary,
    /// It does what is wanted.
    Success,
    /// It tells something.
    Info,
    /// It should be thought about.
    Warning,
    /// It destroys something.
    Danger,
}

choices!(ButtonStyle { Plain = "", Primary = "primary", Success = "success", Info = "info", Warning = "warning", Danger = "danger" });

impl Record for ButtonState {
    fn fields(&mut self, fields: &mut Fields<'_>) {
        fields
            .field("description", &mut self.description)
            .field("disabled", &mut self.disabled)
            .field("button_style", &mut self.button_style);
    }
}

impl WidgetState for ButtonState {
    const MODEL: &'static str = "ButtonModel";
    const VIEW: &'static str = "ButtonView";
    type Store = ();
}

/// Draws a button.
#[component]
pub fn Button(props: &ViewProps<ButtonState>) -> Html {
    let state = props.state();
    let class = match state.button_style {
        ButtonStyle::Plain => None,
        ButtonStyle::Primary => Some("yp-primary"),
        ButtonStyle::Success => Some("yp-success"),
        ButtonStyle::Info => Some("yp-info"),
        ButtonStyle::Warning => Some("yp-warning"),
        ButtonStyle::Danger => Some("yp-danger"),
    };
    let name = state.description.is_empty().then_some("Button");
    html! {
        <button class={classes!("yp-button", class)} type="button" disabled={state.disabled} aria-label={name}
            tabindex={props.common().tab_index()} onclick={props.model.on(click)}>
            { &state.description }
        </button>
    }
}

fn click(state: &ButtonState, _event: MouseEvent) -> Change {
    if state.disabled { Change::none() } else { Change::none().send([("event", "click")]) }
}
