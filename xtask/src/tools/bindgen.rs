//! wasm-bindgen and its test runner as libraries, so that their version is the lockfile's and
//! nothing is installed.

use std::ffi::OsString;
use std::iter;

use anyhow::Result;

/// Runs the wasm-bindgen command line with these arguments (without the program's name).
pub(crate) fn run(args: Vec<OsString>) -> Result<()> {
    let name = iter::once(OsString::from("wasm-bindgen"));
    wasm_bindgen_cli::wasm_bindgen::run_cli_with_args(name.chain(args))
}

/// Runs one compiled wasm test file, as cargo's runner for wasm32.
pub(crate) fn run_tests(args: Vec<OsString>) -> Result<()> {
    let name = iter::once(OsString::from("wasm-bindgen-test-runner"));
    wasm_bindgen_cli::wasm_bindgen_test_runner::run_cli_with_args(name.chain(args))
}
