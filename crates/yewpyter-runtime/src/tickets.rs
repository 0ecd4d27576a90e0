//! What each numbered send was for, so that its end can be taken to the right place.

use crate::effect::SendId;
use litemap::LiteMap;
use yewpyter_protocol::{CommId, ModelId, MsgId};

/// Why a message was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// An update of this model's state.
    State(ModelId),
    /// A custom message of this model.
    Custom(ModelId),
    /// The wish to hear again what this root's page has missed.
    Since(ModelId),
    /// `request_state` that shows whether the kernel is through with what was sent before.
    Probe,
    /// `request_state` on this comm.
    RequestState(CommId),
    /// `request_states` on this control comm.
    RequestStates(CommId),
}

/// All sends whose end is of interest.
#[derive(Debug, Default)]
pub(crate) struct Tickets {
    last: u64,
    open: LiteMap<SendId, (Purpose, Option<MsgId>)>,
    by_msg: LiteMap<MsgId, SendId>,
}

impl Tickets {
    /// Numbers a send.
    pub(crate) fn issue(&mut self, purpose: Purpose) -> SendId {
        self.last += 1;
        let ticket = SendId(self.last);
        self.open.insert(ticket, (purpose, None));
        ticket
    }

    /// The message is on the wire. Gives what it was for, unless its end does not matter.
    pub(crate) fn sent(&mut self, ticket: SendId, msg: MsgId) -> Option<&Purpose> {
        match self.open.get(&ticket) {
            None | Some((_, Some(_))) => return None,
            Some((Purpose::Custom(_), _)) => {
                self.open.remove(&ticket);
                return None;
            }
            Some(_) => {}
        }
        let (purpose, known) = self.open.get_mut(&ticket)?;
        *known = Some(msg.clone());
        self.by_msg.insert(msg, ticket);
        Some(purpose)
    }

    /// Finds the send that a message id belongs to.
    pub(crate) fn of(&self, msg: &MsgId) -> Option<(SendId, &Purpose)> {
        let ticket = *self.by_msg.get(msg)?;
        self.open.get(&ticket).map(|(purpose, _)| (ticket, purpose))
    }

    /// Whether this comm has been asked for its state, by the message `parent` where that is known.
    pub(crate) fn request(&self, comm: &CommId, parent: Option<&MsgId>) -> Option<SendId> {
        let asked = |purpose: &Purpose| matches!(purpose, Purpose::RequestState(of) if of == comm);
        match parent {
            Some(parent) => self.of(parent).filter(|(_, why)| asked(why)).map(|(ticket, _)| ticket),
            None => self.open.iter().find(|(_, (why, _))| asked(why)).map(|(ticket, _)| *ticket),
        }
    }

    /// Lets go of a send. Gives what it was for.
    pub(crate) fn close(&mut self, ticket: SendId) -> Option<Purpose> {
        let (purpose, msg) = self.open.remove(&ticket)?;
        if let Some(msg) = msg {
            self.by_msg.remove(&msg);
        }
        Some(purpose)
    }
}
