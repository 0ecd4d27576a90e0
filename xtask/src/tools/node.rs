//! Node.js and the packages of package-lock.json.

use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use xshell::cmd;

use crate::digest::Digest;
use crate::repo::Repo;
use crate::step::{Stamp, Step};

/// The oldest Node.js that every JavaScript tool here runs on.
const OLDEST: (u32, u32) = (20, 19);

/// Node.js, found, with node_modules in the state that package-lock.json describes.
pub(crate) struct Node {
    /// The program.
    pub(crate) program: PathBuf,
    /// npm, for the scripts of a package.json.
    pub(crate) npm: PathBuf,
}

impl Node {
    /// Finds Node.js and npm and installs the packages.
    pub(crate) fn ensure(repo: &Repo) -> Result<Self> {
        let remedy = "install Node.js 20.19 or newer (https://nodejs.org), npm included";
        let program = which::which("node").with_context(|| format!("no node on PATH: {remedy}"))?;
        let npm = which::which("npm").with_context(|| format!("no npm on PATH: {remedy}"))?;
        let version = cmd!(repo.sh, "{program} --version").quiet().read()?;
        if parse_version(&version).is_none_or(|found| found < OLDEST) {
            bail!("node {version} at {} is too old: {remedy}", program.display());
        }
        install_packages(repo, &npm, &version)?;
        Ok(Self { program, npm })
    }

    /// A script inside node_modules.
    pub(crate) fn script(&self, repo: &Repo, relative: &str) -> PathBuf {
        repo.path("node_modules").join(relative)
    }
}

fn install_packages(repo: &Repo, npm: &PathBuf, version: &str) -> Result<()> {
    let stamp = Stamp {
        file: repo.path("node_modules/.yewpyter-stamp"),
        inputs: Digest::default().text(version).file(&repo.path("package-lock.json"))?.finish(),
        outputs: vec![repo.path("node_modules")],
    };
    let remedy = "read npm's message above. If it speaks of the lockfile, run `npm install \
                  --ignore-scripts` and commit package-lock.json; if of the network, try again";
    // Scripts of packages are not needed for any tool used here, so none may run.
    Step::new("npm ci", remedy)
        .unless_fresh(stamp)
        .run(|| Ok(cmd!(repo.sh, "{npm} ci --ignore-scripts --no-fund --no-audit").run()?))
}

fn parse_version(text: &str) -> Option<(u32, u32)> {
    let mut numbers = text.trim().strip_prefix('v')?.split('.');
    Some((numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_compare_by_number() {
        assert_eq!(parse_version("v20.20.2\n"), Some((20, 20)));
        assert!(parse_version("v9.100.0") < Some(OLDEST));
        assert_eq!(parse_version("nonsense"), None);
    }
}
