//! The kinds of values a field can have.

use super::{FieldValue, Record, update_record, write_record};
use crate::{FieldError, Map, PathItem, Value};
use litemap::LiteMap;

impl<T: Record> FieldValue for T {
    fn read(&mut self, value: &Value) -> Result<(), FieldError> {
        update_record(self, map_of(value)?)
    }

    fn write(&mut self) -> Value {
        Value::Map(write_record(self))
    }
}

impl FieldValue for f64 {
    /// Kernels turn what JSON cannot say into the texts `nan`, `inf` and `-inf` (rule O15).
    fn read(&mut self, value: &Value) -> Result<(), FieldError> {
        *self = match value.as_text() {
            Some("nan" | "NaN") => f64::NAN,
            Some("inf" | "Infinity") => f64::INFINITY,
            Some("-inf" | "-Infinity") => f64::NEG_INFINITY,
            _ => value.as_number().ok_or_else(|| FieldError::expected("a number", value))?,
        };
        Ok(())
    }

    fn write(&mut self) -> Value {
        Value::from(*self)
    }
}

impl FieldValue for i64 {
    fn read(&mut self, value: &Value) -> Result<(), FieldError> {
        *self = whole(value).ok_or_else(|| FieldError::expected("a whole number", value))?;
        Ok(())
    }

    fn write(&mut self) -> Value {
        Value::Int(*self)
    }
}

impl FieldValue for u32 {
    fn read(&mut self, value: &Value) -> Result<(), FieldError> {
        let number = whole(value).and_then(|number| Self::try_from(number).ok());
        *self = number
            .ok_or_else(|| FieldError::expected("a whole number from 0 to 4294967295", value))?;
        Ok(())
    }

    fn write(&mut self) -> Value {
        Value::from(*self)
    }
}

impl FieldValue for u64 {
    fn read(&mut self, value: &Value) -> Result<(), FieldError> {
        let number = match value {
            Value::Uint(number) => Some(*number),
            _ => whole(value).and_then(|number| Self::try_from(number).ok()),
        };
        *self = number.ok_or_else(|| FieldError::expected("a whole number, 0 or more", value))?;
        Ok(())
    }

    fn write(&mut self) -> Value {
        Value::from(*self)
    }
}

impl FieldValue for bool {
    fn read(&mut self, value: &Value) -> Result<(), FieldError> {
        match value {
            Value::Bool(flag) => *self = *flag,
            _ => return Err(FieldError::expected("true or false", value)),
        }
        Ok(())
    }

    fn write(&mut self) -> Value {
        Value::Bool(*self)
    }
}

impl FieldValue for String {
    fn read(&mut self, value: &Value) -> Result<(), FieldError> {
        value.as_text().ok_or_else(|| FieldError::expected("a text", value))?.clone_into(self);
        Ok(())
    }

    fn write(&mut self) -> Value {
        Value::Text(self.clone())
    }
}

impl FieldValue for Value {
    fn read(&mut self, value: &Value) -> Result<(), FieldError> {
        self.clone_from(value);
        Ok(())
    }

    fn write(&mut self) -> Value {
        self.clone()
    }
}

impl FieldValue for Map {
    fn read(&mut self, value: &Value) -> Result<(), FieldError> {
        self.clone_from(map_of(value)?);
        Ok(())
    }

    fn write(&mut self) -> Value {
        Value::Map(self.clone())
    }
}

impl<T: FieldValue + Default> FieldValue for Option<T> {
    fn read(&mut self, value: &Value) -> Result<(), FieldError> {
        *self = match value {
            Value::Null => None,
            _ => Some(fresh(value)?),
        };
        Ok(())
    }

    fn write(&mut self) -> Value {
        self.as_mut().map_or(Value::Null, FieldValue::write)
    }
}

impl<T: FieldValue + Default> FieldValue for Vec<T> {
    fn read(&mut self, value: &Value) -> Result<(), FieldError> {
        let mut items = Self::new();
        each(value, &mut |item| {
            items.push(fresh(item)?);
            Ok(())
        })?;
        *self = items;
        Ok(())
    }

    fn write(&mut self) -> Value {
        Value::List(self.iter_mut().map(FieldValue::write).collect())
    }
}

impl<T: FieldValue + Default> FieldValue for LiteMap<String, T> {
    fn read(&mut self, value: &Value) -> Result<(), FieldError> {
        let mut entries = Vec::new();
        each_entry(value, &mut |key, item| {
            entries.push((key.to_owned(), fresh(item)?));
            Ok(())
        })?;
        // They come in order.
        *self = Self::from_sorted_store_unchecked(entries);
        Ok(())
    }

    fn write(&mut self) -> Value {
        let mut map = Map::new();
        for (key, item) in self.iter_mut() {
            map.insert(key.clone(), item.write());
        }
        Value::Map(map)
    }
}

impl<A: FieldValue, B: FieldValue> FieldValue for (A, B) {
    fn read(&mut self, value: &Value) -> Result<(), FieldError> {
        let Some([first, second]) = value.as_list() else {
            return Err(FieldError::expected("a list of 2", value));
        };
        self.0.read(first).map_err(|error| error.within(PathItem::Index(0)))?;
        self.1.read(second).map_err(|error| error.within(PathItem::Index(1)))
    }

    fn write(&mut self) -> Value {
        Value::List(vec![self.0.write(), self.1.write()])
    }
}

/// Reads the items of a list. One function for lists of all kinds.
fn each(
    value: &Value,
    read: &mut dyn FnMut(&Value) -> Result<(), FieldError>,
) -> Result<(), FieldError> {
    let list = value.as_list().ok_or_else(|| FieldError::expected("a list", value))?;
    for (index, item) in list.iter().enumerate() {
        read(item).map_err(|error| error.within(PathItem::Index(index)))?;
    }
    Ok(())
}

/// Reads the entries of a dict, likewise.
fn each_entry(
    value: &Value,
    read: &mut dyn FnMut(&str, &Value) -> Result<(), FieldError>,
) -> Result<(), FieldError> {
    for (key, item) in map_of(value)? {
        read(key, item).map_err(|error| error.within(PathItem::Key(key.clone())))?;
    }
    Ok(())
}

fn fresh<T: FieldValue + Default>(value: &Value) -> Result<T, FieldError> {
    let mut item = T::default();
    item.read(value)?;
    Ok(item)
}

fn map_of(value: &Value) -> Result<&Map, FieldError> {
    value.as_map().ok_or_else(|| FieldError::expected("a dict", value))
}

/// Whole floats count: JavaScript has no other numbers.
fn whole(value: &Value) -> Option<i64> {
    match value {
        Value::Int(number) => Some(*number),
        Value::Float(number) if number.fract() == 0.0 && number.abs() < i64::MAX as f64 => {
            Some(*number as i64)
        }
        _ => None,
    }
}
