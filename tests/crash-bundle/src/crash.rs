//! A counter that panics: while it is drawn, or in its handler.

use yew::{Html, MouseEvent, component, html};
use yewpyter_sdk::{Change, Fields, Record, ViewProps, WidgetState, choices};

/// State of the counter.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct CrashState {
    /// How often it was clicked without a crash.
    pub(crate) count: i64,
    /// Where it crashes.
    pub(crate) crash_in: Place,
}

/// Where the counter crashes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Place {
    /// Nowhere.
    #[default]
    Nowhere,
    /// In the handler of its click.
    Click,
    /// While it is drawn.
    Draw,
}

choices!(Place { Nowhere = "nowhere", Click = "click", Draw = "draw" });

impl Record for CrashState {
    fn fields(&mut self, fields: &mut Fields<'_>) {
        fields.field("count", &mut self.count).field("crash_in", &mut self.crash_in);
    }
}

impl WidgetState for CrashState {
    const MODEL: &'static str = "CrashModel";
    const VIEW: &'static str = "CrashView";
    type Store = ();
}

/// Draws the counter.
#[component]
pub(crate) fn Crash(props: &ViewProps<CrashState>) -> Html {
    let state = props.state();
    if state.crash_in == Place::Draw {
        crash("while it was drawn");
    }
    html! { <button type="button" onclick={props.model.on(click)}>{ format!("Clicked {} times", state.count) }</button> }
}

fn click(state: &CrashState, _event: MouseEvent) -> Change {
    if state.crash_in == Place::Click {
        crash("when it was clicked");
    }
    Change::none().set("count", state.count + 1)
}

#[expect(clippy::panic, reason = "this is what the widget is for")]
fn crash(when: &str) {
    panic!("crashed on purpose {when}");
}
