//! Where on the page something is drawn.

use crate::session::Session;
use yewpyter_protocol::ModelId;
use yewpyter_runtime::ViewId;

/// In which session, in which mounted view, inside which models a component is drawn.
#[derive(Clone, PartialEq)]
pub struct ViewContext {
    pub(crate) session: Session,
    pub(crate) view: ViewId,
    /// Which of the mounted view's places: a model may stand in several.
    pub(crate) place: ViewId,
    pub(crate) ancestors: Vec<ModelId>,
}

impl ViewContext {
    /// The top of a view that a host mounts under this number of its own.
    pub fn new(session: Session, view: ViewId) -> Self {
        Self { session, view, place: view, ancestors: Vec::new() }
    }

    /// An id for an element of the view in this place. Views are numbered per page, places per session.
    pub(crate) fn element_id(&self, part: &str) -> String {
        format!("yp-{}-{}-{part}", self.view.0, self.place.0)
    }

    /// Whether this is the mounted view itself, not something nested in it.
    pub(crate) fn is_root(&self) -> bool {
        self.ancestors.is_empty()
    }
}
