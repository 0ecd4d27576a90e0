//! From sources to the wheel, one file per stage. Tests and servers only use what this leaves behind.

pub(crate) mod colab;
pub(crate) mod labextension;
mod short_names;
pub(crate) mod wasm;
pub(crate) mod wheel;

use std::path::PathBuf;

use anyhow::Result;

use crate::repo::Repo;
use crate::tools::node::Node;
use crate::tools::rust;

/// One WebAssembly bundle and the JupyterLab extension around it.
pub(crate) struct Bundle {
    /// The cdylib crate.
    pub(crate) package: &'static str,
    /// The folder of wasm-bindgen's output.
    pub(crate) pkg: &'static str,
    /// The folder of the built extension.
    pub(crate) labextension: &'static str,
}

/// Where the crate of the crash-test bundle lives.
const CRASH_CRATE: &str = "tests/crash-bundle";

/// What users install.
pub(crate) const PRODUCT: Bundle = Bundle {
    package: "yewpyter-bundle",
    pkg: "js-extension/pkg",
    labextension: "python/yewpyter/labextension",
};

/// The same with widgets that crash on purpose, for the tests of recovery.
pub(crate) const CRASH: Bundle = Bundle {
    package: "yewpyter-crash-bundle",
    pkg: "target/crash-extension/pkg",
    labextension: "target/crash-labextension",
};

/// Builds everything that users install; returns the wheel.
pub(crate) fn build(repo: &Repo) -> Result<PathBuf> {
    build_extension(repo)?;
    wheel::build(repo)
}

/// Builds what a page loads.
pub(crate) fn build_extension(repo: &Repo) -> Result<()> {
    let node = build_pkg(repo)?;
    colab::build(repo, &node)?;
    labextension::build(repo, &node, &PRODUCT)
}

/// Builds the WebAssembly and the glue and types around it.
pub(crate) fn build_pkg(repo: &Repo) -> Result<Node> {
    rust::ensure_wasm_target(repo)?;
    let node = Node::ensure(repo)?;
    wasm::build(repo, &node, &PRODUCT)?;
    Ok(node)
}

/// Builds the extension whose widgets crash on purpose.
pub(crate) fn build_crash_extension(repo: &Repo, node: &Node) -> Result<()> {
    if !repo.path(CRASH_CRATE).exists() {
        return Ok(());
    }
    wasm::build(repo, node, &CRASH)?;
    labextension::build(repo, node, &CRASH)
}
