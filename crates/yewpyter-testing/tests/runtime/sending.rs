//! Own changes on their way to the kernel.

use crate::classes::{classes, host, map, only_msg, slider, updates};
use yewpyter_protocol::{Map, ModelId, Value};
use yewpyter_runtime::{Effect, Event, Runtime, ViewId};
use yewpyter_testing::{FakeHost, ScriptedKernel, Sent};

fn open() -> FakeHost {
    let mut host = host();
    host.open("a", slider(1));
    host
}

fn change(patch: impl Into<Value>, save: bool, view: Option<ViewId>) -> Event {
    Event::LocalChange { model: ModelId::from("a"), patch: map(patch), save, view }
}

#[test]
fn a_change_is_kept_outside_before_it_is_shown_and_sent() {
    let mut runtime = Runtime::managing(classes());
    let (data, buffers) = yewpyter_protocol::encode_open(slider(1));
    let version = Some("2.1.0".to_owned());
    runtime.handle(Event::CommOpened { comm: "a".into(), version, data, buffers }, 0.0);
    let effects = runtime.handle(change([("value", 2)], true, None), 0.0);
    let [
        Effect::Mirror { patch, unconfirmed, .. },
        Effect::ModelChanged { keys, .. },
        Effect::Send { .. },
        Effect::WakeAt(_),
    ] = effects.as_slice()
    else {
        panic!("{effects:?}")
    };
    assert_eq!((patch, unconfirmed), (&map([("value", 2)]), &map([("value", 2)])));
    assert_eq!(keys.iter().collect::<Vec<_>>(), ["value"]);
}

#[test]
fn what_the_kernel_is_through_with_is_confirmed() {
    let mut host = open();
    host.set("a", [("value", 2)]);
    let msg = only_msg(&host.take_sent());
    host.set("a", [("value", 3), ("w", 1)]);
    assert_eq!(host.mirror("a").unconfirmed, map([("value", 3), ("w", 1)]));
    host.handle(Event::KernelIdle { msg });
    assert_eq!(host.mirror("a").unconfirmed, map([("value", 3), ("w", 1)]));
    let msg = only_msg(&host.take_sent());
    host.handle(Event::KernelIdle { msg });
    assert_eq!(host.mirror("a").unconfirmed, Map::new());
}

#[test]
fn what_is_not_saved_yet_is_unconfirmed_too() {
    let mut host = open();
    host.handle(change([("value", 2)], false, None));
    assert_eq!(host.mirror("a").unconfirmed, map([("value", 2)]));
    assert!(host.take_sent().is_empty());
    host.handle(change([("value", 1)], false, None));
    assert_eq!(host.mirror("a").unconfirmed, Map::new());
    host.handle(Event::LocalSave { model: "a".into(), view: None });
    assert!(host.take_sent().is_empty());
}

#[test]
fn a_value_of_the_kernel_is_not_saved_in_place_of_the_own_one() {
    let (mut host, mut kernel) = (host(), ScriptedKernel::new());
    kernel.open(&mut host, "a", slider(1));
    host.handle(change([("value", 2), ("label", 7)], false, None));
    kernel.update(&mut host, "a", [("value", 5)]);
    host.handle(Event::LocalSave { model: "a".into(), view: None });
    assert_eq!(updates(host.take_sent()), [map([("label", 7)])]);
}

#[test]
fn a_merged_message_belongs_to_the_view_that_saved_last() {
    let mut host = open();
    host.handle(change([("value", 2)], true, Some(ViewId(1))));
    let msg = only_msg(&host.take_sent());
    host.handle(change([("value", 3)], true, Some(ViewId(2))));
    host.handle(change([("label", 4)], true, Some(ViewId(3))));
    host.handle(Event::KernelIdle { msg });
    let sent = host.take_sent();
    assert!(matches!(&sent[..], [Sent::Message { view: Some(ViewId(3)), .. }]), "{sent:?}");
}

#[test]
fn a_lost_end_does_not_silence_a_widget_for_ever() {
    let mut host = open();
    host.set("a", [("value", 2)]);
    let lost = only_msg(&host.take_sent());
    host.set("a", [("value", 3)]);
    host.advance(29_000.0);
    assert!(host.take_sent().is_empty(), "the kernel may still be busy");
    host.advance(2_000.0);
    let sent = host.take_sent();
    let msg = only_msg(&sent);
    assert_eq!(updates(sent), [map([("value", 3)])]);
    host.handle(Event::KernelIdle { msg });
    assert_eq!(host.mirror("a").unconfirmed, Map::new(), "the later end stands for the lost one");
    host.handle(Event::KernelIdle { msg: lost });
    assert!(host.take_sent().is_empty());
}

#[test]
fn a_late_end_of_a_message_given_up_does_not_free_the_channel() {
    let mut host = open();
    host.set("a", [("value", 2)]);
    let late = only_msg(&host.take_sent());
    host.set("a", [("value", 3)]);
    host.advance(31_000.0);
    only_msg(&host.take_sent());
    host.set("a", [("value", 4)]);
    host.handle(Event::KernelIdle { msg: late });
    assert!(host.take_sent().is_empty());
}

#[test]
fn what_could_not_be_sent_is_kept_and_said_once() {
    let mut host = open();
    host.refuse_to_send(Some("the socket is closed"));
    host.set("a", [("value", 2)]);
    host.set("a", [("label", 1)]);
    let said = host.take_diagnostics();
    assert_eq!(said.len(), 1);
    assert_eq!(
        said[0].message,
        "a change of the model a could not be sent: the socket is closed. \
         It is kept, and sent with the next change or after a reconnect"
    );
    assert_eq!(host.mirror("a").unconfirmed, map([("value", 2), ("label", 1)]));
    host.refuse_to_send(None);
    host.set("a", [("value", 3)]);
    assert_eq!(updates(host.take_sent()), [map([("value", 3), ("label", 1)])]);
}

#[test]
fn a_lost_custom_message_is_told() {
    let mut host = open();
    host.refuse_to_send(Some("no socket"));
    let (model, content) = (ModelId::from("a"), Value::from([("event", "click")]));
    host.handle(Event::LocalCustom { model, content, buffers: vec![], view: None });
    let said = host.take_diagnostics();
    assert_eq!(said[0].model, Some(ModelId::from("a")));
    assert_eq!(
        said[0].message,
        "a message of the model a could not be sent and is lost: no socket"
    );
}

#[test]
fn fast_typing_survives_echoes_without_parents() {
    let (mut host, mut kernel) = (host(), ScriptedKernel::new());
    kernel.open(&mut host, "a", slider(1));
    host.set("a", [("label", "h")]);
    let first = host.take_sent().remove(0);
    host.set("a", [("label", "hi")]);
    for event in kernel.replies(first) {
        host.handle(without_parent(event));
        assert_eq!(host.state("a")["label"], Value::from("hi"));
    }
    let second = host.take_sent().remove(0);
    for event in kernel.replies(second) {
        host.handle(without_parent(event));
        assert_eq!(host.state("a")["label"], Value::from("hi"));
    }
}

fn without_parent(event: Event) -> Event {
    match event {
        Event::CommMessage { comm, data, buffers, .. } => {
            Event::CommMessage { comm, data, buffers, parent: None }
        }
        other => other,
    }
}

#[test]
fn the_kernels_correction_wins_over_what_the_user_set() {
    let (mut host, mut kernel) = (host(), ScriptedKernel::new());
    kernel.open(&mut host, "a", slider(1));
    kernel.validate(|_, state| {
        state.insert("value".to_owned(), Value::Int(100));
    });
    host.set("a", [("value", 200)]);
    kernel.answer(&mut host);
    assert_eq!(host.state("a")["value"], Value::Int(100));
    assert_eq!(kernel.state("a")["value"], Value::Int(100));
}

#[test]
fn a_custom_message_comes_after_the_state_it_was_sent_after() {
    let mut host = open();
    host.set("a", [("value", 2)]);
    host.set("a", [("value", 3)]);
    let (model, content) = (ModelId::from("a"), Value::from("submit"));
    host.handle(Event::LocalCustom { model, content, buffers: Vec::new(), view: None });
    let sent = host.take_sent();
    let order: Vec<_> = sent.iter().map(|sent| format!("{sent:?}").contains("submit")).collect();
    assert_eq!(order, [false, false, true]);
    assert_eq!(updates(sent), [map([("value", 2)]), map([("value", 3)])]);
}
