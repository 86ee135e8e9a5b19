//! A small catalogue in both legal modes, and an earlier version of it that promised less.
//!
//! What differs between the two is what a patient who answered to the earlier one was not told.

use crate::reviews::approvals;
use chrono::{DateTime, Days, Duration, NaiveDate, Utc};
use nattoku_consent::catalogue::{
    Approval, ChangeMark, Codes, Desk, Marked, Marking, Modifier, ModifierKind, Provider, Purpose,
    RecipientKind, ScopeCase, Truth, UnderstandingItem,
};
use nattoku_consent::{
    AsOf, Catalogue, Catalogues, Denial, Digest, Language, Localized, Mode, Permit, Programme, Record, Use,
};
use std::fmt::Debug;
use std::str::FromStr;
use std::sync::LazyLock;

use RecipientKind::{AcademicSociety, Clinic, DrugCompany, Government, Hospital, Municipality, University};

/// Reads an identifier that is known to be one.
pub(crate) fn id<T: FromStr<Err: Debug>>(text: &str) -> T {
    text.parse().expect("an identifier")
}

/// The first day of the histories.
pub(crate) fn first_day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 1, 1).expect("a day")
}

/// A day, counted from the first.
pub(crate) fn day(number: u64) -> NaiveDate {
    first_day() + Days::new(number)
}

/// An instant, in milliseconds from the first day's beginning in UTC.
pub(crate) fn instant(milliseconds: i64) -> DateTime<Utc> {
    first_day().and_hms_opt(0, 0, 0).expect("midnight").and_utc() + Duration::milliseconds(milliseconds)
}

/// The digest of the catalogue in force, of the earlier one, and of one nobody knows.
pub(crate) fn digest(of: char) -> Digest {
    Digest::try_from(of.to_string().repeat(64)).expect("a digest")
}

/// The digest of the catalogue in force.
pub(crate) const CURRENT: char = 'c';
/// The digest of the earlier catalogue.
pub(crate) const EARLIER: char = 'e';
/// The digest of a catalogue nobody knows.
pub(crate) const UNHEARD: char = 'f';

/// Both catalogues, as they are asked.
pub(crate) fn catalogues() -> &'static Catalogues {
    static CATALOGUES: LazyLock<Catalogues> = LazyLock::new(|| {
        Catalogues::new(digest(CURRENT), current()).with_earlier(digest(EARLIER), earlier())
    });
    &CATALOGUES
}

/// What a record permits, with the decisions of the sample's review bodies.
pub(crate) fn permits(
    catalogues: &Catalogues,
    record: &Record,
    request: &Use,
    as_of: impl Into<AsOf>,
) -> Result<Permit, Denial> {
    nattoku_consent::permits(catalogues, record, approvals(), request, as_of)
}

/// A use within what was explained, of data that every list names.
pub(crate) fn plain(purpose: &str, recipient: RecipientKind) -> Use {
    Use { data: [id("diagnoses")].into(), ..Use::within(id(purpose), recipient) }
}

/// The catalogue in force.
pub(crate) fn current() -> Catalogue {
    let drugs = purpose("drugs", &[University, DrugCompany], &[ScopeCase::OtherRecipient]);
    let planning = Purpose {
        in_detail: true,
        data: vec![id("costs"), id("diagnoses")],
        ..purpose("planning", &[Government], &[])
    };
    let prevention =
        Purpose { data: vec![id("costs"), id("diagnoses")], ..purpose("prevention", &[Municipality], &[]) };
    let research = purpose("research", &[University, Hospital], &[ScopeCase::OtherDisease]);
    let rare = purpose("rare", &[AcademicSociety, University], &[ScopeCase::OtherPurposeAndRecipient]);
    let safety = purpose("safety", &[University, DrugCompany], &[ScopeCase::OtherDisease]);
    catalogue(
        2,
        vec![
            Programme {
                expires_after_months: Some(1),
                modifiers: vec![
                    modifier("abroad", ModifierKind::Abroad),
                    modifier("genome", ModifierKind::Genome),
                ],
                ..programme("registry", Mode::OptIn, vec![research, drugs, planning])
            },
            programme(
                "society",
                Mode::OptIn,
                vec![rare, purpose("care", &[Clinic], &[]), purpose("moved", &[University], &[])],
            ),
            programme("region", Mode::OptIn, vec![purpose("regional", &[Clinic], &[])]),
            Programme {
                modifiers: vec![modifier("act-genome", ModifierKind::Genome)],
                ..programme("act", Mode::NoticeOptOut { wait_days: 30 }, vec![safety, prevention])
            },
        ],
    )
}

/// The earlier version: fewer recipients and questions, no reuse, a longer wait; `care` under opt-out, `moved`
/// in another programme, `regional` in one that was an opt-out, and `act-genome` asking about abroad.
pub(crate) fn earlier() -> Catalogue {
    let research = purpose("research", &[University, Hospital], &[ScopeCase::OtherDisease]);
    let to_universities = ["drugs", "retired", "moved"].map(|name| purpose(name, &[University], &[]));
    let purposes = [vec![research], to_universities.to_vec()].concat();
    let told = vec![
        purpose("safety", &[University], &[]),
        Purpose { data: vec![id("diagnoses")], ..purpose("prevention", &[Municipality], &[]) },
        purpose("care", &[Clinic], &[]),
    ];
    catalogue(
        1,
        vec![
            Programme {
                expires_after_months: Some(3),
                modifiers: vec![modifier("abroad", ModifierKind::Abroad)],
                ..programme("registry", Mode::OptIn, purposes)
            },
            Programme {
                expires_after_months: Some(2),
                ..programme("society", Mode::OptIn, vec![purpose("rare", &[University], &[])])
            },
            programme(
                "region",
                Mode::NoticeOptOut { wait_days: 10 },
                vec![purpose("regional", &[Clinic], &[])],
            ),
            Programme {
                modifiers: vec![modifier("act-genome", ModifierKind::Abroad)],
                ..programme("act", Mode::NoticeOptOut { wait_days: 45 }, told)
            },
        ],
    )
}

fn catalogue(version: u32, programmes: Vec<Programme>) -> Catalogue {
    let items = [("always", Truth::First), ("never", Truth::Second), ("company", Truth::FirstIfCompanies)];
    Catalogue {
        version,
        issued: first_day(),
        languages: vec![japanese()],
        provider: Provider {
            id: id("midori"),
            name: says("みどり市民病院"),
            country: "JP".to_owned(),
            utc_offset_minutes: 540,
            comes_of_age: 18,
            approval: approval(),
        },
        desk: Desk {
            name: says("相談窓口"),
            phone: "03-0000-0000".to_owned(),
            hours: says("平日"),
            place: says("1階"),
            approval: approval(),
        },
        programmes,
        preferences: Vec::new(),
        understanding: items.map(|(name, truth)| item(name, truth)).to_vec(),
        glossary: Vec::new(),
        changes: Vec::new(),
    }
}

fn programme(name: &str, mode: Mode, purposes: Vec<Purpose>) -> Programme {
    Programme {
        id: id(name),
        mode,
        name: says(name),
        summary: says(name),
        journey: Vec::new(),
        stops: Vec::new(),
        stays: Vec::new(),
        identifiers: None,
        protection: Vec::new(),
        notice: Vec::new(),
        expires_after_months: None,
        data: std::iter::empty().collect(),
        purposes,
        modifiers: Vec::new(),
        approval: approval(),
    }
}

fn purpose(name: &str, recipients: &[RecipientKind], covers: &[ScopeCase]) -> Purpose {
    Purpose {
        id: id(name),
        short: says(name),
        headline: says(name),
        who: says(name),
        example: says(name),
        risk: says(name),
        if_no: says(name),
        for_children: None,
        in_detail: false,
        recipients: recipients.to_vec(),
        covers: covers.to_vec(),
        data: Vec::new(),
        codes: Codes::default(),
        approval: approval(),
    }
}

fn modifier(name: &str, kind: ModifierKind) -> Modifier {
    Modifier {
        id: id(name),
        kind,
        short: says(name),
        headline: says(name),
        who: says(name),
        example: says(name),
        risk: says(name),
        if_no: says(name),
        for_children: None,
        approval: approval(),
    }
}

fn item(name: &str, truth: Truth) -> UnderstandingItem {
    UnderstandingItem {
        id: id(name),
        question: says(name),
        first: says("はい"),
        second: says("いいえ"),
        truth,
        explain_first: says(name),
        explain_second: says(name),
        approval: approval(),
    }
}

fn approval() -> Approval {
    Approval {
        version: "1".to_owned(),
        by: "倫理委員会".to_owned(),
        on: first_day(),
        languages: std::iter::empty().collect(),
    }
}

pub(crate) fn japanese() -> Language {
    id("ja")
}

pub(crate) fn says(text: &str) -> Localized {
    Localized([(japanese(), text.to_owned())].into_iter().collect())
}

/// The author's word on a change.
pub(crate) fn marked(about: Marked, since: u32, marking: Marking) -> ChangeMark {
    ChangeMark { about, since, marking }
}

/// A material change, in a sentence.
pub(crate) fn material(sentence: &str) -> Marking {
    Marking::Material { sentence: says(sentence), approval: approval() }
}
