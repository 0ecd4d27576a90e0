//! The single door to all automation: parses the verb and hands it to the module of that name.
//! No product code lives here, and no step either.

mod build;
mod digest;
mod repo;
mod step;
mod tools;

use std::ffi::OsString;
use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

use crate::repo::Repo;

/// Builds, tests, checks and serves Yewpyter. Everything it needs it installs under target/tools
/// (or the folder that YEWPYTER_TOOLS names).
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Cli {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// Build the WebAssembly bundle, the JupyterLab extension and the wheel in dist/
    Build,
    /// The wasm-bindgen command line, in the version that the crates are pinned to
    #[command(hide = true, disable_help_flag = true)]
    WasmBindgen {
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        args: Vec<OsString>,
    },
}

fn main() -> ExitCode {
    match run(Cli::parse().verb) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{}", step::explain(&error));
            ExitCode::FAILURE
        }
    }
}

fn run(verb: Verb) -> Result<()> {
    let repo = Repo::open()?;
    match verb {
        Verb::Build => build::build(&repo).map(drop),
        Verb::WasmBindgen { args } => tools::bindgen::run(args),
    }
}
