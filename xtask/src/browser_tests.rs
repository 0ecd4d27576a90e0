//! Starts Playwright on the notebooks of tests/e2e and tells it where everything is.
//! What is tested stands there, not here.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Result, bail};

use crate::build::CRASH;
use crate::lab::Server;
use crate::process::Background;
use crate::repo::Repo;
use crate::tools::browser;
use crate::tools::node::Node;

/// The tests in JupyterLab.
pub(crate) const LAB: &str = "tests/e2e/playwright.config.ts";
/// The tests in output frames like Colab's.
pub(crate) const COLAB: &str = "tests/e2e/playwright.colab.config.ts";

/// Which tests run, against what.
pub(crate) struct Run<'a> {
    /// Playwright's configuration.
    pub(crate) config: &'a str,
    /// The interpreter of the environment that the wheel is installed in.
    pub(crate) python: PathBuf,
    /// The interpreter of an environment like Colab's, for the tests that need one.
    pub(crate) colab_python: Option<PathBuf>,
    /// Only test files whose path matches this pattern.
    pub(crate) filter: &'a str,
    /// A server that runs already; without one the tests start their own.
    pub(crate) server: Option<&'a Server>,
}

/// Runs Playwright; screenshots land in target/screenshots.
pub(crate) fn run(repo: &Repo, node: &Node, run: &Run<'_>) -> Result<()> {
    let playwright = node.script(repo, "@playwright/test/cli.js");
    if !playwright.exists() {
        bail!("Playwright is not among the packages: is tests/e2e/package.json there?");
    }
    let mut command = Command::new(&node.program);
    command
        .arg(playwright)
        .args(["test", "--config"])
        .arg(repo.path(run.config))
        .arg(run.filter)
        .current_dir(repo.path(""))
        .env("YEWPYTER_JUPYTER", &run.python)
        .env("YEWPYTER_CHROMIUM", browser::ensure_chromium(repo, node)?)
        .env("YEWPYTER_SHOTS", repo.path("target/screenshots"));
    let crash = repo.path(CRASH.labextension);
    if crash.exists() {
        command.env("YEWPYTER_CRASH_LABEXTENSION", crash);
    }
    if let Some(python) = &run.colab_python {
        command.env("YEWPYTER_COLAB_PYTHON", python);
    }
    if let Some(server) = run.server {
        command.env("YEWPYTER_URL", server.url()).env("YEWPYTER_TOKEN", server.token());
    }
    Background::start(command)?.finish()
}
