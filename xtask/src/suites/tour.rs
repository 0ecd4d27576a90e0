//! The tour notebook from top to bottom: what a newcomer sees first must work.

use anyhow::Result;

use crate::lab;
use crate::repo::Repo;

/// Does what `cargo xtask lab --check` does.
pub(crate) fn run(repo: &Repo) -> Result<()> {
    lab::check(repo, &lab::environment(repo)?)
}
