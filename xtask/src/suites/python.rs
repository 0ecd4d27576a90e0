//! pytest on the installed wheel, with the newest and the oldest versions of what it stands on.

use std::path::Path;

use anyhow::Result;
use xshell::cmd;

use crate::build;
use crate::repo::Repo;
use crate::tools::python::Venv;

/// The oldest supported versions, which are Colab's.
pub(crate) const OLDEST: &str = "oldest";

/// Each age has its requirements file beside the package.
const AGES: [&str; 2] = ["newest", OLDEST];

/// Runs the tests in both environments, the second even when the first fails.
pub(crate) fn run(repo: &Repo) -> Result<()> {
    let wheel = build::build(repo)?;
    let mut all = Ok(());
    for age in AGES {
        let python = environment(repo, age, &wheel)?.python();
        all = all.and(cmd!(repo.sh, "{python} -m pytest --quiet python/tests").run());
    }
    Ok(all?)
}

/// The environment of an age, with the wheel.
pub(crate) fn environment(repo: &Repo, age: &str, wheel: &Path) -> Result<Venv> {
    let requirements = repo.path(format!("python/requirements-{age}.txt"));
    let venv = Venv::ensure(repo, age, &requirements)?;
    venv.install_wheel(repo, wheel)?;
    Ok(venv)
}
