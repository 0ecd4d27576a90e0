//! A model's reliable messages in their order, each once. What they say is not known here.

use litemap::LiteMap;
use yewpyter_protocol::{Buffer, Value};

/// How many are kept that came too early. Those beyond come again with the ones that are missing.
const MOST_EARLY: usize = 1000;

/// The content of a message and its buffers.
pub(crate) type Content = (Value, Vec<Buffer>);

/// One model's stream.
#[derive(Debug)]
pub(crate) struct Stream {
    /// The number of the last one that was handed on.
    heard: u64,
    /// The number of the last one that the kernel is known to have sent.
    sent: u64,
    early: LiteMap<u64, Content>,
}

impl Default for Stream {
    fn default() -> Self {
        Self { heard: 0, sent: 0, early: LiteMap::new_vec() }
    }
}

impl Stream {
    /// What came before this number, nobody here wants to hear.
    pub(crate) fn begin(&mut self, number: u64) {
        *self = Self { heard: number, sent: number, ..Self::default() };
    }

    /// The kernel says that it has sent this one.
    pub(crate) fn heard_of(&mut self, number: u64) {
        self.sent = self.sent.max(number);
    }

    /// One has come. Gives those whose turn it is now.
    pub(crate) fn take(&mut self, number: u64, content: Content) -> Vec<Content> {
        self.heard_of(number);
        let room = self.early.len() < MOST_EARLY || number == self.heard + 1;
        if number > self.heard && room {
            self.early.insert(number, content);
        }
        self.due()
    }

    /// Those up to this one will never come. Gives those whose turn it is now, and whether some are missed.
    pub(crate) fn lose(&mut self, number: u64) -> (Vec<Content>, bool) {
        let missed = number > self.heard;
        if missed {
            self.heard = number;
            self.early.retain(|early, _| *early > number);
        }
        (self.due(), missed)
    }

    /// The number of the last one that was handed on.
    pub(crate) fn heard(&self) -> u64 {
        self.heard
    }

    /// Whether some are missing.
    pub(crate) fn is_torn(&self) -> bool {
        self.heard < self.sent
    }

    fn due(&mut self) -> Vec<Content> {
        let mut due = Vec::new();
        while let Some(next) = self.early.remove(&(self.heard + 1)) {
            self.heard += 1;
            due.push(next);
        }
        due
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn content(number: i64) -> Content {
        (Value::Int(number), Vec::new())
    }

    #[test]
    fn each_comes_once_and_in_order() {
        let mut stream = Stream::default();
        stream.begin(2);
        assert_eq!(stream.take(2, content(2)), []);
        assert_eq!(stream.take(4, content(4)), []);
        assert!(stream.is_torn());
        assert_eq!(stream.take(3, content(3)), [content(3), content(4)]);
        assert!(!stream.is_torn());
        assert_eq!(stream.take(4, content(4)), []);
        assert_eq!(stream.heard(), 4);
    }

    #[test]
    fn what_is_lost_for_good_is_not_waited_for() {
        let mut stream = Stream::default();
        stream.take(5, content(5));
        assert_eq!(stream.lose(4), (vec![content(5)], true));
        assert_eq!(stream.lose(3), (vec![], false));
        stream.heard_of(9);
        assert!(stream.is_torn());
    }
}
