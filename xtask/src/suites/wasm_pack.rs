//! The commands that Rust people try first: `wasm-pack build` and `wasm-pack test`.

use std::env;
use std::ffi::OsString;
use std::path::Path;

use anyhow::{Context, Result};
use xshell::cmd;

use super::wasm;
use crate::build::PRODUCT;
use crate::repo::Repo;
use crate::tools::node::Node;
use crate::tools::{bindgen, browser, rust, wasm_pack};

/// Builds the bundle and runs the browser tests of one crate, both by wasm-pack.
pub(crate) fn run(repo: &Repo) -> Result<()> {
    let sh = &repo.sh;
    rust::ensure_wasm_target(repo)?;
    let wasm_pack = wasm_pack::ensure(repo)?;
    // wasm-pack installs a wasm-bindgen of its own unless it finds the right one here.
    let _path = sh.push_env("PATH", path_with_bindgen(repo)?);
    let out_dir = repo.path("target/wasm-pack");
    let bundle = format!("crates/{}", PRODUCT.package);
    cmd!(sh, "{wasm_pack} build --dev --target web {bundle} --out-dir {out_dir}").run()?;
    test(repo, &wasm_pack)
}

fn test(repo: &Repo, wasm_pack: &Path) -> Result<()> {
    let sh = &repo.sh;
    let node = Node::ensure(repo)?;
    let chromium = browser::ensure_chromium(repo, &node)?;
    let tests = if let Some(driver) = browser::find_chromedriver() {
        let tests = cmd!(sh, "{wasm_pack} test --headless --chrome tests/browser");
        wasm::with_driver(repo, tests, &driver, &chromium)?
    } else {
        // A driver that is named is not downloaded, and without --headless it is not started.
        let stand_in = &node.program;
        let tests = cmd!(sh, "{wasm_pack} test --chrome --chromedriver {stand_in} tests/browser");
        wasm::without_driver(repo, tests, &chromium)?
    };
    Ok(tests.run()?)
}

fn path_with_bindgen(repo: &Repo) -> Result<OsString> {
    let path = env::var_os("PATH").unwrap_or_default();
    let folders = [bindgen::folder_for_path(repo)?].into_iter().chain(env::split_paths(&path));
    env::join_paths(folders).context("a folder on PATH holds the separator of PATH")
}
