//! Making and dropping models (rules O and C), and what they refer to.

use super::{Runtime, Turn};
use crate::effect::Effect;
use crate::error::EventError;
use crate::event::HostInfo;
use crate::model::Model;
use crate::opening::Opening;
use yewpyter_protocol::{Buffer, CommId, Map, ModelId, Value, check_protocol_version, decode_open};

impl Runtime {
    /// The host says what it can do. Normally no model is there yet.
    pub(super) fn meet_host(&mut self, host: HostInfo, turn: &mut Turn) {
        self.host = host;
        for id in self.models.keys().cloned().collect::<Vec<_>>() {
            self.look_for_references(&id);
            self.tell_status(&id, turn);
        }
    }

    pub(super) fn comm_opened(
        &mut self,
        comm: CommId,
        version: Option<&str>,
        (data, buffers): (Value, Vec<Buffer>),
        turn: &mut Turn,
    ) {
        let model = ModelId::of_comm(&comm);
        if let Err(source) = check_protocol_version(version) {
            return turn.error(&EventError::OpenVersion { model, source });
        }
        match decode_open(data, buffers) {
            Ok(state) => self.open(Opening::new(model, Some(comm), state), turn),
            Err(source) => turn.error(&EventError::Open { model, source }),
        }
    }

    pub(super) fn open(&mut self, opening: Opening, turn: &mut Turn) {
        self.open_all(vec![opening], turn);
    }

    /// Makes models. All of them have their ids before any reference is looked at, so that their order
    /// does not matter and cycles are fine (rules P1, R1).
    pub(super) fn open_all(&mut self, openings: Vec<Opening>, turn: &mut Turn) {
        let mut opened = Vec::new();
        for mut opening in openings {
            let tree = opening.split();
            opened.extend(self.register(opening, turn));
            opened.extend(tree.into_iter().filter_map(|below| self.register(below, turn)));
        }
        for (id, patch) in opened {
            self.check_streams(&id);
            self.look_for_references(&id);
            if let Some(managing) = self.managing {
                managing.arrived(self, &id, turn);
            }
            self.tell_opened(&id, patch, turn);
        }
    }

    /// Puts a model in its place. Gives what the host does not have of its state; `None` where the model has a
    /// comm of its own already, which then is the one owner of its state.
    fn register(&mut self, opening: Opening, turn: &mut Turn) -> Option<(ModelId, Map)> {
        let in_tree = opening.root.is_some();
        if opening.root.as_ref() == Some(&opening.id) {
            turn.warn(&EventError::OwnTree { model: opening.id });
            return None;
        }
        match self.models.get(&opening.id) {
            Some(present) if in_tree && present.is_root() => None,
            Some(present) if in_tree || present.root.is_some() => Some(self.rejoin(opening)),
            _ => Some(self.place(opening, turn)),
        }
    }

    /// Puts a model in the place of a former one with its id (rule O8), or in a free one.
    fn place(&mut self, mut opening: Opening, turn: &mut Turn) -> (ModelId, Map) {
        let id = opening.id.clone();
        let former = self.take_out(&id);
        let unconfirmed = std::mem::take(&mut opening.unconfirmed);
        let shared = opening.root.is_some();
        let known: Vec<String> = if opening.host_has_state {
            opening.state.keys().cloned().collect()
        } else {
            Vec::new()
        };
        // The keys of a state are in order. Of a tree the host has the records, and fills in nothing.
        let is_known = |key: &String| {
            (shared && !known.is_empty() || known.binary_search(key).is_ok())
                && !unconfirmed.contains_key(key)
        };
        opening.state.extend(unconfirmed.clone());
        let own = opening.comm.clone().filter(|_| !shared);
        let mut model = Model::open(opening, &self.classes);
        if let Some(former) = &former {
            model.replaces(former);
        }
        let news = model.state().iter().filter(|(key, _)| !is_known(key));
        let mut patch = Map::new();
        patch.extend(news.map(|(key, value)| (key.clone(), value.clone())));
        if let Some(comm) = own {
            self.comms.insert(comm, id.clone());
        }
        if model.comm().is_some() {
            model.channel.resume(unconfirmed);
        }
        self.models.insert(id.clone(), Box::new(model));
        if let Some(former) = former {
            self.drop_left(&id, former.below, turn);
        }
        (id, patch)
    }

    /// Finds out anew which of a model's references lead nowhere, where the host cannot show them either.
    pub(super) fn look_for_references(&mut self, id: &ModelId) {
        if let Some(managing) = self.managing {
            managing.resolve(self, id);
        }
    }

    fn tell_opened(&mut self, id: &ModelId, patch: Map, turn: &mut Turn) {
        let Some(model) = self.models.get(id) else { return };
        let keys = model.state().keys().cloned().collect();
        if !patch.is_empty() || model.channel.is_ready() {
            self.mirror(id, patch, turn);
        }
        turn.push(Effect::ModelChanged { model: id.clone(), keys });
        self.tell_status(id, turn);
        self.count_views(id, self.views.of(id), turn);
        self.flush(id, turn);
        self.ask_if_behind(id, turn);
    }

    /// Drops a model (rules C1, C4). Models that refer to it stay as they are: their views lose one child.
    /// The models below it go with it.
    pub(super) fn drop_model(&mut self, id: &ModelId, turn: &mut Turn) {
        let Some(model) = self.take_out(id) else { return };
        if self.views.of(id) > 0 {
            self.closed.insert(id.clone(), ());
        }
        turn.push(Effect::ModelClosed { model: id.clone() });
        for (below, ()) in model.below {
            if self.models.get(&below).is_some_and(|found| found.is_below(id)) {
                self.drop_model(&below, turn);
            }
        }
    }

    fn take_out(&mut self, id: &ModelId) -> Option<Box<Model>> {
        let mut model = self.models.remove(id)?;
        if let Some(managing) = self.managing {
            managing.left(self, &model);
        }
        if let Some(comm) = model.comm().filter(|_| model.is_root()) {
            self.comms.remove(comm);
        }
        for ticket in model.channel.hold() {
            self.tickets.close(ticket);
        }
        Some(model)
    }
}
