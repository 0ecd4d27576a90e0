//! Which crate may depend on which: the diagram in ARCHITECTURE.md as a table, and the libraries that
//! must be nowhere below the pure crates.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use cargo_metadata::{DependencyKind, Metadata, MetadataCommand};

use crate::repo::Repo;

/// A crate of ours, what it may use, and what its tests may use beside that.
struct Arrow {
    from: &'static str,
    to: &'static [&'static str],
    tests_to: &'static [&'static str],
}

const fn arrow(
    from: &'static str,
    to: &'static [&'static str],
    tests_to: &'static [&'static str],
) -> Arrow {
    Arrow { from, to, tests_to }
}

const PROTOCOL: &str = "yewpyter-protocol";
const RUNTIME: &str = "yewpyter-runtime";
const SDK: &str = "yewpyter-sdk";
const MACROS: &str = "yewpyter-sdk-macros";
const WIDGETS: &str = "yewpyter-widgets";
const CONTROLS: &str = "yewpyter-controls";
const WEB: &str = "yewpyter-web";
const TESTING: &str = "yewpyter-testing";

/// The only arrows between our own crates.
const ARROWS: [Arrow; 12] = [
    arrow(PROTOCOL, &[], &[]),
    arrow(RUNTIME, &[PROTOCOL], &[]),
    arrow(MACROS, &[], &[]),
    arrow(SDK, &[PROTOCOL, RUNTIME, MACROS], &[]),
    arrow(WIDGETS, &[SDK], &[PROTOCOL, RUNTIME, TESTING]),
    arrow(CONTROLS, &[SDK], &[PROTOCOL, RUNTIME, TESTING]),
    arrow(WEB, &[PROTOCOL, RUNTIME, SDK], &[]),
    arrow("yewpyter-bundle", &[WEB, WIDGETS, CONTROLS], &[]),
    arrow("yewpyter-browser-tests", &[PROTOCOL, RUNTIME, SDK, WEB, WIDGETS], &[]),
    arrow("yewpyter-crash-bundle", &[WEB, WIDGETS, SDK], &[]),
    arrow(TESTING, &[PROTOCOL, RUNTIME, SDK], &[WIDGETS, CONTROLS]),
    arrow("xtask", &[], &[]),
];

/// Crates that must be free of I/O, clocks, randomness and JavaScript, all the way down.
const PURE: [&str; 2] = [PROTOCOL, RUNTIME];

const IMPURE: [&str; 16] = [
    "async-std",
    "chrono",
    "fastrand",
    "futures",
    "getrandom",
    "gloo",
    "instant",
    "js-sys",
    "rand",
    "time",
    "tokio",
    "uuid",
    "wasm-bindgen",
    "web-sys",
    "web-time",
    "yew",
];

/// What a crate depends on, by name.
#[derive(Default)]
struct Uses {
    shipped: BTreeSet<String>,
    in_tests: BTreeSet<String>,
}

/// Who uses whom in the whole lockfile, and who of them is ours.
struct Graph {
    uses: BTreeMap<String, Uses>,
    ours: BTreeSet<String>,
}

/// Arrows that are not in the table, and impure libraries below pure crates.
pub(crate) fn check(repo: &Repo) -> Result<Vec<String>> {
    let metadata = MetadataCommand::new().current_dir(repo.path("")).exec()?;
    let graph = Graph::of(&metadata);
    Ok(graph.wrong_arrows().into_iter().chain(graph.impure()).collect())
}

impl Graph {
    fn of(metadata: &Metadata) -> Self {
        let ours = metadata.workspace_packages();
        let ours = ours.iter().map(|package| package.name.to_string()).collect();
        let mut uses = BTreeMap::<_, Uses>::new();
        let nodes = metadata.resolve.iter().flat_map(|resolve| &resolve.nodes);
        for node in nodes {
            let entry = uses.entry(metadata[&node.id].name.to_string()).or_default();
            for dependency in &node.deps {
                let name = metadata[&dependency.pkg].name.to_string();
                let is = |kind| dependency.dep_kinds.iter().any(|found| found.kind == kind);
                if is(DependencyKind::Normal) || is(DependencyKind::Build) {
                    entry.shipped.insert(name);
                } else {
                    entry.in_tests.insert(name);
                }
            }
        }
        Self { uses, ours }
    }

    fn wrong_arrows(&self) -> Vec<String> {
        let mut findings = Vec::new();
        for name in &self.ours {
            let Some(arrow) = ARROWS.iter().find(|arrow| arrow.from == name) else {
                findings.push(format!("{name}: a new crate; give it a row in arrows.rs"));
                continue;
            };
            let Some(uses) = self.uses.get(name) else { continue };
            let wrong = uses.shipped.iter().filter(|to| !arrow.to.contains(&to.as_str()));
            let allowed_in_tests = |to: &&str| arrow.to.contains(to) || arrow.tests_to.contains(to);
            let in_tests = uses.in_tests.iter().filter(|to| !allowed_in_tests(&to.as_str()));
            let told = |to: &String, what| format!("{name} must not use {to}{what}");
            findings.extend(wrong.filter(|to| self.ours.contains(*to)).map(|to| told(to, "")));
            findings.extend(
                in_tests.filter(|to| self.ours.contains(*to)).map(|to| told(to, " in tests")),
            );
        }
        findings
    }

    fn impure(&self) -> Vec<String> {
        let mut findings = Vec::new();
        for root in PURE {
            let below = self.below(root);
            let found = IMPURE.iter().filter(|library| below.contains_key(**library));
            findings.extend(found.map(|library| {
                format!("{root} must stay pure, but has {library} by {}", path(&below, library))
            }));
        }
        findings
    }

    /// Everything that a crate needs, each with the one that brought it in.
    fn below<'a>(&'a self, root: &'a str) -> BTreeMap<&'a str, &'a str> {
        let mut found = BTreeMap::new();
        let mut next = vec![root];
        while let Some(name) = next.pop() {
            for used in self.uses.get(name).into_iter().flat_map(|uses| &uses.shipped) {
                if !found.contains_key(used.as_str()) {
                    found.insert(used.as_str(), name);
                    next.push(used);
                }
            }
        }
        found
    }
}

fn path(below: &BTreeMap<&str, &str>, end: &str) -> String {
    let mut steps = vec![end];
    while let Some(user) = steps.last().and_then(|step| below.get(step)) {
        steps.push(user);
    }
    steps.reverse();
    steps.join(" → ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn graph(ours: &[&str], edges: &[(&str, &str)], test_edges: &[(&str, &str)]) -> Graph {
        let mut uses = BTreeMap::<String, Uses>::new();
        for (from, to) in edges {
            uses.entry((*from).into()).or_default().shipped.insert((*to).into());
        }
        for (from, to) in test_edges {
            uses.entry((*from).into()).or_default().in_tests.insert((*to).into());
        }
        Graph { uses, ours: ours.iter().map(|name| (*name).into()).collect() }
    }

    #[test]
    fn arrows_that_are_not_drawn_are_found() {
        let ours = [PROTOCOL, RUNTIME, WIDGETS, WEB, TESTING, "yewpyter-new"];
        let edges = [(RUNTIME, PROTOCOL), (PROTOCOL, RUNTIME), (WEB, WIDGETS), (WEB, "serde")];
        let found = graph(&ours, &edges, &[(WIDGETS, TESTING), (RUNTIME, TESTING)]).wrong_arrows();
        assert_eq!(
            found,
            [
                "yewpyter-new: a new crate; give it a row in arrows.rs",
                "yewpyter-protocol must not use yewpyter-runtime",
                "yewpyter-runtime must not use yewpyter-testing in tests",
                "yewpyter-web must not use yewpyter-widgets",
            ]
        );
    }

    #[test]
    fn impurity_is_found_however_deep() {
        let edges = [(RUNTIME, PROTOCOL), (PROTOCOL, "ids"), ("ids", "rand"), (SDK, "yew")];
        let found = graph(&[], &edges, &[(RUNTIME, "tokio")]).impure();
        assert_eq!(
            found,
            [
                "yewpyter-protocol must stay pure, but has rand by yewpyter-protocol → ids → rand",
                "yewpyter-runtime must stay pure, but has rand by yewpyter-runtime → \
                 yewpyter-protocol → ids → rand",
            ]
        );
    }
}
