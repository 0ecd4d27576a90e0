//! Which keys a widget keeps from the page around it.

use gloo::events::EventListener;
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};

/// Stops the widgets' own keys on their way up out of an element, for as long as the listener is kept.
///
/// Yew's own handlers run on the way down: stopping there would keep keys from other libraries' widgets in slots.
pub fn keep_keys(element: &Element) -> EventListener {
    EventListener::new(element, "keydown", |event| {
        if event.dyn_ref::<KeyboardEvent>().is_some_and(belongs_to_widget) {
            event.stop_propagation();
        }
    })
}

/// Whether a key press inside a widget is the widget's own and must not reach the notebook's shortcuts.
///
/// JupyterLab's command mode acts on bare keys (`d` `d` deletes a cell, arrows move between cells), so those stay
/// here. What is left to the page: Tab, chords with Ctrl, Alt or Meta, and Shift+Enter, which runs the cell.
fn belongs_to_widget(event: &KeyboardEvent) -> bool {
    let chord = event.ctrl_key() || event.alt_key() || event.meta_key();
    keeps(&event.key(), chord, event.shift_key())
}

fn keeps(key: &str, chord: bool, shift: bool) -> bool {
    !chord && key != "Tab" && !(shift && key == "Enter")
}

#[cfg(test)]
mod tests {
    use super::keeps;

    #[test]
    fn bare_keys_stay_and_chords_go() {
        assert!(
            keeps("d", false, false)
                && keeps("ArrowRight", false, false)
                && keeps("Enter", false, false)
        );
        assert!(
            !keeps("s", true, false) && !keeps("Tab", false, true) && !keeps("Enter", false, true)
        );
    }
}
