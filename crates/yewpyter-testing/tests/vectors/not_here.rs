//! What the vectors ask of the standard widgets themselves, which are not here: listed, counted, printed.

use crate::tagged::{cases, read, read_all, text};
use yewpyter_protocol::{Map, Value};

/// Links are widgets: `LinkModel` and `DirectionalLinkModel` copy values by themselves (rules L).
pub(crate) fn is_session(case: &Map) -> bool {
    text(case, "rule").starts_with('L')
}

/// A link that is loaded changes its target at once, and so what is saved of it.
pub(crate) fn is_document(case: &Map) -> bool {
    text(case, "id").starts_with("s-DirectionalLinkModel-0")
}

#[test]
fn the_list_is_complete() {
    let sessions = read("sessions.json");
    let sessions: Vec<_> =
        cases(&sessions).filter(|case| is_session(case)).map(|case| text(case, "id")).collect();
    println!("sessions about links: {sessions:#?}");
    assert_eq!(sessions.len(), 5);

    let states = read_all("widget-state");
    let documents: Vec<_> = states
        .iter()
        .flat_map(|(_, file)| cases(file))
        .filter(|case| is_document(case))
        .map(|case| text(case, "id"))
        .collect();
    println!("documents changed by a link in them: {documents:#?}");
    assert_eq!(documents.len(), 2);

    let formats = read("formats.json");
    let rows: usize =
        formats.as_map().unwrap().values().filter_map(Value::as_list).map(<[_]>::len).sum();
    println!("readout formats: {rows} rows");
    assert_eq!(rows, 253);
}
