//! The one place with shared mutable state: a runtime, the widgets it shows, and who watches them.
//!
//! No borrow is held while anything outside is called: effects and callbacks are collected first, and an event
//! that comes meanwhile waits its turn.

mod models;
mod snapshot;

pub(crate) use snapshot::{Connection, Notice, Ready, Snapshot};

use crate::change::Change;
use crate::driver::{Driver, HostEffect};
use crate::registry::Registry;
use crate::slot::{SlotContent, SlotId};
use crate::state::WidgetState;
use models::{Models, OpenSlot, Outcome};
use std::any::Any;
use std::cell::RefCell;
use std::rc::Rc;
use web_sys::Element;
use yew::Callback;
use yewpyter_protocol::{Map, ModelId};
use yewpyter_runtime::{Defaults, Event, ViewId};

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
    models: RefCell<Models>,
}

impl PartialEq for Session {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Session {
    /// Makes a session of the registry's widgets that acts through `driver`.
    pub fn new(registry: Registry, driver: impl Driver + 'static) -> Self {
        let models = RefCell::new(Models::new(&registry));
        Self(Rc::new(Shared { registry, driver: Box::new(driver), models }))
    }

    /// Takes in an event, performs what follows, wakes the views. Called from within an effect it queues.
    pub fn handle(&self, event: Event) {
        {
            let mut models = self.0.models.borrow_mut();
            models.events.push_back(event);
            if std::mem::replace(&mut models.running, true) {
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
        models::events_of(model, view, change).into_iter().for_each(|event| self.handle(event));
    }

    /// The model's present state with the tree of those that share its comm; without its defaults, as it goes into a
    /// document, with what its store adds to that. `None` for an unknown model.
    pub fn state_to_save(&self, model: &ModelId, defaults: Defaults) -> Option<Map> {
        self.0.models.borrow().state_to_save(model, defaults)
    }

    /// Whether an event is being answered, so that the next one has to wait.
    pub fn is_busy(&self) -> bool {
        self.0.models.borrow().running
    }

    /// Whether the buffers of a custom message for the model are looked at here, and not only passed on to the
    /// host's listeners. What has to wait keeps its own.
    pub fn needs_buffers(&self, model: &ModelId) -> bool {
        let models = self.0.models.borrow();
        models.store(model).is_some_and(|store| store.takes_buffers())
    }

    /// Refuses to draw a model that crashed; its place shows `message` and a button to try again.
    pub fn block(&self, model: &ModelId, message: String) {
        self.set_blocked(model, Some(message));
    }

    pub(crate) fn unblock(&self, model: &ModelId) {
        self.set_blocked(model, None);
    }

    fn set_blocked(&self, model: &ModelId, message: Option<String>) {
        self.0.models.borrow_mut().block(model, message);
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
        let snapshot = self.0.models.borrow_mut().snapshot(&self.0.registry, model, &mut outcome);
        outcome.effects.into_iter().for_each(|effect| self.perform(effect));
        snapshot
    }

    pub(crate) fn state(&self, model: &ModelId) -> Option<Rc<dyn Any>> {
        match self.snapshot(model) {
            Snapshot::Ready(ready) => Some(ready.state),
            _ => None,
        }
    }

    pub(crate) fn with_store<S: WidgetState, R>(
        &self,
        model: &ModelId,
        read: impl FnOnce(&S::Store) -> R,
    ) -> Option<R> {
        let models = self.0.models.borrow();
        models.store(model)?.as_any().downcast_ref().map(read)
    }

    /// Calls back whenever the model changes, until the guard is dropped.
    pub(crate) fn watch(&self, model: &ModelId, callback: Callback<Notice>) -> Watch {
        let id = self.0.models.borrow_mut().watch(model, callback);
        Watch { session: self.clone(), model: model.clone(), id }
    }

    pub(crate) fn new_view(&self) -> ViewId {
        ViewId(self.0.models.borrow_mut().new_id())
    }

    pub(crate) fn open_slot(
        &self,
        view: ViewId,
        content: SlotContent,
        element: Element,
        on_result: Callback<Option<String>>,
    ) -> SlotId {
        let (slot, fill) = {
            let mut models = self.0.models.borrow_mut();
            let slot = SlotId(models.new_id());
            let open = OpenSlot { view, content, element, failed: false, on_result };
            let fill = open.fill(slot);
            models.slots.insert(slot, Box::new(open));
            (slot, fill)
        };
        self.perform(fill);
        slot
    }

    pub(crate) fn close_slot(&self, slot: SlotId) {
        let known = self.0.models.borrow_mut().slots.remove(&slot).is_some();
        if known {
            self.perform(HostEffect::ReleaseSlot(slot));
        }
    }

    /// The host could not fill the slot; its place says why until it is tried again.
    pub fn slot_failed(&self, slot: SlotId, reason: String) {
        let callback = self.0.models.borrow_mut().slots.get_mut(&slot).map(|open| {
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
            let mut models = self.0.models.borrow_mut();
            let retried = models.slots.iter_mut().filter_map(|(slot, open)| {
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
        self.0.models.borrow_mut().step(&self.0.registry, now)
    }

    fn perform(&self, effect: HostEffect) {
        self.0.driver.perform(self, effect);
    }

    fn notify(&self, model: &ModelId, notice: Notice) {
        let callbacks = self.0.models.borrow().watchers(model);
        callbacks.into_iter().for_each(|callback| callback.emit(notice));
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
        self.session.0.models.borrow_mut().unwatch(&self.model, self.id);
    }
}
