//! A number on a track, integer or float, by pointer and by keyboard.
//!
//! The control is the browser's own range input: keys, touch and screen readers come with it.

use crate::field::{field, labelled, own_name};
use web_sys::HtmlInputElement;
use yew::{Html, InputEvent, TargetCast, component, html, use_state};
use yewpyter_sdk::{Change, Fields, Record, Value, ViewProps, WidgetState, choices, number_text};

/// Most decimals a readout shows.
const MAX_DECIMALS: usize = 10;
/// Whole numbers are exact below this.
const MAX_EXACT: f64 = 9_007_199_254_740_992.0;

/// State of a slider.
#[derive(Clone, Debug, PartialEq)]
pub struct SliderState {
    /// The number.
    pub value: f64,
    /// The smallest number.
    pub min: f64,
    /// The largest number.
    pub max: f64,
    /// The distance between two numbers that can be reached.
    pub step: f64,
    /// Whether the numbers are whole; then they are whole on the wire.
    pub integer: bool,
    /// The label.
    pub description: String,
    /// Whether it can be moved.
    pub disabled: bool,
    /// Whether the kernel hears every step, or only where it comes to rest.
    pub continuous_update: bool,
    /// Whether the number is shown beside the track.
    pub readout: bool,
    /// Which way it lies.
    pub orientation: Orientation,
}

/// Which way a slider lies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Orientation {
    /// Larger to the right.
    #[default]
    Horizontal,
    /// Larger at the top.
    Vertical,
}

choices!(Orientation { Horizontal = "horizontal", Vertical = "vertical" });

impl Default for SliderState {
    fn default() -> Self {
        Self {
            value: 0.0,
            min: 0.0,
            max: 100.0,
            step: 1.0,
            integer: true,
            description: String::new(),
            disabled: false,
            continuous_update: true,
            readout: true,
            orientation: Orientation::Horizontal,
        }
    }
}

impl Record for SliderState {
    fn fields(&mut self, fields: &mut Fields<'_>) {
        fields
            .field("value", &mut self.value)
            .field("min", &mut self.min)
            .field("max", &mut self.max)
            .field("step", &mut self.step)
            .field("integer", &mut self.integer)
            .field("description", &mut self.description)
            .field("disabled", &mut self.disabled)
            .field("continuous_update", &mut self.continuous_update)
            .field("readout", &mut self.readout)
            .field("orientation", &mut self.orientation);
    }
}

impl WidgetState for SliderState {
    const MODEL: &'static str = "SliderModel";
    const VIEW: &'static str = "SliderView";
    type Store = ();
}

/// Draws a slider.
#[component]
pub fn Slider(props: &ViewProps<SliderState>) -> Html {
    let state = props.state();
    let model = &props.model;
    // Where the thumb is while the kernel is not told yet.
    let held = use_state(|| None::<f64>);
    let oninput = {
        let (held, commit) = (held.clone(), model.on(slide));
        let continuous = state.continuous_update;
        move |event: InputEvent| {
            let number = number_of(&event);
            if continuous { commit.emit(number) } else { held.set(number) }
        }
    };
    let onchange = {
        let (held, commit) = (held.clone(), model.on(slide));
        move |event: yew::Event| {
            held.set(None);
            commit.emit(number_of(&event));
        }
    };
    let shown = held.unwrap_or(state.value);
    let vertical = state.orientation == Orientation::Vertical;
    let id = labelled(model, &state.description, "track");
    let text = readout(state, shown);
    let number = number_text(shown);
    let spoken = (text != number).then(|| text.clone());
    // What the browser takes for granted is not said, for the sake of pages with thousands.
    let unless = |usual: f64, number: f64| (number != usual).then(|| number_text(number));
    let control = html! {
        <>
            <input id={id.clone()} class="yp-slider-track" min={unless(0.0, state.min)} max={unless(100.0, state.max)}
                step={unless(1.0, state.step)} type="range" disabled={state.disabled}
                aria-label={own_name(&state.description, "Slider")} aria-valuetext={spoken}
                aria-orientation={vertical.then_some("vertical")} tabindex={props.common().tab_index()} value={number} {oninput} {onchange} />
            if state.readout { <output class="yp-slider-readout" for={id.clone()}>{ text }</output> }
        </>
    };
    let class = if vertical { "yp-field yp-slider yp-vertical" } else { "yp-field yp-slider" };
    field(class, &state.description, id, control)
}

fn number_of(event: &impl TargetCast) -> Option<f64> {
    event
        .target_dyn_into::<HtmlInputElement>()
        .map(|input| input.value_as_number())
        .filter(|number| number.is_finite())
}

fn slide(state: &SliderState, number: Option<f64>) -> Change {
    match number {
        Some(number) if !state.disabled => Change::none().set("value", wire(state, number)),
        _ => Change::none(),
    }
}

fn wire(state: &SliderState, number: f64) -> Value {
    // Not `clamp`, which panics where an end is no number.
    let number = number.min(state.max.max(state.min)).max(state.min.min(state.max));
    Value::from(if state.integer { number.round() } else { number })
}

/// The number with as many decimals as the step has.
fn readout(state: &SliderState, number: f64) -> String {
    let decimals =
        if state.integer { 0 } else { decimals_of(state.step).max(decimals_of(state.min)) };
    with_decimals(number, decimals)
}

/// Writes by whole numbers: Rust's own exact formatting of floats would be the largest function of the bundle.
fn with_decimals(number: f64, decimals: usize) -> String {
    let scale = 10_f64.powi(decimals as i32);
    let scaled = (number * scale).round();
    if !scaled.is_finite() || scaled.abs() >= MAX_EXACT {
        return number_text(number);
    }
    let sign = if scaled < 0.0 { "-" } else { "" };
    let digits = format!("{:0>width$}", scaled.abs() as u64, width = decimals + 1);
    let (whole, rest) = digits.split_at(digits.len() - decimals);
    if decimals == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{rest}") }
}

fn decimals_of(number: f64) -> usize {
    let text = number_text(number);
    text.split_once('.').map_or(0, |(_, decimals)| decimals.len().min(MAX_DECIMALS))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_integer_slider_sends_integers_within_its_bounds() {
        let state = SliderState::default();
        assert_eq!(slide(&state, Some(3.0)), Change::none().set("value", Value::Int(3)));
        assert_eq!(slide(&state, Some(1e9)), Change::none().set("value", Value::Int(100)));
    }

    #[test]
    fn nothing_comes_of_no_number_or_a_disabled_slider() {
        let disabled = SliderState { disabled: true, ..SliderState::default() };
        assert_eq!(slide(&SliderState::default(), None), Change::none());
        assert_eq!(slide(&disabled, Some(3.0)), Change::none());
    }

    #[test]
    fn the_readout_has_the_decimals_of_the_step() {
        let state = SliderState { step: 0.05, integer: false, ..SliderState::default() };
        assert_eq!(readout(&state, 0.30000000000000004), "0.30");
        assert_eq!(readout(&state, -0.004), "0.00");
        assert_eq!(readout(&state, -12.345), "-12.35");
        assert_eq!(readout(&state, 1e300), number_text(1e300));
        assert_eq!(readout(&SliderState::default(), 7.0), "7");
    }
}
