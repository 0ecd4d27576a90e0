//! pytest on the installed wheel, with the newest and the oldest versions of what it stands on.

use anyhow::Result;
use xshell::cmd;

use crate::build;
use crate::repo::Repo;
use crate::tools::python::Venv;

/// Each age has its requirements file beside the package.
const AGES: [&str; 2] = ["newest", "oldest"];

/// Runs the tests in both environments, the second even when the first fails.
pub(crate) fn run(repo: &Repo) -> Result<()> {
    let wheel = build::build(repo)?;
    let mut all = Ok(());
    for age in AGES {
        let requirements = repo.path(format!("python/requirements-{age}.txt"));
        let venv = Venv::ensure(repo, age, &requirements)?;
        venv.install_wheel(repo, &wheel)?;
        let python = venv.python();
        all = all.and(cmd!(repo.sh, "{python} -m pytest --quiet python/tests").run());
    }
    Ok(all?)
}
