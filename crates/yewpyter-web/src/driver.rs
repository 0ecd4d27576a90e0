//! Performs a session's effects on a host. Owns the only timer; decides nothing.

use crate::convert::{buffers_to_js, map_to_js, message_of, object_of, to_js};
use crate::host::Host;
use gloo::timers::callback::Timeout;
use js_sys::{Array, Object};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::JsValue;
use web_sys::Performance;
use yewpyter_protocol::{ModelId, MsgId};
use yewpyter_runtime::{Diagnostic, Effect, Event, Millis, SendId, Severity};
use yewpyter_sdk::{Driver, HostEffect, Output, Session, SlotContent, ViewId};

/// The buffers of the custom message that is being handled, as they came: whoever listens on the page gets these.
pub(crate) type Passing = Rc<RefCell<Option<Array>>>;

pub(crate) struct HostDriver {
    host: Host,
    clock: Option<Performance>,
    timer: RefCell<Option<Timeout>>,
    passing: Passing,
}

impl HostDriver {
    pub(crate) fn new(host: Host, passing: Passing) -> Self {
        // Asking the page for it takes longer than asking it for the time.
        let clock = web_sys::window().and_then(|window| window.performance());
        Self { host, clock, timer: RefCell::new(None), passing }
    }

    fn perform_runtime(&self, session: &Session, effect: Effect) -> Result<(), JsValue> {
        match effect {
            Effect::Send { ticket, comm, data, buffers, view } => {
                let view = view.map(|ViewId(id)| id);
                let sent = self.host.send_comm(
                    ticket.0 as f64,
                    comm.as_str(),
                    to_js(&data),
                    buffers_to_js(&buffers),
                    view,
                );
                self.answer(session, ticket, sent);
                Ok(())
            }
            Effect::CloseComm { comm } => self.host.close_comm(comm.as_str()),
            Effect::Mirror { model, patch, unconfirmed, root } => self.host.mirror(
                model.as_str(),
                map_to_js(&patch).into(),
                map_to_js(&unconfirmed).into(),
                root.as_ref().map(ModelId::as_str),
            ),
            Effect::ModelClosed { model } => self.host.forget(model.as_str()),
            Effect::Custom { model, content, buffers } => {
                let given = self.passing.borrow_mut().take();
                let buffers = given.unwrap_or_else(|| buffers_to_js(&buffers));
                self.host.custom_received(model.as_str(), to_js(&content), buffers)
            }
            Effect::WakeAt(time) => {
                self.wake_at(session, time);
                Ok(())
            }
            Effect::Diagnostic(diagnostic) => self.report(&diagnostic),
            // The sdk's session has acted on these, or no host of ours asks the runtime to restore yet.
            Effect::ModelChanged { .. } | Effect::StatusChanged { .. } | Effect::Missed { .. } => {
                Ok(())
            }
            Effect::OpenComm { .. } | Effect::RequestCommInfo | Effect::Restored => Ok(()),
        }
    }

    fn answer(&self, session: &Session, ticket: SendId, sent: Result<Option<String>, JsValue>) {
        match sent {
            Ok(Some(msg)) => session.handle(Event::Sent { ticket, msg: MsgId::from(msg) }),
            Ok(None) => (),
            Err(error) => session.handle(Event::SendFailed { ticket, reason: message_of(&error) }),
        }
    }

    fn wake_at(&self, session: &Session, time: Millis) {
        let delay = (time - self.now()).clamp(0.0, f64::from(i32::MAX));
        let session = session.clone();
        let timer = Timeout::new(delay.ceil() as u32, move || session.handle(Event::Woke));
        self.timer.replace(Some(timer));
    }

    fn report(&self, diagnostic: &Diagnostic) -> Result<(), JsValue> {
        let severity = match diagnostic.severity {
            Severity::Warning => "warning",
            Severity::Error => "error",
        };
        self.host.diagnostic(
            severity,
            diagnostic.model.as_ref().map(ModelId::as_str),
            &diagnostic.message,
        )
    }
}

impl Driver for HostDriver {
    fn now(&self) -> Millis {
        self.clock.as_ref().map_or(0.0, Performance::now)
    }

    fn perform(&self, session: &Session, effect: HostEffect) {
        let outcome = match effect {
            HostEffect::Runtime(effect) => self.perform_runtime(session, effect),
            HostEffect::FillSlot { slot, view, content, element } => match content {
                SlotContent::Foreign(model) => {
                    self.host.mount_foreign(slot.0, view.0, model.as_str(), &element)
                }
                SlotContent::Output(output) => {
                    self.host.render_output(slot.0, view.0, output_to_js(&output), &element)
                }
            },
            HostEffect::ReleaseSlot(slot) => self.host.release_slot(slot.0),
        };
        if let Err(error) = outcome {
            // The console is the last place left to say it; if that fails too there is none.
            let _ = self.host.diagnostic(
                "error",
                None,
                &format!("The host failed: {}", message_of(&error)),
            );
        }
    }
}

fn output_to_js(output: &Output) -> Object {
    let maps = [("data", &output.data), ("metadata", &output.metadata)];
    object_of(maps.into_iter().map(|(key, map)| (key, map_to_js(map).into())))
}
