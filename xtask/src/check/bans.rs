//! Words that must not occur in some places, and why. Each is one row of the table.

use anyhow::Result;
use regex::Regex;

use super::sources::{Source, Sources};

/// The folders of crates whose code touches no host.
const WIDGET_SIDE: &[&str] = &[
    "crates/yewpyter-sdk/src/",
    "crates/yewpyter-sdk-macros/src/",
    "crates/yewpyter-widgets/src/",
    "crates/yewpyter-controls/src/",
];

/// The folders of crates that hold widgets.
const WIDGETS: &[&str] = &["crates/yewpyter-widgets/src/", "crates/yewpyter-controls/src/"];

/// The one file with shared mutable state.
const SESSION: &str = "crates/yewpyter-sdk/src/session.rs";

/// The folders of crates that perform no I/O.
const PURE: &[&str] = &["crates/yewpyter-protocol/src/", "crates/yewpyter-runtime/src/"];

/// Everything in Rust that is more than a test.
const SHIPPED: &[&str] = &["crates/", "xtask/src/"];

struct Ban {
    /// Where it holds.
    folders: &'static [&'static str],
    /// The one file where it does not.
    except: Option<&'static str>,
    /// What is looked for, comments apart.
    pattern: &'static str,
    why: &'static str,
}

const HOST: &str = "only yewpyter-web speaks to the host and the page";

const BANS: [Ban; 11] = [
    Ban { folders: WIDGET_SIDE, except: None, pattern: r"\bwindow\(\)", why: HOST },
    Ban { folders: WIDGET_SIDE, except: None, pattern: r"\bjs_sys::global\b", why: HOST },
    Ban { folders: WIDGET_SIDE, except: None, pattern: r"\bReflect\b", why: HOST },
    Ban { folders: WIDGET_SIDE, except: None, pattern: r"\beval\b", why: HOST },
    Ban { folders: WIDGET_SIDE, except: None, pattern: r"\binline_js\b", why: HOST },
    Ban { folders: WIDGET_SIDE, except: None, pattern: r"#\[wasm_bindgen\b", why: HOST },
    Ban {
        folders: WIDGETS,
        except: None,
        pattern: r"\bserde_json::(\{[^}]*\b)?Value\b",
        why: "a widget's state is a typed struct",
    },
    Ban {
        folders: PURE,
        except: None,
        pattern: r"\basync\s+(fn|move|\{|\|)",
        why: "events in, effects out: nothing waits in here",
    },
    Ban {
        folders: WIDGET_SIDE,
        except: Some(SESSION),
        pattern: r"\bRc\s*<\s*(std::cell::)?RefCell\b",
        why: "shared mutable state lives in session.rs alone",
    },
    Ban {
        folders: SHIPPED,
        except: None,
        pattern: r"#!?\[allow\(",
        why: "say `expect` with a reason, which complains when it is no longer needed",
    },
    Ban {
        folders: &["js-extension/src/", "js-extension/test/", "tests/e2e/", "benches/"],
        except: None,
        pattern: r"\bas any\b|@ts-ignore|@ts-expect-error",
        why: "the types must tell the truth",
    },
];

/// Every banned word with its place.
pub(crate) fn check(sources: &Sources) -> Result<Vec<String>> {
    let mut findings = Vec::new();
    for ban in &BANS {
        let pattern = Regex::new(ban.pattern)?;
        let files = sources.files.iter().filter(|file| ban.holds_in(file));
        findings.extend(files.flat_map(|file| ban.find(&pattern, file)));
    }
    Ok(findings)
}

impl Ban {
    fn holds_in(&self, file: &Source) -> bool {
        let is_code = file.has_ending("ts") || (file.has_ending("rs") && !file.is_test());
        is_code
            && self.except != Some(file.path.as_str())
            && self.folders.iter().any(|folder| file.path.starts_with(folder))
    }

    fn find(&self, pattern: &Regex, file: &Source) -> Vec<String> {
        let code = |(number, line)| (number, without_comment(line));
        let hits = file.product_lines().map(code);
        let hit = |(number, code)| {
            let word = pattern.find(code)?.as_str();
            Some(format!("{}:{number}: `{word}`: {}", file.path, self.why))
        };
        hits.filter_map(hit).collect()
    }
}

fn without_comment(line: &str) -> &str {
    line.split_once("//").map_or(line, |(code, _)| code)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(path: &str, text: &str) -> Vec<String> {
        check(&Sources::of(&[(path, text)])).unwrap()
    }

    #[test]
    fn every_ban_can_fail() {
        let examples = [
            ("crates/yewpyter-widgets/src/a.rs", "web_sys::window().unwrap()"),
            ("crates/yewpyter-sdk/src/a.rs", "js_sys::global()"),
            ("crates/yewpyter-controls/src/a.rs", "use js_sys::Reflect;"),
            ("crates/yewpyter-sdk/src/a.rs", "js_sys::eval(\"1\")"),
            ("crates/yewpyter-sdk/src/a.rs", "#[wasm_bindgen(inline_js = \"\")]"),
            ("crates/yewpyter-widgets/src/a.rs", "#[wasm_bindgen]"),
            ("crates/yewpyter-widgets/src/a.rs", "use serde_json::{Map, Value};"),
            ("crates/yewpyter-runtime/src/a.rs", "pub async fn run() {}"),
            ("crates/yewpyter-sdk/src/a.rs", "held: Rc<RefCell<Vec<u8>>>,"),
            ("xtask/src/a.rs", "#[allow(dead_code)]"),
            ("js-extension/src/a.ts", "const b = a as any;"),
        ];
        assert_eq!(examples.len(), BANS.len());
        for (path, text) in examples {
            assert!(!findings(path, text).is_empty(), "{path}: {text}");
        }
    }

    #[test]
    fn a_finding_names_the_place_and_the_reason() {
        let found = findings("crates/yewpyter-runtime/src/a.rs", "\nasync fn run() {}");
        assert_eq!(
            found,
            ["crates/yewpyter-runtime/src/a.rs:2: `async fn`: events in, effects out: nothing \
              waits in here"]
        );
    }

    #[test]
    fn comments_tests_and_other_places_are_free() {
        assert!(findings("crates/yewpyter-widgets/src/a.rs", "// never window()").is_empty());
        let in_test = "#[cfg(test)]\nmod tests { use serde_json::Value; }";
        assert!(findings("crates/yewpyter-widgets/src/a.rs", in_test).is_empty());
        assert!(findings("crates/yewpyter-web/src/a.rs", "window()").is_empty());
        assert!(findings("crates/yewpyter-web/tests/a.rs", "#![allow(unused)]").is_empty());
        assert!(findings(SESSION, "Rc<RefCell<State>>").is_empty());
    }
}
