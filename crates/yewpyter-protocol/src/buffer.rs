//! Binary data. No copy is made when it is cloned; how it crosses into JavaScript is not decided here.

use std::cell::RefCell;
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

thread_local! {
    /// Serde hands bytes over as a plain slice. While it does, their owner waits here, so that whoever is
    /// at the other end of the same call can share them instead of copying.
    static OWNER: RefCell<Option<Buffer>> = const { RefCell::new(None) };
}

/// Bytes that are cheap to clone and never change.
#[derive(Clone, Default)]
pub struct Buffer(Arc<Vec<u8>>);

impl Buffer {
    /// Gives the bytes.
    pub fn as_slice(&self) -> &[u8] {
        &self.0
    }

    /// Calls `hand_over` with the bytes; [`Buffer::shared`] on that slice makes no copy.
    pub(crate) fn share<T>(&self, hand_over: impl FnOnce(&[u8]) -> T) -> T {
        let before = OWNER.replace(Some(self.clone()));
        let result = hand_over(self);
        OWNER.set(before);
        result
    }

    /// Makes a buffer of a slice, without a copy where the slice is being handed over by its owner.
    pub(crate) fn shared(bytes: &[u8]) -> Self {
        OWNER.with_borrow(|owner| match owner {
            Some(owner) if std::ptr::eq(owner.as_slice(), bytes) => owner.clone(),
            _ => Self::from(bytes),
        })
    }
}

impl From<Vec<u8>> for Buffer {
    fn from(bytes: Vec<u8>) -> Self {
        Self(Arc::new(bytes))
    }
}

impl From<&[u8]> for Buffer {
    fn from(bytes: &[u8]) -> Self {
        Self::from(bytes.to_vec())
    }
}

impl Deref for Buffer {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        self.as_slice()
    }
}

impl AsRef<[u8]> for Buffer {
    fn as_ref(&self) -> &[u8] {
        self.as_slice()
    }
}

impl PartialEq for Buffer {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.0 == other.0
    }
}

impl Eq for Buffer {}

impl fmt::Debug for Buffer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Buffer({} bytes)", self.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_handed_over_slice_is_shared_and_any_other_is_copied() {
        let buffer = Buffer::from(vec![1, 2, 3]);
        let (shared, copied) = buffer.share(|bytes| (Buffer::shared(bytes), Buffer::shared(&[1])));
        assert!(Arc::ptr_eq(&buffer.0, &shared.0));
        assert_eq!(copied.as_slice(), [1]);
        let later = Buffer::shared(&buffer);
        assert!(!Arc::ptr_eq(&buffer.0, &later.0) && later == buffer);
    }
}
