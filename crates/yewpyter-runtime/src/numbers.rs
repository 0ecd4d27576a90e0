//! Which of a root's numbered messages have come, and when to ask for those that have not. A pure book-keeper: it
//! sends nothing and reads no message.

use crate::effect::SendId;
use crate::event::Millis;

/// How long the first question waits for its answer before it is asked again; each further one twice as long.
const PAUSE: Millis = 1000.0;
const LONGEST_PAUSE: Millis = 30_000.0;

/// What has come of one root's messages.
#[derive(Debug, Default)]
pub(crate) struct Numbers {
    /// The highest number that was seen or heard of.
    last: u64,
    /// Everything up to this one is known.
    complete: u64,
    /// A reliable message is missing, which the numbers do not show.
    torn: bool,
    question: Option<Question>,
}

#[derive(Debug)]
struct Question {
    ticket: SendId,
    /// When it may be asked again.
    due: Millis,
    pause: Millis,
}

impl Numbers {
    /// The whole state has come, as of this number. Says whether it is to be used: an older one is not.
    pub(crate) fn whole(&mut self, number: u64) -> bool {
        let news = number >= self.last;
        if news {
            (self.last, self.complete) = (number, number);
        }
        news
    }

    /// A message has come, which repeats what followed number `since`. Says whether it is to be used: one that
    /// comes twice or late is not.
    pub(crate) fn arrived(&mut self, number: u64, since: Option<u64>) -> bool {
        if number <= self.last {
            return false;
        }
        let next = number == self.complete + 1;
        if next || since.is_some_and(|since| since <= self.complete) {
            self.complete = number;
        }
        if since.is_some() {
            self.torn = false;
        }
        self.last = number;
        true
    }

    /// The kernel says that it has sent this one.
    pub(crate) fn heard_of(&mut self, number: u64) {
        self.last = self.last.max(number);
    }

    /// A reliable message is missing.
    pub(crate) fn tear(&mut self) {
        self.torn = true;
    }

    /// Everything up to this number is known.
    pub(crate) fn complete(&self) -> u64 {
        self.complete
    }

    /// Whether something is missing. Once nothing is, the next question is a first one again.
    pub(crate) fn is_behind(&mut self) -> bool {
        let behind = self.complete < self.last || self.torn;
        if !behind {
            self.question = None;
        }
        behind
    }

    /// Whether it is time to ask.
    pub(crate) fn may_ask(&self, now: Millis) -> bool {
        self.question.as_ref().is_none_or(|question| question.due <= now)
    }

    /// The question was sent.
    pub(crate) fn asked(&mut self, ticket: SendId, now: Millis) {
        let pause = self.question.as_ref().map_or(PAUSE, |former| former.pause * 2.0);
        let pause = pause.min(LONGEST_PAUSE);
        // While the kernel has not taken it up, asking once more would only make the queue longer.
        let due = now + LONGEST_PAUSE;
        self.question = Some(Question { ticket, due, pause });
    }

    /// The kernel is through with the question.
    pub(crate) fn answered(&mut self, ticket: SendId, now: Millis) {
        if let Some(question) = self.question.as_mut().filter(|question| question.ticket == ticket)
        {
            question.due = now + question.pause;
        }
    }

    /// When to ask again.
    pub(crate) fn due(&self) -> Option<Millis> {
        self.question.as_ref().map(|question| question.due)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gap_is_seen_and_closed_by_the_repetition() {
        let mut numbers = Numbers::default();
        assert!(numbers.arrived(1, None) && !numbers.is_behind());
        assert!(numbers.arrived(3, None) && numbers.is_behind());
        assert!(numbers.arrived(4, None) && numbers.is_behind(), "later ones do not close it");
        assert_eq!(numbers.complete(), 1);
        assert!(!numbers.arrived(2, None), "late");
        assert!(numbers.arrived(5, Some(1)) && !numbers.is_behind());
        assert!(!numbers.arrived(5, Some(1)), "twice");
        assert!(numbers.arrived(6, None) && !numbers.is_behind());
    }

    #[test]
    fn a_repetition_of_too_little_leaves_the_gap() {
        let mut numbers = Numbers::default();
        numbers.whole(3);
        assert!(numbers.arrived(9, Some(5)) && numbers.is_behind());
        assert_eq!(numbers.complete(), 3);
    }

    #[test]
    fn what_was_only_heard_of_is_missing() {
        let mut numbers = Numbers::default();
        assert!(numbers.whole(7));
        numbers.heard_of(7);
        assert!(!numbers.is_behind());
        numbers.heard_of(8);
        assert!(numbers.is_behind());
        assert!(!numbers.whole(6), "older than what is here");
        assert!(numbers.whole(8) && !numbers.is_behind());
    }

    #[test]
    fn questions_are_few_and_ever_fewer() {
        let mut numbers = Numbers::default();
        numbers.heard_of(1);
        assert!(numbers.may_ask(0.0));
        numbers.asked(SendId(1), 0.0);
        assert!(!numbers.may_ask(LONGEST_PAUSE - 1.0), "the kernel is busy");
        numbers.answered(SendId(1), 5000.0);
        assert!(!numbers.may_ask(5000.0 + PAUSE - 1.0));
        assert!(numbers.may_ask(5000.0 + PAUSE));
        numbers.asked(SendId(2), 6000.0);
        numbers.answered(SendId(2), 6000.0);
        assert_eq!(numbers.due(), Some(6000.0 + 2.0 * PAUSE));
        assert!(numbers.arrived(2, Some(0)) && !numbers.is_behind());
        assert_eq!(numbers.due(), None);
    }
}
