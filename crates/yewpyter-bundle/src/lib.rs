//! The bundle that JupyterLab loads: registers the built-in widgets and starts. Nothing else lives here.

use wasm_bindgen::prelude::wasm_bindgen;

/// Runs once, when the module is instantiated.
#[wasm_bindgen(start)]
pub fn main() {
    yewpyter_web::start(yewpyter_widgets::registry());
}
