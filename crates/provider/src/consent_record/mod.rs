//! A consent record by ISO/IEC TS 27560, written in the Data Privacy Vocabulary: who asked whom for what, under which
//! words, what holds now, and everything that happened. Its context stands inside, so nothing is looked up elsewhere.

mod context;
mod events;

use nattoku_consent::catalogue::{Mode, Question};
use nattoku_consent::change::last_words;
use nattoku_consent::time::write_instant;
use nattoku_consent::{
    AsOf, Catalogue, Catalogues, Language, Programme, Purpose, Record, Standing, standing,
};
use serde_json::{Value, json};

/// The version of the schema, as the standard asks for it.
pub const SCHEMA_VERSION: &str = "ISO/IEC TS 27560:2023; nattoku 1";

/// What a consent record is made of.
#[derive(Debug, Clone, Copy)]
pub struct Source<'a> {
    /// The words in force and every earlier ones.
    pub catalogues: &'a Catalogues,
    /// What was recorded.
    pub record: &'a Record,
    /// The person's mark.
    pub subject: &'a str,
    /// In which language its texts are.
    pub language: &'a Language,
    /// The present it speaks of.
    pub as_of: AsOf,
}

/// The record as JSON-LD.
#[must_use]
pub fn consent_record(source: &Source<'_>) -> Value {
    let catalogue = source.catalogues.current();
    json!({
        "@context": context::context(source.language),
        "@type": "dpv:ConsentRecord",
        "schema_version": SCHEMA_VERSION,
        "record_id": format!("{}/{}", source.subject, source.record.version()),
        "issued": write_instant(source.as_of.clock()),
        "language": source.language,
        "subject": { "@type": "dpv:DataSubject", "identifier": source.subject },
        "controllers": [controller(catalogue, source.language)],
        "jurisdictions": [catalogue.provider.country],
        "notice": notice(source.catalogues.current_digest().as_str(), catalogue, source.language),
        "purposes": catalogue.questions().map(|question| purpose(source, question)).collect::<Vec<_>>(),
        "events": events::events(source),
    })
}

fn controller(catalogue: &Catalogue, language: &Language) -> Value {
    let (provider, desk) = (&catalogue.provider, &catalogue.desk);
    json!({
        "@type": "dpv:DataController",
        "identifier": provider.id,
        "name": provider.name.get(language),
        "country": provider.country,
        "contact": {
            "name": desk.name.get(language),
            "phone": desk.phone,
            "address": desk.place.get(language),
            "hours": desk.hours.get(language),
        },
    })
}

/// The words in which somebody was told.
fn notice(digest: &str, catalogue: &Catalogue, language: &Language) -> Value {
    json!({
        "@type": "dpv:ConsentNotice",
        "version": catalogue.version,
        "digest": digest,
        "language": language,
        "path": format!("/api/catalogues/{digest}"),
    })
}

fn purpose(source: &Source<'_>, question: Question<'_>) -> Value {
    let (catalogue, language, programme) =
        (source.catalogues.current(), source.language, question.programme());
    let holds = standing(source.catalogues, source.record, question.id(), source.as_of);
    let mut purpose = json!({
        "@type": "dpv:Purpose",
        "identifier": question.id(),
        "programme": programme.id,
        "title": question.short().get(language),
        "description": question.card().headline.get(language),
        "legal_basis": legal_basis(programme.mode),
        "status": status(&holds),
        "recipients_text": question.card().who.get(language),
        "controllers": [catalogue.provider.id],
        "storage": { "country": catalogue.provider.country, "text": all(&programme.protection, language) },
        "retention": retention(programme.expires_after_months),
        "withdrawal": {
            "@type": "dpv:WithdrawConsent",
            "text": all(&programme.stops, language),
            "after": all(&programme.stays, language),
            "phone": catalogue.desk.phone,
            "path": format!("/{language}/"),
        },
    });
    match question {
        Question::Purpose(_, asked) => {
            purpose["codes"] = json!(dpv(asked.codes.dpv.as_deref()));
            purpose["recipients"] = json!(asked.recipients);
            purpose["data"] = data(programme, asked, language);
        }
        Question::Modifier(_, asked) => purpose["condition"] = json!(asked.kind),
    }
    since(source, question, &holds, &mut purpose);
    purpose
}

/// Which data it is about, where the words list them.
fn data(programme: &Programme, asked: &Purpose, language: &Language) -> Value {
    let name = |code| programme.data.get(code).map(|name| name.get(language));
    let data = |code| json!({ "@type": "dpv:PersonalData", "identifier": code, "title": name(code) });
    asked.data.iter().map(data).collect()
}

/// Since when it holds, until when, and by which words.
fn since(source: &Source<'_>, question: Question<'_>, holds: &Standing, purpose: &mut Value) {
    let (since, until) = match holds {
        Standing::Allowed { since, until, .. } => (Some(*since), *until),
        Standing::Waiting { until, .. } => (Some(*until), None),
        Standing::Undecided { since }
        | Standing::Refused { since }
        | Standing::Withdrawn { since }
        | Standing::Expired { since }
        | Standing::CameOfAge { since } => (Some(*since), None),
        Standing::Unknown | Standing::NotAnswered | Standing::NotNotified => (None, None),
    };
    if let Some(since) = since {
        purpose["since"] = json!(write_instant(since));
    }
    if let Some(until) = until {
        purpose["expires"] = json!(write_instant(until));
    }
    let words = last_words(source.catalogues, source.record, question.id(), source.as_of);
    if let Some((terms, _)) = words
        && let Some(shown) = source.catalogues.get(&terms.catalogue)
    {
        purpose["notice"] = notice(terms.catalogue.as_str(), shown, &terms.language);
    }
}

/// A notice that nobody refused is no consent (S4), and is not called one.
const fn legal_basis(mode: Mode) -> &'static str {
    match mode {
        Mode::OptIn => "dpv:ExplicitlyExpressedConsent",
        Mode::NoticeOptOut { .. } => "ns:NoticeAndOptOut",
    }
}

const fn status(standing: &Standing) -> &'static str {
    use nattoku_consent::Basis;
    match standing {
        Standing::Unknown => "dpv:ConsentUnknown",
        Standing::NotAnswered => "dpv:ConsentRequested",
        Standing::NotNotified => "ns:NotNotified",
        Standing::Waiting { .. } => "ns:Waiting",
        Standing::Allowed { basis: Basis::Answer, .. } => "dpv:ConsentGiven",
        Standing::Allowed { basis: Basis::NotRefused, .. } => "ns:NotRefused",
        Standing::Undecided { .. } => "ns:Undecided",
        Standing::Refused { .. } => "dpv:ConsentRefused",
        Standing::Withdrawn { .. } => "dpv:ConsentWithdrawn",
        Standing::Expired { .. } => "dpv:ConsentExpired",
        Standing::CameOfAge { .. } => "ns:CameOfAge",
    }
}

/// A code of the vocabulary as its address; codes of its extensions are written with a `#`.
fn dpv(code: Option<&str>) -> Vec<String> {
    let address = |code: &str| match code.split_once('#') {
        Some((extension, name)) => format!("https://w3id.org/dpv/{extension}#{name}"),
        None => format!("https://w3id.org/dpv#{code}"),
    };
    code.map(address).into_iter().collect()
}

/// How long an answer holds: so many months, or until it is changed.
fn retention(months: Option<u32>) -> Value {
    match months {
        Some(months) => json!({ "@type": "dpv:TemporalDuration", "duration": format!("P{months}M") }),
        None => json!({ "@type": "dpv:UntilEventDuration", "text": "until the person changes it" }),
    }
}

fn all(texts: &[nattoku_consent::Localized], language: &Language) -> Vec<String> {
    texts.iter().map(|text| text.get(language).to_owned()).collect()
}
