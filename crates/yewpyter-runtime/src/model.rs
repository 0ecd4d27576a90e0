//! One model: class, state, comm, and what is wrong with it. What to send and when is decided in `sync.rs`.

use crate::class::{Classes, ModelClass};
use crate::error::{ClassError, ModelError};
use crate::event::ViewId;
use crate::range::go_together;
use crate::status::{Defaults, Status};
use crate::sync::Channel;
use litemap::LiteMap;
use std::sync::Arc;
use yewpyter_protocol::{CommId, FieldError, Map, ModelId, ModelRecord, PathItem, Value};

const MODULE: &str = "_model_module";
const NAME: &str = "_model_name";
const VERSION: &str = "_model_module_version";
const PACKAGE_VERSION: &str = "_package_version";

/// One model.
#[derive(Debug)]
pub struct Model {
    id: ModelId,
    identity: Option<Identity>,
    class: Result<Arc<ModelClass>, ModelError>,
    state: Map,
    comm: Option<CommId>,
    live: bool,
    /// Referred to, but not here: each with the key that names it.
    pub(crate) missing: LiteMap<ModelId, String>,
    pub(crate) channel: Channel,
    /// The status that was last told to the outside.
    told: Status,
}

/// Which class a model is of, as it says itself.
#[derive(Clone, Debug)]
pub(crate) struct Identity {
    module: String,
    name: String,
    version: String,
}

impl Identity {
    /// Reads it from a whole state.
    pub(crate) fn of(state: &Map) -> Result<Self, FieldError> {
        let version = text(state, VERSION).unwrap_or_else(|_| "*".to_owned());
        Ok(Self { module: text(state, MODULE)?, name: text(state, NAME)?, version })
    }
}

fn text(state: &Map, key: &str) -> Result<String, FieldError> {
    let error = match state.get(key) {
        Some(Value::Text(text)) => return Ok(text.clone()),
        Some(other) => FieldError::expected("a text", other),
        None => FieldError::new("is missing"),
    };
    Err(error.within(PathItem::Key(key.to_owned())))
}

/// Everything a model is made from.
#[derive(Debug)]
pub(crate) struct Opening {
    pub(crate) id: ModelId,
    pub(crate) comm: Option<CommId>,
    /// As it came: without defaults.
    pub(crate) state: Map,
    pub(crate) unconfirmed: Map,
    /// The class, where it does not (only) stand in the state.
    pub(crate) identity: Result<Identity, ModelError>,
    /// Whether the host has the state already, so that only what it lacks must be mirrored.
    pub(crate) host_has_state: bool,
}

impl Opening {
    /// From a state that names its own class.
    pub(crate) fn new(id: ModelId, comm: Option<CommId>, state: Map) -> Self {
        let identity = Identity::of(&state).map_err(|error| ClassError::Unnamed(error).into());
        Self { id, comm, state, unconfirmed: Map::new(), identity, host_has_state: false }
    }

    /// From a host's mirror. A model that the page has just made is all own changes, its class among them.
    pub(crate) fn mirrored(
        id: ModelId,
        comm: Option<CommId>,
        state: Map,
        unconfirmed: Map,
    ) -> Self {
        let opening = Self::new(id, comm, state);
        let identity = opening.identity.or_else(|error| Identity::of(&unconfirmed).or(Err(error)));
        Self { identity, unconfirmed, host_has_state: true, ..opening }
    }

    /// From a record, whose state may lack even the class where it equals the default.
    pub(crate) fn from_record(id: ModelId, comm: Option<CommId>, record: ModelRecord) -> Self {
        let ModelRecord { module, name, version, state } = record;
        let identity = Ok(Identity { module, name, version });
        Self { id, comm, state, unconfirmed: Map::new(), identity, host_has_state: false }
    }

    /// For a model that cannot be read: it takes its id, so that references to it resolve.
    pub(crate) fn broken(id: ModelId, comm: Option<CommId>, reason: String) -> Self {
        let identity = Err(ModelError::Broken(reason));
        let (state, unconfirmed) = (Map::new(), Map::new());
        Self { id, comm, state, unconfirmed, identity, host_has_state: false }
    }
}

impl Model {
    pub(crate) fn open(opening: Opening, classes: &Classes) -> Self {
        let Opening { id, comm, mut state, identity, .. } = opening;
        let class = identity.as_ref().map_err(ModelError::clone).and_then(|wanted| {
            let found = classes.shared(&wanted.module, &wanted.version, &wanted.name);
            found.map(Arc::clone).map_err(ModelError::from)
        });
        if let Ok(class) = &class {
            for (key, value) in &class.defaults {
                if !state.contains_key(key) {
                    state.insert(key.clone(), value.clone());
                }
            }
        }
        let identity = identity.ok();
        if let Some(identity) = &identity {
            name_class(&mut state, identity);
        }
        Self {
            id,
            identity,
            class,
            state,
            live: comm.is_some(),
            comm,
            missing: LiteMap::new_vec(),
            channel: Channel::default(),
            told: Status::Waiting,
        }
    }

    /// Its identity.
    pub fn id(&self) -> &ModelId {
        &self.id
    }

    /// Its class, or `None` for a placeholder whose class the page lacks.
    pub fn class(&self) -> Option<&ModelClass> {
        self.class.as_deref().ok()
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
        self.live
    }

    /// The state as it is saved.
    pub fn state_to_save(&self, defaults: Defaults) -> Map {
        let class = self.class().filter(|_| defaults == Defaults::Drop);
        let is_default =
            |key: &str, value| class.is_some_and(|class| class.defaults.get(key) == Some(value));
        let kept = self.state.iter().filter(|(key, value)| !is_default(key, value));
        let mut state = Map::new();
        state.extend(kept.map(|(key, value)| (key.clone(), value.clone())));
        state
    }

    /// The model as it is saved, unless nothing is known of it.
    pub(crate) fn record(&self, defaults: Defaults) -> Option<ModelRecord> {
        let Identity { module, name, version } = self.identity.clone()?;
        Some(ModelRecord { module, name, version, state: self.state_to_save(defaults) })
    }

    pub(crate) fn status(&self) -> Status {
        if let Some(error) = self.error() {
            return Status::Error(error);
        }
        match (self.live, &self.comm) {
            (true, _) => Status::Live,
            (false, Some(_)) => Status::Disconnected,
            (false, None) => Status::Static,
        }
    }

    fn error(&self) -> Option<ModelError> {
        let class = match &self.class {
            Ok(class) => class,
            Err(error) => return Some(error.clone()),
        };
        if let Some(Value::Text(kernel)) = self.state.get(PACKAGE_VERSION)
            && !go_together(kernel, &class.version)
        {
            let (module, page) = (class.module.clone(), class.version.clone());
            return Some(ModelError::VersionMismatch { module, kernel: kernel.clone(), page });
        }
        self.missing.first().map(|(missing, key)| ModelError::MissingReference {
            key: key.clone(),
            missing: missing.clone(),
        })
    }

    /// Says whether the status is another than when this was last asked.
    pub(crate) fn has_new_status(&mut self) -> bool {
        let status = self.status();
        let is_new = status != self.told;
        self.told = status;
        is_new
    }

    /// Takes over what has been told about the model that this one replaces.
    pub(crate) fn replaces(&mut self, former: &Model) {
        self.told = former.told.clone();
    }

    /// Sets one key. Gives what it held before, if that was something else.
    pub(crate) fn set(&mut self, key: &str, value: Value) -> Set {
        match self.state.get_mut(key) {
            Some(present) if *present == value => Set::Same,
            Some(present) => Set::Changed(Some(std::mem::replace(present, value))),
            None => {
                self.state.insert(key.to_owned(), value);
                Set::Changed(None)
            }
        }
    }

    /// Makes the unsaved changes ready to be sent.
    pub(crate) fn save(&mut self, view: Option<ViewId>) {
        self.channel.save(&self.state, view);
    }

    /// Says whether these keys can change what the model refers to.
    pub(crate) fn holds_references(&self, changed: &Map) -> bool {
        self.class()
            .is_some_and(|class| class.references.iter().any(|key| changed.contains_key(key)))
    }

    /// Attaches a comm and takes it for live.
    pub(crate) fn attach(&mut self, comm: CommId) {
        self.comm = Some(comm);
        self.live = true;
    }

    /// Notes whether the kernel is there. Says whether that is news; without a comm it never is.
    pub(crate) fn set_live(&mut self, live: bool) -> bool {
        let changed = self.comm.is_some() && self.live != live;
        self.live = if changed { live } else { self.live };
        changed
    }
}

/// What setting a key has done.
pub(crate) enum Set {
    /// Nothing: it was so already.
    Same,
    /// It held this before.
    Changed(Option<Value>),
}

/// A document may leave out the class's name as a default. In the state it must stand.
fn name_class(state: &mut Map, identity: &Identity) {
    let Identity { module, name, version } = identity;
    for (key, value) in [(MODULE, module), (NAME, name), (VERSION, version)] {
        if !state.contains_key(key) {
            state.insert(key.to_owned(), Value::Text(value.clone()));
        }
    }
}
