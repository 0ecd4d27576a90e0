//! How far something has come, or that it is under way at all.

use yew::{Html, classes, component, html};
use yewpyter_sdk::{Fields, Record, ViewProps, WidgetState, choices, number_text};

/// State of a progress bar.
#[derive(Clone, Debug, PartialEq)]
pub struct ProgressState {
    /// How far.
    pub value: f64,
    /// Where it begins.
    pub min: f64,
    /// Where it ends.
    pub max: f64,
    /// The label.
    pub description: String,
    /// What stands beside the bar; empty shows the percentage.
    pub text: String,
    /// Under way, nobody knows how far.
    pub indeterminate: bool,
    /// Its meaning, shown by colour.
    pub bar_style: BarStyle,
}

/// What a bar means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BarStyle {
    /// Nothing in particular.
    #[default]
    Plain,
    /// It went well.
    Success,
    /// It tells something.
    Info,
    /// It should be looked at.
    Warning,
    /// It failed.
    Danger,
}

choices!(BarStyle { Plain = "", Success = "success", Info = "info", Warning = "warning", Danger = "danger" });

impl Default for ProgressState {
    fn default() -> Self {
        Self {
            value: 0.0,
            min: 0.0,
            max: 100.0,
            description: String::new(),
            text: String::new(),
            indeterminate: false,
            bar_style: BarStyle::Plain,
        }
    }
}

impl Record for ProgressState {
    fn fields(&mut self, fields: &mut Fields<'_>) {
        fields
            .field("value", &mut self.value)
            .field("min", &mut self.min)
            .field("max", &mut self.max)
            .field("description", &mut self.description)
            .field("text", &mut self.text)
            .field("indeterminate", &mut self.indeterminate)
            .field("bar_style", &mut self.bar_style);
    }
}

impl WidgetState for ProgressState {
    const MODEL: &'static str = "ProgressModel";
    const VIEW: &'static str = "ProgressView";
    type Store = ();
}

/// Draws a progress bar.
#[component]
pub fn Progress(props: &ViewProps<ProgressState>) -> Html {
    let state = props.state();
    let percent = percent(state);
    let text = if state.text.is_empty() {
        percent.map_or_else(String::new, |percent| format!("{} %", percent.round() as u32))
    } else {
        state.text.clone()
    };
    let class = match state.bar_style {
        BarStyle::Plain => None,
        BarStyle::Success => Some("yp-success"),
        BarStyle::Info => Some("yp-info"),
        BarStyle::Warning => Some("yp-warning"),
        BarStyle::Danger => Some("yp-danger"),
    };
    let labelled = !state.description.is_empty();
    let name = if labelled { state.description.clone() } else { "Progress".to_owned() };
    html! {
        <div class={classes!("yp-field", "yp-progress", class, percent.is_none().then_some("yp-busy"))}>
            if labelled { <span class="yp-label">{ &state.description }</span> }
            <div class="yp-progress-bar" role="progressbar" aria-valuemin="0" aria-valuemax="100"
                aria-valuenow={percent.map(|percent| (percent.round() as u32).to_string())} aria-valuetext={(!text.is_empty()).then(|| text.clone())} aria-label={name}>
                <div class="yp-progress-fill" style={percent.map(|percent| format!("width:{}%", number_text(percent)))} />
            </div>
            if !text.is_empty() { <span class="yp-progress-text">{ text }</span> }
        </div>
    }
}

/// The share that is done, in percent to one decimal; `None` while nobody knows it.
fn percent(state: &ProgressState) -> Option<f64> {
    let span = state.max - state.min;
    let share = if span > 0.0 { (state.value - state.min) / span } else { 1.0 };
    (!state.indeterminate && share.is_finite())
        .then(|| (share.clamp(0.0, 1.0) * 1000.0).round() / 10.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_share_stays_within_its_bounds_and_unknown_is_unknown() {
        let at = |value: f64| {
            percent(&ProgressState { value, min: 10.0, max: 20.0, ..ProgressState::default() })
        };
        assert_eq!(
            (at(15.0), at(99.0), at(-5.0), at(f64::NAN)),
            (Some(50.0), Some(100.0), Some(0.0), None)
        );
        assert_eq!(
            percent(&ProgressState { indeterminate: true, ..ProgressState::default() }),
            None
        );
    }
}
