//! Models that share the comm of a root: how they come, change hands and go.

use super::{Runtime, Turn};
use crate::model::Model;
use crate::opening::{Opening, inherit, take_number};
use litemap::LiteMap;
use yewpyter_protocol::{Map, ModelId, PathItem, STREAM, TREE, Value, read_tree};

impl Runtime {
    /// A model that is here passes to another comm or root: its views, its store and its own changes stay.
    /// Gives its whole state, which the host may not have.
    pub(super) fn rejoin(&mut self, opening: Opening) -> (ModelId, Map) {
        let id = opening.id.clone();
        self.hold(&id);
        let Some(model) = self.models.get_mut(&id) else { return (id, Map::new()) };
        let state = if opening.root.is_some() { model.whole(opening.state) } else { opening.state };
        if let (Some(comm), None) = (&opening.comm, &opening.root) {
            self.comms.insert(comm.clone(), id.clone());
            model.below = opening.tree.below;
            model.tree_error = opening.tree.error;
            model.numbers.whole(opening.tree.number);
        }
        model.join(opening.comm, opening.root);
        model.stream.heard_of(opening.tree.stream);
        for (key, value) in state {
            if !model.channel.owns(&key) {
                model.set(&key, value);
            }
        }
        (id, model.state().clone())
    }

    /// Takes over the whole tree of a root, as the kernel has it now.
    pub(super) fn load_tree(&mut self, root: &ModelId, tree: Value, turn: &mut Turn) {
        let records = read_tree(tree).map_err(|error| error.within(PathItem::Key(TREE.to_owned())));
        let Some(model) = self.models.get_mut(root) else { return };
        let records = match records {
            Ok(records) => records,
            Err(error) => {
                model.tree_error = Some(error);
                return;
            }
        };
        model.tree_error = None;
        let former = std::mem::replace(&mut model.below, LiteMap::new_vec());
        self.take_in(root, records, turn);
        self.drop_left(root, former, turn);
    }

    /// Takes in records of a tree: models that are there already get the state, the others are opened.
    pub(super) fn take_in(&mut self, root: &ModelId, records: Map, turn: &mut Turn) {
        let Some(model) = self.models.get_mut(root) else { return };
        for id in records.keys() {
            model.below.insert(ModelId::from(id.as_str()), ());
        }
        let mut names = Map::new();
        inherit(&mut names, model.state());
        let parent = Opening::new(root.clone(), model.comm().cloned(), names);
        let mut openings = Vec::new();
        for (id, record) in records {
            let id = ModelId::from(id);
            match record {
                Value::Map(mut record) if self.is_below(&id, root) => {
                    inherit(&mut record, &parent.state);
                    self.reload(&id, record, turn);
                }
                record => openings.push(Opening::in_tree(&parent, id.as_str(), record)),
            }
        }
        self.open_all(openings, turn);
    }

    /// Says whether a model shares the comm of this root.
    pub(super) fn is_below(&self, id: &ModelId, root: &ModelId) -> bool {
        self.models.get(id).is_some_and(|model| model.is_below(root))
    }

    fn reload(&mut self, id: &ModelId, mut record: Map, turn: &mut Turn) {
        let Some(model) = self.models.get_mut(id) else { return };
        if let Some(number) = take_number(&mut record, STREAM) {
            model.stream.heard_of(number);
        }
        let whole = model.whole(record);
        self.merge(id, whole, turn);
    }

    /// Drops those of the former models below a root that are not below it any more.
    pub(super) fn drop_left(
        &mut self,
        root: &ModelId,
        former: LiteMap<ModelId, ()>,
        turn: &mut Turn,
    ) {
        for (id, ()) in former {
            let kept = self.models.get(root).is_some_and(|model| model.below.contains_key(&id));
            if !kept && self.is_below(&id, root) {
                self.drop_model(&id, turn);
            }
        }
    }

    /// Drops models that the kernel has taken out of a tree.
    pub(super) fn drop_gone(&mut self, root: &ModelId, gone: Vec<String>, turn: &mut Turn) {
        for id in gone.into_iter().map(ModelId::from) {
            let Some(model) = self.models.get_mut(root) else { return };
            model.below.remove(&id);
            if self.is_below(&id, root) {
                self.drop_model(&id, turn);
            }
        }
    }

    /// Gives the models that share the comm of this root.
    pub fn below<'a>(&'a self, root: &'a Model) -> impl Iterator<Item = &'a Model> {
        let found = root.below.keys().filter_map(|id| self.models.get(id)).map(Box::as_ref);
        found.filter(|model| model.is_below(root.id()))
    }
}
