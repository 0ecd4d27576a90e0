//! A kernel that follows a script: it keeps states, applies updates, echoes them and says when it is through.
//! The page's end of the comms is `host.rs`.

use crate::host::{FakeHost, Sent};
use std::collections::BTreeMap;
use std::fmt;
use yewpyter_protocol::{CONTROL_TARGET, CommId, Map, Message, ModelId, ModelRecord, MsgId, Value};
use yewpyter_runtime::Event;

/// What a kernel does with an update before it keeps it: clamp a value, or change another key.
type Validator = Box<dyn FnMut(&CommId, &mut Map)>;

/// The kernel's end of the comms, as ipywidgets behaves.
///
/// ```
/// use yewpyter_protocol::{Map, Value};
/// use yewpyter_runtime::{Classes, ModelClass};
/// use yewpyter_testing::{FakeHost, ScriptedKernel};
///
/// let mut host = FakeHost::new(Classes::new());
/// let mut kernel = ScriptedKernel::new();
/// kernel.open(&mut host, "aa11", [("value", 1)]);
/// host.set("aa11", [("value", 200)]);
///
/// kernel.validate(|_, state| drop(state.insert("value".into(), Value::from(100))));
/// kernel.answer(&mut host);
/// assert_eq!(host.state("aa11")["value"], Value::from(100));
/// ```
pub struct ScriptedKernel {
    echo: bool,
    states: BTreeMap<CommId, Map>,
    controls: Vec<CommId>,
    validator: Validator,
    received: Vec<(CommId, Value)>,
}

impl fmt::Debug for ScriptedKernel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ScriptedKernel").field("states", &self.states).finish_non_exhaustive()
    }
}

impl Default for ScriptedKernel {
    fn default() -> Self {
        Self::new()
    }
}

impl ScriptedKernel {
    /// Makes a kernel that echoes updates, as ipywidgets 8 does.
    pub fn new() -> Self {
        Self {
            echo: true,
            states: BTreeMap::new(),
            controls: Vec::new(),
            validator: Box::new(|_, _| {}),
            received: Vec::new(),
        }
    }

    /// Makes a kernel that does not, as ipywidgets 7 and Colab's.
    pub fn without_echo() -> Self {
        Self { echo: false, ..Self::new() }
    }

    /// Says what is done with a state after an update has been put into it. What this changes further is
    /// sent to the page as an `update`.
    pub fn validate(&mut self, validator: impl FnMut(&CommId, &mut Map) + 'static) {
        self.validator = Box::new(validator);
    }

    /// Opens a model.
    pub fn open(&mut self, host: &mut FakeHost, id: &str, state: impl Into<Value>) {
        let state = into_map(state);
        self.states.insert(CommId::from(id), state.clone());
        host.open(id, state);
    }

    /// Changes keys of a model, as code in a cell would.
    pub fn update(&mut self, host: &mut FakeHost, id: &str, patch: impl Into<Value>) {
        let patch = into_map(patch);
        self.states.entry(CommId::from(id)).or_default().extend(patch.clone());
        host.receive(id, Message::Update { state: patch }, Some(&MsgId::from("a cell")));
    }

    /// Sends a custom message.
    pub fn send(&mut self, host: &mut FakeHost, id: &str, content: impl Into<Value>) {
        let message = Message::Custom { content: content.into(), buffers: Vec::new() };
        host.receive(id, message, Some(&MsgId::from("a cell")));
    }

    /// Closes a model.
    pub fn close(&mut self, host: &mut FakeHost, id: &str) {
        let comm = CommId::from(id);
        self.states.remove(&comm);
        host.handle(Event::CommClosed { comm });
    }

    /// What the kernel holds of a model; empty where it has none.
    pub fn state(&self, id: &str) -> Map {
        self.states.get(&CommId::from(id)).cloned().unwrap_or_default()
    }

    /// The comms of its models.
    pub fn comms(&self) -> Vec<CommId> {
        self.states.keys().cloned().collect()
    }

    /// Contents of custom messages that have come since the last call.
    pub fn take_received(&mut self) -> Vec<(CommId, Value)> {
        std::mem::take(&mut self.received)
    }

    /// Answers everything the page has sent, and what it sends upon that, until it is quiet.
    pub fn answer(&mut self, host: &mut FakeHost) {
        loop {
            let sent = host.take_sent();
            if sent.is_empty() {
                return;
            }
            for event in sent.into_iter().flat_map(|sent| self.replies(sent)).collect::<Vec<_>>() {
                host.handle(event);
            }
        }
    }

    /// What the page would hear upon one message, in order. To be lost, doubled or delayed by a test.
    pub fn replies(&mut self, sent: Sent) -> Vec<Event> {
        match sent {
            Sent::Open { comm, target, .. } if target == CONTROL_TARGET => {
                self.controls.push(comm);
                Vec::new()
            }
            Sent::Open { comm, data, .. } => {
                let state = match data {
                    Value::Map(mut data) => into_map(data.remove("state").unwrap_or_default()),
                    _ => Map::new(),
                };
                self.states.insert(comm, state);
                Vec::new()
            }
            Sent::Close { comm } => {
                self.states.remove(&comm);
                self.controls.retain(|control| *control != comm);
                Vec::new()
            }
            Sent::Message { comm, msg, data, buffers, .. } => {
                let message = Message::decode(data, buffers).unwrap_or(Message::Unknown);
                let mut replies = Vec::new();
                for reply in self.reply(&comm, message) {
                    let (data, buffers) = reply.encode();
                    let (comm, parent) = (comm.clone(), Some(msg.clone()));
                    replies.push(Event::CommMessage { comm, data, buffers, parent });
                }
                replies.push(Event::KernelIdle { msg });
                replies
            }
        }
    }

    fn reply(&mut self, comm: &CommId, message: Message) -> Vec<Message> {
        match message {
            Message::Update { state } => self.apply(comm, state),
            Message::Custom { content, .. } => {
                self.received.push((comm.clone(), content));
                Vec::new()
            }
            Message::RequestState => {
                let found = self.states.get(comm).cloned();
                found.map(|state| Message::Update { state }).into_iter().collect()
            }
            Message::RequestStates if self.controls.contains(comm) => vec![self.all_states()],
            _ => Vec::new(),
        }
    }

    /// First the echo, then what has become of it.
    fn apply(&mut self, comm: &CommId, patch: Map) -> Vec<Message> {
        let Some(state) = self.states.get_mut(comm) else { return Vec::new() };
        let mut messages = Vec::new();
        state.extend(patch.clone());
        if self.echo {
            messages.push(Message::EchoUpdate { state: patch });
        }
        let before = state.clone();
        (self.validator)(comm, state);
        let is_changed = |(key, value): &(&String, &Value)| before.get(*key) != Some(*value);
        let changed = state.iter().filter(is_changed).map(|(k, v)| (k.clone(), v.clone()));
        let changed: Map = changed.collect();
        if !changed.is_empty() {
            messages.push(Message::Update { state: changed });
        }
        messages
    }

    fn all_states(&self) -> Message {
        let record = |(comm, state): (&CommId, &Map)| {
            let text = |key| state.get(key).and_then(Value::as_text).unwrap_or_default().to_owned();
            let record = ModelRecord {
                name: text("_model_name"),
                module: text("_model_module"),
                version: text("_model_module_version"),
                state: state.clone(),
            };
            (ModelId::of_comm(comm), record)
        };
        let states = self.states.iter().map(record).collect();
        Message::UpdateStates { states, broken: Default::default() }
    }
}

fn into_map(state: impl Into<Value>) -> Map {
    match state.into() {
        Value::Map(map) => map,
        _ => Map::new(),
    }
}
