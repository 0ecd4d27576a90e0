//! The Rust side's prerequisite: the standard library for wasm32.

use std::path::Path;

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
