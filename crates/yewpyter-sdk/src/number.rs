//! Numbers as text for attributes and readouts.

/// Writes a number as JavaScript does: `3`, `0.1`, `1e+300`.
///
/// In the page JavaScript itself does it: Rust's own exact writing of floats would be one of the largest things in
/// the bundle.
pub fn number_text(number: f64) -> String {
    #[cfg(target_arch = "wasm32")]
    return js_sys::Number::from(number)
        .to_string_with_radix(10)
        .map(String::from)
        .unwrap_or_default();
    #[cfg(not(target_arch = "wasm32"))]
    number.to_string()
}
