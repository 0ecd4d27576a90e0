//! package-lock.json must serve every operating system, not only the one it was written on.

use anyhow::{Context, Result};
use serde_json::Value;

use super::sources::Sources;

const LOCKFILE: &str = "package-lock.json";

/// Packages whose platform parts are not all locked. A registry that has them late makes npm leave
/// them out silently; people on the other systems then get a tool without its engine.
pub(crate) fn check(sources: &Sources) -> Result<Vec<String>> {
    let file = sources.find(LOCKFILE).with_context(|| format!("{LOCKFILE} is missing"))?;
    let lock: Value = serde_json::from_str(&file.text)?;
    let packages = lock.get("packages").and_then(Value::as_object);
    let packages = packages.with_context(|| format!("{LOCKFILE} lists no packages"))?;
    let missing = |(place, package): (&String, &Value)| {
        let wanted = package.get("optionalDependencies")?.as_object()?.keys();
        let is_locked = |name: &str| {
            let nested = format!("{place}/node_modules/{name}");
            packages.contains_key(&format!("node_modules/{name}")) || packages.contains_key(&nested)
        };
        let missing: Vec<_> = wanted.map(String::as_str).filter(|name| !is_locked(name)).collect();
        (!missing.is_empty()).then(|| told(place, &missing))
    };
    Ok(packages.iter().filter_map(missing).collect())
}

fn told(place: &str, missing: &[&str]) -> String {
    format!(
        "{LOCKFILE}: {place} lacks {}: pin it in package.json's overrides to a version whose parts \
         are all there",
        missing.join(", ")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_platform_part_is_found() {
        let lock = r#"{"packages": {
            "node_modules/a": {"optionalDependencies": {"a-linux": "1", "a-darwin": "1"}},
            "node_modules/a-linux": {},
            "node_modules/b": {"optionalDependencies": {"b-linux": "1"}},
            "node_modules/b/node_modules/b-linux": {}
        }}"#;
        let found = check(&Sources::of(&[(LOCKFILE, lock)])).unwrap();
        assert_eq!(
            found,
            [
                "package-lock.json: node_modules/a lacks a-darwin: pin it in package.json's overrides \
              to a version whose parts are all there"
            ]
        );
    }
}
