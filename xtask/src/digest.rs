//! Fingerprints of what a step reads, so that unchanged work is skipped. No step lives here.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use ignore::WalkBuilder;
use sha2::{Digest as _, Sha256};

/// Folders that tools write beside sources; never an input.
const CACHES: [&str; 3] = ["node_modules", "__pycache__", "target"];

/// A fingerprint under construction. The order of the calls counts.
#[derive(Default)]
pub(crate) struct Digest(Sha256);

impl Digest {
    /// Adds a text: a version, a command line, another digest.
    pub(crate) fn text(mut self, text: &str) -> Self {
        self.add(text.as_bytes());
        self
    }

    /// Adds one file's content. A missing file is an error that names it.
    pub(crate) fn file(mut self, path: &Path) -> Result<Self> {
        let content = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
        self.add(&content);
        Ok(self)
    }

    /// Adds the names and contents of all files under a folder, ignored by git or not, caches and
    /// hidden files apart. A missing folder counts as empty.
    pub(crate) fn tree(mut self, folder: &Path) -> Result<Self> {
        if !folder.exists() {
            return Ok(self);
        }
        let walk = WalkBuilder::new(folder)
            .standard_filters(false)
            .hidden(true)
            .filter_entry(|entry| !CACHES.iter().any(|cache| entry.file_name() == *cache))
            .sort_by_file_path(Path::cmp)
            .build();
        for entry in walk {
            let entry = entry?;
            if entry.file_type().is_some_and(|kind| kind.is_file()) {
                let name = entry.path().strip_prefix(folder).unwrap_or(entry.path());
                self.add(name.to_string_lossy().as_bytes());
                self = self.file(entry.path())?;
            }
        }
        Ok(self)
    }

    /// The fingerprint, in hexadecimal.
    pub(crate) fn finish(self) -> String {
        self.0.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }

    fn add(&mut self, bytes: &[u8]) {
        self.0.update((bytes.len() as u64).to_le_bytes());
        self.0.update(bytes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree_digest(folder: &Path) -> String {
        Digest::default().tree(folder).unwrap().finish()
    }

    #[test]
    fn a_tree_changes_with_names_and_contents_but_not_with_caches() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.txt");
        fs::write(&file, "one").unwrap();
        let first = tree_digest(folder.path());

        fs::create_dir(folder.path().join("__pycache__")).unwrap();
        fs::write(folder.path().join("__pycache__/a.pyc"), "x").unwrap();
        assert_eq!(tree_digest(folder.path()), first);

        fs::write(&file, "two").unwrap();
        assert_ne!(tree_digest(folder.path()), first);

        fs::remove_file(&file).unwrap();
        fs::write(folder.path().join("b.txt"), "one").unwrap();
        assert_ne!(tree_digest(folder.path()), first);
    }

    #[test]
    fn texts_do_not_run_into_each_other() {
        let joined = Digest::default().text("ab").text("c").finish();
        assert_ne!(joined, Digest::default().text("a").text("bc").finish());
    }
}
