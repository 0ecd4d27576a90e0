//! Starts the benchmarks in `benches`; what they measure stands there.

use std::process::Command;

use anyhow::{Result, bail};

use crate::build;
use crate::process::Background;
use crate::repo::Repo;
use crate::suites::colab;
use crate::tools::browser;
use crate::tools::node::Node;
use crate::tools::python::Venv;

const FOLDER: &str = "benches";

/// Runs the benchmarks named, or all, one after the other.
pub(crate) fn run(repo: &Repo, named: &[String]) -> Result<()> {
    let known = known(repo)?;
    if let Some(unknown) = named.iter().find(|name| !known.contains(name)) {
        bail!("no benchmark {unknown}; there are: {}", known.join(", "));
    }
    let venv = environment(repo)?;
    let colab = colab::environment(repo)?;
    let node = Node::ensure(repo)?;
    let chromium = browser::ensure_chromium(repo, &node)?;
    for name in known.iter().filter(|name| named.is_empty() || named.contains(name)) {
        let mut command = Command::new(&node.program);
        command
            .arg(repo.path(FOLDER).join(format!("{name}.mjs")))
            .current_dir(repo.path(""))
            .env("YEWPYTER_JUPYTER", venv.python())
            .env("YEWPYTER_COLAB_PYTHON", colab.python())
            .env("YEWPYTER_CHROMIUM", &chromium);
        Background::start(command)?.finish()?;
    }
    Ok(())
}

/// JupyterLab with the wheel and its peers.
fn environment(repo: &Repo) -> Result<Venv> {
    let wheel = build::build(repo)?;
    let venv = Venv::ensure(repo, "bench", &repo.path("xtask/requirements-bench.txt"))?;
    venv.install_wheel(repo, &wheel)?;
    Ok(venv)
}

/// The scripts that lie directly in the folder; what they share lies deeper.
fn known(repo: &Repo) -> Result<Vec<String>> {
    let entries = repo.sh.read_dir(repo.path(FOLDER))?;
    let scripts = entries.iter().filter(|path| path.extension().is_some_and(|end| end == "mjs"));
    let names = scripts.filter_map(|path| Some(path.file_stem()?.to_string_lossy().into_owned()));
    Ok(names.collect())
}
