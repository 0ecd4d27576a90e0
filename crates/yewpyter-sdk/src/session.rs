//! The one place with shared mutable state: a runtime, the widgets it shows, and who watches them.
//!
//! No borrow is held while anything outside is called: effects and callbacks are collected first.

use crate::change::Change;
use crate::common::Common;
use crate::driver::{Driver, HostEffect};
use crate::registry::{AnyStore, AnyWidget, Registry};
use crate::slot::{SlotContent, SlotId};
use crate::state::WidgetState;
use std::any::Any;
use std::cell::RefCell;
use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;
use web_sys::Element;
use yew::Callback;
use yewpyter_protocol::{Map, ModelId, Value};
use yewpyter_runtime::{Defaults, Diagnostic, Effect, Event, Runtime, Severity, Status, ViewId};

/// Ids at and above this are views that widgets draw inside other widgets; below are the host's.
const FIRST_NESTED_VIEW: u32 = 1 << 30;

thread_local! {
    /// The model that is being drawn or handled, for the message after a crash.
    static CURRENT: RefCell<Option<ModelId>> = const { RefCell::new(None) };
}

/// One runtime with its widgets, shared by every view of one host's manager. Cheap to clone.
#[derive(Clone)]
pub struct Session(Rc<Shared>);

struct Shared {
    registry: Registry,
    driver: Box<dyn Driver>,
    inner: RefCell<Inner>,
}

struct Inner {
    runtime: Runtime,
    events: VecDeque<Event>,
    running: bool,
    drawn: BTreeMap<ModelId, Snapshot>,
    stores: BTreeMap<ModelId, Kept>,
    watchers: BTreeMap<ModelId, BTreeMap<u32, Callback<Notice>>>,
    slots: BTreeMap<SlotId, OpenSlot>,
    blocked: BTreeMap<ModelId, String>,
    last_id: u32,
}

struct Kept {
    store: Box<dyn AnyStore>,
    revision: u64,
}

struct OpenSlot {
    view: ViewId,
    content: SlotContent,
    element: Element,
    failed: bool,
    on_result: Callback<Option<String>>,
}

impl OpenSlot {
    fn fill(&self, slot: SlotId) -> HostEffect {
        HostEffect::FillSlot {
            slot,
            view: self.view,
            content: self.content.clone(),
            element: self.element.clone(),
        }
    }
}

/// Why a watcher is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Notice {
    Changed,
    Focus,
    Blur,
}

/// How a model stands to its kernel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Connection {
    Live,
    Static,
    Lost,
}

/// A model as its views see it.
#[derive(Clone)]
pub(crate) enum Snapshot {
    Unknown,
    Closed,
    Failed { title: String, detail: String, blocked: bool },
    Ready(Ready),
}

impl Snapshot {
    /// Whether both were taken with no change between them.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Ready(one), Self::Ready(two)) => Rc::ptr_eq(&one.state, &two.state) && one.revision == two.revision,
            (Self::Unknown, Self::Unknown) | (Self::Closed, Self::Closed) => true,
            _ => false,
        }
    }
}

/// A model that can be drawn.
#[derive(Clone)]
pub(crate) struct Ready {
    pub(crate) widget: Rc<dyn AnyWidget>,
    pub(crate) state: Rc<dyn Any>,
    pub(crate) common: Rc<Common>,
    pub(crate) revision: u64,
    pub(crate) connection: Connection,
}

#[derive(Default)]
struct Outcome {
    notices: Vec<(ModelId, Notice)>,
    effects: Vec<HostEffect>,
}

impl PartialEq for Session {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Session {
    /// Makes a session of the registry's widgets that acts through `driver`.
    pub fn new(registry: Registry, driver: impl Driver + 'static) -> Self {
        let inner = Inner {
            runtime: Runtime::new(registry.runtime_classes()),
            events: VecDeque::new(),
            running: false,
            drawn: BTreeMap::new(),
            stores: BTreeMap::new(),
            watchers: BTreeMap::new(),
            slots: BTreeMap::new(),
            blocked: BTreeMap::new(),
            last_id: FIRST_NESTED_VIEW,
        };
        Self(Rc::new(Shared { registry, driver: Box::new(driver), inner: RefCell::new(inner) }))
    }

    /// Takes in an event, performs what follows, wakes the views. Called from within an effect it queues.
    pub fn handle(&self, event: Event) {
        {
            let mut inner = self.0.inner.borrow_mut();
            inner.events.push_back(event);
            if std::mem::replace(&mut inner.running, true) {
                return;
            }
        }
        while let Some(outcome) = self.step() {
            outcome.effects.into_iter().for_each(|effect| self.perform(effect));
            outcome.notices.into_iter().for_each(|(model, notice)| self.notify(&model, notice));
        }
    }

    /// Applies what a handler wants, in the name of the view it ran in.
    pub(crate) fn apply(&self, model: &ModelId, view: Option<ViewId>, change: Change) {
        events_of(model, view, change).for_each(|event| self.handle(event));
    }

    /// The model's present state with defaults filled in or dropped; `None` for an unknown model.
    pub fn state_to_save(&self, model: &ModelId, defaults: Defaults) -> Option<Map> {
        let inner = self.0.inner.borrow();
        inner.runtime.model(model).map(|found| found.state_to_save(defaults))
    }

    /// Refuses to draw a model that crashed; its place shows `message` and a button to try again.
    pub fn block(&self, model: ModelId, message: String) {
        {
            let mut inner = self.0.inner.borrow_mut();
            inner.drawn.remove(&model);
            inner.blocked.insert(model.clone(), message);
        }
        self.notify(&model, Notice::Changed);
    }

    pub(crate) fn unblock(&self, model: &ModelId) {
        {
            let mut inner = self.0.inner.borrow_mut();
            inner.drawn.remove(model);
            inner.blocked.remove(model);
        }
        self.notify(model, Notice::Changed);
    }

    /// The model that was last drawn or handled on this page.
    pub fn current() -> Option<ModelId> {
        CURRENT.with(|current| current.try_borrow().ok().and_then(|id| id.clone()))
    }

    pub(crate) fn enter(model: Option<&ModelId>) {
        CURRENT.with(|current| {
            if let Ok(mut current) = current.try_borrow_mut() {
                *current = model.cloned();
            }
        });
    }

    /// The model as a view should draw it now. Parsed once per change.
    pub(crate) fn snapshot(&self, model: &ModelId) -> Snapshot {
        let mut outcome = Outcome::default();
        let snapshot = {
            let inner = &mut *self.0.inner.borrow_mut();
            match inner.drawn.get(model) {
                Some(snapshot) => snapshot.clone(),
                None => inner.draw(&self.0.registry, model, &mut outcome),
            }
        };
        outcome.effects.into_iter().for_each(|effect| self.perform(effect));
        snapshot
    }

    pub(crate) fn state<S: WidgetState>(&self, model: &ModelId) -> Option<Rc<S>> {
        match self.snapshot(model) {
            Snapshot::Ready(ready) => ready.state.downcast().ok(),
            _ => None,
        }
    }

    pub(crate) fn with_store<S: WidgetState, R>(
        &self,
        model: &ModelId,
        read: impl FnOnce(&S::Store) -> R,
    ) -> Option<R> {
        let inner = self.0.inner.borrow();
        let kept = inner.stores.get(model)?;
        kept.store.as_any().downcast_ref().map(read)
    }

    /// Calls back whenever the model changes, until the guard is dropped.
    pub(crate) fn watch(&self, model: &ModelId, callback: Callback<Notice>) -> Watch {
        let mut inner = self.0.inner.borrow_mut();
        let id = inner.new_id();
        inner.watchers.entry(model.clone()).or_default().insert(id, callback);
        Watch { session: self.clone(), model: model.clone(), id }
    }

    pub(crate) fn new_view(&self) -> ViewId {
        ViewId(self.0.inner.borrow_mut().new_id())
    }

    pub(crate) fn open_slot(
        &self,
        view: ViewId,
        content: SlotContent,
        element: Element,
        on_result: Callback<Option<String>>,
    ) -> SlotId {
        let (slot, fill) = {
            let mut inner = self.0.inner.borrow_mut();
            let slot = SlotId(inner.new_id());
            let open = OpenSlot { view, content, element, failed: false, on_result };
            let fill = open.fill(slot);
            inner.slots.insert(slot, open);
            (slot, fill)
        };
        self.perform(fill);
        slot
    }

    pub(crate) fn close_slot(&self, slot: SlotId) {
        let known = self.0.inner.borrow_mut().slots.remove(&slot).is_some();
        if known {
            self.perform(HostEffect::ReleaseSlot(slot));
        }
    }

    /// The host could not fill the slot; its place says why until it is tried again.
    pub fn slot_failed(&self, slot: SlotId, reason: String) {
        let callback = self.0.inner.borrow_mut().slots.get_mut(&slot).map(|open| {
            open.failed = true;
            open.on_result.clone()
        });
        if let Some(callback) = callback {
            callback.emit(Some(reason));
        }
    }

    /// Tries the failed slots again: models may have arrived since.
    pub fn retry_slots(&self) {
        let again: Vec<_> = {
            let mut inner = self.0.inner.borrow_mut();
            let retried = inner.slots.iter_mut().filter_map(|(slot, open)| {
                let failed = std::mem::take(&mut open.failed);
                failed.then(|| (open.on_result.clone(), open.fill(*slot)))
            });
            retried.collect()
        };
        for (callback, effect) in again {
            callback.emit(None);
            self.perform(effect);
        }
    }

    fn step(&self) -> Option<Outcome> {
        let now = self.0.driver.now();
        let inner = &mut *self.0.inner.borrow_mut();
        let Some(event) = inner.events.pop_front() else {
            inner.running = false;
            return None;
        };
        let reloaded = match &event {
            Event::LoadState { model, .. } => Some(model.clone()),
            _ => None,
        };
        let mut outcome = Outcome::default();
        for effect in inner.runtime.handle(event, now) {
            inner.absorb(&self.0.registry, effect, &mut outcome);
        }
        if let Some(model) = reloaded {
            inner.connect_store(&model);
        }
        Some(outcome)
    }

    fn perform(&self, effect: HostEffect) {
        self.0.driver.perform(self, effect);
    }

    fn notify(&self, model: &ModelId, notice: Notice) {
        let callbacks: Vec<_> = {
            let inner = self.0.inner.borrow();
            inner.watchers.get(model).map(|all| all.values().cloned().collect()).unwrap_or_default()
        };
        callbacks.into_iter().for_each(|callback| callback.emit(notice));
    }
}

impl Inner {
    fn new_id(&mut self) -> u32 {
        self.last_id += 1;
        self.last_id
    }

    fn absorb(&mut self, registry: &Registry, effect: Effect, outcome: &mut Outcome) {
        match effect {
            Effect::ModelChanged { model, .. } => {
                self.drawn.remove(&model);
                self.keep_store(registry, &model);
                outcome.notices.push((model, Notice::Changed));
            }
            Effect::StatusChanged { model } => {
                self.drawn.remove(&model);
                self.connect_store(&model);
                outcome.notices.push((model, Notice::Changed));
            }
            Effect::ModelClosed { model } => {
                self.drawn.remove(&model);
                self.stores.remove(&model);
                outcome.notices.push((model, Notice::Changed));
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
        buffers: &[yewpyter_protocol::Buffer],
        outcome: &mut Outcome,
    ) {
        if let Some(notice) = focus_request(content) {
            outcome.notices.push((model.clone(), notice));
            return;
        }
        let Some(kept) = self.stores.get_mut(model) else { return };
        kept.revision += 1;
        match kept.store.receive(content, buffers) {
            Ok(change) => self.events.extend(events_of(model, None, change)),
            Err(message) => outcome.effects.push(diagnostic(model, message)),
        }
        self.drawn.remove(model);
        outcome.notices.push((model.clone(), Notice::Changed));
    }

    fn keep_store(&mut self, registry: &Registry, model: &ModelId) {
        if self.stores.contains_key(model) {
            return;
        }
        let widget = self
            .runtime
            .model(model)
            .and_then(|found| found.class())
            .and_then(|class| registry.find(&class.module, &class.name));
        if let Some(widget) = widget {
            self.stores.insert(model.clone(), Kept { store: widget.new_store(), revision: 0 });
            self.connect_store(model);
        }
    }

    fn connect_store(&mut self, model: &ModelId) {
        if !matches!(self.runtime.status(model), Status::Live) {
            return;
        }
        if let Some(kept) = self.stores.get_mut(model) {
            let change = kept.store.connected();
            self.events.extend(events_of(model, None, change));
        }
    }

    fn draw(&mut self, registry: &Registry, model: &ModelId, outcome: &mut Outcome) -> Snapshot {
        let snapshot = self.parse(registry, model, outcome);
        if !matches!(snapshot, Snapshot::Unknown | Snapshot::Closed) {
            self.drawn.insert(model.clone(), snapshot.clone());
        }
        snapshot
    }

    fn parse(&mut self, registry: &Registry, model: &ModelId, outcome: &mut Outcome) -> Snapshot {
        if let Some(message) = self.blocked.get(model) {
            let title = "This widget crashed".to_owned();
            return Snapshot::Failed { title, detail: message.clone(), blocked: true };
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
        let Some(found) = self.runtime.model(model) else { return Snapshot::Unknown };
        let Some(widget) =
            found.class().and_then(|class| registry.find(&class.module, &class.name))
        else {
            return Snapshot::Unknown;
        };
        let parsed = widget
            .parse(found.state())
            .and_then(|state| Ok((state, Value::parse_map::<Common>(found.state())?)));
        match parsed {
            Ok((state, common)) => {
                let revision = self.stores.get(model).map_or(0, |kept| kept.revision);
                Snapshot::Ready(Ready {
                    widget,
                    state,
                    common: Rc::new(common),
                    revision,
                    connection,
                })
            }
            Err(error) => {
                let title = format!("{} cannot use its state", widget.model_name());
                outcome.effects.push(diagnostic(model, format!("{title}: {error}")));
                failed(&title, error.to_string())
            }
        }
    }
}

/// Keeps a watcher; dropping it ends the watching.
pub(crate) struct Watch {
    session: Session,
    model: ModelId,
    id: u32,
}

impl Drop for Watch {
    fn drop(&mut self) {
        let mut inner = self.session.0.inner.borrow_mut();
        if let Some(all) = inner.watchers.get_mut(&self.model) {
            all.remove(&self.id);
            if all.is_empty() {
                inner.watchers.remove(&self.model);
            }
        }
    }
}

fn events_of(
    model: &ModelId,
    view: Option<ViewId>,
    change: Change,
) -> impl Iterator<Item = Event> + use<> {
    let (patch, messages) = change.into_parts();
    let model = model.clone();
    let first = (!patch.is_empty()).then(|| Event::LocalChange {
        model: model.clone(),
        patch,
        save: true,
        view,
    });
    let rest = messages.into_iter().map(move |content| Event::LocalCustom {
        model: model.clone(),
        content,
        buffers: Vec::new(),
        view,
    });
    first.into_iter().chain(rest)
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
