//! Names of things on the wire. Each kind of id is its own type, so that none can stand for another.
//!
//! Nothing here makes new ids: they arrive from the host.

use std::fmt;
use std::sync::Arc;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Arc<str>);

        impl $name {
            /// Wraps any text: ids are arbitrary (rule O9).
            pub fn new(text: impl Into<Arc<str>>) -> Self {
                Self(text.into())
            }

            /// Gives the id as it stands on the wire.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self::new(text)
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self::new(text)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

id! {
    /// Identity of a widget model. It outlives any comm: a model may have none.
    ModelId
}
id! {
    /// Identity of a comm, the channel between one model (or the control target) and the kernel.
    CommId
}
id! {
    /// `header.msg_id` of one Jupyter message.
    MsgId
}

impl ModelId {
    /// Names the model that a `comm_open` on `jupyter.widget` creates: the protocol gives it the comm's id.
    pub fn of_comm(comm: &CommId) -> Self {
        Self(comm.0.clone())
    }
}
