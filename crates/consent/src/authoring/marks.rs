//! What the author says of the changes of a version, in `changes.toml`: reading it, and checking that it can be
//! true of this version alone.

use super::report::Report;
use super::shape;
use super::source::{Place, Source, Sources};
use super::{Finding, language};
use crate::catalogue::{Approval, Catalogue, ChangeMark, Marked, Marking};
use crate::id::{ProgrammeId, QuestionId};
use crate::text::Localized;
use serde::Deserialize;

/// The file in which the author says what changed.
pub(super) const CHANGES: &str = "changes.toml";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ChangesFile {
    #[serde(default)]
    changes: Vec<Written>,
    #[serde(default, rename = "approval")]
    _inherited: Option<Approval>,
}

/// A mark as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    question: Option<QuestionId>,
    programme: Option<ProgrammeId>,
    since: u32,
    weight: Weight,
    sentence: Option<Localized>,
    approval: Option<Approval>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Weight {
    Editorial,
    Material,
}

/// The marks in their file; `None` when one cannot be read, which is then among the findings.
pub(super) fn read(sources: &Sources<'_>, findings: &mut Vec<Finding>) -> Option<Vec<ChangeMark>> {
    let Some(source) = sources.0.get(CHANGES) else { return Some(Vec::new()) };
    let file: ChangesFile = Source::read(source).map_err(|finding| findings.push(finding)).ok()?;
    let mut marks = Vec::new();
    let mut complete = true;
    for (index, written) in file.changes.into_iter().enumerate() {
        match written.into_mark() {
            Ok(mark) => marks.push(mark),
            Err((problem, way_out)) => {
                findings.push(sources.finding(&place(index), problem, way_out));
                complete = false;
            }
        }
    }
    complete.then_some(marks)
}

/// Where a mark stands.
pub(super) fn place(index: usize) -> Place {
    Place::file(CHANGES).block("changes", index, &format!("change {}", index + 1))
}

impl Written {
    fn into_mark(self) -> Result<ChangeMark, (String, String)> {
        let fault = |problem: &str, way_out: &str| (problem.to_owned(), way_out.to_owned());
        let about = match (self.question, self.programme) {
            (Some(question), None) => Marked::Question(question),
            (None, Some(programme)) => Marked::Programme(programme),
            _ => {
                let way_out = "Name in it either a `question` or a `programme`.";
                return Err(fault("it does not say what it is about", way_out));
            }
        };
        let marking = match (self.weight, self.sentence) {
            (Weight::Editorial, None) => Marking::Editorial,
            (Weight::Editorial, Some(_)) => {
                let way_out = "Remove the sentence, or mark the change \"material\".";
                return Err(fault("nobody is shown the sentence of an editorial change", way_out));
            }
            (Weight::Material, None) => {
                let way_out = "Write one: `sentence = { ja = \"…\" }`. The patient reads it first.";
                return Err(fault("a material change without a sentence that says what changes", way_out));
            }
            (Weight::Material, Some(sentence)) => Marking::Material {
                sentence,
                approval: self.approval.ok_or_else(|| shape::lack("approval"))?,
            },
        };
        Ok(ChangeMark { about, since: self.since, marking })
    }
}

pub(super) fn check(catalogue: &Catalogue, report: &mut Report<'_>) {
    for (index, mark) in catalogue.changes.iter().enumerate() {
        let place = place(index);
        let stranger = match &mark.about {
            Marked::Question(id) => catalogue.question(id).is_none().then(|| format!("question \"{id}\"")),
            Marked::Programme(id) => catalogue.programme(id).is_none().then(|| format!("programme \"{id}\"")),
        };
        if let Some(stranger) = stranger {
            let way_out = "Correct the id, or remove the mark: what is asked no more needs none.";
            report.add(&place, format!("there is no {stranger}"), way_out);
        }
        if mark.since >= catalogue.version {
            let problem =
                format!("it compares with version {}, and this is version {}", mark.since, catalogue.version);
            report.add(&place.field("since"), problem, "Write the version that this one follows.");
        }
        if let Marking::Material { sentence, .. } = &mark.marking {
            check_sentence(&place.field("sentence"), sentence, report);
        }
    }
}

fn check_sentence(place: &Place, sentence: &Localized, report: &mut Report<'_>) {
    for (tag, words) in sentence.0.iter() {
        let count = language::sentences(words, tag.as_str()).len();
        if count > 1 {
            let way_out = "Say it in one; write another [[changes]] for another change.";
            report.add(&place.language(tag.as_str()), format!("it takes {count} sentences"), way_out);
        }
    }
}
