//! What a session knows: the runtime, and of each model what its views need. It calls nothing outside.

use super::snapshot::{Connection, Notice, Ready, Snapshot};
use crate::change::Change;
use crate::common::Common;
use crate::driver::HostEffect;
use crate::registry::{AnyStore, Registry};
use crate::slot::{SlotContent, SlotId};
use litemap::LiteMap;
use std::collections::VecDeque;
use std::rc::Rc;
use web_sys::Element;
use yew::Callback;
use yewpyter_protocol::{Buffer, Map, ModelId, TREE, Value, read_record, write_tree};
use yewpyter_runtime::{
    Defaults, Diagnostic, Effect, Event, Millis, Runtime, Severity, Status, ViewId,
};

/// Ids above this are views and slots that widgets make; below are the host's views.
const LAST_HOST_VIEW: u32 = 1 << 30;

/// What whoever wrote a document set where it left entries out.
const CUT: &str = "_cut";

/// The models of one session.
pub(super) struct Models {
    pub(super) runtime: Runtime,
    pub(super) events: VecDeque<Event>,
    pub(super) running: bool,
    /// Boxed, so that little moves when a model comes or goes: ten thousand models cost a tenth of a second in all.
    seen: LiteMap<ModelId, Box<Seen>>,
    pub(super) slots: LiteMap<SlotId, Box<OpenSlot>>,
    last_id: u32,
}

/// What the page has of one model, which need not exist yet.
#[derive(Default)]
struct Seen {
    /// As it was last parsed; gone when it changes.
    drawn: Option<Snapshot>,
    kept: Option<Kept>,
    watchers: Vec<(u32, Callback<Notice>)>,
    /// Why it is not drawn any more.
    blocked: Option<String>,
}

struct Kept {
    store: Box<dyn AnyStore>,
    revision: u64,
    /// Whether it was told of the kernel that is there now.
    connected: bool,
}

/// A place that the host fills.
pub(super) struct OpenSlot {
    pub(super) view: ViewId,
    pub(super) content: SlotContent,
    pub(super) element: Element,
    pub(super) failed: bool,
    pub(super) on_result: Callback<Option<String>>,
}

impl OpenSlot {
    pub(super) fn fill(&self, slot: SlotId) -> HostEffect {
        HostEffect::FillSlot {
            slot,
            view: self.view,
            content: self.content.clone(),
            element: self.element.clone(),
        }
    }
}

/// What is to be done outside once the borrow has ended.
#[derive(Default)]
pub(super) struct Outcome {
    pub(super) notices: Vec<(ModelId, Notice)>,
    pub(super) effects: Vec<HostEffect>,
}

impl Models {
    pub(super) fn new(registry: &Registry) -> Self {
        Self {
            runtime: Runtime::new(registry.runtime_classes()),
            events: VecDeque::new(),
            running: false,
            seen: LiteMap::new_vec(),
            slots: LiteMap::new_vec(),
            last_id: LAST_HOST_VIEW,
        }
    }

    pub(super) fn new_id(&mut self) -> u32 {
        self.last_id += 1;
        self.last_id
    }

    /// Answers the next event; `None` when there is none.
    pub(super) fn step(&mut self, registry: &Registry, now: Millis) -> Option<Outcome> {
        let Some(event) = self.events.pop_front() else {
            self.running = false;
            return None;
        };
        let reloaded = match &event {
            Event::LoadState { model, .. } => Some(model.clone()),
            _ => None,
        };
        let mut outcome = Outcome::default();
        for effect in self.runtime.handle(event, now) {
            self.absorb(registry, effect, &mut outcome);
        }
        for model in reloaded.map(|root| self.tree_of(&root)).unwrap_or_default() {
            self.reconnect_store(&model);
        }
        Some(outcome)
    }

    /// The model and those that share its comm.
    fn tree_of(&self, root: &ModelId) -> Vec<ModelId> {
        let Some(root) = self.runtime.model(root) else { return Vec::new() };
        let all = std::iter::once(root).chain(self.runtime.below(root));
        all.map(|model| model.id().clone()).collect()
    }

    /// The state with what its store adds for a document.
    pub(super) fn state_to_save(&self, model: &ModelId, defaults: Defaults) -> Option<Map> {
        let root = self.runtime.model(model)?;
        let add = |id: &ModelId, state: &mut Map| {
            if let Some(store) = self.store(id).filter(|_| defaults == Defaults::Drop) {
                state.extend(store.saved());
            }
        };
        let mut state = root.state_to_save(defaults);
        add(model, &mut state);
        let mut tree = Map::new();
        for below in self.runtime.below(root) {
            let mut record = below.record_in_tree(root);
            add(below.id(), &mut record);
            tree.insert(below.id().as_str().to_owned(), Value::Map(record));
        }
        if !tree.is_empty() {
            state.insert(TREE.to_owned(), write_tree(tree));
        }
        Some(state)
    }

    pub(super) fn watch(&mut self, model: &ModelId, callback: Callback<Notice>) -> u32 {
        let id = self.new_id();
        self.seen(model).watchers.push((id, callback));
        id
    }

    pub(super) fn unwatch(&mut self, model: &ModelId, id: u32) {
        let Some(seen) = self.seen.get_mut(model) else { return };
        seen.watchers.retain(|(other, _)| *other != id);
        self.forget_if_empty(model);
    }

    pub(super) fn watchers(&self, model: &ModelId) -> Vec<Callback<Notice>> {
        let all = self.seen.get(model).map(|seen| seen.watchers.as_slice()).unwrap_or_default();
        all.iter().map(|(_, callback)| callback.clone()).collect()
    }

    pub(super) fn block(&mut self, model: &ModelId, message: Option<String>) {
        let seen = self.seen(model);
        seen.drawn = None;
        seen.blocked = message;
    }

    pub(super) fn store(&self, model: &ModelId) -> Option<&dyn AnyStore> {
        self.seen.get(model)?.kept.as_ref().map(|kept| kept.store.as_ref())
    }

    /// The model as it stands, parsed unless nothing changed since.
    pub(super) fn snapshot(
        &mut self,
        registry: &Registry,
        model: &ModelId,
        outcome: &mut Outcome,
    ) -> Snapshot {
        if let Some(drawn) = self.seen.get(model).and_then(|seen| seen.drawn.clone()) {
            return drawn;
        }
        let snapshot = self.parse(registry, model, outcome);
        if !matches!(snapshot, Snapshot::Unknown | Snapshot::Closed) {
            self.seen(model).drawn = Some(snapshot.clone());
        }
        snapshot
    }

    fn seen(&mut self, model: &ModelId) -> &mut Seen {
        self.seen.entry(model.clone()).or_default()
    }

    fn changed(&mut self, model: ModelId, outcome: &mut Outcome) {
        if let Some(seen) = self.seen.get_mut(&model) {
            seen.drawn = None;
        }
        outcome.notices.push((model, Notice::Changed));
    }

    fn forget_if_empty(&mut self, model: &ModelId) {
        let Some(seen) = self.seen.get(model) else { return };
        if seen.watchers.is_empty() && seen.kept.is_none() && seen.blocked.is_none() {
            self.seen.remove(model);
        }
    }

    fn absorb(&mut self, registry: &Registry, effect: Effect, outcome: &mut Outcome) {
        match effect {
            Effect::ModelChanged { model, .. } => {
                self.keep_store(registry, &model);
                self.changed(model, outcome);
            }
            Effect::StatusChanged { model } => {
                self.connect_store(&model);
                self.changed(model, outcome);
            }
            Effect::ModelClosed { model } => {
                if let Some(seen) = self.seen.get_mut(&model) {
                    seen.kept = None;
                }
                self.changed(model.clone(), outcome);
                self.forget_if_empty(&model);
                outcome.effects.push(HostEffect::Runtime(Effect::ModelClosed { model }));
            }
            Effect::Missed { model } => {
                if let Some(kept) = self.seen.get_mut(&model).and_then(|seen| seen.kept.as_mut()) {
                    let change = kept.store.missed();
                    self.events.extend(events_of(&model, None, change));
                }
            }
            Effect::Custom { model, content, buffers } => {
                self.receive(&model, &content, &buffers, outcome);
                let effect = Effect::Custom { model, content, buffers };
                outcome.effects.push(HostEffect::Runtime(effect));
            }
            other => outcome.effects.push(HostEffect::Runtime(other)),
        }
    }

    fn receive(
        &mut self,
        model: &ModelId,
        content: &Value,
        buffers: &[Buffer],
        outcome: &mut Outcome,
    ) {
        if let Some(notice) = focus_request(content) {
            outcome.notices.push((model.clone(), notice));
            return;
        }
        let Some(kept) = self.seen.get_mut(model).and_then(|seen| seen.kept.as_mut()) else {
            return;
        };
        kept.revision += 1;
        match kept.store.receive(content, buffers) {
            Ok(change) => self.events.extend(events_of(model, None, change)),
            Err(message) => outcome.effects.push(diagnostic(model, message)),
        }
        self.changed(model.clone(), outcome);
    }

    fn keep_store(&mut self, registry: &Registry, model: &ModelId) {
        if self.store(model).is_some() {
            return;
        }
        let class = self.runtime.model(model).and_then(|found| found.class());
        if let Some(widget) = class.and_then(|class| registry.find(&class.module, &class.name)) {
            self.seen(model).kept =
                Some(Kept { store: widget.new_store(), revision: 0, connected: false });
            self.connect_store(model);
        }
    }

    /// Tells the store of the kernel, once for each time that it comes.
    fn connect_store(&mut self, model: &ModelId) {
        let live = matches!(self.runtime.status(model), Status::Live);
        let Some(kept) = self.seen.get_mut(model).and_then(|seen| seen.kept.as_mut()) else {
            return;
        };
        let was_live = std::mem::replace(&mut kept.connected, live);
        if !live {
            kept.revision += 1;
            if let Some(found) = self.runtime.model(model) {
                kept.store.disconnected(found.state());
            }
        } else if !was_live {
            let change = kept.store.connected();
            self.events.extend(events_of(model, None, change));
        }
    }

    /// The kernel was out of hearing, and what it said meanwhile is lost.
    fn reconnect_store(&mut self, model: &ModelId) {
        if let Some(kept) = self.seen.get_mut(model).and_then(|seen| seen.kept.as_mut()) {
            kept.connected = false;
        }
        self.connect_store(model);
    }

    fn parse(&mut self, registry: &Registry, model: &ModelId, outcome: &mut Outcome) -> Snapshot {
        let seen = self.seen.get(model);
        if let Some(message) = seen.and_then(|seen| seen.blocked.clone()) {
            return Snapshot::Failed {
                title: "This widget crashed".to_owned(),
                detail: message,
                blocked: true,
            };
        }
        let connection = match self.runtime.status(model) {
            Status::Waiting => return Snapshot::Unknown,
            Status::Closed => return Snapshot::Closed,
            Status::Error(error) => {
                return failed("This widget cannot be shown", error.to_string());
            }
            Status::Live => Connection::Live,
            Status::Static => Connection::Static,
            Status::Disconnected => Connection::Lost,
        };
        let revision = seen.and_then(|seen| seen.kept.as_ref()).map_or(0, |kept| kept.revision);
        let Some(found) = self.runtime.model(model) else { return Snapshot::Unknown };
        let Some(widget) =
            found.class().and_then(|class| registry.find(&class.module, &class.name))
        else {
            return Snapshot::Unknown;
        };
        let parsed = widget
            .parse(found.state())
            .and_then(|state| Ok((state, read_record::<Common>(found.state())?)));
        match parsed {
            Ok((state, common)) => Snapshot::Ready(Ready {
                widget,
                state,
                common: Rc::new(common),
                revision,
                connection,
                cut: found.state().contains_key(CUT),
            }),
            Err(error) => {
                let title = format!("{} cannot use its state", widget.model_name());
                outcome.effects.push(diagnostic(model, format!("{title}: {error}")));
                failed(&title, error.to_string())
            }
        }
    }
}

/// What a handler wants, as events: the state first, then the messages.
pub(super) fn events_of(model: &ModelId, view: Option<ViewId>, change: Change) -> Vec<Event> {
    let (patch, messages) = change.into_parts();
    let mut events = Vec::new();
    if !patch.is_empty() {
        events.push(Event::LocalChange { model: model.clone(), patch, save: true, view });
    }
    for content in messages {
        let (model, buffers) = (model.clone(), Vec::new());
        events.push(Event::LocalCustom { model, content, buffers, view });
    }
    events
}

/// `{do: "focus"}` and `{do: "blur"}`, which any DOM widget understands (rule X2).
fn focus_request(content: &Value) -> Option<Notice> {
    let Value::Map(map) = content else { return None };
    match map.get("do") {
        Some(Value::Text(word)) if word == "focus" => Some(Notice::Focus),
        Some(Value::Text(word)) if word == "blur" => Some(Notice::Blur),
        _ => None,
    }
}

fn failed(title: &str, detail: String) -> Snapshot {
    Snapshot::Failed { title: title.to_owned(), detail, blocked: false }
}

fn diagnostic(model: &ModelId, message: String) -> HostEffect {
    let diagnostic = Diagnostic { severity: Severity::Error, model: Some(model.clone()), message };
    HostEffect::Runtime(Effect::Diagnostic(diagnostic))
}
