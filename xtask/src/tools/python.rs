//! Python: the interpreter that is found, and the virtual environments made from it.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use xshell::cmd;

use crate::digest::Digest;
use crate::repo::Repo;
use crate::step::{Stamp, Step};

const NAMES: [&str; 8] = [
    "python3",
    "python",
    "python3.14",
    "python3.13",
    "python3.12",
    "python3.11",
    "python3.10",
    "py",
];

/// Prints nothing and fails on an interpreter that is too old.
const NEW_ENOUGH: &str = "import sys; sys.exit(sys.version_info < (3, 10))";

/// A virtual environment under the tools folder.
pub(crate) struct Venv {
    name: String,
    dir: PathBuf,
}

impl Venv {
    /// Makes the environment `name` with what the requirements file lists. Made anew when the file
    /// changes; requirements without a version stay as they were at that time.
    pub(crate) fn ensure(repo: &Repo, name: &str, requirements: &Path) -> Result<Self> {
        let sh = &repo.sh;
        let python = find_python(repo)?;
        let dir = repo.tools(format!("venv-{name}"));
        let version = cmd!(sh, "{python} --version").quiet().read()?;
        let venv = Self { name: name.to_owned(), dir: dir.clone() };
        let stamp = Stamp {
            file: repo.tools(format!("venv-{name}.stamp")),
            inputs: Digest::default().text(&version).file(requirements)?.finish(),
            outputs: vec![venv.python()],
        };
        let remedy = format!(
            "read pip's message above; the packages are listed in {}. On Debian and Ubuntu `apt \
             install python3-venv` may be missing",
            repo.shown(requirements)
        );
        Step::new(format!("venv {name}"), remedy).unless_fresh(stamp).run(|| {
            sh.remove_path(&dir)?;
            cmd!(sh, "{python} -m venv {dir}").run()?;
            let python = venv.python();
            Ok(cmd!(sh, "{python} -m pip install --quiet -r {requirements}").run()?)
        })?;
        Ok(venv)
    }

    /// Puts the wheel into the environment when it differs from the one installed there.
    pub(crate) fn install_wheel(&self, repo: &Repo, wheel: &Path) -> Result<()> {
        let sh = &repo.sh;
        let python = self.python();
        let stamp = Stamp {
            file: self.dir.join("wheel.stamp"),
            inputs: Digest::default().file(wheel)?.finish(),
            outputs: vec![python.clone()],
        };
        let remedy = format!("delete {} and try again", repo.shown(&self.dir));
        Step::new(format!("venv {}: install the wheel", self.name), remedy).unless_fresh(stamp).run(
            || {
                let pip = cmd!(sh, "{python} -m pip install --quiet --force-reinstall --no-deps");
                pip.arg(wheel).run()?;
                // The wheel's own requirements must be met by what the environment was made of.
                Ok(cmd!(sh, "{python} -m pip check").ignore_stdout().run()?)
            },
        )
    }

    /// The environment's interpreter.
    pub(crate) fn python(&self) -> PathBuf {
        self.program("python")
    }

    /// A program of the environment.
    pub(crate) fn program(&self, name: &str) -> PathBuf {
        if cfg!(windows) {
            self.dir.join("Scripts").join(name).with_extension("exe")
        } else {
            self.dir.join("bin").join(name)
        }
    }
}

fn find_python(repo: &Repo) -> Result<PathBuf> {
    let sh = &repo.sh;
    let new_enough = |python: &PathBuf| {
        let probe = cmd!(sh, "{python} -c {NEW_ENOUGH}").quiet().ignore_stderr();
        fs::exists(python).unwrap_or(false) && probe.run().is_ok()
    };
    NAMES
        .iter()
        .filter_map(|name| which::which(name).ok())
        .find(new_enough)
        .context("no Python 3.10 or newer on PATH: install one (https://www.python.org/downloads)")
}
