//! `traffic/`: what a real kernel said, in order. At the end every model must be as the kernel has it.

use crate::classes;
use crate::tagged::{buffers, map, read_all, text};
use yewpyter_protocol::{CommId, Document, Map, MsgId, Value};
use yewpyter_runtime::Event;
use yewpyter_testing::FakeHost;

#[test]
fn every_recording_ends_in_the_kernels_own_state() {
    let classes = classes::standard();
    let recordings = read_all("traffic");
    assert_eq!(recordings.len(), 10);
    for (name, recording) in recordings {
        let recording = recording.as_map().unwrap();
        let mut host = FakeHost::new(classes.clone());
        for cell in recording["cells"].as_list().unwrap() {
            for message in cell.as_map().unwrap()["messages"].as_list().unwrap() {
                if let Some(event) = event(message.as_map().unwrap()) {
                    host.handle(event);
                }
            }
        }
        assert_eq!(host.take_diagnostics(), [], "{name}");
        assert_eq!(host.take_sent(), [], "{name}");
        check_end(&name, &host, recording["final"].clone());
    }
}

fn check_end(name: &str, host: &FakeHost, document: Value) {
    let wanted = Document::read(document).unwrap();
    assert!(wanted.broken.is_empty(), "{name}");
    let left: Vec<_> = host.runtime().models().map(|model| model.id().clone()).collect();
    assert_eq!(left, wanted.models.keys().cloned().collect::<Vec<_>>(), "{name}");
    for (id, record) in wanted.models {
        let state = host.state(id.as_str());
        for (key, value) in &record.state {
            if !is_left_to_the_page(&record.name, key) {
                assert_eq!(state.get(key), Some(value), "{name}: {} {id} {key}", record.name);
            }
        }
    }
}

/// The kernel does not tell the page of what only the page can change.
fn is_left_to_the_page(class: &str, key: &str) -> bool {
    class == "FileUploadModel" && matches!(key, "value" | "error")
}

fn event(message: &Map) -> Option<Event> {
    let content = map(message, "content");
    let parent = message.get("parent").and_then(Value::as_text).map(MsgId::from);
    let buffers = buffers(message.get("buffers"));
    let data = || content["data"].clone();
    let comm = || CommId::from(text(content, "comm_id"));
    match text(message, "msg_type") {
        "comm_open" => {
            let metadata = message.get("metadata").and_then(Value::as_map);
            let version = metadata.and_then(|metadata| metadata.get("version"));
            let version = version.and_then(Value::as_text).map(str::to_owned);
            Some(Event::CommOpened { comm: comm(), version, data: data(), buffers })
        }
        "comm_msg" => Some(Event::CommMessage { comm: comm(), data: data(), buffers, parent }),
        "comm_close" => Some(Event::CommClosed { comm: comm() }),
        "status" if content["execution_state"] == Value::from("idle") => {
            parent.map(|msg| Event::KernelIdle { msg })
        }
        _ => None,
    }
}
