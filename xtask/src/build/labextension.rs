//! TypeScript and pkg to a prebuilt JupyterLab extension.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde_json::Value;
use xshell::cmd;

use super::{Bundle, PRODUCT};
use crate::digest::Digest;
use crate::repo::Repo;
use crate::step::{Stamp, Step};
use crate::tools::node::Node;

const SOURCES: &str = "js-extension";

/// Fills the bundle's labextension folder from its pkg folder.
pub(crate) fn build(repo: &Repo, node: &Node, bundle: &Bundle) -> Result<()> {
    let output = repo.path(bundle.labextension);
    let inputs = Digest::default()
        .text(bundle.labextension)
        .tree(&repo.path(SOURCES).join("src"))?
        .tree(&repo.path(SOURCES).join("style"))?
        .tree(&repo.path(SOURCES).join("schema"))?
        .tree(&repo.path(bundle.pkg))?
        .file(&repo.path(SOURCES).join("package.json"))?
        .file(&repo.path(SOURCES).join("tsconfig.build.json"))?
        .file(&repo.path("package-lock.json"))?
        .finish();
    let stamp = Stamp {
        file: repo.path(format!("target/stamps/{}-labextension", bundle.package)),
        inputs,
        outputs: vec![output.join("package.json"), output.join("static")],
    };
    let remedy = "the message above is TypeScript's or the JupyterLab builder's";
    Step::new(format!("labextension {}", bundle.labextension), remedy).unless_fresh(stamp).run(
        || {
            compile_typescript(repo, node)?;
            let folder = if bundle.package == PRODUCT.package {
                repo.path(SOURCES)
            } else {
                stage(repo, bundle)?
            };
            repo.sh.remove_path(&output)?;
            pack(repo, node, &folder)
        },
    )
}

fn compile_typescript(repo: &Repo, node: &Node) -> Result<()> {
    let program = &node.program;
    let tsc = node.script(repo, "typescript/bin/tsc");
    repo.sh.remove_path(repo.path(SOURCES).join("lib"))?;
    Ok(cmd!(repo.sh, "{program} {tsc} --project {SOURCES}/tsconfig.build.json").run()?)
}

fn pack(repo: &Repo, node: &Node, folder: &Path) -> Result<()> {
    let program = &node.program;
    let builder = node.script(repo, "@jupyter/builder/lib/build-labextension.js");
    let core = node.script(repo, "@jupyterlab/core-meta/core.package.json");
    // The builder names the page's globals after the package.json that it starts beside.
    let _beside = repo.sh.push_dir(folder);
    Ok(cmd!(repo.sh, "{program} {builder} --core-package-file {core} {folder}").run()?)
}

/// A copy of the extension beside another pkg folder, for which only the output folder differs.
fn stage(repo: &Repo, bundle: &Bundle) -> Result<PathBuf> {
    let pkg = repo.path(bundle.pkg);
    let folder = pkg.parent().context("a pkg folder lies inside its extension")?;
    for name in ["lib", "schema", "style"] {
        copy_tree(&repo.path(SOURCES).join(name), &folder.join(name))?;
    }
    let text = repo.sh.read_file(repo.path(SOURCES).join("package.json"))?;
    let manifest = with_output_dir(&text, bundle.labextension)?;
    repo.sh.write_file(folder.join("package.json"), manifest)?;
    Ok(folder.to_path_buf())
}

/// The builder takes the output folder as seen from the extension's, which lies in the target folder.
fn with_output_dir(manifest: &str, output: &str) -> Result<String> {
    let output = output.strip_prefix("target/").context("a staged extension stays in target")?;
    let mut manifest: Value = serde_json::from_str(manifest)?;
    let place = manifest
        .pointer_mut("/jupyterlab/outputDir")
        .context("package.json of the extension has no jupyterlab.outputDir")?;
    *place = Value::from(format!("../{output}"));
    Ok(manifest.to_string())
}

fn copy_tree(from: &Path, to: &Path) -> Result<()> {
    if !from.exists() {
        return Ok(());
    }
    for entry in ignore::WalkBuilder::new(from).standard_filters(false).build() {
        let entry = entry?;
        let copy = to.join(entry.path().strip_prefix(from)?);
        if entry.file_type().is_some_and(|kind| kind.is_dir()) {
            fs::create_dir_all(&copy)?;
        } else {
            fs::copy(entry.path(), &copy)
                .with_context(|| format!("cannot copy {}", entry.path().display()))?;
        }
    }
    Ok(())
}
