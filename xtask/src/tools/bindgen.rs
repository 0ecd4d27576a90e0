//! wasm-bindgen and its test runner as libraries, so that their version is the lockfile's and
//! nothing is installed. Programs that want them on PATH get this program under their names.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::iter;
use std::path::{Path, PathBuf};
use std::process::{self, Command, Stdio};
use std::thread;

use anyhow::{Context, Result};

use crate::repo::Repo;

/// The name under which this program is wasm-bindgen.
const BINDGEN: &str = "wasm-bindgen";

/// The name under which this program is cargo's runner for wasm32 tests.
pub(crate) const TEST_RUNNER: &str = "wasm-bindgen-test-runner";

/// Names a script that visits the runner's page, where no driver opens it.
pub(crate) const VISITOR: &str = "YEWPYTER_TEST_PAGE_VISITOR";

/// Acts as the tool that this program was started as, if it was started as one.
pub(crate) fn run_as_named() -> Option<Result<()>> {
    let mut args = env::args_os();
    let name = PathBuf::from(args.next()?);
    let args = args.collect();
    match name.file_stem()?.to_str()? {
        BINDGEN => Some(run(args)),
        TEST_RUNNER => Some(run_tests(args)),
        _ => None,
    }
}

/// Runs the wasm-bindgen command line with these arguments (without the program's name).
pub(crate) fn run(args: Vec<OsString>) -> Result<()> {
    let name = iter::once(OsString::from(BINDGEN));
    wasm_bindgen_cli::wasm_bindgen::run_cli_with_args(name.chain(args))
}

/// A folder for PATH that holds this program as both tools.
pub(crate) fn folder_for_path(repo: &Repo) -> Result<PathBuf> {
    let folder = repo.tools("bin");
    fs::create_dir_all(&folder)?;
    let program = env::current_exe().context("cannot tell where this program is")?;
    for name in [BINDGEN, TEST_RUNNER] {
        let tool = folder.join(name).with_extension(env::consts::EXE_EXTENSION);
        link(&program, &tool).with_context(|| format!("cannot write {}", tool.display()))?;
    }
    Ok(folder)
}

fn run_tests(args: Vec<OsString>) -> Result<()> {
    if let Some(script) = env::var_os(VISITOR) {
        thread::spawn(|| process::exit(visit(script)));
    }
    let name = iter::once(OsString::from(TEST_RUNNER));
    wasm_bindgen_cli::wasm_bindgen_test_runner::run_cli_with_args(name.chain(args))
}

/// Lets a script open the page that the runner serves; the script's verdict is the exit code.
fn visit(script: OsString) -> i32 {
    // The pipe stays open as long as this process lives, and so tells the script when to give up.
    let visitor = Command::new("node").arg(script).stdin(Stdio::piped()).spawn();
    let Ok(mut visitor) = visitor else {
        eprintln!("cannot start node");
        return 1;
    };
    let pipe = visitor.stdin.take();
    let status = visitor.wait();
    drop(pipe);
    i32::from(!status.is_ok_and(|status| status.success()))
}

fn link(program: &Path, tool: &Path) -> Result<()> {
    if fs::symlink_metadata(tool).is_ok() {
        fs::remove_file(tool)?;
    }
    #[cfg(unix)]
    std::os::unix::fs::symlink(program, tool)?;
    #[cfg(not(unix))]
    fs::copy(program, tool)?;
    Ok(())
}
