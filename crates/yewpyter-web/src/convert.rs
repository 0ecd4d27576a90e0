//! JS values to the runtime's and back, without deciding anything about them.

use js_sys::{Array, JsString, Object, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use yewpyter_protocol::{Buffer, Map, Value};

/// Integers beyond 2^53 lose their last digits: JavaScript has no others, and the host's JSON none either.
pub(crate) fn to_js(value: &Value) -> JsValue {
    match value {
        Value::Null => JsValue::NULL,
        Value::Bool(flag) => JsValue::from_bool(*flag),
        Value::Int(number) => JsValue::from_f64(*number as f64),
        Value::Uint(number) => JsValue::from_f64(*number as f64),
        Value::Float(number) => JsValue::from_f64(*number),
        Value::Text(text) => JsValue::from_str(text),
        Value::Bytes(buffer) => bytes_to_js(buffer).into(),
        Value::List(items) => items.iter().map(to_js).collect::<Array>().into(),
        Value::Map(map) => map_to_js(map).into(),
    }
}

pub(crate) fn map_to_js(map: &Map) -> Object {
    object_of(map.iter().map(|(key, value)| (key.as_str(), to_js(value))))
}

/// Not by assigning: `__proto__` is an ordinary key on the wire, and would change the object's prototype instead.
pub(crate) fn object_of<'a>(entries: impl Iterator<Item = (&'a str, JsValue)>) -> Object {
    let entries: Array = entries.map(|(key, value)| Array::of2(&key.into(), &value)).collect();
    // Pairs with texts as keys always make an object.
    Object::from_entries(&entries).unwrap_or_default()
}

pub(crate) fn buffers_to_js(buffers: &[Buffer]) -> Array {
    buffers.iter().map(bytes_to_js).collect()
}

fn bytes_to_js(buffer: &Buffer) -> Uint8Array {
    Uint8Array::from(buffer.as_slice())
}

/// Deeper than this nothing is read: the stack of a WASM instance is small.
const MAX_DEPTH: u32 = 512;

pub(crate) fn from_js(value: &JsValue) -> Result<Value, String> {
    read(value, MAX_DEPTH)
}

pub(crate) fn map_from_js(value: &JsValue) -> Result<Map, String> {
    match from_js(value)? {
        Value::Map(map) => Ok(map),
        _ => Err("expected a map of trait names to values".to_owned()),
    }
}

fn read(value: &JsValue, depth: u32) -> Result<Value, String> {
    if let Some(number) = value.as_f64() {
        return Ok(Value::from(number));
    }
    if let Some(text) = value.as_string() {
        return Ok(Value::Text(text));
    }
    if let Some(flag) = value.as_bool() {
        return Ok(Value::Bool(flag));
    }
    if value.is_null() || value.is_undefined() {
        return Ok(Value::Null);
    }
    let Some(depth) = depth.checked_sub(1) else {
        return Err(format!("the value is nested deeper than {MAX_DEPTH} levels"));
    };
    match value.dyn_ref::<Uint8Array>() {
        Some(bytes) => Ok(Value::Bytes(Buffer::from(bytes.to_vec()))),
        None => read_compound(value, depth),
    }
}

fn read_compound(value: &JsValue, depth: u32) -> Result<Value, String> {
    if let Some(array) = value.dyn_ref::<Array>() {
        let mut list = Vec::with_capacity(array.length() as usize);
        for item in array.iter() {
            list.push(read(&item, depth)?);
        }
        return Ok(Value::List(list));
    }
    let Some(object) = value.dyn_ref::<Object>().filter(|_| !value.is_function()) else {
        return Err(
            "the value is no plain data: functions, symbols and BigInts cannot cross".to_owned()
        );
    };
    let mut map = Map::new();
    // In order, so that each is appended to the map.
    for key in Object::keys(object).sort().iter() {
        let item = Reflect::get(object, &key).map_err(|error| message_of(&error))?;
        map.insert(String::from(JsString::from(key)), read(&item, depth)?);
    }
    Ok(Value::Map(map))
}

/// Anything in the list that is no `Uint8Array` counts as an empty buffer, so that the others keep their places.
pub(crate) fn buffers_from_js(buffers: &JsValue) -> Vec<Buffer> {
    let list = buffers.dyn_ref::<Array>().cloned().unwrap_or_default();
    list.iter()
        .map(|item| {
            item.dyn_into::<Uint8Array>()
                .map(|bytes| Buffer::from(bytes.to_vec()))
                .unwrap_or_default()
        })
        .collect()
}

/// What a JavaScript exception says.
pub(crate) fn message_of(error: &JsValue) -> String {
    error
        .dyn_ref::<js_sys::Error>()
        .map(|error| String::from(error.message()))
        .or_else(|| error.as_string())
        .unwrap_or_else(|| format!("{error:?}"))
}
