//! Everything that can happen to the runtime: one closed list. What it answers is in `effect.rs`.

use crate::effect::SendId;
use yewpyter_protocol::{Buffer, CommId, Document, Map, ModelId, MsgId, Value};

/// Milliseconds on the host's own monotonic clock. Only differences mean anything.
pub type Millis = f64;

/// One view of one model, numbered by the host or by the sdk; never reused on a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ViewId(pub u32);

/// What the host can do. Sent once, before anything else; the default is a bare push host.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HostInfo {
    /// The host can show models this runtime does not implement, so an unknown reference is not an error.
    pub foreign_models: bool,
    /// The host merges, throttles and echoes by itself (AFM hosts): the rules of `sync` are off.
    pub syncs_models: bool,
    /// The host keeps `_view_count` itself.
    pub counts_views: bool,
    /// Messages reach the kernel in the order they were sent: the end of one is the end of all before it.
    pub in_order: bool,
}

/// One thing that happened. [`crate::Runtime::handle`] turns it into effects.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// The host introduces itself.
    HostInfo(HostInfo),
    /// A raw `comm_open` on `jupyter.widget` (rules O1–O15).
    CommOpened {
        /// The comm; its id becomes the model's (rule O1).
        comm: CommId,
        /// `metadata.version`, where it was sent.
        version: Option<String>,
        /// `content.data`.
        data: Value,
        /// The message's buffers.
        buffers: Vec<Buffer>,
    },
    /// A model that the host's manager has opened, buffers already in place. Also how a crashed page is rebuilt.
    ModelOpened {
        /// The model.
        model: ModelId,
        /// Its live comm, or `None` for a model restored from a document.
        comm: Option<CommId>,
        /// Its whole state; `_tree` in it holds the models that share its comm.
        state: Map,
        /// Own changes that the kernel had not confirmed when the page was rebuilt; sent again. Those of the models
        /// in the tree stand under `_tree`, by model.
        unconfirmed: Map,
    },
    /// A `comm_msg` from the kernel, also on the control comm (rules U, E, X, R).
    CommMessage {
        /// The comm it came on.
        comm: CommId,
        /// `content.data`.
        data: Value,
        /// The message's buffers.
        buffers: Vec<Buffer>,
        /// `parent_header.msg_id`, where the host has one.
        parent: Option<MsgId>,
    },
    /// A `comm_close` from the kernel (rule C1).
    CommClosed {
        /// The comm that is gone.
        comm: CommId,
    },
    /// The host has put [`crate::Effect::Send`] number `ticket` on the wire under this message id.
    Sent {
        /// Which send.
        ticket: SendId,
        /// The id that idle statuses and echoes will name as parent.
        msg: MsgId,
    },
    /// The host could not send; the change stays unconfirmed and is sent again after a reconnect.
    SendFailed {
        /// Which send.
        ticket: SendId,
        /// What the host said.
        reason: String,
    },
    /// `status: idle` whose parent is `msg` (rules S5, S6).
    KernelIdle {
        /// The message the kernel has finished with.
        msg: MsgId,
    },
    /// The kernel behind the model (or behind all of them) died or came back.
    KernelStatus {
        /// The model, or `None` for every model.
        model: Option<ModelId>,
        /// Whether messages reach the kernel now.
        live: bool,
    },
    /// The whole state of a known model as the kernel has it, after a reconnect or from a document (rules R3, P4).
    LoadState {
        /// The model.
        model: ModelId,
        /// Its state, buffers in place. Keys with unsent or unconfirmed own changes keep the own value.
        state: Map,
    },
    /// A `widget-state+json` document, version 2 (rules P1–P6).
    LoadDocument {
        /// The document, as [`Document::read`] gives it.
        document: Document,
    },
    /// Fetch every model of a running kernel over the control comm (rules R1–R7).
    Restore {
        /// A fresh id for the control comm.
        control: CommId,
    },
    /// The answer to [`crate::Effect::RequestCommInfo`]: the kernel's comms on `jupyter.widget`.
    CommInfo {
        /// Their ids.
        comms: Vec<CommId>,
    },
    /// A view of the model is on the page.
    Mount {
        /// The view.
        view: ViewId,
        /// What it shows; need not exist yet.
        model: ModelId,
    },
    /// The view is gone. Unknown views are ignored.
    Unmount {
        /// The view.
        view: ViewId,
    },
    /// The user, a link or another extension changed own state.
    LocalChange {
        /// The model.
        model: ModelId,
        /// The changed keys. Keys deeply equal to the present state are dropped (rule S3).
        patch: Map,
        /// Whether to send at once (`save_changes`); else the change waits for [`Event::LocalSave`].
        save: bool,
        /// The view it came from: output of kernel handlers lands where that view's would.
        view: Option<ViewId>,
    },
    /// Send what [`Event::LocalChange`] left waiting (rules S1–S4).
    LocalSave {
        /// The model.
        model: ModelId,
        /// The view it came from.
        view: Option<ViewId>,
    },
    /// A view sends a custom message (rules X2, X3, S8).
    LocalCustom {
        /// The model.
        model: ModelId,
        /// The message's content.
        content: Value,
        /// Its buffers.
        buffers: Vec<Buffer>,
        /// The view it came from.
        view: Option<ViewId>,
    },
    /// The front-end closes the model (rules C2–C4).
    LocalClose {
        /// The model.
        model: ModelId,
    },
    /// The time asked for by [`crate::Effect::WakeAt`] has come.
    Woke,
    /// The page lets go of this runtime: every model is dropped, nothing is sent.
    Dispose,
}
