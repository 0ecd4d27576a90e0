//! From the host's calls to pixels and back, in a real browser.
#![allow(missing_docs, clippy::unwrap_used, reason = "test code")]

use js_sys::Object;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{Element, Event, EventInit, HtmlElement, HtmlInputElement};
use yewpyter_browser_tests::{Page, document, settle};

wasm_bindgen_test_configure!(run_in_browser);

fn input(element: &Element, value: &str, event: &str) {
    element.unchecked_ref::<HtmlInputElement>().set_value(value);
    let init = EventInit::new();
    init.set_bubbles(true);
    element.dispatch_event(&Event::new_with_event_init_dict(event, &init).unwrap()).unwrap();
}

#[wasm_bindgen_test]
async fn a_slider_sends_integers_with_the_view_they_came_from() {
    let page = Page::default();
    page.open("s", "SliderModel", r#"{"value": 3}"#);
    page.mount(7, "s").await;
    page.calls("");
    input(&page.find("input"), "42", "input");
    settle().await;
    let sent = r#"{"call":"sendComm","model":"s","data":{"buffer_paths":[],"method":"update","state":{"value":42}},"buffers":0,"view":7}"#;
    assert_eq!(page.calls("sendComm"), [sent]);
    assert_eq!(page.find("output").text_content().as_deref(), Some("42"));
}

#[wasm_bindgen_test]
async fn only_one_message_is_under_way_and_the_rest_is_merged() {
    let page = Page::default();
    page.open("s", "SliderModel", "{}");
    page.mount(1, "s").await;
    for value in ["1", "2", "3"] {
        input(&page.find("input"), value, "input");
    }
    settle().await;
    assert_eq!(page.calls("sendComm").len(), 1);
    page.runtime.kernel_idle("msg-1".to_owned());
    let rest = page.calls("sendComm");
    assert!(rest.len() == 1 && rest.concat().contains(r#""state":{"value":3}"#), "{rest:?}");
}

#[wasm_bindgen_test]
async fn text_that_is_finished_later_is_sent_when_it_is_finished() {
    let page = Page::default();
    page.open("t", "TextModel", r#"{"continuous_update": false}"#);
    page.mount(1, "t").await;
    page.calls("");
    input(&page.find("input"), "draft", "input");
    settle().await;
    assert!(page.calls("sendComm").is_empty());
    input(&page.find("input"), "done", "change");
    settle().await;
    assert!(page.calls("sendComm").concat().contains(r#""value":"done""#));
}

#[wasm_bindgen_test]
async fn the_kernels_value_is_drawn_and_mirrored() {
    let page = Page::default();
    page.open("s", "SliderModel", "{}");
    page.mount(1, "s").await;
    page.calls("");
    page.message("s", r#"{"method": "update", "state": {"value": 9}, "buffer_paths": []}"#);
    settle().await;
    assert_eq!(page.find("output").text_content().as_deref(), Some("9"));
    assert_eq!(
        page.calls("mirror"),
        [r#"{"call":"mirror","model":"s","patch":{"value":9},"unconfirmed":{}}"#]
    );
}

#[wasm_bindgen_test]
async fn a_listener_may_call_back_while_it_is_told() {
    let page = Page::default();
    page.open("s", "SliderModel", "{}");
    page.open("t", "TextModel", "{}");
    page.mount(1, "t").await;
    let runtime = std::rc::Rc::clone(&page.runtime);
    let callback = Closure::<dyn Fn(String)>::new(move |model: String| {
        if model == "s" {
            let patch = Object::new();
            js_sys::Reflect::set(&patch, &"value".into(), &"linked".into()).unwrap();
            runtime.local_change("t".to_owned(), patch.unchecked_into(), true, None);
        }
    });
    page.host.set_on_mirror(callback.as_ref());
    page.message("s", r#"{"method": "update", "state": {"value": 9}, "buffer_paths": []}"#);
    settle().await;
    assert_eq!(page.find("input").unchecked_into::<HtmlInputElement>().value(), "linked");
}

#[wasm_bindgen_test]
async fn what_could_not_be_sent_is_kept_and_sent_after_the_reconnect() {
    let page = Page::default();
    page.open("s", "SliderModel", "{}");
    page.mount(1, "s").await;
    page.host.set_refuse(true);
    input(&page.find("input"), "5", "input");
    settle().await;
    assert_eq!(page.calls("diagnostic").len(), 1);
    page.host.set_refuse(false);
    page.runtime.load_state("s".to_owned(), Object::new().unchecked_into());
    assert!(page.calls("sendComm").concat().contains(r#""value":5"#));
    assert_eq!(page.find("output").text_content().as_deref(), Some("5"));
}

#[wasm_bindgen_test]
async fn the_kernel_can_move_the_focus() {
    let page = Page::default();
    page.open("t", "TextModel", "{}");
    page.mount(1, "t").await;
    page.message("t", r#"{"method": "custom", "content": {"do": "focus"}}"#);
    settle().await;
    assert_eq!(document().active_element().unwrap(), page.find("input"));
    page.find("input").unchecked_into::<HtmlElement>().blur().unwrap();
}

#[wasm_bindgen_test]
async fn a_grid_keeps_its_childrens_elements_whatever_happens_around_them() {
    let page = Page::default();
    for id in ["a", "b", "c"] {
        page.open(id, "TextModel", &format!(r#"{{"value": "{id}", "placeholder": "{id}"}}"#));
    }
    page.open(
        "g",
        "GridModel",
        r#"{"children": ["IPY_MODEL_a", "IPY_MODEL_b", "IPY_MODEL_foreign"]}"#,
    );
    page.mount(1, "g").await;
    let of = |id: &str| page.find(&format!("[placeholder='{id}']"));
    let (a, b) = (of("a"), of("b"));
    assert_eq!(page.find(".yp-slot").text_content().as_deref(), Some("foreign foreign"));
    let slot = page.find(".yp-slot");
    let children = r#"["IPY_MODEL_c", "IPY_MODEL_b", "IPY_MODEL_foreign", "IPY_MODEL_a"]"#;
    for state in
        [format!(r#"{{"children": {children}}}"#), r#"{"columns": 3, "gap": "1em"}"#.to_owned()]
    {
        page.message(
            "g",
            &format!(r#"{{"method": "update", "state": {state}, "buffer_paths": []}}"#),
        );
        settle().await;
    }
    assert!(of("a") == a && of("b") == b && page.find(".yp-slot") == slot);
    assert_eq!(page.calls("mountForeign").len(), 1);
    assert!(page.find(".yp-grid").get_attribute("style").unwrap().contains("repeat("));
}

#[wasm_bindgen_test]
async fn a_slot_that_failed_says_why_and_is_tried_again() {
    let page = Page::default();
    page.open("g", "GridModel", r#"{"children": ["IPY_MODEL_late"]}"#);
    page.mount(1, "g").await;
    let slot = page.calls("mountForeign").concat();
    let slot: u32 = slot
        .split("\"slot\":")
        .nth(1)
        .and_then(|rest| rest.split(',').next())
        .unwrap()
        .parse()
        .unwrap();
    page.runtime.slot_failed(slot, "the manager knows no such model".to_owned());
    settle().await;
    assert!(page.find(".yp-error").text_content().unwrap().contains("knows no such model"));
    page.runtime.restored();
    settle().await;
    assert_eq!(page.calls("mountForeign").len(), 1);
    assert!(page.element.query_selector(".yp-error").unwrap().is_none());
}

#[wasm_bindgen_test]
async fn a_crashed_widget_is_not_drawn_again_until_asked_for() {
    let page = Page::default();
    page.open("s", "SliderModel", "{}");
    page.runtime.block("s".to_owned(), "it divided by zero".to_owned());
    page.mount(1, "s").await;
    assert!(page.find(".yp-error").text_content().unwrap().contains("divided by zero"));
    page.find(".yp-error-retry").unchecked_into::<HtmlElement>().click();
    settle().await;
    page.find("input");
}

#[wasm_bindgen_test]
async fn unmounting_twice_and_a_second_view_in_the_same_place_are_fine() {
    let page = Page::default();
    page.open("s", "SliderModel", "{}");
    page.mount(1, "s").await;
    page.runtime.unmount(1);
    page.runtime.unmount(1);
    settle().await;
    assert!(page.element.query_selector("input").unwrap().is_none());
    page.mount(2, "s").await;
    page.find("input");
}
