//! What travels to a page, and how much of it is allowed.

use std::fmt;
use std::fs;
use std::io::Write;

use anyhow::{Context, Result};
use flate2::Compression;
use flate2::write::GzEncoder;
use regex::Regex;
use serde_json::Value;

use crate::build::{self, PRODUCT};
use crate::repo::Repo;

const KB: usize = 1000;

/// Loaded with every page of JupyterLab, widgets or not.
const STARTUP: Budget = Budget { name: "at startup", raw: 16 * KB, gzip: None };

/// Loaded in all by the time that the first widget stands.
const FIRST: Budget = Budget { name: "for the first widget", raw: 420 * KB, gzip: Some(160 * KB) };

/// Chunks for pages that lack something, which no page with a first live widget loads, and what is loaded after it.
const EXCEPTIONAL: [&str; 3] = ["no-manager", "no-kernel", "saving"];

struct Budget {
    name: &'static str,
    raw: usize,
    gzip: Option<usize>,
}

/// One file of the built extension.
struct Sized {
    name: String,
    raw: usize,
    gzip: usize,
    at_startup: bool,
    exceptional: bool,
}

/// The sizes of all files that a page loads.
pub(crate) struct Sizes(Vec<Sized>);

/// Builds the extension and prints its sizes.
pub(crate) fn run(repo: &Repo) -> Result<()> {
    build::build_extension(repo)?;
    let sizes = measure(repo)?;
    println!("{sizes}");
    for finding in sizes.over_budget() {
        println!("over budget: {finding}");
    }
    Ok(())
}

/// Measures the extension as it was last built.
pub(crate) fn measure(repo: &Repo) -> Result<Sizes> {
    let folder = repo.path(PRODUCT.labextension);
    let manifest: Value = serde_json::from_slice(&fs::read(folder.join("package.json"))?)?;
    let entry = manifest.pointer("/jupyterlab/_build/load").and_then(Value::as_str);
    let entry = entry.context("the built package.json does not name its remote entry")?;
    let entry = entry.trim_start_matches("static/").to_owned();
    let chunks = startup_chunks(&fs::read_to_string(folder.join("static").join(&entry))?)?;
    let mut files = Vec::new();
    for path in repo.sh.read_dir(folder.join("static"))? {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name.ends_with(".json") {
            continue;
        }
        let content = fs::read(&path)?;
        let id = name.split('.').next().unwrap_or_default();
        let at_startup =
            name == entry || name == "style.js" || chunks.iter().any(|chunk| chunk == id);
        let exceptional = EXCEPTIONAL.contains(&id);
        let (raw, gzip) = (content.len(), gzipped(&content)?);
        files.push(Sized { raw, gzip, name, at_startup, exceptional });
    }
    Ok(Sizes(files))
}

impl Sizes {
    /// Each budget that does not hold.
    pub(crate) fn over_budget(&self) -> Vec<String> {
        [self.over(&STARTUP, true), self.over(&FIRST, false)].concat()
    }

    fn over(&self, budget: &Budget, startup_only: bool) -> Vec<String> {
        let Budget { name, .. } = budget;
        let (raw, gzip) = self.total(startup_only);
        let told = |found, kind, most| format!("{found} bytes{kind} {name}, {most} are allowed");
        let over_raw = (raw > budget.raw).then(|| told(raw, "", budget.raw));
        let over_gzip =
            budget.gzip.filter(|most| gzip > *most).map(|most| told(gzip, " (gzip)", most));
        over_raw.into_iter().chain(over_gzip).collect()
    }

    fn total(&self, startup_only: bool) -> (usize, usize) {
        let counts = |file: &&Sized| !file.exceptional && (file.at_startup || !startup_only);
        let files = self.0.iter().filter(counts);
        files.fold((0, 0), |(raw, gzip), file| (raw + file.raw, gzip + file.gzip))
    }
}

impl fmt::Display for Sizes {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(out, "{:<44} {:>9} {:>9}", "file", "raw", "gzip")?;
        for Sized { name, raw, gzip, at_startup, exceptional } in &self.0 {
            let mark = match (at_startup, exceptional) {
                (true, _) => "at startup",
                (_, true) => "not for the first",
                _ => "",
            };
            writeln!(out, "{name:<44} {raw:>9} {gzip:>9} {mark}")?;
        }
        for (budget, startup_only) in [(STARTUP, true), (FIRST, false)] {
            let (raw, gzip) = self.total(startup_only);
            writeln!(out, "{:<44} {raw:>9} {gzip:>9}", budget.name)?;
        }
        Ok(())
    }
}

/// The chunks that the remote entry loads for the plugin itself.
fn startup_chunks(entry: &str) -> Result<Vec<String>> {
    let plugin = Regex::new(r#""\./(?:index|extension)":\(\)=>(.*?)\.then\("#)?;
    let chunk = Regex::new(r"\.e\((\d+)\)")?;
    let loads = plugin.captures_iter(entry).filter_map(|found| found.get(1));
    let ids = loads.flat_map(|load| chunk.captures_iter(load.as_str()).filter_map(|id| id.get(1)));
    let mut ids: Vec<_> = ids.map(|id| id.as_str().to_owned()).collect();
    ids.sort();
    ids.dedup();
    (!ids.is_empty()).then_some(ids).context("the remote entry names no chunk for the plugin")
}

fn gzipped(content: &[u8]) -> Result<usize> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(content)?;
    Ok(encoder.finish()?.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sizes(files: &[(usize, usize, bool)]) -> Sizes {
        let sized = |&(raw, gzip, at_startup): &(usize, usize, bool)| Sized {
            name: "file".to_owned(),
            raw,
            gzip,
            at_startup,
            exceptional: false,
        };
        Sizes(files.iter().map(sized).collect())
    }

    #[test]
    fn each_budget_can_be_overdrawn() {
        assert!(sizes(&[(16 * KB, 1, true), (404 * KB, 1, false)]).over_budget().is_empty());
        let over = sizes(&[(17 * KB, 161 * KB, true), (404 * KB, 1, false)]).over_budget();
        assert_eq!(
            over,
            [
                "17000 bytes at startup, 16000 are allowed",
                "421000 bytes for the first widget, 420000 are allowed",
                "161001 bytes (gzip) for the first widget, 160000 are allowed"
            ]
        );
    }

    #[test]
    fn the_plugin_s_chunks_are_read_from_the_remote_entry() {
        let entry = r#"{"./index":()=>n.e(318).then(()=>()=>n(765)),"./extension":()=>Promise.all([n.e(318),n.e(7)]).then(()=>()=>n(765))},o={9:n.e(5)}"#;
        assert_eq!(startup_chunks(entry).unwrap(), ["318", "7"]);
        assert!(startup_chunks("nothing").is_err());
    }
}
