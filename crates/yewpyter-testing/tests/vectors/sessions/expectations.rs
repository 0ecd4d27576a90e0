//! What a session's script expects of the host after an action.

use super::{Session, is_usable, model};
use crate::tagged::{buffers, map, text};
use yewpyter_protocol::{Map, Value};
use yewpyter_runtime::{Defaults, Status};
use yewpyter_testing::Sent;

impl Session {
    pub(super) fn expect(&mut self, step: &Map, place: &str) {
        let value = step.get("value").is_none_or(|value| *value == Value::Bool(true));
        match text(step, "expect") {
            "state" => self.expect_state(step, place),
            "model" => {
                let exists = self.host.runtime().model(&model(step)).is_some();
                assert_eq!(Value::Bool(exists), step["exists"], "{place}");
            }
            "usable" => {
                let status = self.host.runtime().status(&model(step));
                assert_eq!(is_usable(&status), value, "{place}: {status:?}");
            }
            "live" => {
                let live = self.host.runtime().status(&model(step)) == Status::Live;
                assert_eq!(live, value, "{place}");
            }
            "error" => assert_eq!(self.error, value, "{place}"),
            "sent" => self.expect_sent(step, place),
            "custom" => self.expect_custom(step, place),
            "restored" => {
                let wait = step.get("timeout_ms").and_then(Value::as_number).unwrap_or(0.0);
                self.host.advance(wait);
                self.restored |= self.host.take_restored();
                assert_eq!(self.restored, value, "{place}");
            }
            "saved" => self.expect_saved(step, place),
            other => panic!("unknown expectation {other}"),
        }
    }

    fn expect_state(&self, step: &Map, place: &str) {
        let state = self.host.state(text(step, "model"));
        assert_subset(map(step, "state"), &state, place);
        for key in step.get("absent").and_then(Value::as_list).unwrap_or_default() {
            assert!(!state.contains_key(key.as_text().unwrap()), "{place}: {key:?}");
        }
    }

    fn expect_sent(&mut self, step: &Map, place: &str) {
        let mut sent = self.host.take_sent();
        if let Some(least) = step.get("min").and_then(Value::as_number) {
            return assert!(sent.len() as f64 >= least, "{place}: {sent:?}");
        }
        let wanted = step["messages"].as_list().unwrap();
        let any_order = step.get("any_order") == Some(&Value::Bool(true));
        assert_eq!(sent.len(), wanted.len(), "{place}: {sent:?}");
        for wanted in wanted {
            let wanted = wanted.as_map().unwrap();
            let index = match any_order {
                true => sent.iter().position(|sent| self.fits(wanted, sent)),
                false => sent.first().filter(|sent| self.fits(wanted, sent)).map(|_| 0),
            };
            let Some(index) = index else { panic!("{place}: wanted {wanted:?}, sent {sent:?}") };
            let sent = sent.remove(index);
            if let Some(name) = wanted.get("as") {
                self.name(name.as_text().unwrap(), &sent);
            }
        }
    }

    fn fits(&self, wanted: &Map, sent: &Sent) -> bool {
        let (kind, comm) = match sent {
            Sent::Open { comm, .. } => ("comm_open", comm),
            Sent::Message { comm, .. } => ("comm_msg", comm),
            Sent::Close { comm } => ("comm_close", comm),
        };
        let in_place = |key: &str, found: Option<Value>| match wanted.get(key) {
            Some(wanted) => found.as_ref() == Some(wanted),
            None => true,
        };
        let (mut data, mut target, mut metadata, mut attached) = (None, None, None, Vec::new());
        match sent.clone() {
            Sent::Open { data: sent, target: name, version, .. } => {
                data = Some(sent);
                target = Some(Value::from(name));
                metadata = Some(Value::from([("version", version)]));
            }
            Sent::Message { data: sent, buffers, .. } => {
                data = Some(sent);
                attached = buffers;
            }
            Sent::Close { .. } => {}
        }
        let comm_fits = wanted
            .get("comm_id")
            .is_none_or(|wanted| self.resolve(wanted.as_text().unwrap()) == comm.as_str());
        kind == text(wanted, "msg_type")
            && comm_fits
            && in_place("data", data)
            && in_place("target_name", target)
            && in_place("metadata", metadata)
            && (!wanted.contains_key("buffers") || attached == buffers(wanted.get("buffers")))
    }

    fn expect_custom(&mut self, step: &Map, place: &str) {
        let received = self.host.take_received();
        let wanted = step["messages"].as_list().unwrap();
        assert_eq!(received.len(), wanted.len(), "{place}: {received:?}");
        for (received, wanted) in received.iter().zip(wanted) {
            let wanted = wanted.as_map().unwrap();
            if let Some(model) = wanted.get("model") {
                assert_eq!(model, &Value::from(received.model.as_str()), "{place}");
            }
            assert_eq!(received.content, wanted["content"], "{place}");
            if wanted.contains_key("buffers") {
                assert_eq!(received.buffers, buffers(wanted.get("buffers")), "{place}");
            }
        }
    }

    fn expect_saved(&self, step: &Map, place: &str) {
        let options = step.get("options").and_then(Value::as_map).cloned().unwrap_or_default();
        let drop = options.get("drop_defaults") == Some(&Value::Bool(true));
        let defaults = if drop { Defaults::Drop } else { Defaults::Keep };
        let saved = self.host.runtime().state_document(defaults);
        let saved = saved.as_map().unwrap();
        assert_eq!(saved["version_major"], Value::Int(2), "{place}");
        assert_eq!(saved["version_minor"], Value::Int(0), "{place}");
        for (id, wanted) in map(step, "subset") {
            expect_record(wanted.as_map().unwrap(), map(map(saved, "state"), id), place);
        }
    }
}

fn expect_record(wanted: &Map, record: &Map, place: &str) {
    for (key, value) in wanted {
        match key.as_str() {
            "state" => assert_subset(value.as_map().unwrap(), map(record, "state"), place),
            "absent" => {
                for key in value.as_list().unwrap() {
                    let state = map(record, "state");
                    assert!(!state.contains_key(key.as_text().unwrap()), "{place}: {key:?}");
                }
            }
            "buffers" if *value == Value::Null => {
                assert!(!record.contains_key("buffers"), "{place}");
            }
            _ => assert_eq!(record.get(key), Some(value), "{place}: {key}"),
        }
    }
}

/// The keys that are given must be equal, others are free.
pub(crate) fn assert_subset(wanted: &Map, found: &Map, place: &str) {
    for (key, value) in wanted {
        assert_eq!(found.get(key), Some(value), "{place}: {key}");
    }
}
