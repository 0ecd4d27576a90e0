//! Which views are on the page. What they show is the sdk's matter.

use crate::event::ViewId;
use litemap::LiteMap;
use yewpyter_protocol::ModelId;

/// All mounted views.
#[derive(Debug, Default)]
pub(crate) struct Views {
    models: LiteMap<ViewId, ModelId>,
    counts: LiteMap<ModelId, i64>,
}

impl Views {
    /// Adds a view. Says whether it is new; the same view of the same model again is not.
    pub(crate) fn mount(&mut self, view: ViewId, model: &ModelId) -> bool {
        if self.models.get(&view) == Some(model) {
            return false;
        }
        self.models.insert(view, model.clone());
        *self.counts.entry(model.clone()).or_default() += 1;
        true
    }

    /// Removes a view. Gives the model it showed.
    pub(crate) fn unmount(&mut self, view: ViewId) -> Option<ModelId> {
        let model = self.models.remove(&view)?;
        if let Some(count) = self.counts.get_mut(&model) {
            *count -= 1;
            if *count == 0 {
                self.counts.remove(&model);
            }
        }
        Some(model)
    }

    /// Says how many views show the model.
    pub(crate) fn of(&self, model: &ModelId) -> i64 {
        self.counts.get(model).copied().unwrap_or(0)
    }

    /// The model that a view shows.
    pub(crate) fn model(&self, view: ViewId) -> Option<&ModelId> {
        self.models.get(&view)
    }
}
