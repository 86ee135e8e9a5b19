//! Whether a version may follow another: it must say of everything that changed whether it alters what patients
//! agreed to, and may not call editorial what lets more happen (U1).

use super::files::{PROVIDER, programme_file};
use super::marks;
use super::marks::CHANGES;
use super::name::Name;
use super::report::Report;
use super::source::Place;
use super::texts::question_place;
use crate::catalogue::{Catalogue, ChangeMark, Marked, Marking, Question};
use crate::change::{Altered, Change, Field, Widening};

/// A version on its way, the one it follows, and what changed between the two.
struct Versions<'a> {
    old: &'a Catalogue,
    new: &'a Catalogue,
    changes: &'a [Change],
}

pub(super) fn check(old: &Catalogue, new: &Catalogue, changes: &[Change], report: &mut Report<'_>) {
    if new.version <= old.version {
        let problem = format!("version {} follows version {}", new.version, old.version);
        let way_out = format!(
            "Write `version = {}`; a version grows with every change.",
            old.version.saturating_add(1)
        );
        report.add(&Place::file(PROVIDER).field("version"), problem, way_out);
    }
    let versions = Versions { old, new, changes };
    for (index, mark) in new.changes.iter().enumerate() {
        versions.check_mark(mark, &marks::place(index), report);
    }
    versions.check_kept(report);
    versions.check_questions(report);
    versions.check_programmes(report);
}

impl Versions<'_> {
    /// A mark must compare with the old version and be about something that changed. Marks of earlier versions
    /// may stay: they were judged in their time.
    fn check_mark(&self, mark: &ChangeMark, place: &Place, report: &mut Report<'_>) {
        if mark.since > self.old.version && mark.since < self.new.version {
            let problem =
                format!("it compares with version {}, not with version {}", mark.since, self.old.version);
            let way_out = "Check against that version, or write in `since` the one that is in force.";
            report.add(&place.field("since"), problem, way_out);
        }
        if mark.since != self.old.version {
            return;
        }
        let (name, fields, widens) = match &mark.about {
            Marked::Question(id) => {
                let altered =
                    self.altered().find(|altered| altered.question == *id && altered.is_of_question());
                (format!("question \"{id}\""), altered.map(own_fields), altered.map(own_widenings))
            }
            Marked::Programme(id) => {
                let altered = self.of_programme(id.as_str());
                let fields = altered.first().map(|altered| programme_fields(altered));
                (format!("programme \"{id}\""), fields, Some(programme_widenings(&altered)))
            }
        };
        if fields.is_none() {
            let problem = format!("nothing about {name} differs from version {}", self.old.version);
            report.add(place, problem, "Remove the mark, or correct what it is about.");
        }
        let widens = widens.unwrap_or_default();
        if mark.marking == Marking::Editorial && !widens.is_empty() {
            let problem = format!("it is marked editorial, and yet {}", tell(&widens));
            let way_out =
                "Mark it \"material\" and say in one `sentence` what changes, or take the change back.";
            report.add(&place.field("weight"), problem, way_out);
        }
    }

    /// Whoever skips versions reads what each of them changed in the one that is in force.
    fn check_kept(&self, report: &mut Report<'_>) {
        for mark in &self.old.changes {
            let (about, asked) = match &mark.about {
                Marked::Question(id) => (format!("question \"{id}\""), self.new.question(id).is_some()),
                Marked::Programme(id) => (format!("programme \"{id}\""), self.new.programme(id).is_some()),
            };
            if asked && !self.new.changes.iter().any(|kept| kept.is_same_as(mark)) {
                let problem = format!("the mark about {about} since version {} is gone", mark.since);
                let way_out = "Keep it as it was: who skipped that version learns by it what changed.";
                report.add(&Place::file(CHANGES), problem, way_out);
            }
        }
    }

    fn check_questions(&self, report: &mut Report<'_>) {
        for altered in self.altered().filter(|altered| altered.is_of_question()) {
            let Some(question) = self.new.question(&altered.question) else { continue };
            if !self.is_marked(|mark| mark.is_about_question(question)) {
                let id = &altered.question;
                let (fields, widens) = (own_fields(altered), own_widenings(altered));
                let place = field_place(&question_place(question), &fields);
                self.report_unmarked(&place, &format!("question = \"{id}\""), &fields, &widens, report);
            }
        }
    }

    fn check_programmes(&self, report: &mut Report<'_>) {
        for programme in &self.new.programmes {
            let altered = self.of_programme(programme.id.as_str());
            let Some(first) = altered.first() else { continue };
            if !self.is_marked(|mark| matches!(&mark.about, Marked::Programme(id) if *id == programme.id)) {
                let place = Place::file(&programme_file(programme.id.as_str()));
                let (fields, widens) = (programme_fields(first), programme_widenings(&altered));
                let place = field_place(&place, &fields);
                self.report_unmarked(
                    &place,
                    &format!("programme = \"{}\"", programme.id),
                    &fields,
                    &widens,
                    report,
                );
            }
        }
    }

    fn report_unmarked(
        &self,
        place: &Place,
        about: &str,
        fields: &[Field],
        widens: &[&Widening],
        report: &mut Report<'_>,
    ) {
        let since = self.old.version;
        let fields: Vec<_> = fields.iter().map(|field| Name(field).to_string()).collect();
        let differs =
            format!("{} differ from version {since}, and no mark says what that means", fields.join(", "));
        let (problem, weight) = if widens.is_empty() {
            (
                differs,
                "`weight = \"editorial\"` if nothing changes for the patient, else `weight = \"material\"`",
            )
        } else {
            (format!("{differs}: {}", tell(widens)), "`weight = \"material\"`")
        };
        let new_id = "; what is another thing deserves another id";
        let new_id = if widens.iter().any(|widening| is_another_thing(widening)) { new_id } else { "" };
        let way_out = format!(
            "Add to changes.toml a [[changes]] with `{about}`, `since = {since}` and {weight} and one `sentence`{new_id}."
        );
        report.add(place, problem, way_out);
    }

    fn altered(&self) -> impl Iterator<Item = &Altered> {
        self.changes.iter().filter_map(|change| match change {
            Change::Altered(altered) => Some(altered),
            Change::Added(_) | Change::Removed(_) => None,
        })
    }

    /// The questions of a programme for which the programme itself changed; purposes first, because more
    /// is fixed for them.
    fn of_programme(&self, programme: &str) -> Vec<&Altered> {
        let belongs = |altered: &&Altered| {
            let question = self.new.question(&altered.question).map(Question::programme);
            question.is_some_and(|found| found.id.as_str() == programme)
        };
        self.altered().filter(|altered| altered.is_of_programme()).filter(belongs).collect()
    }

    fn is_marked(&self, is_about: impl Fn(&ChangeMark) -> bool) -> bool {
        self.new.changes.iter().any(|mark| mark.since == self.old.version && is_about(mark))
    }
}

/// The fields for which the mark of the question itself is due: all, where it stands in another programme.
fn own_fields(altered: &Altered) -> Vec<Field> {
    let all = !altered.is_of_programme();
    altered.fields.iter().copied().filter(|field| all || !field.is_of_programme()).collect()
}

fn own_widenings(altered: &Altered) -> Vec<&Widening> {
    let all = !altered.is_of_programme();
    altered.widens.iter().filter(|widening| all || !widening.field().is_of_programme()).collect()
}

fn programme_fields(altered: &Altered) -> Vec<Field> {
    altered.fields.iter().copied().filter(|field| field.is_of_programme()).collect()
}

fn programme_widenings<'a>(altered: &[&'a Altered]) -> Vec<&'a Widening> {
    let mut widens: Vec<&Widening> = Vec::new();
    for widening in altered.iter().flat_map(|altered| &altered.widens) {
        if widening.field().is_of_programme() && !widens.contains(&widening) {
            widens.push(widening);
        }
    }
    widens
}

/// The place of the first field that stands in the file under its own name.
fn field_place(block: &Place, fields: &[Field]) -> Place {
    let key = fields.iter().find_map(|field| match field {
        Field::Kind | Field::Programme | Field::Country | Field::Conditions => None,
        Field::Wait => Some("mode".to_owned()),
        Field::Expiry => Some("expires_after_months".to_owned()),
        field => Some(Name(field).to_string()),
    });
    key.map_or_else(|| block.clone(), |key| block.field(&key))
}

const fn is_another_thing(widening: &Widening) -> bool {
    matches!(widening, Widening::Kind | Widening::Programme | Widening::Mode | Widening::Purpose)
}

fn tell(widens: &[&Widening]) -> String {
    widens.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}
