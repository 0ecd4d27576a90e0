//! Writing typed structs into a [`Value`]. The other way is `read.rs`.

use crate::error::FieldError;
use crate::serde_value::{MAX_DEPTH, too_deep};
use crate::{Buffer, Map, PathItem, Value};
use serde::ser::{self, Serialize, Serializer};
use std::fmt::Display;

mod compound;

use compound::{ListWriter, MapWriter};

impl Value {
    /// Writes any type into a value, as serde_json would write it; bytes stay bytes.
    pub fn of<T: Serialize + ?Sized>(typed: &T) -> Result<Self, FieldError> {
        typed.serialize(Writer { depth: 0 })
    }
}

/// Writes a struct into a state, as [`Value::of`] does. Anything but a struct or a dict is an error.
pub fn map_of<T: Serialize + ?Sized>(typed: &T) -> Result<Map, FieldError> {
    match Value::of(typed)? {
        Value::Map(map) => Ok(map),
        other => Err(FieldError::expected("a dict", &other)),
    }
}

impl ser::Error for FieldError {
    fn custom<T: Display>(message: T) -> Self {
        Self::new(message.to_string())
    }
}

/// Writes one value at some depth of the tree.
#[derive(Clone, Copy)]
struct Writer {
    depth: usize,
}

impl Writer {
    fn inner(self) -> Result<Self, FieldError> {
        if self.depth < MAX_DEPTH {
            Ok(Self { depth: self.depth + 1 })
        } else {
            Err(FieldError::new(too_deep()))
        }
    }

    fn list(self, variant: Option<&'static str>) -> Result<ListWriter, FieldError> {
        Ok(ListWriter { inner: self.variant_depth(variant)?.inner()?, variant, list: Vec::new() })
    }

    fn map(self, variant: Option<&'static str>) -> Result<MapWriter, FieldError> {
        let inner = self.variant_depth(variant)?.inner()?;
        Ok(MapWriter { inner, variant, map: Map::new(), key: None })
    }

    /// An enum variant with content stands in a dict of its own.
    fn variant_depth(self, variant: Option<&'static str>) -> Result<Self, FieldError> {
        if variant.is_some() { self.inner() } else { Ok(self) }
    }
}

/// Wraps the content of an enum variant, where there is one.
fn in_variant(variant: Option<&'static str>, content: Value) -> Value {
    match variant {
        Some(name) => Value::from([(name, content)]),
        None => content,
    }
}

macro_rules! into_value {
    ($($method:ident($source:ty))+) => {
        $(fn $method(self, value: $source) -> Result<Value, FieldError> {
            Ok(Value::from(value))
        })+
    };
}

macro_rules! widened {
    ($($method:ident($source:ty) as $wide:ty),+) => {
        $(fn $method(self, value: $source) -> Result<Value, FieldError> {
            Ok(Value::from(<$wide>::from(value)))
        })+
    };
}

impl Serializer for Writer {
    type Ok = Value;
    type Error = FieldError;
    type SerializeSeq = ListWriter;
    type SerializeTuple = ListWriter;
    type SerializeTupleStruct = ListWriter;
    type SerializeTupleVariant = ListWriter;
    type SerializeMap = MapWriter;
    type SerializeStruct = MapWriter;
    type SerializeStructVariant = MapWriter;

    into_value! {
        serialize_bool(bool) serialize_i32(i32) serialize_i64(i64) serialize_u32(u32)
        serialize_u64(u64) serialize_f32(f32) serialize_f64(f64) serialize_str(&str)
    }
    widened!(
        serialize_i8(i8) as i32,
        serialize_i16(i16) as i32,
        serialize_u8(u8) as u32,
        serialize_u16(u16) as u32,
        serialize_char(char) as String
    );

    fn serialize_bytes(self, bytes: &[u8]) -> Result<Value, FieldError> {
        Ok(Value::Bytes(Buffer::shared(bytes)))
    }

    fn serialize_none(self) -> Result<Value, FieldError> {
        Ok(Value::Null)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<Value, FieldError> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<Value, FieldError> {
        Ok(Value::Null)
    }

    fn serialize_unit_struct(self, _name: &'static str) -> Result<Value, FieldError> {
        Ok(Value::Null)
    }

    fn serialize_unit_variant(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
    ) -> Result<Value, FieldError> {
        Ok(Value::from(variant))
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _name: &'static str,
        value: &T,
    ) -> Result<Value, FieldError> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<Value, FieldError> {
        let content = value
            .serialize(self.inner()?)
            .map_err(|error| error.within(PathItem::Key(variant.to_owned())))?;
        Ok(in_variant(Some(variant), content))
    }

    fn serialize_seq(self, _len: Option<usize>) -> Result<ListWriter, FieldError> {
        self.list(None)
    }

    fn serialize_tuple(self, _len: usize) -> Result<ListWriter, FieldError> {
        self.list(None)
    }

    fn serialize_tuple_struct(
        self,
        _name: &'static str,
        _len: usize,
    ) -> Result<ListWriter, FieldError> {
        self.list(None)
    }

    fn serialize_tuple_variant(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
        _len: usize,
    ) -> Result<ListWriter, FieldError> {
        self.list(Some(variant))
    }

    fn serialize_map(self, _len: Option<usize>) -> Result<MapWriter, FieldError> {
        self.map(None)
    }

    fn serialize_struct(self, _name: &'static str, _len: usize) -> Result<MapWriter, FieldError> {
        self.map(None)
    }

    fn serialize_struct_variant(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
        _len: usize,
    ) -> Result<MapWriter, FieldError> {
        self.map(Some(variant))
    }
}
