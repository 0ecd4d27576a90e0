//! What goes into a document, and that it is the same when it is saved again.

use yewpyter_protocol::{Map, Value, encode_enclosed, write_tree};
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

#[test]
fn what_shares_the_comm_of_a_root_is_saved_in_its_tree() {
    let page = Page::new(yewpyter_widgets::registry());
    let pane = Value::from([("_model_name", "OutputPaneModel"), ("description", "log")]);
    let slider = Value::from([("_model_name", "SliderModel".into()), ("value", Value::from(3))]);
    let tree = write_tree(Map::from([("pane", pane), ("slider", slider)]));
    let children = Value::from(vec!["IPY_MODEL_pane", "IPY_MODEL_slider"]);
    page.open("root", "GridModel", [("children", children.clone()), ("_tree", tree)]);
    let html = page.html("root");
    assert!(html.contains("yp-pane") && html.contains("yp-slider"), "{html}");
    let (data, _) = encode_enclosed(&"pane".into(), (printed("a\n"), vec![]));
    page.message("root", data);

    let saved = page.saved("root").expect("the grid is there");
    let models = saved["_tree"].as_map().unwrap()["models"].as_map().unwrap();
    let slider = [("_model_name", "SliderModel".into()), ("value", Value::from(3))];
    assert_eq!(models["slider"], Value::from(slider), "what is at its default is left out");
    let pane = models["pane"].as_map().unwrap();
    assert_eq!(pane["_model_name"], Value::from("OutputPaneModel"));
    assert_eq!(pane["_saved"].as_map().unwrap()["pieces"].as_list().map(<[_]>::len), Some(1));

    let mut state = named(saved.clone());
    state.insert("_model_name".to_owned(), Value::from("GridModel"));
    let again = Page::new(yewpyter_widgets::registry());
    again.reopen("root", state);
    assert_eq!(again.saved("root"), Some(saved));
}
