//! The files a catalogue is written in, and how they become one catalogue.

use super::source::{Place, Source, Sources};
use super::{Finding, SourceFile, marks, shape};
use crate::catalogue::{Approval, Catalogue, Desk, Preference, Programme, Provider, Term, UnderstandingItem};
use crate::id::ProgrammeId;
use crate::text::Language;
use chrono::NaiveDate;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;

pub(super) const PROVIDER: &str = "provider.toml";
pub(super) const UNDERSTANDING: &str = "understanding.toml";
pub(super) const GLOSSARY: &str = "glossary.toml";
pub(super) const PREFERENCES: &str = "preferences.toml";

/// The file of a programme.
pub(super) fn programme_file(id: &str) -> String {
    format!("programmes/{id}.toml")
}

/// Who asks, at which version, in which languages, and the programmes in the order in which they are asked.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ProviderFile {
    version: u32,
    issued: NaiveDate,
    languages: Vec<Language>,
    programmes: Vec<ProgrammeId>,
    provider: Provider,
    desk: Desk,
    #[serde(default, rename = "approval")]
    _inherited: Option<Approval>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct UnderstandingFile {
    items: Vec<UnderstandingItem>,
    #[serde(default, rename = "approval")]
    _inherited: Option<Approval>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GlossaryFile {
    terms: Vec<Term>,
    #[serde(default, rename = "approval")]
    _inherited: Option<Approval>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PreferencesFile {
    #[serde(default)]
    preferences: Vec<Preference>,
    #[serde(default, rename = "approval")]
    _inherited: Option<Approval>,
}

/// Parses every file; a file that is not TOML is a finding and is left out.
pub(super) fn parse<'a>(files: &'a [SourceFile], findings: &mut Vec<Finding>) -> Sources<'a> {
    let mut sources = BTreeMap::new();
    for file in files.iter().filter(|file| file.name.ends_with(".toml")) {
        match Source::parse(file) {
            Ok(source) => drop(sources.insert(file.name.as_str(), source)),
            Err(finding) => findings.push(finding),
        }
    }
    Sources(sources)
}

/// Puts the catalogue together; `None` when a part of it cannot be read, which is then among the findings.
pub(super) fn assemble(sources: &Sources<'_>, findings: &mut Vec<Finding>) -> Option<Catalogue> {
    let provider = read_required::<ProviderFile>(sources, PROVIDER, findings);
    let understanding = read_required::<UnderstandingFile>(sources, UNDERSTANDING, findings);
    let glossary = read_required::<GlossaryFile>(sources, GLOSSARY, findings);
    let preferences = match sources.0.get(PREFERENCES) {
        Some(_) => read_required::<PreferencesFile>(sources, PREFERENCES, findings)?.preferences,
        None => Vec::new(),
    };
    let changes = marks::read(sources, findings);
    let provider = provider?;
    report_strangers(sources, &provider.programmes, findings);
    let programmes = read_programmes(sources, &provider.programmes, findings);
    Some(Catalogue {
        version: provider.version,
        issued: provider.issued,
        languages: provider.languages,
        provider: provider.provider,
        desk: provider.desk,
        programmes: programmes?,
        preferences,
        understanding: understanding?.items,
        glossary: glossary?.terms,
        changes: changes?,
    })
}

fn read_required<T: DeserializeOwned>(
    sources: &Sources<'_>,
    name: &str,
    findings: &mut Vec<Finding>,
) -> Option<T> {
    let Some(source) = sources.0.get(name) else {
        if !findings.iter().any(|finding| finding.file == name) {
            let way_out = "Add it; examples/hospital has one to start from.".to_owned();
            findings.push(sources.finding(&Place::file(name), "the file is missing".to_owned(), way_out));
        }
        return None;
    };
    source.read().map_err(|finding| findings.push(finding)).ok()
}

fn read_programmes(
    sources: &Sources<'_>,
    order: &[ProgrammeId],
    findings: &mut Vec<Finding>,
) -> Option<Vec<Programme>> {
    let mut programmes = Vec::new();
    let mut complete = true;
    for (index, id) in order.iter().enumerate() {
        let listed = Place::file(PROVIDER).block("programmes", index, &format!("programme \"{id}\""));
        if order[..index].contains(id) {
            let problem = "the programme is listed twice".to_owned();
            findings.push(sources.finding(&listed, problem, "Keep one of the two.".to_owned()));
            continue;
        }
        match read_programme(sources, id, &listed, findings) {
            Some(programme) => programmes.push(programme),
            None => complete = false,
        }
    }
    complete.then_some(programmes)
}

fn read_programme(
    sources: &Sources<'_>,
    id: &ProgrammeId,
    listed: &Place,
    findings: &mut Vec<Finding>,
) -> Option<Programme> {
    let name = programme_file(id.as_str());
    let Some(source) = sources.0.get(name.as_str()) else {
        if !findings.iter().any(|finding| finding.file == name) {
            let way_out = "Add that file, or take the programme off the list.".to_owned();
            findings.push(sources.finding(listed, format!("there is no {name}"), way_out));
        }
        return None;
    };
    let faults = shape::faults(sources, source);
    if !faults.is_empty() {
        findings.extend(faults);
        return None;
    }
    let programme: Programme = source.read().map_err(|finding| findings.push(finding)).ok()?;
    if &programme.id != id {
        let problem = format!("the programme calls itself \"{}\", its file \"{id}\"", programme.id);
        findings.push(sources.finding(
            &Place::file(&name).field("id"),
            problem,
            "Use one name for both.".to_owned(),
        ));
    }
    Some(programme)
}

/// A file that nothing refers to is a slip of the pen in its name, or in the list of programmes.
fn report_strangers(sources: &Sources<'_>, programmes: &[ProgrammeId], findings: &mut Vec<Finding>) {
    let listed: Vec<_> = programmes.iter().map(|id| programme_file(id.as_str())).collect();
    for name in sources.0.keys() {
        let known = [PROVIDER, UNDERSTANDING, GLOSSARY, PREFERENCES, marks::CHANGES].contains(name);
        if !known && !listed.iter().any(|file| file == name) {
            let way_out = format!("Name it in `programmes` of {PROVIDER}, correct its name, or remove it.");
            findings.push(sources.finding(
                &Place::file(name),
                "nothing refers to this file".to_owned(),
                way_out,
            ));
        }
    }
}
