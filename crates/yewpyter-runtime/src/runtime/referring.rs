//! References that lead nowhere (rule O12), where the host cannot follow them either. Book-keeping: `references.rs`.

use super::{Runtime, Turn};
use crate::model::Model;
use crate::references::dangling;
use yewpyter_protocol::ModelId;

impl Runtime {
    /// Finds out anew which of a model's references lead nowhere.
    pub(super) fn find_missing(&mut self, id: &ModelId) {
        let Some(model) = self.models.get(id) else { return };
        let found = match model.class() {
            Some(class) if !self.host.foreign_models => {
                let is_known = |other: &ModelId| self.models.contains_key(other);
                dangling(model.state(), &class.references, is_known)
            }
            _ => Default::default(),
        };
        if let Some(model) = self.models.get_mut(id) {
            self.missing.settled(id, model.missing.keys());
            self.missing.wants(id, found.keys());
            model.missing = found;
        }
    }

    /// A model has come: those that waited for it are told.
    pub(super) fn found(&mut self, id: &ModelId, turn: &mut Turn) {
        for waiting in self.missing.arrived(id) {
            if let Some(model) = self.models.get_mut(&waiting) {
                model.missing.remove(id);
            }
            self.tell_status(&waiting, turn);
        }
    }

    /// A model has gone, and waits for nothing any more.
    pub(super) fn waits_no_more(&mut self, model: &Model) {
        self.missing.settled(model.id(), model.missing.keys());
    }
}
