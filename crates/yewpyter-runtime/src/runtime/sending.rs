//! Messages to the kernel and what becomes of them (rules S4–S9). The book-keeping is in `sync.rs`.

use super::{Runtime, Turn};
use crate::effect::{Effect, SendId};
use crate::error::EventError;
use crate::event::Millis;
use crate::model::Model;
use crate::tickets::Purpose;
use yewpyter_protocol::{Map, ModelId, MsgId, encode_update};

/// How long the end of a message is awaited. The kernel may be busy that long, but the message may also be
/// lost, and then nothing would ever be sent again.
const PATIENCE: Millis = 30_000.0;

impl Runtime {
    /// Sends what waits, if it may go.
    pub(super) fn flush(&mut self, id: &ModelId, turn: &mut Turn) {
        if self.models.get(id).is_some_and(|model| model.channel.is_ready()) {
            self.send_waiting(id, turn);
        }
    }

    /// Sends what waits, even behind a message on its way: whatever is sent next was meant to come after it.
    pub(super) fn send_waiting(&mut self, id: &ModelId, turn: &mut Turn) {
        let Some(model) = self.models.get_mut(id) else { return };
        let Some(comm) = model.comm().filter(|_| model.is_live()).cloned() else { return };
        if !model.channel.has_waiting() {
            return;
        }
        let ticket = self.tickets.issue(Purpose::State(id.clone()));
        let (state, view) = if self.host.syncs_models {
            self.tickets.close(ticket);
            model.channel.take()
        } else {
            self.patience.push_back((turn.now + PATIENCE, id.clone(), ticket));
            model.channel.send(ticket)
        };
        let (data, buffers) = encode_update(state);
        turn.push(Effect::Send { ticket, comm, data, buffers, view });
    }

    pub(super) fn sent(&mut self, ticket: SendId, msg: MsgId) {
        if let Some(Purpose::State(id)) = self.tickets.sent(ticket, msg.clone())
            && let Some(model) = self.models.get_mut(id)
        {
            model.channel.sent(ticket, msg);
        }
    }

    pub(super) fn send_failed(&mut self, ticket: SendId, reason: String, turn: &mut Turn) {
        match self.tickets.close(ticket) {
            Some(Purpose::State(model)) => {
                let found = self.models.get_mut(&model);
                if found.is_some_and(|found| found.channel.failed(ticket)) {
                    turn.error(&EventError::SendState { model, reason });
                }
            }
            Some(Purpose::Custom(model)) => turn.error(&EventError::SendCustom { model, reason }),
            Some(request) => {
                if let Some(managing) = self.managing {
                    managing.failed(self, request, turn);
                }
            }
            None => {}
        }
    }

    pub(super) fn kernel_idle(&mut self, msg: &MsgId, turn: &mut Turn) {
        let Some((ticket, purpose)) = self.tickets.of(msg) else { return };
        match purpose.clone() {
            Purpose::State(id) => self.landed(&id, ticket, turn),
            Purpose::Custom(_) => {}
            request => {
                self.tickets.close(ticket);
                if let Some(managing) = self.managing {
                    managing.unanswered(self, request, turn);
                }
            }
        }
    }

    fn landed(&mut self, id: &ModelId, ticket: SendId, turn: &mut Turn) {
        let Some(model) = self.models.get_mut(id) else { return };
        let landed = model.channel.landed(ticket);
        for ticket in landed.tickets {
            self.tickets.close(ticket);
        }
        if landed.confirmed {
            self.mirror(id, Map::new(), turn);
        }
        self.flush(id, turn);
    }

    /// The kernel died or came back, for one model or for all.
    pub(super) fn kernel_status(&mut self, model: Option<ModelId>, live: bool, turn: &mut Turn) {
        let everything = model.is_none();
        let ids = model.map_or_else(|| self.models.keys().cloned().collect(), |id| vec![id]);
        for id in ids {
            if self.models.get_mut(&id).is_some_and(|model| model.set_live(live)) {
                self.hold(&id);
                self.tell_status(&id, turn);
                self.flush(&id, turn);
            }
        }
        if let Some(managing) = self.managing.filter(|_| everything && !live) {
            managing.disconnected(self, turn);
        }
    }

    /// No end of a message will come any more: what is unconfirmed waits to be sent again.
    pub(super) fn hold(&mut self, id: &ModelId) {
        for ticket in
            self.models.get_mut(id).map(|model| model.channel.hold()).into_iter().flatten()
        {
            self.tickets.close(ticket);
        }
    }

    pub(super) fn give_up_waiting(&mut self, turn: &mut Turn) {
        while let Some((until, ..)) = self.patience.front()
            && *until <= turn.now
            && let Some((_, id, ticket)) = self.patience.pop_front()
        {
            if let Some(model) = self.models.get_mut(&id).filter(|model| awaits(model, ticket)) {
                model.channel.give_up(ticket);
                self.flush(&id, turn);
            }
        }
    }

    /// Says when the next message will have been awaited too long.
    pub(super) fn next_patience_end(&mut self) -> Option<Millis> {
        loop {
            let (until, id, ticket) = self.patience.front()?;
            if self.models.get(id).is_some_and(|model| awaits(model, *ticket)) {
                return Some(*until);
            }
            self.patience.pop_front();
        }
    }
}

fn awaits(model: &Model, ticket: SendId) -> bool {
    model.channel.awaits(ticket)
}
