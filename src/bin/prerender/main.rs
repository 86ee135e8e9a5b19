//! Turns what Trunk built into the pages that are served: the first screen of every language rendered from the
//! same components as the app, every file named by its content, and everything compressed once.
//!
//! Runs as Trunk's hook, so that `trunk build` and `trunk serve` make the same pages as the demo.

mod assets;
mod imports;
mod pages;

use std::error::Error;
use std::path::PathBuf;

fn main() -> Result<(), Box<dyn Error>> {
    let stage = std::env::var_os("TRUNK_STAGING_DIR");
    let stage =
        PathBuf::from(stage.ok_or("TRUNK_STAGING_DIR is not set: run `trunk build`, which calls this")?);
    let source = std::env::current_dir()?;
    let assets = assets::Assets::collect(&source, &stage)?;
    for language in &assets.languages {
        pages::write(&stage, language, &assets)?;
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
    std::fs::write(stage.join("disclosures.json"), lists.to_string())?;
    std::fs::remove_file(stage.join("index.html"))?;
    Ok(())
}
