//! One model: class, state, comm, and what is wrong with it. What to send and when is decided in `sync.rs`.

use crate::class::ModelClass;
use crate::status::Defaults;
use std::sync::Arc;
use yewpyter_protocol::{CommId, Map, ModelId};

/// One model.
#[derive(Clone, Debug)]
pub struct Model {
    id: ModelId,
    class: Option<Arc<ModelClass>>,
    state: Map,
    comm: Option<CommId>,
    live: bool,
}

impl Model {
    /// Its identity.
    pub fn id(&self) -> &ModelId {
        &self.id
    }

    /// Its class, or `None` for a placeholder whose class the page lacks.
    pub fn class(&self) -> Option<&ModelClass> {
        self.class.as_deref()
    }

    /// Its state: defaults filled in, keys the class does not know kept.
    pub fn state(&self) -> &Map {
        &self.state
    }

    /// Its comm; stays known while the kernel is away.
    pub fn comm(&self) -> Option<&CommId> {
        self.comm.as_ref()
    }

    /// Whether messages reach the kernel.
    pub fn is_live(&self) -> bool {
        self.live && self.comm.is_some()
    }

    /// The state as it is saved.
    pub fn state_to_save(&self, _defaults: Defaults) -> Map {
        self.state.clone()
    }
}
