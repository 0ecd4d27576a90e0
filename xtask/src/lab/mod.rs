//! The shortest way to see it: JupyterLab on the tour notebook, served, or looked over by a browser.

mod server;

use std::fs;
use std::io::{self, IsTerminal};

use anyhow::Result;
use clap::Args;

use crate::browser_tests::{self, LAB, Run};
use crate::build;
use crate::repo::Repo;
use crate::tools::node::Node;
use crate::tools::python::Venv;
pub(crate) use server::Server;
use server::Site;

const NOTEBOOK: &str = "tour.ipynb";

/// What `cargo xtask lab` can be told.
#[derive(Args)]
pub(crate) struct Options {
    /// Run the whole notebook in a hidden browser instead; fail on any error or dead widget
    #[arg(long)]
    check: bool,
    /// The port to serve on [default: any free one]
    #[arg(long)]
    port: Option<u16>,
    /// Print the address, open no browser
    #[arg(long)]
    no_browser: bool,
}

/// Builds, installs, and serves the tour until Ctrl-C, or checks it.
pub(crate) fn run(repo: &Repo, options: &Options) -> Result<()> {
    let venv = environment(repo)?;
    if options.check { check(repo, &venv) } else { serve(repo, &venv, options) }
}

/// The environment of somebody who has just installed JupyterLab and the wheel.
pub(crate) fn environment(repo: &Repo) -> Result<Venv> {
    let wheel = build::build(repo)?;
    let venv = Venv::ensure(repo, "lab", &repo.path("xtask/requirements-lab.txt"))?;
    venv.install_wheel(repo, &wheel)?;
    Ok(venv)
}

/// Runs the tour in a browser, on a copy of the examples, and leaves screenshots.
pub(crate) fn check(repo: &Repo, venv: &Venv) -> Result<()> {
    let node = Node::ensure(repo)?;
    let copy = repo.path("target/lab-check");
    repo.sh.remove_path(&copy)?;
    fs::create_dir_all(&copy)?;
    for entry in repo.sh.read_dir(repo.path("examples"))? {
        if entry.is_file() {
            repo.sh.copy_file(entry, &copy)?;
        }
    }
    let site = Site { folder: copy, notebook: NOTEBOOK, port: None, open_browser: false };
    let server = Server::start(repo, venv, &site)?;
    server.wait_until_ready()?;
    let run = Run {
        config: LAB,
        python: venv.python(),
        colab_python: None,
        filter: "tour",
        server: Some(&server),
    };
    browser_tests::run(repo, &node, &run)
}

fn serve(repo: &Repo, venv: &Venv, options: &Options) -> Result<()> {
    let site = Site {
        folder: repo.path("examples"),
        notebook: NOTEBOOK,
        port: options.port,
        open_browser: !options.no_browser && io::stdout().is_terminal(),
    };
    let server = Server::start(repo, venv, &site)?;
    server.wait_until_ready()?;
    println!("\n  Yewpyter is served at {}\n  Ctrl-C ends it.\n", server.notebook_url());
    server.finish()
}
