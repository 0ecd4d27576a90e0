//! A field of a state that names another model.

use serde::de::{Error, Unexpected};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use yewpyter_protocol::{ModelId, parse_reference, to_reference};

/// A reference to another model: `IPY_MODEL_<id>` on the wire. Declare its field in `WidgetState::REFERENCES`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reference(pub ModelId);

impl Serialize for Reference {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&to_reference(&self.0))
    }
}

impl<'de> Deserialize<'de> for Reference {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let model = parse_reference(&text);
        model.map(Self).ok_or_else(|| {
            D::Error::invalid_value(Unexpected::Str(&text), &"a reference IPY_MODEL_<id>")
        })
    }
}
