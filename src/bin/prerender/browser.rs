//! Joins the compiled programs to the browser: for each a script that loads it, and what the two have to say to each
//! other.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::{fs, io};
use wasm_bindgen_cli_support::Bindgen;

/// The programs, by the names of their binaries.
const PROGRAMS: [&str; 4] = ["nattoku-app", "nattoku-disclosures", "nattoku-record", "nattoku-proof"];

/// An empty folder beside the one that is served.
pub(crate) fn stage(dist: &Path) -> io::Result<PathBuf> {
    let stage = dist.join(".stage");
    remove(&stage)?;
    fs::create_dir_all(&stage)?;
    Ok(stage)
}

/// Writes each program and its script into the stage.
pub(crate) fn join(programs: &Path, stage: &Path) -> Result<(), Box<dyn Error>> {
    for name in PROGRAMS {
        let program = programs.join(name).with_extension("wasm");
        let mut tool = Bindgen::new();
        tool.input_path(&program).out_name(name).web(true)?.typescript(false).omit_default_module_path(false);
        tool.generate(stage).map_err(|error| format!("{}: {error:#}", program.display()))?;
    }
    Ok(())
}

/// Puts what was made in the place of what is served.
pub(crate) fn replace(stage: &Path, dist: &Path) -> Result<(), Box<dyn Error>> {
    for entry in fs::read_dir(dist)? {
        let path = entry?.path();
        if path != stage {
            remove(&path)?;
        }
    }
    for entry in fs::read_dir(stage)? {
        let entry = entry?;
        fs::rename(entry.path(), dist.join(entry.file_name()))?;
    }
    Ok(fs::remove_dir(stage)?)
}

fn remove(path: &Path) -> io::Result<()> {
    let removed = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
    match removed {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
