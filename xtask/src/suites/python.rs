//! pytest on the installed wheel, with the newest and the oldest versions of what it stands on: in
//! kernels, and in servers.

use std::path::Path;

use anyhow::Result;
use xshell::cmd;

use crate::build;
use crate::lab;
use crate::repo::Repo;
use crate::tools::python::Venv;

/// The oldest supported versions, which are Colab's.
pub(crate) const OLDEST: &str = "oldest";

const NEWEST: &str = "newest";

/// Jupyter's server, as old as JupyterLab 4 allows; the newest is in the environment of the lab.
const OLDEST_SERVER: &str = "server-oldest";

/// Runs the tests in all environments, the next even when one fails.
pub(crate) fn run(repo: &Repo) -> Result<()> {
    let wheel = build::build(repo)?;
    let outcomes =
        [kernels(repo, NEWEST, &wheel), kernels(repo, OLDEST, &wheel), servers(repo, &wheel)];
    outcomes.into_iter().collect()
}

fn kernels(repo: &Repo, age: &str, wheel: &Path) -> Result<()> {
    let python = environment(repo, age, wheel)?.python();
    Ok(cmd!(repo.sh, "{python} -m pytest --quiet python/tests").run()?)
}

/// The tests reach the servers of other environments from outside, as a page does.
fn servers(repo: &Repo, wheel: &Path) -> Result<()> {
    let pytest = environment(repo, NEWEST, wheel)?.python();
    let newest = lab::environment(repo)?.python();
    let oldest = environment(repo, OLDEST_SERVER, wheel)?.python();
    let named = [Path::new("--server-python"), &newest, Path::new("--server-python"), &oldest];
    Ok(cmd!(repo.sh, "{pytest} -m pytest --quiet python/tests_server").args(named).run()?)
}

/// The environment of an age, with the wheel; its requirements file stands beside the package.
pub(crate) fn environment(repo: &Repo, age: &str, wheel: &Path) -> Result<Venv> {
    let requirements = repo.path(format!("python/requirements-{age}.txt"));
    let venv = Venv::ensure(repo, age, &requirements)?;
    venv.install_wheel(repo, wheel)?;
    Ok(venv)
}
