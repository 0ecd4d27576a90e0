//! What comes from the kernel (rules U, E, X, C1).

use super::{Runtime, Turn};
use crate::effect::Effect;
use crate::error::EventError;
use crate::model::Set;
use crate::opening::take_number;
use yewpyter_protocol::{
    Buffer, CommId, Envelope, Map, Message, ModelId, MsgId, NUMBER, STREAM, TREE, Value,
};

/// What is known of a message beside its content.
#[derive(Clone, Copy)]
pub(super) struct Origin<'a> {
    /// The message of ours that it answers.
    pub(super) parent: Option<&'a MsgId>,
    /// It tells how things stand and not what has just been set: own changes on their way survive it.
    pub(super) is_report: bool,
}

impl Runtime {
    pub(super) fn comm_message(
        &mut self,
        comm: &CommId,
        (data, buffers): (Value, Vec<Buffer>),
        parent: Option<&MsgId>,
        turn: &mut Turn,
    ) {
        let Some(id) = self.comms.get(comm).cloned() else {
            if let Some(managing) = self.managing {
                managing.message(self, (comm, parent), (data, buffers), turn);
            }
            return;
        };
        let is_report = self.reached(parent, turn);
        let origin = Origin { parent, is_report };
        match Message::decode(data, buffers) {
            Ok(Message::Custom { content, buffers }) => match Envelope::within(&content) {
                Some(envelope) => self.envelope(&id, (envelope, buffers), origin, turn),
                None => turn.push(Effect::Custom { model: id, content, buffers }),
            },
            Ok(message) => self.model_message(&id, message, origin, turn),
            Err(source) => turn.error(&EventError::Message { model: id, source }),
        }
    }

    pub(super) fn model_message(
        &mut self,
        id: &ModelId,
        message: Message,
        origin: Origin<'_>,
        turn: &mut Turn,
    ) {
        match message {
            Message::Update { state } => self.update(id, state, origin, turn),
            Message::EchoUpdate { state } => self.apply_echo(id, state, origin.parent, turn),
            Message::Custom { content, buffers } => {
                turn.push(Effect::Custom { model: id.clone(), content, buffers });
            }
            Message::RequestState
            | Message::RequestStates
            | Message::UpdateStates { .. }
            | Message::Unknown => {}
        }
    }

    /// Takes an update: a plain one as it comes, a numbered one in its turn, a whole state with the tree below it.
    fn update(&mut self, id: &ModelId, mut state: Map, origin: Origin<'_>, turn: &mut Turn) {
        let Some(model) = self.models.get_mut(id) else { return };
        let (tree, number) = (state.remove(TREE), take_number(&mut state, NUMBER));
        let is_news = match (number, &tree) {
            (Some(number), Some(_)) => model.numbers.whole(number),
            (Some(number), None) => model.numbers.arrived(number, None),
            (None, _) => true,
        };
        if is_news {
            let whole = tree.is_some();
            if let Some(number) = take_number(&mut state, STREAM) {
                model.stream.heard_of(number);
            }
            if let Some(tree) = tree {
                self.load_tree(id, tree, turn);
                self.check_streams(id);
            }
            if whole || origin.is_report {
                self.merge(id, state, turn);
            } else {
                self.apply(id, state, turn);
            }
        }
        if number.is_some() {
            self.ask_if_behind(id, turn);
        }
    }

    fn apply_echo(
        &mut self,
        id: &ModelId,
        mut state: Map,
        parent: Option<&MsgId>,
        turn: &mut Turn,
    ) {
        if let Some(model) = self.models.get_mut(id) {
            state.retain(|key, _| model.channel.accepts_echo(key, parent));
            self.apply(id, state, turn);
        }
    }

    /// Sets what the kernel says, always (rule S9). Nothing of it is sent back (rules U1, U11).
    fn apply(&mut self, id: &ModelId, state: Map, turn: &mut Turn) {
        let Some(model) = self.models.get_mut(id) else { return };
        let mut patch = Map::new();
        for (key, value) in state {
            model.channel.overwritten(&key);
            if let Set::Changed(_) = model.set(&key, value.clone()) {
                patch.insert(key, value);
            }
        }
        self.tell_change(id, patch, turn);
    }

    pub(super) fn comm_closed(&mut self, comm: &CommId, turn: &mut Turn) {
        if let Some(id) = self.comms.get(comm).cloned() {
            self.drop_model(&id, turn);
        } else if let Some(managing) = self.managing {
            managing.closed(self, comm, turn);
        }
    }
}
