//! One JupyterLab server that reads and writes nothing of the user's own Jupyter.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::process::Background;
use crate::repo::Repo;
use crate::tools::python::Venv;

/// Variables that would lead the server to the user's own files, or away from the ones named here.
const FOREIGN: [&str; 6] = [
    "JUPYTER_PATH",
    "JUPYTER_CONFIG_PATH",
    "JUPYTERLAB_DIR",
    "JUPYTER_TOKEN",
    "PYTHONPATH",
    "PYTHONHOME",
];

/// Variables that hold Jupyter's own folders, and the folder's name under ours.
const FOLDERS: [(&str, &str); 6] = [
    ("JUPYTER_CONFIG_DIR", "config"),
    ("JUPYTER_DATA_DIR", "data"),
    ("JUPYTER_RUNTIME_DIR", "runtime"),
    ("JUPYTERLAB_SETTINGS_DIR", "settings"),
    ("JUPYTERLAB_WORKSPACES_DIR", "workspaces"),
    ("IPYTHONDIR", "ipython"),
];

/// JupyterLab's question about its news, answered beforehand; the file's place among the settings.
const NO_NEWS: (&str, &str) = (
    "lab-home/settings/@jupyterlab/apputils-extension/notification.jupyterlab-settings",
    r#"{"fetchNews": "false", "checkForUpdates": false}"#,
);

/// A server may be slow to start on a cold disk; longer than this it hangs.
const START: Duration = Duration::from_secs(120);

/// What to serve, and where.
pub(crate) struct Site {
    /// The folder that notebooks are opened from.
    pub(crate) folder: PathBuf,
    /// The notebook that comes up first.
    pub(crate) notebook: &'static str,
    /// The port; any free one if none.
    pub(crate) port: Option<u16>,
    /// Whether the server opens the user's browser.
    pub(crate) open_browser: bool,
}

/// A running server; ends with this value.
pub(crate) struct Server {
    process: Background,
    port: u16,
    token: String,
    notebook: &'static str,
}

impl Server {
    /// Starts JupyterLab; it may not answer yet.
    pub(crate) fn start(repo: &Repo, venv: &Venv, site: &Site) -> Result<Self> {
        let port = site.port.map_or_else(free_port, Ok)?;
        let token = random_token();
        let mut command = Command::new(venv.python());
        command
            .args(["-m", "jupyterlab"])
            .arg(format!("--ServerApp.port={port}"))
            .arg("--ServerApp.port_retries=0")
            .arg(format!("--ServerApp.root_dir={}", site.folder.display()))
            .arg(format!("--IdentityProvider.token={token}"))
            .arg(format!("--LabApp.default_url=/lab/tree/{}", site.notebook))
            .arg(format!("--ServerApp.open_browser={}", site.open_browser))
            // Asked by root in containers; without effect for everybody else.
            .arg("--ServerApp.allow_root=True")
            .arg("--Application.log_level=WARN")
            // The browser tests wait for the application's own signals.
            .arg("--expose-app-in-browser")
            .current_dir(&site.folder);
        isolate(repo, &mut command)?;
        let process = Background::start(command)?;
        Ok(Self { process, port, token, notebook: site.notebook })
    }

    /// Waits until the server takes connections.
    pub(crate) fn wait_until_ready(&self) -> Result<()> {
        let start = Instant::now();
        while TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).is_err() {
            if let Some(status) = self.process.ended()? {
                bail!(
                    "JupyterLab ended with {status} before it served anything; is port {} free?",
                    self.port
                );
            }
            if start.elapsed() > START {
                bail!("JupyterLab does not answer on port {} after {START:?}", self.port);
            }
            thread::sleep(Duration::from_millis(100));
        }
        Ok(())
    }

    /// The server's address, without the token.
    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// The secret that opens the server.
    pub(crate) fn token(&self) -> &str {
        &self.token
    }

    /// The address that opens the notebook at once.
    pub(crate) fn notebook_url(&self) -> String {
        format!("{}/lab/tree/{}?token={}", self.url(), self.notebook, self.token)
    }

    /// Waits for the server's end.
    pub(crate) fn finish(&self) -> Result<()> {
        self.process.finish()
    }
}

/// Keeps the server in folders of its own.
fn isolate(repo: &Repo, command: &mut Command) -> Result<()> {
    command.env("PYTHONNOUSERSITE", "1");
    for name in FOREIGN {
        command.env_remove(name);
    }
    for (name, folder) in FOLDERS {
        command.env(name, repo.tools("lab-home").join(folder));
    }
    let (settings, no_news) = NO_NEWS;
    if !repo.tools(settings).exists() {
        repo.sh.write_file(repo.tools(settings), no_news)?;
    }
    Ok(())
}

fn free_port() -> Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("no free port")?;
    Ok(listener.local_addr()?.port())
}

/// The standard library seeds its hashers from the system's randomness.
fn random_token() -> String {
    (0..3).map(|_| format!("{:016x}", RandomState::new().build_hasher().finish())).collect()
}
