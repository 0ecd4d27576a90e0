//! Bad messages and bad states cost themselves and nothing else.

use crate::classes::{host, map, named, parent, slider};
use yewpyter_protocol::{CommId, Map, ModelId, Value};
use yewpyter_runtime::{Defaults, Effect, Event, Severity, Status};
use yewpyter_testing::{FakeHost, ScriptedKernel};

fn error(host: &FakeHost, model: &str) -> String {
    match host.runtime().status(&ModelId::from(model)) {
        Status::Error(error) => error.to_string(),
        other => panic!("expected an error, got {other:?}"),
    }
}

fn raw(host: &mut FakeHost, data: Value) {
    host.handle(Event::CommMessage {
        comm: CommId::from("a"),
        data,
        buffers: vec![],
        parent: None,
    });
}

#[test]
fn a_bad_update_is_named_and_dropped() {
    let (mut host, mut kernel) = (host(), ScriptedKernel::new());
    kernel.open(&mut host, "a", slider(1));
    let state = Value::from([("value", 9)]);
    let paths = Value::from(vec![vec!["no", "where"]]);
    raw(
        &mut host,
        Value::from([("method", "update".into()), ("state", state), ("buffer_paths", paths)]),
    );
    let said = host.take_diagnostics();
    assert_eq!((said[0].severity, &said[0].model), (Severity::Error, &Some(ModelId::from("a"))));
    assert_eq!(
        said[0].message,
        "a message for the model a was dropped: buffer_paths names 1 places, but only 0 buffers came with the message"
    );
    assert_eq!(host.state("a")["value"], Value::Int(1));
    raw(&mut host, Value::from([("method", "update"), ("state", "x")]));
    assert_eq!(
        host.take_diagnostics()[0].message,
        "a message for the model a was dropped: the message is malformed: state: expected a dict, got the text \"x\""
    );
    kernel.update(&mut host, "a", [("value", 2)]);
    assert_eq!(host.state("a")["value"], Value::Int(2), "later messages are heard");
}

#[test]
fn a_wrong_protocol_is_refused_with_its_version() {
    let mut host = host();
    let data = Value::from([("state", Value::Map(slider(1)))]);
    let version = Some("1.0".to_owned());
    host.handle(Event::CommOpened { comm: "a".into(), version, data, buffers: vec![] });
    assert_eq!(
        host.take_diagnostics()[0].message,
        "the model a was not opened: the kernel speaks widget protocol version \"1.0\", but only 2.x is \
         understood: use ipywidgets 7 or 8 in the kernel"
    );
    assert_eq!(host.runtime().status(&"a".into()), Status::Waiting);
}

#[test]
fn an_unknown_class_keeps_state_and_id_and_can_be_opened_again() {
    let (mut host, mut kernel) = (host(), ScriptedKernel::new());
    kernel.open(&mut host, "a", named("Strange", [("x", 1)]));
    assert_eq!(error(&host, "a"), "the page has no widget Strange of module m");
    kernel.update(&mut host, "a", [("x", 2)]);
    assert_eq!(host.state("a")["x"], Value::Int(2));
    let document = host.runtime().state_document(Defaults::Drop);
    let state = document.as_map().unwrap()["state"].as_map().unwrap();
    assert!(state["a"].as_map().unwrap()["state"].as_map().unwrap().contains_key("x"));
    host.take_changes();
    kernel.open(&mut host, "a", slider(1));
    assert_eq!(host.runtime().status(&"a".into()), Status::Live);
    assert!(host.take_changes().contains(&Effect::StatusChanged { model: "a".into() }));
    assert_eq!(host.take_diagnostics(), []);
}

#[test]
fn a_state_without_a_class_says_so() {
    let mut host = host();
    host.open("a", Map::new());
    assert_eq!(error(&host, "a"), "the state names no class: _model_module: is missing");
}

#[test]
fn packages_that_do_not_fit_are_both_named() {
    let (mut host, mut kernel) = (host(), ScriptedKernel::new());
    kernel.open(&mut host, "a", named("SliderModel", [("_package_version", "0.2.0")]));
    assert_eq!(
        error(&host, "a"),
        "the kernel has m 0.2.0, the page has 0.1.0; upgrade it in the environment that runs the Jupyter server (pip install -U m==0.2.0), then reload the page"
    );
    assert_eq!(host.state("a")["value"], Value::Int(0), "the state is kept");
    kernel.update(&mut host, "a", [("_package_version", "0.0.9")]);
    assert_eq!(
        error(&host, "a"),
        "the kernel has m 0.0.9, the page has 0.1.0; upgrade it in the kernel's environment (pip install -U m==0.1.0), then restart the kernel"
    );
    kernel.update(&mut host, "a", [("_package_version", "0.1.9")]);
    assert_eq!(host.runtime().status(&"a".into()), Status::Live);
}

#[test]
fn a_broken_record_takes_its_id_and_leaves_the_others_alone() {
    let mut host = host();
    let good = Value::from([
        ("model_name", "BoxModel".into()),
        ("model_module", "m".into()),
        ("state", Value::Map(parent(&["bad"]))),
    ]);
    let state = Value::from([("bad", Value::Int(1)), ("good", good)]);
    let document = Value::from([("version_major", Value::Int(2)), ("state", state)]);
    host.load_document(document).unwrap();
    assert_eq!(host.runtime().status(&"good".into()), Status::Static);
    assert_eq!(
        error(&host, "bad"),
        "the widget state document is malformed: expected a dict, got the number 1"
    );
    assert_eq!(host.take_diagnostics().len(), 1);
    let saved = host.runtime().state_document(Defaults::Keep);
    let saved = saved.as_map().unwrap()["state"].as_map().unwrap();
    assert_eq!(saved.keys().collect::<Vec<_>>(), ["good"], "nothing is known of the other");
}

#[test]
fn a_page_that_let_go_hears_nothing() {
    let mut host = host();
    host.open("a", slider(1));
    host.set("a", [("value", 2)]);
    host.take_sent();
    host.handle(Event::Dispose);
    host.open("b", slider(1));
    host.advance(100_000.0);
    assert_eq!(host.runtime().models().count(), 0);
    assert!(host.take_sent().is_empty());
    assert_eq!(host.take_diagnostics(), []);
}

#[test]
fn events_about_nobody_are_nothing() {
    let mut host = host();
    host.set("nobody", [("value", 1)]);
    host.handle(Event::LocalSave { model: "nobody".into(), view: None });
    host.handle(Event::LocalClose { model: "nobody".into() });
    host.handle(Event::LoadState { model: "nobody".into(), state: map([("value", 1)]) });
    host.handle(Event::KernelStatus { model: Some("nobody".into()), live: false });
    host.handle(Event::KernelIdle { msg: "nobody".into() });
    host.handle(Event::Woke);
    assert!(host.take_sent().is_empty() && host.take_changes().is_empty());
    assert_eq!(host.take_diagnostics(), []);
}
