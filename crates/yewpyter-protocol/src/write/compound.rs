//! Collecting the parts of a list or a dict while it is written. Single values are written in `write.rs`.

use super::{Writer, in_variant};
use crate::{FieldError, Map, PathItem, Value};
use serde::ser::{
    self, Serialize, SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant,
    SerializeTuple, SerializeTupleStruct, SerializeTupleVariant,
};

/// A list in the making.
pub(super) struct ListWriter {
    pub(super) inner: Writer,
    pub(super) variant: Option<&'static str>,
    pub(super) list: Vec<Value>,
}

impl ListWriter {
    fn push<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), FieldError> {
        let index = self.list.len();
        let written = value.serialize(self.inner);
        self.list.push(written.map_err(|error| error.within(PathItem::Index(index)))?);
        Ok(())
    }

    fn finish(self) -> Value {
        in_variant(self.variant, Value::List(self.list))
    }
}

macro_rules! list {
    ($($name:ident::$method:ident)+) => {
        $(impl $name for ListWriter {
            type Ok = Value;
            type Error = FieldError;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), FieldError> {
                self.push(value)
            }

            fn end(self) -> Result<Value, FieldError> {
                Ok(self.finish())
            }
        })+
    };
}

list! {
    SerializeSeq::serialize_element
    SerializeTuple::serialize_element
    SerializeTupleStruct::serialize_field
    SerializeTupleVariant::serialize_field
}

/// A dict in the making; `key` waits for its value.
pub(super) struct MapWriter {
    pub(super) inner: Writer,
    pub(super) variant: Option<&'static str>,
    pub(super) map: Map,
    pub(super) key: Option<String>,
}

impl MapWriter {
    fn insert<T: Serialize + ?Sized>(&mut self, key: String, value: &T) -> Result<(), FieldError> {
        match value.serialize(self.inner) {
            Ok(value) => {
                self.map.insert(key, value);
                Ok(())
            }
            Err(error) => Err(error.within(PathItem::Key(key))),
        }
    }

    fn finish(self) -> Value {
        in_variant(self.variant, Value::Map(self.map))
    }
}

impl SerializeMap for MapWriter {
    type Ok = Value;
    type Error = FieldError;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), FieldError> {
        self.key = Some(match key.serialize(self.inner)? {
            Value::Text(text) => text,
            Value::Bool(key) => key.to_string(),
            Value::Int(key) => key.to_string(),
            Value::Uint(key) => key.to_string(),
            other => {
                return Err(FieldError::expected("a text as the key", &other));
            }
        });
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), FieldError> {
        let key = self.key.take();
        let key = key.ok_or_else(|| ser::Error::custom("a value was written before its key"));
        self.insert(key?, value)
    }

    fn end(self) -> Result<Value, FieldError> {
        Ok(self.finish())
    }
}

macro_rules! fields {
    ($($name:ident)+) => {
        $(impl $name for MapWriter {
            type Ok = Value;
            type Error = FieldError;

            fn serialize_field<T: Serialize + ?Sized>(
                &mut self,
                key: &'static str,
                value: &T,
            ) -> Result<(), FieldError> {
                self.insert(key.to_owned(), value)
            }

            fn end(self) -> Result<Value, FieldError> {
                Ok(self.finish())
            }
        })+
    };
}

fields!(SerializeStruct SerializeStructVariant);
