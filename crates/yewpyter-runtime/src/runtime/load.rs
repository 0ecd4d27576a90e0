//! Whole states that come from elsewhere than an open comm: a reconnect, a document (rules R3, P1–P6).

use super::{Runtime, Turn};
use crate::error::EventError;
use crate::model::Set;
use crate::numbers::Numbers;
use crate::opening::{Opening, take_number};
use yewpyter_protocol::{CommId, Document, Map, ModelId, NUMBER, STREAM, TREE};

impl Runtime {
    /// Takes over the state that the kernel has after a reconnect. Own changes that it may not know of
    /// survive and are sent again; ends of earlier messages will not come.
    pub(super) fn load(&mut self, id: &ModelId, mut state: Map, turn: &mut Turn) {
        let Some(model) = self.models.get_mut(id) else { return };
        if let Some(number) = take_number(&mut state, NUMBER) {
            model.numbers = Numbers::default();
            model.numbers.whole(number);
        }
        if let Some(number) = take_number(&mut state, STREAM) {
            model.stream.heard_of(number);
        }
        let below = model.below.clone();
        let all = || std::iter::once(id).chain(below.keys());
        all().for_each(|id| self.hold(id));
        if let Some(tree) = state.remove(TREE) {
            self.load_tree(id, tree, turn);
        }
        self.check_streams(id);
        self.merge(id, state, turn);
        all().for_each(|id| self.flush(id, turn));
        self.ask_if_behind(id, turn);
    }

    /// Takes over how things stand in the kernel, except where own changes are on their way.
    pub(super) fn merge(&mut self, id: &ModelId, state: Map, turn: &mut Turn) {
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
