//! Reading the parts of a list, a dict or an enum with content. Single values are read in `read.rs`.

use super::{KeyReader, Reader};
use crate::{FieldError, Map, PathItem, Value};
use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, IntoDeserializer, MapAccess, SeqAccess,
    VariantAccess, Visitor,
};
use std::collections::btree_map;
use std::slice;

/// The items of a list, counted for the path of an error.
pub(super) struct Items<'de> {
    list: slice::Iter<'de, Value>,
    index: usize,
}

impl<'de> Items<'de> {
    pub(super) fn new(list: &'de [Value]) -> Self {
        Self { list: list.iter(), index: 0 }
    }

    /// A reader that wants fewer items has stopped before the end.
    pub(super) fn finish(self) -> Result<(), FieldError> {
        let (wanted, left) = (self.index, self.list.len());
        if left == 0 {
            return Ok(());
        }
        let found = wanted + left;
        Err(FieldError::new(format!("expected a list of {wanted}, got a list of {found}")))
    }
}

impl<'de> SeqAccess<'de> for Items<'de> {
    type Error = FieldError;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, FieldError> {
        let Some(value) = self.list.next() else { return Ok(None) };
        let index = self.index;
        self.index += 1;
        let read = seed.deserialize(Reader(value));
        read.map(Some).map_err(|error| error.within(PathItem::Index(index)))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.list.len())
    }
}

/// The entries of a dict; the one whose key has been read waits for its value to be.
pub(super) struct Entries<'de> {
    entries: btree_map::Iter<'de, String, Value>,
    current: Option<(&'de str, &'de Value)>,
}

impl<'de> Entries<'de> {
    pub(super) fn new(map: &'de Map) -> Self {
        Self { entries: map.iter(), current: None }
    }
}

impl<'de> MapAccess<'de> for Entries<'de> {
    type Error = FieldError;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, FieldError> {
        let Some((key, value)) = self.entries.next() else { return Ok(None) };
        self.current = Some((key, value));
        seed.deserialize(KeyReader(key)).map(Some)
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<T::Value, FieldError> {
        let (key, value) = self
            .current
            .take()
            .ok_or_else(|| FieldError::new("a value was read before its key"))?;
        seed.deserialize(Reader(value)).map_err(|error| error.within(PathItem::Key(key.to_owned())))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.entries.len())
    }
}

/// An enum as serde writes it: a text for a bare variant, a dict of one key for one with content.
pub(super) struct Variant<'de> {
    pub(super) name: &'de str,
    pub(super) content: Option<&'de Value>,
}

impl<'de> Variant<'de> {
    fn content(&self) -> Result<Reader<'de>, FieldError> {
        self.content.map(Reader).ok_or_else(|| {
            FieldError::new(format!(
                "expected a dict with the one key {:?}, got the bare text",
                self.name
            ))
        })
    }
}

impl<'de> EnumAccess<'de> for Variant<'de> {
    type Error = FieldError;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(
        self,
        seed: V,
    ) -> Result<(V::Value, Self), FieldError> {
        let variant = seed.deserialize(self.name.into_deserializer())?;
        Ok((variant, self))
    }
}

impl<'de> VariantAccess<'de> for Variant<'de> {
    type Error = FieldError;

    fn unit_variant(self) -> Result<(), FieldError> {
        match self.content {
            None | Some(Value::Null) => Ok(()),
            Some(other) => {
                Err(FieldError::expected("null", other).within(PathItem::Key(self.name.to_owned())))
            }
        }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(
        self,
        seed: T,
    ) -> Result<T::Value, FieldError> {
        let read = seed.deserialize(self.content()?);
        read.map_err(|error| error.within(PathItem::Key(self.name.to_owned())))
    }

    fn tuple_variant<V: Visitor<'de>>(
        self,
        _len: usize,
        visitor: V,
    ) -> Result<V::Value, FieldError> {
        let read = self.content()?.deserialize_any(visitor);
        read.map_err(|error| error.within(PathItem::Key(self.name.to_owned())))
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, FieldError> {
        let read = self.content()?.deserialize_struct("", &[], visitor);
        read.map_err(|error| error.within(PathItem::Key(self.name.to_owned())))
    }
}
