//! Documents of saved states, `widget-state+json` version 2 (rules P1–P10), and the record of one model in them.
//!
//! Which keys are saved, and with whose defaults, is not decided here.

use crate::buffer_paths::{read_path, write_path};
use crate::error::show_path;
use crate::message::take_map;
use crate::{
    Buffer, BufferPath, DocumentError, FieldError, Map, ModelId, PathItem, Value,
    put_buffers_in_map, remove_buffers_from_map,
};
use data_encoding::{BASE64, HEXLOWER_PERMISSIVE};
use litemap::LiteMap;

/// One model as it is saved, and as `update_states` carries it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModelRecord {
    /// `model_name`.
    pub name: String,
    /// `model_module`.
    pub module: String,
    /// `model_module_version`, a range; `*` where it was absent.
    pub version: String,
    /// The state, buffers in place. Keys equal to defaults may be left out, even those of the class itself.
    pub state: Map,
}

impl ModelRecord {
    /// Reads a record whose buffers are in place already.
    pub fn read(value: Value) -> Result<Self, FieldError> {
        let mut map = into_map(value)?;
        Ok(Self {
            name: take_text(&mut map, "model_name")?,
            module: take_text(&mut map, "model_module")?,
            version: take_text(&mut map, "model_module_version").unwrap_or_else(|_| "*".to_owned()),
            state: take_map(&mut map, "state")?,
        })
    }

    /// Writes the record; binary leaves stay in place.
    pub fn write(self) -> Value {
        Value::from([
            ("model_name", Value::Text(self.name)),
            ("model_module", Value::Text(self.module)),
            ("model_module_version", Value::Text(self.version)),
            ("state", Value::Map(self.state)),
        ])
    }
}

/// All models of a page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// The models that can be read.
    pub models: LiteMap<ModelId, ModelRecord>,
    /// Those that cannot, and why (rule P6). Never written.
    pub broken: LiteMap<ModelId, DocumentError>,
}

impl Document {
    /// Reads a document. Fails only where no model can be found at all (rule P3).
    pub fn read(value: Value) -> Result<Self, DocumentError> {
        let mut map = into_map(value)?;
        check_version(map.get("version_major"))?;
        let mut document = Self::default();
        for (id, value) in take_map(&mut map, "state")? {
            let id = ModelId::from(id);
            match read_record(value) {
                Ok(record) => drop(document.models.insert(id, record)),
                Err(error) => drop(document.broken.insert(id, error)),
            }
        }
        Ok(document)
    }

    /// Writes the document, buffers as base64 (rule P9).
    pub fn write(self) -> Value {
        let models = self.models.into_iter();
        let state = models.map(|(id, record)| (id.as_str().to_owned(), write_record(record)));
        Value::from([
            ("version_major", Value::Int(2)),
            ("version_minor", Value::Int(0)),
            ("state", Value::Map(state.collect())),
        ])
    }
}

/// Version 1 has the same shape; what is newer than 2 is not known.
fn check_version(found: Option<&Value>) -> Result<(), DocumentError> {
    match found {
        Some(Value::Int(1 | 2)) => Ok(()),
        Some(other) => Err(DocumentError::Version { found: other.describe() }),
        None => Err(DocumentError::Version { found: "none".to_owned() }),
    }
}

fn read_record(value: Value) -> Result<ModelRecord, DocumentError> {
    let mut map = into_map(value)?;
    let list = match map.remove("buffers") {
        None | Some(Value::Null) => Vec::new(),
        Some(Value::List(list)) => list,
        Some(other) => {
            let at = PathItem::Key("buffers".to_owned());
            return Err(FieldError::expected("a list", &other).within(at).into());
        }
    };
    let mut record = ModelRecord::read(Value::Map(map))?;
    let (mut paths, mut buffers) = (Vec::new(), Vec::new());
    for value in list {
        let (path, buffer) = read_buffer(value)?;
        paths.push(path);
        buffers.push(buffer);
    }
    put_buffers_in_map(&mut record.state, &paths, buffers)?;
    Ok(record)
}

fn read_buffer(value: Value) -> Result<(BufferPath, Buffer), DocumentError> {
    let mut map = into_map(value)?;
    let at_path = |error: FieldError| error.within(PathItem::Key("path".to_owned()));
    let path = read_path(map.get("path").unwrap_or(&Value::Null)).map_err(at_path)?;
    let encoding = take_text(&mut map, "encoding")?;
    let data = take_text(&mut map, "data")?;
    let decoded = match encoding.as_str() {
        "base64" => BASE64.decode(data.as_bytes()).map_err(|error| error.to_string()),
        "hex" => HEXLOWER_PERMISSIVE.decode(data.as_bytes()).map_err(|error| error.to_string()),
        _ => Err("the encoding is not known; known are base64 and hex".to_owned()),
    };
    match decoded {
        Ok(bytes) => Ok((path, Buffer::from(bytes))),
        Err(problem) => {
            Err(DocumentError::Encoding { path: show_path(path.iter()), encoding, problem })
        }
    }
}

fn write_record(mut record: ModelRecord) -> Value {
    let (state, paths, buffers) = remove_buffers_from_map(std::mem::take(&mut record.state));
    record.state = state;
    let mut value = record.write();
    if let (Value::Map(map), false) = (&mut value, buffers.is_empty()) {
        let written = paths.into_iter().zip(buffers).map(|(path, buffer)| {
            Value::from([
                ("path", write_path(path)),
                ("data", Value::Text(BASE64.encode(&buffer))),
                ("encoding", Value::from("base64")),
            ])
        });
        map.insert("buffers".to_owned(), Value::List(written.collect()));
    }
    value
}

fn into_map(value: Value) -> Result<Map, FieldError> {
    match value {
        Value::Map(map) => Ok(map),
        other => Err(FieldError::expected("a dict", &other)),
    }
}

fn take_text(map: &mut Map, key: &str) -> Result<String, FieldError> {
    let error = match map.remove(key) {
        Some(Value::Text(text)) => return Ok(text),
        Some(other) => FieldError::expected("a text", &other),
        None => FieldError::new("is missing"),
    };
    Err(error.within(PathItem::Key(key.to_owned())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(state: Map) -> Document {
        let record = ModelRecord {
            name: "XModel".into(),
            module: "m".into(),
            version: "1.0.0".into(),
            state,
        };
        Document {
            models: [(ModelId::from("x"), record)].into_iter().collect(),
            broken: LiteMap::new_vec(),
        }
    }

    #[test]
    fn documents_round_trip_with_buffers() {
        let state = Map::from([
            ("plain".to_owned(), Value::Int(1)),
            ("image".to_owned(), Value::Bytes(Buffer::from(vec![1, 2, 250]))),
        ]);
        let document = document(state);
        let written = document.clone().write();
        assert_eq!(Document::read(written), Ok(document));
    }

    #[test]
    fn the_buffers_key_is_there_only_when_there_are_buffers() {
        let written = document(Map::new()).write();
        let record = written.as_map().unwrap()["state"].as_map().unwrap()["x"].as_map().unwrap();
        assert!(!record.contains_key("buffers"));
    }

    #[test]
    fn other_versions_are_refused() {
        for bad in [Some(Value::Int(3)), Some(Value::Int(0)), Some(Value::from("2")), None] {
            let mut map = Map::from([("state".to_owned(), Value::Map(Map::new()))]);
            map.extend(bad.map(|version| ("version_major".to_owned(), version)));
            assert!(matches!(Document::read(Value::Map(map)), Err(DocumentError::Version { .. })));
        }
    }

    #[test]
    fn a_bad_buffer_breaks_its_own_model_only() {
        let Value::Map(mut written) = document(Map::new()).write() else { unreachable!() };
        let bad = Value::from([
            ("path", Value::from(vec!["v"])),
            ("encoding", "hex".into()),
            ("data", "0g".into()),
        ]);
        let record = Value::from([
            ("model_name", Value::from("X")),
            ("model_module", Value::from("m")),
            ("state", Value::Map(Map::new())),
            ("buffers", Value::from(vec![bad])),
        ]);
        let Some(Value::Map(state)) = written.get_mut("state") else { unreachable!() };
        state.insert("bad".into(), record);
        let document = Document::read(Value::Map(written)).unwrap();
        assert_eq!(document.models.len(), 1);
        let error = document.broken[&ModelId::from("bad")].to_string();
        assert!(error.starts_with("the buffer at v is not valid hex: "), "{error}");
    }
}
