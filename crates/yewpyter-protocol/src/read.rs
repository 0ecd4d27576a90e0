//! Reading typed structs out of a [`Value`], with errors that name the field. The other way is `write.rs`.

use crate::error::FieldError;
use crate::value::describe_text;
use crate::{Map, PathItem, Value};
use serde::de::{self, DeserializeOwned, Deserializer, Expected, Unexpected, Visitor};
use std::fmt::Display;

mod compound;
mod key;

use compound::{Entries, Items, Variant};
use key::KeyReader;

impl Value {
    /// Reads the value into a type.
    ///
    /// More is accepted than JSON would give, because kernels send it: number fields take the texts `nan`,
    /// `inf` and `-inf` (rule O15; also as `NaN`, `Infinity`), integer fields take whole floats. Inside
    /// `#[serde(flatten)]` and untagged enums serde itself reads ahead, so there only exact kinds fit and
    /// the error may lack its path.
    pub fn parse<T: DeserializeOwned>(&self) -> Result<T, FieldError> {
        T::deserialize(Reader(self))
    }

    /// Reads a state into a type, as [`Value::parse`] does.
    pub fn parse_map<T: DeserializeOwned>(map: &Map) -> Result<T, FieldError> {
        parse_map(map)
    }
}

/// Reads a state into a type, as [`Value::parse`] does.
pub fn parse_map<T: DeserializeOwned>(map: &Map) -> Result<T, FieldError> {
    T::deserialize(de::value::MapAccessDeserializer::new(Entries::new(map)))
}

impl de::Error for FieldError {
    fn custom<T: Display>(message: T) -> Self {
        Self::new(message.to_string())
    }

    fn invalid_type(got: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::new(format!("expected {}, got {}", wanted(expected), describe(got)))
    }

    fn invalid_value(got: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::invalid_type(got, expected)
    }

    fn invalid_length(length: usize, expected: &dyn Expected) -> Self {
        Self::new(format!("expected {}, got a list of {length}", wanted(expected)))
    }

    fn unknown_variant(got: &str, expected: &'static [&'static str]) -> Self {
        let expected = expected.join(", ");
        Self::new(format!("expected one of {expected}; got {}", describe_text(got)))
    }

    fn unknown_field(field: &str, expected: &'static [&'static str]) -> Self {
        Self::new(format!("the key is not known; known are {}", expected.join(", ")))
            .within(PathItem::Key(field.to_owned()))
    }

    fn missing_field(field: &'static str) -> Self {
        Self::new("is missing, and has no default").within(PathItem::Key(field.to_owned()))
    }

    fn duplicate_field(field: &'static str) -> Self {
        Self::new("appears twice").within(PathItem::Key(field.to_owned()))
    }
}

/// Puts serde's names of types into words for people who write kernels, not Rust.
fn wanted(expected: &dyn Expected) -> String {
    let text = expected.to_string();
    match text.as_str() {
        "i64" | "i128" | "isize" => "a whole number".to_owned(),
        "u64" | "u128" | "usize" => "a whole number, 0 or more".to_owned(),
        "i8" => range(i8::MIN, i8::MAX),
        "i16" => range(i16::MIN, i16::MAX),
        "i32" => range(i32::MIN, i32::MAX),
        "u8" => range(u8::MIN, u8::MAX),
        "u16" => range(u16::MIN, u16::MAX),
        "u32" => range(u32::MIN, u32::MAX),
        "f32" | "f64" => "a number".to_owned(),
        "a boolean" => "true or false".to_owned(),
        "a string" | "a character" => text.replace("string", "text"),
        "a sequence" => "a list".to_owned(),
        "a map" => "a dict".to_owned(),
        "unit" | "()" => "null".to_owned(),
        other if other.starts_with("struct ") => "a dict".to_owned(),
        other => other.strip_prefix("a tuple of size ").map_or_else(
            || other.replace("an array of length", "a list of"),
            |size| format!("a list of {size}"),
        ),
    }
}

fn range(least: impl Display, most: impl Display) -> String {
    format!("a whole number from {least} to {most}")
}

fn describe(got: Unexpected<'_>) -> String {
    match got {
        Unexpected::Bool(value) => value.to_string(),
        Unexpected::Unsigned(value) => format!("the number {value}"),
        Unexpected::Signed(value) => format!("the number {value}"),
        Unexpected::Float(value) => format!("the number {value}"),
        Unexpected::Str(text) => describe_text(text),
        Unexpected::Bytes(bytes) => format!("{} bytes", bytes.len()),
        Unexpected::Unit | Unexpected::Option => "null".to_owned(),
        Unexpected::Seq => "a list".to_owned(),
        Unexpected::Map | Unexpected::StructVariant => "a dict".to_owned(),
        other => other.to_string(),
    }
}

/// Reads one value.
#[derive(Clone, Copy)]
struct Reader<'de>(&'de Value);

impl<'de> Reader<'de> {
    fn whole<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, FieldError> {
        /// 2^63: the first double that is too large for an `i64`.
        const LIMIT: f64 = 9_223_372_036_854_775_808.0;
        match self.0 {
            Value::Float(float) if float.fract() == 0.0 && float.abs() < LIMIT => {
                visitor.visit_i64(*float as i64)
            }
            _ => self.deserialize_any(visitor),
        }
    }

    fn number<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, FieldError> {
        match self.0 {
            Value::Text(text) => match non_finite(text) {
                Some(float) => visitor.visit_f64(float),
                None => visitor.visit_borrowed_str(text),
            },
            _ => self.deserialize_any(visitor),
        }
    }
}

/// Reads the texts by which kernels write numbers that JSON lacks.
fn non_finite(text: &str) -> Option<f64> {
    match text {
        "nan" | "NaN" => Some(f64::NAN),
        "inf" | "Infinity" => Some(f64::INFINITY),
        "-inf" | "-Infinity" => Some(f64::NEG_INFINITY),
        _ => None,
    }
}

macro_rules! by {
    ($how:ident: $($method:ident)+) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, FieldError> {
            self.$how(visitor)
        })+
    };
}

impl<'de> Deserializer<'de> for Reader<'de> {
    type Error = FieldError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, FieldError> {
        match self.0 {
            Value::Null => visitor.visit_unit(),
            Value::Bool(value) => visitor.visit_bool(*value),
            Value::Int(value) => visitor.visit_i64(*value),
            Value::Uint(value) => visitor.visit_u64(*value),
            Value::Float(value) => visitor.visit_f64(*value),
            Value::Text(text) => visitor.visit_borrowed_str(text),
            Value::Bytes(bytes) => bytes.share(|bytes| visitor.visit_bytes(bytes)),
            Value::List(list) => {
                let mut items = Items::new(list);
                let result = visitor.visit_seq(&mut items)?;
                items.finish()?;
                Ok(result)
            }
            Value::Map(map) => visitor.visit_map(Entries::new(map)),
        }
    }

    by!(whole: deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_i128
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 deserialize_u128);
    by!(number: deserialize_f32 deserialize_f64);
    by!(deserialize_any: deserialize_bool deserialize_char deserialize_str deserialize_string
        deserialize_bytes deserialize_byte_buf deserialize_unit deserialize_seq deserialize_map
        deserialize_identifier);

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, FieldError> {
        match self.0 {
            Value::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, FieldError> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, FieldError> {
        self.deserialize_any(visitor)
    }

    fn deserialize_tuple<V: Visitor<'de>>(
        self,
        _len: usize,
        visitor: V,
    ) -> Result<V::Value, FieldError> {
        self.deserialize_any(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _len: usize,
        visitor: V,
    ) -> Result<V::Value, FieldError> {
        self.deserialize_any(visitor)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, FieldError> {
        match self.0 {
            // Serde would fill the fields in their order, which nobody means.
            Value::List(_) => Err(FieldError::expected("a dict", self.0)),
            _ => self.deserialize_any(visitor),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, FieldError> {
        match self.0 {
            Value::Text(name) => visitor.visit_enum(Variant { name, content: None }),
            Value::Map(map) if map.len() == 1 => match map.iter().next() {
                Some((name, content)) => {
                    visitor.visit_enum(Variant { name, content: Some(content) })
                }
                None => self.deserialize_any(visitor),
            },
            other => Err(FieldError::new(format!(
                "expected one of {}; got {}",
                variants.join(", "),
                other.describe()
            ))),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, FieldError> {
        visitor.visit_unit()
    }
}
