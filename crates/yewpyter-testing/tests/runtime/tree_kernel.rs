//! A kernel that keeps a tree on one comm: it numbers what it sends, and says again what was missed.

use crate::classes::named;
use std::collections::BTreeMap;
use yewpyter_protocol::{Envelope, Map, MsgId, Value, encode_custom, encode_update, write_tree};
use yewpyter_runtime::Event;
use yewpyter_testing::Sent;

pub(crate) const ROOT: &str = "root";

/// One root, a `BoxModel`, and the sliders below it.
#[derive(Default)]
pub(crate) struct TreeKernel {
    number: u64,
    /// The last number that was not in the root's tree any more.
    structure: u64,
    beacons: u64,
    pub(crate) sliders: BTreeMap<String, Slider>,
    /// Was told to be in the tree by the last message.
    announced: Vec<String>,
    pub(crate) acknowledged: u64,
}

/// One model below the root.
#[derive(Clone, Default)]
pub(crate) struct Slider {
    pub(crate) value: i64,
    /// Changed since the last message.
    stale: bool,
    /// The number of the message that last carried the value.
    sent: u64,
    /// Reliable messages that were sent.
    pub(crate) posts: Vec<Value>,
    pub(crate) unsent: usize,
}

impl TreeKernel {
    pub(crate) fn opening(&self) -> Event {
        let mut state = self.state();
        state.insert("_n".to_owned(), self.number.into());
        let (data, buffers) = yewpyter_protocol::encode_open(state);
        Event::CommOpened { comm: ROOT.into(), version: Some("2.1.0".to_owned()), data, buffers }
    }

    pub(crate) fn add(&mut self, id: &str, value: i64) {
        let slider = Slider { value, stale: true, ..Slider::default() };
        self.sliders.insert(id.to_owned(), slider);
    }

    pub(crate) fn set(&mut self, id: &str, value: i64) {
        if let Some(slider) = self.sliders.get_mut(id) {
            (slider.value, slider.stale) = (value, true);
        }
    }

    pub(crate) fn post(&mut self, id: &str, content: Value) {
        if let Some(slider) = self.sliders.get_mut(id) {
            slider.posts.push(content);
            slider.unsent += 1;
        }
    }

    /// What is in the tree, as a whole state tells it.
    fn state(&self) -> Map {
        let records = self.sliders.iter().map(|(id, slider)| (id.clone(), record(slider)));
        let mut state = named("BoxModel", [("children", self.children())]);
        state.insert("_tree".to_owned(), write_tree(records.collect()));
        state
    }

    fn children(&self) -> Value {
        Value::List(self.sliders.keys().map(|id| format!("IPY_MODEL_{id}").into()).collect())
    }

    /// Everything that has changed, as one message; `None` where nothing has.
    pub(crate) fn flush(&mut self) -> Option<Event> {
        let ids: Vec<_> = self.sliders.keys().cloned().collect();
        let new: Vec<_> = ids.iter().filter(|id| !self.announced.contains(id)).cloned().collect();
        let gone: Vec<_> = self.announced.iter().filter(|id| !ids.contains(id)).cloned().collect();
        let quiet = self.sliders.values().all(|slider| !slider.stale && slider.unsent == 0);
        if new.is_empty() && gone.is_empty() && quiet {
            return None;
        }
        self.number += 1;
        let mut messages = Vec::new();
        let mut open = Map::new();
        if !(new.is_empty() && gone.is_empty()) {
            self.structure = self.number;
            messages.push(enclosed(ROOT, [("children", self.children())]));
        }
        for (id, slider) in &mut self.sliders {
            if new.contains(id) {
                // Its record tells of the posts that it includes: none that are still unsent.
                open.insert(
                    id.clone(),
                    Value::Map(state_of(slider, slider.posts.len() - slider.unsent)),
                );
            } else if slider.stale {
                messages.push(enclosed(id, [("value", Value::Int(slider.value))]));
            }
            (slider.stale, slider.sent) = (false, self.number);
            messages.extend(posts(id, slider, slider.posts.len() - slider.unsent));
            slider.unsent = 0;
        }
        self.announced = ids;
        let gone = gone.into_iter().map(Value::from).collect();
        Some(envelope([
            ("n", self.number.into()),
            ("open", Value::Map(open)),
            ("messages", Value::List(messages)),
            ("gone", Value::List(gone)),
        ]))
    }

    /// Says what has been sent.
    pub(crate) fn beacon(&mut self) -> Event {
        self.beacons += 1;
        let at = Value::from([(ROOT, self.number)]);
        envelope([("beacon", self.beacons.into()), ("at", at)])
    }

    /// What the page hears upon one of its messages.
    pub(crate) fn replies(&mut self, sent: Sent) -> Vec<Event> {
        let Sent::Message { msg, data, .. } = sent else { return Vec::new() };
        let content = &data.as_map().expect("a message")["content"];
        let asked = Envelope::within(content).and_then(Value::as_map).cloned().unwrap_or_default();
        let mut replies: Vec<_> =
            self.answer(&asked).into_iter().map(|event| parented(event, &msg)).collect();
        replies.push(Event::KernelIdle { msg });
        replies
    }

    fn answer(&mut self, asked: &Map) -> Vec<Event> {
        if let Value::Int(heard) = asked["heard"] {
            self.acknowledged = self.acknowledged.max(heard as u64);
            return Vec::new();
        }
        let Value::Int(since) = asked["since"] else { return Vec::new() };
        // What waits goes first, so that the answer is about what was sent.
        let mut answers: Vec<_> = self.flush().into_iter().collect();
        let since = since as u64;
        let heard = asked["streams"].as_map().cloned().unwrap_or_default();
        if self.structure > since {
            let mut state = self.state();
            state.insert("_n".to_owned(), self.number.into());
            let (data, buffers) = encode_update(state);
            answers.push(Event::CommMessage { comm: ROOT.into(), data, buffers, parent: None });
        }
        self.number += 1;
        let mut messages = Vec::new();
        for (id, slider) in &self.sliders {
            if slider.sent > since {
                messages.push(enclosed(id, [("value", Value::Int(slider.value))]));
            }
            let from = heard[id.as_str()].as_number().unwrap_or(0.0) as usize;
            messages.extend(posts(id, slider, from));
        }
        let since = if self.structure > since { self.number - 1 } else { since };
        answers.push(envelope([
            ("n", self.number.into()),
            ("since", since.into()),
            ("messages", Value::List(messages)),
        ]));
        answers
    }
}

fn record(slider: &Slider) -> Value {
    Value::Map(state_of(slider, slider.posts.len() - slider.unsent))
}

/// As in a tree: without names that the root says as well, and without defaults.
fn state_of(slider: &Slider, posts: usize) -> Map {
    let mut state = Map::from([("_model_name", Value::from("SliderModel"))]);
    if slider.value != 0 {
        state.insert("value".to_owned(), Value::Int(slider.value));
    }
    if posts > 0 {
        state.insert("_s".to_owned(), posts.into());
    }
    state
}

fn posts(id: &str, slider: &Slider, from: usize) -> Vec<Value> {
    let all = slider.posts.iter().enumerate().skip(from);
    all.map(|(index, content)| {
        let (data, _) = encode_custom(content.clone(), Vec::new());
        Value::from([("to", id.into()), ("data", data), ("s", Value::from(index + 1))])
    })
    .collect()
}

pub(crate) fn enclosed<const N: usize>(id: &str, state: [(&str, Value); N]) -> Value {
    let (data, _) = encode_update(Map::from(state));
    Value::from([("to", id.into()), ("data", data)])
}

/// An envelope on the root's comm.
pub(crate) fn envelope<const N: usize>(entries: [(&str, Value); N]) -> Event {
    let mut envelope = Map::from(entries);
    envelope.insert("version".to_owned(), Value::from(1));
    let (data, buffers) = encode_custom(Value::from([("_tree", Value::Map(envelope))]), Vec::new());
    Event::CommMessage { comm: ROOT.into(), data, buffers, parent: None }
}

fn parented(event: Event, msg: &MsgId) -> Event {
    match event {
        Event::CommMessage { comm, data, buffers, .. } => {
            Event::CommMessage { comm, data, buffers, parent: Some(msg.clone()) }
        }
        other => other,
    }
}
