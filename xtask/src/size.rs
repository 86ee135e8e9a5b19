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

/// Brotli bytes of the program that verifies receipts, which is loaded when the first one comes: above this, CI
/// fails.
const PROOF_BUDGET: usize = 64 * 1024;

/// What the sample catalogue is called in the table.
const CATALOGUE: &str = "the sample catalogue";

struct Artefact {
    name: String,
    raw: usize,
    brotli: usize,
}

/// Prints sizes.
///
/// # Errors
/// A first visit, or the program that verifies receipts, is above its budget.
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
    artefacts.push(measure(CATALOGUE.to_owned(), &serde_json::to_vec(&sample)?)?);
    say(&format!("{:>9} {:>9}  file", "raw", "brotli"))?;
    for Artefact { name, raw, brotli } in &artefacts {
        say(&format!("{raw:>9} {brotli:>9}  {name}"))?;
    }
    for language in sample.languages.iter().map(nattoku_consent::Language::as_str) {
        let app = ["start-", "app-", "style-", &format!("{language}-")];
        hold(&format!("{language}/index.html"), &app, &artefacts)?;
        let lists = ["disclosures-", &format!("{language}-disclosures-")];
        hold(&format!("{language}/disclosures.html"), &lists, &artefacts)?;
    }
    hold_proof(&artefacts)
}

/// The program that verifies receipts (docs/adr/0006): no part of a first visit, but waited for before anything is
/// called received.
fn hold_proof(artefacts: &[Artefact]) -> Result<()> {
    let of_it = artefacts.iter().filter(|artefact| artefact.name.starts_with("assets/proof-"));
    let total: usize = of_it.map(|artefact| artefact.brotli).sum();
    say(&format!("verifying receipts: {} brotli (budget {})", kib(total), kib(PROOF_BUDGET)))?;
    match total {
        0 => bail!("dist has no program that verifies receipts: run `cargo xtask build-app`"),
        _ if total > PROOF_BUDGET => bail!("the program that verifies receipts is above its budget"),
        _ => Ok(()),
    }
}

fn kib(bytes: usize) -> String {
    format!("{}.{} KiB", bytes / 1024, bytes % 1024 * 10 / 1024)
}

/// A first visit to a page: the page, the files whose names begin so, and for the app its catalogue. The
/// disclosures are a program of their own (docs/adr/0005), and so is what they load.
fn hold(page: &str, begins: &[&str], artefacts: &[Artefact]) -> Result<()> {
    if !artefacts.iter().any(|artefact| artefact.name == page) {
        bail!("dist has no {page}: run `cargo xtask build-app`");
    }
    let of_the_lists = page.ends_with("disclosures.html");
    let loaded = artefacts.iter().filter(|Artefact { name, .. }| match name.strip_prefix("assets/") {
        Some(file) => {
            begins.iter().any(|begin| file.starts_with(begin))
                && (of_the_lists || !(file.contains("disclosures") || file.contains("-record-")))
        }
        None => name == page || (name == CATALOGUE && !of_the_lists),
    });
    let total: usize = loaded.map(|artefact| artefact.brotli).sum();
    say(&format!(
        "first visit to {page}: {} brotli (budget {}, goal {})",
        kib(total),
        kib(BUDGET),
        kib(GOAL)
    ))?;
    if total > BUDGET {
        bail!("a first visit to {page} is above the budget; the table shows the largest files");
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
