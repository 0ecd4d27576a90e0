//! One named piece of work: told to the reader, skipped while up to date, and explained when it
//! fails. What the pieces do lives elsewhere.

use std::fs::{self, File};
use std::path::PathBuf;
use std::time::Instant;

use anyhow::{Context, Error, Result, bail};

/// A piece of work with a name, and what to do when it fails.
pub(crate) struct Step {
    name: String,
    remedy: String,
    stamp: Option<Stamp>,
}

/// What makes a step skippable: the fingerprint that it ran with last, kept in a file.
pub(crate) struct Stamp {
    /// Holds the fingerprint of the last successful run.
    pub(crate) file: PathBuf,
    /// The fingerprint of what the step reads now.
    pub(crate) inputs: String,
    /// What the step leaves behind; it runs again when one of these is gone.
    pub(crate) outputs: Vec<PathBuf>,
}

impl Step {
    /// `remedy` completes the sentence "What to do: …".
    pub(crate) fn new(name: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { name: name.into(), remedy: remedy.into(), stamp: None }
    }

    /// Lets the step be skipped while `stamp` holds.
    pub(crate) fn unless_fresh(mut self, stamp: Stamp) -> Self {
        self.stamp = Some(stamp);
        self
    }

    /// Does the work, unless it is up to date. Two programs doing the same step wait for each other.
    pub(crate) fn run(self, work: impl FnOnce() -> Result<()>) -> Result<()> {
        let _lock = self.stamp.as_ref().map(Stamp::lock).transpose()?;
        if self.stamp.as_ref().is_some_and(Stamp::is_fresh) {
            eprintln!("· {}: up to date", self.name);
            return Ok(());
        }
        eprintln!("▸ {}", self.name);
        let start = Instant::now();
        let result = work().and_then(|()| self.stamp.as_ref().map_or(Ok(()), Stamp::write));
        result.with_context(|| {
            format!("step '{}' failed\n  what to do: {}", self.name, self.remedy)
        })?;
        eprintln!("✓ {} ({:.1} s)", self.name, start.elapsed().as_secs_f64());
        Ok(())
    }
}

impl Stamp {
    fn is_fresh(&self) -> bool {
        self.outputs.iter().all(|output| output.exists())
            && fs::read_to_string(&self.file).is_ok_and(|stamp| stamp == self.inputs)
    }

    fn write(&self) -> Result<()> {
        if let Some(missing) = self.outputs.iter().find(|output| !output.exists()) {
            bail!("it went well, but left no {}", missing.display());
        }
        create_parent(&self.file)?;
        fs::write(&self.file, &self.inputs)
            .with_context(|| format!("cannot write {}", self.file.display()))
    }

    fn lock(&self) -> Result<File> {
        let path = self.file.with_extension("lock");
        create_parent(&path)?;
        let file =
            File::create(&path).with_context(|| format!("cannot write {}", path.display()))?;
        file.lock().with_context(|| format!("cannot lock {}", path.display()))?;
        Ok(file)
    }
}

/// An error with its causes, one a line.
pub(crate) fn explain(error: &Error) -> String {
    let causes = error.chain().skip(1).map(|cause| format!("\n  because: {cause}"));
    format!("error: {error}{}", causes.collect::<String>())
}

fn create_parent(path: &std::path::Path) -> Result<()> {
    let Some(folder) = path.parent() else { return Ok(()) };
    fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn runs(folder: &std::path::Path, inputs: &str) -> bool {
        let mut ran = false;
        let stamp = Stamp {
            file: folder.join("step.stamp"),
            inputs: inputs.to_owned(),
            outputs: vec![folder.join("out")],
        };
        let step = Step::new("step", "nothing").unless_fresh(stamp);
        step.run(|| {
            ran = true;
            Ok(fs::write(folder.join("out"), "")?)
        })
        .unwrap();
        ran
    }

    #[test]
    fn runs_when_inputs_change_or_outputs_are_gone_and_only_then() {
        let folder = tempfile::tempdir().unwrap();
        assert!(runs(folder.path(), "1"));
        assert!(!runs(folder.path(), "1"));
        assert!(runs(folder.path(), "2"));
        fs::remove_file(folder.path().join("out")).unwrap();
        assert!(runs(folder.path(), "2"));
    }

    #[test]
    fn a_step_that_leaves_nothing_behind_has_failed() {
        let folder = tempfile::tempdir().unwrap();
        let stamp = Stamp {
            file: folder.path().join("step.stamp"),
            inputs: String::new(),
            outputs: vec![folder.path().join("out")],
        };
        let failure = Step::new("step", "look").unless_fresh(stamp).run(|| Ok(())).unwrap_err();
        assert!(explain(&failure).contains("because: it went well, but left no"), "{failure:?}");
    }

    #[test]
    fn a_failure_names_the_step_and_the_remedy() {
        let failure = Step::new("npm ci", "look above").run(|| bail!("no network")).unwrap_err();
        assert_eq!(
            explain(&failure),
            "error: step 'npm ci' failed\n  what to do: look above\n  because: no network"
        );
    }
}
