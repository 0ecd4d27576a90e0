//! Where on the page something is drawn.

use crate::session::Session;
use yewpyter_protocol::ModelId;
use yewpyter_runtime::ViewId;

/// In which session, in which mounted view, inside which models a component is drawn.
#[derive(Clone, PartialEq)]
pub struct ViewContext {
    pub(crate) session: Session,
    pub(crate) view: ViewId,
    pub(crate) ancestors: Vec<ModelId>,
}

impl ViewContext {
    /// The top of a view that a host mounts under this number of its own.
    pub fn new(session: Session, view: ViewId) -> Self {
        Self { session, view, ancestors: Vec::new() }
    }

    /// Whether this is the mounted view itself, not something nested in it.
    pub(crate) fn is_root(&self) -> bool {
        self.ancestors.is_empty()
    }
}
