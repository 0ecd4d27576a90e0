//! A field of a state that names another model.

use yewpyter_protocol::{FieldError, FieldValue, ModelId, Value, parse_reference, to_reference};

/// A reference to another model: `IPY_MODEL_<id>` on the wire. Declare its field in `WidgetState::REFERENCES`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reference(pub ModelId);

impl Default for Reference {
    /// Names no model; stands in until the reference is read.
    fn default() -> Self {
        Self(ModelId::from(""))
    }
}

impl FieldValue for Reference {
    fn read(&mut self, value: &Value) -> Result<(), FieldError> {
        let model = value.as_text().and_then(parse_reference);
        self.0 = model
            .ok_or_else(|| FieldError::expected("a widget, as the text IPY_MODEL_<id>", value))?;
        Ok(())
    }

    fn write(&mut self) -> Value {
        Value::from(to_reference(&self.0))
    }
}
