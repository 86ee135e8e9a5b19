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

/// Whether two names look alike or are the same, whatever their case and spaces.
#[must_use]
pub fn resembles(one: &str, other: &str) -> bool {
    let seen = |name: &str| {
        let plain: String =
            name.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect();
        skeleton(&plain).collect::<String>()
    };
    seen(one) == seen(other)
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
    fn a_name_resembles_another_by_its_look() {
        assert!(resembles("Aoba Hospital", "\u{410}oba  hospital"));
        assert!(resembles("ロート病院", "口ート病院"));
        assert!(!resembles("あおば病院", "みなみ病院"));
    }

    #[test]
    fn equal_names_and_other_names_are_fine() {
        assert!(alike(&["あおば製薬", "あおば製薬", "みなみ製薬"]).is_empty());
    }
}
