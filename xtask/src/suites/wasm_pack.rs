//! The commands that Rust people try first: `wasm-pack build` and `wasm-pack test`.

use std::env;
use std::ffi::OsString;

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

fn test(repo: &Repo, wasm_pack: &std::path::Path) -> Result<()> {
    let Some(driver) = browser::find_chromedriver() else {
        eprintln!("No chromedriver on PATH: `wasm-pack test` is left out, it would download one.");
        return Ok(());
    };
    let node = Node::ensure(repo)?;
    let chromium = browser::ensure_chromium(repo, &node)?;
    let tests = cmd!(repo.sh, "{wasm_pack} test --headless --chrome tests/browser");
    Ok(wasm::with_driver(repo, tests, &driver, &chromium)?.run()?)
}

fn path_with_bindgen(repo: &Repo) -> Result<OsString> {
    let path = env::var_os("PATH").unwrap_or_default();
    let folders = [bindgen::folder_for_path(repo)?].into_iter().chain(env::split_paths(&path));
    env::join_paths(folders).context("a folder on PATH holds the separator of PATH")
}
