//! The names by which the glue and the module know each other, made short.
//!
//! wasm-bindgen's say what each import and export is, and end in hashes: nearly 4 KB of a page's first load.
//! wasm-opt gives them names of a letter or two and tells which; the glue follows.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use regex::{Captures, Regex};
use serde_json::{Value, from_str, from_value};

/// What wasm-opt is told; it answers with the new names.
pub(crate) const FLAG: &str = "--minify-imports-and-exports-and-modules";

/// The module whose imports the glue provides, as wasm-opt names it anew.
const MODULE: &str = "a";

/// wasm-opt's answer.
struct Names {
    /// Module, name, new name.
    imports: Vec<(String, String, String)>,
    /// Name, new name.
    exports: Vec<(String, String)>,
}

impl Names {
    fn read(answer: &str) -> Result<Self> {
        let mut answer: Value = from_str(answer)?;
        let mut part = |name| answer.get_mut(name).map(Value::take).unwrap_or_default();
        Ok(Self { imports: from_value(part("imports"))?, exports: from_value(part("exports"))? })
    }
}

/// Writes the new names into the glue.
pub(crate) fn follow(glue: &Path, answer: &str) -> Result<()> {
    let names = Names::read(answer).context("wasm-opt did not tell the names it gave")?;
    Ok(fs::write(glue, renamed(&fs::read_to_string(glue)?, names)?)?)
}

fn renamed(glue: &str, names: Names) -> Result<String> {
    let modules: Vec<_> =
        names.imports.iter().map(|(module, ..)| format!("\"{module}\":")).collect();
    let exports: BTreeMap<_, _> = names.exports.into_iter().collect();
    let imports: BTreeMap<_, _> =
        names.imports.into_iter().map(|(_, name, short)| (name, short)).collect();
    let mut found = 0;
    let glue = Regex::new(r"\bwasm\.(\w+)")?.replace_all(glue, |name: &Captures<'_>| {
        exports.get(&name[1]).map_or_else(|| name[0].to_owned(), |short| format!("wasm.{short}"))
    });
    let glue = Regex::new(r"\b(\w+):")?.replace_all(&glue, |name: &Captures<'_>| {
        let short = imports.get(&name[1]).map(|short| format!("{short}:"));
        found += usize::from(short.is_some());
        short.unwrap_or_else(|| name[0].to_owned())
    });
    ensure!(found == imports.len(), "the glue names its {} imports otherwise", imports.len());
    let module = modules.first().context("the module imports nothing")?;
    ensure!(modules.iter().all(|other| other == module), "the module imports from several");
    Ok(glue.replace(module, &format!("{MODULE}:")))
}

#[cfg(test)]
mod tests {
    use super::*;

    const GLUE: &str = r#"wasm.__free(wasm.memory.buffer, wasm.other);
const import0 = { __proto__: null, __wbg_new_00aa: function() { return new __wbg_thing(); }, __wbg_new_00bb: f };
return { __proto__: null, "./x_bg.js": import0 };"#;

    fn names(imports: &[&str]) -> Names {
        let import = |(at, name): (usize, &&str)| {
            ("./x_bg.js".to_owned(), (*name).to_owned(), format!("i{at}"))
        };
        let exports = [("__free", "x"), ("memory", "y")];
        Names {
            imports: imports.iter().enumerate().map(import).collect(),
            exports: exports.map(|(name, short)| (name.to_owned(), short.to_owned())).to_vec(),
        }
    }

    #[test]
    fn the_glue_says_the_new_names() {
        let renamed = renamed(GLUE, names(&["__wbg_new_00aa", "__wbg_new_00bb"])).unwrap();
        assert_eq!(
            renamed,
            r"wasm.x(wasm.y.buffer, wasm.other);
const import0 = { __proto__: null, i0: function() { return new __wbg_thing(); }, i1: f };
return { __proto__: null, a: import0 };"
        );
    }

    #[test]
    fn a_name_that_the_glue_lacks_is_an_error() {
        assert!(renamed(GLUE, names(&["__wbg_gone"])).is_err());
    }
}
