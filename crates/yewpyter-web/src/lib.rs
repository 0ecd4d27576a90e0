//! The only crate that speaks to the host: exports, imports, driving, mounting, panics. It decides nothing.
//!
//! What a widget is and does stands in the widget crates; what a message means, in the runtime.

mod convert;
mod crash;
mod driver;
mod exports;
mod host;
mod start;
mod style;

pub use exports::{Runtime, version};
pub use host::{Host, HostInfo};
pub use start::start;
