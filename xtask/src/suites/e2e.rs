//! Notebooks in a real JupyterLab with the wheel installed; the tests stand in tests/e2e.

use anyhow::Result;

use crate::browser_tests::{self, LAB, Run};
use crate::build;
use crate::lab;
use crate::repo::Repo;
use crate::tools::node::Node;

/// Every test file but the tour's, which is a suite of its own.
const NOT_THE_TOUR: &str = r"[\\/](?!tour)[^\\/]*\.spec\.ts$";

/// Builds the crash-test extension beside the wheel, then runs all but the tour.
pub(crate) fn run(repo: &Repo) -> Result<()> {
    let venv = lab::environment(repo)?;
    let node = Node::ensure(repo)?;
    build::build_crash_extension(repo, &node)?;
    let run = Run {
        config: LAB,
        python: venv.python(),
        colab_python: None,
        filter: NOT_THE_TOUR,
        server: None,
    };
    browser_tests::run(repo, &node, &run)
}
