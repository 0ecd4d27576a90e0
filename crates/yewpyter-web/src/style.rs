//! Puts the bundle's stylesheets into a page, once per document.

use web_sys::{Document, Element};
use yewpyter_sdk::Registry;

const ID: &str = "yewpyter-styles";

pub(crate) fn install(registry: &Registry, beside: &Element) {
    let Some(document) = beside.owner_document() else { return };
    if document.get_element_by_id(ID).is_none() {
        append(registry, &document);
    }
}

fn append(registry: &Registry, document: &Document) {
    let Ok(style) = document.create_element("style") else { return };
    style.set_id(ID);
    style.set_text_content(Some(&registry.styles().concat()));
    if let Some(head) = document.head() {
        // A page that refuses inline styles (CSP) still shows the widgets, plain.
        let _ = head.append_child(&style);
    }
}
