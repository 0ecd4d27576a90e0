//! The one place where every event is answered. What each answer consists of stands in the files below.

use crate::class::Classes;
use crate::effect::{Diagnostic, Effect, SendId, Severity};
use crate::error::EventError;
use crate::event::{Event, HostInfo, Millis};
use crate::model::Model;
use crate::opening::Opening;
use crate::references::Missing;
use crate::restore::Restore;
use crate::status::{Defaults, Status};
use crate::tickets::Tickets;
use crate::views::Views;
use litemap::LiteMap;
use managing::{Manager, Managing};
use std::collections::VecDeque;
use yewpyter_protocol::{CommId, Document, Map, ModelId, Value};

mod kernel;
mod load;
mod local;
mod managing;
mod open;
mod referring;
mod repair;
mod restoring;
mod sending;
mod tree;

/// All models of one page and one kernel.
#[derive(Debug, Default)]
pub struct Runtime {
    classes: Classes,
    host: HostInfo,
    models: LiteMap<ModelId, Box<Model>>,
    comms: LiteMap<CommId, ModelId>,
    missing: Missing,
    tickets: Tickets,
    /// Messages whose end is awaited, and until when: oldest first.
    patience: VecDeque<(Millis, ModelId, SendId)>,
    /// Roots of which messages are missing.
    behind: Vec<ModelId>,
    /// There where the host has no manager of its own.
    managing: Option<&'static dyn Managing>,
    restore: Restore,
    views: Views,
    /// Closed models that views are still mounted on.
    closed: LiteMap<ModelId, ()>,
    /// When the host has last been asked to wake us.
    wake: Option<Millis>,
    disposed: bool,
}

/// The answer to one event in the making.
struct Turn {
    now: Millis,
    effects: Vec<Effect>,
}

impl Turn {
    fn push(&mut self, effect: Effect) {
        self.effects.push(effect);
    }

    fn error(&mut self, error: &EventError) {
        self.diagnose(Severity::Error, error);
    }

    fn warn(&mut self, error: &EventError) {
        self.diagnose(Severity::Warning, error);
    }

    fn diagnose(&mut self, severity: Severity, error: &EventError) {
        let (model, message) = (error.model().cloned(), error.to_string());
        self.push(Effect::Diagnostic(Diagnostic { severity, model, message }));
    }
}

impl Runtime {
    /// Makes a runtime without models, for a host whose own manager opens, restores and loads them.
    pub fn new(classes: Classes) -> Self {
        Self { classes, ..Self::default() }
    }

    /// Makes a runtime without models that also opens them from raw comms, restores them from a kernel and loads
    /// documents: [`Event::CommOpened`], [`Event::Restore`], [`Event::CommInfo`], [`Event::LoadDocument`].
    pub fn managing(classes: Classes) -> Self {
        Self { managing: Some(&Manager), ..Self::new(classes) }
    }

    /// Answers one event. The effects are to be performed in order, and only after this has returned:
    /// performing one may bring the next event.
    pub fn handle(&mut self, event: Event, now: Millis) -> Vec<Effect> {
        let mut turn = Turn { now, effects: Vec::new() };
        if !self.disposed {
            self.answer(event, &mut turn);
            self.plan_wake(&mut turn);
        }
        turn.effects
    }

    fn answer(&mut self, event: Event, turn: &mut Turn) {
        match event {
            Event::HostInfo(host) => self.meet_host(host, turn),
            Event::CommOpened { .. }
            | Event::LoadDocument { .. }
            | Event::Restore { .. }
            | Event::CommInfo { .. } => match self.managing {
                Some(managing) => managing.answer(self, event, turn),
                None => turn.error(&EventError::NotManaging),
            },
            Event::ModelOpened { model, comm, state, unconfirmed } => {
                self.open(Opening::mirrored(model, comm, state, unconfirmed), turn);
            }
            Event::CommMessage { comm, data, buffers, parent } => {
                self.comm_message(&comm, (data, buffers), parent.as_ref(), turn);
            }
            Event::CommClosed { comm } => self.comm_closed(&comm, turn),
            Event::Sent { ticket, msg } => self.sent(ticket, msg),
            Event::SendFailed { ticket, reason } => self.send_failed(ticket, reason, turn),
            Event::KernelIdle { msg } => self.kernel_idle(&msg, turn),
            Event::KernelStatus { model, live } => self.kernel_status(model, live, turn),
            Event::LoadState { model, state } => self.load(&model, state, turn),
            Event::Mount { view, model } => self.mount(view, &model, turn),
            Event::Unmount { view } => self.unmount(view, turn),
            Event::LocalChange { model, patch, save, view } => {
                self.local_change(&model, patch, turn);
                if save {
                    self.local_save(&model, view, turn);
                }
            }
            Event::LocalSave { model, view } => self.local_save(&model, view, turn),
            Event::LocalCustom { model, content, buffers, view } => {
                self.local_custom(&model, (content, buffers), view, turn);
            }
            Event::LocalClose { model } => self.local_close(&model, turn),
            Event::Woke => self.woke(turn),
            Event::Dispose => *self = Self { disposed: true, ..Self::default() },
        }
    }

    /// Gives a model.
    pub fn model(&self, id: &ModelId) -> Option<&Model> {
        self.models.get(id).map(Box::as_ref)
    }

    /// Gives every model, in the order of their ids.
    pub fn models(&self) -> impl Iterator<Item = &Model> {
        self.models.values().map(Box::as_ref)
    }

    /// Says how a model stands.
    pub fn status(&self, id: &ModelId) -> Status {
        match self.models.get(id) {
            Some(model) => model.status(),
            None if self.closed.contains_key(id) => Status::Closed,
            None => Status::Waiting,
        }
    }

    /// Writes the `widget-state+json` document of all models, live or not (rules P7–P10). Models of which
    /// nothing could be read are left out.
    pub fn state_document(&self, keep: Defaults) -> Value {
        let record = |model: &Model| Some((model.id().clone(), model.record(keep)?));
        let models = self.models().filter_map(record).collect();
        Document { models, broken: LiteMap::new_vec() }.write()
    }

    /// Tells everybody what has become of a model's keys, and of its status.
    fn tell_change(&mut self, id: &ModelId, patch: Map, turn: &mut Turn) {
        let Some(model) = self.models.get(id) else { return };
        if !patch.is_empty() {
            if model.holds_references(&patch) {
                self.look_for_references(id);
            }
            let keys = patch.keys().cloned().collect();
            self.mirror(id, patch, turn);
            turn.push(Effect::ModelChanged { model: id.clone(), keys });
        }
        self.tell_status(id, turn);
    }

    fn tell_status(&mut self, id: &ModelId, turn: &mut Turn) {
        if self.models.get_mut(id).is_some_and(|model| model.has_new_status()) {
            turn.push(Effect::StatusChanged { model: id.clone() });
        }
    }

    fn mirror(&self, id: &ModelId, patch: Map, turn: &mut Turn) {
        if let Some(model) = self.models.get(id) {
            let unconfirmed = if self.host.syncs_models {
                Map::new()
            } else {
                model.channel.unconfirmed(model.state())
            };
            let root = model.root.clone();
            turn.push(Effect::Mirror { model: id.clone(), patch, unconfirmed, root });
        }
    }

    fn woke(&mut self, turn: &mut Turn) {
        self.wake = None;
        self.lose_patience(turn);
        self.ask_again(turn);
        if let Some(managing) = self.managing {
            managing.woke(self, turn);
        }
    }

    /// Asks to be woken, unless an earlier wish stands already.
    fn plan_wake(&mut self, turn: &mut Turn) {
        let wishes = [self.next_patience_end(), self.next_question(), self.restore.deadline()];
        let Some(next) = wishes.into_iter().flatten().reduce(f64::min) else { return };
        if self.wake.is_none_or(|planned| next < planned) {
            self.wake = Some(next);
            turn.push(Effect::WakeAt(next));
        }
    }
}
