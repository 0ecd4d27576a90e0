//! Prints every built-in widget's keys and defaults as JSON: what other languages are compared with.

use std::collections::BTreeMap;
use yewpyter_protocol::Value;

#[derive(serde::Serialize)]
struct Widget {
    view: &'static str,
    references: Vec<String>,
    defaults: Value,
}

fn main() -> Result<(), serde_json::Error> {
    let registry = yewpyter_widgets::registry();
    let widgets = registry.classes().map(|(class, view)| {
        let references = class.references.into_iter().collect();
        let defaults = Value::Map(class.defaults);
        (class.name, Widget { view, references, defaults })
    });
    let schema = BTreeMap::from([("widgets", widgets.collect::<BTreeMap<_, _>>())]);
    println!("{}", serde_json::to_string_pretty(&schema)?);
    Ok(())
}
