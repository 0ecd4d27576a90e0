//! The names of what the glue hands to the module, made to compress.
//!
//! wasm-bindgen ends each in a hash, and hashes do not compress: they weigh nearly 3 KB of a page's first load.
//! Numbers of the same length take their place, so that nothing in the binary moves.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Result, ensure};
use regex::bytes::{Captures, Regex};

/// A hashed name: its stem, its hash.
pub(crate) const HASHED: &str = r"(?-u)(__wbg_\w+?_)([0-9a-f]{16})\b";

/// Numbers the imports in the glue and in its module alike.
pub(crate) fn number(glue: &Path, module: &Path) -> Result<()> {
    let mut names = Names { hashed: Regex::new(HASHED)?, numbers: BTreeMap::new() };
    let numbered = names.number(&fs::read(glue)?);
    ensure!(!names.numbers.is_empty(), "wasm-bindgen's imports do not end in hashes any more");
    fs::write(glue, numbered)?;
    Ok(fs::write(module, names.number(&fs::read(module)?))?)
}

struct Names {
    hashed: Regex,
    /// The number of each name, in the order in which the names were met.
    numbers: BTreeMap<Vec<u8>, usize>,
}

impl Names {
    fn number(&mut self, text: &[u8]) -> Vec<u8> {
        let numbers = &mut self.numbers;
        let numbered = self.hashed.replace_all(text, |name: &Captures<'_>| {
            let next = numbers.len();
            let number = *numbers.entry(name[0].to_vec()).or_insert(next);
            [&name[1], format!("{number:016}").as_bytes()].concat()
        });
        numbered.into_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_files_get_the_same_names_of_the_same_length() {
        let mut names = Names { hashed: Regex::new(HASHED).unwrap(), numbers: BTreeMap::new() };
        let glue =
            "__wbg_new_00000000000000aa: 1, __wbg_get_unchecked_00000000000000bb: 2, __wbg_ptr";
        let module =
            b"\x1e__wbg_get_unchecked_00000000000000bb\0\x1a__wbg_new_00000000000000aa\0\xff";
        assert_eq!(
            names.number(glue.as_bytes()),
            b"__wbg_new_0000000000000000: 1, __wbg_get_unchecked_0000000000000001: 2, __wbg_ptr"
        );
        assert_eq!(
            names.number(module),
            b"\x1e__wbg_get_unchecked_0000000000000001\0\x1a__wbg_new_0000000000000000\0\xff"
        );
    }
}
