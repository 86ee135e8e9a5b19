//! Inside the app every module knows only those below it, and the domain touches nothing outside itself.

use super::tree::{Text, Tree};

/// What the modules of the app may use besides themselves. Only what the programs start with, `app`,
/// `disclosures/app` and `record/app`, and what the record fetches, name `edges`. Of a module and a room in it, the room stands first.
const MAY_USE: [(&str, &[&str]); 14] = [
    ("disclosures/app", &["disclosures", "i18n", "loader", "edges"]),
    // The model of the app is used by its tests alone.
    ("disclosures", &["i18n", "loader", "model"]),
    ("record/app", &["record", "components", "i18n", "loader", "model", "route", "edges"]),
    ("record/proofs", &["record", "model", "edges"]),
    ("record", &["components", "i18n", "model", "proof", "route", "screens"]),
    ("app", &["screens", "components", "i18n", "loader", "model", "route", "edges"]),
    ("screens", &["components", "i18n", "model", "route"]),
    ("components", &["i18n", "model", "route"]),
    ("edges", &["model", "proof", "route"]),
    ("model", &["loader", "route"]),
    ("proof", &[]),
    ("loader", &[]),
    ("route", &[]),
    ("i18n", &[]),
];

/// What code of the domain must not say: each would read, wait, look at a clock or throw dice.
const IMPURE: [&str; 15] = [
    "std::fs",
    "std::net",
    "std::io",
    "std::env",
    "std::process",
    "std::thread",
    "std::time",
    "SystemTime",
    "Instant",
    "Utc::now",
    "Local::now",
    "getrandom",
    "now_v7",
    "new_v4",
    "web_sys",
];

pub(super) fn check(tree: &Tree) -> Vec<String> {
    let app = tree.below("src/", ".rs").filter(|file| !file.path.starts_with("src/bin/")).flat_map(check_app);
    let domain = ["crates/consent/src/", "crates/disclosure/src/", "crates/fhir/src/", "crates/ledger/src/"];
    app.chain(domain.iter().flat_map(|folder| tree.below(folder, ".rs").flat_map(check_domain))).collect()
}

fn check_app(file: &Text) -> Vec<String> {
    let path = file.path.trim_start_matches("src/").trim_end_matches(".rs");
    if ["lib", "main"].contains(&path) {
        return Vec::new();
    }
    let is_in =
        |room: &str| path == room || path.strip_prefix(room).is_some_and(|rest| rest.starts_with('/'));
    let Some((module, allowed)) = MAY_USE.iter().find(|(known, _)| is_in(known)) else {
        return vec![format!(
            "{}: tidy does not know this module. Say in MAY_USE what it may use.",
            file.path
        )];
    };
    let used = lines(file).flat_map(|(number, line)| used_modules(line).map(move |used| (number, used)));
    let foreign = used.filter(|(_, used)| used != module && !allowed.contains(used));
    foreign
        .map(|(number, used)| {
            format!(
                "{}:{number}: {module} uses {used}, against the arrows. Pass in what it needs.",
                file.path
            )
        })
        .collect()
}

/// The modules after every `crate::` of a line, also in a group such as `crate::{a, b::c}`.
fn used_modules(line: &str) -> impl Iterator<Item = &'static str> + '_ {
    line.split("crate::").skip(1).flat_map(|rest| {
        let names = match rest.strip_prefix('{') {
            Some(group) => group.split('}').next().unwrap_or_default().split(',').collect(),
            None => vec![rest],
        };
        let first = |name: &str| {
            name.trim().split(|c: char| !c.is_alphanumeric() && c != '_').next().map(str::to_owned)
        };
        let names: Vec<_> = names.into_iter().filter_map(first).collect();
        MAY_USE
            .iter()
            .map(|(module, _)| *module)
            .filter(move |module| names.iter().any(|name| name == module))
    })
}

fn check_domain(file: &Text) -> Vec<String> {
    let said = lines(file).flat_map(|(number, line)| {
        IMPURE.iter().filter(move |word| has_word(line, word)).map(move |word| (number, word))
    });
    said.map(|(number, word)| {
        format!("{}:{number}: the domain says {word}. Take what it gives as an argument.", file.path)
    })
    .collect()
}

/// Whether a word stands in a line by itself, and not within a longer name.
pub(super) fn has_word(line: &str, word: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    line.match_indices(word)
        .any(|(at, _)| !line[..at].ends_with(is_part) && !line[at + word.len()..].starts_with(is_part))
}

/// The lines of code, with their numbers: comments may speak of anything.
fn lines(file: &Text) -> impl Iterator<Item = (usize, &str)> {
    let code = file.text.lines().map(|line| line.split("//").next().unwrap_or_default());
    code.enumerate().map(|(index, line)| (index + 1, line))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, text: &str) -> Text {
        Text { path: path.to_owned(), text: text.to_owned() }
    }

    #[test]
    fn a_component_may_not_use_a_screen_nor_the_edges() {
        let found = check_app(&file(
            "src/components/card.rs",
            "use crate::i18n::I18n;\nuse crate::{edges::api, model};",
        ));
        assert_eq!(found.len(), 1);
        assert!(found[0].starts_with("src/components/card.rs:2: components uses edges"), "{found:?}");
        assert_eq!(check_app(&file("src/app/start.rs", "use crate::edges::api;")), [""; 0]);
    }

    #[test]
    fn the_domain_may_speak_of_clocks_but_not_read_them() {
        assert_eq!(check_domain(&file("a.rs", "// Utc::now is not ours\nlet InstantOf = 1;")), [""; 0]);
        assert_eq!(check_domain(&file("a.rs", "let now = Utc::now();")).len(), 1);
    }
}
