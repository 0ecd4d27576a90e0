//! What a host without a widget manager of its own needs besides: raw comms, restoring, documents.
//!
//! Reached through a table only, so that the page of a host that has a manager does not carry it. What it does
//! stands in `open.rs`, `load.rs`, `referring.rs` and `restoring.rs`.

use super::{Runtime, Turn};
use crate::error::EventError;
use crate::event::Event;
use crate::model::Model;
use crate::tickets::Purpose;
use std::fmt::Debug;
use yewpyter_protocol::{Buffer, CommId, ModelId, MsgId, Value};

/// The table.
pub(super) trait Managing: Debug {
    /// Answers an event that only such a host sends.
    fn answer(&self, runtime: &mut Runtime, event: Event, turn: &mut Turn);
    /// Takes a message on a comm that is no model's.
    fn message(
        &self,
        runtime: &mut Runtime,
        from: (&CommId, Option<&MsgId>),
        content: (Value, Vec<Buffer>),
        turn: &mut Turn,
    );
    /// A comm that is no model's is gone.
    fn closed(&self, runtime: &mut Runtime, comm: &CommId, turn: &mut Turn);
    /// Finds out which of a model's references lead nowhere.
    fn resolve(&self, runtime: &mut Runtime, id: &ModelId);
    /// A model has come that others may have waited for.
    fn arrived(&self, runtime: &mut Runtime, id: &ModelId, turn: &mut Turn);
    /// A model has gone.
    fn left(&self, runtime: &mut Runtime, model: &Model);
    /// A request was not sent.
    fn failed(&self, runtime: &mut Runtime, request: Purpose, turn: &mut Turn);
    /// The kernel is through with a request and has not answered it.
    fn unanswered(&self, runtime: &mut Runtime, request: Purpose, turn: &mut Turn);
    /// The kernel is gone.
    fn disconnected(&self, runtime: &mut Runtime, turn: &mut Turn);
    /// Time has passed.
    fn woke(&self, runtime: &mut Runtime, turn: &mut Turn);
}

/// The one entry of the table.
#[derive(Debug)]
pub(super) struct Manager;

impl Managing for Manager {
    fn answer(&self, runtime: &mut Runtime, event: Event, turn: &mut Turn) {
        match event {
            Event::CommOpened { comm, version, data, buffers } => {
                runtime.comm_opened(comm, version.as_deref(), (data, buffers), turn);
            }
            Event::LoadDocument { document } => runtime.load_document(document, turn),
            Event::Restore { control } => runtime.start_restore(control, turn),
            Event::CommInfo { comms } => runtime.comm_info(comms, turn),
            _ => {}
        }
    }

    fn message(
        &self,
        runtime: &mut Runtime,
        (comm, parent): (&CommId, Option<&MsgId>),
        content: (Value, Vec<Buffer>),
        turn: &mut Turn,
    ) {
        runtime.control_message(comm, content, parent, turn);
    }

    fn closed(&self, runtime: &mut Runtime, comm: &CommId, turn: &mut Turn) {
        runtime.restore_comm_closed(comm, turn);
    }

    fn resolve(&self, runtime: &mut Runtime, id: &ModelId) {
        runtime.find_missing(id);
    }

    fn arrived(&self, runtime: &mut Runtime, id: &ModelId, turn: &mut Turn) {
        runtime.found(id, turn);
    }

    fn left(&self, runtime: &mut Runtime, model: &Model) {
        runtime.waits_no_more(model);
    }

    fn failed(&self, runtime: &mut Runtime, request: Purpose, turn: &mut Turn) {
        match request {
            Purpose::RequestStates(control) => runtime.control_failed(&control, turn),
            Purpose::RequestState(comm) => runtime.restore_answer(&comm, None, turn),
            _ => {}
        }
    }

    fn unanswered(&self, runtime: &mut Runtime, request: Purpose, turn: &mut Turn) {
        if let Purpose::RequestState(comm) = &request {
            // The answer would have come before: the kernel has failed on this model (rule R7).
            turn.warn(&EventError::NoState { model: ModelId::of_comm(comm) });
        }
        self.failed(runtime, request, turn);
    }

    fn disconnected(&self, runtime: &mut Runtime, turn: &mut Turn) {
        runtime.restore.control_closed();
        runtime.finish_restore(turn);
    }

    fn woke(&self, runtime: &mut Runtime, turn: &mut Turn) {
        runtime.hurry_restore(turn);
    }
}
