//! `IPY_MODEL_<id>`: how a state names another model (rule O10). Which attributes hold such names is not known here.

use crate::{ModelId, Value};

const PREFIX: &str = "IPY_MODEL_";

/// Gives the model that a text names, if it is a reference.
pub fn parse_reference(text: &str) -> Option<ModelId> {
    text.strip_prefix(PREFIX).map(ModelId::from)
}

/// Writes the reference to a model.
pub fn to_reference(model: &ModelId) -> String {
    format!("{PREFIX}{model}")
}

/// Collects every reference in a value, in lists and dicts too, in order and with repetitions.
pub fn collect_references(value: &Value) -> Vec<ModelId> {
    let mut found = Vec::new();
    collect(value, &mut found);
    found
}

fn collect(value: &Value, found: &mut Vec<ModelId>) {
    match value {
        Value::Text(text) => found.extend(parse_reference(text)),
        Value::List(list) => list.iter().for_each(|item| collect(item, found)),
        Value::Map(map) => map.values().for_each(|item| collect(item, found)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_found_at_any_depth() {
        let value = Value::from(vec![
            Value::from("IPY_MODEL_a"),
            Value::from([("x", vec!["IPY_MODEL_b", "value"])]),
            Value::from("see IPY_MODEL_c"),
        ]);
        assert_eq!(collect_references(&value), [ModelId::from("a"), ModelId::from("b")]);
    }

    #[test]
    fn any_text_is_an_id() {
        let id = ModelId::from("__proto__ \u{1F600}");
        assert_eq!(parse_reference(&to_reference(&id)), Some(id));
        assert_eq!(parse_reference("ipy_model_a"), None);
    }
}
