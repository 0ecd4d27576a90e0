//! What a handler wants: a value, so that handlers are pure functions. Applying it is `handle.rs`.

use yewpyter_protocol::{Map, Value};

/// The outcome of a handler: new values for keys of the state, and custom messages for the kernel.
///
/// ```
/// use yewpyter_sdk::Change;
/// let change = Change::none().set("value", 3).send([("event", "click")]);
/// assert_eq!(change.patch().len(), 1);
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Change {
    patch: Map,
    messages: Vec<Value>,
}

impl Change {
    /// Changes nothing and sends nothing.
    pub fn none() -> Self {
        Self::default()
    }

    /// Gives a key of the state a new value. The last one wins; an equal value is not sent.
    #[must_use]
    pub fn set(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.patch.insert(key.to_owned(), value.into());
        self
    }

    /// Sends a custom message, after the state.
    #[must_use]
    pub fn send(mut self, content: impl Into<Value>) -> Self {
        self.messages.push(content.into());
        self
    }

    /// The new values.
    pub fn patch(&self) -> &Map {
        &self.patch
    }

    /// The messages, in order.
    pub fn messages(&self) -> &[Value] {
        &self.messages
    }

    pub(crate) fn into_parts(self) -> (Map, Vec<Value>) {
        (self.patch, self.messages)
    }
}
