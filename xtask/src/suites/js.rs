//! The TypeScript side: its types, then its unit tests.

use anyhow::Result;
use xshell::cmd;

use crate::repo::Repo;
use crate::tools::node::Node;

/// Runs both.
pub(crate) fn run(repo: &Repo) -> Result<()> {
    let node = Node::ensure(repo)?;
    let npm = &node.npm;
    let types = cmd!(repo.sh, "{npm} run --workspaces --if-present typecheck").run();
    let tests = cmd!(repo.sh, "{npm} run --workspace js-extension test").run();
    Ok(types.and(tests)?)
}
