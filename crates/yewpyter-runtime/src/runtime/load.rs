//! Whole states that come from elsewhere than an open comm: a reconnect, a document (rules R3, P1–P6).

use super::{Runtime, Turn};
use crate::error::EventError;
use crate::model::{Opening, Set};
use yewpyter_protocol::{CommId, Document, Map, ModelId};

impl Runtime {
    /// Takes over the state that the kernel has after a reconnect. Own changes that it may not know of
    /// survive and are sent again; ends of earlier messages will not come.
    pub(super) fn load(&mut self, id: &ModelId, state: Map, turn: &mut Turn) {
        self.hold(id);
        let Some(model) = self.models.get_mut(id) else { return };
        let mut patch = Map::new();
        for (key, value) in state {
            let value = match model.channel.waiting(&key) {
                Some(own) => own.clone(),
                None if model.channel.owns(&key) => continue,
                None => value,
            };
            if let Set::Changed(_) = model.set(&key, value.clone()) {
                patch.insert(key, value);
            }
        }
        self.tell_change(id, patch, turn);
        self.flush(id, turn);
    }

    pub(super) fn load_document(&mut self, document: Document, turn: &mut Turn) {
        let Document { models, broken } = document;
        let (known, new): (Vec<_>, Vec<_>) =
            models.into_iter().partition(|(id, _)| self.models.contains_key(id));
        let mut openings: Vec<_> =
            new.into_iter().map(|(id, record)| Opening::from_record(id, None, record)).collect();
        for (id, error) in broken {
            openings.extend(self.broken(id, error.to_string(), None, turn));
        }
        self.open_all(openings, turn);
        for (id, record) in known {
            self.load(&id, record.state, turn);
        }
    }

    /// A model that cannot be read: said once, and its id is taken if it is free.
    pub(super) fn broken(
        &self,
        id: ModelId,
        reason: String,
        comm: Option<CommId>,
        turn: &mut Turn,
    ) -> Option<Opening> {
        turn.error(&EventError::Record { model: id.clone(), reason: reason.clone() });
        (!self.models.contains_key(&id)).then(|| Opening::broken(id, comm, reason))
    }
}
