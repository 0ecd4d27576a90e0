//! A model as its views see it: in one of a few conditions, parsed.

use crate::common::Common;
use crate::registry::AnyWidget;
use std::any::Any;
use std::rc::Rc;

/// Why a watcher is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Notice {
    Changed,
    Focus,
    Blur,
}

/// How a model stands to its kernel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Connection {
    Live,
    Static,
    Lost,
}

/// A model as its views see it.
#[derive(Clone)]
pub(crate) enum Snapshot {
    Unknown,
    Closed,
    Failed { title: String, detail: String, blocked: bool },
    Ready(Ready),
}

impl Snapshot {
    /// Whether both were taken with no change between them.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Ready(one), Self::Ready(two)) => one == two,
            (Self::Unknown, Self::Unknown) | (Self::Closed, Self::Closed) => true,
            _ => false,
        }
    }
}

/// A model that can be drawn.
#[derive(Clone)]
pub(crate) struct Ready {
    pub(crate) widget: Rc<dyn AnyWidget>,
    pub(crate) state: Rc<dyn Any>,
    pub(crate) common: Rc<Common>,
    pub(crate) revision: u64,
    pub(crate) connection: Connection,
    /// Whether a document has only a part of it.
    pub(crate) cut: bool,
}

impl PartialEq for Ready {
    /// Every parsing makes a new state, so that comparing what stands in it is not needed.
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.state, &other.state) && self.revision == other.revision
    }
}
