//! How the runtime behaves where the protocol leaves it open or the reference behaves badly. What the
//! protocol fixes is checked by the vectors.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "tests"
)]

mod classes;

mod errors;
mod hosts;
mod loss;
mod properties;
mod reconnecting;
mod references;
mod restoring;
mod sending;
mod tree;
mod tree_kernel;
mod views;
