//! `widget-state/`: documents that ipywidgets wrote, and what the reference front-end makes of them.

use crate::classes;
use crate::not_here;
use crate::tagged::{cases, map, read_all, text};
use yewpyter_protocol::{Map, ModelId, Value};
use yewpyter_runtime::{Defaults, Status};
use yewpyter_testing::FakeHost;

#[test]
fn documents_load_and_are_saved_as_the_reference_saves_them() {
    let classes = classes::standard();
    let mut total = 0;
    for (name, file) in read_all("widget-state") {
        for case in cases(&file) {
            total += 1;
            let mut host = FakeHost::new(classes.clone());
            host.load_document(case["manager_state"].clone()).unwrap();
            assert_eq!(host.take_sent(), [], "{name}");
            let loaded = host.take_diagnostics().is_empty();
            check_root(case, &host, loaded);
            check_saved(case, &host);
        }
    }
    assert_eq!(total, 202);
}

fn check_root(case: &Map, host: &FakeHost, loaded: bool) {
    let front = map(case, "frontend");
    let id = text(case, "id");
    assert_eq!(Value::Bool(!loaded), front["load_error"], "{id}");
    let status = host.runtime().status(&ModelId::from(text(case, "root")));
    let usable = status == Status::Static;
    assert_eq!(Value::Bool(usable), front["usable"], "{id}: {status:?}");
}

/// The reference cannot save what it cannot show; here that is kept as it came.
fn check_saved(case: &Map, host: &FakeHost) {
    let wanted = &map(case, "frontend")["saved_drop_defaults"];
    if *wanted == Value::Null {
        return;
    }
    let saved = host.runtime().state_document(Defaults::Drop);
    if not_here::is_document(case) {
        assert_ne!(saved, *wanted, "{} can leave the list of not_here.rs", text(case, "id"));
    } else {
        assert_eq!(saved, *wanted, "{}", text(case, "id"));
    }
}
