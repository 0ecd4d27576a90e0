//! The repository's own text files, read once for all rules. No rule lives here.

use std::fs;
use std::path::Path;

use anyhow::Result;
use ignore::WalkBuilder;

use crate::repo::Repo;

/// What is written by hand here, by ending.
const TEXTS: [&str; 11] =
    ["rs", "ts", "mjs", "js", "py", "css", "toml", "md", "json", "ipynb", "yml"];

/// One text file.
pub(crate) struct Source {
    /// The path from the root, with `/` on every system.
    pub(crate) path: String,
    /// What it holds.
    pub(crate) text: String,
}

/// All text files that git would know.
pub(crate) struct Sources {
    /// In the order of their paths.
    pub(crate) files: Vec<Source>,
}

impl Source {
    /// Whether the path ends in `.` and this.
    pub(crate) fn has_ending(&self, ending: &str) -> bool {
        Path::new(&self.path).extension().is_some_and(|found| found == ending)
    }

    /// Whether a program wrote it.
    pub(crate) fn is_generated(&self) -> bool {
        self.path.contains("/generated/") || self.path.ends_with("package-lock.json")
    }

    /// Whether it is only there to test.
    pub(crate) fn is_test(&self) -> bool {
        self.path.split('/').any(|part| matches!(part, "tests" | "test" | "specs" | "harness"))
    }

    /// A Rust file's lines before its test module, numbered from 1; all lines of other files.
    pub(crate) fn product_lines(&self) -> impl Iterator<Item = (usize, &str)> {
        let lines = self.text.lines().take_while(|line| !line.starts_with("#[cfg(test)]"));
        lines.enumerate().map(|(index, line)| (index + 1, line))
    }
}

impl Sources {
    /// Reads them.
    pub(crate) fn read(repo: &Repo) -> Result<Self> {
        let root = repo.path("");
        let mut files = Vec::new();
        // Hidden folders are read too, for .ci and .cargo; git's own is not.
        let walk = WalkBuilder::new(&root)
            .hidden(false)
            .filter_entry(|entry| entry.file_name() != ".git")
            .sort_by_file_path(Path::cmp)
            .build();
        for entry in walk {
            let entry = entry?;
            let ending = entry.path().extension().and_then(|ending| ending.to_str());
            let is_text = ending.is_some_and(|ending| TEXTS.contains(&ending));
            if is_text && entry.file_type().is_some_and(|kind| kind.is_file()) {
                let path = entry.path().strip_prefix(&root)?.to_string_lossy().replace('\\', "/");
                files.push(Source { path, text: fs::read_to_string(entry.path())? });
            }
        }
        Ok(Self { files })
    }

    /// The file of this path.
    pub(crate) fn find(&self, path: &str) -> Option<&Source> {
        self.files.iter().find(|file| file.path == path)
    }

    /// Files made up for a test.
    #[cfg(test)]
    pub(crate) fn of(files: &[(&str, &str)]) -> Self {
        let source =
            |(path, text): &(&str, &str)| Source { path: (*path).into(), text: (*text).into() };
        Self { files: files.iter().map(source).collect() }
    }
}
