//! Checks of what the law and the promises of this project ask of a catalogue beyond its words.

use super::files::{PROVIDER, programme_file};
use super::report::Report;
use super::shape;
use super::source::Place;
use super::texts::question_place;
use crate::catalogue::{Catalogue, Mode, Programme, Question};

/// How many questions the default path may ask at most; more are not read (S6).
const DEFAULT_QUESTIONS: usize = 6;
/// The real offsets of wall clocks, in minutes east of UTC.
const UTC_OFFSETS: std::ops::RangeInclusive<i16> = -720..=840;

/// At which ages people come of age anywhere.
const AGES: std::ops::RangeInclusive<u8> = 14..=25;

pub(super) fn check(catalogue: &Catalogue, report: &mut Report<'_>) {
    check_provider(catalogue, report);
    check_default_path(catalogue, report);
    for programme in &catalogue.programmes {
        check_programme(programme, report);
        check_notice(programme, report);
    }
}

fn check_provider(catalogue: &Catalogue, report: &mut Report<'_>) {
    let file = Place::file(PROVIDER);
    if !is_dialable(&catalogue.desk.phone) {
        let problem = format!("\"{}\" cannot be dialled", catalogue.desk.phone);
        let way_out = "Write digits and hyphens only, such as 03-0000-0000, or +81-3-0000-0000.";
        report.add(&file.field("desk").field("phone"), problem, way_out);
    }
    let offset = catalogue.provider.utc_offset_minutes;
    if !UTC_OFFSETS.contains(&offset) {
        let place = file.field("provider").field("utc_offset_minutes");
        report.add(
            &place,
            format!("no clock is {offset} minutes east of UTC"),
            "Write minutes: 540 for Japan.",
        );
    }
    let country = &catalogue.provider.country;
    if country.len() != 2 || !country.bytes().all(|byte| byte.is_ascii_uppercase()) {
        let place = file.field("provider").field("country");
        report.add(&place, format!("\"{country}\" is no country"), "Write two capitals: \"JP\" for Japan.");
    }
    let age = catalogue.provider.comes_of_age;
    if !AGES.contains(&age) {
        let place = file.field("provider").field("comes_of_age");
        report.add(&place, format!("nobody comes of age at {age}"), "Write years: 18 for Japan.");
    }
    if catalogue.programmes.is_empty() {
        report.add(
            &file.field("programmes"),
            "there is no programme",
            "Name at least one: `programmes = [\"registry\"]`.",
        );
    }
}

fn is_dialable(phone: &str) -> bool {
    let digits = phone.chars().filter(char::is_ascii_digit).count();
    let rest = phone.strip_prefix('+').unwrap_or(phone);
    (3..=15).contains(&digits)
        && rest.chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | ' ' | '(' | ')'))
}

fn check_default_path(catalogue: &Catalogue, report: &mut Report<'_>) {
    let default = catalogue.questions().filter(|question| match question {
        Question::Purpose(_, purpose) => !purpose.in_detail,
        Question::Modifier(..) => true,
    });
    let all: Vec<_> = default.collect();
    if let Some(first_too_many) = all.get(DEFAULT_QUESTIONS) {
        let problem = format!("the default path asks {} questions, {DEFAULT_QUESTIONS} at most", all.len());
        let way_out = "Set `in_detail = true` on the purposes that fewer patients will want to decide.";
        report.add(&question_place(*first_too_many), problem, way_out);
    }
}

fn check_programme(programme: &Programme, report: &mut Report<'_>) {
    let file = Place::file(&programme_file(programme.id.as_str()));
    for purpose in programme.purposes.iter().filter(|purpose| purpose.recipients.is_empty()) {
        let (problem, way_out) = shape::lack("recipients");
        report.add(
            &question_place(Question::Purpose(programme, purpose)).field("recipients"),
            problem,
            way_out,
        );
    }
    check_data(programme, report);
    if programme.purposes.is_empty() {
        report.add(&file, "the programme asks nothing", "Add at least one [[purposes]].");
    }
    if programme.journey.len() < 2 {
        let way_out = "List its stations, from the hospital to the last recipient.";
        report.add(&file.field("journey"), "the data's journey is not told", way_out);
    }
    if programme.identifiers.is_none() {
        let way_out = "Write `identifiers = \"removed\"` or, where names go with the data, `identifiers = \"released\"`.";
        report.add(&file.field("identifiers"), "it does not say what becomes of names", way_out);
    }
    if programme.stops.is_empty() {
        report.add(
            &file.field("stops"),
            "it does not say what stops on withdrawal",
            "Say it, one sentence each.",
        );
    }
    if programme.stays.is_empty() {
        report.add(
            &file.field("stays"),
            "it does not say what stays on withdrawal",
            "Say it, one sentence each.",
        );
    }
}

/// A patient reads the kinds of data by their names: a code without one could not be shown.
fn check_data(programme: &Programme, report: &mut Report<'_>) {
    for purpose in &programme.purposes {
        for code in purpose.data.iter().filter(|code| !programme.data.contains_key(*code)) {
            let way_out = format!("Add `{code} = {{ ja = \"…\" }}` to [data] in the programme's file.");
            let place = question_place(Question::Purpose(programme, purpose)).field("data");
            report.add(&place, format!("the data \"{code}\" have no name"), way_out);
        }
    }
}

fn check_notice(programme: &Programme, report: &mut Report<'_>) {
    let Mode::NoticeOptOut { wait_days } = programme.mode else { return };
    let file = Place::file(&programme_file(programme.id.as_str()));
    if programme.notice.is_empty() {
        let way_out = "Add one [[notice]] for each thing that the law asks to be told.";
        report.add(&file.field("notice"), "an opt-out without the items of its notice", way_out);
    }
    if wait_days == 0 {
        let way_out = "Set `wait_days` to the days a patient has to refuse, such as 30.";
        report.add(&file.field("mode").field("wait_days"), "an opt-out without time to refuse", way_out);
    }
}
