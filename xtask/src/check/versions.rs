//! One version for the crates, the npm packages and the Python package, and one for wasm-bindgen.

use anyhow::{Context, Result};
use serde_json::Value;

use super::sources::Sources;

const MANIFEST: &str = "Cargo.toml";

const XTASK: &str = "xtask/Cargo.toml";

const NPM: [&str; 4] =
    ["package.json", "js-extension/package.json", "tests/e2e/package.json", "benches/package.json"];

/// Lines of other languages that hold the version: a file, and the text around it.
const LINES: [(&str, &str, &str); 3] = [
    ("js-extension/src/version.ts", "export const VERSION = '", "';"),
    ("python/yewpyter/_version.py", "__version__ = \"", "\""),
    ("python/yewpyter_server/__init__.py", "__version__ = \"", "\""),
];

/// Every place with another version than the workspace's.
pub(crate) fn check(sources: &Sources) -> Result<Vec<String>> {
    let text = |path: &str| {
        let file = sources.find(path).with_context(|| format!("{path} is missing"))?;
        Ok::<_, anyhow::Error>(file.text.as_str())
    };
    let manifest: toml::Table = text(MANIFEST)?.parse()?;
    let version = workspace_version(&manifest)?;
    let mut found = crate_versions(&manifest);
    for path in NPM {
        let package: Value = serde_json::from_str(text(path)?)?;
        let version = package.get("version").and_then(Value::as_str);
        found.push((path.to_owned(), version.map(str::to_owned)));
    }
    for (path, before, after) in LINES {
        let version = between(text(path)?, before, after);
        found.push((path.to_owned(), version.map(str::to_owned)));
    }
    let mut findings: Vec<_> =
        found.into_iter().filter_map(|(place, found)| differs(version, &place, found)).collect();
    findings.extend(changelog(text("CHANGELOG.md")?, version));
    let xtask: toml::Table = text(XTASK)?.parse()?;
    findings.extend(bindgen_pins(&manifest, &xtask));
    Ok(findings)
}

fn workspace_version(manifest: &toml::Table) -> Result<&str> {
    let place = manifest.get("workspace").and_then(|table| table.get("package")?.get("version"));
    place.and_then(toml::Value::as_str).context("Cargo.toml has no workspace.package.version")
}

/// The versions under which the crates name each other.
fn crate_versions(manifest: &toml::Table) -> Vec<(String, Option<String>)> {
    let table = manifest.get("workspace").and_then(|table| table.get("dependencies")?.as_table());
    let ours = table.into_iter().flatten().filter(|(_, entry)| entry.get("path").is_some());
    let version = |entry: &toml::Value| Some(entry.get("version")?.as_str()?.to_owned());
    ours.map(|(name, entry)| (format!("{MANIFEST}, {name}"), version(entry))).collect()
}

fn differs(version: &str, place: &str, found: Option<String>) -> Option<String> {
    match found {
        Some(found) if found == version => None,
        Some(found) => Some(format!("{place}: version {found}, but the workspace is at {version}")),
        None => Some(format!("{place}: no version found; it should be {version}")),
    }
}

/// A version is told of under its own heading, or is still to come out.
fn changelog(text: &str, version: &str) -> Option<String> {
    let told = |line: &str| {
        line.starts_with("## [Unreleased]") || line.starts_with(&format!("## [{version}]"))
    };
    (!text.lines().any(told))
        .then(|| format!("CHANGELOG.md: neither [Unreleased] nor [{version}] has a heading"))
}

/// The library in the crates and the generator of its glue must be of one version.
fn bindgen_pins(manifest: &toml::Table, xtask: &toml::Table) -> Option<String> {
    let library = manifest
        .get("workspace")
        .and_then(|table| table.get("dependencies")?.get("wasm-bindgen")?.as_str());
    let generator =
        xtask.get("dependencies").and_then(|table| table.get("wasm-bindgen-cli")?.as_str());
    let agree = library == generator && library.is_some_and(|pin| pin.starts_with('='));
    (!agree).then(|| {
        format!("{XTASK}: pin wasm-bindgen-cli to exactly what {MANIFEST} pins wasm-bindgen to")
    })
}

fn between<'a>(text: &'a str, before: &str, after: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(before)?;
    Some(rest.split_once(after)?.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(python: &str, npm: &str, changelog: &str, bindgen: &str) -> Vec<String> {
        let manifest = "[workspace.package]\nversion = \"1.2.3\"\n[workspace.dependencies]\n\
                        sdk = { path = \"sdk\", version = \"1.2.3\" }\n\
                        wasm-bindgen = \"=0.2.1\"\n";
        let xtask = format!("[dependencies]\nwasm-bindgen-cli = \"{bindgen}\"\n");
        check(&Sources::of(&[
            (XTASK, &xtask),
            (MANIFEST, manifest),
            ("package.json", npm),
            ("js-extension/package.json", npm),
            ("tests/e2e/package.json", npm),
            ("benches/package.json", npm),
            ("js-extension/src/version.ts", "export const VERSION = '1.2.3';\n"),
            ("python/yewpyter/_version.py", python),
            ("python/yewpyter_server/__init__.py", python),
            ("CHANGELOG.md", changelog),
        ]))
        .unwrap()
    }

    #[test]
    fn agreement_is_silent() {
        let npm = r#"{"version": "1.2.3"}"#;
        let found = findings("__version__ = \"1.2.3\"", npm, "## [1.2.3] - today", "=0.2.1");
        assert_eq!(found, Vec::<String>::new());
    }

    #[test]
    fn every_difference_is_found() {
        let found = findings("__version__ = \"1.2.4\"", "{}", "## [1.2.2]", "0.2.1");
        assert_eq!(
            found,
            [
                "package.json: no version found; it should be 1.2.3",
                "js-extension/package.json: no version found; it should be 1.2.3",
                "tests/e2e/package.json: no version found; it should be 1.2.3",
                "benches/package.json: no version found; it should be 1.2.3",
                "python/yewpyter/_version.py: version 1.2.4, but the workspace is at 1.2.3",
                "python/yewpyter_server/__init__.py: version 1.2.4, but the workspace is at 1.2.3",
                "CHANGELOG.md: neither [Unreleased] nor [1.2.3] has a heading",
                "xtask/Cargo.toml: pin wasm-bindgen-cli to exactly what Cargo.toml pins \
                 wasm-bindgen to"
            ]
        );
    }
}
