//! Where things are: the checkout's folders, and the shell that starts programs in it.
//! Nothing here builds or installs.

use std::env;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use xshell::Shell;

/// One checkout of the repository, and the shell whose working folder is its root.
pub(crate) struct Repo {
    /// Starts programs; argument lists only, each echoed before it runs.
    pub(crate) sh: Shell,
    root: PathBuf,
    cargo_target: PathBuf,
    tools: PathBuf,
}

impl Repo {
    /// The checkout that this program was compiled in.
    pub(crate) fn open() -> Result<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"))
            .parent()
            .context("the xtask folder has no parent")?
            .to_path_buf();
        let from_env = |name: &str, default: &str| {
            let folder = env::var_os(name).map_or_else(|| PathBuf::from(default), PathBuf::from);
            root.join(folder)
        };
        let cargo_target = from_env("CARGO_TARGET_DIR", "target");
        let tools = from_env("YEWPYTER_TOOLS", "target/tools");
        let sh = Shell::new()?;
        sh.change_dir(&root);
        Ok(Self { sh, root, cargo_target, tools })
    }

    /// A path in the checkout.
    pub(crate) fn path(&self, relative: impl AsRef<Path>) -> PathBuf {
        self.root.join(relative)
    }

    /// A path among cargo's outputs, wherever CARGO_TARGET_DIR has put them.
    pub(crate) fn cargo_target(&self, relative: impl AsRef<Path>) -> PathBuf {
        self.cargo_target.join(relative)
    }

    /// A path among the installed tools: virtual environments, programs, Jupyter's own folders.
    pub(crate) fn tools(&self, relative: impl AsRef<Path>) -> PathBuf {
        self.tools.join(relative)
    }

    /// `path` as seen from the root, for messages.
    pub(crate) fn shown<'a>(&self, path: &'a Path) -> std::path::Display<'a> {
        path.strip_prefix(&self.root).unwrap_or(path).display()
    }
}
