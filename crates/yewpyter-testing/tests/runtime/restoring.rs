//! Fetching the models of a running kernel, also from one that is busy, forgetful or broken.

use crate::classes::{host, map, parent, slider};
use yewpyter_protocol::{CommId, Message, ModelId, MsgId, Value};
use yewpyter_runtime::{Event, Severity, Status};
use yewpyter_testing::{FakeHost, ScriptedKernel, Sent};

fn restore(host: &mut FakeHost) {
    host.handle(Event::Restore { control: CommId::from("control") });
}

/// A kernel with these models, of which a page knows nothing.
fn kernel(models: &[&str]) -> ScriptedKernel {
    let (mut elsewhere, mut kernel) = (host(), ScriptedKernel::new());
    for model in models {
        kernel.open(&mut elsewhere, model, slider(7));
    }
    kernel
}

fn requests(sent: &[Sent]) -> Vec<(CommId, MsgId)> {
    let request = |sent: &Sent| match sent {
        Sent::Message { comm, msg, data, .. } => {
            (*data == Message::RequestState.encode().0).then(|| (comm.clone(), msg.clone()))
        }
        Sent::Open { .. } | Sent::Close { .. } => None,
    };
    sent.iter().filter_map(request).collect()
}

fn answer(host: &mut FakeHost, (comm, msg): &(CommId, MsgId)) {
    host.receive(comm.as_str(), Message::Update { state: slider(7) }, Some(msg));
}

/// Brings a restore to the point where `a` and `b` have been asked for their state one by one.
fn asked_one_by_one(host: &mut FakeHost) -> Vec<(CommId, MsgId)> {
    host.answer_comm_info(["a", "b"].map(CommId::from));
    restore(host);
    host.advance(4000.0);
    let requests = requests(&host.take_sent());
    assert_eq!(requests.iter().map(|(comm, _)| comm.as_str()).collect::<Vec<_>>(), ["a", "b"]);
    requests
}

#[test]
fn a_page_and_a_kernel_find_each_other() {
    let (mut host, mut kernel) = (host(), kernel(&["a", "b"]));
    restore(&mut host);
    kernel.answer(&mut host);
    assert!(host.take_restored());
    assert_eq!(host.runtime().status(&"a".into()), Status::Live);
    host.set("b", [("value", 8)]);
    kernel.answer(&mut host);
    assert_eq!(kernel.state("b")["value"], Value::Int(8));
    assert_eq!(host.take_diagnostics(), []);
}

#[test]
fn a_kernel_that_is_through_without_an_answer_is_not_waited_for() {
    let mut host = host();
    host.answer_comm_info([CommId::from("a")]);
    restore(&mut host);
    let Some(Sent::Message { msg, .. }) = host.take_sent().pop() else { panic!("nothing asked") };
    host.handle(Event::KernelIdle { msg });
    let requests = requests(&host.take_sent());
    answer(&mut host, &requests[0]);
    assert!(host.take_restored());
    assert_eq!(host.runtime().status(&"a".into()), Status::Live);
}

#[test]
fn a_request_that_cannot_be_sent_is_not_waited_for() {
    let mut host = host();
    host.answer_comm_info([]);
    host.refuse_to_send(Some("no socket"));
    restore(&mut host);
    assert!(host.take_restored());
}

#[test]
fn after_silence_the_models_are_asked_one_by_one() {
    let mut host = host();
    let requests = asked_one_by_one(&mut host);
    answer(&mut host, &requests[1]);
    assert!(!host.take_restored());
    answer(&mut host, &requests[0]);
    assert!(host.take_restored());
    let sent = host.take_sent();
    assert!(matches!(&sent[..], [Sent::Close { .. }]), "the control comm: {sent:?}");
}

#[test]
fn one_model_that_never_answers_does_not_hold_up_the_others() {
    let mut host = host();
    let requests = asked_one_by_one(&mut host);
    answer(&mut host, &requests[0]);
    host.advance(3900.0);
    assert!(!host.take_restored());
    host.advance(200.0);
    assert!(host.take_restored());
    assert!(host.runtime().model(&"a".into()).is_some());
    assert!(host.runtime().model(&"b".into()).is_none());

    answer(&mut host, &requests[1]);
    assert!(host.runtime().model(&"b".into()).is_some(), "late is not never");
}

#[test]
fn every_answer_is_a_sign_that_the_kernel_is_at_work() {
    let mut host = host();
    let requests = asked_one_by_one(&mut host);
    host.advance(3900.0);
    answer(&mut host, &requests[0]);
    host.advance(3900.0);
    answer(&mut host, &requests[1]);
    assert!(host.take_restored());
    assert!(host.runtime().model(&"b".into()).is_some());
}

#[test]
fn a_model_that_was_opened_meanwhile_is_not_set_back() {
    let mut host = host();
    let requests = asked_one_by_one(&mut host);
    answer(&mut host, &requests[0]);
    host.open("a", slider(99));
    host.advance(4000.0);
    assert!(host.take_restored());
    assert_eq!(host.state("a")["value"], Value::Int(99));
}

#[test]
fn a_model_the_kernel_fails_on_is_named_and_left_out() {
    let mut host = host();
    let requests = asked_one_by_one(&mut host);
    answer(&mut host, &requests[0]);
    host.handle(Event::KernelIdle { msg: requests[1].1.clone() });
    assert!(host.take_restored());
    let said = host.take_diagnostics();
    assert_eq!((said[0].severity, &said[0].model), (Severity::Warning, &Some(ModelId::from("b"))));
    assert_eq!(
        said[0].message,
        "the kernel did not tell the state of the model b, so it cannot be shown"
    );
}

#[test]
fn a_busy_kernel_that_answers_late_is_understood() {
    let (mut host, mut kernel) = (host(), kernel(&["a"]));
    restore(&mut host);
    host.advance(60_000.0);
    assert!(!host.take_restored());
    kernel.answer(&mut host);
    assert!(host.take_restored());
    assert!(host.runtime().model(&"a".into()).is_some());
    host.handle(Event::CommInfo { comms: kernel.comms() });
    assert!(host.take_sent().is_empty(), "the list is not needed any more");
}

#[test]
fn a_restore_ends_with_its_kernel() {
    let mut host = host();
    restore(&mut host);
    host.take_sent();
    host.handle(Event::KernelStatus { model: None, live: false });
    assert!(host.take_restored());
    assert!(host.take_sent().is_empty());
}

#[test]
fn a_second_restore_replaces_the_first() {
    let (mut host, mut kernel) = (host(), kernel(&["a"]));
    restore(&mut host);
    host.handle(Event::Restore { control: CommId::from("again") });
    kernel.answer(&mut host);
    assert!(host.take_restored());
    assert!(!host.take_restored());
    assert_eq!(host.take_diagnostics(), []);
}

#[test]
fn a_model_read_from_a_document_comes_alive() {
    let (mut host, mut kernel) = (host(), kernel(&["a"]));
    host.handle(Event::ModelOpened {
        model: "a".into(),
        comm: None,
        state: slider(1),
        unconfirmed: map([("", 0); 0]),
    });
    assert_eq!(host.runtime().status(&"a".into()), Status::Static);
    restore(&mut host);
    kernel.answer(&mut host);
    assert_eq!(host.runtime().status(&"a".into()), Status::Live);
    assert_eq!(host.state("a")["value"], Value::Int(7));
    kernel.update(&mut host, "a", [("value", 8)]);
    assert_eq!(host.state("a")["value"], Value::Int(8));
}

#[test]
fn a_restored_box_finds_children_whatever_the_order() {
    let mut elsewhere = crate::classes::host();
    let mut kernel = kernel(&["z"]);
    kernel.open(&mut elsewhere, "a", parent(&["z", "b"]));
    kernel.open(&mut elsewhere, "b", slider(1));
    let mut host = host();
    restore(&mut host);
    kernel.answer(&mut host);
    for model in ["a", "b", "z"] {
        assert_eq!(host.runtime().status(&model.into()), Status::Live, "{model}");
    }
}

#[test]
fn a_malformed_answer_is_told_and_the_waiting_goes_on() {
    let mut host = host();
    restore(&mut host);
    let data = Value::from([("method", "update_states"), ("states", "x")]);
    let event =
        |data| Event::CommMessage { comm: "control".into(), data, buffers: vec![], parent: None };
    host.handle(event(data));
    assert!(host.has_error() && !host.take_restored());
    let empty = Message::UpdateStates { states: Default::default(), broken: Default::default() };
    host.handle(event(empty.encode().0));
    assert!(host.take_restored());
}
