//! Names that look the same and are not: by the skeletons of Unicode's security standard (UTS #39).

use crate::identifier::EntryId;
use std::collections::HashMap;
use unicode_security::confusable_detection::skeleton;

/// The entries whose name looks like that of an earlier entry and is not the same, with the earlier name.
/// Equal names are fine: one recipient may have several uses.
pub fn look_alikes<'a>(names: impl Iterator<Item = (EntryId, &'a str)>) -> Vec<(EntryId, String)> {
    let mut known: HashMap<String, &str> = HashMap::new();
    let mut alike = Vec::new();
    for (id, name) in names {
        let first = known.entry(skeleton(name).collect()).or_insert(name);
        if *first != name {
            alike.push((id, (*first).to_owned()));
        }
    }
    alike
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alike(names: &[&str]) -> Vec<String> {
        let named =
            names.iter().enumerate().map(|(place, name)| (format!("a-{place}").parse().unwrap(), *name));
        look_alikes(named).into_iter().map(|(id, _)| id.to_string()).collect()
    }

    #[test]
    fn letters_of_other_scripts_that_look_the_same_are_found() {
        assert_eq!(alike(&["Aoba Pharma", "\u{410}oba Pharma"]), ["a-1"]);
        assert_eq!(alike(&["ロート", "口ート", "ロート"]), ["a-1"]);
    }

    #[test]
    fn equal_names_and_other_names_are_fine() {
        assert!(alike(&["あおば製薬", "あおば製薬", "みなみ製薬"]).is_empty());
    }
}
