//! Yewpyter's own widgets (module `yewpyter`), one file each, written with the public sdk only.
//!
//! A widget's file holds its state with defaults, its view, its pure handlers and their tests, in that order.
//! Nothing here knows a host, a comm or a manager.

mod button;
mod field;
mod grid;
mod install_button;
mod output_pane;
mod progress;
mod slider;
mod text;

pub use button::{Button, ButtonState};
pub use grid::{Columns, Grid, GridState};
pub use install_button::{InstallButton, InstallButtonState, InstallStatus};
pub use output_pane::{Kind, OutputPane, OutputPaneState, PaneLog, Piece};
pub use progress::{Progress, ProgressState};
pub use slider::{Orientation, Slider, SliderState};
pub use text::{Text, TextState};

use yewpyter_sdk::Registry;

/// The module name all of these widgets carry.
pub const MODULE: &str = "yewpyter";

/// The visible list of what this crate offers.
pub fn registry() -> Registry {
    Registry::new(MODULE, env!("CARGO_PKG_VERSION"))
        .style(include_str!("field.css"))
        .widget::<ButtonState, Button>()
        .style(include_str!("button.css"))
        .widget::<GridState, Grid>()
        .style(include_str!("grid.css"))
        .widget::<InstallButtonState, InstallButton>()
        .style(include_str!("install_button.css"))
        .widget::<OutputPaneState, OutputPane>()
        .style(include_str!("output_pane.css"))
        .widget::<ProgressState, Progress>()
        .style(include_str!("progress.css"))
        .widget::<SliderState, Slider>()
        .style(include_str!("slider.css"))
        .widget::<TextState, Text>()
        .style(include_str!("text.css"))
}
