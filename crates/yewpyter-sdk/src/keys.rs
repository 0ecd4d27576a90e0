//! Which keys a widget keeps from the page around it.

/// Whether a key press inside a widget is the widget's own and must not reach the notebook's shortcuts.
///
/// JupyterLab's command mode acts on bare keys (`d` `d` deletes a cell, arrows move between cells), so those stay
/// here. What is left to the page: Tab, chords with Ctrl, Alt or Meta, and Shift+Enter, which runs the cell.
pub fn belongs_to_widget(event: &web_sys::KeyboardEvent) -> bool {
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
