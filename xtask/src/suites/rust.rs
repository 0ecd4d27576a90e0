//! `cargo test` where no browser is needed: the workspace's default members, and xtask itself.

use anyhow::Result;
use xshell::cmd;

use crate::repo::Repo;

/// Runs the native tests.
pub(crate) fn run(repo: &Repo) -> Result<()> {
    let crates = cmd!(repo.sh, "cargo test --quiet").run();
    let xtask = cmd!(repo.sh, "cargo test --quiet --package xtask").run();
    Ok(crates.and(xtask)?)
}
