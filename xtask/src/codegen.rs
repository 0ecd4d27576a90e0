//! The generated files that are committed: written by the verb, compared by the check.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use clap::Args;
use serde_json::{Map, Value};
use xshell::cmd;

use crate::build::{self, PRODUCT};
use crate::repo::Repo;

/// The TypeScript side's view of the bundle.
const TYPES: &str = "js-extension/src/generated/yewpyter_bundle.d.ts";

/// Every widget's keys and defaults, for the other side and for other languages.
const SCHEMA: &str = "tests/schema/widgets.json";

/// The defaults alone, for the kernel side, which leaves out of a tree what the page knows anyway.
const DEFAULTS: &str = "python/yewpyter/_defaults.json";

/// What stands in every line of the types about an inner export of the glue for closures.
const CLOSURE: &str = "convert__closures";

/// What `cargo xtask codegen` can be told.
#[derive(Args)]
pub(crate) struct Options {
    /// Write nothing; fail if a file is not what would be written
    #[arg(long)]
    check: bool,
}

struct Generated {
    path: &'static str,
    text: String,
}

/// Writes the files, or only compares them.
pub(crate) fn run(repo: &Repo, options: &Options) -> Result<()> {
    if options.check {
        build::build_pkg(repo)?;
        let stale = stale(repo)?;
        if !stale.is_empty() {
            bail!("{}", stale.join("\n"));
        }
        return Ok(());
    }
    build::build_pkg(repo)?;
    for file in generate(repo)? {
        repo.sh.write_file(repo.path(file.path), &file.text)?;
        eprintln!("✓ {}", file.path);
    }
    Ok(())
}

/// The committed files that differ from what the sources say. The pkg folder must be built.
pub(crate) fn stale(repo: &Repo) -> Result<Vec<String>> {
    let root = repo.path("");
    Ok(generate(repo)?.iter().filter_map(|file| file.stale_in(&root)).collect())
}

impl Generated {
    fn stale_in(&self, root: &Path) -> Option<String> {
        let committed = fs::read_to_string(root.join(self.path)).ok();
        (committed.as_deref() != Some(self.text.as_str()))
            .then(|| format!("{}: run `cargo xtask codegen` and commit it", self.path))
    }
}

fn generate(repo: &Repo) -> Result<[Generated; 3]> {
    let types = repo.path(PRODUCT.pkg).join("yewpyter_bundle.d.ts");
    let types = fs::read_to_string(types).context("the pkg folder holds no types")?;
    let schema = cmd!(repo.sh, "cargo run --quiet --package yewpyter-widgets --example schema");
    let schema = format!("{}\n", schema.quiet().read()?);
    let types = without_hashed_names(&types);
    let defaults = defaults_of(&schema)?;
    Ok([
        Generated { path: TYPES, text: types },
        Generated { path: SCHEMA, text: schema },
        Generated { path: DEFAULTS, text: defaults },
    ])
}

/// Takes from the schema what a front-end puts in the place of keys that are missing.
fn defaults_of(schema: &str) -> Result<String> {
    let schema: Value = serde_json::from_str(schema).context("the schema is no JSON")?;
    let widgets = schema.get("widgets").and_then(Value::as_object);
    let widgets = widgets.context("the schema has no widgets")?;
    let defaults: Map<_, _> =
        widgets.iter().map(|(name, widget)| (name.clone(), widget["defaults"].clone())).collect();
    Ok(format!("{}\n", serde_json::to_string_pretty(&defaults)?))
}

/// The glue's inner exports for closures are named after hashes that change with every build and
/// folder. Nothing but the glue uses them.
fn without_hashed_names(types: &str) -> String {
    let lines = types.split_inclusive('\n');
    lines.filter(|line| !line.contains(CLOSURE)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_change_with_every_build_are_left_out() {
        let types = "interface A {\n    readonly version: () => void;\n    \
                     readonly wasm_bindgen__convert__closures_____invoke__h1b72: () => void;\n}\n";
        let stable = without_hashed_names(types);
        assert_eq!(stable, "interface A {\n    readonly version: () => void;\n}\n");
    }

    #[test]
    fn the_defaults_are_those_of_the_schema() {
        let schema = r#"{"widgets": {"AModel": {"view": "AView", "defaults": {"b": [1.0, 2]}}}}"#;
        let expected = "{\n  \"AModel\": {\n    \"b\": [\n      1.0,\n      2\n    ]\n  }\n}\n";
        assert_eq!(defaults_of(schema).unwrap(), expected);
        assert!(defaults_of("{}").is_err());
    }

    #[test]
    fn a_file_that_differs_or_is_missing_is_stale() {
        let root = tempfile::tempdir().unwrap();
        let file = Generated { path: "a.json", text: "1".to_owned() };
        let stale = "a.json: run `cargo xtask codegen` and commit it";
        assert_eq!(file.stale_in(root.path()).as_deref(), Some(stale));
        fs::write(root.path().join("a.json"), "2").unwrap();
        assert_eq!(file.stale_in(root.path()).as_deref(), Some(stale));
        fs::write(root.path().join("a.json"), "1").unwrap();
        assert_eq!(file.stale_in(root.path()), None);
    }
}
