//! References such as (A12), (S28) and (U3) lead to docs/threat-model.md and docs/requirements.md, and the tests that the
//! threat model names are there.

use super::tree::{Text, Tree};
use std::collections::BTreeSet;

const THREATS: &str = "docs/threat-model.md";
const REQUIREMENTS: &str = "docs/requirements.md";

pub(super) fn check(tree: &Tree) -> Vec<String> {
    let text = |path: &str| tree.0.iter().find(|file| file.path == path).map(|file| file.text.as_str());
    let (Some(threats), Some(requirements)) = (text(THREATS), text(REQUIREMENTS)) else {
        return vec![format!("{THREATS} or {REQUIREMENTS} is missing.")];
    };
    let rows: Vec<_> =
        threats.lines().filter_map(|line| Some((line, id_of(line.strip_prefix("| ")?)?))).collect();
    let listed = requirements.lines().filter_map(|line| id_of(line.strip_prefix("- ")?));
    let ids: BTreeSet<_> = rows.iter().map(|(_, id)| *id).chain(listed).collect();
    let sources = tree.0.iter().filter(|file| file.path != REQUIREMENTS && is_source(&file.path));
    let mut breaches: Vec<_> = sources.flat_map(|file| dangling(file, &ids)).collect();
    breaches.extend(rows.iter().flat_map(|(row, id)| tests_of(tree, row, id)));
    breaches
}

fn is_source(path: &str) -> bool {
    [".rs", ".js", ".mjs", ".ts", ".css", ".md", ".ftl"].iter().any(|ending| path.ends_with(ending))
}

/// The reference with which a text begins: a letter and one or two digits.
fn id_of(text: &str) -> Option<&str> {
    let length = text.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(text.len());
    let id = &text[..length];
    let digits = id.strip_prefix(['A', 'S', 'U'])?;
    let is_number = (1..=2).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then_some(id)
}

/// Every reference in parentheses that leads nowhere.
fn dangling(file: &Text, ids: &BTreeSet<&str>) -> Vec<String> {
    let mut breaches = Vec::new();
    for (index, line) in file.text.lines().enumerate() {
        for group in line.split('(').skip(1).filter_map(|rest| rest.split(')').next()) {
            let named = group.split([',', ';']).map(str::trim);
            let whole = named.filter(|part| id_of(part).is_some_and(|id| id.len() == part.len()));
            for id in whole.filter(|id| !ids.contains(id)) {
                let place = format!("{}:{}", file.path, index + 1);
                breaches.push(format!("{place}: ({id}) stands in neither {THREATS} nor {REQUIREMENTS}."));
            }
        }
    }
    breaches
}

/// Every test that a row of the threat model names and that is not there; a row without one must say so.
fn tests_of(tree: &Tree, row: &str, id: &str) -> Vec<String> {
    let shown = row.trim_end_matches(['|', ' ']).rsplit('|').next().unwrap_or_default();
    let named: Vec<_> = shown.split('`').skip(1).step_by(2).collect();
    if named.is_empty() && !shown.contains("*open*") {
        return vec![format!("{THREATS}: {id} names no test. Name one, or say *open*.")];
    }
    let is_missing = |path: &&&str| !tree.0.iter().any(|file| file.path == **path);
    named
        .iter()
        .filter(is_missing)
        .map(|path| format!("{THREATS}: {id} names {path}, which is not there."))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_is_a_letter_and_a_number() {
        assert_eq!(id_of("A12 | the clock"), Some("A12"));
        for none in ["A", "A123", "B1", "Ab", "A4 page"] {
            assert_eq!(id_of(none).filter(|id| id.len() == none.len()), None, "{none}");
        }
    }

    #[test]
    fn what_leads_nowhere_is_named_with_its_line() {
        let file = Text { path: "a.rs".to_owned(), text: "// (A1)\n// why (S2, U9)\n".to_owned() };
        let ids = BTreeSet::from(["A1", "S2"]);
        assert_eq!(
            dangling(&file, &ids),
            [format!("a.rs:2: (U9) stands in neither {THREATS} nor {REQUIREMENTS}.")]
        );
    }
}
