//! Hosts that do more by themselves.

use crate::classes::{classes, map, slider, updates};
use yewpyter_protocol::{CommId, Map, Message, ModelId, MsgId, Value};
use yewpyter_runtime::{Event, HostInfo, Status};
use yewpyter_testing::FakeHost;

fn syncing() -> FakeHost {
    let info = HostInfo { syncs_models: true, ..HostInfo::default() };
    let mut host = FakeHost::with_info(classes(), info);
    host.open("a", slider(1));
    host
}

#[test]
fn a_host_that_syncs_gets_every_change_at_once() {
    let mut host = syncing();
    host.set("a", [("value", 2)]);
    host.set("a", [("value", 3)]);
    assert_eq!(updates(host.take_sent()), [map([("value", 2)]), map([("value", 3)])]);
    assert_eq!(host.mirror("a").unconfirmed, Map::new());
    assert_eq!(host.mirror("a").state["value"], Value::Int(3));
}

#[test]
fn a_host_that_syncs_decides_on_echoes() {
    let mut host = syncing();
    host.set("a", [("value", 2)]);
    let echo = Message::EchoUpdate { state: map([("value", 9)]) };
    host.receive("a", echo, Some(&MsgId::from("somebody")));
    assert_eq!(host.state("a")["value"], Value::Int(9));
}

#[test]
fn a_host_that_syncs_is_told_of_unsaved_changes_when_they_are_saved() {
    let mut host = syncing();
    let patch = map([("value", 2)]);
    host.handle(Event::LocalChange {
        model: "a".into(),
        patch: patch.clone(),
        save: false,
        view: None,
    });
    assert!(host.take_sent().is_empty());
    host.handle(Event::LocalSave { model: "a".into(), view: None });
    assert_eq!(updates(host.take_sent()), [patch]);
}

#[test]
fn a_widget_made_on_the_page_has_its_class_from_its_own_changes() {
    let mut host = FakeHost::new(classes());
    let model = ModelId::from("made");
    let comm = Some(CommId::from("made"));
    host.handle(Event::ModelOpened { model, comm, state: Map::new(), unconfirmed: slider(4) });
    assert_eq!(host.runtime().status(&ModelId::from("made")), Status::Live);
    assert_eq!(updates(host.take_sent()), [slider(4)]);
}
