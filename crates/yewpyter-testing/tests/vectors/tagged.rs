//! Reading vector files, in which a binary leaf is written `{"$bytes": "<base64>"}`.

use data_encoding::BASE64;
use serde_json::Deserializer;
use std::path::PathBuf;
use yewpyter_protocol::{Buffer, Map, Value};

/// The folder of the vectors.
pub(crate) fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/vectors")
}

/// Reads one file. Some vectors are nested deeper than serde_json likes by itself.
pub(crate) fn read(name: &str) -> Value {
    let text =
        std::fs::read_to_string(folder().join(name)).unwrap_or_else(|e| panic!("{name}: {e}"));
    let mut json = Deserializer::from_str(&text);
    json.disable_recursion_limit();
    let value: Value = serde::Deserialize::deserialize(&mut json).unwrap();
    untag(value)
}

/// Reads every file of a subfolder, with its name.
pub(crate) fn read_all(subfolder: &str) -> Vec<(String, Value)> {
    let files = std::fs::read_dir(folder().join(subfolder)).unwrap();
    let mut names: Vec<_> =
        files.map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names.into_iter().map(|name| (name.clone(), read(&format!("{subfolder}/{name}")))).collect()
}

fn untag(value: Value) -> Value {
    match value {
        Value::List(list) => Value::List(list.into_iter().map(untag).collect()),
        Value::Map(map) => match map.get("$bytes") {
            Some(text) if map.len() == 1 => Value::Bytes(base64(text)),
            _ => Value::Map(map.into_iter().map(|(key, value)| (key, untag(value))).collect()),
        },
        other => other,
    }
}

pub(crate) fn base64(text: &Value) -> Buffer {
    Buffer::from(BASE64.decode(text.as_text().unwrap().as_bytes()).unwrap())
}

/// Reads a list of base64 texts; absent means none.
pub(crate) fn buffers(value: Option<&Value>) -> Vec<Buffer> {
    value.and_then(Value::as_list).unwrap_or_default().iter().map(base64).collect()
}

pub(crate) fn text<'a>(map: &'a Map, key: &str) -> &'a str {
    map[key].as_text().unwrap_or_else(|| panic!("{key} is no text in {map:?}"))
}

pub(crate) fn map<'a>(map: &'a Map, key: &str) -> &'a Map {
    map[key].as_map().unwrap_or_else(|| panic!("{key} is no dict in {map:?}"))
}

/// The cases of a file.
pub(crate) fn cases(file: &Value) -> impl Iterator<Item = &Map> {
    file.as_map().unwrap()["cases"].as_list().unwrap().iter().map(|case| case.as_map().unwrap())
}
