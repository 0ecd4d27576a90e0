//! Which models refer to ones that are not here (rule O12). Which keys hold references, the class says.

use litemap::LiteMap;
use yewpyter_protocol::{Map, ModelId, collect_references};

/// For each missing model those that refer to it, so that its coming costs no search.
#[derive(Debug, Default)]
pub(crate) struct Missing {
    wanted_by: LiteMap<ModelId, Vec<ModelId>>,
}

impl Missing {
    /// Notes that `model` misses these.
    pub(crate) fn wants<'a>(
        &mut self,
        model: &ModelId,
        missing: impl Iterator<Item = &'a ModelId>,
    ) {
        for id in missing {
            self.wanted_by.entry(id.clone()).or_default().push(model.clone());
        }
    }

    /// Notes that `model` misses these no more.
    pub(crate) fn settled<'a>(
        &mut self,
        model: &ModelId,
        missing: impl Iterator<Item = &'a ModelId>,
    ) {
        for id in missing {
            if let Some(wanting) = self.wanted_by.get_mut(id) {
                wanting.retain(|other| other != model);
                if wanting.is_empty() {
                    self.wanted_by.remove(id);
                }
            }
        }
    }

    /// A model has come. Gives those that have waited for it.
    pub(crate) fn arrived(&mut self, id: &ModelId) -> Vec<ModelId> {
        self.wanted_by.remove(id).unwrap_or_default()
    }
}

/// Finds the references of a state that lead nowhere, each with the key it stands under.
pub(crate) fn dangling(
    state: &Map,
    keys: &[String],
    is_known: impl Fn(&ModelId) -> bool,
) -> LiteMap<ModelId, String> {
    let mut found = LiteMap::new_vec();
    for key in keys {
        let named = state.get(key).map(collect_references).unwrap_or_default();
        for id in named.into_iter().filter(|id| !is_known(id)) {
            found.entry(id).or_insert_with(|| key.clone());
        }
    }
    found
}
