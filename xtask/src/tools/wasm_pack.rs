//! wasm-pack: the one on PATH, else one that cargo installs into the tools folder.

use std::env::consts::EXE_EXTENSION;
use std::path::PathBuf;

use anyhow::Result;
use xshell::cmd;

use crate::repo::Repo;
use crate::step::Step;

/// The program's path.
pub(crate) fn ensure(repo: &Repo) -> Result<PathBuf> {
    if let Ok(found) = which::which("wasm-pack") {
        return Ok(found);
    }
    let root = repo.tools("wasm-pack");
    let program = root.join("bin/wasm-pack").with_extension(EXE_EXTENSION);
    if program.exists() {
        return Ok(program);
    }
    let remedy = "cargo's message above says why; any wasm-pack 0.13 or newer on PATH does as well";
    Step::new("cargo install wasm-pack", remedy).run(|| {
        Ok(cmd!(repo.sh, "cargo install --quiet --locked wasm-pack --root {root}").run()?)
    })?;
    Ok(program)
}
