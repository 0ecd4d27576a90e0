//! What of a pane's output goes into a document: its end, as text. A document is nobody's word, so what is read
//! from one is shown as text only.

use super::log::{Kind, Piece};
use std::rc::Rc;
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

/// The last lines of these pieces, whole lines where they fit. How the output was cut into pieces leaves no trace:
/// the same output is saved as the same document.
pub(super) fn write<'a>(pieces: impl DoubleEndedIterator<Item = &'a Rc<Piece>>) -> Value {
    let (mut saved, mut dropped, mut room) = (Vec::<(Kind, String)>::new(), 0_u64, MOST);
    for piece in pieces.rev() {
        let is_rich = piece.kind == Kind::Output;
        let plain = piece.data.get("text/plain").and_then(Value::as_text).filter(|_| is_rich);
        let text = plain.unwrap_or(&piece.text);
        let from = last_lines(text, room, saved.is_empty());
        let (before, kept) = text.split_at_checked(from).unwrap_or_default();
        dropped += before.bytes().filter(|byte| *byte == b'\n').count() as u64;
        room = if before.is_empty() { room - kept.len() } else { 0 };
        if !kept.is_empty() {
            let (kind, end) = if is_rich { (Kind::Stdout, "\n") } else { (piece.kind, "") };
            match saved.last_mut().filter(|(next, _)| *next == kind) {
                Some((_, text)) => text.insert_str(0, &[kept, end].concat()),
                None => saved.push((kind, [kept, end].concat())),
            }
        }
    }
    let entry = |(mut kind, text): (Kind, String)| {
        Value::from([("kind", kind.write()), ("text", Value::Text(text))])
    };
    let saved = saved.into_iter().rev().map(entry).collect();
    Value::from([("pieces", Value::List(saved)), ("dropped", dropped.into())])
}

/// Where the last lines begin that there is room for. Of a line that is too long the end is kept, if wanted.
fn last_lines(text: &str, room: usize, of_long_line: bool) -> usize {
    let from = text.len().saturating_sub(room);
    let after_newline = |at: usize| at == 0 || text.as_bytes().get(at - 1) == Some(&b'\n');
    let mut begins = from..text.len();
    let whole = begins.clone().find(|at| after_newline(*at));
    whole
        .or_else(|| begins.find(|at| of_long_line && text.is_char_boundary(*at)))
        .unwrap_or(text.len())
}

/// What a document's state holds of the output, below a line that says so.
pub(super) fn read(state: &Map) -> Option<Vec<Piece>> {
    let mut saved = Saved::default();
    let text = match saved.read(state.get(KEY)?) {
        Ok(()) => format!("Saved output. Earlier lines that were not saved: {}", saved.dropped),
        Err(error) => format!("The saved output cannot be read: {error}"),
    };
    for piece in &mut saved.pieces {
        if piece.kind == Kind::Output {
            piece.kind = Kind::Stdout;
        }
    }
    saved.pieces.insert(0, Piece { kind: Kind::Remark, text, ..Piece::default() });
    Some(saved.pieces)
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
        let pieces: Vec<_> = pieces.iter().cloned().map(Rc::new).collect();
        let state = Map::from([(KEY, write(pieces.iter()))]);
        shown(&state)
    }

    fn shown(state: &Map) -> Vec<(Kind, String)> {
        let read = read(state).expect("there is something to read");
        read.into_iter().map(|piece| (piece.kind, piece.text)).collect()
    }

    fn remark(dropped: u32) -> (Kind, String) {
        (Kind::Remark, format!("Saved output. Earlier lines that were not saved: {dropped}"))
    }

    #[test]
    fn a_short_output_is_all_there_and_a_rich_one_is_its_text() {
        let pieces = [piece(Kind::Stdout, "a\nb"), piece(Kind::Error, "Oh no\n"), rich("<Figure>")];
        let [a, b, c] = ["a\nb", "Oh no\n", "<Figure>\n"].map(str::to_owned);
        let expected = [remark(0), (Kind::Stdout, a), (Kind::Error, b), (Kind::Stdout, c)].to_vec();
        assert_eq!(round(&pieces), expected);
    }

    #[test]
    fn how_the_output_came_in_pieces_leaves_no_trace() {
        let pieces = ["a\n", "b", "c\n"].map(|text| piece(Kind::Stdout, text));
        assert_eq!(round(&pieces), round(&[piece(Kind::Stdout, "a\nbc\n")]));
    }

    #[test]
    fn of_a_long_output_the_last_whole_lines_are_there_and_the_others_are_counted() {
        let line = format!("{}\n", "x".repeat(99));
        let pieces = [
            piece(Kind::Stdout, &line.repeat(30)),
            rich(""),
            piece(Kind::Stderr, &line.repeat(30)),
        ];
        let expected =
            [remark(20), (Kind::Stdout, line.repeat(10)), (Kind::Stderr, line.repeat(30))];
        assert_eq!(round(&pieces), expected);
    }

    #[test]
    fn of_a_line_that_is_too_long_the_end_is_there_in_whole_characters() {
        let pieces = [piece(Kind::Stdout, "lost\n"), piece(Kind::Stdout, &"é☃".repeat(2000))];
        let shown = round(&pieces);
        assert_eq!(shown[0], remark(1));
        assert!(shown[1].1.len() <= MOST && shown[1].1.len() > MOST - 4);
        assert!(shown[1].1.ends_with("é☃"));
    }

    #[test]
    fn a_document_s_rich_output_is_not_rendered() {
        let output = Value::from([
            ("kind", Value::from("output")),
            ("text", Value::from("words")),
            ("data", Value::from([("text/html", "<script>")])),
        ]);
        let saved = Value::from([("pieces", Value::List(vec![output]))]);
        let state = Map::from([(KEY, saved)]);
        assert_eq!(shown(&state), [remark(0), (Kind::Stdout, "words".to_owned())]);
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
