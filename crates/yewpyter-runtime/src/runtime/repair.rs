//! Envelopes on a root's comm, and asking again for what was lost. What is missing stands in `numbers.rs` and `stream.rs`.

use super::kernel::Origin;
use super::{Runtime, Turn};
use crate::effect::Effect;
use crate::error::EventError;
use crate::event::Millis;
use crate::tickets::Purpose;
use yewpyter_protocol::{
    Buffer, Enclosed, Envelope, FieldValue, Map, Message, ModelId, Value, encode_heard,
    encode_since,
};

impl Runtime {
    /// Takes an envelope: what is new below the root, messages, what is gone; or a beacon.
    pub(super) fn envelope(
        &mut self,
        root: &ModelId,
        (envelope, buffers): (&Value, Vec<Buffer>),
        origin: Origin<'_>,
        turn: &mut Turn,
    ) {
        let envelope = match Envelope::read(envelope, buffers) {
            Ok(envelope) => envelope,
            Err(source) => return turn.error(&EventError::Message { model: root.clone(), source }),
        };
        if let Some(beacon) = envelope.beacon {
            return self.answer_beacon(root, beacon, envelope.at, turn);
        }
        let Some(model) = self.models.get_mut(root) else { return };
        let since = envelope.since;
        if envelope.number.is_none_or(|number| model.numbers.arrived(number, since)) {
            let origin = Origin { is_report: origin.is_report || since.is_some(), ..origin };
            self.take_in(root, envelope.open, turn);
            for message in envelope.messages {
                self.enclosed(root, message, origin, turn);
            }
            self.drop_gone(root, envelope.gone, turn);
            if since.is_some() {
                self.check_streams(root);
            }
        }
        self.ask_if_behind(root, turn);
    }

    fn enclosed(&mut self, root: &ModelId, message: Enclosed, origin: Origin<'_>, turn: &mut Turn) {
        let id = ModelId::from(message.to);
        if id != *root && !self.is_below(&id, root) {
            return turn.warn(&EventError::NotBelow { model: root.clone(), to: id });
        }
        if let Some(lost) = message.lost {
            return self.lost(&id, lost, turn);
        }
        match (Message::decode(message.data, message.buffers), message.stream) {
            (Ok(Message::Custom { content, buffers }), Some(number)) => {
                let Some(model) = self.models.get_mut(&id) else { return };
                let due = model.stream.take(number, (content, buffers));
                let torn = model.stream.is_torn();
                if let Some(model) = self.models.get_mut(root).filter(|_| torn) {
                    model.numbers.tear();
                }
                deliver(&id, due, turn);
            }
            (Ok(message), _) => self.model_message(&id, message, origin, turn),
            (Err(source), _) => turn.error(&EventError::Message { model: id, source }),
        }
    }

    fn lost(&mut self, id: &ModelId, number: u64, turn: &mut Turn) {
        let Some(model) = self.models.get_mut(id) else { return };
        let (due, missed) = model.stream.lose(number);
        if missed {
            turn.push(Effect::Missed { model: id.clone() });
        }
        deliver(id, due, turn);
    }

    /// Finds out whether reliable messages are missing, of which the kernel was only heard to have sent them.
    pub(super) fn check_streams(&mut self, root: &ModelId) {
        let torn = self.models.get(root).is_some_and(|model| {
            model.stream.is_torn() || self.below(model).any(|below| below.stream.is_torn())
        });
        if let Some(model) = self.models.get_mut(root).filter(|_| torn) {
            model.numbers.tear();
        }
    }

    /// Asks for what this page has missed, unless it has asked already.
    pub(super) fn ask_if_behind(&mut self, root: &ModelId, turn: &mut Turn) {
        let Some(model) = self.models.get_mut(root) else { return };
        let behind = model.numbers.is_behind() && model.is_live();
        let may_ask = model.numbers.may_ask(turn.now);
        self.behind.retain(|other| other != root);
        if behind {
            self.behind.push(root.clone());
            if may_ask {
                self.ask(root, turn);
            }
        }
    }

    fn ask(&mut self, root: &ModelId, turn: &mut Turn) {
        let Some(model) = self.models.get(root) else { return };
        let mut streams = Map::new();
        for one in std::iter::once(model.as_ref()).chain(self.below(model)) {
            if one.stream.heard() > 0 {
                streams.insert(one.id().as_str().to_owned(), Value::from(one.stream.heard()));
            }
        }
        let question = encode_since(model.numbers.complete(), streams);
        let ticket = self.tickets.issue(Purpose::Since(root.clone()));
        if let Some(model) = self.models.get_mut(root) {
            model.numbers.asked(ticket, turn.now);
        }
        self.post(root, ticket, question, turn);
    }

    fn answer_beacon(&mut self, root: &ModelId, beacon: u64, at: Map, turn: &mut Turn) {
        let ticket = self.tickets.issue(Purpose::Custom(root.clone()));
        self.post(root, ticket, encode_heard(beacon), turn);
        for (id, sent) in at {
            let (id, mut number) = (ModelId::from(id), 0_u64);
            if let (Some(model), Ok(())) = (self.models.get_mut(&id), number.read(&sent)) {
                model.numbers.heard_of(number);
                self.ask_if_behind(&id, turn);
            }
        }
    }

    /// Asks again where it is time.
    pub(super) fn ask_again(&mut self, turn: &mut Turn) {
        for root in self.behind.clone() {
            self.ask_if_behind(&root, turn);
        }
    }

    /// Says when it will be time.
    pub(super) fn next_question(&self) -> Option<Millis> {
        let due = |id: &ModelId| self.models.get(id)?.numbers.due();
        self.behind.iter().filter_map(due).reduce(f64::min)
    }
}

fn deliver(id: &ModelId, due: Vec<crate::stream::Content>, turn: &mut Turn) {
    for (content, buffers) in due {
        turn.push(Effect::Custom { model: id.clone(), content, buffers });
    }
}
