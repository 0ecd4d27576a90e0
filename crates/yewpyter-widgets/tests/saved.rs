//! What goes into a document, and that it is the same when it is saved again.

use yewpyter_protocol::{Map, Value};
use yewpyter_testing::Page;

fn printed(text: &str) -> Value {
    let piece = Value::from([("kind", "stdout"), ("text", text)]);
    let (version, number) = (Value::from(1), Value::from(0));
    let pane = [
        ("version", version),
        ("first", number.clone()),
        ("from", number),
        ("pieces", Value::List(vec![piece])),
    ];
    let content = Value::from([("pane", Value::from(pane))]);
    Value::from([("method", Value::from("custom")), ("content", content)])
}

/// The state with the class's names, which a document may leave out of it.
fn named(mut state: Map) -> Map {
    let names = [("_model_module", "yewpyter"), ("_model_name", "OutputPaneModel")];
    state.extend(names.map(|(key, name)| (key.to_owned(), Value::from(name))));
    state
}

#[test]
fn a_pane_is_saved_with_its_last_lines_and_as_it_was_saved() {
    let page = Page::new(yewpyter_widgets::registry());
    page.open("live", "OutputPaneModel", [("description", "log")]);
    page.message("live", printed("a\nb\n"));
    let saved = page.saved("live").expect("the pane is there");
    let piece = Value::from([("kind", "stdout"), ("text", "a\nb\n")]);
    let lines = [("pieces", Value::List(vec![piece])), ("dropped", Value::from(0))];
    let expected = [("_saved", Value::from(lines)), ("description", Value::from("log"))];
    assert_eq!(saved, Map::from(expected));

    page.reopen("static", named(saved.clone()));
    assert_eq!(page.saved("static"), Some(saved));
    assert!(!page.html("static").contains("Saved in part"));
}

#[test]
fn an_empty_pane_and_other_widgets_add_nothing() {
    let page = Page::new(yewpyter_widgets::registry());
    for model in ["OutputPaneModel", "SliderModel"] {
        page.open(model, model, [("description", "x")]);
        assert_eq!(page.saved(model), Some(Map::from([("description", Value::from("x"))])));
    }
    assert_eq!(page.saved("nobody"), None);
}

#[test]
fn a_widget_that_was_saved_in_part_says_so() {
    let page = Page::new(yewpyter_widgets::registry());
    let names = [("_model_module", "yewpyter"), ("_model_name", "GridModel")];
    let mut state = Map::from(names.map(|(key, name)| (key, Value::from(name))));
    page.reopen("whole", state.clone());
    state.insert("_cut".to_owned(), Value::from(3));
    page.reopen("part", state);
    assert!(!page.html("whole").contains("Saved in part"), "{}", page.html("whole"));
    assert!(page.html("part").contains("Saved in part"), "{}", page.html("part"));
    // Saved again it is still a part.
    let saved = page.saved("part").expect("the grid is there");
    assert_eq!(saved["_cut"], Value::from(3));
}
