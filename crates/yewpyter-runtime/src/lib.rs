//! The one owner of widget state: an [`Event`] in, [`Effect`]s out.
//!
//! No async, clock, randomness, JavaScript or DOM: time and ids arrive in events. No widget is known by
//! name; classes are data that widget crates supply.

mod effect;
mod event;

mod runtime;

mod model;
mod numbers;
mod opening;
mod stream;
mod sync;

mod class;
mod range;
mod references;
mod restore;
mod status;
mod tickets;
mod views;

mod error;

pub use class::{Classes, ModelClass};
pub use effect::{Diagnostic, Effect, SendId, Severity};
pub use error::{ClassError, ModelError};
pub use event::{Event, HostInfo, Millis, ViewId};
pub use model::Model;
pub use runtime::Runtime;
pub use status::{Defaults, Status};
