//! Whether every question has its fields, before it is read: a missing risk or a mistyped field name
//! deserves plainer words than a reader of TOML has.

use super::Finding;
use super::source::{Place, Source, Sources};
use toml::de::DeTable;

struct Kind {
    list: &'static str,
    name: &'static str,
    optional: &'static [&'static str],
    own: &'static [&'static str],
}

const CARD: [&str; 8] = ["id", "short", "headline", "who", "example", "risk", "if_no", "approval"];
const KINDS: [Kind; 2] = [
    Kind {
        list: "purposes",
        name: "purpose",
        optional: &["in_detail", "covers", "data", "codes", "for_children"],
        own: &["recipients"],
    },
    Kind { list: "modifiers", name: "modifier", optional: &["for_children"], own: &["kind"] },
];

/// What is missing from, or unknown in, the questions of a programme's file.
pub(super) fn faults(sources: &Sources<'_>, source: &Source<'_>) -> Vec<Finding> {
    let file = Place::file(source.name());
    let mut found = Vec::new();
    for kind in &KINDS {
        let blocks = source.root().get(kind.list).and_then(|list| list.get_ref().as_array());
        for (index, block) in blocks.into_iter().flatten().enumerate() {
            let Some(table) = block.get_ref().as_table() else { continue };
            let id = table.get("id").and_then(|id| id.get_ref().as_str());
            let name = id.map_or_else(
                || format!("{} {}", kind.name, index + 1),
                |id| format!("{} \"{id}\"", kind.name),
            );
            let place = file.block(kind.list, index, &name);
            for (problem, way_out, place) in missing(kind, table, &place).chain(unknown(kind, table, &place))
            {
                found.push(sources.finding(&place, problem, way_out));
            }
        }
    }
    found
}

type Fault = (String, String, Place);

fn missing<'a>(kind: &'a Kind, table: &'a DeTable<'_>, place: &'a Place) -> impl Iterator<Item = Fault> + 'a {
    let required = CARD.iter().chain(kind.own);
    required.filter(|field| !table.contains_key(**field)).map(|field| {
        let (problem, way_out) = lack(field);
        (problem, way_out, place.clone())
    })
}

fn unknown<'a>(kind: &'a Kind, table: &'a DeTable<'_>, place: &'a Place) -> impl Iterator<Item = Fault> + 'a {
    let known =
        |field: &str| CARD.contains(&field) || kind.own.contains(&field) || kind.optional.contains(&field);
    table.keys().map(|key| key.get_ref().as_ref()).filter(move |field: &&str| !known(field)).map(|field| {
        let all: Vec<_> = CARD.iter().chain(kind.own).chain(kind.optional).copied().collect();
        (
            format!("`{field}` is not a field of a {}", kind.name),
            format!("Its fields are {}.", all.join(", ")),
            place.field(field),
        )
    })
}

/// The words for a field that is missing, or there and empty.
pub(super) fn lack(field: &str) -> (String, String) {
    match field {
        "risk" => (
            "it names no risk".to_owned(),
            "Write one concrete thing that could go wrong for the patient, as `risk = { ja = \"…\" }`."
                .to_owned(),
        ),
        "recipients" => (
            "it names no kind of recipient".to_owned(),
            "List who may receive the data, such as `recipients = [\"university\", \"drug-company\"]`."
                .to_owned(),
        ),
        "approval" => (
            "nobody approved it".to_owned(),
            "Add an [approval] to it, or one for all of the file at its top.".to_owned(),
        ),
        other => (format!("`{other}` is missing"), format!("Write its `{other}`.")),
    }
}
