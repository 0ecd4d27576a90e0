//! The dict of a [`Value`]. What stands in it is not known here.

use crate::Value;
use litemap::LiteMap;
use std::ops::{Deref, DerefMut, Index};

/// A state, or any JSON object: keys in order, so that nothing shown or sent hangs on hashing.
///
/// A sorted list, whose code is a tenth of a tree's. Filling one costs little as long as the keys come roughly in
/// order; [`Map::from_iter`] takes them in any.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Map(LiteMap<String, Value>);

impl Map {
    /// Makes an empty dict.
    pub const fn new() -> Self {
        Self(LiteMap::new_vec())
    }
}

impl Deref for Map {
    type Target = LiteMap<String, Value>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl DerefMut for Map {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.0
    }
}

impl Index<&str> for Map {
    type Output = Value;

    /// Gives `null` for a key that is not there.
    fn index(&self, key: &str) -> &Value {
        self.get(key).unwrap_or(&Value::Null)
    }
}

impl<K: Into<String>, const N: usize> From<[(K, Value); N]> for Map {
    fn from(entries: [(K, Value); N]) -> Self {
        let mut map = Self::new();
        map.extend(entries.map(|(key, value)| (key.into(), value)));
        map
    }
}

impl FromIterator<(String, Value)> for Map {
    fn from_iter<I: IntoIterator<Item = (String, Value)>>(entries: I) -> Self {
        Self(entries.into_iter().collect())
    }
}

impl Extend<(String, Value)> for Map {
    /// One by one: the list's own way sorts, and sorting is much code for the few keys that come here.
    fn extend<I: IntoIterator<Item = (String, Value)>>(&mut self, entries: I) {
        entries.into_iter().for_each(|(key, value)| drop(self.0.insert(key, value)));
    }
}

impl IntoIterator for Map {
    type Item = (String, Value);
    type IntoIter = std::vec::IntoIter<(String, Value)>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a> IntoIterator for &'a Map {
    type Item = (&'a String, &'a Value);
    type IntoIter = <&'a LiteMap<String, Value> as IntoIterator>::IntoIter;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}
