//! The one tree that states and messages are made of. How serde reads and writes the tree stands in
//! `serde_value.rs`, how typed structs come out of it in `fields.rs`.

use crate::{Buffer, Map};

/// Integers beyond this are not exact as JavaScript numbers, so floats there stay floats.
const MAX_EXACT: f64 = 9_007_199_254_740_992.0;

/// A JSON value, or bytes at a place where the protocol moves them into a buffer.
///
/// Equality is deep and made for telling whether a state has changed: NaN equals NaN, and numbers are
/// equal when they are the same number, however they are kept.
#[derive(Clone, Debug, Default)]
pub enum Value {
    /// `null`.
    #[default]
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A whole number beyond `i64::MAX`. Smaller ones are [`Value::Int`].
    Uint(u64),
    /// Any other number. Made by `Value::from`, a whole number within ±2^53 is a [`Value::Int`] instead:
    /// kernels refuse `3.0` where they want an integer.
    Float(f64),
    /// A text.
    Text(String),
    /// A binary leaf.
    Bytes(Buffer),
    /// A list.
    List(Vec<Value>),
    /// A dict.
    Map(Map),
}

impl Value {
    /// The text, if this is one.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The map, if this is one.
    pub fn as_map(&self) -> Option<&Map> {
        match self {
            Self::Map(map) => Some(map),
            _ => None,
        }
    }

    /// The list, if this is one.
    pub fn as_list(&self) -> Option<&[Value]> {
        match self {
            Self::List(list) => Some(list),
            _ => None,
        }
    }

    /// The number, if this is one; beyond ±2^53 the nearest.
    pub fn as_number(&self) -> Option<f64> {
        match self {
            Self::Int(int) => Some(*int as f64),
            Self::Uint(uint) => Some(*uint as f64),
            Self::Float(float) => Some(*float),
            _ => None,
        }
    }

    /// Names the value in an error message; long texts are cut.
    pub(crate) fn describe(&self) -> String {
        match self {
            Self::Null => "null".to_owned(),
            Self::Bool(value) => value.to_string(),
            Self::Int(value) => format!("the number {value}"),
            Self::Uint(value) => format!("the number {value}"),
            // The digits are left out: writing floats is a large piece of code for an error message.
            Self::Float(value) if value.is_nan() => "not a number".to_owned(),
            Self::Float(value) if value.fract() != 0.0 => "a number with decimals".to_owned(),
            Self::Float(_) => "a number beyond what whole numbers hold exactly".to_owned(),
            Self::Text(text) => describe_text(text),
            Self::Bytes(bytes) => format!("{} bytes", bytes.len()),
            Self::List(list) => format!("a list of {}", list.len()),
            Self::Map(_) => "a dict".to_owned(),
        }
    }
}

/// Quotes a text for an error message, cut to what a person reads.
fn describe_text(text: &str) -> String {
    const SHOWN: usize = 40;
    match text.char_indices().nth(SHOWN) {
        None => format!("the text \"{text}\""),
        Some((end, _)) => format!("the text \"{}\"…", text.get(..end).unwrap_or_default()),
    }
}

impl PartialEq for Value {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Null, Self::Null) => true,
            (Self::Bool(a), Self::Bool(b)) => a == b,
            (Self::Text(a), Self::Text(b)) => a == b,
            (Self::Bytes(a), Self::Bytes(b)) => a == b,
            (Self::List(a), Self::List(b)) => a == b,
            (Self::Map(a), Self::Map(b)) => a == b,
            _ => match (Number::of(self), Number::of(other)) {
                (Some(a), Some(b)) => a.same(b),
                _ => false,
            },
        }
    }
}

impl Eq for Value {}

/// A number in a form that compares exactly.
#[derive(Clone, Copy)]
enum Number {
    Whole(i128),
    Other(f64),
}

impl Number {
    fn of(value: &Value) -> Option<Self> {
        /// Above this every double is whole, and no integer of ours reaches it.
        const BEYOND: f64 = 1e30;
        match value {
            Value::Int(int) => Some(Self::Whole(i128::from(*int))),
            Value::Uint(uint) => Some(Self::Whole(i128::from(*uint))),
            Value::Float(float) if float.fract() == 0.0 && float.abs() < BEYOND => {
                Some(Self::Whole(*float as i128))
            }
            Value::Float(float) => Some(Self::Other(*float)),
            _ => None,
        }
    }

    fn same(self, other: Self) -> bool {
        match (self, other) {
            (Self::Whole(a), Self::Whole(b)) => a == b,
            (Self::Other(a), Self::Other(b)) => a == b || (a.is_nan() && b.is_nan()),
            _ => false,
        }
    }
}

impl From<f64> for Value {
    fn from(float: f64) -> Self {
        if float.fract() == 0.0 && float.abs() <= MAX_EXACT {
            Self::Int(float as i64)
        } else {
            Self::Float(float)
        }
    }
}

impl From<u64> for Value {
    fn from(uint: u64) -> Self {
        i64::try_from(uint).map_or(Self::Uint(uint), Self::Int)
    }
}

impl From<usize> for Value {
    fn from(uint: usize) -> Self {
        Self::from(uint as u64)
    }
}

macro_rules! from {
    ($($source:ty => |$value:ident| $made:expr),+ $(,)?) => {
        $(impl From<$source> for Value {
            fn from($value: $source) -> Self {
                $made
            }
        })+
    };
}

from! {
    bool => |value| Self::Bool(value),
    i32 => |value| Self::Int(i64::from(value)),
    u32 => |value| Self::Int(i64::from(value)),
    i64 => |value| Self::Int(value),
    f32 => |value| Self::from(f64::from(value)),
    &str => |value| Self::Text(value.to_owned()),
    String => |value| Self::Text(value),
    Buffer => |value| Self::Bytes(value),
    Map => |value| Self::Map(value),
}

impl<T: Into<Value>> From<Vec<T>> for Value {
    fn from(list: Vec<T>) -> Self {
        Self::List(list.into_iter().map(Into::into).collect())
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

impl<K: Into<String>, V: Into<Value>, const N: usize> From<[(K, V); N]> for Value {
    fn from(entries: [(K, V); N]) -> Self {
        let mut map = Map::new();
        map.extend(entries.map(|(key, value)| (key.into(), value.into())));
        Self::Map(map)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_floats_become_integers_on_construction() {
        assert!(matches!(Value::from(3.0), Value::Int(3)));
        assert!(matches!(Value::from(-0.0), Value::Int(0)));
        assert!(matches!(Value::from(9_007_199_254_740_992.0), Value::Int(9_007_199_254_740_992)));
        assert!(matches!(Value::from(1e300), Value::Float(_)));
        assert!(matches!(Value::from(0.5), Value::Float(_)));
        assert!(matches!(Value::from(f64::INFINITY), Value::Float(_)));
        assert!(matches!(Value::from(u64::MAX), Value::Uint(_)));
        assert!(matches!(Value::from(7_u64), Value::Int(7)));
    }

    #[test]
    fn equality_is_about_the_number_not_its_kind() {
        assert_eq!(Value::Float(f64::NAN), Value::Float(f64::NAN));
        assert_eq!(Value::Int(3), Value::Float(3.0));
        assert_eq!(Value::Uint(5), Value::Int(5));
        assert_eq!(Value::Uint(1 << 63), Value::Float(9_223_372_036_854_775_808.0));
        assert_ne!(Value::Int(9_007_199_254_740_993), Value::Float(9_007_199_254_740_992.0));
        assert_ne!(Value::Float(f64::NAN), Value::Null);
        assert_ne!(Value::Int(0), Value::Bool(false));
        assert_ne!(Value::Text("1".into()), Value::Int(1));
        assert_eq!(Value::Float(1e300), Value::Float(1e300));
        assert_ne!(Value::Float(1e300), Value::Float(1.1e300));
    }

    #[test]
    fn equality_is_deep() {
        let a = Value::from([("x", vec![Value::Float(f64::NAN), Value::Null])]);
        assert_eq!(a, a.clone());
        assert_ne!(a, Value::from([("x", vec![Value::Float(f64::NAN)])]));
    }
}
