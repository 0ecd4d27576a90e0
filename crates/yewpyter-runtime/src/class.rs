//! Model classes as data. No widget's name stands here: widget crates supply the classes.

use semver::Version;
use std::collections::BTreeSet;
use yewpyter_protocol::Map;

/// What the runtime knows of one model class.
#[derive(Clone, Debug, PartialEq)]
pub struct ModelClass {
    /// `_model_module`.
    pub module: String,
    /// `_model_name`.
    pub name: String,
    /// The version the front-end has; `_model_module_version` is a range over it.
    pub version: Version,
    /// Default state: what a key is when the kernel does not send it (rule O14).
    pub defaults: Map,
    /// The attributes that hold `IPY_MODEL_` references (rule O10).
    pub references: BTreeSet<String>,
}
