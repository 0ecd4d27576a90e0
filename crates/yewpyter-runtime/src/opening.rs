//! What a model is made from: a message, a host's mirror, a record of a document or of a tree.

use crate::error::{ClassError, ModelError};
use litemap::LiteMap;
use yewpyter_protocol::{
    CommId, FieldError, FieldValue, Map, ModelId, ModelRecord, NUMBER, PathItem, STREAM, TREE,
    Value, read_tree,
};

const MODULE: &str = "_model_module";
const NAME: &str = "_model_name";
const VERSION: &str = "_model_module_version";
/// What the models of a tree need not say when their root says it.
const INHERITED: [&str; 5] =
    [MODULE, VERSION, "_view_module", "_view_module_version", "_package_version"];

/// Which class a model is of, as it says itself.
#[derive(Clone, Debug)]
pub(crate) struct Identity {
    pub(crate) module: String,
    pub(crate) name: String,
    pub(crate) version: String,
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
    /// The model whose comm this is, if not its own.
    pub(crate) root: Option<ModelId>,
    /// As it came: without defaults.
    pub(crate) state: Map,
    pub(crate) unconfirmed: Map,
    /// The class, where it does not (only) stand in the state.
    pub(crate) identity: Result<Identity, ModelError>,
    /// Whether the host has the state already, so that only what it lacks must be mirrored.
    pub(crate) host_has_state: bool,
    pub(crate) tree: Tree,
}

/// What stands in a root's state and is no state of its own.
#[derive(Debug)]
pub(crate) struct Tree {
    /// The models that share its comm.
    pub(crate) below: LiteMap<ModelId, ()>,
    /// Why these cannot be read.
    pub(crate) error: Option<FieldError>,
    /// The last of its messages that the state includes.
    pub(crate) number: u64,
    /// The last of its reliable messages.
    pub(crate) stream: u64,
}

impl Default for Tree {
    fn default() -> Self {
        Self { below: LiteMap::new_vec(), error: None, number: 0, stream: 0 }
    }
}

impl Opening {
    /// From a state that names its own class.
    pub(crate) fn new(id: ModelId, comm: Option<CommId>, state: Map) -> Self {
        let identity = Identity::of(&state).map_err(|error| ClassError::Unnamed(error).into());
        Self { state, ..Self::bare(id, comm, identity) }
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
        Self { state, ..Self::bare(id, comm, Ok(Identity { module, name, version })) }
    }

    /// From the tree of a root, which tells what the record leaves out of the names of classes.
    pub(crate) fn in_tree(root: &Self, id: &str, record: Value) -> Self {
        let (id, comm) = (ModelId::from(id), root.comm.clone());
        let opening = match record {
            Value::Map(mut state) => {
                inherit(&mut state, &root.state);
                Self::new(id, comm, state)
            }
            other => {
                let reason = FieldError::expected("a dict", &other).to_string();
                Self::broken(id, comm, reason)
            }
        };
        let host_has_state = root.host_has_state;
        Self { root: Some(root.id.clone()), host_has_state, ..opening }
    }

    /// For a model that cannot be read: it takes its id, so that references to it resolve.
    pub(crate) fn broken(id: ModelId, comm: Option<CommId>, reason: String) -> Self {
        Self::bare(id, comm, Err(ModelError::Broken(reason)))
    }

    fn bare(id: ModelId, comm: Option<CommId>, identity: Result<Identity, ModelError>) -> Self {
        Self {
            id,
            comm,
            root: None,
            state: Map::new(),
            unconfirmed: Map::new(),
            identity,
            host_has_state: false,
            tree: Tree::default(),
        }
    }

    /// Takes out of the state what is no state of the model itself. Gives the models below it as openings of
    /// their own.
    pub(crate) fn split(&mut self) -> Vec<Self> {
        let number = take_number(&mut self.state, NUMBER).unwrap_or(0);
        let stream = take_number(&mut self.state, STREAM).unwrap_or(0);
        self.tree = Tree { number, stream, ..Tree::default() };
        let records = match self.state.remove(TREE).map(read_tree) {
            Some(Ok(records)) => records,
            Some(Err(error)) => {
                self.tree.error = Some(error.within(PathItem::Key(TREE.to_owned())));
                return Vec::new();
            }
            None => return Vec::new(),
        };
        let own = self.unconfirmed.remove(TREE);
        let own = own.as_ref().and_then(Value::as_map);
        let mut all = Vec::with_capacity(records.len());
        for (id, record) in records {
            let mut below = Self::in_tree(self, &id, record);
            if let Some(Value::Map(changes)) = own.and_then(|own| own.get(&id)) {
                below.unconfirmed = changes.clone();
            }
            below.tree.stream = take_number(&mut below.state, STREAM).unwrap_or(0);
            self.tree.below.insert(below.id.clone(), ());
            all.push(below);
        }
        all
    }
}

/// Takes a number out of a state; anything else there is none.
pub(crate) fn take_number(state: &mut Map, key: &str) -> Option<u64> {
    let mut number = 0_u64;
    number.read(&state.remove(key)?).is_ok().then_some(number)
}

/// Fills in what a record in a tree leaves out because its root says the same.
pub(crate) fn inherit(record: &mut Map, root: &Map) {
    for key in INHERITED {
        if let (false, Some(value)) = (record.contains_key(key), root.get(key)) {
            record.insert(key.to_owned(), value.clone());
        }
    }
}

/// Leaves out of a record what its root says as well, and makes sure of the rest of the class's names.
pub(crate) fn disinherit(record: &mut Map, state: &Map, root: &Map) {
    for key in INHERITED {
        record.remove(key);
        if let Some(value) = state.get(key).filter(|value| root.get(key) != Some(*value)) {
            record.insert(key.to_owned(), value.clone());
        }
    }
    record.insert(NAME.to_owned(), state[NAME].clone());
}

/// A document may leave out the class's name as a default. In the state it must stand.
pub(crate) fn name_class(state: &mut Map, identity: &Identity) {
    let Identity { module, name, version } = identity;
    for (key, value) in [(MODULE, module), (NAME, name), (VERSION, version)] {
        if !state.contains_key(key) {
            state.insert(key.to_owned(), Value::Text(value.clone()));
        }
    }
}
