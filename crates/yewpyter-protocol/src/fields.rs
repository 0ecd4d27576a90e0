//! Typed structs out of states and back. A struct names its fields once; both directions follow from that.
//!
//! Small on purpose: reading and writing a field is one call through a table, so that a page of widgets does
//! not carry a parser per widget.

mod values;

use crate::{FieldError, Map, PathItem, Value};

/// A struct that is a map on the wire.
///
/// Keys that the map lacks keep the value the struct has, which is its default; keys the struct does not name are
/// left alone.
///
/// ```
/// use yewpyter_protocol::{Fields, Map, Record, Value, read_record, write_record};
///
/// #[derive(Default)]
/// struct Point { x: f64, label: String }
///
/// impl Record for Point {
///     fn fields(&mut self, fields: &mut Fields<'_>) {
///         fields.field("x", &mut self.x).field("label", &mut self.label);
///     }
/// }
///
/// let map = Map::from([("x".to_owned(), Value::from("nan"))]);
/// let mut point: Point = read_record(&map).unwrap();
/// assert!(point.x.is_nan() && point.label.is_empty());
/// assert_eq!(write_record(&mut point).len(), 2);
/// ```
pub trait Record {
    /// Hands over every field with its key.
    fn fields(&mut self, fields: &mut Fields<'_>);
}

/// What a [`Record`] hands its fields to: they are read from a map or written into one.
#[derive(Debug)]
pub struct Fields<'a>(Way<'a>);

#[derive(Debug)]
enum Way<'a> {
    Read { map: &'a Map, error: Option<FieldError> },
    Write(Map),
}

impl Fields<'_> {
    /// Hands over one field. After an error the rest is not looked at.
    pub fn field(&mut self, key: &str, field: &mut dyn FieldValue) -> &mut Self {
        match &mut self.0 {
            Way::Read { map, error: error @ None } => {
                let value = map.get(key);
                *error = value
                    .and_then(|value| field.read(value).err())
                    .map(|error| error.within(PathItem::Key(key.to_owned())));
            }
            Way::Read { .. } => {}
            Way::Write(map) => {
                map.insert(key.to_owned(), field.write());
            }
        }
        self
    }
}

/// The value of a field.
pub trait FieldValue {
    /// Takes the value from the wire, or says what was expected and leaves the field as it is.
    ///
    /// # Errors
    /// When the value is of another kind.
    fn read(&mut self, value: &Value) -> Result<(), FieldError>;

    /// Gives the value for the wire.
    fn write(&mut self) -> Value;
}

/// Reads a struct from a map, beginning with its default.
///
/// # Errors
/// The first field that cannot be read, by name, with what was expected there.
pub fn read_record<T: Record + Default>(map: &Map) -> Result<T, FieldError> {
    let mut record = T::default();
    update_record(&mut record, map)?;
    Ok(record)
}

/// Writes a struct as a map.
pub fn write_record(record: &mut dyn Record) -> Map {
    let mut fields = Fields(Way::Write(Map::new()));
    record.fields(&mut fields);
    match fields.0 {
        Way::Write(map) => map,
        Way::Read { .. } => Map::new(),
    }
}

fn update_record(record: &mut dyn Record, map: &Map) -> Result<(), FieldError> {
    let mut fields = Fields(Way::Read { map, error: None });
    record.fields(&mut fields);
    match fields.0 {
        Way::Read { error: Some(error), .. } => Err(error),
        _ => Ok(()),
    }
}

/// Makes an enum of plain variants a field: each variant is one text on the wire.
///
/// ```
/// #[derive(Clone, Copy, Debug, Default, PartialEq)]
/// enum Side { #[default] Left, Right }
/// yewpyter_protocol::choices!(Side { Left = "left", Right = "right" });
/// ```
#[macro_export]
macro_rules! choices {
    ($name:ident { $($variant:ident = $text:literal),+ $(,)? }) => {
        impl $crate::FieldValue for $name {
            fn read(&mut self, value: &$crate::Value) -> Result<(), $crate::FieldError> {
                *self = match value.as_text() {
                    $(Some($text) => Self::$variant,)+
                    _ => return Err($crate::FieldError::expected_one_of(&[$($text),+], value)),
                };
                Ok(())
            }

            fn write(&mut self) -> $crate::Value {
                $crate::Value::from(match self {
                    $(Self::$variant => $text,)+
                })
            }
        }
    };
}

#[cfg(test)]
mod tests {
    use super::*;
    use litemap::LiteMap;

    #[derive(Clone, Copy, Debug, Default, PartialEq)]
    enum Side {
        #[default]
        Left,
        Right,
    }
    choices!(Side { Left = "left", Right = "right" });

    #[derive(Debug, Default, PartialEq)]
    struct Inner {
        n: u32,
    }

    impl Record for Inner {
        fn fields(&mut self, fields: &mut Fields<'_>) {
            fields.field("n", &mut self.n);
        }
    }

    #[derive(Debug, Default, PartialEq)]
    struct Outer {
        number: f64,
        whole: i64,
        side: Side,
        maybe: Option<String>,
        pairs: Vec<(u32, bool)>,
        spans: LiteMap<String, (u32, u32)>,
        inner: Inner,
    }

    impl Record for Outer {
        fn fields(&mut self, fields: &mut Fields<'_>) {
            fields
                .field("number", &mut self.number)
                .field("whole", &mut self.whole)
                .field("side", &mut self.side)
                .field("maybe", &mut self.maybe)
                .field("pairs", &mut self.pairs)
                .field("spans", &mut self.spans)
                .field("inner", &mut self.inner);
        }
    }

    #[derive(Debug, Default)]
    struct Numbers(Option<Vec<i64>>);

    impl Record for Numbers {
        fn fields(&mut self, fields: &mut Fields<'_>) {
            fields.field("maybe", &mut self.0);
        }
    }

    fn read<const N: usize>(entries: [(&str, Value); N]) -> Result<Outer, String> {
        let map = Map::from(entries);
        read_record(&map).map_err(|error| error.to_string())
    }

    #[test]
    fn what_is_written_is_read_again() {
        let mut outer = Outer {
            number: 0.5,
            whole: -3,
            side: Side::Right,
            maybe: Some("x".to_owned()),
            pairs: vec![(1, true)],
            spans: LiteMap::from_iter([("a".to_owned(), (2, 1))]),
            inner: Inner { n: 7 },
        };
        let map = write_record(&mut outer);
        assert_eq!(read_record::<Outer>(&map).unwrap(), outer);
    }

    #[test]
    fn what_kernels_send_is_understood() {
        let outer =
            read([("number", "-inf".into()), ("whole", Value::Float(4.0)), ("maybe", Value::Null)])
                .unwrap();
        assert_eq!((outer.number, outer.whole, outer.maybe), (f64::NEG_INFINITY, 4, None));
        assert_eq!(read([("unknown", 1.into())]).unwrap(), Outer::default());
    }

    #[test]
    fn an_error_names_the_field_and_what_was_expected() {
        for (key, value, expected) in [
            ("number", Value::from("many"), "number: expected a number, got the text \"many\""),
            (
                "whole",
                Value::from(0.5),
                "whole: expected a whole number, got a number with decimals",
            ),
            (
                "side",
                Value::from("up"),
                "side: expected one of \"left\", \"right\", got the text \"up\"",
            ),
            (
                "pairs",
                Value::from(vec![Value::from(vec![1])]),
                "pairs[0]: expected a list of 2, got a list of 1",
            ),
            (
                "spans",
                Value::from([("a", vec![1, -1])]),
                "spans.a[1]: expected a whole number from 0 to 4294967295, got the number -1",
            ),
            (
                "inner",
                Value::from([("n", "x")]),
                "inner.n: expected a whole number from 0 to 4294967295, got the text \"x\"",
            ),
            ("inner", Value::Null, "inner: expected a dict, got null"),
        ] {
            assert_eq!(read([(key, value)]).unwrap_err(), expected);
        }
        let long = "a".repeat(100);
        let cut = format!("maybe[0]: expected a whole number, got the text \"{}\"…", &long[..40]);
        let map = Map::from([("maybe", Value::from(vec![long]))]);
        let mut numbers = Numbers::default();
        let error = numbers.read(&Value::Map(map)).unwrap_err();
        assert_eq!(error.to_string(), cut);
        assert_eq!(error.key(), Some("maybe"));
        assert_eq!(error.problem(), cut.trim_start_matches("maybe[0]: "));
    }
}
