//! The quick check: house rules first, then the linters. Everything that is wrong is told, not just
//! the first thing. One rule is one small function; what it finds is plain text.

mod arrows;
mod bans;
mod linters;
mod lockfile;
mod map;
mod sources;
mod tidy;
mod versions;

use std::time::Instant;

use anyhow::{Result, bail};
use clap::Args;

use crate::build;
use crate::codegen;
use crate::repo::Repo;
use crate::size;
use crate::step;
use sources::Sources;

/// What `cargo xtask check` can be told.
#[derive(Args)]
pub(crate) struct Options {
    /// Repair what the formatters and linters can repair
    #[arg(long)]
    fix: bool,
}

/// What a rule found: one text per violation, or why it could not look.
type Findings = Result<Vec<String>>;

/// Runs every rule and every linter.
pub(crate) fn run(repo: &Repo, options: &Options) -> Result<()> {
    if options.fix {
        linters::fix(repo)?;
    }
    let mut report = Report::default();
    house_rules(repo, &mut report)?;
    built_files(repo, &mut report);
    linters::run(repo, &mut report);
    report.verdict()
}

fn house_rules(repo: &Repo, report: &mut Report) -> Result<()> {
    let sources = Sources::read(repo)?;
    report.rule("arrows between crates", || arrows::check(repo));
    report.rule("words that have no place", || bans::check(&sources));
    report.rule("modules say what they are", || Ok(tidy::module_docs(&sources)));
    report.rule("files are small", || Ok(tidy::file_sizes(&sources)));
    report.rule("no trailing blanks", || Ok(tidy::blanks(&sources)));
    report.rule("the map is true", || Ok(map::check(&sources)));
    report.rule("versions agree", || versions::check(&sources));
    report.rule("packages for every system", || lockfile::check(&sources));
    Ok(())
}

/// These need the bundle and the extension, so they are built first.
fn built_files(repo: &Repo, report: &mut Report) {
    let built = report.rule("the extension builds", || {
        build::build_extension(repo)?;
        Ok(Vec::new())
    });
    if built {
        report.rule("generated files", || codegen::stale(repo));
        report.rule("sizes", || Ok(size::measure(repo)?.over_budget()));
    }
}

/// The outcome of all rules so far.
#[derive(Default)]
pub(crate) struct Report {
    failed: Vec<String>,
}

impl Report {
    /// Runs one rule, tells what it found, and whether that was nothing.
    pub(crate) fn rule(&mut self, name: &str, rule: impl FnOnce() -> Findings) -> bool {
        let start = Instant::now();
        let findings = rule().unwrap_or_else(|error| vec![step::explain(&error)]);
        let time = start.elapsed().as_secs_f64();
        if findings.is_empty() {
            eprintln!("✓ {name} ({time:.1} s)");
            return true;
        }
        eprintln!("✗ {name} ({time:.1} s)");
        for finding in findings {
            eprintln!("    {finding}");
        }
        self.failed.push(name.to_owned());
        false
    }

    fn verdict(self) -> Result<()> {
        if self.failed.is_empty() {
            return Ok(());
        }
        bail!("{} checks failed: {}", self.failed.len(), self.failed.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use anyhow::anyhow;

    #[test]
    fn every_failure_is_in_the_verdict() {
        let mut report = Report::default();
        assert!(report.rule("good", || Ok(Vec::new())));
        assert!(!report.rule("bad", || Ok(vec!["a.rs: no".to_owned()])));
        assert!(!report.rule("broken", || Err(anyhow!("no file"))));
        assert_eq!(report.verdict().unwrap_err().to_string(), "2 checks failed: bad, broken");
    }
}
