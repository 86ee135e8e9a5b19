//! From fields named by their place, such as `onward.0.name.ja`, to the entry they make.

use super::value::Said;
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// Choices of which a row takes one: nothing of one stays where the row says nothing of it.
const CHOICES: [&str; 2] = ["came.result", "scope.reviewed"];

/// Puts every value in its place. What is fixed or by default does not alone make an item of a list, or a
/// choice: an onward recipient without a name is none.
pub(super) fn grow(fields: Vec<(&str, Said)>) -> Value {
    let said: BTreeSet<&str> =
        fields.iter().filter(|(_, said)| said.by_row).filter_map(|(path, _)| group(path)).collect();
    let mut tree = Value::Object(Map::new());
    for (path, field) in &fields {
        if group(path).is_none_or(|group| said.contains(group)) {
            put(&mut tree, path, field.value.clone());
        }
    }
    listed(tree)
}

/// The item or choice that a field belongs to.
fn group(path: &str) -> Option<&str> {
    let choice = CHOICES.iter().find(|choice| path.starts_with(&format!("{choice}.")));
    let item = || {
        let mut end = 0;
        path.split('.').find_map(|part| {
            end += part.len() + 1;
            is_number(part).then(|| &path[..end - 1])
        })
    };
    item().or_else(|| choice.copied())
}

fn is_number(part: &str) -> bool {
    part.bytes().all(|byte| byte.is_ascii_digit())
}

fn put(tree: &mut Value, path: &str, value: Value) {
    let mut place = tree;
    for part in path.split('.') {
        if !place.is_object() {
            *place = Value::Object(Map::new());
        }
        place = &mut place[part];
    }
    *place = value;
}

/// Objects whose members are numbers become lists.
fn listed(tree: Value) -> Value {
    match tree {
        Value::Object(members) if !members.is_empty() && members.keys().all(|key| is_number(key)) => {
            let mut items: Vec<_> = members.into_iter().collect();
            items.sort_by_key(|(key, _)| key.parse::<usize>().unwrap_or(usize::MAX));
            Value::Array(items.into_iter().map(|(_, item)| listed(item)).collect())
        }
        Value::Object(members) => {
            Value::Object(members.into_iter().map(|(key, member)| (key, listed(member))).collect())
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn said(value: &str, by_row: bool) -> Said {
        Said { value: json!(value), by_row }
    }

    #[test]
    fn what_nobody_said_makes_no_item_and_no_choice() {
        let fields = vec![
            ("came.none-yet", said("2026-06-30", true)),
            ("came.result.finding", said("found", false)),
            ("onward.0.name.ja", said("会社", true)),
            ("onward.0.country", said("JP", false)),
            ("onward.1.country", said("JP", false)),
            ("scope", said("within", false)),
        ];
        let expected = json!({"came": {"none-yet": "2026-06-30"}, "scope": "within",
            "onward": [{"name": {"ja": "会社"}, "country": "JP"}]});
        assert_eq!(grow(fields), expected);
    }

    #[test]
    fn a_choice_that_was_said_replaces_the_default() {
        let fields = vec![
            ("scope", said("within", false)),
            ("scope.reviewed.case", said("other-disease", true)),
            ("scope.reviewed.review", said("r-1", true)),
        ];
        assert_eq!(grow(fields), json!({"scope": {"reviewed": {"case": "other-disease", "review": "r-1"}}}));
    }
}
