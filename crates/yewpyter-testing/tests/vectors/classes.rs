//! ipywidgets' model classes as data: front-end defaults from `defaults.json`, references from the protocol.

use crate::tagged::{map, read, text};
use yewpyter_protocol::{Map, Value};
use yewpyter_runtime::{Classes, ModelClass};

/// Every class of `defaults.json` that the reference front-end has too.
pub(crate) fn standard() -> Classes {
    let file = read("defaults.json");
    let mut classes = Classes::new();
    for (name, model) in map(file.as_map().unwrap(), "models") {
        let model = model.as_map().unwrap();
        if model["front_exists"] == Value::Bool(true) {
            classes.insert(class(name, model));
        }
    }
    classes
}

fn class(name: &str, model: &Map) -> ModelClass {
    ModelClass {
        module: text(model, "module").to_owned(),
        name: name.to_owned(),
        version: text(model, "version").to_owned(),
        defaults: map(model, "front_defaults").clone(),
        references: references(name),
    }
}

/// Which attributes hold references, by rule O10.
fn references(name: &str) -> Vec<String> {
    let own: &[&str] = match name {
        "BoxModel" | "HBoxModel" | "VBoxModel" | "GridBoxModel" | "TabModel" | "AccordionModel"
        | "StackModel" => &["children"],
        "LinkModel" | "DirectionalLinkModel" => &["source", "target"],
        "ControllerModel" => &["buttons", "axes"],
        _ => &[],
    };
    own.iter().chain(&["layout", "style"]).map(|key| (*key).to_owned()).collect()
}
