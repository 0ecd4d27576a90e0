//! What a display of a widget carries, and the MIME types of displays and saved states.

use crate::{FieldError, FieldValue, Fields, ModelId, PathItem, Record, Value};

/// The MIME type of a displayed widget.
pub const WIDGET_VIEW_MIME: &str = "application/vnd.jupyter.widget-view+json";
/// The MIME type of a document of saved states.
pub const WIDGET_STATE_MIME: &str = "application/vnd.jupyter.widget-state+json";

/// The content of a display under [`WIDGET_VIEW_MIME`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ViewSpec {
    /// The model to show; empty in an output whose view was closed: nothing is shown then.
    pub model_id: ModelId,
    /// Always 2.
    pub version_major: u32,
    /// Any number.
    pub version_minor: u32,
}

impl ViewSpec {
    /// Names a model in version 2.0.
    pub fn new(model_id: ModelId) -> Self {
        Self { model_id, version_major: 2, version_minor: 0 }
    }

    /// Reads a spec; any other major version than 2 is refused.
    pub fn read(value: &Value) -> Result<Self, FieldError> {
        let mut wire = Wire::default();
        wire.read(value)?;
        let within = |key: &str, error: FieldError| error.within(PathItem::Key(key.to_owned()));
        if wire.version_major != 2 {
            let problem = format!("expected 2, got the number {}", wire.version_major);
            return Err(within("version_major", FieldError::new(problem)));
        }
        let missing = || within("model_id", FieldError::new("is missing"));
        let model_id = ModelId::from(wire.model_id.ok_or_else(missing)?);
        Ok(Self { version_minor: wire.version_minor, ..Self::new(model_id) })
    }

    /// Writes the spec.
    pub fn write(&self) -> Value {
        Value::from([
            ("model_id", Value::from(self.model_id.as_str())),
            ("version_major", Value::from(self.version_major)),
            ("version_minor", Value::from(self.version_minor)),
        ])
    }
}

/// A spec as it comes.
#[derive(Default)]
struct Wire {
    model_id: Option<String>,
    version_major: u32,
    version_minor: u32,
}

impl Record for Wire {
    fn fields(&mut self, fields: &mut Fields<'_>) {
        fields
            .field("model_id", &mut self.model_id)
            .field("version_major", &mut self.version_major)
            .field("version_minor", &mut self.version_minor);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn specs_round_trip_and_the_minor_version_is_free() {
        let spec = ViewSpec::new(ModelId::from("abc"));
        assert_eq!(ViewSpec::read(&spec.write()), Ok(spec));
        let minor = Value::from([("model_id", Value::from("x")), ("version_major", 2.into())]);
        assert!(ViewSpec::read(&minor).is_ok());
    }

    #[test]
    fn other_major_versions_are_refused_by_name() {
        let old = Value::from([("model_id", Value::from("x")), ("version_major", 1.into())]);
        let error = ViewSpec::read(&old).unwrap_err();
        assert_eq!(error.to_string(), "version_major: expected 2, got the number 1");
        let nothing = ViewSpec::read(&Value::from([("version_major", 2)])).unwrap_err();
        assert_eq!(nothing.to_string(), "model_id: is missing");
    }
}
