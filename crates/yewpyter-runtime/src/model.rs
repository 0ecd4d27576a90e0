//! One model: class, state, comm, and what is wrong with it. What to send and when is decided in `sync.rs`.

use crate::class::{Classes, ModelClass};
use crate::error::ModelError;
use crate::event::ViewId;
use crate::numbers::Numbers;
use crate::opening::{Identity, Opening, disinherit, name_class};
use crate::range::go_together;
use crate::status::{Defaults, Status};
use crate::stream::Stream;
use crate::sync::Channel;
use litemap::LiteMap;
use std::sync::Arc;
use yewpyter_protocol::{CommId, FieldError, Map, ModelId, ModelRecord, Value};

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
    /// The model whose comm it shares; none has a comm of its own, or no kernel.
    pub(crate) root: Option<ModelId>,
    /// The models that share its comm. May name some that have left since.
    pub(crate) below: LiteMap<ModelId, ()>,
    /// Why these cannot be read.
    pub(crate) tree_error: Option<FieldError>,
    pub(crate) numbers: Numbers,
    pub(crate) stream: Stream,
    /// Referred to, but not here: each with the key that names it.
    pub(crate) missing: LiteMap<ModelId, String>,
    pub(crate) channel: Channel,
    /// The status that was last told to the outside.
    told: Status,
}

impl Model {
    pub(crate) fn open(opening: Opening, classes: &Classes) -> Self {
        let Opening { id, comm, root, mut state, identity, tree, .. } = opening;
        let (mut numbers, mut stream) = (Numbers::default(), Stream::default());
        numbers.whole(tree.number);
        stream.begin(tree.stream);
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
            root,
            below: tree.below,
            tree_error: tree.error,
            numbers,
            stream,
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

    /// Its comm, or that of its root; stays known while the kernel is away.
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

    /// The record of the model in its root's tree.
    pub fn record_in_tree(&self, root: &Model) -> Map {
        let mut record = self.state_to_save(Defaults::Drop);
        disinherit(&mut record, &self.state, &root.state);
        record
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
        if let Some(error) = &self.tree_error {
            return Some(ModelError::Tree(error.clone()));
        }
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

    /// Passes to another comm, or to none, and to another root, or to none.
    pub(crate) fn join(&mut self, comm: Option<CommId>, root: Option<ModelId>) {
        self.live = comm.is_some();
        self.comm = comm;
        self.root = root;
    }

    /// Whether it shares the comm of this root.
    pub(crate) fn is_below(&self, root: &ModelId) -> bool {
        self.root.as_ref() == Some(root)
    }

    /// Whether it has a comm of its own.
    pub(crate) fn is_root(&self) -> bool {
        self.root.is_none() && self.comm.is_some()
    }

    /// What a record in a tree says, with the defaults for all that it leaves out.
    pub(crate) fn whole(&self, record: Map) -> Map {
        let mut whole = self.class().map(|class| class.defaults.clone()).unwrap_or_default();
        whole.extend(record);
        whole
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
