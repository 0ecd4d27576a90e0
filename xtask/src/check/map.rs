//! ARCHITECTURE.md, README.md and CONTRIBUTING.md must be true: what they name exists, and every
//! crate and Python package is on the map.

use std::collections::BTreeSet;

use super::sources::{Source, Sources};

/// The page that names every crate and every Python package.
const MAP: &str = "ARCHITECTURE.md";

/// Pages whose words in backticks are looked up.
const PAGES: [&str; 3] = [MAP, "README.md", "CONTRIBUTING.md"];

/// Endings that make a word a file's name.
const FILES: [&str; 10] = ["rs", "ts", "mjs", "py", "css", "toml", "md", "json", "ipynb", "yml"];

/// What is there only after a build, or on somebody else's disk.
const BUILT: [&str; 4] = ["dist/", "target/", "js-extension/pkg", "python/yewpyter/labextension"];

/// Crates and packages that the map leaves out, and names in the pages that lead nowhere.
pub(crate) fn check(sources: &Sources) -> Vec<String> {
    let pages = PAGES.iter().filter_map(|page| sources.find(page));
    let dead = pages.flat_map(|page| dead_names(page, sources));
    missing_parts(sources).into_iter().chain(dead).collect()
}

fn missing_parts(sources: &Sources) -> Vec<String> {
    let map = sources.find(MAP).map_or("", |map| map.text.as_str());
    let parts: BTreeSet<_> = sources.files.iter().filter_map(|file| part(&file.path)).collect();
    let missing = parts.into_iter().filter(|part| !map.contains(&format!("`{part}`")));
    missing.map(|part| format!("{MAP}: `{part}` is not on the map")).collect()
}

/// The crate that a file belongs to, or the Python package that it begins.
fn part(path: &str) -> Option<&str> {
    let mut slashes = path.match_indices('/').map(|(index, _)| index).skip(1);
    let (folder, rest) = path.split_at_checked(slashes.next()?)?;
    let is_part =
        folder.starts_with("crates/") || (folder.starts_with("python/") && rest == "/__init__.py");
    is_part.then_some(folder)
}

fn dead_names(page: &Source, sources: &Sources) -> Vec<String> {
    let mut findings = Vec::new();
    let mut in_example = false;
    for (number, line) in page.product_lines() {
        if line.trim_start().starts_with("```") {
            in_example = !in_example;
        }
        let names = line.split('`').skip(1).step_by(2);
        if !in_example {
            let dead = names.filter(|name| is_place(name, sources) && !exists(name, sources));
            findings.extend(
                dead.map(|name| {
                    format!("{}:{number}: `{name}` is not there (any more)", page.path)
                }),
            );
        }
    }
    findings
}

/// Whether a word claims to be a file, a folder or a crate of ours.
fn is_place(word: &str, sources: &Sources) -> bool {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "_-./".contains(letter);
    if word.is_empty()
        || !word.chars().all(plain)
        || BUILT.iter().any(|built| word.starts_with(built))
    {
        return false;
    }
    let first = word.split('/').next().unwrap_or(word);
    let is_top = word.contains('/')
        && sources.files.iter().any(|file| file.path.split('/').next() == Some(first));
    let is_file = word
        .rsplit_once('.')
        .is_some_and(|(stem, ending)| !stem.is_empty() && FILES.contains(&ending));
    is_top || is_file || word.starts_with("yewpyter-")
}

fn exists(word: &str, sources: &Sources) -> bool {
    let word = word.trim_end_matches('/');
    let inside = format!("{word}/");
    let as_file = format!("/{word}");
    let as_crate = format!("crates/{word}/");
    sources.files.iter().map(|file| &file.path).any(|path| {
        path == word
            || path.starts_with(&inside)
            || path.ends_with(&as_file)
            || path.starts_with(&as_crate)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_map(map: &str) -> Vec<String> {
        check(&Sources::of(&[
            (MAP, map),
            ("crates/yewpyter-sdk/src/session.rs", ""),
            ("python/yewpyter/__init__.py", ""),
            ("python/yewpyter/_text.py", ""),
            ("python/yewpyter/colab/__init__.py", ""),
            ("python/tests/conftest.py", ""),
        ]))
    }

    #[test]
    fn crates_and_packages_that_are_not_on_the_map_are_found() {
        let found = with_map("nothing");
        assert_eq!(
            found,
            [
                "ARCHITECTURE.md: `crates/yewpyter-sdk` is not on the map",
                "ARCHITECTURE.md: `python/yewpyter` is not on the map"
            ]
        );
    }

    #[test]
    fn names_that_lead_nowhere_are_found() {
        let found = with_map(
            "`crates/yewpyter-sdk`, `python/yewpyter`,\n`session.rs`, `gone.rs`, `python/yewpyter/_gone.py`, \
             `yewpyter-gone`",
        );
        assert_eq!(
            found,
            [
                "ARCHITECTURE.md:2: `gone.rs` is not there (any more)",
                "ARCHITECTURE.md:2: `python/yewpyter/_gone.py` is not there (any more)",
                "ARCHITECTURE.md:2: `yewpyter-gone` is not there (any more)"
            ]
        );
    }

    #[test]
    fn other_words_and_examples_are_left_alone() {
        let text = "`crates/yewpyter-sdk`, `python/yewpyter`, `application/wasm`, `Event::Mount`, `cargo xtask test`, \
                    `dist/a.whl`, `crates/<name>/src`\n```\n`gone.rs`\n```\n";
        assert!(with_map(text).is_empty());
    }
}
