//! Programs in the background that end with us: on drop, on Ctrl-C, on termination; with all their
//! descendants. Programs that are simply run and waited for use the shell in `repo`.

use std::ffi::OsStr;
use std::fmt;
use std::process::{self, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;
#[cfg(unix)]
use std::time::Instant;

use anyhow::{Context, Result, bail};
use process_wrap::std::{ChildWrapper, CommandWrap};

type Child = Arc<Mutex<Box<dyn ChildWrapper>>>;

/// What runs now. The signal handler has no other way to reach it.
static RUNNING: Mutex<Vec<Child>> = Mutex::new(Vec::new());

/// How long a program may take to end after each signal.
#[cfg(unix)]
const GRACE: Duration = Duration::from_secs(5);

const POLL: Duration = Duration::from_millis(50);

/// The exit code that shells give to a program ended by Ctrl-C.
const INTERRUPTED: i32 = 130;

/// A running program at the head of its own process group.
pub(crate) struct Background {
    name: String,
    child: Child,
}

/// Ends all background programs and then this one when the user or the system asks for it.
pub(crate) fn end_with_us() -> Result<()> {
    ctrlc::set_handler(|| {
        for child in lock(&RUNNING).iter() {
            end(child);
        }
        process::exit(INTERRUPTED);
    })
    .context("cannot watch for Ctrl-C")
}

impl Background {
    /// Starts the program.
    pub(crate) fn start(mut command: Command) -> Result<Self> {
        // Outside the terminal's own group, reading from the terminal would stop the program.
        command.stdin(Stdio::null());
        let name = command.get_program().to_string_lossy().into_owned();
        eprintln!("$ {}", Shown(&command));
        let mut wrapped = CommandWrap::from(command);
        #[cfg(unix)]
        wrapped.wrap(process_wrap::std::ProcessGroup::leader());
        #[cfg(windows)]
        wrapped.wrap(process_wrap::std::JobObject);
        // Held while spawning, so that no signal finds the program started but not listed.
        let mut running = lock(&RUNNING);
        let child = wrapped.spawn().with_context(|| format!("cannot start {name}"))?;
        let child = Arc::new(Mutex::new(child));
        running.push(Arc::clone(&child));
        Ok(Self { name, child })
    }

    /// How the program ended, if it has.
    pub(crate) fn ended(&self) -> Result<Option<ExitStatus>> {
        lock(&self.child).try_wait().with_context(|| format!("lost sight of {}", self.name))
    }

    /// Waits for the program; an unhappy end is an error.
    pub(crate) fn finish(&self) -> Result<()> {
        loop {
            match self.ended()? {
                Some(status) if status.success() => return Ok(()),
                Some(status) => bail!("{} ended with {status}", self.name),
                None => thread::sleep(POLL),
            }
        }
    }
}

impl Drop for Background {
    fn drop(&mut self) {
        end(&self.child);
        lock(&RUNNING).retain(|child| !Arc::ptr_eq(child, &self.child));
    }
}

/// Asks the whole group to end, ever less politely, then kills what is left of it. Does nothing
/// when the program has ended by itself, since its group's number may by now be another's.
fn end(child: &Child) {
    let mut child = lock(child);
    if has_ended(child.as_mut()) {
        return;
    }
    let ended = asked_to_end(child.as_mut());
    let killed = child.start_kill().and_then(|()| child.wait());
    // Usually nobody of the group is left to be killed, which is an error too.
    if let (false, Err(error)) = (ended, killed) {
        eprintln!("cannot end process {}: {error}", child.id());
    }
}

#[cfg(unix)]
fn asked_to_end(child: &mut dyn ChildWrapper) -> bool {
    const INTERRUPT: i32 = 2;
    const TERMINATE: i32 = 15;
    [INTERRUPT, TERMINATE].iter().any(|&signal| {
        let asked = Instant::now();
        if let Err(error) = child.signal(signal) {
            eprintln!("cannot signal process group {}: {error}", child.id());
        }
        while asked.elapsed() < GRACE && !has_ended(child) {
            thread::sleep(POLL);
        }
        has_ended(child)
    })
}

/// Windows has no such signal: the job object ends all at once.
#[cfg(not(unix))]
fn asked_to_end(_child: &mut dyn ChildWrapper) -> bool {
    false
}

fn has_ended(child: &mut dyn ChildWrapper) -> bool {
    matches!(child.try_wait(), Ok(Some(_)))
}

struct Shown<'a>(&'a Command);

impl fmt::Display for Shown<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}", self.0.get_program().display())?;
        self.0.get_args().map(OsStr::display).try_for_each(|arg| write!(out, " {arg}"))
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;
    use std::io::{BufRead, BufReader};

    /// A shell with a child of its own, and the ids of both.
    fn family() -> (Background, Vec<u32>) {
        let mut command = Command::new("sh");
        command.args(["-c", "sleep 600 & echo $!; wait"]).stdout(Stdio::piped());
        let background = Background::start(command).unwrap();
        let output = lock(&background.child).stdout().take().unwrap();
        let line = BufReader::new(output).lines().next().unwrap().unwrap();
        let pids = vec![lock(&background.child).id(), line.parse().unwrap()];
        (background, pids)
    }

    fn alive(pid: u32) -> bool {
        let mut probe = Command::new("kill");
        probe.args(["-0", &pid.to_string()]).stderr(Stdio::null()).status().unwrap().success()
    }

    #[test]
    fn dropping_ends_the_program_and_its_children() {
        let (background, pids) = family();
        assert!(pids.iter().all(|&pid| alive(pid)));
        drop(background);
        // The killed grandchild is gone once the system has reaped it.
        let dropped = Instant::now();
        while pids.iter().any(|&pid| alive(pid)) {
            assert!(dropped.elapsed() < GRACE, "some of {pids:?} still live");
            thread::yield_now();
        }
    }

    #[test]
    fn an_unhappy_end_is_an_error_that_names_the_program() {
        let background = Background::start(Command::new("false")).unwrap();
        let error = background.finish().unwrap_err().to_string();
        assert!(error.starts_with("false ended with"), "{error}");
    }
}
