//! Models that name other models.

use crate::classes::{classes, host, map, parent, slider};
use yewpyter_protocol::{Document, ModelId, ModelRecord, Value};
use yewpyter_runtime::{Effect, Event, HostInfo, ModelError, Status};
use yewpyter_testing::{FakeHost, ScriptedKernel};

fn status(host: &FakeHost, model: &str) -> Status {
    host.runtime().status(&ModelId::from(model))
}

fn missing(model: &str) -> Status {
    let (key, missing) = ("children".to_owned(), ModelId::from(model));
    Status::Error(ModelError::MissingReference { key, missing })
}

#[test]
fn a_missing_child_is_named_until_it_comes() {
    let mut host = host();
    host.open("box", parent(&["a", "b"]));
    assert_eq!(status(&host, "box"), missing("a"));
    host.open("a", slider(1));
    assert_eq!(status(&host, "box"), missing("b"));
    host.take_changes();
    host.open("b", slider(1));
    assert_eq!(status(&host, "box"), Status::Live);
    let told = Effect::StatusChanged { model: ModelId::from("box") };
    assert!(host.take_changes().contains(&told));
}

#[test]
fn the_message_says_what_is_missing() {
    let mut host = host();
    host.open("box", parent(&["a"]));
    let Status::Error(error) = status(&host, "box") else { panic!() };
    assert_eq!(error.to_string(), "children refers to the model a, which is not here");
}

#[test]
fn new_children_are_looked_at_and_former_ones_forgotten() {
    let (mut host, mut kernel) = (host(), ScriptedKernel::new());
    kernel.open(&mut host, "box", parent(&["a"]));
    kernel.update(&mut host, "box", [("children", vec!["IPY_MODEL_b"])]);
    assert_eq!(status(&host, "box"), missing("b"));
    kernel.open(&mut host, "a", slider(1));
    assert_eq!(status(&host, "box"), missing("b"));
    kernel.update(&mut host, "box", [("children", Value::List(vec![]))]);
    assert_eq!(status(&host, "box"), Status::Live);
}

#[test]
fn a_placeholder_is_there_too() {
    let mut host = host();
    host.open("box", parent(&["strange"]));
    host.open("strange", map([("_model_name", "Strange"), ("_model_module", "x")]));
    assert_eq!(status(&host, "box"), Status::Live);
}

#[test]
fn a_box_outlives_its_child() {
    let (mut host, mut kernel) = (host(), ScriptedKernel::new());
    kernel.open(&mut host, "a", slider(1));
    kernel.open(&mut host, "box", parent(&["a"]));
    kernel.close(&mut host, "a");
    assert_eq!(status(&host, "box"), Status::Live);
    assert_eq!(status(&host, "a"), Status::Waiting);
}

#[test]
fn a_host_that_can_show_other_models_may_have_them() {
    let info = HostInfo { foreign_models: true, ..HostInfo::default() };
    let mut host = FakeHost::with_info(classes(), info);
    host.open("box", parent(&["of another library"]));
    assert_eq!(status(&host, "box"), Status::Live);
}

#[test]
fn documents_may_be_in_any_order_and_in_circles() {
    let record = |state| ModelRecord {
        name: "BoxModel".into(),
        module: "m".into(),
        version: "*".into(),
        state,
    };
    let models = [
        (ModelId::from("a"), record(parent(&["b", "a"]))),
        (ModelId::from("b"), record(parent(&["a"]))),
    ];
    let document = Document { models: models.into_iter().collect(), broken: Default::default() };
    let mut host = host();
    host.handle(Event::LoadDocument { document });
    assert_eq!(status(&host, "a"), Status::Static);
    assert_eq!(status(&host, "b"), Status::Static);
}
