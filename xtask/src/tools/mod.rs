//! Foreign programs that the verbs need: found, or installed under the tools folder, one file each.
//! Nothing of Yewpyter is built here.

pub(crate) mod bindgen;
pub(crate) mod browser;
pub(crate) mod node;
pub(crate) mod python;
pub(crate) mod rust;
pub(crate) mod wasm_pack;
