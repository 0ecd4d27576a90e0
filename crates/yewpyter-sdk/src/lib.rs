//! How a Yew component becomes a Jupyter widget: a typed state, a view, pure handlers.
//!
//! Built-in widgets use nothing but this crate, and so can anyone's. It knows no host: comms, managers and
//! page globals are `yewpyter-web`'s.

mod change;
mod child;
mod common;
mod driver;
mod handle;
mod hooks;
mod notice;
mod number;
mod reference;
mod registry;
mod session;
mod slot;
mod state;
mod view_context;
mod widget_view;

pub use change::Change;
pub use child::{Child, ChildProps};
pub use common::{Common, css_value};
pub use driver::{Driver, HostEffect};
pub use handle::{ModelHandle, ViewProps};
pub use hooks::{Size, use_size};
pub use notice::error_box;
pub use number::number_text;
pub use reference::Reference;
pub use registry::Registry;
pub use session::Session;
pub use slot::{Output, Slot, SlotContent, SlotGuard, SlotId, SlotProps};
pub use state::{Store, WidgetState};
pub use view_context::ViewContext;
pub use yewpyter_protocol::{
    Buffer, FieldError, FieldValue, Fields, Map, ModelId, Record, Value, choices, read_record,
};
pub use yewpyter_runtime::{Event, ViewId};

/// The stylesheet of what this crate itself draws.
pub const STYLE: &str = include_str!("base.css");
