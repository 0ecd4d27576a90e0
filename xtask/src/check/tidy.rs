//! What every file must look like. What files say about each other is checked in `map` and `versions`.

use super::sources::{Source, Sources};

/// Beyond this a file wants to be two.
const MOST_LINES: usize = 600;

/// Languages that people write by hand here.
const CODE: [&str; 5] = ["rs", "ts", "mjs", "py", "css"];

/// Rust files whose first line is not `//!`.
pub(crate) fn module_docs(sources: &Sources) -> Vec<String> {
    let silent = |file: &&Source| file.has_ending("rs") && !file.text.starts_with("//!");
    sources.files.iter().filter(silent).map(missing_docs).collect()
}

/// Files with too many lines; tests and generated files are free.
pub(crate) fn file_sizes(sources: &Sources) -> Vec<String> {
    let is_code = |file: &Source| CODE.iter().any(|ending| file.has_ending(ending));
    let counted = sources.files.iter().filter(|file| !file.is_test() && !file.is_generated());
    let too_long = counted.filter(|file| is_code(file)).filter_map(|file| {
        let lines = file.product_lines().count();
        (lines > MOST_LINES).then(|| {
            format!("{}: {lines} lines; {MOST_LINES} is the most: cut it in two", file.path)
        })
    });
    too_long.collect()
}

/// Blanks at line ends, carriage returns, and files that do not end in exactly one line end.
pub(crate) fn blanks(sources: &Sources) -> Vec<String> {
    let files = sources.files.iter().filter(|file| !file.is_generated());
    // Notebooks hold outputs as they came.
    files.filter(|file| !file.has_ending("ipynb")).flat_map(blanks_in).collect()
}

fn missing_docs(file: &Source) -> String {
    format!("{}: begin with `//!`: what lives here, what must not", file.path)
}

fn blanks_in(file: &Source) -> Vec<String> {
    let lines = file.text.split('\n').enumerate();
    let bad = lines.filter(|(_, line)| line.ends_with([' ', '\t', '\r']));
    let mut findings: Vec<_> =
        bad.map(|(index, _)| format!("{}:{}: trailing blank", file.path, index + 1)).collect();
    if !file.text.is_empty() && (!file.text.ends_with('\n') || file.text.ends_with("\n\n")) {
        findings.push(format!("{}: end with one line end", file.path));
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_module_without_a_word_about_itself_is_found() {
        let sources = Sources::of(&[
            ("crates/a/src/lib.rs", "//! Good.\n"),
            ("crates/a/src/b.rs", "use std::fs;\n"),
            ("python/a.py", "import os\n"),
        ]);
        let found = module_docs(&sources);
        assert_eq!(found, ["crates/a/src/b.rs: begin with `//!`: what lives here, what must not"]);
    }

    #[test]
    fn long_files_are_found_but_tests_do_not_count() {
        let long = "x\n".repeat(MOST_LINES + 1);
        let with_tests = format!("x\n#[cfg(test)]\n{long}");
        let sources = Sources::of(&[
            ("crates/a/src/long.rs", &long),
            ("crates/a/src/tested.rs", &with_tests),
            ("crates/a/tests/all.rs", &long),
            ("js-extension/src/generated/a.d.ts", &long),
            ("README.md", &long),
        ]);
        let found = file_sizes(&sources);
        assert_eq!(found, ["crates/a/src/long.rs: 601 lines; 600 is the most: cut it in two"]);
    }

    #[test]
    fn blanks_and_missing_line_ends_are_found() {
        let sources = Sources::of(&[
            ("a.rs", "a \nb\n"),
            ("b.rs", "a\r\n"),
            ("c.rs", "a"),
            ("d.rs", "a\n\n"),
            ("e.rs", "a\n"),
        ]);
        let found = blanks(&sources);
        assert_eq!(
            found,
            [
                "a.rs:1: trailing blank",
                "b.rs:1: trailing blank",
                "c.rs: end with one line end",
                "d.rs: end with one line end"
            ]
        );
    }
}
