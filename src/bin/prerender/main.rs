//! Turns the compiled programs into the pages that are served: the first screen of every language rendered from the
//! same components as the app, every file named by its content, and everything compressed once.
//!
//! `prerender PROGRAMS DIST` joins the programs to the browser itself. As Trunk's hook it finds that done, so that
//! `trunk build` and `trunk serve` make the same pages.

mod assets;
mod browser;
mod imports;
mod pages;

use std::error::Error;
use std::path::{Path, PathBuf};

fn main() -> Result<(), Box<dyn Error>> {
    let source = std::env::current_dir()?;
    match (std::env::var_os("TRUNK_STAGING_DIR"), &std::env::args_os().skip(1).collect::<Vec<_>>()[..]) {
        (Some(stage), []) => {
            let stage = PathBuf::from(stage);
            pages(&source, &stage)?;
            Ok(std::fs::remove_file(stage.join("index.html"))?)
        }
        (_, [programs, dist]) => {
            let stage = browser::stage(Path::new(dist))?;
            browser::join(Path::new(programs), &stage)?;
            pages(&source, &stage)?;
            browser::replace(&stage, Path::new(dist))
        }
        _ => Err("usage: prerender PROGRAMS DIST; without them it is called by `trunk build`".into()),
    }
}

/// Makes the pages in the stage, where the programs are.
fn pages(source: &Path, stage: &Path) -> Result<(), Box<dyn Error>> {
    let assets = assets::Assets::collect(source, stage)?;
    for language in &assets.languages {
        pages::write(source, stage, language, &assets)?;
    }
    // What a publisher's own site takes of the app.
    let messages = assets.languages.iter();
    let messages = messages.map(|messages| (messages.language.to_string(), messages.lists.clone().into()));
    let lists = serde_json::json!({
        "start": assets.lists[0],
        "app": assets.lists[1],
        "wasm": assets.lists[2],
        "styles": assets.lists_styles,
        "messages": messages.collect::<serde_json::Map<_, _>>(),
    });
    Ok(std::fs::write(stage.join("disclosures.json"), lists.to_string())?)
}
