//! What the kernel hands to Colab's output frames: the inline loader, the code that it pulls, and the manager module.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use xshell::cmd;

use super::PRODUCT;
use super::wasm::wasm_file;
use crate::digest::Digest;
use crate::repo::Repo;
use crate::step::{Stamp, Step};
use crate::tools::node::Node;

/// Where the files lie in the Python package.
pub(crate) const FOLDER: &str = "python/yewpyter/colab";

const SOURCES: &str = "js-extension";

/// The loader stands in every output, as the function `(place, model, carried) => {…}` that the kernel calls.
const LOADER: Script = Script {
    entry: "loader.ts",
    output: "loader.js",
    flags: &["--format=iife", "--banner:js=((place,model,carried)=>{", "--footer:js=})"],
};

/// Pulled by the loader, and run as a classic script, since a frame may refuse to import what is no file.
const FRAME: Script = Script {
    entry: "frame.ts",
    output: "frame.js",
    // The glue's own address, which it is never asked for.
    flags: &["--format=iife", "--define:import.meta.url=\"\""],
};

/// For whoever serves it at an address of their own.
const MANAGER: Script =
    Script { entry: "module.ts", output: "manager.js", flags: &["--format=esm"] };

const COMMON_FLAGS: [&str; 5] =
    ["--bundle", "--minify", "--target=es2022", "--log-level=warning", "--legal-comments=none"];

struct Script {
    entry: &'static str,
    output: &'static str,
    flags: &'static [&'static str],
}

/// Builds them from the TypeScript and the pkg folder.
pub(crate) fn build(repo: &Repo, node: &Node) -> Result<()> {
    let folder = repo.path(FOLDER);
    let wasm = folder.join("runtime.wasm");
    let scripts = [LOADER, FRAME, MANAGER];
    let mut inputs = Digest::default().text(&COMMON_FLAGS.join(" "));
    for Script { entry, output, flags } in &scripts {
        inputs = inputs.text(entry).text(output).text(&flags.join(" "));
    }
    let inputs = inputs
        .tree(&repo.path(SOURCES).join("src"))?
        .tree(&repo.path(PRODUCT.pkg))?
        .file(&repo.path("package-lock.json"))?
        .finish();
    let outputs = scripts.iter().map(|script| folder.join(script.output)).chain([wasm.clone()]);
    let stamp =
        Stamp { file: repo.path("target/stamps/colab"), inputs, outputs: outputs.collect() };
    let remedy = "the message above is esbuild's";
    Step::new("scripts for Colab", remedy).unless_fresh(stamp).run(|| {
        repo.sh.create_dir(&folder)?;
        for script in &scripts {
            bundle(repo, node, script, &folder)?;
        }
        check_loader(&folder.join(LOADER.output))?;
        fs::copy(wasm_file(&repo.path(PRODUCT.pkg)), &wasm)
            .with_context(|| format!("cannot write {}", wasm.display()))?;
        Ok(())
    })
}

fn bundle(repo: &Repo, node: &Node, script: &Script, folder: &Path) -> Result<()> {
    let program = &node.program;
    let esbuild = node.script(repo, "esbuild/bin/esbuild");
    let Script { entry, flags, .. } = *script;
    let output = folder.join(script.output);
    cmd!(
        repo.sh,
        "{program} {esbuild} {SOURCES}/src/colab/{entry} {COMMON_FLAGS...} {flags...} --outfile={output}"
    )
    .run()?;
    Ok(())
}

/// The loader stands inside a script element, which its text must not end.
fn check_loader(loader: &Path) -> Result<()> {
    let text = fs::read_to_string(loader)?.to_lowercase();
    ensure!(
        !text.contains("</script") && !text.contains("<!--"),
        "{} would end the script element it stands in",
        loader.display()
    );
    Ok(())
}
