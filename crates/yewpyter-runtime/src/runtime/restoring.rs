//! Fetching all models of a running kernel (rules R1–R7). What is waited for stands in `restore.rs`.

use super::{Runtime, Turn};
use crate::effect::Effect;
use crate::error::EventError;
use crate::opening::Opening;
use crate::tickets::Purpose;
use litemap::LiteMap;
use yewpyter_protocol::{
    Buffer, CONTROL_TARGET, CONTROL_VERSION, CommId, Map, Message, MessageError, ModelId,
    ModelRecord, MsgId, Value,
};

impl Runtime {
    pub(super) fn start_restore(&mut self, control: CommId, turn: &mut Turn) {
        if let Some(comm) = self.restore.start(control.clone(), turn.now) {
            turn.push(Effect::CloseComm { comm });
        }
        turn.push(Effect::OpenComm {
            comm: control.clone(),
            target: CONTROL_TARGET,
            version: CONTROL_VERSION,
            data: Value::Map(Map::new()),
        });
        let purpose = Purpose::RequestStates(control.clone());
        self.request(control, Message::RequestStates, purpose, turn);
    }

    fn request(&mut self, comm: CommId, message: Message, purpose: Purpose, turn: &mut Turn) {
        let ticket = self.tickets.issue(purpose);
        let (data, buffers) = message.encode();
        turn.push(Effect::Send { ticket, comm, data, buffers, view: None });
    }

    /// Takes a message on a comm that is no model's: it can be an answer to us.
    pub(super) fn control_message(
        &mut self,
        comm: &CommId,
        (data, buffers): (Value, Vec<Buffer>),
        parent: Option<&MsgId>,
        turn: &mut Turn,
    ) {
        let (control, asked) = (self.restore.is_control(comm), self.tickets.request(comm, parent));
        if !control && asked.is_none() {
            return;
        }
        match (Message::decode_control(data, buffers), asked) {
            (Ok(Message::UpdateStates { states, broken }), _) if control => {
                self.restore_all(states, broken, turn);
            }
            (Ok(Message::Update { state }), Some(ticket)) => {
                self.tickets.close(ticket);
                self.restore_answer(comm, Some(state), turn);
            }
            (Ok(_), _) => {}
            (Err(source), _) if control => turn.error(&EventError::Control { source }),
            (Err(source), _) => {
                turn.error(&EventError::Message { model: ModelId::of_comm(comm), source });
            }
        }
    }

    /// The kernel has told all of its models at once.
    fn restore_all(
        &mut self,
        states: LiteMap<ModelId, ModelRecord>,
        broken: LiteMap<ModelId, MessageError>,
        turn: &mut Turn,
    ) {
        let (known, new): (Vec<_>, Vec<_>) =
            states.into_iter().partition(|(id, _)| self.models.contains_key(id));
        let mut openings = Vec::new();
        for (id, record) in new {
            let comm = comm_of(&id);
            openings.push(Opening::from_record(id, Some(comm), record));
        }
        for (id, error) in broken {
            let comm = comm_of(&id);
            openings.extend(self.broken(id, error.to_string(), Some(comm), turn));
        }
        self.open_all(openings, turn);
        for (id, record) in known {
            self.reattach(&id);
            self.load(&id, record.state, turn);
        }
        self.finish_restore(turn);
    }

    /// A model the page has and the kernel too is live, even if it was read from a document before.
    fn reattach(&mut self, id: &ModelId) {
        if let Some(model) = self.models.get_mut(id).filter(|model| !model.is_live()) {
            let comm = model.comm().cloned().unwrap_or_else(|| comm_of(id));
            self.comms.insert(comm.clone(), id.clone());
            model.attach(comm);
        }
    }

    pub(super) fn restore_comm_closed(&mut self, comm: &CommId, turn: &mut Turn) {
        if self.restore.is_control(comm) {
            if self.restore.control_closed() {
                turn.push(Effect::RequestCommInfo);
            }
        } else if let Some(ticket) = self.tickets.request(comm, None) {
            self.tickets.close(ticket);
            self.restore_answer(comm, None, turn);
        }
    }

    /// The request for all states was not sent, or the kernel is through with it and has not answered: one
    /// model on which it fails is enough for that.
    pub(super) fn control_failed(&mut self, control: &CommId, turn: &mut Turn) {
        if self.restore.is_control(control) && self.restore.fall_back() {
            turn.push(Effect::RequestCommInfo);
        }
    }

    pub(super) fn comm_info(&mut self, comms: Vec<CommId>, turn: &mut Turn) {
        if !self.restore.wants_comms() {
            return;
        }
        let unknown: Vec<_> =
            comms.into_iter().filter(|comm| !self.comms.contains_key(comm)).collect();
        self.restore.asked(unknown.clone(), turn.now);
        for comm in unknown {
            let purpose = Purpose::RequestState(comm.clone());
            self.request(comm, Message::RequestState, purpose, turn);
        }
        self.finish_if_complete(turn);
    }

    /// One model has answered, or will not. After the restore has ended a late one is still taken.
    pub(super) fn restore_answer(&mut self, comm: &CommId, state: Option<Map>, turn: &mut Turn) {
        if let Some(state) = self.restore.answered(comm, state, turn.now) {
            self.open(restored(comm.clone(), state), turn);
        }
        self.finish_if_complete(turn);
    }

    fn finish_if_complete(&mut self, turn: &mut Turn) {
        if self.restore.is_complete() {
            self.finish_restore(turn);
        }
    }

    /// Silence has lasted too long: goes on with what there is.
    pub(super) fn hurry_restore(&mut self, turn: &mut Turn) {
        if self.restore.deadline().is_some_and(|until| until <= turn.now) {
            if self.restore.fall_back() {
                turn.push(Effect::RequestCommInfo);
            } else {
                self.finish_restore(turn);
            }
        }
    }

    pub(super) fn finish_restore(&mut self, turn: &mut Turn) {
        if self.restore.is_running() {
            let (answers, control) = self.restore.finish();
            let new = answers.into_iter().filter(|(comm, _)| !self.comms.contains_key(comm));
            let openings = new.map(|(comm, state)| restored(comm, state)).collect();
            self.open_all(openings, turn);
            turn.effects.extend(control.map(|comm| Effect::CloseComm { comm }));
            turn.push(Effect::Restored);
        }
    }
}

fn restored(comm: CommId, state: Map) -> Opening {
    Opening::new(ModelId::of_comm(&comm), Some(comm), state)
}

fn comm_of(id: &ModelId) -> CommId {
    CommId::from(id.as_str())
}
