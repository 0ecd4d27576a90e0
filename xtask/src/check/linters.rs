//! The linters and formatters of the four languages, each with its own configuration.
//! No rule of ours lives here.

use anyhow::{Result, bail};
use xshell::{Cmd, cmd};

use super::Report;
use crate::repo::Repo;
use crate::tools::node::Node;
use crate::tools::python::Venv;
use crate::tools::rust;

/// The one crate that never runs in a page.
const NATIVE_ONLY: &str = "yewpyter-testing";

/// What clippy forbids only where there is no system below: added to the workspace's own settings.
const NOT_IN_WASM: &str = include_str!("clippy_wasm.toml");

/// Runs all of them.
pub(crate) fn run(repo: &Repo, report: &mut Report) {
    let sh = &repo.sh;
    report.rule("cargo fmt", || unformatted(repo));
    report.rule("clippy", || {
        told(cmd!(sh, "cargo clippy --quiet --workspace --all-targets -- --deny warnings"))
    });
    report.rule("clippy on wasm32", || clippy_wasm(repo));
    report.rule("rustdoc", || {
        let doc = cmd!(sh, "cargo doc --quiet --no-deps --document-private-items");
        told(doc.env("RUSTDOCFLAGS", "--deny warnings"))
    });
    report.rule("TypeScript", || typescript(repo));
    report.rule("Python", || python(repo));
}

/// Lets them repair what they can.
pub(crate) fn fix(repo: &Repo) -> Result<()> {
    let sh = &repo.sh;
    let node = Node::ensure(repo)?;
    let npm = &node.npm;
    cmd!(sh, "cargo clippy --quiet --workspace --all-targets --fix --allow-dirty --allow-staged")
        .run()?;
    cmd!(sh, "cargo fmt --all").run()?;
    cmd!(sh, "{npm} run --silent --workspaces --if-present format").run()?;
    let python = python_tools(repo)?.python();
    let _in_package = sh.push_dir(repo.path("python"));
    cmd!(sh, "{python} -m ruff check --quiet --fix .").run()?;
    Ok(cmd!(sh, "{python} -m ruff format --quiet .").run()?)
}

/// The files only; `--fix` shows the difference by making it go away.
fn unformatted(repo: &Repo) -> Result<Vec<String>> {
    let fmt = cmd!(repo.sh, "cargo fmt --all -- --check --files-with-diff");
    let output = fmt.quiet().ignore_status().output()?;
    let files = String::from_utf8(output.stdout)?;
    let files: Vec<_> =
        files.lines().map(|file| format!("{file}: run `cargo xtask check --fix`")).collect();
    if files.is_empty() && !output.status.success() {
        bail!("{}", String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(files)
}

fn clippy_wasm(repo: &Repo) -> Result<Vec<String>> {
    let sh = &repo.sh;
    rust::ensure_wasm_target(repo)?;
    let folder = repo.path("target/clippy-wasm");
    let common = sh.read_file(repo.path("clippy.toml"))?;
    sh.write_file(folder.join("clippy.toml"), format!("{common}\n{NOT_IN_WASM}"))?;
    let target = rust::WASM;
    let packages = shipped_crates(repo)?;
    let packages = packages.iter().flat_map(|name| ["--package", name]);
    let clippy =
        cmd!(sh, "cargo clippy --quiet --target {target} {packages...} -- --deny warnings");
    told(clippy.env("CLIPPY_CONF_DIR", folder))
}

fn shipped_crates(repo: &Repo) -> Result<Vec<String>> {
    let folders = repo.sh.read_dir(repo.path("crates"))?;
    let names = folders.iter().filter_map(|folder| folder.file_name()?.to_str());
    Ok(names.filter(|name| *name != NATIVE_ONLY).map(str::to_owned).collect())
}

fn typescript(repo: &Repo) -> Result<Vec<String>> {
    let sh = &repo.sh;
    let node = Node::ensure(repo)?;
    let npm = &node.npm;
    let types = told(cmd!(sh, "{npm} run --silent --workspaces --if-present typecheck"))?;
    let lint = told(cmd!(sh, "{npm} run --silent --workspaces --if-present lint"))?;
    Ok([types, lint].concat())
}

fn python(repo: &Repo) -> Result<Vec<String>> {
    let sh = &repo.sh;
    let python = python_tools(repo)?.python();
    let _in_package = sh.push_dir(repo.path("python"));
    let lint = told(cmd!(sh, "{python} -m ruff check --quiet ."))?;
    let format = told(cmd!(sh, "{python} -m ruff format --quiet --check ."))?;
    let types = told(cmd!(sh, "{python} -m mypy --no-error-summary"))?;
    Ok([lint, format, types].concat())
}

/// The linters need what the package stands on, so they live in the newest environment.
fn python_tools(repo: &Repo) -> Result<Venv> {
    Venv::ensure(repo, "newest", &repo.path("python/requirements-newest.txt"))
}

/// A linter speaks for itself; the finding only says which one did.
fn told(linter: Cmd<'_>) -> Result<Vec<String>> {
    let failed = linter.quiet().run().err();
    Ok(failed.map(|error| error.to_string()).into_iter().collect())
}
