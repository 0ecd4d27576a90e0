//! The test suites, one file each, and the order they run in. A suite that fails stops no other.

pub(crate) mod colab;
mod e2e;
mod js;
mod python;
mod rust;
mod tour;
mod transcript;
mod wasm;
mod wasm_pack;

use std::fmt;
use std::io::{self, IsTerminal};
use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use clap::ValueEnum;

use crate::repo::Repo;
use crate::step;

/// One suite; the order is that of a run.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub(crate) enum Suite {
    /// Native tests of the crates, and of this program
    Rust,
    /// Tests that need a browser, by cargo alone
    Wasm,
    /// The documented wasm-pack commands
    WasmPack,
    /// TypeScript: types and unit tests
    Js,
    /// The Python package, on the newest and the oldest supported versions
    Python,
    /// Notebooks in JupyterLab, with the wheel as users install it
    E2e,
    /// Output frames like Colab's, on Colab's versions
    Colab,
    /// The tour notebook, as `lab --check` runs it
    Tour,
}

struct Outcome {
    suite: Suite,
    passed: bool,
    time: Duration,
}

/// Runs the suites named, or all of them, and reports on all of them at the end.
pub(crate) fn run(repo: &Repo, named: &[Suite]) -> Result<()> {
    let mut suites = if named.is_empty() { Suite::value_variants() } else { named }.to_vec();
    suites.sort();
    suites.dedup();
    let alone = suites.len() == 1 || io::stderr().is_terminal();
    let outcomes: Vec<_> = suites.into_iter().map(|suite| suite.outcome(repo, alone)).collect();
    eprintln!();
    for outcome in &outcomes {
        eprintln!("{outcome}");
    }
    let failed: Vec<_> = outcomes.iter().filter(|outcome| !outcome.passed).collect();
    if failed.is_empty() {
        return Ok(());
    }
    for outcome in failed.iter().filter(|_| !alone) {
        transcript::repeat_end(repo, outcome.suite)?;
    }
    bail!("{} of {} suites failed; their messages stand above", failed.len(), outcomes.len())
}

impl Suite {
    /// Runs the suite. Where nobody can scroll back, and others follow, its transcript is kept.
    fn outcome(self, repo: &Repo, alone: bool) -> Outcome {
        eprintln!("\n== {self} ==");
        let start = Instant::now();
        let result = if alone { self.run(repo) } else { transcript::run(repo, self) };
        if let Err(error) = &result {
            eprintln!("{}", step::explain(error));
        }
        Outcome { suite: self, passed: result.is_ok(), time: start.elapsed() }
    }

    fn run(self, repo: &Repo) -> Result<()> {
        match self {
            Self::Rust => rust::run(repo),
            Self::Wasm => wasm::run(repo),
            Self::WasmPack => wasm_pack::run(repo),
            Self::Js => js::run(repo),
            Self::Python => python::run(repo),
            Self::E2e => e2e::run(repo),
            Self::Colab => colab::run(repo),
            Self::Tour => tour::run(repo),
        }
    }
}

impl fmt::Display for Suite {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.to_possible_value();
        out.pad(name.as_ref().map_or("", |name| name.get_name()))
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = if self.passed { "passed" } else { "FAILED" };
        write!(out, "{:<10} {word} {:>7.1} s", self.suite, self.time.as_secs_f64())
    }
}
