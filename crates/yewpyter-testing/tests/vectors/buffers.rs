//! `buffers.json`: taking buffers out of states and putting them back (rules B1–B13).

use crate::tagged::{buffers, cases, map, read, text};
use std::collections::BTreeSet;
use yewpyter_protocol::{BufferPath, Map, put_buffers, read_buffer_paths, remove_buffers};

#[test]
fn all_cases_pass() {
    let file = read("buffers.json");
    let mut count = 0;
    for case in cases(&file) {
        match text(case, "op") {
            "remove" => check_remove(case),
            "put" => check_put(case),
            other => panic!("unknown op {other}"),
        }
        count += 1;
    }
    assert_eq!(count, 61);
}

fn check_remove(case: &Map) {
    let expected = map(case, "expect");
    let (state, paths, found) = remove_buffers(case["input"].clone());
    assert_eq!(state, expected["state"], "{}", text(case, "id"));
    let wanted = read_buffer_paths(expected.get("buffer_paths")).unwrap();
    let pairs = |paths: Vec<BufferPath>, buffers: Vec<yewpyter_protocol::Buffer>| {
        assert_eq!(paths.len(), buffers.len(), "{}", text(case, "id"));
        let bytes = buffers.into_iter().map(|buffer| buffer.to_vec());
        paths.into_iter().zip(bytes).collect::<BTreeSet<_>>()
    };
    let wanted = pairs(wanted, buffers(expected.get("buffers")));
    assert_eq!(pairs(paths, found), wanted, "{}", text(case, "id"));
}

fn check_put(case: &Map) {
    let expected = map(case, "expect");
    let paths = read_buffer_paths(case.get("buffer_paths")).unwrap();
    let mut state = case["state"].clone();
    let result = put_buffers(&mut state, &paths, buffers(case.get("buffers")));
    assert_eq!(result.is_err(), expected.contains_key("error"), "{}", text(case, "id"));
    let wanted = expected.get("state").unwrap_or(&case["state"]);
    assert_eq!(&state, wanted, "{}", text(case, "id"));
}
