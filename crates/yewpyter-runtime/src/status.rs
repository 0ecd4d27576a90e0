//! What a view of a model can be told about it. Views themselves are not known here.

use crate::error::ModelError;

/// How a model stands towards the kernel. Each is something a view shows; none is an error of the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Status {
    /// Not known yet: a view may come before its model.
    Waiting,
    /// In step with the kernel.
    Live,
    /// Made from saved state; there is no kernel behind it.
    Static,
    /// The kernel is gone; this is the last state.
    Disconnected,
    /// There, but it cannot be shown.
    Error(ModelError),
    /// It has been closed while a view of it was still on the page.
    Closed,
}

/// Whether saved state holds keys that equal the class's defaults (rule P8).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Defaults {
    /// Every key is written.
    Keep,
    /// Keys equal to the front-end class's default are left out.
    Drop,
}
