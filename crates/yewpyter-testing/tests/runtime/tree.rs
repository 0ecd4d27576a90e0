//! Models that share the comm of a root: opening, talking, changing hands, going.

use crate::classes::{classes, map, named, parent};
use crate::tree_kernel::{ROOT, enclosed, envelope};
use yewpyter_protocol::{Document, Map, Message, Value, encode_update, write_tree};
use yewpyter_runtime::{Event, HostInfo, ModelError, Status, ViewId};
use yewpyter_testing::{FakeHost, Sent};

fn info() -> HostInfo {
    HostInfo { in_order: true, ..HostInfo::default() }
}

fn record(value: i64) -> Value {
    Value::from([("_model_name", Value::from("SliderModel")), ("value", Value::Int(value))])
}

fn with_tree<const N: usize>(mut root: Map, records: [(&str, Value); N]) -> Map {
    root.insert("_tree".to_owned(), write_tree(Map::from(records)));
    root
}

/// A root with the sliders `a`, of value 1, and `b`.
fn host() -> FakeHost {
    let mut host = FakeHost::with_info(classes(), info());
    let b = Value::from([("_model_name", "SliderModel")]);
    host.open(ROOT, with_tree(parent(&["a", "b"]), [("a", record(1)), ("b", b)]));
    host
}

fn status(host: &FakeHost, model: &str) -> Status {
    host.runtime().status(&model.into())
}

/// The one message that was sent, as its comm, the model it is for and its content.
fn only_enclosed(host: &mut FakeHost) -> (String, String, Value) {
    let sent = host.take_sent();
    let [Sent::Message { comm, data, .. }] = sent.as_slice() else { panic!("{sent:?}") };
    let content = &data.as_map().unwrap()["content"];
    let messages = content.as_map().unwrap()["_tree"].as_map().unwrap()["messages"].clone();
    let message = messages.as_list().unwrap()[0].as_map().unwrap().clone();
    let to = message["to"].as_text().unwrap().to_owned();
    (comm.as_str().to_owned(), to, message["data"].clone())
}

fn update<const N: usize>(state: [(&str, Value); N]) -> Value {
    encode_update(Map::from(state)).0
}

#[test]
fn a_tree_opens_with_its_root_and_defaults_are_filled_in() {
    let host = host();
    for model in [ROOT, "a", "b"] {
        assert_eq!(status(&host, model), Status::Live, "{model}");
    }
    assert_eq!(host.state("a")["value"], Value::Int(1));
    assert_eq!(host.state("b")["value"], Value::Int(0));
    assert_eq!(host.state("b")["_model_module"], Value::from("m"), "as the root says");
    assert!(!host.state(ROOT).contains_key("_tree") && !host.state(ROOT).contains_key("_n"));
}

#[test]
fn what_happens_to_a_model_below_goes_over_the_root_s_comm() {
    let mut host = host();
    host.set("a", [("value", 5)]);
    let expected = (ROOT.to_owned(), "a".to_owned(), update([("value", 5.into())]));
    assert_eq!(only_enclosed(&mut host), expected);
    host.set("a", [("value", 6)]);
    assert_eq!(host.take_sent(), [], "one message is on its way");
    host.handle(Event::KernelIdle { msg: "page-1".into() });
    assert_eq!(only_enclosed(&mut host).2, update([("value", 6.into())]));

    host.handle(envelope([("messages", Value::List(vec![enclosed("b", [("value", 9.into())])]))]));
    assert_eq!(host.state("b")["value"], Value::Int(9));
}

#[test]
fn models_come_and_go_in_one_message() {
    let mut host = host();
    let children = Value::from(vec!["IPY_MODEL_c", "IPY_MODEL_a"]);
    host.handle(envelope([
        ("n", 1.into()),
        ("open", Value::from([("c", record(3))])),
        ("messages", Value::List(vec![enclosed(ROOT, [("children", children)])])),
        ("gone", Value::from(vec!["b"])),
    ]));
    assert_eq!(host.state("c")["value"], Value::Int(3));
    assert_eq!((status(&host, "b"), status(&host, ROOT)), (Status::Waiting, Status::Live));
    assert!(!host.has_error());
}

#[test]
fn a_model_that_gets_its_own_comm_keeps_what_was_done_to_it() {
    let mut host = host();
    host.handle(Event::Mount { view: ViewId(1), model: "a".into() });
    host.set("a", [("value", 5)]);
    host.take_sent();
    host.open("a", named("SliderModel", [("value", Value::Int(1)), ("label", "x".into())]));
    assert_eq!(host.state("a")["value"], Value::Int(5), "not known to the kernel yet");
    assert_eq!(host.state("a")["label"], Value::from("x"));
    let sent = host.take_sent();
    let [Sent::Message { comm, data, .. }] = sent.as_slice() else { panic!("{sent:?}") };
    assert_eq!((comm.as_str(), data), ("a", &update([("value", 5.into())])));

    // From now on the root is not its owner.
    host.handle(envelope([("messages", Value::List(vec![enclosed("a", [("value", 7.into())])]))]));
    assert_eq!(host.state("a")["value"], Value::Int(5));
    let tree = with_tree(parent(&["a", "b"]), [("a", record(8)), ("b", record(2))]);
    host.handle(Event::LoadState { model: ROOT.into(), state: tree });
    assert_eq!(host.state("a")["value"], Value::Int(5));
    host.handle(Event::CommClosed { comm: ROOT.into() });
    assert_eq!((status(&host, "a"), status(&host, "b")), (Status::Live, Status::Waiting));
}

#[test]
fn a_newer_root_takes_a_model_over_and_its_former_one_lets_it_be() {
    let mut host = host();
    host.open("other", with_tree(parent(&["a"]), [("a", record(4))]));
    assert_eq!(host.state("a")["value"], Value::Int(4));
    host.set("a", [("value", 5)]);
    assert_eq!(only_enclosed(&mut host).0, "other");
    host.handle(Event::CommClosed { comm: ROOT.into() });
    assert_eq!((status(&host, "a"), status(&host, "b")), (Status::Live, Status::Waiting));
}

#[test]
fn a_whole_state_replaces_the_tree_but_for_own_changes_on_their_way() {
    let mut host = host();
    host.set("a", [("value", 5)]);
    host.take_sent();
    let tree = with_tree(parent(&["a", "c"]), [("a", record(2)), ("c", record(3))]);
    host.handle(Event::LoadState { model: ROOT.into(), state: tree });
    assert_eq!(host.state("a")["value"], Value::Int(5));
    assert_eq!(only_enclosed(&mut host).2, update([("value", 5.into())]), "sent again");
    assert_eq!((status(&host, "b"), status(&host, "c")), (Status::Waiting, Status::Live));

    // What a record leaves out is at its default again.
    let bare = Value::from([("_model_name", "SliderModel")]);
    let tree = with_tree(parent(&["c"]), [("c", bare)]);
    host.receive(ROOT, Message::Update { state: tree }, None);
    assert_eq!(host.state("c")["value"], Value::Int(0));
}

#[test]
fn the_kernel_s_end_is_the_end_of_all_below() {
    let mut host = host();
    host.handle(Event::KernelStatus { model: Some(ROOT.into()), live: false });
    assert_eq!(status(&host, "a"), Status::Disconnected);
    host.handle(Event::KernelStatus { model: Some(ROOT.into()), live: true });
    assert_eq!(status(&host, "a"), Status::Live);
}

#[test]
fn a_document_with_a_tree_shows_it_without_a_kernel() {
    let state = with_tree(parent(&["a"]), [("a", record(1))]);
    let entry = [
        ("model_name", "BoxModel".into()),
        ("model_module", "m".into()),
        ("state", Value::Map(state)),
    ];
    let document = Value::from([
        ("version_major", Value::Int(2)),
        ("version_minor", Value::Int(0)),
        ("state", Value::from([(ROOT, Value::from(entry))])),
    ]);
    let mut host = FakeHost::new(classes());
    host.handle(Event::LoadDocument { document: Document::read(document).unwrap() });
    assert_eq!(status(&host, ROOT), Status::Static);
    assert_eq!((status(&host, "a"), &host.state("a")["value"]), (Status::Static, &Value::Int(1)));
    host.set("a", [("value", 5)]);
    assert_eq!(host.take_sent(), []);
}

#[test]
fn after_a_crash_the_tree_is_as_it_was() {
    let mut host = host();
    host.set("a", [("value", 5)]);
    host.handle(envelope([("n", 1.into()), ("open", Value::from([("c", record(3))]))]));
    host.take_sent();
    host.crash(classes(), info());
    let values = ["a", "b", "c"].map(|id| host.state(id)["value"].clone());
    assert_eq!(values, [5, 0, 3].map(Value::Int));
    assert_eq!(only_enclosed(&mut host).2, update([("value", 5.into())]), "sent again");
}

#[test]
fn a_bad_tree_is_named_in_its_root_s_place() {
    for (tree, expected) in [
        (Value::from(7), "_tree: expected a dict, got the number 7"),
        (
            Value::from([("version", 2)]),
            "_tree.version: the kernel writes version 2, this page reads 1; \
             install the same version of yewpyter on both sides",
        ),
        (
            Value::from([("version", Value::Int(1)), ("models", "x".into())]),
            "_tree.models: expected a dict, got the text \"x\"",
        ),
    ] {
        let mut host = FakeHost::new(classes());
        let mut root = parent(&[]);
        root.insert("_tree".to_owned(), tree);
        host.open(ROOT, root);
        let Status::Error(error @ ModelError::Tree(_)) = status(&host, ROOT) else { panic!() };
        assert_eq!(error.to_string(), format!("its tree of models cannot be read: {expected}"));
        host.receive(ROOT, Message::Update { state: with_tree(Map::new(), []) }, None);
        assert_eq!(status(&host, ROOT), Status::Live, "a good one heals it");
    }
}

#[test]
fn a_bad_record_costs_its_own_model_only() {
    let mut host = FakeHost::with_info(classes(), info());
    let nameless = Value::from([("value", 1)]);
    let records =
        [("a", record(1)), ("bad", Value::from(3)), ("worse", nameless), (ROOT, record(1))];
    host.open(ROOT, with_tree(parent(&["a", "bad", "worse"]), records));
    assert_eq!((status(&host, ROOT), status(&host, "a")), (Status::Live, Status::Live));
    for (model, expected) in [
        ("bad", "expected a dict, got the number 3"),
        ("worse", "the state names no class: _model_name: is missing"),
    ] {
        let Status::Error(error) = status(&host, model) else { panic!("{model}") };
        assert_eq!(error.to_string(), expected);
    }
    assert_eq!(host.state(ROOT)["_model_name"], Value::from("BoxModel"));
}

#[test]
fn a_message_for_a_model_outside_the_tree_changes_nothing() {
    let mut host = host();
    host.open("alone", named("SliderModel", [("value", Value::Int(1))]));
    host.handle(envelope([(
        "messages",
        Value::List(vec![
            enclosed("alone", [("value", 2.into())]),
            enclosed("a", [("value", 3.into())]),
        ]),
    )]));
    assert_eq!(
        (&host.state("alone")["value"], &host.state("a")["value"]),
        (&Value::Int(1), &Value::Int(3))
    );
    let said = host.take_diagnostics();
    assert!(said[0].message.contains("for alone, which is not below it"), "{said:?}");
}

#[test]
fn a_thousand_levels_are_no_matter() {
    let mut host = FakeHost::with_info(classes(), info());
    let below = |level: usize| {
        let children = Value::from(vec![format!("IPY_MODEL_{}", level + 1)]);
        (
            level.to_string(),
            Value::from([("_model_name", "BoxModel".into()), ("children", children)]),
        )
    };
    let mut root = parent(&["0"]);
    root.insert("_tree".to_owned(), write_tree((0..1000).map(below).collect()));
    host.open(ROOT, root);
    assert_eq!(status(&host, "500"), Status::Live);
    host.handle(Event::CommClosed { comm: ROOT.into() });
    assert_eq!(host.runtime().models().count(), 0);
}

#[test]
fn the_end_of_a_later_message_stands_for_those_before_it() {
    let mut host = host();
    host.set("a", [("value", 5)]);
    host.set("b", [("value", 6)]);
    host.set("a", [("value", 7)]);
    host.take_sent();
    // The first one's own end is lost.
    host.handle(Event::KernelIdle { msg: "page-2".into() });
    assert_eq!(only_enclosed(&mut host).2, update([("value", 7.into())]));

    // So it is when the kernel answers a later one.
    host.set("b", [("value", 8)]);
    host.set("a", [("value", 9)]);
    host.take_sent();
    let echo = Message::EchoUpdate { state: map([("children", Vec::<&str>::new())]) };
    host.receive(ROOT, echo, Some(&"page-4".into()));
    assert_eq!(only_enclosed(&mut host).2, update([("value", 9.into())]));
}

#[test]
fn a_lost_end_is_found_out_by_asking_once() {
    let mut host = host();
    host.set("a", [("value", 5)]);
    host.set("a", [("value", 6)]);
    host.take_sent();
    host.advance(3_001.0);
    let request = Value::from([("method", "request_state")]);
    assert_eq!(only_enclosed(&mut host).2, request);
    host.advance(20_000.0);
    assert_eq!(host.take_sent(), [], "the kernel may be busy");
    // It answers with what it has, which is older than what is here.
    let stale = Value::List(vec![enclosed("a", [("value", 1.into())])]);
    let Event::CommMessage { comm, data, buffers, .. } =
        envelope([("n", 1.into()), ("messages", stale)])
    else {
        panic!()
    };
    let parent = Some("page-2".into());
    host.handle(Event::CommMessage { comm, data, buffers, parent });
    assert_eq!(host.state("a")["value"], Value::Int(6));
    assert_eq!(only_enclosed(&mut host).2, update([("value", 6.into())]));
}
