//! Text and rich output, appended piece by piece. The kernel keeps it; this page holds what it was told.
//!
//! One append costs what it appends: pieces become elements once and are never compared or copied again.
//! Rich outputs are drawn by the host. Of a pane without a kernel the end is there, as it was saved.

mod draw;
mod log;
mod saved;

pub use log::{Kind, PaneLog, Piece};

use draw::Drawing;
use web_sys::Element;
use yew::{
    Callback, Html, MouseEvent, classes, component, html, use_effect_with, use_mut_ref,
    use_node_ref, use_state_eq,
};
use yewpyter_sdk::{Fields, Record, ViewProps, WidgetState, use_size};

/// How far from the end, in CSS pixels, still counts as at the end.
const AT_END: i32 = 8;

/// State of an output pane. Its text is not in it.
#[derive(Clone, Debug, PartialEq)]
pub struct OutputPaneState {
    /// Its accessible name.
    pub description: String,
    /// How many lines the kernel keeps.
    pub max_lines: u32,
    /// Whether long lines are wrapped.
    pub wrap: bool,
}

impl Default for OutputPaneState {
    fn default() -> Self {
        Self { description: String::new(), max_lines: 10_000, wrap: true }
    }
}

impl Record for OutputPaneState {
    fn fields(&mut self, fields: &mut Fields<'_>) {
        fields
            .field("description", &mut self.description)
            .field("max_lines", &mut self.max_lines)
            .field("wrap", &mut self.wrap);
    }
}

impl WidgetState for OutputPaneState {
    const MODEL: &'static str = "OutputPaneModel";
    const VIEW: &'static str = "OutputPaneView";
    type Store = PaneLog;
}

/// Draws an output pane.
#[component]
pub fn OutputPane(props: &ViewProps<OutputPaneState>) -> Html {
    let state = props.state();
    let (node, content) = (use_node_ref(), use_node_ref());
    let drawing = use_mut_ref(Drawing::default);
    let following = use_state_eq(|| true);
    // The host draws rich outputs when it likes, and lines wrap anew: the end moves without a new piece, too.
    let size = use_size(&content);
    use_effect_with((props.revision(), node.clone(), content.clone(), size), {
        let (model, drawing, following) = (props.model.clone(), drawing.clone(), *following);
        move |(_, node, content, _)| {
            if let Some(element) = content.cast::<Element>() {
                drawing.borrow_mut().catch_up(&model, &element);
            }
            if let Some(element) = node.cast::<Element>().filter(|_| following) {
                to_end(&element);
            }
        }
    });
    let onscroll = {
        let (node, following) = (node.clone(), following.setter());
        Callback::from(move |_| {
            if let Some(element) = node.cast::<Element>() {
                following.set(is_at_end(&element));
            }
        })
    };
    let jump = {
        let (node, following) = (node.clone(), following.setter());
        Callback::from(move |_: MouseEvent| {
            following.set(true);
            if let Some(element) = node.cast::<Element>() {
                to_end(&element);
            }
        })
    };
    let name = if state.description.is_empty() { "Output" } else { &state.description };
    let sized = ["height", "max_height"]
        .iter()
        .any(|name| props.common().layout.get(*name).is_some_and(Option::is_some));
    html! {
        <div class={classes!("yp-pane", (!state.wrap).then_some("yp-nowrap"), sized.then_some("yp-sized"))}>
            <div ref={node} class="yp-pane-log" role="log" aria-label={name.to_owned()} tabindex="0" {onscroll}>
                <div ref={content} />
            </div>
            if !*following {
                <button class="yp-pane-jump" type="button" onclick={jump}>{ "Jump to the end" }</button>
            }
        </div>
    }
}

fn is_at_end(element: &Element) -> bool {
    element.scroll_height() - element.scroll_top() - element.client_height() <= AT_END
}

fn to_end(element: &Element) {
    element.set_scroll_top(element.scroll_height());
}
