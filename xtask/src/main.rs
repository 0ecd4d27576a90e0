//! The single door to all automation: parses the verb and hands it to the module of that name.
//! No product code lives here, and no step either.

mod bench;
mod browser_tests;
mod build;
mod check;
mod codegen;
mod digest;
mod lab;
mod process;
mod repo;
mod size;
mod step;
mod suites;
mod tools;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

use crate::repo::Repo;
use crate::suites::Suite;
use crate::tools::bindgen;

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
    /// Build, install and open JupyterLab on the tour notebook
    Lab(lab::Options),
    /// Run the test suites, or those named
    Test { suites: Vec<Suite> },
    /// Build the WebAssembly bundle, the JupyterLab extension and the wheel in dist/
    Build,
    /// Formatting, lints, arrows between crates, generated files, sizes
    Check(check::Options),
    /// Write the generated files
    Codegen(codegen::Options),
    /// Run the benchmarks, or those named
    Bench { names: Vec<String> },
    /// Build, and print what a page loads
    Size,
}

fn main() -> ExitCode {
    let result = bindgen::run_as_named().unwrap_or_else(|| run(&Cli::parse().verb));
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{}", step::explain(&error));
            ExitCode::FAILURE
        }
    }
}

fn run(verb: &Verb) -> Result<()> {
    process::end_with_us()?;
    let repo = Repo::open()?;
    match verb {
        Verb::Lab(options) => lab::run(&repo, options),
        Verb::Test { suites } => suites::run(&repo, suites),
        Verb::Build => build::build(&repo).map(drop),
        Verb::Check(options) => check::run(&repo, options),
        Verb::Codegen(options) => codegen::run(&repo, options),
        Verb::Bench { names } => bench::run(&repo, names),
        Verb::Size => size::run(&repo),
    }
}
