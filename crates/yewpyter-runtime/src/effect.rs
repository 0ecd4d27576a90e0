//! Everything the runtime asks for: one closed list. What it is asked is in `event.rs`.

use crate::event::{Millis, ViewId};
use yewpyter_protocol::{Buffer, CommId, Map, ModelId, Value};

/// One [`Effect::Send`], numbered by the runtime; [`crate::Event::Sent`] answers it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SendId(pub u64);

/// How bad a [`Diagnostic`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// Recovered: nothing was lost.
    Warning,
    /// A message or a state could not be used.
    Error,
}

/// Something a person should be able to read in the console.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// How bad.
    pub severity: Severity,
    /// The model it concerns, where there is one.
    pub model: Option<ModelId>,
    /// What happened, to what, and what was expected.
    pub message: String,
}

/// One thing to do. The order of the list matters.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Send a `comm_msg`; answer with [`crate::Event::Sent`] or [`crate::Event::SendFailed`].
    Send {
        /// Its number.
        ticket: SendId,
        /// The comm.
        comm: CommId,
        /// `content.data`.
        data: Value,
        /// The buffers, in the order of `data.buffer_paths`.
        buffers: Vec<Buffer>,
        /// The view it came from.
        view: Option<ViewId>,
    },
    /// Send a `comm_open`.
    OpenComm {
        /// The new comm.
        comm: CommId,
        /// `content.target_name`.
        target: &'static str,
        /// `metadata.version`.
        version: &'static str,
        /// `content.data`.
        data: Value,
    },
    /// Send a `comm_close`.
    CloseComm {
        /// The comm.
        comm: CommId,
    },
    /// Ask the kernel for its comms on `jupyter.widget`; answer with [`crate::Event::CommInfo`].
    RequestCommInfo,
    /// A restore has ended.
    Restored,
    /// The model appeared, or these keys of its state changed: watching views draw again.
    ModelChanged {
        /// The model.
        model: ModelId,
        /// The keys whose values differ from before.
        keys: Vec<String>,
    },
    /// The model's [`crate::Status`] changed.
    StatusChanged {
        /// The model.
        model: ModelId,
    },
    /// The model left the registry; its views go, and what the host keeps of it.
    ModelClosed {
        /// The model.
        model: ModelId,
    },
    /// Deliver a custom message to the model's views and to whoever else listens (rule X1).
    Custom {
        /// The model.
        model: ModelId,
        /// The content.
        content: Value,
        /// The buffers.
        buffers: Vec<Buffer>,
    },
    /// Keep this outside WASM memory: what saving reads, what other libraries see, what a crash is rebuilt from.
    Mirror {
        /// The model.
        model: ModelId,
        /// The keys that changed, with their present values.
        patch: Map,
        /// All own changes the kernel has not confirmed yet; replaces what was kept before.
        unconfirmed: Map,
        /// The root whose comm it shares. Of such a model the host has what stands in the root's `_tree`, and this.
        root: Option<ModelId>,
    },
    /// Reliable messages of the model are gone for good: its store may want to ask for what they said.
    Missed {
        /// The model.
        model: ModelId,
    },
    /// Send [`crate::Event::Woke`] at this time; the latest wish replaces earlier ones.
    WakeAt(Millis),
    /// Show this in the console.
    Diagnostic(Diagnostic),
}
