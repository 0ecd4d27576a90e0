//! Where a bundle begins: its list of widgets, kept for the runtimes that hosts create.

use crate::crash;
use std::cell::RefCell;
use yewpyter_sdk::Registry;

thread_local! {
    static REGISTRY: RefCell<Option<Registry>> = const { RefCell::new(None) };
}

/// Starts a bundle: call once, from its `#[wasm_bindgen(start)]` function.
pub fn start(registry: Registry) {
    crash::install();
    REGISTRY.with(|slot| slot.replace(Some(registry)));
}

pub(crate) fn registry() -> Option<Registry> {
    REGISTRY.with(|slot| slot.borrow().clone())
}
