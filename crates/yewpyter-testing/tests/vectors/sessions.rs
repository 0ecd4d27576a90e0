//! `sessions.json`: scripts of messages and user actions, each against a fresh host.

use crate::classes;
use crate::not_here;
use crate::tagged::{buffers, cases, map, read, text};
use std::collections::BTreeMap;
use yewpyter_protocol::{CommId, Map, ModelId, MsgId, Value};
use yewpyter_runtime::{Classes, Event, Status};
use yewpyter_testing::{FakeHost, Sent};

mod expectations;

#[test]
fn all_cases_pass() {
    let file = read("sessions.json");
    let classes = classes::standard();
    let (mut passed, mut failed) = (0, Vec::new());
    for case in cases(&file).filter(|case| !not_here::is_session(case)) {
        let run = std::panic::AssertUnwindSafe(|| Session::new(classes.clone()).run(case));
        match std::panic::catch_unwind(run) {
            Ok(()) => passed += 1,
            Err(_) => failed.push(text(case, "id")),
        }
    }
    assert!(failed.is_empty(), "failed: {failed:?}");
    assert_eq!(passed, 120, "125 cases, 5 of them in not_here.rs");
}

/// One case being run.
struct Session {
    host: FakeHost,
    /// Ids of messages that an expectation has named: `$a.msg_id`, `$a.comm_id`.
    names: BTreeMap<String, String>,
    /// Whether the last message or document was refused.
    error: bool,
    restored: bool,
}

impl Session {
    fn new(classes: Classes) -> Self {
        let (host, names) = (FakeHost::new(classes), BTreeMap::new());
        Self { host, names, error: false, restored: false }
    }

    fn run(mut self, case: &Map) {
        for (index, step) in case["steps"].as_list().unwrap().iter().enumerate() {
            let step = step.as_map().unwrap();
            let place = format!("{} step {index}", text(case, "id"));
            if step.contains_key("do") {
                self.act(step);
            } else {
                self.expect(step, &place);
            }
        }
    }

    fn act(&mut self, step: &Map) {
        match text(step, "do") {
            "recv" => {
                let event = self.message(map(step, "msg"));
                self.error = false;
                self.give(event);
            }
            "set" => self.change(step, step["attrs"].as_map().unwrap().clone()),
            "save" => self.change(&with(step, "save", true), Map::new()),
            "custom" => self.give(Some(Event::LocalCustom {
                model: model(step),
                content: step["content"].clone(),
                buffers: buffers(step.get("buffers")),
                view: None,
            })),
            "close" => self.give(Some(Event::LocalClose { model: model(step) })),
            "disconnect" => self.give(Some(Event::KernelStatus { model: None, live: false })),
            "comm_info" => {
                let comms = map(step, "comms").keys().map(|id| CommId::from(id.as_str()));
                self.host.answer_comm_info(comms);
            }
            "restore" => {
                self.restored = false;
                self.give(Some(Event::Restore { control: CommId::from("control") }));
            }
            "load_state" => {
                self.error = self.host.load_document(step["state"].clone()).is_err();
                self.give(None);
            }
            other => panic!("unknown action {other}"),
        }
    }

    fn give(&mut self, event: Option<Event>) {
        if let Some(event) = event {
            self.host.handle(event);
        }
        self.error |= self.host.has_error();
        self.host.take_diagnostics();
        self.restored |= self.host.take_restored();
    }

    fn change(&mut self, step: &Map, patch: Map) {
        let save = step.get("save") == Some(&Value::Bool(true));
        self.give(Some(Event::LocalChange { model: model(step), patch, save, view: None }));
    }

    /// Translates a kernel's message. A busy status is nothing a host tells us.
    fn message(&self, msg: &Map) -> Option<Event> {
        let parent = match msg.get("parent_msg_id") {
            None | Some(Value::Null) => None,
            Some(parent) => Some(MsgId::from(self.resolve(parent.as_text().unwrap()))),
        };
        let content = map(msg, "content");
        let buffers = buffers(msg.get("buffers"));
        let comm =
            content.get("comm_id").map(|id| CommId::from(self.resolve(id.as_text().unwrap())));
        let data = content.get("data").cloned().unwrap_or_default();
        match text(msg, "msg_type") {
            "comm_open" => {
                let metadata = map(msg, "metadata");
                let version = metadata.get("version").map(|v| v.as_text().unwrap().to_owned());
                Some(Event::CommOpened { comm: comm.unwrap(), version, data, buffers })
            }
            "comm_msg" => Some(Event::CommMessage { comm: comm.unwrap(), data, buffers, parent }),
            "comm_close" => Some(Event::CommClosed { comm: comm.unwrap() }),
            "status" => (content["execution_state"] == Value::from("idle"))
                .then(|| Event::KernelIdle { msg: parent.unwrap() }),
            other => panic!("unknown message {other}"),
        }
    }

    fn resolve(&self, text: &str) -> String {
        match text.strip_prefix('$') {
            Some(name) => self.names[name].clone(),
            None => text.to_owned(),
        }
    }

    fn name(&mut self, name: &str, sent: &Sent) {
        let (comm, msg) = match sent {
            Sent::Open { comm, .. } | Sent::Close { comm } => (comm, None),
            Sent::Message { comm, msg, .. } => (comm, Some(msg)),
        };
        self.names.insert(format!("{name}.comm_id"), comm.to_string());
        self.names.extend(msg.map(|msg| (format!("{name}.msg_id"), msg.to_string())));
    }
}

fn model(step: &Map) -> ModelId {
    ModelId::from(text(step, "model"))
}

fn with(step: &Map, key: &str, value: bool) -> Map {
    let mut step = step.clone();
    step.insert(key.to_owned(), Value::Bool(value));
    step
}

fn is_usable(status: &Status) -> bool {
    matches!(status, Status::Live | Status::Static | Status::Disconnected)
}
