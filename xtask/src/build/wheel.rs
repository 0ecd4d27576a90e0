//! The Python package with the built extension inside, as a wheel in dist/.

use std::path::PathBuf;

use anyhow::Result;
use xshell::cmd;

use super::PRODUCT;
use crate::digest::Digest;
use crate::repo::Repo;
use crate::step::{Stamp, Step};
use crate::tools::python::Venv;

/// Single files that decide what is in the wheel, or are in it.
const FILES: [&str; 7] = [
    "python/pyproject.toml",
    "python/hatch_build.py",
    "python/install.json",
    "python/README.md",
    "LICENSE-MIT",
    "LICENSE-APACHE",
    "xtask/requirements.txt",
];

/// Builds the wheel and returns its path.
pub(crate) fn build(repo: &Repo) -> Result<PathBuf> {
    let sh = &repo.sh;
    let venv = Venv::ensure(repo, "tools", &repo.path("xtask/requirements.txt"))?;
    let python = venv.python();
    let wheel = repo.path(format!("dist/yewpyter-{}-py3-none-any.whl", env!("CARGO_PKG_VERSION")));
    let inputs = FILES
        .iter()
        .try_fold(Digest::default(), |digest, file| digest.file(&repo.path(file)))?
        .tree(&repo.path("python/yewpyter"))?
        .tree(&repo.path("python/yewpyter_server"))?
        .tree(&repo.path("python/jupyter_server_config.d"))?
        .tree(&repo.path(PRODUCT.labextension))?
        .finish();
    let stamp =
        Stamp { file: repo.path("target/stamps/wheel"), inputs, outputs: vec![wheel.clone()] };
    let remedy = "hatchling's message above says what is wrong; without one, see whether the versions of \
                  Cargo.toml and python/yewpyter/_version.py agree";
    Step::new("wheel", remedy).unless_fresh(stamp).run(|| {
        sh.remove_path(repo.path("dist"))?;
        cmd!(sh, "{python} -m build --wheel --no-isolation --outdir dist python")
            .ignore_stdout()
            .run()?;
        Ok(())
    })?;
    Ok(wheel)
}
