//! Tests that need a DOM, run by plain cargo with the library's own runner.

use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::json;
use xshell::{Cmd, cmd};

use crate::repo::Repo;
use crate::tools::node::Node;
use crate::tools::{bindgen, browser, rust};

/// Runs the tests of every crate that has some.
pub(crate) fn run(repo: &Repo) -> Result<()> {
    rust::ensure_wasm_target(repo)?;
    let node = Node::ensure(repo)?;
    let chromium = browser::ensure_chromium(repo, &node)?;
    let target = rust::WASM;
    let runner = bindgen::folder_for_path(repo)?.join(bindgen::TEST_RUNNER);
    let runner = format!("target.{target}.runner=[{}]", json!(runner));
    let packages = packages_with_browser_tests()?;
    let packages = packages.iter().flat_map(|name| ["--package", name]);
    let cargo =
        cmd!(repo.sh, "cargo test --config {runner} --target {target} --tests {packages...}");
    let cargo = match browser::find_chromedriver() {
        Some(driver) => with_driver(repo, cargo, &driver, &chromium)?,
        None => without_driver(repo, cargo, &chromium)?,
    };
    Ok(cargo.run()?)
}

/// The crates whose development dependencies say so.
fn packages_with_browser_tests() -> Result<Vec<String>> {
    let metadata = cargo_metadata::MetadataCommand::new().no_deps().exec()?;
    let has_tests = |package: &&cargo_metadata::Package| {
        package.dependencies.iter().any(|dependency| dependency.name == "wasm-bindgen-test")
    };
    Ok(metadata.packages.iter().filter(has_tests).map(|package| package.name.to_string()).collect())
}

/// Tells the runner which driver and which browser to use.
pub(crate) fn with_driver<'a>(
    repo: &Repo,
    command: Cmd<'a>,
    driver: &Path,
    chromium: &Path,
) -> Result<Cmd<'a>> {
    let args = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"];
    let options = json!({ "goog:chromeOptions": { "binary": chromium, "args": args } });
    let file = repo.path("target/webdriver.json");
    repo.sh.write_file(&file, options.to_string())?;
    Ok(command.env("CHROMEDRIVER", driver).env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", file))
}

/// Without a driver the runner serves a page and waits; a visitor opens it and ends the runner.
pub(crate) fn without_driver<'a>(
    repo: &Repo,
    command: Cmd<'a>,
    chromium: &Path,
) -> Result<Cmd<'a>> {
    eprintln!("No chromedriver on PATH: Playwright opens the test pages instead.");
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("no free port")?;
    let address = listener.local_addr()?.to_string();
    Ok(command
        .env("NO_HEADLESS", "1")
        .env("WASM_BINDGEN_TEST_ADDRESS", address)
        .env("YEWPYTER_CHROMIUM", chromium)
        .env(bindgen::VISITOR, repo.path("xtask/src/suites/wasm_page.mjs")))
}
