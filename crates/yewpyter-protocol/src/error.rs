//! Everything that can be wrong with what came over the wire. Each message names what it is about.

use crate::{PathItem, Value};
use std::fmt;
use thiserror::Error;

/// A value that does not fit the type it is read into, or a type that has no place in a [`crate::Value`].
///
/// Shown as `spans.abc[1]: expected a whole number, got the text "x"`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// From the leaf to the root: it is built while the error travels outwards.
    path: Vec<PathItem>,
    problem: String,
}

impl FieldError {
    /// Makes an error about the whole value; [`FieldError::within`] says where that is.
    pub fn new(problem: impl Into<String>) -> Self {
        Self { path: Vec::new(), problem: problem.into() }
    }

    /// Makes an error about a value that is something else than was expected: `a list`, say.
    pub fn expected(wanted: &str, found: &Value) -> Self {
        Self::new(format!("expected {wanted}, got {}", found.describe()))
    }

    /// Makes an error about a value that is none of these texts.
    pub fn expected_one_of(texts: &[&str], found: &Value) -> Self {
        Self::expected(&format!("one of \"{}\"", texts.join("\", \"")), found)
    }

    /// Says that the value in trouble sits at `place` of something larger.
    #[must_use]
    pub fn within(mut self, place: PathItem) -> Self {
        self.path.push(place);
        self
    }

    /// Gives the outermost key, which names the attribute of a state.
    pub fn key(&self) -> Option<&str> {
        match self.path.last() {
            Some(PathItem::Key(key)) => Some(key),
            _ => None,
        }
    }

    /// Gives what is wrong, without the place.
    pub fn problem(&self) -> &str {
        &self.problem
    }
}

impl fmt::Display for FieldError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.path.is_empty() {
            write!(f, "{}: ", show_path(self.path.iter().rev()))?;
        }
        f.write_str(&self.problem)
    }
}

impl std::error::Error for FieldError {}

/// Writes a path as a person would: `spans.abc[1]`.
pub(crate) fn show_path<'a>(items: impl Iterator<Item = &'a PathItem>) -> String {
    let mut text = String::new();
    for item in items {
        match item {
            PathItem::Key(key) if text.is_empty() => text.push_str(key),
            PathItem::Key(key) => text.extend([".", key]),
            PathItem::Index(index) => text.push_str(&format!("[{index}]")),
        }
    }
    text
}

/// Buffers and their paths do not fit the state they came with (rules B13, O6).
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum BufferError {
    /// Fewer buffers than paths.
    #[error("buffer_paths names {paths} places, but only {buffers} buffers came with the message")]
    TooFew {
        /// How many paths there are.
        paths: usize,
        /// How many buffers there are.
        buffers: usize,
    },
    /// A path leads through something that is missing or holds nothing.
    #[error("the buffer path {path} leads nowhere in the state")]
    NoPlace {
        /// The path, as `a.b[0]`.
        path: String,
    },
    /// A path without an element: a buffer cannot replace the whole state.
    #[error("a buffer path is empty; it must name at least one key")]
    EmptyPath,
    /// `buffer_paths` is not a list of lists of keys and indexes.
    #[error("buffer_paths is malformed: {0}")]
    Malformed(FieldError),
}

/// A message that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum MessageError {
    /// The data is not shaped as its method demands.
    #[error("the message is malformed: {0}")]
    Malformed(#[from] FieldError),
    /// Its buffers do not fit it.
    #[error(transparent)]
    Buffers(#[from] BufferError),
}

/// The protocol version of a `comm_open` is not ours (rule O3).
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error(
    "the kernel speaks widget protocol version \"{found}\", but only 2.x is understood: \
     use ipywidgets 7 or 8 in the kernel"
)]
pub struct VersionError {
    /// What `metadata.version` held; empty when it was missing.
    pub found: String,
}

/// A `widget-state+json` document, or one model in it, that cannot be used (rules P3, P6).
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum DocumentError {
    /// Not version 2.
    #[error("the widget state document has version {found}, but only version 2 can be read")]
    Version {
        /// What `version_major` held.
        found: String,
    },
    /// Not shaped as a document or as a model's record.
    #[error("the widget state document is malformed: {0}")]
    Malformed(#[from] FieldError),
    /// A buffer is not written in the encoding it names.
    #[error("the buffer at {path} is not valid {encoding}: {problem}")]
    Encoding {
        /// The path, as `a.b[0]`.
        path: String,
        /// `base64`, `hex`, or what else the document says.
        encoding: String,
        /// What is wrong with it.
        problem: String,
    },
    /// Its buffers do not fit it.
    #[error(transparent)]
    Buffers(#[from] BufferError),
}
