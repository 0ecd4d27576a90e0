//! What comes from the kernel (rules U, E, X, C1).

use super::{Runtime, Turn};
use crate::effect::Effect;
use crate::error::EventError;
use crate::model::Set;
use yewpyter_protocol::{Buffer, CommId, Map, Message, ModelId, MsgId, Value};

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
        match Message::decode(data, buffers) {
            Ok(message) => self.model_message(&id, message, parent, turn),
            Err(source) => turn.error(&EventError::Message { model: id, source }),
        }
    }

    fn model_message(
        &mut self,
        id: &ModelId,
        message: Message,
        parent: Option<&MsgId>,
        turn: &mut Turn,
    ) {
        match message {
            Message::Update { state } => self.apply(id, state, turn),
            Message::EchoUpdate { state } => self.apply_echo(id, state, parent, turn),
            Message::Custom { content, buffers } => {
                turn.push(Effect::Custom { model: id.clone(), content, buffers });
            }
            Message::RequestState
            | Message::RequestStates
            | Message::UpdateStates { .. }
            | Message::Unknown => {}
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
