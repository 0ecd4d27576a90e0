//! What this page knows of a pane's output: numbered pieces, a beginning that moves up, an end that grows.

use super::saved;
use std::collections::VecDeque;
use std::rc::Rc;
use yewpyter_sdk::{Buffer, Change, FieldValue, Fields, Map, Record, Store, Value, choices};

/// The version of the messages this understands.
const VERSION: i64 = 1;

/// One piece of output.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Piece {
    /// What it is.
    pub kind: Kind,
    /// The text; unused by [`Kind::Output`].
    pub text: String,
    /// MIME type to data, of a [`Kind::Output`].
    pub data: Map,
    /// MIME type to metadata, of a [`Kind::Output`].
    pub metadata: Map,
}

/// What a piece of output is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kind {
    /// Text for standard output.
    #[default]
    Stdout,
    /// Text for standard error.
    Stderr,
    /// A traceback.
    Error,
    /// A rich output.
    Output,
    /// Words about the output.
    Remark,
}

choices!(Kind { Stdout = "stdout", Stderr = "stderr", Error = "error", Output = "output", Remark = "remark" });

impl Record for Piece {
    fn fields(&mut self, fields: &mut Fields<'_>) {
        fields
            .field("kind", &mut self.kind)
            .field("text", &mut self.text)
            .field("data", &mut self.data)
            .field("metadata", &mut self.metadata);
    }
}

/// The pieces this page holds of one pane.
#[derive(Debug, Default)]
pub struct PaneLog {
    pieces: VecDeque<Rc<Piece>>,
    /// The number of the first piece held.
    first: u64,
    asked: Option<Question>,
    /// The pieces come from a document, and no kernel knows their numbers.
    saved: bool,
}

/// A question about a gap that has not been answered yet.
#[derive(Debug)]
struct Question {
    /// From where on the kernel was asked.
    next: u64,
    /// After so many more messages beyond the gap the answer counts as lost, and the question is put again.
    patience: u32,
    /// How many have come.
    heard: u32,
}

/// A kernel sends about this many messages in a second while it is busy printing.
const PATIENCE: u32 = 20;

#[derive(Default)]
struct Message {
    pane: Option<Update>,
}

impl Record for Message {
    fn fields(&mut self, fields: &mut Fields<'_>) {
        fields.field("pane", &mut self.pane);
    }
}

#[derive(Default)]
struct Update {
    version: i64,
    first: u64,
    from: u64,
    pieces: Vec<Piece>,
}

impl Record for Update {
    fn fields(&mut self, fields: &mut Fields<'_>) {
        fields
            .field("version", &mut self.version)
            .field("first", &mut self.first)
            .field("from", &mut self.from)
            .field("pieces", &mut self.pieces);
    }
}

impl PaneLog {
    /// The number of the first piece held.
    pub fn first(&self) -> u64 {
        self.first
    }

    /// The number the next piece will have.
    pub fn next(&self) -> u64 {
        self.first.saturating_add(self.pieces.len() as u64)
    }

    /// Whether the pieces come from a document: those of a kernel are other ones, and numbered from 0 again.
    pub fn is_saved(&self) -> bool {
        self.saved
    }

    /// The pieces numbered `from` and above. Costs what it gives, wherever it begins.
    pub fn since(&self, from: u64) -> impl Iterator<Item = &Rc<Piece>> {
        let skipped = from.saturating_sub(self.first).min(self.pieces.len() as u64);
        self.pieces.range(skipped as usize..)
    }

    fn take_in(&mut self, update: Update) -> Change {
        self.drop_before(update.first);
        let next = self.next();
        if update.from > next {
            return self.ask(next);
        }
        let known = (next - update.from) as usize;
        self.pieces.extend(update.pieces.into_iter().skip(known).map(Rc::new));
        self.asked = None;
        Change::none()
    }

    fn drop_before(&mut self, first: u64) {
        while self.first < first && self.pieces.pop_front().is_some() {
            self.first += 1;
        }
        // Pieces this page never saw are gone as well.
        self.first = self.first.max(first);
    }

    fn ask(&mut self, next: u64) -> Change {
        let mut patience = PATIENCE;
        if let Some(question) = self.asked.as_mut().filter(|question| question.next == next) {
            question.heard += 1;
            if question.heard < question.patience {
                return Change::none();
            }
            patience = question.patience.saturating_mul(2);
        }
        self.asked = Some(Question { next, patience, heard: 0 });
        attach(next)
    }
}

impl Store for PaneLog {
    const BUFFERS: bool = false;

    fn receive(&mut self, content: &Value, _buffers: &[Buffer]) -> Result<Change, String> {
        let mut message = Message::default();
        message
            .read(content)
            .map_err(|error| format!("an output pane cannot read this message: {error}"))?;
        match message.pane {
            Some(update) if update.version != VERSION => Err(format!(
                "an output pane speaks version {VERSION} and was sent version {}: upgrade the older side",
                update.version
            )),
            Some(update) => Ok(self.take_in(update)),
            None => Ok(Change::none()),
        }
    }

    fn connected(&mut self) -> Change {
        if self.saved {
            *self = Self::default();
        }
        self.asked = None;
        self.ask(self.next())
    }

    fn saved(&self) -> Map {
        let mut keys = Map::new();
        // What came from a document stands in the state, and stays there.
        if !self.saved && !self.pieces.is_empty() {
            keys.insert(saved::KEY.to_owned(), saved::write(self.pieces.iter()));
        }
        keys
    }

    fn disconnected(&mut self, state: &Map) {
        if (self.saved || self.next() == 0)
            && let Some(pieces) = saved::read(state)
        {
            self.pieces = pieces.into_iter().map(Rc::new).collect();
            self.saved = true;
        }
    }
}

fn attach(next: u64) -> Change {
    Change::none().send([("event", Value::from("attach")), ("next", Value::from(next))])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn update(first: u64, from: u64, texts: &[&str]) -> Update {
        let pieces = texts
            .iter()
            .map(|text| Piece { text: (*text).to_owned(), ..Piece::default() })
            .collect();
        Update { version: 1, first, from, pieces }
    }

    fn text(log: &PaneLog) -> String {
        log.since(0).map(|piece| piece.text.as_str()).collect()
    }

    #[test]
    fn pieces_come_once_whatever_is_repeated() {
        let mut log = PaneLog::default();
        log.take_in(update(0, 0, &["a", "b"]));
        log.take_in(update(0, 1, &["b", "c"]));
        assert_eq!((text(&log).as_str(), log.next()), ("abc", 3));
    }

    #[test]
    fn a_gap_is_asked_about_once_and_the_answer_closes_it() {
        let mut log = PaneLog::default();
        log.take_in(update(0, 0, &["a"]));
        assert_eq!(log.take_in(update(0, 2, &["c"])), attach(1));
        assert_eq!(log.take_in(update(0, 3, &["d"])), Change::none());
        log.take_in(update(0, 1, &["b", "c", "d"]));
        assert_eq!(text(&log), "abcd");
    }

    #[test]
    fn a_lost_answer_is_asked_for_again_and_ever_less_often() {
        let mut log = PaneLog::default();
        let asked = |log: &mut PaneLog, messages: u32| {
            (0..messages).filter(|_| log.take_in(update(0, 5, &["x"])) == attach(0)).count()
        };
        assert_eq!(asked(&mut log, 1 + PATIENCE), 2);
        assert_eq!(asked(&mut log, 2 * PATIENCE - 1), 0);
        assert_eq!(asked(&mut log, 1), 1);
    }

    #[test]
    fn what_the_kernel_dropped_is_dropped_and_no_gap() {
        let mut log = PaneLog::default();
        log.take_in(update(0, 0, &["a", "b"]));
        assert_eq!(log.take_in(update(5, 5, &["f"])), Change::none());
        assert_eq!((text(&log).as_str(), log.first()), ("f", 5));
        log.take_in(update(6, 6, &[]));
        assert_eq!((text(&log).as_str(), log.next()), ("", 6));
    }

    #[test]
    fn what_was_saved_stands_in_until_a_kernel_comes() {
        let mut log = PaneLog::default();
        log.take_in(update(0, 0, &["a\n", "b\n"]));
        let document = log.saved();
        let mut reopened = PaneLog::default();
        reopened.disconnected(&document);
        assert!(reopened.is_saved() && text(&reopened).ends_with("a\nb\n"), "{reopened:?}");
        assert_eq!(reopened.saved(), Map::new());
        assert_eq!(reopened.connected(), attach(0));
        reopened.take_in(update(0, 0, &["c"]));
        assert_eq!((text(&reopened).as_str(), reopened.is_saved()), ("c", false));
    }

    #[test]
    fn a_pane_that_loses_its_kernel_keeps_what_it_has() {
        let mut log = PaneLog::default();
        assert_eq!(log.saved(), Map::new());
        log.take_in(update(0, 0, &["live"]));
        let mut other = PaneLog::default();
        other.take_in(update(0, 0, &["other"]));
        log.disconnected(&other.saved());
        assert_eq!(text(&log), "live");
    }

    #[test]
    fn another_version_is_refused_and_the_text_stays() {
        let mut log = PaneLog::default();
        log.take_in(update(0, 0, &["a"]));
        let [version, first, from] = [2, 9, 9].map(Value::from);
        let pane = Value::from([
            ("version", version),
            ("first", first),
            ("from", from),
            ("pieces", Value::List(Vec::new())),
        ]);
        let content = Value::from([("pane", pane)]);
        let error = log.receive(&content, &[]).expect_err("version 2 is not spoken");
        assert!(error.contains("version 2"), "{error}");
        assert_eq!(text(&log), "a");
    }
}
