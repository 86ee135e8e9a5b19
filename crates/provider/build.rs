//! Rebuilds the release binary when the built app changes: the binary carries it inside.

use std::path::Path;

fn main() {
    println!("cargo::rerun-if-changed=migrations");
    // A debug build reads the app from the folder at run time.
    if std::env::var("PROFILE").is_ok_and(|profile| profile == "release") {
        let built_app = Path::new("../../dist");
        println!("cargo::rerun-if-changed={}", built_app.display());
    }
}
