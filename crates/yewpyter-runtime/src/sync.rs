//! Own changes on their way to the kernel (rules S and E): one message in flight, the rest merged, echoes told apart.
//!
//! A pure book-keeper of one model. It holds no state, sends nothing and knows no comm.

use crate::effect::SendId;
use crate::event::ViewId;
use litemap::LiteMap;
use yewpyter_protocol::{Map, MsgId, Value};

/// One model's way to the kernel.
#[derive(Debug, Default)]
pub(crate) struct Channel {
    /// Changed, but not saved yet: what each key held before. Its present value stands in the state.
    unsaved: LiteMap<String, Option<Value>>,
    /// Saved, but not sent yet.
    waiting: Map,
    /// The view that last added to `waiting`.
    view: Option<ViewId>,
    /// Sent, but not confirmed yet, oldest first.
    flights: Vec<Flight>,
    /// The message whose end must be awaited before the next may go.
    busy: Option<SendId>,
    /// For each key the last message that carried it, until its echo or its end has come.
    expected: LiteMap<String, SendId>,
    /// The last message could not be sent, and that has been said.
    failing: bool,
}

/// One message on its way.
#[derive(Debug)]
struct Flight {
    ticket: SendId,
    msg: Option<MsgId>,
    state: Map,
}

/// What the end of a message has changed.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Landed {
    /// The messages the kernel is through with.
    pub(crate) tickets: Vec<SendId>,
    /// Whether keys are confirmed that were not before.
    pub(crate) confirmed: bool,
}

impl Channel {
    /// Notes an own change. A key set back to what it was before needs no sending.
    pub(crate) fn changed(&mut self, key: &str, before: Option<Value>, present: &Value) {
        match self.unsaved.get(key) {
            Some(Some(first)) if first == present => drop(self.unsaved.remove(key)),
            Some(_) => {}
            None => drop(self.unsaved.insert(key.to_owned(), before)),
        }
    }

    /// Notes that the kernel has set a key: what the state holds now is no own change (rule U11).
    pub(crate) fn overwritten(&mut self, key: &str) {
        self.unsaved.remove(key);
    }

    /// Makes the unsaved changes ready to be sent; per key the last value wins (rule S4).
    pub(crate) fn save(&mut self, state: &Map, view: Option<ViewId>) {
        if self.unsaved.is_empty() {
            return;
        }
        for (key, _) in std::mem::take(&mut self.unsaved) {
            if let Some(value) = state.get(&key) {
                self.waiting.insert(key, value.clone());
            }
        }
        self.view = view;
    }

    /// Makes changes ready that were made before this model was here.
    pub(crate) fn resume(&mut self, unconfirmed: Map) {
        self.waiting.extend(unconfirmed);
    }

    /// Whether changes wait to be sent.
    pub(crate) fn has_waiting(&self) -> bool {
        !self.waiting.is_empty()
    }

    /// Whether they can go now.
    pub(crate) fn is_ready(&self) -> bool {
        self.busy.is_none() && self.has_waiting()
    }

    /// Takes what waits as message `ticket`, and its view.
    pub(crate) fn send(&mut self, ticket: SendId) -> (Map, Option<ViewId>) {
        let (state, view) = self.take();
        self.busy = Some(ticket);
        for key in state.keys() {
            self.expected.insert(key.clone(), ticket);
        }
        self.flights.push(Flight { ticket, msg: None, state: state.clone() });
        (state, view)
    }

    /// Takes what waits and forgets it: the host itself sees to its arrival.
    pub(crate) fn take(&mut self) -> (Map, Option<ViewId>) {
        (std::mem::take(&mut self.waiting), self.view.take())
    }

    /// The message is on the wire.
    pub(crate) fn sent(&mut self, ticket: SendId, msg: MsgId) {
        self.failing = false;
        if let Some(flight) = self.flights.iter_mut().find(|flight| flight.ticket == ticket) {
            flight.msg = Some(msg);
        }
    }

    /// The kernel is through with the message, and so with all before it: it takes them in order.
    pub(crate) fn landed(&mut self, ticket: SendId) -> Landed {
        let (done, rest): (Vec<_>, Vec<_>) =
            self.flights.drain(..).partition(|flight| flight.ticket <= ticket);
        self.flights = rest;
        self.expected.retain(|_, awaited| *awaited > ticket);
        self.free(ticket);
        Landed {
            confirmed: done
                .iter()
                .flat_map(|flight| flight.state.keys())
                .any(|key| !self.owns(key)),
            tickets: done.into_iter().map(|flight| flight.ticket).collect(),
        }
    }

    /// The message's end has not come for too long: it is waited for no more. It stays unconfirmed.
    pub(crate) fn give_up(&mut self, ticket: SendId) {
        self.expected.retain(|_, awaited| *awaited != ticket);
        self.free(ticket);
    }

    /// The message could not be sent: its keys wait again, for the next occasion. Says whether this is news.
    pub(crate) fn failed(&mut self, ticket: SendId) -> bool {
        self.give_up(ticket);
        if let Some(index) = self.flights.iter().position(|flight| flight.ticket == ticket) {
            for (key, value) in self.flights.remove(index).state {
                let newer = self.flights.iter().skip(index).any(|f| f.state.contains_key(&key));
                if !newer {
                    self.waiting.entry(key).or_insert(value);
                }
            }
        }
        !std::mem::replace(&mut self.failing, true)
    }

    /// No message's end will come: all of them wait to be sent again. Gives the messages that are forgotten.
    pub(crate) fn hold(&mut self) -> Vec<SendId> {
        let mut kept = Map::new();
        let mut tickets = Vec::new();
        for flight in self.flights.drain(..) {
            kept.extend(flight.state);
            tickets.push(flight.ticket);
        }
        kept.extend(std::mem::take(&mut self.waiting));
        self.waiting = kept;
        self.busy = None;
        self.expected.clear();
        tickets
    }

    /// Decides on one key of an echo (rules E1–E8).
    ///
    /// While an own change of the key is on its way, other echoes of it would undo it. A host without
    /// parent ids (Colab) cannot tell whose an echo is, so there all are ignored meanwhile.
    pub(crate) fn accepts_echo(&mut self, key: &str, parent: Option<&MsgId>) -> bool {
        if let Some(ticket) = self.expected.get(key) {
            let flight = self.flights.iter().find(|flight| flight.ticket == *ticket);
            let own = flight.and_then(|flight| flight.msg.as_ref());
            if parent.is_none() || own != parent {
                return false;
            }
            self.expected.remove(key);
        }
        !self.waiting.contains_key(key) && !self.unsaved.contains_key(key)
    }

    /// Whether the key has an own change that is not confirmed.
    pub(crate) fn owns(&self, key: &str) -> bool {
        self.unsaved.contains_key(key)
            || self.waiting.contains_key(key)
            || self.flights.iter().any(|flight| flight.state.contains_key(key))
    }

    /// The own value of a key that waits to be sent.
    pub(crate) fn waiting(&self, key: &str) -> Option<&Value> {
        self.waiting.get(key)
    }

    /// Whether the message is the one whose end is awaited.
    pub(crate) fn awaits(&self, ticket: SendId) -> bool {
        self.busy == Some(ticket)
    }

    /// Collects all own changes that are not confirmed, with the newest own value of each.
    pub(crate) fn unconfirmed(&self, state: &Map) -> Map {
        let mut all = Map::new();
        for flight in &self.flights {
            all.extend(flight.state.clone());
        }
        all.extend(self.waiting.clone());
        let present = |key: &String| Some((key.clone(), state.get(key)?.clone()));
        all.extend(self.unsaved.keys().filter_map(present));
        all
    }

    fn free(&mut self, ticket: SendId) {
        if self.busy.is_some_and(|busy| busy <= ticket) {
            self.busy = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: SendId = SendId(1);
    const B: SendId = SendId(2);

    fn map(entries: &[(&str, i64)]) -> Map {
        entries.iter().map(|(key, value)| ((*key).to_owned(), Value::Int(*value))).collect()
    }

    /// A channel on which these values have been set and saved.
    fn saved(entries: &[(&str, i64)]) -> Channel {
        let mut channel = Channel::default();
        save(&mut channel, entries);
        channel
    }

    fn save(channel: &mut Channel, entries: &[(&str, i64)]) {
        for (key, value) in entries {
            channel.changed(key, None, &Value::Int(*value));
        }
        channel.save(&map(entries), None);
    }

    #[test]
    fn one_message_is_in_flight_and_the_rest_is_merged() {
        let mut channel = saved(&[("v", 1)]);
        assert_eq!(channel.send(A).0, map(&[("v", 1)]));
        save(&mut channel, &[("v", 2), ("w", 1)]);
        save(&mut channel, &[("v", 3)]);
        assert!(!channel.is_ready());
        assert_eq!(channel.landed(A), Landed { tickets: vec![A], confirmed: false });
        assert!(channel.is_ready());
        assert_eq!(channel.send(B).0, map(&[("v", 3), ("w", 1)]));
        assert_eq!(channel.landed(B), Landed { tickets: vec![B], confirmed: true });
        assert_eq!(channel.landed(B), Landed { tickets: vec![], confirmed: false });
        assert!(!channel.is_ready());
    }

    #[test]
    fn a_key_set_back_before_saving_is_not_sent() {
        let mut channel = Channel::default();
        channel.changed("v", Some(Value::Int(1)), &Value::Int(2));
        channel.changed("v", Some(Value::Int(2)), &Value::Int(1));
        channel.save(&map(&[("v", 1)]), None);
        assert!(!channel.is_ready());
    }

    #[test]
    fn a_later_end_stands_for_the_lost_one_before_it() {
        let mut channel = saved(&[("v", 1)]);
        channel.send(A);
        channel.give_up(A);
        save(&mut channel, &[("w", 2)]);
        channel.send(B);
        assert_eq!(channel.unconfirmed(&Map::new()), map(&[("v", 1), ("w", 2)]));
        assert_eq!(channel.landed(B), Landed { tickets: vec![A, B], confirmed: true });
        assert_eq!(channel.unconfirmed(&Map::new()), Map::new());
    }

    #[test]
    fn a_failed_message_waits_for_the_next_and_newer_values_win() {
        let mut channel = saved(&[("v", 1), ("w", 1)]);
        channel.send(A);
        save(&mut channel, &[("v", 2)]);
        assert!(channel.failed(A));
        assert_eq!(channel.send(B).0, map(&[("v", 2), ("w", 1)]));
        assert!(!channel.failed(B), "said once already");
        channel.send(A);
        channel.sent(A, MsgId::from("a"));
        assert!(channel.failed(A), "news again after a success");
    }

    #[test]
    fn held_messages_are_merged_and_their_ends_mean_nothing() {
        let mut channel = saved(&[("v", 1), ("w", 1)]);
        channel.send(A);
        save(&mut channel, &[("v", 2)]);
        assert_eq!(channel.hold(), [A]);
        assert_eq!(channel.waiting("v"), Some(&Value::Int(2)));
        channel.send(B);
        assert_eq!(channel.landed(A), Landed { tickets: vec![], confirmed: false });
        assert!(channel.awaits(B));
    }

    #[test]
    fn an_expectation_ends_with_its_message() {
        let mut channel = saved(&[("v", 1)]);
        channel.send(A);
        assert!(!channel.accepts_echo("v", None), "not even its own id is known yet");
        channel.sent(A, MsgId::from("a"));
        let other = MsgId::from("other");
        assert!(!channel.accepts_echo("v", Some(&other)));
        assert!(!channel.accepts_echo("v", None));
        channel.landed(A);
        assert!(channel.accepts_echo("v", Some(&other)));
    }
}
