//! Messages to the kernel and what becomes of them (rules S4–S9). The book-keeping is in `sync.rs`.

use super::{Runtime, Turn};
use crate::effect::{Effect, SendId};
use crate::error::EventError;
use crate::event::{Millis, ViewId};
use crate::model::Model;
use crate::tickets::Purpose;
use yewpyter_protocol::{
    Buffer, Map, Message, ModelId, MsgId, Value, encode_enclosed, encode_update,
};

/// How long the end of a message is awaited before the kernel is asked whether it has gone past it: the message or
/// its end may be lost, and then nothing would ever be sent again.
const PATIENCE: Millis = 3_000.0;
/// How long where asking would prove nothing. The kernel may be busy that long.
const BLIND_PATIENCE: Millis = 30_000.0;
/// How long before the kernel is asked once more.
const PROBE_PATIENCE: Millis = 30_000.0;

impl Runtime {
    /// Sends what waits, if it may go.
    pub(super) fn flush(&mut self, id: &ModelId, turn: &mut Turn) {
        if self.models.get(id).is_some_and(|model| model.channel.is_ready()) {
            self.send_waiting(id, turn);
        }
    }

    /// Sends what waits, even behind a message on its way: whatever is sent next was meant to come after it.
    pub(super) fn send_waiting(&mut self, id: &ModelId, turn: &mut Turn) {
        let Some(model) = self.models.get_mut(id).filter(|model| model.is_live()) else { return };
        if !model.channel.has_waiting() {
            return;
        }
        let ticket = self.tickets.issue(Purpose::State(id.clone()));
        let (state, view) = if self.host.syncs_models {
            self.tickets.close(ticket);
            model.channel.take()
        } else {
            let patience = if self.host.in_order { PATIENCE } else { BLIND_PATIENCE };
            self.patience.push_back((turn.now + patience, id.clone(), ticket));
            model.channel.send(ticket)
        };
        self.post_from(view, (id, ticket), encode_update(state), turn);
    }

    /// Puts a message of a model on its comm, or on its root's.
    pub(super) fn post(
        &mut self,
        id: &ModelId,
        ticket: SendId,
        message: (Value, Vec<Buffer>),
        turn: &mut Turn,
    ) {
        self.post_from(None, (id, ticket), message, turn);
    }

    /// As [`Runtime::post`], in the name of a view.
    pub(super) fn post_from(
        &mut self,
        view: Option<ViewId>,
        (id, ticket): (&ModelId, SendId),
        message: (Value, Vec<Buffer>),
        turn: &mut Turn,
    ) {
        let Some(model) = self.models.get(id) else { return };
        let Some(comm) = model.comm().cloned() else { return };
        let shared = model.root.is_some();
        let (data, buffers) = if shared { encode_enclosed(id, message) } else { message };
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
            // Both are asked again in time.
            Some(Purpose::Since(_) | Purpose::Probe) => {}
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
        let purpose = purpose.clone();
        if self.host.in_order {
            self.gone_past(ticket, turn);
        }
        match purpose {
            Purpose::State(id) => self.landed(&id, ticket, turn),
            Purpose::Custom(_) => {}
            Purpose::Probe => drop(self.tickets.close(ticket)),
            Purpose::Since(root) => {
                self.tickets.close(ticket);
                if let Some(model) = self.models.get_mut(&root) {
                    model.numbers.answered(ticket, turn.now);
                    self.ask_if_behind(&root, turn);
                }
            }
            request => {
                self.tickets.close(ticket);
                if let Some(managing) = self.managing {
                    managing.unanswered(self, request, turn);
                }
            }
        }
    }

    /// A message has come that answers one of ours: the kernel has gone past all that were sent before that one.
    /// Says whether it was sent only to find that out.
    pub(super) fn reached(&mut self, parent: Option<&MsgId>, turn: &mut Turn) -> bool {
        let Some((ticket, purpose)) = parent.and_then(|msg| self.tickets.of(msg)) else {
            return false;
        };
        let is_probe = *purpose == Purpose::Probe;
        if self.host.in_order {
            self.gone_past(SendId(ticket.0.saturating_sub(1)), turn);
        }
        is_probe
    }

    /// The kernel is through with all messages up to this one, even if it was not heard to say so.
    fn gone_past(&mut self, ticket: SendId, turn: &mut Turn) {
        while let Some((_, _, oldest)) = self.patience.front()
            && *oldest <= ticket
            && let Some((_, id, ticket)) = self.patience.pop_front()
        {
            if self.models.get(&id).is_some_and(|model| awaits(model, ticket)) {
                self.landed(&id, ticket, turn);
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
        let ids = match model.as_ref().map(|id| self.models.get(id)) {
            None => self.models.keys().cloned().collect(),
            Some(None) => Vec::new(),
            Some(Some(model)) => {
                let below = self.below(model).map(|below| below.id().clone());
                std::iter::once(model.id().clone()).chain(below).collect()
            }
        };
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

    /// The end of a message has not come for too long.
    pub(super) fn lose_patience(&mut self, turn: &mut Turn) {
        while let Some((until, id, ticket)) = self.patience.front()
            && *until <= turn.now
        {
            let (id, ticket) = (id.clone(), *ticket);
            self.patience.pop_front();
            let Some(model) = self.models.get_mut(&id).filter(|model| awaits(model, ticket)) else {
                continue;
            };
            if self.host.in_order {
                // What was sent later waits behind it: one answer serves all.
                self.patience.push_front((turn.now + PROBE_PATIENCE, id.clone(), ticket));
                let probe = self.tickets.issue(Purpose::Probe);
                return self.post(&id, probe, Message::RequestState.encode(), turn);
            }
            model.channel.give_up(ticket);
            self.flush(&id, turn);
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
