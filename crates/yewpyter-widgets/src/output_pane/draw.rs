//! Turns pieces into elements, each once. It touches nothing but the pane's own element.

use super::log::Kind;
use super::{OutputPaneState, PaneLog, Piece};
use std::collections::VecDeque;
use std::rc::Rc;
use web_sys::Element;
use yew::Callback;
use yewpyter_sdk::{ModelHandle, Output, SlotContent, SlotGuard};

/// What of the log is on the page.
#[derive(Default)]
pub(super) struct Drawing {
    drawn: VecDeque<Drawn>,
    first: u64,
    /// Which of the log's two kinds of pieces these are.
    saved: bool,
}

struct Drawn {
    element: Element,
    _slot: Option<SlotGuard>,
}

impl Drawing {
    /// Removes what the log has dropped and appends what it has gained.
    pub(super) fn catch_up(&mut self, model: &ModelHandle<OutputPaneState>, pane: &Element) {
        let Some(saved) = model.with_store(PaneLog::is_saved) else { return };
        if std::mem::replace(&mut self.saved, saved) != saved {
            self.drop_before(u64::MAX);
            self.first = 0;
        }
        let news = model.with_store(|log: &PaneLog| {
            let next = (self.first + self.drawn.len() as u64).max(log.first());
            (log.first(), next, log.since(next).cloned().collect::<Vec<_>>())
        });
        let Some((first, next, pieces)) = news else { return };
        self.drop_before(first);
        if self.drawn.is_empty() {
            self.first = next;
        }
        let drawn = pieces.iter().filter_map(|piece| draw(model, pane, piece));
        self.drawn.extend(drawn);
    }

    fn drop_before(&mut self, first: u64) {
        while self.first < first {
            let Some(gone) = self.drawn.pop_front() else { break };
            gone.element.remove();
            self.first += 1;
        }
    }
}

fn draw(model: &ModelHandle<OutputPaneState>, pane: &Element, piece: &Piece) -> Option<Drawn> {
    let (tag, class) = match piece.kind {
        Kind::Stdout => ("span", "yp-stdout"),
        Kind::Stderr => ("span", "yp-stderr"),
        Kind::Error => ("div", "yp-traceback"),
        Kind::Output => ("div", "yp-rich"),
        Kind::Remark => ("div", "yp-remark"),
    };
    let element = pane.owner_document()?.create_element(tag).ok()?;
    element.set_class_name(class);
    // Text is set as text: markup in it is shown, never run.
    element.set_text_content(Some(&piece.text));
    pane.append_child(&element).ok()?;
    let slot = (piece.kind == Kind::Output).then(|| {
        let output = Output { data: piece.data.clone(), metadata: piece.metadata.clone() };
        model.open_slot(SlotContent::Output(Rc::new(output)), element.clone(), on_result(&element))
    });
    Some(Drawn { element, _slot: slot })
}

fn on_result(element: &Element) -> Callback<Option<String>> {
    let element = element.clone();
    Callback::from(move |reason: Option<String>| {
        if let Some(reason) = reason {
            element.set_text_content(Some(&format!("This output cannot be shown: {reason}")));
        }
    })
}
