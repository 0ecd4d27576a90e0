//! `content.data` of the messages on a model's comm and on the control comm, both ways (protocol, sections 3–8).
//!
//! Only shapes stand here; what a message does to a model is the runtime's matter.

use crate::{
    Buffer, FieldError, Map, MessageError, ModelId, ModelRecord, PathItem, Value,
    put_buffers_in_map, read_buffer_paths, remove_buffers_from_map, write_buffer_paths,
};
use litemap::LiteMap;

/// One `comm_msg`, by its method.
#[derive(Clone, Debug, PartialEq)]
pub enum Message {
    /// `update`: set these keys. Both ways.
    Update {
        /// The keys with their values, buffers in place.
        state: Map,
    },
    /// `echo_update`: the kernel repeats what a front-end has sent it (rules E).
    EchoUpdate {
        /// The keys with their values, buffers in place.
        state: Map,
    },
    /// `custom`: anything else between a widget's two halves (rules X). Both ways.
    Custom {
        /// Any JSON.
        content: Value,
        /// Its buffers, just as they came: only the widget knows where they belong.
        buffers: Vec<Buffer>,
    },
    /// `request_state`: the front-end asks for the whole state, and is answered with an `update`.
    RequestState,
    /// `request_states`: the same for all models, on the control comm.
    RequestStates,
    /// `update_states`: the answer to it.
    UpdateStates {
        /// The models, buffers in place.
        states: LiteMap<ModelId, ModelRecord>,
        /// Records that cannot be read, and why (rule R4). Never encoded.
        broken: LiteMap<ModelId, MessageError>,
    },
    /// A method that is not known, or none: to be ignored (rule U5).
    Unknown,
}

impl Message {
    /// Reads `content.data` of a message on the control comm, as [`Message::decode`] does on a model's.
    pub fn decode_control(data: Value, buffers: Vec<Buffer>) -> Result<Self, MessageError> {
        match data {
            Value::Map(data) if method_of(&data) == Some("update_states") => {
                take_states(data, buffers)
            }
            data => Self::decode(data, buffers),
        }
    }

    /// Reads `content.data` of a message on a model's comm and puts the buffers at their places.
    pub fn decode(data: Value, buffers: Vec<Buffer>) -> Result<Self, MessageError> {
        let Value::Map(mut data) = data else { return Ok(Self::Unknown) };
        match method_of(&data) {
            Some("update") => Ok(Self::Update { state: take_state(data, buffers)? }),
            Some("echo_update") => Ok(Self::EchoUpdate { state: take_state(data, buffers)? }),
            Some("custom") => {
                Ok(Self::Custom { content: data.remove("content").unwrap_or_default(), buffers })
            }
            Some("request_state") => Ok(Self::RequestState),
            Some("request_states") => Ok(Self::RequestStates),
            _ => Ok(Self::Unknown),
        }
    }

    /// Writes `content.data` and the buffers that go with it.
    pub fn encode(self) -> (Value, Vec<Buffer>) {
        match self {
            Self::Update { state } => encode_update(state),
            Self::EchoUpdate { state } => with_state("echo_update", state),
            Self::Custom { content, buffers } => encode_custom(content, buffers),
            Self::RequestState => (Value::from([("method", "request_state")]), Vec::new()),
            Self::RequestStates => (Value::from([("method", "request_states")]), Vec::new()),
            Self::UpdateStates { states, .. } => write_states(states),
            Self::Unknown => (Value::Map(Map::new()), Vec::new()),
        }
    }
}

/// Writes `content.data` of an `update`, and its buffers.
pub fn encode_update(state: Map) -> (Value, Vec<Buffer>) {
    with_state("update", state)
}

/// Writes `content.data` of a `custom` message; its buffers go with it as they are.
pub fn encode_custom(content: Value, buffers: Vec<Buffer>) -> (Value, Vec<Buffer>) {
    (Value::from([("method", Value::from("custom")), ("content", content)]), buffers)
}

/// Reads `content.data` of a `comm_open` on `jupyter.widget`: the first state, buffers in place (rules O4–O6).
pub fn decode_open(data: Value, buffers: Vec<Buffer>) -> Result<Map, MessageError> {
    match data {
        Value::Map(data) => take_state(data, buffers),
        other => Err(FieldError::expected("a dict", &other).into()),
    }
}

/// Writes `content.data` of a `comm_open` on `jupyter.widget`, and its buffers.
pub fn encode_open(state: Map) -> (Value, Vec<Buffer>) {
    let (state, paths, buffers) = remove_buffers_from_map(state);
    let data = [("state", Value::Map(state)), ("buffer_paths", write_buffer_paths(paths))];
    (Value::from(data), buffers)
}

fn method_of(data: &Map) -> Option<&str> {
    data.get("method").and_then(Value::as_text)
}

fn with_state(method: &str, state: Map) -> (Value, Vec<Buffer>) {
    let (state, paths, buffers) = remove_buffers_from_map(state);
    let data = Value::from([
        ("method", Value::from(method)),
        ("state", Value::Map(state)),
        ("buffer_paths", write_buffer_paths(paths)),
    ]);
    (data, buffers)
}

fn take_state(mut data: Map, buffers: Vec<Buffer>) -> Result<Map, MessageError> {
    let paths = read_buffer_paths(data.get("buffer_paths"))?;
    let mut state = take_map(&mut data, "state")?;
    put_buffers_in_map(&mut state, &paths, buffers)?;
    Ok(state)
}

/// Takes a dict out of a message; an absent one is an error, because it would look like an empty state.
pub(crate) fn take_map(data: &mut Map, key: &str) -> Result<Map, FieldError> {
    let at = |error: FieldError| error.within(PathItem::Key(key.to_owned()));
    match data.remove(key) {
        Some(Value::Map(map)) => Ok(map),
        Some(other) => Err(at(FieldError::expected("a dict", &other))),
        None => Err(at(FieldError::new("is missing"))),
    }
}

/// The paths of `update_states` begin with a model's id and go on inside its record (rule R1).
fn take_states(mut data: Map, buffers: Vec<Buffer>) -> Result<Message, MessageError> {
    let paths = read_buffer_paths(data.get("buffer_paths"))?;
    if buffers.len() < paths.len() {
        let (paths, buffers) = (paths.len(), buffers.len());
        return Err(crate::BufferError::TooFew { paths, buffers }.into());
    }
    let mut by_model: LiteMap<String, (Vec<_>, Vec<_>)> = LiteMap::new_vec();
    for (mut path, buffer) in paths.into_iter().zip(buffers) {
        if let Some(PathItem::Key(model)) = path.first().cloned() {
            path.remove(0);
            let (paths, buffers) = by_model.entry(model).or_default();
            paths.push(path);
            buffers.push(buffer);
        }
    }
    let (mut states, mut broken) = (LiteMap::new_vec(), LiteMap::new_vec());
    for (model, mut record) in take_map(&mut data, "states")? {
        let (paths, buffers) = by_model.remove(&model).unwrap_or_default();
        let read = crate::put_buffers(&mut record, &paths, buffers)
            .map_err(MessageError::from)
            .and_then(|()| Ok(ModelRecord::read(record)?));
        match read {
            Ok(record) => drop(states.insert(ModelId::from(model), record)),
            Err(error) => drop(broken.insert(ModelId::from(model), error)),
        }
    }
    Ok(Message::UpdateStates { states, broken })
}

fn write_states(states: LiteMap<ModelId, ModelRecord>) -> (Value, Vec<Buffer>) {
    let records = states.into_iter().map(|(id, record)| (id.as_str().to_owned(), record.write()));
    let mut states = Map::new();
    states.extend(records);
    let (states, paths, buffers) = remove_buffers_from_map(states);
    let data = Value::from([
        ("method", Value::from("update_states")),
        ("states", Value::Map(states)),
        ("buffer_paths", write_buffer_paths(paths)),
    ]);
    (data, buffers)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state() -> Map {
        Map::from([
            ("a".to_owned(), Value::Int(1)),
            ("b".to_owned(), Value::from(vec![Value::Bytes(Buffer::from(vec![1, 2]))])),
        ])
    }

    #[test]
    fn messages_round_trip() {
        let record = ModelRecord {
            name: "XModel".into(),
            module: "m".into(),
            version: "1.0.0".into(),
            state: state(),
        };
        for message in [
            Message::Update { state: state() },
            Message::EchoUpdate { state: state() },
            Message::Custom { content: Value::from("hi"), buffers: vec![Buffer::from(vec![7])] },
            Message::RequestState,
            Message::RequestStates,
            Message::UpdateStates {
                states: [(ModelId::from("x"), record)].into_iter().collect(),
                broken: LiteMap::new_vec(),
            },
            Message::Unknown,
        ] {
            let (data, buffers) = message.clone().encode();
            assert_eq!(Message::decode_control(data, buffers), Ok(message));
        }
        let (data, buffers) = encode_open(state());
        assert_eq!(decode_open(data, buffers), Ok(state()));
    }

    #[test]
    fn what_is_not_known_is_no_error() {
        for data in [Value::Null, Value::from([("method", "display")]), Value::from([("x", 1)])] {
            assert_eq!(Message::decode(data, vec![]), Ok(Message::Unknown));
        }
    }

    #[test]
    fn a_malformed_update_says_what_is_wrong() {
        let data = Value::from([("method", "update"), ("state", "x")]);
        let error = Message::decode(data, vec![]).unwrap_err();
        assert_eq!(
            error.to_string(),
            "the message is malformed: state: expected a dict, got the text \"x\""
        );
        let error = Message::decode(Value::from([("method", "update")]), vec![]).unwrap_err();
        assert_eq!(error.to_string(), "the message is malformed: state: is missing");
    }

    #[test]
    fn one_broken_record_does_not_spoil_the_others() {
        let good = Value::from([
            ("model_name", Value::from("X")),
            ("model_module", Value::from("m")),
            ("state", Value::Map(Map::new())),
        ]);
        let data = Value::from([
            ("method", Value::from("update_states")),
            (
                "states",
                Value::from([("bad", Value::Int(1)), ("worse", good.clone()), ("ok", good)]),
            ),
            ("buffer_paths", Value::from(vec![vec!["worse", "state", "no", "where"]])),
        ]);
        let decoded = Message::decode_control(data, vec![Buffer::default()]).unwrap();
        let Message::UpdateStates { states, broken } = decoded else { panic!("{decoded:?}") };
        assert_eq!(states.keys().map(ModelId::as_str).collect::<Vec<_>>(), ["ok"]);
        assert_eq!(broken.keys().map(ModelId::as_str).collect::<Vec<_>>(), ["bad", "worse"]);
    }
}
