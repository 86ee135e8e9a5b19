//! Where the data went, counted: from a provider to kinds of recipients, and from them onward.

use crate::entry::Recipient;
use nattoku_consent::catalogue::RecipientKind;
use std::collections::{BTreeMap, BTreeSet};

/// The recipients of one kind, and where data went from them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Branch {
    /// Their kind.
    pub kind: RecipientKind,
    /// How many different organisations.
    pub organisations: usize,
    /// How many different organisations of each kind received data from them.
    pub onward: Vec<(RecipientKind, usize)>,
}

/// The branches by which data left a provider: the widest first, those of one width in the order of kinds.
#[must_use]
pub fn branches<'a>(entries: impl IntoIterator<Item = &'a Recipient>) -> Vec<Branch> {
    type Names = BTreeSet<String>;
    let mut kinds: BTreeMap<RecipientKind, (Names, BTreeMap<RecipientKind, Names>)> = BTreeMap::new();
    for entry in entries {
        let (names, onward) = kinds.entry(entry.recipient.kind).or_default();
        names.extend(entry.recipient.name.0.values().next().cloned());
        for next in &entry.onward {
            let name = next.name.0.values().next().cloned();
            onward.entry(next.kind).or_default().extend(name);
        }
    }
    let counted = |(kind, names): (RecipientKind, Names)| (kind, names.len());
    let branch = |(kind, (names, onward)): (RecipientKind, (Names, BTreeMap<RecipientKind, Names>))| Branch {
        kind,
        organisations: names.len(),
        onward: onward.into_iter().map(counted).collect(),
    };
    let mut branches: Vec<_> = kinds.into_iter().map(branch).collect();
    branches.sort_by_key(|branch| std::cmp::Reverse(branch.organisations));
    branches
}

/// How many results there were in each year, the years without any included.
#[must_use]
pub fn by_year(years: impl IntoIterator<Item = i32>) -> Vec<(i32, usize)> {
    let mut counts: BTreeMap<i32, usize> = BTreeMap::new();
    for year in years {
        *counts.entry(year).or_default() += 1;
    }
    let (Some(first), Some(last)) = (counts.keys().next().copied(), counts.keys().next_back().copied())
    else {
        return Vec::new();
    };
    (first..=last).map(|year| (year, counts.get(&year).copied().unwrap_or_default())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_without_results_is_shown_as_one() {
        assert_eq!(by_year([2026, 2023, 2026]), [(2023, 1), (2024, 0), (2025, 0), (2026, 2)]);
        assert_eq!(by_year([]), []);
    }
}
