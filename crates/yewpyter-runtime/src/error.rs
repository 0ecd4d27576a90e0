//! Why a model cannot be shown, or an event not be used. Each message says what to do about it.

use crate::range::numbers;
use thiserror::Error;
use yewpyter_protocol::{FieldError, MessageError, ModelId, VersionError};

/// Why a known model cannot be shown. Its state and id are kept all the same (rule O7).
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ModelError {
    /// No class of that name is there, or none of a fitting version.
    #[error("{0}")]
    UnknownClass(#[from] ClassError),
    /// The kernel's package and the page's are too far apart.
    #[error(
        "the kernel has {module} {kernel}, the page has {page}; {}",
        how_to_upgrade(module, kernel, page)
    )]
    VersionMismatch {
        /// The package.
        module: String,
        /// What the kernel says, `_package_version`.
        kernel: String,
        /// What the page has.
        page: String,
    },
    /// It refers to a model that is not here (rule O12). It recovers when that model comes.
    #[error("{key} refers to the model {missing}, which is not here")]
    MissingReference {
        /// The attribute.
        key: String,
        /// The model that is missing.
        missing: ModelId,
    },
    /// The models below it cannot be read.
    #[error("its tree of models cannot be read: {0}")]
    Tree(FieldError),
    /// What was saved of it cannot be read (rules R4, P6).
    #[error("{0}")]
    Broken(String),
}

/// The older side is the one to upgrade.
fn how_to_upgrade(package: &str, kernel: &str, page: &str) -> String {
    if numbers(kernel) > numbers(page) {
        format!(
            "upgrade it in the environment that runs the Jupyter server \
             (pip install -U {package}=={kernel}), then reload the page"
        )
    } else {
        format!(
            "upgrade it in the kernel's environment (pip install -U {package}=={page}), \
             then restart the kernel"
        )
    }
}

/// No class fits what a model asks for.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ClassError {
    /// The state does not say which class it is of.
    #[error("the state names no class: {0}")]
    Unnamed(FieldError),
    /// Neither module nor name are known, or the module lacks the name.
    #[error("the page has no widget {name} of module {module}")]
    Unknown {
        /// `_model_module`.
        module: String,
        /// `_model_name`.
        name: String,
    },
    /// The class is there, but in other versions.
    #[error(
        "the kernel asks for {module}.{name} in version {wanted}, the page has {found}; \
         install versions that fit together"
    )]
    Version {
        /// `_model_module`.
        module: String,
        /// `_model_name`.
        name: String,
        /// `_model_module_version`.
        wanted: String,
        /// The highest version that is there.
        found: String,
    },
}

/// An event that could not be used; becomes a [`crate::Diagnostic`].
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub(crate) enum EventError {
    #[error("the model {model} was not opened: {source}")]
    OpenVersion { model: ModelId, source: VersionError },
    #[error("the model {model} was not opened: {source}")]
    Open { model: ModelId, source: MessageError },
    #[error("a message for the model {model} was dropped: {source}")]
    Message { model: ModelId, source: MessageError },
    #[error("the state of the model {model} could not be read: {reason}")]
    Record { model: ModelId, reason: String },
    #[error("the kernel's answer with the states of all models was dropped: {source}")]
    Control { source: MessageError },
    #[error("the model {model} is in its own tree, which was ignored")]
    OwnTree { model: ModelId },
    #[error(
        "a message on the comm of the model {model} is for {to}, which is not below it; it was dropped"
    )]
    NotBelow { model: ModelId, to: ModelId },
    #[error("the host asked for what only a managing runtime does: make it by Runtime::managing")]
    NotManaging,
    #[error("the kernel did not tell the state of the model {model}, so it cannot be shown")]
    NoState { model: ModelId },
    #[error(
        "a change of the model {model} could not be sent: {reason}. \
         It is kept, and sent with the next change or after a reconnect"
    )]
    SendState { model: ModelId, reason: String },
    #[error("a message of the model {model} could not be sent and is lost: {reason}")]
    SendCustom { model: ModelId, reason: String },
}

impl EventError {
    /// The model it is about, where there is one.
    pub(crate) fn model(&self) -> Option<&ModelId> {
        match self {
            Self::OpenVersion { model, .. }
            | Self::Open { model, .. }
            | Self::Message { model, .. }
            | Self::NoState { model }
            | Self::Record { model, .. }
            | Self::OwnTree { model }
            | Self::NotBelow { model, .. }
            | Self::SendState { model, .. }
            | Self::SendCustom { model, .. } => Some(model),
            Self::Control { .. } | Self::NotManaging => None,
        }
    }
}
