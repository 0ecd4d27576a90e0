//! The protocol vectors of `tests/vectors` at the root, run against the protocol crate and the runtime.
//!
//! The widgets they speak of are ipywidgets' own; here their classes are data made of `defaults.json`. What
//! needs those widgets' behaviour is listed and counted in `not_here.rs`.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a broken vector should stop its test at once"
)]

mod classes;
mod tagged;

mod buffers;
mod documents;
mod not_here;
mod sessions;
mod traffic;
