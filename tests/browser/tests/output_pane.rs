//! The pane draws imperatively; here its elements are looked at, and what an append costs is counted.
#![allow(missing_docs, clippy::unwrap_used, reason = "test code")]

use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{MutationObserver, MutationObserverInit, MutationRecord};
use yewpyter_browser_tests::{Page, settle};

wasm_bindgen_test_configure!(run_in_browser);

async fn opened() -> Page {
    let page = Page::default();
    page.open("p", "OutputPaneModel", "{}");
    page.mount(1, "p").await;
    page
}

async fn append(page: &Page, from: usize, lines: usize) {
    let piece = r#"{"kind": "stdout", "text": "line\n"}"#;
    let pieces = vec![piece; lines].join(",");
    page.message("p", &pane(0, from, &pieces));
    settle().await;
}

fn pane(first: usize, from: usize, pieces: &str) -> String {
    format!(
        r#"{{"method": "custom", "content": {{"pane": {{"version": 1, "first": {first}, "from": {from}, "pieces": [{pieces}]}}}}}}"#
    )
}

/// What the page had to do for one more line: records of change, elements added and removed, letters set.
async fn cost_of_a_line(page: &Page, from: usize) -> (usize, u32, usize) {
    let seen = Rc::new(RefCell::new(Vec::<MutationRecord>::new()));
    let callback = {
        let seen = Rc::clone(&seen);
        Closure::<dyn Fn(Vec<MutationRecord>)>::new(move |records| {
            seen.borrow_mut().extend(records)
        })
    };
    let observer = MutationObserver::new(callback.as_ref().unchecked_ref()).unwrap();
    let what = MutationObserverInit::new();
    what.set_child_list(true);
    what.set_subtree(true);
    what.set_character_data(true);
    what.set_attributes(true);
    observer.observe_with_options(&page.element, &what).unwrap();
    append(page, from, 1).await;
    seen.borrow_mut().extend(observer.take_records().iter().map(JsCast::unchecked_into));
    observer.disconnect();
    let records = seen.take();
    let nodes = records
        .iter()
        .map(|record| record.added_nodes().length() + record.removed_nodes().length())
        .sum();
    let added = records.iter().filter_map(|record| record.added_nodes().get(0)?.text_content());
    (records.len(), nodes, added.map(|text| text.len()).sum())
}

#[wasm_bindgen_test]
async fn a_line_costs_the_same_after_ten_thousand_lines() {
    let page = opened().await;
    let early = cost_of_a_line(&page, 0).await;
    append(&page, 1, 10_000).await;
    assert_eq!(cost_of_a_line(&page, 10_001).await, early);
    assert_eq!(early, (1, 1, "line\n".len()));
    assert_eq!(page.find(".yp-pane-log > div").child_element_count(), 10_002);
}

#[wasm_bindgen_test]
async fn kinds_look_different_and_markup_is_text() {
    let page = opened().await;
    let pieces = ["stdout", "stderr", "error"]
        .map(|kind| format!(r#"{{"kind": "{kind}", "text": "<img src=x onerror=alert(1)>"}}"#));
    page.message("p", &pane(0, 0, &pieces.join(",")));
    settle().await;
    for class in ["stdout", "stderr", "traceback"] {
        assert_eq!(
            page.find(&format!(".yp-{class}")).text_content().as_deref(),
            Some("<img src=x onerror=alert(1)>")
        );
    }
    assert!(page.element.query_selector("img").unwrap().is_none());
}

#[wasm_bindgen_test]
async fn a_rich_output_is_drawn_by_the_host_and_given_back_when_it_goes() {
    let page = opened().await;
    page.message(
        "p",
        &pane(0, 0, r#"{"kind": "output", "data": {"text/plain": "rich"}, "metadata": {}}"#),
    );
    settle().await;
    assert_eq!(page.find(".yp-rich").text_content().as_deref(), Some("rich"));
    assert_eq!(page.calls("renderOutput").len(), 1);
    page.message("p", &pane(1, 1, ""));
    settle().await;
    assert_eq!(page.find(".yp-pane-log > div").child_element_count(), 0);
    assert_eq!(page.calls("releaseSlot").len(), 1);
}

#[wasm_bindgen_test]
async fn it_asks_for_what_it_lacks_and_draws_what_it_gets_once() {
    let page = opened().await;
    assert!(page.calls("sendComm").concat().contains(r#""event":"attach","next":0"#));
    append(&page, 2, 1).await;
    assert!(page.calls("sendComm").is_empty(), "it has asked already");
    append(&page, 0, 3).await;
    append(&page, 1, 2).await;
    assert_eq!(page.find(".yp-pane-log > div").child_element_count(), 3);
}

#[wasm_bindgen_test]
async fn saved_lines_stand_in_until_a_kernel_comes() {
    let page = Page::default();
    let pieces = r#"[{"kind": "stdout", "text": "old\n"}, {"kind": "output", "data": {"text/html": "<b>"}}]"#;
    let state = format!(r#"{{"_saved": {{"dropped": 2, "pieces": {pieces}}}}}"#);
    page.reopen("p", "OutputPaneModel", &state);
    page.mount(1, "p").await;
    let remark = page.find(".yp-remark").text_content();
    assert!(remark.is_some_and(|text| text.ends_with("not saved: 2")));
    assert_eq!(page.find(".yp-stdout").text_content().as_deref(), Some("old\n"));
    assert!(page.calls("renderOutput").is_empty(), "a document is not trusted");

    page.open("p", "OutputPaneModel", "{}");
    append(&page, 0, 1).await;
    assert_eq!(page.find(".yp-pane-log > div").text_content().as_deref(), Some("line\n"));
}

#[wasm_bindgen_test]
async fn it_follows_the_end_until_the_reader_scrolls_up() {
    let page = opened().await;
    append(&page, 0, 200).await;
    let log = page.find(".yp-pane-log");
    let at_end = || log.scroll_height() - log.scroll_top() - log.client_height() <= 1;
    assert!(log.scroll_height() > log.client_height() && at_end());
    log.set_scroll_top(0);
    log.dispatch_event(&web_sys::Event::new("scroll").unwrap()).unwrap();
    settle().await;
    append(&page, 200, 10).await;
    assert_eq!(log.scroll_top(), 0);
    page.find(".yp-pane-jump").unchecked_into::<web_sys::HtmlElement>().click();
    settle().await;
    append(&page, 210, 10).await;
    assert!(at_end());
}
