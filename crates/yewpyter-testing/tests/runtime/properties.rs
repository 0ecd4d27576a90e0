//! What must hold whatever happens: no panic, a true mirror, and a way back to agreement with the kernel.

use crate::classes::{classes, host, map, parent, slider};
use proptest::collection::vec;
use proptest::prelude::*;
use yewpyter_protocol::{
    CommId, Map, Message, ModelId, MsgId, Value, encode_custom, encode_open, write_tree,
};
use yewpyter_runtime::{Event, HostInfo, SendId, ViewId};
use yewpyter_testing::{FakeHost, ScriptedKernel};

fn id() -> impl Strategy<Value = String> {
    prop_oneof!["a", "b", "control", "page-1", "page-2", "page-3"]
}

fn state() -> impl Strategy<Value = Map> {
    let small = prop_oneof![
        (0_i64..3).prop_map(|value| map([("value", value)])),
        (0_i64..3).prop_map(|value| map([("label", value), ("_view_count", value)])),
        Just(map([("children", vec!["IPY_MODEL_b"])])),
    ];
    let plain =
        prop_oneof![(0_i64..3).prop_map(slider), Just(parent(&["b"])), small, Just(Map::new())];
    (plain, proptest::option::weighted(0.3, tree())).prop_map(|(mut state, tree)| {
        state.extend(tree.map(|tree| ("_tree".to_owned(), tree)));
        state
    })
}

/// A tree that may name anything, or none at all.
fn tree() -> impl Strategy<Value = Value> {
    let record = prop_oneof![
        (0_i64..3).prop_map(|value| Value::from([
            ("_model_name", "SliderModel".into()),
            ("value", Value::Int(value))
        ])),
        Just(Value::from([
            ("_model_name", "BoxModel".into()),
            ("children", Value::from(vec!["IPY_MODEL_a"]))
        ])),
        Just(Value::Int(3)),
    ];
    let records = proptest::collection::btree_map(id(), record, 0..3);
    prop_oneof![
        4 => records.prop_map(|records| write_tree(records.into_iter().collect())),
        1 => Just(Value::from([("version", 2)])),
        1 => Just(Value::Null),
    ]
}

/// An envelope that may say anything.
fn envelope() -> impl Strategy<Value = (Value, Vec<yewpyter_protocol::Buffer>)> {
    let number = || proptest::option::of(0_i64..6);
    let enclosed = (id(), state(), number(), number()).prop_map(|(to, state, stream, lost)| {
        let (data, _) = match stream {
            Some(_) => encode_custom(Value::Map(state), vec![]),
            None => Message::Update { state }.encode(),
        };
        Value::from([
            ("to", to.into()),
            ("data", data),
            ("s", stream.into()),
            ("lost", lost.filter(|lost| *lost > 4).into()),
        ])
    });
    (number(), number(), tree(), vec(enclosed, 0..3), vec(id(), 0..2), number()).prop_map(
        |(n, since, open, messages, gone, beacon)| {
            let open = open.as_map().map(|tree| tree["models"].clone()).unwrap_or_default();
            let at = Value::from([("a", n), ("b", since)]);
            let envelope = Value::from([
                ("version", Value::from(1)),
                ("n", n.into()),
                ("since", since.into()),
                ("open", if open == Value::Null { Value::Map(Map::new()) } else { open }),
                ("messages", Value::List(messages)),
                ("gone", gone.into()),
                ("beacon", beacon.filter(|number| *number > 4).into()),
                ("at", at),
            ]);
            encode_custom(Value::from([("_tree", envelope)]), vec![])
        },
    )
}

fn message() -> impl Strategy<Value = (Value, Vec<yewpyter_protocol::Buffer>)> {
    prop_oneof![
        3 => state().prop_map(|state| Message::Update { state }.encode()),
        3 => envelope(),
        1 => state().prop_map(|state| Message::EchoUpdate { state }.encode()),
        1 => Just(Message::RequestState.encode()),
        1 => Just((Value::from([("method", "update")]), vec![])),
        1 => Just((Value::from([("method", "update_states"), ("states", "x")]), vec![])),
        1 => state().prop_map(|state| {
            let record = [
                ("model_name", "SliderModel".into()),
                ("model_module", "m".into()),
                ("state", Value::Map(state)),
            ];
            let states = Value::from([("a", Value::from(record)), ("bad", Value::Null)]);
            (Value::from([("method", "update_states".into()), ("states", states)]), vec![])
        }),
    ]
}

fn from_kernel() -> impl Strategy<Value = Event> {
    let parent = proptest::option::of(id().prop_map(MsgId::from));
    prop_oneof![
        (id(), state()).prop_map(|(comm, state)| {
            let (data, buffers) = encode_open(state);
            Event::CommOpened { comm: comm.into(), version: Some("2.0.0".into()), data, buffers }
        }),
        (id(), message(), parent).prop_map(|(comm, (data, buffers), parent)| {
            Event::CommMessage { comm: comm.into(), data, buffers, parent }
        }),
        id().prop_map(|comm| Event::CommClosed { comm: comm.into() }),
        id().prop_map(|msg| Event::KernelIdle { msg: msg.into() }),
        (proptest::option::of(id()), any::<bool>()).prop_map(|(model, live)| {
            Event::KernelStatus { model: model.map(ModelId::from), live }
        }),
        vec(id(), 0..3).prop_map(|ids| {
            Event::CommInfo { comms: ids.into_iter().map(CommId::from).collect() }
        }),
    ]
}

fn from_page() -> impl Strategy<Value = Event> {
    let view = proptest::option::of((1_u32..3).prop_map(ViewId));
    prop_oneof![
        (id(), proptest::option::of(id()), state(), state()).prop_map(
            |(model, comm, state, unconfirmed)| Event::ModelOpened {
                model: model.into(),
                comm: comm.map(CommId::from),
                state,
                unconfirmed,
            }
        ),
        (id(), state(), any::<bool>(), view).prop_map(|(model, patch, save, view)| {
            Event::LocalChange { model: model.into(), patch, save, view }
        }),
        id().prop_map(|model| Event::LocalSave { model: model.into(), view: None }),
        id().prop_map(|model| Event::LocalClose { model: model.into() }),
        (id(), state()).prop_map(|(model, state)| Event::LoadState { model: model.into(), state }),
        (1_u32..4, id())
            .prop_map(|(view, model)| Event::Mount { view: ViewId(view), model: model.into() }),
        (1_u32..4).prop_map(|view| Event::Unmount { view: ViewId(view) }),
        Just(Event::Restore { control: "control".into() }),
        (0_u64..6, id())
            .prop_map(|(ticket, msg)| Event::Sent { ticket: SendId(ticket), msg: msg.into() }),
        (0_u64..6)
            .prop_map(|ticket| Event::SendFailed { ticket: SendId(ticket), reason: "lost".into() }),
        any::<bool>().prop_map(|foreign_models| {
            Event::HostInfo(HostInfo { foreign_models, ..HostInfo::default() })
        }),
        Just(Event::Woke),
    ]
}

/// What happens between a page and its kernel, over a wire that loses and doubles.
#[derive(Clone, Debug)]
enum Deed {
    UserSets(&'static str, i64),
    KernelSets(&'static str, i64),
    /// The kernel takes the oldest message, and of its replies these arrive so many times.
    Replies(Vec<u8>),
    /// The kernel never sees the oldest message.
    Lost,
    TimePasses,
    Refused(bool),
    Crash,
}

fn deed() -> impl Strategy<Value = Deed> {
    let key = || prop_oneof![Just("value"), Just("label")];
    prop_oneof![
        4 => (key(), 0_i64..4).prop_map(|(key, value)| Deed::UserSets(key, value)),
        2 => (key(), 0_i64..4).prop_map(|(key, value)| Deed::KernelSets(key, value)),
        4 => vec(0_u8..3, 3).prop_map(Deed::Replies),
        1 => Just(Deed::Lost),
        1 => Just(Deed::TimePasses),
        1 => any::<bool>().prop_map(Deed::Refused),
        1 => Just(Deed::Crash),
    ]
}

fn happen(
    deed: Deed,
    host: &mut FakeHost,
    kernel: &mut ScriptedKernel,
    wire: &mut Vec<yewpyter_testing::Sent>,
) {
    match deed {
        Deed::UserSets(key, value) => host.set("a", [(key, value)]),
        Deed::KernelSets(key, value) => kernel.update(host, "a", [(key, value)]),
        Deed::Replies(times) if !wire.is_empty() => {
            for (event, times) in kernel.replies(wire.remove(0)).into_iter().zip(times) {
                for _ in 0..times {
                    host.handle(event.clone());
                }
            }
        }
        Deed::Lost if !wire.is_empty() => drop(wire.remove(0)),
        Deed::Replies(_) | Deed::Lost => {}
        Deed::TimePasses => host.advance(31_000.0),
        Deed::Refused(refused) => host.refuse_to_send(refused.then_some("no socket")),
        Deed::Crash => host.crash(classes(), HostInfo::default()),
    }
    wire.extend(host.take_sent());
}

fn check_mirrors(host: &FakeHost, hosts_own: bool) -> Result<(), TestCaseError> {
    for model in host.runtime().models() {
        let mirror = host.mirror(model.id().as_str());
        for (key, value) in &mirror.state {
            prop_assert_eq!(model.state().get(key), Some(value), "{} {}", model.id(), key);
        }
        prop_assert!(hosts_own || mirror.state.len() == model.state().len());
        prop_assert!(!mirror.unconfirmed.is_empty() <= model.comm().is_some());
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn no_sequence_of_events_panics_and_the_mirror_is_true(
        events in vec(prop_oneof![from_kernel(), from_page()], 0..40),
    ) {
        let mut host = host();
        for event in events {
            // The mirror of a model that is replaced begins anew, as a host's own does.
            if let Event::ModelOpened { model, .. } = &event {
                host.handle(Event::LocalClose { model: model.clone() });
            }
            if let Event::CommOpened { comm, .. } = &event {
                host.handle(Event::LocalClose { model: ModelId::of_comm(comm) });
            }
            host.handle(event);
            check_mirrors(&host, true)?;
            host.advance(700.0);
        }
    }

    #[test]
    fn a_bad_wire_never_wedges_a_widget(deeds in vec(deed(), 0..40)) {
        let (mut host, mut kernel, mut wire) = (host(), ScriptedKernel::new(), Vec::new());
        kernel.open(&mut host, "a", slider(1));
        for deed in deeds {
            happen(deed, &mut host, &mut kernel, &mut wire);
            check_mirrors(&host, false)?;
        }
        host.refuse_to_send(None);
        host.advance(31_000.0);

        host.set("a", [("value", 77)]);
        kernel.answer(&mut host);
        prop_assert_eq!(&kernel.state("a")["value"], &Value::Int(77), "the user is heard");

        let theirs = kernel.state("a");
        host.handle(Event::LoadState { model: ModelId::from("a"), state: theirs });
        kernel.answer(&mut host);
        let shown = host.state("a");
        for (key, value) in kernel.state("a") {
            prop_assert_eq!(shown.get(&key), Some(&value), "{}", key);
        }
        prop_assert_eq!(host.mirror("a").unconfirmed, Map::new());
    }
}
