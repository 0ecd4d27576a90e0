//! The bundle of the recovery tests: every built-in widget, and one that crashes when it is told to.
//! Never shipped, and no place for anything that a user could want.

mod crash;

use crash::{Crash, CrashState};
use wasm_bindgen::prelude::wasm_bindgen;

/// Runs once, when the module is instantiated.
#[wasm_bindgen(start)]
pub fn main() {
    yewpyter_web::start(yewpyter_widgets::registry().widget::<CrashState, Crash>());
}
