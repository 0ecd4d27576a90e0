//! Chromium and its driver: found where people keep them, else installed.

use std::env;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use xshell::cmd;

use super::node::Node;
use crate::repo::Repo;
use crate::step::Step;

const NAMES: [&str; 5] =
    ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];

#[cfg(target_os = "macos")]
const PLACES: [(&str, &str); 2] = [
    ("", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"),
    ("", "/Applications/Chromium.app/Contents/MacOS/Chromium"),
];
#[cfg(windows)]
const PLACES: [(&str, &str); 3] = [
    ("ProgramFiles", r"Google\Chrome\Application\chrome.exe"),
    ("ProgramFiles(x86)", r"Google\Chrome\Application\chrome.exe"),
    ("LocalAppData", r"Google\Chrome\Application\chrome.exe"),
];
#[cfg(not(any(target_os = "macos", windows)))]
const PLACES: [(&str, &str); 0] = [];

/// Prints where Playwright keeps its own browser, or would.
const PLAYWRIGHT_PATH: &str = "console.log(require('playwright-core').chromium.executablePath())";

/// The browser that the tests run in; installed when there is none.
pub(crate) fn ensure_chromium(repo: &Repo, node: &Node) -> Result<PathBuf> {
    if let Some(path) = env::var_os("CHROMIUM") {
        let found = which::which(&path);
        return found.with_context(|| format!("CHROMIUM names no program: {}", path.display()));
    }
    if let Some(found) = find_chromium() {
        return Ok(found);
    }
    if let Some(found) = playwright_chromium(repo, node) {
        return Ok(found);
    }
    install(repo, node)?;
    find_chromium()
        .or_else(|| playwright_chromium(repo, node))
        .context("Chromium was installed but is not found: set CHROMIUM to the path of its program")
}

/// The driver for tests without Playwright, if there is one.
pub(crate) fn find_chromedriver() -> Option<PathBuf> {
    let named = env::var_os("CHROMEDRIVER").and_then(|path| which::which(path).ok());
    named.or_else(|| which::which("chromedriver").ok())
}

fn find_chromium() -> Option<PathBuf> {
    let on_path = NAMES.iter().find_map(|name| which::which(name).ok());
    on_path.or_else(|| {
        let place = |(base, rest): &(&str, &str)| {
            let base = if base.is_empty() { Some("".into()) } else { env::var_os(base) };
            Some(Path::new(&base?).join(rest))
        };
        PLACES.iter().filter_map(place).find(|path| path.exists())
    })
}

fn playwright_chromium(repo: &Repo, node: &Node) -> Option<PathBuf> {
    let program = &node.program;
    let path = cmd!(repo.sh, "{program} -e {PLAYWRIGHT_PATH}").quiet().ignore_stderr().read();
    path.ok().map(PathBuf::from).filter(|path| path.exists())
}

fn install(repo: &Repo, node: &Node) -> Result<()> {
    let apt = which::which("apt-get").ok().filter(|_| is_root(repo));
    if let Some(apt) = apt {
        let installed = install_by_apt(repo, &apt);
        if installed.is_ok() && find_chromium().is_some() {
            return Ok(());
        }
        eprintln!("The distribution's Chromium did not come; asking Playwright for its own.");
    }
    install_by_playwright(repo, node)
}

fn install_by_apt(repo: &Repo, apt: &Path) -> Result<()> {
    let sh = &repo.sh;
    let remedy = "apt's message above says what is missing";
    Step::new("apt-get install chromium chromium-driver", remedy).run(|| {
        cmd!(sh, "{apt} update --quiet").run()?;
        Ok(cmd!(sh, "{apt} install --yes --quiet --no-install-recommends chromium chromium-driver")
            .env("DEBIAN_FRONTEND", "noninteractive")
            .run()?)
    })
}

fn install_by_playwright(repo: &Repo, node: &Node) -> Result<()> {
    let program = &node.program;
    let playwright = node.script(repo, "playwright-core/cli.js");
    if !playwright.exists() {
        bail!("no Chromium found: install Chromium or Chrome, or set CHROMIUM to its path");
    }
    eprintln!("No Chromium or Chrome found: Playwright downloads its own (about 150 MB).");
    let remedy = "install Chromium or Chrome yourself, or set CHROMIUM to the path of its program";
    Step::new("playwright install chromium", remedy)
        .run(|| Ok(cmd!(repo.sh, "{program} {playwright} install chromium").run()?))
}

fn is_root(repo: &Repo) -> bool {
    cmd!(repo.sh, "id -u").quiet().ignore_stderr().read().is_ok_and(|id| id == "0")
}
