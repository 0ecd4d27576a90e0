//! Test doubles for widgets and hosts: a product for us and for widget authors. Nothing here is shipped to a page.
//!
//! - [`FakeHost`] is a host in memory around a bare runtime, [`ScriptedKernel`] the kernel at the other end.
//! - [`Page`] draws widgets as HTML, without a browser.

mod host;
mod kernel;

mod html;

pub use host::{FakeHost, Mirror, Received, Sent};
pub use html::Page;
pub use kernel::ScriptedKernel;
