//! Rust to WebAssembly: cargo, then wasm-bindgen, then wasm-opt.

use std::env;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use xshell::cmd;

use super::{Bundle, short_names};
use crate::digest::Digest;
use crate::repo::Repo;
use crate::step::{Stamp, Step};
use crate::tools::node::Node;
use crate::tools::{bindgen, rust};

/// The name of the files in pkg; one name for every bundle, since the TypeScript imports it.
pub(crate) const OUT_NAME: &str = "yewpyter_bundle";

/// After a crash the page starts a fresh instance of the same module; these two flags make the
/// glue able to.
const RECOVERY_FLAGS: [&str; 2] =
    ["--force-enable-abort-handler", "--experimental-reset-state-function"];

/// The two features that recovery needs; all others stand in the file itself. `--all-features`
/// would let wasm-opt write encodings that browsers refuse.
const OPT_FLAGS: [&str; 3] = ["-Oz", "--enable-exception-handling", "--enable-reference-types"];

/// What is smaller once it is compressed: nothing lies below 1024, where a stack would end that overflows; and a
/// large function that is called once compresses better by itself than inside another.
const SIZE_FLAGS: [&str; 2] = ["--low-memory-unused", "--one-caller-inline-max-function-size=40"];

/// Functions of one kind beside each other compress better.
const ORDER_FLAG: &str = "--reorder-functions-by-name";

/// Sections that say what made the file, which no page reads.
const STRIP_FLAGS: [&str; 2] = ["--strip-producers", "--strip-target-features"];

/// Builds the standard library along with the bundle, for size. Cargo does not promise to keep these options, so that a
/// stable toolchain wants to be told that they are meant.
const SMALL_STD: [&str; 2] =
    ["-Zbuild-std=std,panic_abort", "-Zbuild-std-features=optimize_for_size"];

/// No page shows what `{:?}` writes: a crash is told by its message and its place.
const SMALL_STD_FLAGS: [&str; 1] = ["-Zfmt-debug=none"];

/// What cargo wants between encoded flags.
const SEPARATOR: &str = "\u{1f}";

/// Fills the bundle's pkg folder.
pub(crate) fn build(repo: &Repo, node: &Node, bundle: &Bundle) -> Result<()> {
    let compiled = compile(repo, bundle.package)?;
    let pkg = repo.path(bundle.pkg);
    let glue = pkg.join(format!("{OUT_NAME}.js"));
    let stamp = Stamp {
        file: repo.path(format!("target/stamps/{}-pkg", bundle.package)),
        inputs: Digest::default()
            .text(&RECOVERY_FLAGS.join(" "))
            .text(&OPT_FLAGS.join(" "))
            .text(&SIZE_FLAGS.join(" "))
            .text(ORDER_FLAG)
            .text(short_names::FLAG)
            .text(&STRIP_FLAGS.join(" "))
            .file(&repo.path("node_modules/binaryen/package.json"))?
            .file(&compiled)?
            .finish(),
        outputs: vec![glue.clone(), wasm_file(&pkg)],
    };
    let remedy = "the message above is wasm-bindgen's or wasm-opt's; try again after deleting the \
                  pkg folder";
    Step::new(format!("wasm-bindgen, wasm-opt {}", bundle.package), remedy).unless_fresh(stamp).run(
        || {
            repo.sh.remove_path(&pkg)?;
            bind(&compiled, &pkg)?;
            let names = optimise(repo, node, &wasm_file(&pkg))?;
            short_names::follow(&glue, &names)
        },
    )
}

/// The optimised module in a pkg folder.
pub(crate) fn wasm_file(pkg: &Path) -> PathBuf {
    pkg.join(format!("{OUT_NAME}_bg.wasm"))
}

// Not skipped by a stamp: cargo knows best, and fast, what is up to date.
fn compile(repo: &Repo, package: &str) -> Result<PathBuf> {
    let target = rust::WASM;
    let remedy = "the compiler's message above says what is wrong";
    let small = rust::ensure_std_sources(repo)?;
    Step::new(format!("cargo build {package}"), remedy).run(|| {
        let build = cmd!(repo.sh, "cargo build --release --target {target} --package {package}");
        let mut flags = flags(repo)?;
        let build = if small {
            SMALL_STD_FLAGS.iter().for_each(|flag| add(&mut flags, flag));
            build.args(SMALL_STD).env("RUSTC_BOOTSTRAP", "1")
        } else {
            build
        };
        Ok(build.env("CARGO_ENCODED_RUSTFLAGS", flags).run()?)
    })?;
    let file = format!("{}.wasm", package.replace('-', "_"));
    Ok(repo.cargo_target(target).join("release").join(file))
}

/// The user's own flags, one for the order of functions, and those that keep this machine's paths out of the file:
/// panics name their source, and the paths are long.
fn flags(repo: &Repo) -> Result<OsString> {
    let home = env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(env::home_dir()?.join(".cargo")));
    let home = home.context("cannot tell where cargo keeps its packages; set CARGO_HOME")?;
    let mut flags = OsString::new();
    for flag in env::var("RUSTFLAGS").unwrap_or_default().split_whitespace() {
        add(&mut flags, flag);
    }
    // Names with their generics, by which wasm-opt sorts; they do not reach the page.
    add(&mut flags, "-Csymbol-mangling-version=v0");
    for folder in [home.join("registry").join("src"), rust::sources(repo)?, repo.path("")] {
        let mut flag = OsString::from("--remap-path-prefix=");
        flag.push(folder);
        flag.push("=");
        add(&mut flags, flag);
    }
    Ok(flags)
}

fn add(flags: &mut OsString, flag: impl AsRef<OsStr>) {
    if !flags.is_empty() {
        flags.push(SEPARATOR);
    }
    flags.push(flag);
}

fn bind(compiled: &Path, pkg: &Path) -> Result<()> {
    let mut args = vec![OsString::from(compiled)];
    args.extend(["--target", "web", "--out-name", OUT_NAME, "--out-dir"].map(OsString::from));
    args.push(pkg.into());
    args.extend(RECOVERY_FLAGS.map(OsString::from));
    bindgen::run(args)
}

/// Returns what wasm-opt says of the names it gave.
fn optimise(repo: &Repo, node: &Node, wasm: &Path) -> Result<String> {
    let program = &node.program;
    let wasm_opt = node.script(repo, "binaryen/bin/wasm-opt");
    let smaller = wasm.with_extension("opt");
    let last = [ORDER_FLAG, short_names::FLAG];
    let flags = OPT_FLAGS.into_iter().chain(SIZE_FLAGS).chain(last).chain(STRIP_FLAGS);
    let names = cmd!(repo.sh, "{program} {wasm_opt} {flags...} {wasm} -o {smaller}").read()?;
    fs::rename(&smaller, wasm).with_context(|| format!("cannot replace {}", wasm.display()))?;
    Ok(names)
}
