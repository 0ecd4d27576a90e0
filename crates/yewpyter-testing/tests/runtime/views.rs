//! Views that come before their model, stay after it, or are counted.

use crate::classes::{classes, host, map, named, slider, updates};
use yewpyter_protocol::{Map, Value};
use yewpyter_runtime::{Event, HostInfo, Status, ViewId};
use yewpyter_testing::{FakeHost, ScriptedKernel};

fn mount(host: &mut FakeHost, view: u32, model: &str) {
    host.handle(Event::Mount { view: ViewId(view), model: model.into() });
}

fn unmount(host: &mut FakeHost, view: u32) {
    host.handle(Event::Unmount { view: ViewId(view) });
}

fn counted(count: impl Into<Value>) -> Map {
    named("SliderModel", [("_view_count", count.into())])
}

fn count(host: &FakeHost) -> Value {
    host.state("a")["_view_count"].clone()
}

#[test]
fn views_are_counted_where_the_kernel_wants_to_know() {
    let (mut host, mut kernel) = (host(), ScriptedKernel::new());
    kernel.open(&mut host, "a", counted(0));
    mount(&mut host, 1, "a");
    mount(&mut host, 1, "a");
    mount(&mut host, 2, "a");
    kernel.answer(&mut host);
    assert_eq!((count(&host), &kernel.state("a")["_view_count"]), (Value::Int(2), &Value::Int(2)));
    unmount(&mut host, 1);
    unmount(&mut host, 1);
    assert_eq!(updates(host.take_sent()), [map([("_view_count", 1)])]);
}

#[test]
fn views_that_were_there_first_are_counted_too() {
    let mut host = host();
    mount(&mut host, 1, "a");
    host.open("a", counted(0));
    assert_eq!(count(&host), Value::Int(1));
}

#[test]
fn a_view_can_turn_to_another_model() {
    let mut host = host();
    host.open("a", counted(0));
    host.open("b", slider(1));
    mount(&mut host, 1, "a");
    mount(&mut host, 1, "b");
    assert_eq!(count(&host), Value::Int(0));
}

#[test]
fn views_are_not_counted_otherwise() {
    let mut without = host();
    without.open("a", counted(Value::Null));
    mount(&mut without, 1, "a");
    assert_eq!(count(&without), Value::Null);

    let info = HostInfo { counts_views: true, ..HostInfo::default() };
    let mut by_host = FakeHost::with_info(classes(), info);
    by_host.open("a", counted(0));
    mount(&mut by_host, 1, "a");
    assert_eq!(count(&by_host), Value::Int(0));
    assert!(by_host.take_sent().is_empty());
}

#[test]
fn a_view_learns_that_its_model_was_closed_until_it_goes_itself() {
    let (mut host, mut kernel) = (host(), ScriptedKernel::new());
    let status = |host: &FakeHost| host.runtime().status(&"a".into());
    mount(&mut host, 1, "a");
    assert_eq!(status(&host), Status::Waiting);
    kernel.open(&mut host, "a", slider(1));
    kernel.close(&mut host, "a");
    assert_eq!(status(&host), Status::Closed);
    kernel.open(&mut host, "a", slider(1));
    assert_eq!(status(&host), Status::Live);
    kernel.close(&mut host, "a");
    unmount(&mut host, 1);
    assert_eq!(status(&host), Status::Waiting);
}
