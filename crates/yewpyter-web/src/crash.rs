//! A crash takes every widget of this instance down: tell the hosts what happened and where, once.

use crate::host::Host;
use std::cell::{Cell, RefCell};
use yewpyter_sdk::{ModelId, Session};

thread_local! {
    static HOSTS: RefCell<Vec<(u32, Host)>> = const { RefCell::new(Vec::new()) };
    static LAST_HOST: Cell<u32> = const { Cell::new(0) };
    static TOLD: Cell<bool> = const { Cell::new(false) };
}

pub(crate) fn install() {
    yew::set_custom_panic_hook(Box::new(|info| tell(&info.to_string())));
    // A trap that is no Rust panic (memory, stack) comes here only.
    wasm_bindgen::handler::set_on_abort(|| tell("The WebAssembly instance was aborted"));
}

/// Keeps a host to be told, until the number returned here is removed.
pub(crate) fn add_host(host: Host) -> u32 {
    let id = LAST_HOST.get() + 1;
    LAST_HOST.set(id);
    HOSTS.with(|hosts| hosts.borrow_mut().push((id, host)));
    id
}

pub(crate) fn remove_host(id: u32) {
    HOSTS.with(|hosts| hosts.borrow_mut().retain(|(other, _)| *other != id));
}

fn tell(message: &str) {
    if TOLD.replace(true) {
        return;
    }
    let model = Session::current();
    let hosts =
        HOSTS.with(|hosts| hosts.try_borrow().map(|hosts| hosts.clone()).unwrap_or_default());
    for (_, host) in hosts {
        // A host that throws here is told nothing more; the others still are.
        let _ = host.panicked(message, model.as_ref().map(ModelId::as_str));
    }
}
