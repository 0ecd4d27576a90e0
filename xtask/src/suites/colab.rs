//! The widgets in an emulation of Colab's output frames, on Colab's versions; the tests stand in
//! tests/e2e/specs-colab.

use anyhow::Result;

use super::python;
use crate::browser_tests::{self, COLAB, Run};
use crate::build;
use crate::lab;
use crate::repo::Repo;
use crate::tools::node::Node;
use crate::tools::python::Venv;

/// Every test file.
const ALL: &str = r"\.spec\.ts$";

/// Runs them twice: with every fact about Colab that is not certain at its worst, and at its best.
pub(crate) fn run(repo: &Repo) -> Result<()> {
    let server = lab::environment(repo)?;
    let kernel = environment(repo)?;
    let node = Node::ensure(repo)?;
    let run = Run {
        config: COLAB,
        python: server.python(),
        colab_python: Some(kernel.python()),
        filter: ALL,
        server: None,
    };
    browser_tests::run(repo, &node, &run)
}

/// What a kernel of Colab stands on, with the wheel.
pub(crate) fn environment(repo: &Repo) -> Result<Venv> {
    python::environment(repo, python::OLDEST, &build::build(repo)?)
}
