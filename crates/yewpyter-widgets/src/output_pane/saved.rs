//! What of a pane's output goes into a document: its end, as text. A document is nobody's word, so what is read
//! from one is shown as text only.

use super::log::{Kind, Piece};
use std::borrow::Cow;
use yewpyter_sdk::{FieldValue, Fields, Map, Record, Value};

/// Where it stands in the document.
pub(super) const KEY: &str = "_saved";

/// How many bytes of text are saved.
const MOST: usize = 4096;

#[derive(Default)]
struct Saved {
    pieces: Vec<Piece>,
    /// How many lines before them were not saved.
    dropped: u64,
}

impl Record for Saved {
    fn fields(&mut self, fields: &mut Fields<'_>) {
        fields.field("pieces", &mut self.pieces).field("dropped", &mut self.dropped);
    }
}

/// The last lines of these pieces, whole lines where they fit.
pub(super) fn write<'a>(pieces: impl DoubleEndedIterator<Item = &'a Piece>) -> Value {
    let (mut saved, mut dropped, mut room) = (Vec::new(), 0_u64, MOST);
    for piece in pieces.rev() {
        let text = words(piece);
        let mut from = text.len();
        for line in text.split_inclusive('\n').rev() {
            if line.len() <= room {
                room -= line.len();
                from -= line.len();
                continue;
            }
            if room == MOST {
                from = (from - MOST..from).find(|at| text.is_char_boundary(*at)).unwrap_or(from);
            }
            room = 0;
            dropped += 1;
        }
        if let Some(text) = text.get(from..).filter(|text| !text.is_empty()) {
            let kind = if piece.kind == Kind::Output { Kind::Stdout } else { piece.kind }.write();
            saved.push(Value::from([("kind", kind), ("text", text.into())]));
        }
    }
    saved.reverse();
    Value::from([("pieces", Value::List(saved)), ("dropped", dropped.into())])
}

/// What a document's state holds of the output, below a line that says so.
pub(super) fn read(state: &Map) -> Option<Vec<Piece>> {
    let mut saved = Saved::default();
    let remark = match saved.read(state.get(KEY)?) {
        Ok(()) => {
            format!("Saved output. Lines before it that were not saved: {}", saved.dropped)
        }
        Err(error) => format!("The saved output cannot be read: {error}"),
    };
    let remark = Piece { kind: Kind::Remark, text: remark, ..Piece::default() };
    let as_text = saved.pieces.iter().map(|piece| Piece {
        kind: if piece.kind == Kind::Output { Kind::Stdout } else { piece.kind },
        text: words(piece).into_owned(),
        ..Piece::default()
    });
    Some([remark].into_iter().chain(as_text).collect())
}

/// A piece in words.
fn words(piece: &Piece) -> Cow<'_, str> {
    if piece.kind != Kind::Output {
        return Cow::Borrowed(&piece.text);
    }
    let plain = piece.data.get("text/plain").and_then(Value::as_text);
    Cow::Owned(plain.map(|text| format!("{text}\n")).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn piece(kind: Kind, text: &str) -> Piece {
        Piece { kind, text: text.to_owned(), ..Piece::default() }
    }

    fn rich(plain: &str) -> Piece {
        let data = [("text/plain", plain), ("text/html", "<script>")];
        let data = Map::from(data.map(|(mime, text)| (mime, Value::from(text))));
        Piece { kind: Kind::Output, data, ..Piece::default() }
    }

    /// Written, read again, each piece as its kind and its text.
    fn round(pieces: &[Piece]) -> Vec<(Kind, String)> {
        let state = Map::from([(KEY, write(pieces.iter()))]);
        shown(&state)
    }

    fn shown(state: &Map) -> Vec<(Kind, String)> {
        let read = read(state).expect("there is something to read");
        read.into_iter().map(|piece| (piece.kind, piece.text)).collect()
    }

    fn remark(dropped: u32) -> (Kind, String) {
        (Kind::Remark, format!("Saved output. Lines before it that were not saved: {dropped}"))
    }

    #[test]
    fn a_short_output_is_all_there_and_a_rich_one_is_its_text() {
        let pieces = [piece(Kind::Stdout, "a\nb"), piece(Kind::Error, "Oh no\n"), rich("<Figure>")];
        let [a, b, c] = ["a\nb", "Oh no\n", "<Figure>\n"].map(str::to_owned);
        let expected = [remark(0), (Kind::Stdout, a), (Kind::Error, b), (Kind::Stdout, c)].to_vec();
        assert_eq!(round(&pieces), expected);
    }

    #[test]
    fn of_a_long_output_the_last_whole_lines_are_there_and_the_others_are_counted() {
        let line = format!("{}\n", "x".repeat(99));
        let pieces = [
            piece(Kind::Stdout, &line.repeat(30)),
            rich(""),
            piece(Kind::Stderr, &line.repeat(30)),
        ];
        let expected = [
            remark(20),
            (Kind::Stdout, line.repeat(10)),
            (Kind::Stdout, "\n".to_owned()),
            (Kind::Stderr, line.repeat(30)),
        ];
        assert_eq!(round(&pieces), expected);
    }

    #[test]
    fn of_a_line_that_is_too_long_the_end_is_there_in_whole_characters() {
        let pieces = [piece(Kind::Stdout, "lost\n"), piece(Kind::Stdout, &"é☃".repeat(2000))];
        let shown = round(&pieces);
        assert_eq!(shown[0], remark(2));
        assert!(shown[1].1.len() <= MOST && shown[1].1.len() > MOST - 4);
        assert!(shown[1].1.ends_with("é☃"));
    }

    #[test]
    fn a_document_s_rich_output_is_shown_as_text() {
        let output = Value::from([
            ("kind", Value::from("output")),
            ("data", Value::from([("text/html", "<script>"), ("text/plain", "words")])),
        ]);
        let saved = Value::from([("pieces", Value::List(vec![output]))]);
        let state = Map::from([(KEY, saved)]);
        assert_eq!(shown(&state), [remark(0), (Kind::Stdout, "words\n".to_owned())]);
    }

    #[test]
    fn what_cannot_be_read_is_said() {
        for (saved, expected) in [
            (Value::from("gone"), "expected a dict, got the text \"gone\""),
            (Value::from([("pieces", 3)]), "pieces: expected a list, got the number 3"),
        ] {
            let shown = shown(&Map::from([(KEY, saved)]));
            let words = format!("The saved output cannot be read: {expected}");
            assert_eq!(shown, [(Kind::Remark, words)]);
        }
        assert!(read(&Map::new()).is_none());
    }
}
