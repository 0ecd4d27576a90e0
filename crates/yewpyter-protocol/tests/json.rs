//! Values as JSON, for hosts and tests that speak it.
#![allow(clippy::unwrap_used, reason = "tests")]

use serde::Deserialize;
use yewpyter_protocol::{MAX_DEPTH, Value};

#[test]
fn json_is_read_and_written_without_loss() {
    let text =
        r#"{"a":[1,2.5,-3,null,true,"é\u0000😀"],"b":{},"c":18446744073709551615,"d":1e300}"#;
    let value: Value = serde_json::from_str(text).unwrap();
    let again = serde_json::to_string(&value).unwrap();
    assert_eq!(serde_json::from_str::<Value>(&again).unwrap(), value);
    assert_eq!(serde_json::to_string(&Value::Float(3.0)).unwrap(), "3");
}

#[test]
fn keys_come_in_any_order_and_the_last_of_two_counts() {
    let value: Value = serde_json::from_str(r#"{"b":1,"a":2,"b":3}"#).unwrap();
    assert_eq!(value, Value::from([("a", 2), ("b", 3)]));
    assert_eq!(serde_json::to_string(&value).unwrap(), r#"{"a":2,"b":3}"#);
}

#[test]
fn nesting_is_limited_with_an_error_both_ways() {
    let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    let read = |text: &str| {
        let mut json = serde_json::Deserializer::from_str(text);
        json.disable_recursion_limit();
        Value::deserialize(&mut json)
    };
    assert!(read(&nested(MAX_DEPTH)).is_ok());
    let error = read(&nested(MAX_DEPTH + 1)).unwrap_err().to_string();
    assert!(error.starts_with("the value is nested deeper than 512 levels"), "{error}");
    assert!(read(&"[".repeat(200_000)).is_err());

    let deep = (0..MAX_DEPTH).fold(Value::Null, |inner, _| Value::List(vec![inner]));
    assert!(serde_json::to_string(&deep).is_ok());
    let deeper = Value::from([("x", deep)]);
    assert!(serde_json::to_string(&deeper).is_err());
}
