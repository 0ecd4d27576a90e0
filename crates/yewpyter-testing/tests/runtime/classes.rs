//! Two classes of an imaginary module, and the states that name them.

use yewpyter_protocol::{Map, Message, Value};
use yewpyter_runtime::{Classes, ModelClass};
use yewpyter_testing::{FakeHost, Sent};

/// `SliderModel`, and `BoxModel` whose `children` are references.
pub(crate) fn classes() -> Classes {
    let mut classes = Classes::new();
    classes.insert(class(
        "SliderModel",
        &[("value", Value::Int(0)), ("label", Value::from(""))],
        &[],
    ));
    classes.insert(class("BoxModel", &[("children", Value::List(vec![]))], &["children"]));
    classes
}

fn class(name: &str, defaults: &[(&str, Value)], references: &[&str]) -> ModelClass {
    ModelClass {
        module: "m".to_owned(),
        name: name.to_owned(),
        version: "0.1.0".to_owned(),
        defaults: defaults.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect(),
        references: references.iter().map(|key| (*key).to_owned()).collect(),
    }
}

/// A bare push host that knows the classes.
pub(crate) fn host() -> FakeHost {
    FakeHost::new(classes())
}

/// The state of a slider with this value.
pub(crate) fn slider(value: i64) -> Map {
    named("SliderModel", [("value", Value::Int(value))])
}

/// The state of a box with these children.
pub(crate) fn parent(children: &[&str]) -> Map {
    let children: Vec<_> = children.iter().map(|id| format!("IPY_MODEL_{id}")).collect();
    named("BoxModel", [("children", Value::from(children))])
}

/// A state of one of the classes.
pub(crate) fn named(name: &str, more: impl Into<Value>) -> Map {
    let mut state =
        map([("_model_module", "m"), ("_model_name", name), ("_model_module_version", "*")]);
    if let Value::Map(more) = more.into() {
        state.extend(more);
    }
    state
}

pub(crate) fn map(entries: impl Into<Value>) -> Map {
    match entries.into() {
        Value::Map(map) => map,
        other => panic!("{other:?} is no dict"),
    }
}

/// The states of the updates among what was sent.
pub(crate) fn updates(sent: Vec<Sent>) -> Vec<Map> {
    let update = |sent| match sent {
        Sent::Message { data, buffers, .. } => match Message::decode(data, buffers).unwrap() {
            Message::Update { state } => Some(state),
            _ => None,
        },
        Sent::Open { .. } | Sent::Close { .. } => None,
    };
    sent.into_iter().filter_map(update).collect()
}

/// The id of the one message that was sent.
pub(crate) fn only_msg(sent: &[Sent]) -> yewpyter_protocol::MsgId {
    match sent {
        [Sent::Message { msg, .. }] => msg.clone(),
        other => panic!("expected one message, got {other:?}"),
    }
}
