//! What a view may ask of its own elements. Natively each is a no-op, so that widgets render in tests.

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, ResizeObserver, ResizeObserverEntry};
use yew::{NodeRef, UseStateSetter, hook, use_effect_with, use_state_eq};

/// The size of an element's content box, in CSS pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Size {
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
}

/// The element's size, kept up to date; `None` until it is laid out.
#[hook]
pub fn use_size(node: &NodeRef) -> Option<Size> {
    let size = use_state_eq(|| None);
    let setter = size.setter();
    use_effect_with(node.clone(), move |node| {
        let watcher = node.cast::<Element>().and_then(|element| SizeWatcher::new(&element, setter));
        move || drop(watcher)
    });
    *size
}

struct SizeWatcher {
    observer: ResizeObserver,
    _callback: Closure<dyn FnMut(Vec<ResizeObserverEntry>)>,
}

impl SizeWatcher {
    fn new(element: &Element, setter: UseStateSetter<Option<Size>>) -> Option<Self> {
        let callback = Closure::new(move |entries: Vec<ResizeObserverEntry>| {
            if let Some(entry) = entries.last() {
                let rect = entry.content_rect();
                setter.set(Some(Size { width: rect.width(), height: rect.height() }));
            }
        });
        let observer = ResizeObserver::new(JsCast::unchecked_ref(callback.as_ref())).ok()?;
        observer.observe(element);
        Some(Self { observer, _callback: callback })
    }
}

impl Drop for SizeWatcher {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}
