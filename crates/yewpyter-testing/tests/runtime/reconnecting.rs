//! Lost connections, dead kernels, crashed pages: what was done meanwhile is not lost.

use crate::classes::{classes, host, map, only_msg, slider, updates};
use yewpyter_protocol::{CommId, Map, ModelId, Value};
use yewpyter_runtime::{Event, HostInfo, Status};
use yewpyter_testing::{FakeHost, ScriptedKernel};

fn pair() -> (FakeHost, ScriptedKernel) {
    let (mut host, mut kernel) = (host(), ScriptedKernel::new());
    kernel.open(&mut host, "a", slider(1));
    (host, kernel)
}

fn load(host: &mut FakeHost, state: Map) {
    host.handle(Event::LoadState { model: ModelId::from("a"), state });
}

fn alive(host: &mut FakeHost, live: bool) {
    host.handle(Event::KernelStatus { model: None, live });
}

fn status(host: &FakeHost) -> Status {
    host.runtime().status(&ModelId::from("a"))
}

#[test]
fn a_reconnect_keeps_unconfirmed_changes_and_sends_them_again() {
    let (mut host, _) = pair();
    host.set("a", [("value", 2)]);
    let lost = only_msg(&host.take_sent());
    host.set("a", [("label", "mine")]);
    let theirs =
        Value::from([("value", Value::Int(9)), ("label", "theirs".into()), ("other", 1.into())]);
    load(&mut host, map(theirs));
    let own = map([("value", Value::Int(2)), ("label", "mine".into())]);
    assert_eq!(updates(host.take_sent()), std::slice::from_ref(&own));
    let state = host.state("a");
    assert_eq!(
        (&state["value"], &state["label"], &state["other"]),
        (&own["value"], &own["label"], &Value::Int(1))
    );
    assert_eq!(host.mirror("a").unconfirmed, own);
    host.handle(Event::KernelIdle { msg: lost });
    assert_eq!(host.mirror("a").unconfirmed, own, "that message has been sent anew");
}

#[test]
fn a_reconnect_without_own_changes_sends_nothing() {
    let (mut host, _) = pair();
    load(&mut host, map([("value", 9)]));
    assert_eq!(host.state("a")["value"], Value::Int(9));
    assert!(host.take_sent().is_empty());
}

#[test]
fn an_unsaved_change_survives_a_reconnect_unsent() {
    let (mut host, _) = pair();
    let patch = map([("value", 2)]);
    host.handle(Event::LocalChange {
        model: "a".into(),
        patch: patch.clone(),
        save: false,
        view: None,
    });
    load(&mut host, map([("value", 9)]));
    assert!(host.take_sent().is_empty());
    host.handle(Event::LocalSave { model: "a".into(), view: None });
    assert_eq!(updates(host.take_sent()), [patch]);
}

#[test]
fn a_widget_whose_kernel_died_keeps_working_by_itself() {
    let (mut host, _) = pair();
    host.set("a", [("value", 2)]);
    host.take_sent();
    alive(&mut host, false);
    assert_eq!(status(&host), Status::Disconnected);
    host.set("a", [("label", "alone")]);
    let (model, content) = (ModelId::from("a"), Value::Null);
    host.handle(Event::LocalCustom { model, content, buffers: vec![], view: None });
    assert!(host.take_sent().is_empty());
    assert_eq!(host.state("a")["label"], Value::from("alone"));
    assert_eq!(host.take_diagnostics(), []);
}

#[test]
fn when_the_kernel_comes_back_it_hears_what_it_missed() {
    let (mut host, mut kernel) = pair();
    host.set("a", [("value", 2)]);
    host.take_sent();
    alive(&mut host, false);
    host.set("a", [("label", "alone")]);
    alive(&mut host, true);
    assert_eq!(status(&host), Status::Live);
    kernel.answer(&mut host);
    assert_eq!(kernel.state("a")["value"], Value::Int(2));
    assert_eq!(kernel.state("a")["label"], Value::from("alone"));
    assert_eq!(host.mirror("a").unconfirmed, Map::new());
}

#[test]
fn one_model_can_lose_its_kernel_while_others_keep_theirs() {
    let (mut host, mut kernel) = pair();
    kernel.open(&mut host, "b", slider(1));
    host.handle(Event::KernelStatus { model: Some("b".into()), live: false });
    assert_eq!(status(&host), Status::Live);
    assert_eq!(host.runtime().status(&"b".into()), Status::Disconnected);
}

#[test]
fn a_crashed_page_is_rebuilt_and_nothing_is_lost() {
    let (mut host, mut kernel) = pair();
    host.set("a", [("value", 2)]);
    host.take_sent();
    host.set("a", [("label", "typed")]);
    let before = host.state("a");
    host.crash(classes(), HostInfo::default());
    assert_eq!(host.state("a"), before);
    kernel.answer(&mut host);
    assert_eq!(kernel.state("a")["value"], Value::Int(2));
    assert_eq!(kernel.state("a")["label"], Value::from("typed"));
    assert_eq!(host.mirror("a").unconfirmed, Map::new());
    assert_eq!(host.mirror("a").state, before);
}

#[test]
fn a_host_that_has_the_state_is_told_only_what_it_lacks() {
    let mut host = host();
    let (model, comm) = (ModelId::from("a"), Some(CommId::from("other name")));
    let unconfirmed = map([("value", 5)]);
    host.handle(Event::ModelOpened {
        model,
        comm,
        state: slider(1),
        unconfirmed: unconfirmed.clone(),
    });
    assert_eq!(host.mirror("a").state, map([("value", Value::Int(5)), ("label", "".into())]));
    assert_eq!(host.mirror("a").unconfirmed, unconfirmed);
    assert_eq!(updates(host.take_sent()), [unconfirmed]);
}

#[test]
fn a_model_from_a_document_has_nobody_to_tell() {
    let mut host = host();
    let unconfirmed = map([("value", 5)]);
    host.handle(Event::ModelOpened {
        model: "a".into(),
        comm: None,
        state: slider(1),
        unconfirmed,
    });
    host.set("a", [("label", "x")]);
    assert_eq!(status(&host), Status::Static);
    assert_eq!(host.state("a")["value"], Value::Int(5));
    assert_eq!(host.mirror("a").unconfirmed, Map::new());
    assert!(host.take_sent().is_empty());
}
