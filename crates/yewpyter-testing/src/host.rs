//! A host without a browser: it drives a [`Runtime`], performs what it asks for, and keeps what it said.
//! Widgets as HTML are the business of `html.rs`, the other end of the comms that of `kernel.rs`.

use std::collections::{BTreeMap, VecDeque};
use yewpyter_protocol::{
    Buffer, CommId, Document, DocumentError, Map, Message, ModelId, MsgId, PROTOCOL_VERSION, TREE,
    Value, encode_open, write_tree,
};
use yewpyter_runtime::{
    Classes, Diagnostic, Effect, Event, HostInfo, Millis, Runtime, SendId, Severity, ViewId,
};

/// Something that has gone to the kernel.
#[derive(Clone, Debug, PartialEq)]
pub enum Sent {
    /// A `comm_open`.
    Open {
        /// The new comm.
        comm: CommId,
        /// `content.target_name`.
        target: String,
        /// `metadata.version`.
        version: String,
        /// `content.data`.
        data: Value,
    },
    /// A `comm_msg`.
    Message {
        /// The comm.
        comm: CommId,
        /// The message's id: idle statuses and echoes name it as their parent.
        msg: MsgId,
        /// `content.data`.
        data: Value,
        /// Its buffers.
        buffers: Vec<Buffer>,
        /// The view it came from.
        view: Option<ViewId>,
    },
    /// A `comm_close`.
    Close {
        /// The comm.
        comm: CommId,
    },
}

/// A custom message that has come for a model's views.
#[derive(Clone, Debug, PartialEq)]
pub struct Received {
    /// The model.
    pub model: ModelId,
    /// The content.
    pub content: Value,
    /// The buffers.
    pub buffers: Vec<Buffer>,
}

/// What a host keeps of one model outside the runtime.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Mirror {
    /// Its last state.
    pub state: Map,
    /// Own changes the kernel has not confirmed.
    pub unconfirmed: Map,
    /// The model whose comm it shares.
    pub root: Option<ModelId>,
}

/// A host that exists in memory only. Its clock stands still until it is told to go on.
///
/// ```
/// use yewpyter_runtime::{Classes, Status};
/// use yewpyter_testing::FakeHost;
/// use yewpyter_protocol::Map;
///
/// let mut host = FakeHost::new(Classes::new());
/// host.open("aa11", Map::new());
/// assert!(matches!(host.runtime().status(&"aa11".into()), Status::Error(_)));
/// assert!(host.take_sent().is_empty());
/// ```
#[derive(Debug)]
pub struct FakeHost {
    runtime: Runtime,
    now: Millis,
    wake: Option<Millis>,
    queue: VecDeque<Event>,
    messages: u32,
    refusing: Option<String>,
    comms: Option<Vec<CommId>>,
    sent: Vec<Sent>,
    received: Vec<Received>,
    missed: Vec<ModelId>,
    diagnostics: Vec<Diagnostic>,
    changes: Vec<Effect>,
    mirrors: BTreeMap<ModelId, Mirror>,
    restored: bool,
}

impl FakeHost {
    /// Makes a bare push host: it can show no foreign models, and syncs and counts nothing itself.
    pub fn new(classes: Classes) -> Self {
        Self::with_info(classes, HostInfo::default())
    }

    /// Makes a host that can do these things.
    pub fn with_info(classes: Classes, info: HostInfo) -> Self {
        let mut host = Self {
            runtime: Runtime::managing(classes),
            now: 0.0,
            wake: None,
            queue: VecDeque::new(),
            messages: 0,
            refusing: None,
            comms: None,
            sent: Vec::new(),
            received: Vec::new(),
            missed: Vec::new(),
            diagnostics: Vec::new(),
            changes: Vec::new(),
            mirrors: BTreeMap::new(),
            restored: false,
        };
        host.handle(Event::HostInfo(info));
        host
    }

    /// The runtime, to be asked.
    pub fn runtime(&self) -> &Runtime {
        &self.runtime
    }

    /// The state of a model; empty where there is none.
    pub fn state(&self, model: &str) -> Map {
        let found = self.runtime.model(&ModelId::from(model));
        found.map(|found| found.state().clone()).unwrap_or_default()
    }

    /// Reads a `widget-state+json` document and gives its models to the runtime.
    ///
    /// # Errors
    /// When the document as a whole cannot be read; then nothing happens.
    pub fn load_document(&mut self, document: Value) -> Result<(), DocumentError> {
        let document = Document::read(document)?;
        self.handle(Event::LoadDocument { document });
        Ok(())
    }

    /// Gives the runtime an event, performs what it asks for, and goes on until nothing is left to do.
    pub fn handle(&mut self, event: Event) {
        self.queue.push_back(event);
        while let Some(event) = self.queue.pop_front() {
            for effect in self.runtime.handle(event, self.now) {
                self.perform(effect);
            }
        }
    }

    fn perform(&mut self, effect: Effect) {
        match effect {
            Effect::Send { ticket, comm, data, buffers, view } => {
                self.send(ticket, |msg| Sent::Message { comm, msg, data, buffers, view });
            }
            Effect::OpenComm { comm, target, version, data } => {
                let (target, version) = (target.to_owned(), version.to_owned());
                self.sent.push(Sent::Open { comm, target, version, data });
            }
            Effect::CloseComm { comm } => self.sent.push(Sent::Close { comm }),
            Effect::RequestCommInfo => {
                self.queue.extend(self.comms.clone().map(|comms| Event::CommInfo { comms }));
            }
            Effect::Restored => self.restored = true,
            Effect::Custom { model, content, buffers } => {
                self.received.push(Received { model, content, buffers });
            }
            Effect::Mirror { model, patch, unconfirmed, root } => {
                let mirror = self.mirrors.entry(model).or_default();
                mirror.state.extend(patch);
                mirror.unconfirmed = unconfirmed;
                mirror.root = root;
            }
            Effect::Missed { model } => self.missed.push(model),
            Effect::ModelClosed { ref model } => {
                self.mirrors.remove(model);
                self.changes.push(effect);
            }
            Effect::ModelChanged { .. } | Effect::StatusChanged { .. } => self.changes.push(effect),
            Effect::WakeAt(at) => self.wake = Some(at),
            Effect::Diagnostic(diagnostic) => self.diagnostics.push(diagnostic),
        }
    }

    fn send(&mut self, ticket: SendId, message: impl FnOnce(MsgId) -> Sent) {
        if let Some(reason) = self.refusing.clone() {
            self.queue.push_back(Event::SendFailed { ticket, reason });
            return;
        }
        self.messages += 1;
        let msg = MsgId::from(format!("page-{}", self.messages));
        self.sent.push(message(msg.clone()));
        self.queue.push_back(Event::Sent { ticket, msg });
    }

    /// The kernel opens a model with this state, on a comm of the same id.
    pub fn open(&mut self, id: &str, state: Map) {
        let (data, buffers) = encode_open(state);
        let version = Some(PROTOCOL_VERSION.to_owned());
        self.handle(Event::CommOpened { comm: CommId::from(id), version, data, buffers });
    }

    /// The kernel sends a message on a comm, as its answer to the message `parent`.
    pub fn receive(&mut self, comm: &str, message: Message, parent: Option<&MsgId>) {
        let (data, buffers) = message.encode();
        let (comm, parent) = (CommId::from(comm), parent.cloned());
        self.handle(Event::CommMessage { comm, data, buffers, parent });
    }

    /// The user changes keys of a model, and they are to be sent at once.
    pub fn set(&mut self, model: &str, patch: impl Into<Value>) {
        if let Value::Map(patch) = patch.into() {
            let model = ModelId::from(model);
            self.handle(Event::LocalChange { model, patch, save: true, view: None });
        }
    }

    /// Lets time go by. Wake-ups that fall due are delivered in between, at their time.
    pub fn advance(&mut self, by: Millis) {
        let end = self.now + by;
        while let Some(at) = self.wake.filter(|at| *at <= end) {
            self.wake = None;
            self.now = self.now.max(at);
            self.handle(Event::Woke);
        }
        self.now = end;
    }

    /// From now on every send fails for this reason; with `None` they succeed again.
    pub fn refuse_to_send(&mut self, reason: Option<&str>) {
        self.refusing = reason.map(str::to_owned);
    }

    /// Says what a question for the kernel's comms will be answered with. Until then it is not answered.
    pub fn answer_comm_info(&mut self, comms: impl IntoIterator<Item = CommId>) {
        self.comms = Some(comms.into_iter().collect());
    }

    /// What has gone to the kernel since the last call.
    pub fn take_sent(&mut self) -> Vec<Sent> {
        std::mem::take(&mut self.sent)
    }

    /// Custom messages that have come since the last call.
    pub fn take_received(&mut self) -> Vec<Received> {
        std::mem::take(&mut self.received)
    }

    /// What has been said to the console since the last call.
    pub fn take_diagnostics(&mut self) -> Vec<Diagnostic> {
        std::mem::take(&mut self.diagnostics)
    }

    /// Models of which reliable messages were said to be gone for good, since the last call.
    pub fn take_missed(&mut self) -> Vec<ModelId> {
        std::mem::take(&mut self.missed)
    }

    /// What views have been told since the last call: changed and closed models, changed statuses.
    pub fn take_changes(&mut self) -> Vec<Effect> {
        std::mem::take(&mut self.changes)
    }

    /// Whether an error has been said to the console since the last call of [`FakeHost::take_diagnostics`].
    pub fn has_error(&self) -> bool {
        self.diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// Whether a restore has ended since the last call.
    pub fn take_restored(&mut self) -> bool {
        std::mem::take(&mut self.restored)
    }

    /// What is kept of a model outside the runtime; empty where there is none.
    pub fn mirror(&self, model: &str) -> Mirror {
        self.mirrors.get(&ModelId::from(model)).cloned().unwrap_or_default()
    }

    /// Throws the runtime away, as a crash would, and rebuilds every model in a new one from its mirror.
    pub fn crash(&mut self, classes: Classes, info: HostInfo) {
        let is_root = |id: &ModelId| self.mirror(id.as_str()).root.is_none();
        let models: Vec<_> = self
            .runtime
            .models()
            .filter(|model| is_root(model.id()))
            .map(|model| (model.id().clone(), model.comm().filter(|_| model.is_live()).cloned()))
            .collect();
        self.runtime = Runtime::managing(classes);
        self.wake = None;
        self.queue.clear();
        self.handle(Event::HostInfo(info));
        for (model, comm) in models {
            let (state, unconfirmed) = self.mirror_with_tree(&model);
            self.handle(Event::ModelOpened { model, comm, state, unconfirmed });
        }
    }

    fn mirror_with_tree(&self, root: &ModelId) -> (Map, Map) {
        let Mirror { mut state, mut unconfirmed, .. } = self.mirror(root.as_str());
        let (mut records, mut changes) = (Map::new(), Map::new());
        for (id, mirror) in &self.mirrors {
            if mirror.root.as_ref() == Some(root) {
                records.insert(id.as_str().to_owned(), Value::Map(mirror.state.clone()));
                changes.insert(id.as_str().to_owned(), Value::Map(mirror.unconfirmed.clone()));
            }
        }
        if !records.is_empty() {
            state.insert(TREE.to_owned(), write_tree(records));
            unconfirmed.insert(TREE.to_owned(), Value::Map(changes));
        }
        (state, unconfirmed)
    }
}
