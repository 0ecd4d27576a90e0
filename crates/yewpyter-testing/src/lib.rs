//! Test doubles for widgets and hosts: a product for us and for widget authors. Nothing here is shipped to a page.

mod html;

pub use html::Page;
