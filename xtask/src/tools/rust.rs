//! The Rust side's prerequisites: the standard library for wasm32, ready made, and its sources.

use std::path::{Path, PathBuf};

use anyhow::Result;
use xshell::cmd;

use crate::repo::Repo;
use crate::step::Step;

/// The target that the bundle is compiled for.
pub(crate) const WASM: &str = "wasm32-unknown-unknown";

/// Adds the wasm32 target to the active toolchain where it is missing.
pub(crate) fn ensure_wasm_target(repo: &Repo) -> Result<()> {
    let sh = &repo.sh;
    let library = cmd!(sh, "rustc --print target-libdir --target {WASM}").quiet().read()?;
    if Path::new(&library).exists() {
        return Ok(());
    }
    let remedy = format!(
        "install Rust by rustup (https://rustup.rs), or add the {WASM} target by the means your \
         toolchain came with"
    );
    Step::new(format!("rustup target add {WASM}"), remedy)
        .run(|| Ok(cmd!(sh, "rustup target add {WASM}").run()?))
}

/// Makes sure of the standard library's sources, from which a smaller one is built than the one that comes ready
/// made. Says whether they are there: without them the bundle works as well, and is a twentieth larger.
pub(crate) fn ensure_std_sources(repo: &Repo) -> Result<bool> {
    let lockfile = sources(repo)?.join("library/Cargo.lock");
    if !lockfile.exists() && cmd!(repo.sh, "rustup component add rust-src").run().is_err() {
        eprintln!("· the standard library's sources are not to be had; the bundle will be larger");
    }
    Ok(lockfile.exists())
}

/// Where the toolchain keeps the sources of its libraries, if it has them.
pub(crate) fn sources(repo: &Repo) -> Result<PathBuf> {
    let sysroot = cmd!(repo.sh, "rustc --print sysroot").quiet().read()?;
    Ok(Path::new(&sysroot).join("lib/rustlib/src/rust"))
}
