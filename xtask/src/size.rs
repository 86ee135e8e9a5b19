//! What a phone has to load: bytes of every file of the app, and of a first visit, held to the budget.

use crate::workspace::{Workspace, say};
use crate::{app, catalogue};
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::{Path, PathBuf};

/// Brotli bytes of a first visit in one language: above this, CI fails.
const BUDGET: usize = 160 * 1024;
/// Where we want to be.
const GOAL: usize = 120 * 1024;

struct Artefact {
    name: String,
    raw: usize,
    brotli: usize,
}

/// Prints sizes.
///
/// # Errors
/// A first visit is above the budget.
pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    app::build(workspace)?;
    let dist = workspace.root.join("dist");
    let mut artefacts = Vec::new();
    for path in files(&dist)? {
        let name = path.strip_prefix(&dist)?.to_string_lossy().into_owned();
        if !name.ends_with(".br") && !name.ends_with(".gz") {
            artefacts.push(measure(name, &fs::read(path)?)?);
        }
    }
    let sample = catalogue::sample(workspace)?;
    artefacts.push(measure("the sample catalogue".to_owned(), &serde_json::to_vec(&sample)?)?);
    say(&format!("{:>9} {:>9}  file", "raw", "brotli"))?;
    for Artefact { name, raw, brotli } in &artefacts {
        say(&format!("{raw:>9} {brotli:>9}  {name}"))?;
    }
    let languages: Vec<&str> = sample.languages.iter().map(nattoku_consent::Language::as_str).collect();
    languages.iter().try_for_each(|language| hold(language, &languages, &artefacts))
}

/// A first visit: the page, and everything that is not another language's.
fn hold(language: &str, languages: &[&str], artefacts: &[Artefact]) -> Result<()> {
    let page = format!("{language}/index.html");
    if !artefacts.iter().any(|artefact| artefact.name == page) {
        bail!("dist has no {page}: run `cargo xtask build-app`");
    }
    let loaded = artefacts.iter().filter(|Artefact { name, .. }| {
        let of_a_language = languages.iter().find(|tag| name.starts_with(&format!("assets/{tag}-")));
        *name == page || (!name.ends_with(".html") && of_a_language.is_none_or(|tag| *tag == language))
    });
    let total: usize = loaded.map(|artefact| artefact.brotli).sum();
    let kib = |bytes: usize| format!("{}.{} KiB", bytes / 1024, bytes % 1024 * 10 / 1024);
    say(&format!(
        "first visit in {language}: {} brotli (budget {}, goal {})",
        kib(total),
        kib(BUDGET),
        kib(GOAL)
    ))?;
    if total > BUDGET {
        bail!("a first visit in {language} is above the budget; the table shows the largest files");
    }
    Ok(())
}

fn measure(name: String, bytes: &[u8]) -> Result<Artefact> {
    let mut compressed = Vec::new();
    let best = brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 22, ..Default::default() };
    brotli::BrotliCompress(&mut &*bytes, &mut compressed, &best).with_context(|| name.clone())?;
    Ok(Artefact { name, raw: bytes.len(), brotli: compressed.len() })
}

fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() { found.extend(files(&path)?) } else { found.push(path) }
    }
    found.sort();
    Ok(found)
}
