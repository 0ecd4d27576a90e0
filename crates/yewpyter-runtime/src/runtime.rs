//! The one place where every event is answered.

use crate::class::Classes;
use crate::effect::Effect;
use crate::event::{Event, Millis};
use crate::model::Model;
use crate::status::{Defaults, Status};
use std::collections::BTreeMap;
use yewpyter_protocol::{ModelId, Value};

/// All models of one page and one kernel.
#[derive(Debug, Default)]
pub struct Runtime {
    _classes: Classes,
    models: BTreeMap<ModelId, Model>,
}

impl Runtime {
    /// Makes a runtime without models.
    pub fn new(classes: Classes) -> Self {
        Self { _classes: classes, models: BTreeMap::new() }
    }

    /// Answers one event. The effects are to be performed in order, after this has returned.
    pub fn handle(&mut self, _event: Event, _now: Millis) -> Vec<Effect> {
        Vec::new()
    }

    /// Gives a model.
    pub fn model(&self, id: &ModelId) -> Option<&Model> {
        self.models.get(id)
    }

    /// Gives every model, in the order of their ids.
    pub fn models(&self) -> impl Iterator<Item = &Model> {
        self.models.values()
    }

    /// Says how a model stands.
    pub fn status(&self, _id: &ModelId) -> Status {
        Status::Waiting
    }

    /// Writes the `widget-state+json` document of all models (rules P7–P10).
    pub fn state_document(&self, _keep: Defaults) -> Value {
        Value::Null
    }
}
