//! Moving binary leaves out of a state into a message's buffers, and back (rules B1–B13).
//!
//! Which messages carry buffers is not known here; see `message.rs` and `document.rs`.

use crate::error::{BufferError, show_path};
use crate::{Buffer, FieldError, Map, Value};
use litemap::LiteMap;

/// One step into a state.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PathItem {
    /// A key of a dict; one that looks like a number is still a key (rule B8).
    Key(String),
    /// An index of a list.
    Index(usize),
}

/// The way from the root of a state to a binary leaf.
pub type BufferPath = Vec<PathItem>;

/// Takes every binary leaf out of a value and says where each was.
///
/// Under a key the leaf vanishes, in a list `null` stays (rules B2, B4). A value that is itself bytes is
/// returned as it is: no path leads to a root.
pub fn remove_buffers(mut value: Value) -> (Value, Vec<BufferPath>, Vec<Buffer>) {
    let mut taken = Taken::default();
    match &mut value {
        Value::List(list) => taken.enter_list(list),
        Value::Map(map) => taken.enter_map(map),
        _ => {}
    }
    (value, taken.paths, taken.buffers)
}

/// Takes every binary leaf out of a state, as [`remove_buffers`] does.
pub fn remove_buffers_from_map(mut map: Map) -> (Map, Vec<BufferPath>, Vec<Buffer>) {
    let mut taken = Taken::default();
    taken.enter_map(&mut map);
    (map, taken.paths, taken.buffers)
}

/// What has been taken out so far, and where in the tree the search stands.
#[derive(Default)]
struct Taken {
    here: BufferPath,
    paths: Vec<BufferPath>,
    buffers: Vec<Buffer>,
}

impl Taken {
    fn enter_map(&mut self, map: &mut Map) {
        let before = self.buffers.len();
        let mut leaves = Vec::with_capacity(map.len());
        for (key, value) in map.iter_mut() {
            let mut is_leaf = false;
            if has_inside(value) {
                self.here.push(PathItem::Key(key.clone()));
                is_leaf = self.take(value);
                self.here.pop();
            }
            leaves.push(is_leaf);
        }
        if self.buffers.len() > before {
            let mut leaves = leaves.into_iter();
            map.retain(|_, _| leaves.next() != Some(true));
        }
    }

    fn enter_list(&mut self, list: &mut [Value]) {
        for (index, value) in list.iter_mut().enumerate().filter(|(_, value)| has_inside(value)) {
            self.here.push(PathItem::Index(index));
            self.take(value);
            self.here.pop();
        }
    }

    /// Says whether the value itself was a leaf; `null` is left in its place.
    fn take(&mut self, value: &mut Value) -> bool {
        match value {
            Value::Bytes(bytes) => {
                self.paths.push(self.here.clone());
                self.buffers.push(std::mem::take(bytes));
                *value = Value::Null;
                return true;
            }
            Value::List(list) => self.enter_list(list),
            Value::Map(map) => self.enter_map(map),
            _ => {}
        }
        false
    }
}

/// Whether looking into the value can be worth a path.
fn has_inside(value: &Value) -> bool {
    matches!(value, Value::Bytes(_) | Value::List(_) | Value::Map(_))
}

/// Puts buffers at their paths, the exact inverse of [`remove_buffers`]. Surplus buffers are ignored
/// (rule B12), and what sits at a path is replaced (rule B11).
///
/// On an error the value is as it was before: nothing half-made is left behind.
pub fn put_buffers(
    value: &mut Value,
    paths: &[BufferPath],
    buffers: Vec<Buffer>,
) -> Result<(), BufferError> {
    check(value, paths, buffers.len())?;
    for (path, buffer) in paths.iter().zip(buffers) {
        *place(value, path)? = Value::Bytes(buffer);
    }
    Ok(())
}

/// Puts buffers into a state, as [`put_buffers`] does.
pub fn put_buffers_in_map(
    map: &mut Map,
    paths: &[BufferPath],
    buffers: Vec<Buffer>,
) -> Result<(), BufferError> {
    let mut value = Value::Map(std::mem::take(map));
    let result = put_buffers(&mut value, paths, buffers);
    if let Value::Map(filled) = value {
        *map = filled;
    }
    result
}

/// Reads `buffer_paths`. Absent or null means none (rule O5).
///
/// A custom message can carry such a list of its own: its buffers are put nowhere by themselves.
pub fn read_buffer_paths(value: Option<&Value>) -> Result<Vec<BufferPath>, BufferError> {
    match value {
        None | Some(Value::Null) => Ok(Vec::new()),
        Some(paths) => read_list(paths, read_path).map_err(BufferError::Malformed),
    }
}

/// Writes `buffer_paths`.
pub fn write_buffer_paths(paths: Vec<BufferPath>) -> Value {
    Value::List(paths.into_iter().map(write_path).collect())
}

pub(crate) fn write_path(path: BufferPath) -> Value {
    let item = |item| match item {
        PathItem::Key(key) => Value::Text(key),
        PathItem::Index(index) => Value::from(index),
    };
    Value::List(path.into_iter().map(item).collect())
}

pub(crate) fn read_path(value: &Value) -> Result<BufferPath, FieldError> {
    read_list(value, |item| {
        match item {
            Value::Text(key) => Ok(PathItem::Key(key.clone())),
            Value::Int(index) => usize::try_from(*index).map(PathItem::Index).map_err(drop),
            _ => Err(()),
        }
        .map_err(|()| FieldError::expected("a key or an index", item))
    })
}

fn read_list<T>(
    value: &Value,
    read: impl Fn(&Value) -> Result<T, FieldError>,
) -> Result<Vec<T>, FieldError> {
    let list = value.as_list().ok_or_else(|| FieldError::expected("a list", value))?;
    let mut items = Vec::with_capacity(list.len());
    for (index, item) in list.iter().enumerate() {
        items.push(read(item).map_err(|error| error.within(PathItem::Index(index)))?);
    }
    Ok(items)
}

/// Refuses everything that could fail half-way.
fn check(value: &Value, paths: &[BufferPath], buffers: usize) -> Result<(), BufferError> {
    if buffers < paths.len() {
        return Err(BufferError::TooFew { paths: paths.len(), buffers });
    }
    let mut all = LiteMap::<&[PathItem], ()>::new_vec();
    for path in paths {
        all.insert(path, ());
    }
    for path in paths {
        let Some((last, way)) = path.split_last() else { return Err(BufferError::EmptyPath) };
        let container = way.iter().try_fold(value, step);
        let fits = match (container, last) {
            (Some(Value::Map(_)), _) => true,
            (Some(Value::List(list)), PathItem::Index(index)) => *index < list.len(),
            _ => false,
        };
        let through_bytes =
            (1..path.len()).any(|end| path.get(..end).is_some_and(|start| all.contains_key(start)));
        if !fits || through_bytes {
            return Err(no_place(path));
        }
    }
    Ok(())
}

/// A Python dict with whole numbers as keys has them as numbers in the path, but as texts in the JSON.
fn key_of(item: &PathItem) -> std::borrow::Cow<'_, str> {
    match item {
        PathItem::Key(key) => key.into(),
        PathItem::Index(index) => index.to_string().into(),
    }
}

fn step<'a>(value: &'a Value, item: &PathItem) -> Option<&'a Value> {
    match (value, item) {
        (Value::Map(map), item) => map.get(key_of(item).as_ref()),
        (Value::List(list), PathItem::Index(index)) => list.get(*index),
        _ => None,
    }
}

/// Finds the place of a leaf, and makes it where a dict lacks the last key.
fn place<'a>(value: &'a mut Value, path: &BufferPath) -> Result<&'a mut Value, BufferError> {
    let mut here = value;
    for (index, item) in path.iter().enumerate() {
        let last = index + 1 == path.len();
        let next = match (here, item) {
            (Value::Map(map), item) => {
                let key = key_of(item);
                if last { Some(map.entry(key.into()).or_default()) } else { map.get_mut(&*key) }
            }
            (Value::List(list), PathItem::Index(index)) => list.get_mut(*index),
            _ => None,
        };
        here = next.ok_or_else(|| no_place(path))?;
    }
    Ok(here)
}

fn no_place(path: &BufferPath) -> BufferError {
    BufferError::NoPlace { path: show_path(path.iter()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(text: &[u8]) -> Value {
        Value::Bytes(Buffer::from(text))
    }

    fn key(key: &str) -> PathItem {
        PathItem::Key(key.to_owned())
    }

    #[test]
    fn a_leaf_vanishes_from_a_dict_and_leaves_null_in_a_list() {
        let state = Value::from([
            ("d", Value::from([("x", bytes(b"1")), ("y", Value::Int(1))])),
            ("l", Value::from(vec![bytes(b"2"), Value::Null])),
        ]);
        let (rest, paths, buffers) = remove_buffers(state.clone());
        assert_eq!(
            rest,
            Value::from([
                ("d", Value::from([("y", 1)])),
                ("l", Value::from(vec![Value::Null, Value::Null]))
            ])
        );
        assert_eq!(paths, [vec![key("d"), key("x")], vec![key("l"), PathItem::Index(0)]]);
        let mut back = rest;
        put_buffers(&mut back, &paths, buffers).unwrap();
        assert_eq!(back, state);
    }

    #[test]
    fn a_failing_put_changes_nothing() {
        let before = Value::from([("a", Value::from([("b", 1)]))]);
        let bad = [
            (vec![vec![key("x")], vec![key("a"), key("no"), key("c")]], 2),
            (vec![vec![key("a")], vec![key("a"), key("b")]], 2),
            (vec![vec![key("x")], vec![key("y")]], 1),
            (vec![vec![key("x")], vec![]], 2),
        ];
        for (paths, count) in bad {
            let mut value = before.clone();
            let buffers = vec![Buffer::default(); count];
            assert!(put_buffers(&mut value, &paths, buffers).is_err(), "{paths:?}");
            assert_eq!(value, before);
        }
    }

    #[test]
    fn errors_name_the_path() {
        let mut value = Value::from([("l", Value::List(vec![]))]);
        let path = vec![key("l"), PathItem::Index(0)];
        let error = put_buffers(&mut value, &[path], vec![Buffer::default()]).unwrap_err();
        assert_eq!(error.to_string(), "the buffer path l[0] leads nowhere in the state");
    }

    #[test]
    fn a_number_in_a_path_can_be_the_key_of_a_dict() {
        let mut value = Value::from([("m", Value::Map(Map::new()))]);
        let path = vec![key("m"), PathItem::Index(7)];
        put_buffers(&mut value, &[path], vec![Buffer::from(vec![1])]).unwrap();
        assert_eq!(value, Value::from([("m", Value::from([("7", bytes(&[1]))]))]));
    }

    #[test]
    fn malformed_paths_are_refused_with_their_place() {
        let paths = Value::from(vec![Value::from(vec![Value::from("a"), Value::from(-1)])]);
        let error = read_buffer_paths(Some(&paths)).unwrap_err();
        assert_eq!(
            error.to_string(),
            "buffer_paths is malformed: [0][1]: expected a key or an index, got the number -1"
        );
    }
}
