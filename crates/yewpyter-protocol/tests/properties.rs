//! What must hold for every value: nothing is lost on the way through buffers, messages, documents and JSON,
//! and nothing that comes in can make the page panic.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use std::collections::BTreeMap;
use yewpyter_protocol::{
    Buffer, BufferPath, Document, FieldValue, Map, Message, ModelId, ModelRecord, PathItem, Value,
    collect_references, decode_open, encode_open, put_buffers, remove_buffers,
};

fn key() -> impl Strategy<Value = String> {
    prop_oneof!["[a-z]{0,3}", Just("0".to_owned()), Just("__proto__".to_owned()), any::<String>()]
}

/// Any value; `bytes` says whether binary leaves may occur.
fn value(bytes: bool) -> impl Strategy<Value = Value> {
    let buffer = vec(any::<u8>(), 0..5).prop_map(|bytes| Value::Bytes(Buffer::from(bytes)));
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        any::<i64>().prop_map(Value::Int),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<String>().prop_map(Value::Text),
        Just(Value::from("IPY_MODEL_x")),
        if bytes { buffer.boxed() } else { Just(Value::Null).boxed() },
    ];
    leaf.prop_recursive(5, 40, 6, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..6).prop_map(Value::List),
            btree_map(key(), inner, 0..6).prop_map(|map| Value::Map(Map::from_iter(map))),
        ]
    })
}

fn state(bytes: bool) -> impl Strategy<Value = Map> {
    btree_map(key(), value(bytes), 0..5).prop_map(Map::from_iter)
}

fn record() -> impl Strategy<Value = ModelRecord> {
    (any::<String>(), any::<String>(), any::<String>(), state(true))
        .prop_map(|(name, module, version, state)| ModelRecord { name, module, version, state })
}

fn records() -> impl Strategy<Value = BTreeMap<ModelId, ModelRecord>> {
    btree_map(key().prop_map(ModelId::from), record(), 0..3)
}

fn path() -> impl Strategy<Value = BufferPath> {
    vec(prop_oneof![key().prop_map(PathItem::Key), (0_usize..4).prop_map(PathItem::Index)], 0..4)
}

fn method() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just("update"),
        Just("echo_update"),
        Just("custom"),
        Just("request_state"),
        Just("request_states"),
        Just("update_states"),
        Just("display"),
    ]
    .prop_map(Value::from)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_taken_out_can_be_put_back(state in state(true).prop_map(Value::Map)) {
        let (mut rest, paths, buffers) = remove_buffers(state.clone());
        put_buffers(&mut rest, &paths, buffers).unwrap();
        prop_assert_eq!(rest, state);
    }

    #[test]
    fn a_put_succeeds_or_changes_nothing(
        state in value(true),
        paths in vec(path(), 0..4),
        count in 0_usize..5,
    ) {
        let mut changed = state.clone();
        let buffers = vec![Buffer::from(vec![1]); count];
        if put_buffers(&mut changed, &paths, buffers).is_err() {
            prop_assert_eq!(changed, state);
        }
    }

    #[test]
    fn messages_survive_the_wire(state in state(true), content in value(false), states in records()) {
        for message in [
            Message::Update { state: state.clone() },
            Message::EchoUpdate { state: state.clone() },
            Message::Custom { content, buffers: vec![Buffer::from(vec![1])] },
            Message::UpdateStates { states: states.into_iter().collect(), broken: Default::default() },
        ] {
            let (data, buffers) = message.clone().encode();
            let json = serde_json::to_string(&data).unwrap();
            let data: Value = serde_json::from_str(&json).unwrap();
            prop_assert_eq!(Message::decode_control(data, buffers).unwrap(), message);
        }
        let (data, buffers) = encode_open(state.clone());
        prop_assert_eq!(decode_open(data, buffers).unwrap(), state);
    }

    #[test]
    fn documents_survive_as_json(models in records()) {
        let document = Document { models: models.into_iter().collect(), broken: Default::default() };
        let json = serde_json::to_string(&document.clone().write()).unwrap();
        prop_assert_eq!(Document::read(serde_json::from_str(&json).unwrap()).unwrap(), document);
    }

    #[test]
    fn a_field_of_any_value_gives_the_same_tree(value in value(true)) {
        let mut field = Value::Null;
        field.read(&value).unwrap();
        prop_assert_eq!(field.write(), value);
    }

    #[test]
    fn a_dict_does_not_depend_on_the_order_it_was_filled_in(
        entries in vec((key(), any::<i64>().prop_map(Value::Int)), 0..12),
    ) {
        let mut one_by_one = Map::new();
        one_by_one.extend(entries.clone());
        let tree: BTreeMap<_, _> = entries.clone().into_iter().collect();
        prop_assert_eq!(&Map::from_iter(entries), &one_by_one);
        prop_assert!(one_by_one.iter().eq(tree.iter()));
    }

    #[test]
    fn equality_is_reflexive(value in value(true)) {
        prop_assert_eq!(&value, &value.clone());
    }

    #[test]
    fn any_bytes_are_a_value_or_an_error(bytes in vec(any::<u8>(), 0..200)) {
        let _ = serde_json::from_slice::<Value>(&bytes);
    }

    #[test]
    fn anything_json_ish_is_a_value_or_an_error(text in r#"[\[\]{}:,"0-9.eE+\-a-z\\ ]{0,60}"#) {
        if let Ok(value) = serde_json::from_str::<Value>(&text) {
            let again = serde_json::to_string(&value).unwrap();
            prop_assert_eq!(serde_json::from_str::<Value>(&again).unwrap(), value);
        }
    }

    #[test]
    fn no_message_panics(
        mut data in state(false),
        method in method(),
        state in value(false),
        paths in value(false),
    ) {
        data.insert("method".to_owned(), method);
        data.insert("state".to_owned(), state.clone());
        data.insert("states".to_owned(), state.clone());
        data.insert("buffer_paths".to_owned(), paths);
        let buffers = vec![Buffer::from(vec![1]); 2];
        let _ = Message::decode_control(Value::Map(data.clone()), buffers.clone());
        let _ = decode_open(Value::Map(data), buffers);
        let _ = Document::read(Value::from([("version_major", Value::Int(2)), ("state", state.clone())]));
        let _ = collect_references(&state);
    }
}
