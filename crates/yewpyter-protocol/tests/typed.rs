//! Typed structs out of values and back, with errors a person can act on.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt::Debug;
use yewpyter_protocol::{Buffer, MAX_DEPTH, Map, ModelId, Value, map_of, parse_map};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct Slider {
    value: f64,
    count: u8,
    name: Option<String>,
    spans: BTreeMap<ModelId, [i64; 2]>,
    side: Side,
    picture: Buffer,
    pair: (bool, char),
    extra: Value,
    steps: BTreeMap<u32, Shape>,
}

impl Default for Slider {
    fn default() -> Self {
        Self {
            value: 0.5,
            count: 3,
            name: None,
            spans: BTreeMap::new(),
            side: Side::Left,
            picture: Buffer::default(),
            pair: (true, 'x'),
            extra: Value::Null,
            steps: BTreeMap::new(),
        }
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Side {
    Left,
    Right,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
enum Shape {
    Empty,
    Round(f64),
    Box { width: i32 },
    Two(i32, String),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
enum Columns {
    Count(u32),
    Tracks(String),
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

fn error<T: DeserializeOwned + Debug>(text: &str) -> String {
    json(text).parse::<T>().unwrap_err().to_string()
}

#[test]
fn structs_round_trip() {
    let slider = Slider {
        value: 7.0,
        name: Some("n".into()),
        spans: [(ModelId::from("abc"), [1, 2])].into(),
        side: Side::Right,
        picture: Buffer::from(vec![1, 2]),
        extra: Value::from([("deep", vec![Value::Bytes(Buffer::from(vec![9]))])]),
        steps: [(1, Shape::Empty), (2, Shape::Round(1.5)), (3, Shape::Box { width: -1 })].into(),
        ..Slider::default()
    };
    let map = map_of(&slider).unwrap();
    assert!(matches!(map["value"], Value::Int(7)), "a whole float is written as an integer");
    assert!(matches!(map["picture"], Value::Bytes(_)), "bytes stay bytes");
    assert_eq!(parse_map::<Slider>(&map).unwrap(), slider);
    assert_eq!(Value::parse_map::<Slider>(&Map::new()).unwrap(), Slider::default());
}

#[test]
fn buffers_are_shared_not_copied() {
    let picture = Buffer::from(vec![7; 100]);
    let slider = Slider { picture: picture.clone(), ..Slider::default() };
    let value = Value::of(&slider).unwrap();
    let back: Slider = value.parse().unwrap();
    assert!(std::ptr::eq(back.picture.as_slice(), picture.as_slice()));
    let copy: Value = value.parse().unwrap();
    let Value::Bytes(bytes) = &copy.as_map().unwrap()["picture"] else { panic!("{copy:?}") };
    assert!(std::ptr::eq(bytes.as_slice(), picture.as_slice()));
}

#[test]
fn what_kernels_send_for_numbers_is_taken() {
    for (text, wanted) in
        [("\"inf\"", f64::INFINITY), ("\"-Infinity\"", f64::NEG_INFINITY), ("3", 3.0)]
    {
        assert_eq!(json(text).parse::<f64>().unwrap(), wanted);
    }
    assert!(json("\"nan\"").parse::<f32>().unwrap().is_nan());
    assert!(json("\"NaN\"").parse::<Option<f64>>().unwrap().unwrap().is_nan());
    assert_eq!(Value::Float(3.0).parse::<u8>().unwrap(), 3);
    assert_eq!(Value::Float(1e15).parse::<i64>().unwrap(), 1_000_000_000_000_000);
    assert_eq!(json("18446744073709551615").parse::<u64>().unwrap(), u64::MAX);
    assert!(json("1e300").parse::<i64>().is_err());
}

#[test]
fn enums_are_read_as_serde_writes_them() {
    for shape in
        [Shape::Empty, Shape::Round(2.0), Shape::Box { width: 3 }, Shape::Two(1, "a".into())]
    {
        let value = Value::of(&shape).unwrap();
        assert_eq!(value, json(&serde_json::to_string(&shape).unwrap()));
        assert_eq!(value.parse::<Shape>().unwrap(), shape);
    }
    assert_eq!(json("3").parse::<Columns>().unwrap(), Columns::Count(3));
    assert_eq!(json("\"1fr\"").parse::<Columns>().unwrap(), Columns::Tracks("1fr".into()));
}

#[test]
fn errors_name_the_field_and_what_was_expected() {
    for (state, wanted) in [
        (
            r#"{"spans": {"abc": [1, "x"]}}"#,
            "spans.abc[1]: expected a whole number, got the text \"x\"",
        ),
        (r#"{"value": "x"}"#, "value: expected a number, got the text \"x\""),
        (r#"{"count": 300}"#, "count: expected a whole number from 0 to 255, got the number 300"),
        (r#"{"count": -1}"#, "count: expected a whole number from 0 to 255, got the number -1"),
        (r#"{"count": 1.5}"#, "count: expected a whole number from 0 to 255, got the number 1.5"),
        (r#"{"name": 3}"#, "name: expected a text, got the number 3"),
        (r#"{"side": "up"}"#, "side: expected one of left, right; got the text \"up\""),
        (r#"{"side": 1}"#, "side: expected one of left, right; got the number 1"),
        (r#"{"picture": "x"}"#, "picture: expected bytes, got the text \"x\""),
        (r#"{"pair": [1, "x"]}"#, "pair[0]: expected true or false, got the number 1"),
        (r#"{"pair": [true, "x", 2]}"#, "pair: expected a list of 2, got a list of 3"),
        (r#"{"pair": [true]}"#, "pair: expected a list of 2, got a list of 1"),
        (r#"{"spans": []}"#, "spans: expected a dict, got a list"),
        (
            r#"{"steps": {"one": "Empty"}}"#,
            "steps: expected a whole number from 0 to 4294967295, got the text \"one\"",
        ),
        (r#"{"steps": {"1": {"Box": {}}}}"#, "steps.1.Box.width: is missing, and has no default"),
        (
            r#"{"steps": {"1": "Round"}}"#,
            "steps.1: expected a dict with the one key \"Round\", got the bare text",
        ),
    ] {
        assert_eq!(error::<Slider>(state), wanted);
    }
    assert_eq!(error::<Slider>("[]"), "expected a dict, got a list of 0");
    assert_eq!(error::<Vec<u8>>("null"), "expected a list, got null");
    let long = "a".repeat(100);
    let got = error::<bool>(&format!("{long:?}"));
    assert_eq!(got, format!("expected true or false, got the text \"{}\"…", "a".repeat(40)));
}

#[test]
fn the_attribute_in_trouble_can_be_asked_for() {
    let error = json(r#"{"spans": {"abc": [1, "x"]}}"#).parse::<Slider>().unwrap_err();
    assert_eq!(error.key(), Some("spans"));
    assert_eq!(error.problem(), "expected a whole number, got the text \"x\"");
}

#[test]
fn json_is_read_and_written_without_loss() {
    let text =
        r#"{"a":[1,2.5,-3,null,true,"é\u0000😀"],"b":{},"c":18446744073709551615,"d":1e300}"#;
    let value = json(text);
    let again = json(&serde_json::to_string(&value).unwrap());
    assert_eq!(value, again);
    assert_eq!(serde_json::to_string(&Value::Float(3.0)).unwrap(), "3");
}

#[derive(Serialize)]
struct Endless(Vec<Endless>);

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

    let endless = (0..600).fold(Endless(vec![]), |inner, _| Endless(vec![inner]));
    assert!(Value::of(&endless).is_err());
}
