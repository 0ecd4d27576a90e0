//! Words on the wire of the Jupyter widget protocol 2.1: values, buffers by path, messages, state documents.
//!
//! Nothing here performs I/O, knows a clock or speaks JavaScript, and no single widget is known here.

mod ids;

mod buffer;
mod map;
mod serde_value;
mod value;

mod buffer_paths;
mod document;
mod envelope;
mod message;
mod reference;
mod version;
mod view_spec;

mod error;
mod fields;

pub use buffer::Buffer;
pub use buffer_paths::{
    BufferPath, PathItem, put_buffers, put_buffers_in_map, read_buffer_paths, remove_buffers,
    remove_buffers_from_map, write_buffer_paths,
};
pub use document::{Document, ModelRecord};
pub use envelope::{
    Enclosed, Envelope, NUMBER, STREAM, TREE, encode_enclosed, encode_heard, encode_since,
    read_tree, write_tree,
};
pub use error::{BufferError, DocumentError, FieldError, MessageError, VersionError};
pub use fields::{FieldValue, Fields, Record, read_record, write_record};
pub use ids::{CommId, ModelId, MsgId};
pub use map::Map;
pub use message::{Message, decode_open, encode_custom, encode_open, encode_update};
pub use reference::{collect_references, parse_reference, to_reference};
pub use serde_value::MAX_DEPTH;
pub use value::Value;
pub use version::{
    CONTROL_TARGET, CONTROL_VERSION, PROTOCOL_VERSION, WIDGET_TARGET, check_protocol_version,
};
pub use view_spec::{ViewSpec, WIDGET_STATE_MIME, WIDGET_VIEW_MIME};
