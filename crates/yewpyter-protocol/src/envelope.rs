//! What the comm of a root carries for the models that share it: the tree in its state, and envelopes.
//!
//! Only shapes stand here; what becomes of a tree is the runtime's matter. ARCHITECTURE.md describes the whole.

use crate::{
    Buffer, FieldError, Fields, Map, MessageError, ModelId, PathItem, Record, Value, encode_custom,
    put_buffers_in_map, read_buffer_paths, read_record,
};

/// The key of a root's state that holds the models below it, and of an envelope in a custom message.
pub const TREE: &str = "_tree";
/// The key of a root's state that holds the number of the last message it includes.
pub const NUMBER: &str = "_n";
/// The key of a state that holds the number of the model's last reliable message.
pub const STREAM: &str = "_s";

const VERSION: u32 = 1;

/// Reads the value of [`TREE`] in a state: a record for each model, by its id. Null means none.
///
/// # Errors
/// When it is no tree, or one of another version.
pub fn read_tree(value: Value) -> Result<Map, FieldError> {
    if matches!(value, Value::Null) {
        return Ok(Map::new());
    }
    let tree: Tree = read(&value)?;
    check_version(tree.version)?;
    Ok(tree.models)
}

/// Writes the value of [`TREE`] in a state.
pub fn write_tree(models: Map) -> Value {
    Value::from([("version", Value::from(VERSION)), ("models", Value::Map(models))])
}

#[derive(Default)]
struct Tree {
    version: u32,
    models: Map,
}

impl Record for Tree {
    fn fields(&mut self, fields: &mut Fields<'_>) {
        fields.field("version", &mut self.version).field("models", &mut self.models);
    }
}

/// Several messages in one, for a root and the models below it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Envelope {
    version: u32,
    /// Its number among the root's messages.
    pub number: Option<u64>,
    /// It says again what has changed after the message of this number.
    pub since: Option<u64>,
    /// New models: their records by their ids, buffers in place.
    pub open: Map,
    open_paths: Value,
    /// Messages for single models, in order.
    pub messages: Vec<Enclosed>,
    /// Models that are no longer in the tree.
    pub gone: Vec<String>,
    /// The kernel asks whether it has been heard.
    pub beacon: Option<u64>,
    /// With a beacon: the number of the last message of each root, by the root's id.
    pub at: Map,
}

/// One message in an envelope.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Enclosed {
    /// The model's id.
    pub to: String,
    /// What `content.data` of the message would be on a comm of the model's own.
    pub data: Value,
    count: u32,
    /// The buffers of the message.
    pub buffers: Vec<Buffer>,
    /// Its number among the model's reliable messages.
    pub stream: Option<u64>,
    /// Instead of a message: the model's reliable messages up to this one are gone.
    pub lost: Option<u64>,
}

impl Record for Envelope {
    fn fields(&mut self, fields: &mut Fields<'_>) {
        fields
            .field("version", &mut self.version)
            .field("n", &mut self.number)
            .field("since", &mut self.since)
            .field("open", &mut self.open)
            .field("open_buffer_paths", &mut self.open_paths)
            .field("messages", &mut self.messages)
            .field("gone", &mut self.gone)
            .field("beacon", &mut self.beacon)
            .field("at", &mut self.at);
    }
}

impl Record for Enclosed {
    fn fields(&mut self, fields: &mut Fields<'_>) {
        fields
            .field("to", &mut self.to)
            .field("data", &mut self.data)
            .field("buffers", &mut self.count)
            .field("s", &mut self.stream)
            .field("lost", &mut self.lost);
    }
}

impl Envelope {
    /// The envelope in the content of a custom message, if that is one.
    pub fn within(content: &Value) -> Option<&Value> {
        content.as_map()?.get(TREE)
    }

    /// Reads an envelope and gives each part its buffers. Surplus buffers are ignored.
    ///
    /// # Errors
    /// When it is none, is of another version, or has too few buffers.
    pub fn read(value: &Value, buffers: Vec<Buffer>) -> Result<Self, MessageError> {
        let mut envelope: Self = read(value)?;
        check_version(envelope.version)?;
        let paths = read_buffer_paths(Some(&envelope.open_paths))?;
        let mut rest = buffers.into_iter();
        put_buffers_in_map(&mut envelope.open, &paths, rest.by_ref().take(paths.len()).collect())?;
        for message in &mut envelope.messages {
            message.buffers = rest.by_ref().take(message.count as usize).collect();
        }
        Ok(envelope)
    }
}

/// Writes `content.data` of a message that carries another one for a model without a comm; the buffers go along.
pub fn encode_enclosed(
    to: &ModelId,
    (data, buffers): (Value, Vec<Buffer>),
) -> (Value, Vec<Buffer>) {
    let message = Value::from([
        ("to", Value::from(to.as_str())),
        ("data", data),
        ("buffers", Value::from(buffers.len())),
    ]);
    encode_envelope([("messages", Value::List(vec![message]))], buffers)
}

/// Writes `content.data` of a wish to hear again what came after a number, and of each model's reliable messages
/// what came after the number under its id.
pub fn encode_since(number: u64, streams: Map) -> (Value, Vec<Buffer>) {
    encode_envelope([("since", Value::from(number)), ("streams", Value::Map(streams))], Vec::new())
}

/// Writes `content.data` of the answer to a beacon.
pub fn encode_heard(beacon: u64) -> (Value, Vec<Buffer>) {
    encode_envelope([("heard", Value::from(beacon))], Vec::new())
}

fn encode_envelope<const N: usize>(
    entries: [(&str, Value); N],
    buffers: Vec<Buffer>,
) -> (Value, Vec<Buffer>) {
    let mut envelope = Map::from(entries);
    envelope.insert("version".to_owned(), Value::from(VERSION));
    encode_custom(Value::from([(TREE, Value::Map(envelope))]), buffers)
}

fn read<T: Record + Default>(value: &Value) -> Result<T, FieldError> {
    read_record(value.as_map().ok_or_else(|| FieldError::expected("a dict", value))?)
}

fn check_version(found: u32) -> Result<(), FieldError> {
    if found == VERSION {
        return Ok(());
    }
    let problem = format!(
        "the kernel writes version {found}, this page reads {VERSION}; \
         install the same version of yewpyter on both sides"
    );
    Err(FieldError::new(problem).within(PathItem::Key("version".to_owned())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn within(data: &Value) -> &Value {
        Envelope::within(&data.as_map().unwrap()["content"]).unwrap()
    }

    #[test]
    fn a_tree_round_trips_and_others_are_named() {
        let models = Map::from([("a", Value::from([("value", 1)]))]);
        assert_eq!(read_tree(write_tree(models.clone())), Ok(models));
        assert_eq!(read_tree(Value::Null), Ok(Map::new()));
        for (tree, expected) in [
            (Value::from("x"), "expected a dict, got the text \"x\""),
            (
                Value::from([("version", 1), ("models", 3)]),
                "models: expected a dict, got the number 3",
            ),
            (
                Value::from([("version", 2)]),
                "version: the kernel writes version 2, this page reads 1; \
                 install the same version of yewpyter on both sides",
            ),
        ] {
            assert_eq!(read_tree(tree).unwrap_err().to_string(), expected);
        }
    }

    #[test]
    fn an_enclosed_message_comes_out_as_it_went_in() {
        let bytes = Buffer::from(vec![1, 2]);
        let inner = encode_custom(Value::from("hi"), vec![bytes.clone()]);
        let (data, buffers) = encode_enclosed(&ModelId::from("a"), inner.clone());
        let envelope = Envelope::read(within(&data), buffers).unwrap();
        let [message] = envelope.messages.as_slice() else { panic!("{envelope:?}") };
        assert_eq!(
            (message.to.as_str(), &message.data, &message.buffers),
            ("a", &inner.0, &inner.1)
        );
    }

    #[test]
    fn buffers_go_first_to_the_new_models_then_to_the_messages() {
        let [first, second, third] = [1, 2, 3].map(|byte| Buffer::from(vec![byte]));
        let message = |to: &str, buffers: i32| {
            Value::from([("to", to.into()), ("buffers", Value::from(buffers))])
        };
        let envelope = Value::from([
            ("version", Value::from(1)),
            ("open", Value::from([("a", Value::Map(Map::new()))])),
            ("open_buffer_paths", Value::from(vec![vec!["a", "image"]])),
            ("messages", Value::from(vec![message("b", 0), message("c", 2), message("d", 9)])),
        ]);
        let read =
            Envelope::read(&envelope, vec![first.clone(), second.clone(), third.clone()]).unwrap();
        assert_eq!(read.open["a"], Value::from([("image", Value::Bytes(first))]));
        let counts: Vec<_> = read.messages.iter().map(|message| message.buffers.len()).collect();
        assert_eq!(counts, [0, 2, 0]);
    }

    #[test]
    fn what_is_no_envelope_is_named() {
        for (value, expected) in [
            (Value::from(1), "the message is malformed: expected a dict, got the number 1"),
            (
                Value::from([("version", Value::from(1)), ("messages", Value::from(vec![1]))]),
                "the message is malformed: messages[0]: expected a dict, got the number 1",
            ),
            (
                Value::from([("version", Value::from(1)), ("n", Value::from(-1))]),
                "the message is malformed: n: expected a whole number, 0 or more, got the number -1",
            ),
        ] {
            assert_eq!(Envelope::read(&value, vec![]).unwrap_err().to_string(), expected);
        }
        assert_eq!(Envelope::within(&Value::from([("x", 1)])), None);
    }
}
