//! A suite run by a process of its own, whose words go to the screen and into a file: in a long log the reason of a
//! failure stands far above the end.

use std::env;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};

use anyhow::{Context, Result, bail};

use super::Suite;
use crate::repo::Repo;

/// Lines of a failed suite that are said again.
const MOST_LINES: usize = 150;

/// Runs one suite as `cargo xtask test <suite>` does.
pub(super) fn run(repo: &Repo, suite: Suite) -> Result<()> {
    let path = path(repo, suite);
    fs::create_dir_all(repo.path("target/transcripts"))?;
    let file = Arc::new(Mutex::new(File::create(&path)?));
    let mut child = Command::new(env::current_exe()?)
        .args(["test", &suite.to_string()])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .with_context(|| format!("cannot run the suite {suite}"))?;
    let out = child.stdout.take().map(|words| copy(words, Arc::clone(&file)));
    let err = child.stderr.take().map(|words| copy(words, file));
    let status = child.wait()?;
    for copying in [out, err].into_iter().flatten() {
        copying.join().unwrap_or_else(|_| Err(io::Error::other("the transcript broke off")))?;
    }
    if !status.success() {
        bail!("the suite {suite} failed; its transcript is {}", repo.shown(&path));
    }
    Ok(())
}

fn copy(
    mut words: impl Read + Send + 'static,
    file: Arc<Mutex<File>>,
) -> JoinHandle<io::Result<()>> {
    thread::spawn(move || {
        let mut some = [0; 8192];
        loop {
            let length = words.read(&mut some)?;
            let Some(said) = some.get(..length).filter(|said| !said.is_empty()) else {
                return Ok(());
            };
            file.lock().unwrap_or_else(PoisonError::into_inner).write_all(said)?;
            io::stderr().write_all(said)?;
        }
    })
}

/// Says the last lines of a suite's transcript again.
pub(super) fn repeat_end(repo: &Repo, suite: Suite) -> Result<()> {
    let text = String::from_utf8_lossy(&fs::read(path(repo, suite))?).into_owned();
    let lines: Vec<_> = text.lines().collect();
    eprintln!("\n== {suite}, the last lines ==");
    for line in lines.iter().skip(lines.len().saturating_sub(MOST_LINES)) {
        eprintln!("{line}");
    }
    Ok(())
}

fn path(repo: &Repo, suite: Suite) -> PathBuf {
    repo.path(format!("target/transcripts/{suite}.log"))
}
