//! Histories and uses, made at random: clocks that step back, devices that lie, words nobody knows.

use crate::reviews::organisation;
use crate::sample::{CURRENT, EARLIER, UNHEARD, day, digest, id, instant, japanese};
use nattoku_consent::catalogue::RecipientKind;
use nattoku_consent::event::{Actor, Channel, Notice, NoticeRoute, Scope, TermsShown};
use nattoku_consent::mandate::{Ends, Mandate, ProxyBasis};
use nattoku_consent::permit::ReviewedCase;
use nattoku_consent::{Answer, Body, Decision, Entry, Event, EventId, Record, ReviewedUse, Use, UseScope};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

/// An hour, in milliseconds.
pub(crate) const HOUR: i64 = 3_600_000;
/// A day, in milliseconds.
pub(crate) const DAY: i64 = 24 * HOUR;

/// One happening, in words of its own, for models that must not share the domain's.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Happening {
    /// What the server's clock said, in milliseconds from the first day; it may step back.
    pub clock: i64,
    /// What the device's clock said.
    pub device: i64,
    /// Which words were seen.
    pub terms: char,
    /// Who acted.
    pub by: By,
    /// What happened.
    pub said: Said,
}

/// Who acted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum By {
    /// The person themself.
    Person,
    /// Somebody under the mandate that began at this place of the history, if one did.
    Proxy(u64),
}

/// What happened.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Said {
    /// A notice of a programme reached the patient on a day, counted from the first.
    Told(&'static str, u64),
    /// Answers.
    Answered(Vec<(&'static str, Answer)>),
    /// One programme was stopped.
    StoppedOne(&'static str),
    /// Everything was stopped.
    StoppedAll,
    /// One reviewed use was refused.
    RefusedUse(&'static str),
    /// The refusal of one reviewed use is taken back.
    TookBackUse(&'static str),
    /// A preference was switched, which is not consent.
    Preferred(bool),
    /// Somebody may act from now on.
    Begun {
        /// Whether as a parent.
        parent: bool,
        /// Whether the day is that of the coming of age.
        of_age: bool,
        /// The day on which it ends, counted from the first.
        day: u64,
    },
    /// The mandate that began at this place ended.
    Ended(u64),
}

/// Every question of either catalogue, and one of none.
pub(crate) const QUESTIONS: [&str; 14] = [
    "research",
    "drugs",
    "planning",
    "abroad",
    "genome",
    "rare",
    "care",
    "moved",
    "regional",
    "safety",
    "prevention",
    "act-genome",
    "retired",
    "unheard",
];

/// Whom a patient is told of, in one version or the other.
const TOLD: [(&str, RecipientKind); 11] = [
    ("research", RecipientKind::University),
    ("drugs", RecipientKind::DrugCompany),
    ("drugs", RecipientKind::University),
    ("planning", RecipientKind::Government),
    ("rare", RecipientKind::AcademicSociety),
    ("care", RecipientKind::Clinic),
    ("moved", RecipientKind::University),
    ("regional", RecipientKind::Clinic),
    ("safety", RecipientKind::University),
    ("safety", RecipientKind::DrugCompany),
    ("prevention", RecipientKind::Municipality),
];

const PROGRAMMES: [&str; 5] = ["registry", "society", "region", "act", "unheard"];
pub(crate) const REVIEWS: [&str; 5] = ["review-1", "review-2", "review-3", "review-4", "review-9"];

pub(crate) fn answer() -> impl Strategy<Value = Answer> {
    prop_oneof![6 => Just(Answer::Allow), 1 => Just(Answer::Refuse), 1 => Just(Answer::Undecided)]
}

fn said() -> impl Strategy<Value = Said> {
    let answers = vec((select(&QUESTIONS[..]), answer()), 3..16).prop_map(|mut answers| {
        answers.sort_by_key(|(question, _)| *question);
        answers.dedup_by_key(|(question, _)| *question);
        Said::Answered(answers)
    });
    prop_oneof![
        5 => (prop_oneof![6 => Just("act"), 1 => select(&PROGRAMMES[..])], 0_u64..40)
            .prop_map(|(programme, day)| Said::Told(programme, day)),
        10 => answers,
        1 => select(&PROGRAMMES[..]).prop_map(Said::StoppedOne),
        1 => Just(Said::StoppedAll),
        1 => select(&REVIEWS[..]).prop_map(Said::RefusedUse),
        1 => select(&REVIEWS[..]).prop_map(Said::TookBackUse),
        1 => any::<bool>().prop_map(Said::Preferred),
    ]
}

/// A history; each happening comes after the last in the ledger, whatever the clocks say.
pub(crate) fn history() -> impl Strategy<Value = Vec<Happening>> {
    let terms = prop_oneof![10 => Just(CURRENT), 3 => Just(EARLIER), 1 => Just(UNHEARD)];
    let step = prop_oneof![5 => 0..10 * 24_i64, 1 => -48..0_i64, 1 => Just(0_i64)];
    let happening = (step, -2000 * DAY..2000 * DAY, terms, said());
    vec(happening, 0..10).prop_map(|happenings| {
        let mut clock = 0;
        let mut placed = |(step, device, terms, said)| {
            clock += step * HOUR;
            Happening { clock, device, terms, by: By::Person, said }
        };
        happenings.into_iter().map(&mut placed).collect()
    })
}

/// A use, mostly one that somebody was told of.
pub(crate) fn wanted() -> impl Strategy<Value = Use> {
    let told = select(&TOLD[..]);
    let any = (select(&QUESTIONS[..]), select(&RecipientKind::ALL[..]));
    let case = select(vec![
        ReviewedCase::OtherDisease,
        ReviewedCase::OtherRecipient,
        ReviewedCase::OtherPurposeAndRecipient,
    ]);
    let reviewed = (case, select(&REVIEWS[..]), proptest::bool::weighted(0.8))
        .prop_map(|(case, review, conditions_met)| ReviewedUse { case, review: id(review), conditions_met });
    let scope = prop_oneof![8 => Just(UseScope::Within), 1 => reviewed.prop_map(UseScope::Reviewed)];
    let seldom = || proptest::bool::weighted(0.15);
    let data = prop_oneof![
        2 => Just(&["diagnoses"][..]),
        1 => Just(&[][..]),
        1 => Just(&["costs", "diagnoses"][..]),
        1 => Just(&["diagnoses", "genes"][..]),
    ];
    let plain = (prop_oneof![5 => told, 1 => any], seldom(), seldom(), scope, data).prop_map(
        |((purpose, recipient), abroad, genome, scope, data)| Use {
            abroad,
            genome,
            data: data.iter().map(|data| id(data)).collect(),
            scope,
            ..Use::within(id(purpose), recipient)
        },
    );
    prop_oneof![6 => plain, 1 => allowed_by_review()]
}

/// A use that is, or nearly is, one that a review body allowed.
fn allowed_by_review() -> impl Strategy<Value = Use> {
    let allowed = select(vec![
        ("review-1", ReviewedCase::OtherDisease, "research", RecipientKind::University, false),
        ("review-1", ReviewedCase::OtherDisease, "drugs", RecipientKind::University, false),
        ("review-2", ReviewedCase::OtherRecipient, "drugs", RecipientKind::Hospital, false),
        ("review-3", ReviewedCase::OtherPurposeAndRecipient, "rare", RecipientKind::DrugCompany, true),
    ]);
    let named = select(vec![None, Some("みどり大学"), Some("はやぶさ株式会社")]);
    (allowed, named, proptest::bool::weighted(0.9), proptest::bool::weighted(0.9)).prop_map(
        |((review, case, purpose, recipient, abroad), named, conditions_met, in_place)| Use {
            organisation: named.map(organisation),
            abroad: abroad == in_place,
            data: [id("diagnoses")].into(),
            scope: UseScope::Reviewed(ReviewedUse { case, review: id(review), conditions_met }),
            ..Use::within(id(purpose), recipient)
        },
    )
}

/// An instant, in milliseconds from the first day: any, or one at the edge of something.
pub(crate) fn when(history: &[Happening]) -> impl Strategy<Value = i64> + use<> {
    let clocks: Vec<i64> = history.iter().map(|happening| happening.clock).chain([0]).collect();
    let months = vec![0, 28 * DAY, 31 * DAY, 59 * DAY, 62 * DAY];
    let edge = (select(clocks), select(months)).prop_map(|(clock, month)| clock + month);
    // Midnight in Japan is 15:00 UTC of the day before.
    let midnight = (0..100_i64).prop_map(|day| day * DAY - 9 * HOUR);
    let near = (prop_oneof![edge, midnight], -1..=1_i64).prop_map(|(at, off)| at + off);
    prop_oneof![-DAY..100 * DAY, near]
}

/// A history with uses and instants to ask it about.
pub(crate) fn asked() -> impl Strategy<Value = (Vec<Happening>, Vec<(Use, i64)>)> {
    history().prop_flat_map(|history| {
        let asked = vec((wanted(), when(&history)), 8);
        (Just(history), asked)
    })
}

/// The entries of a history, their numbers growing with gaps.
pub(crate) fn entries(history: &[Happening]) -> Vec<Entry> {
    history.iter().zip(0..).map(|(happening, place)| entry(place, happening)).collect()
}

/// The record of a history.
pub(crate) fn record(history: &[Happening]) -> Record {
    Record::from_entries(entries(history))
}

/// The id of the event at a place of a history; it names the mandate that begins there.
fn event_id(place: u64) -> EventId {
    EventId(uuid::Uuid::from_u128(place.into()))
}

/// A happening as the ledger has it.
pub(crate) fn entry(place: u64, happening: &Happening) -> Entry {
    let Happening { clock, device, terms, by, said } = happening;
    Entry {
        number: 3 * place + 1,
        accepted_at: instant(*clock),
        event: Event {
            id: event_id(place),
            actor: match by {
                By::Person => Actor::Patient,
                By::Proxy(place) => Actor::Proxy(event_id(*place)),
            },
            channel: Channel::App,
            desk: None,
            terms: TermsShown { catalogue: digest(*terms), language: japanese() },
            device_time: Some(instant(*device)),
            body: body(said),
        },
    }
}

fn body(said: &Said) -> Body {
    Body::Decided(match said {
        Said::Told(programme, on) => {
            let (programme, route) = (id(programme), NoticeRoute::Post);
            return Body::Notified(Notice { programme, route, on: day(*on) });
        }
        Said::Answered(answers) => Decision::Answered {
            answers: answers.iter().map(|(question, answer)| (id(question), *answer)).collect(),
            explained: Vec::new(),
        },
        Said::StoppedOne(programme) => Decision::Withdrawn(Scope::Programme(id(programme))),
        Said::StoppedAll => Decision::Withdrawn(Scope::Everything),
        Said::RefusedUse(review) => Decision::UseRefused(id(review)),
        Said::TookBackUse(review) => Decision::UseRefusalWithdrawn(id(review)),
        Said::Begun { parent, of_age, day: number } => {
            let basis = if *parent { ProxyBasis::Parent } else { ProxyBasis::Guardian };
            let ends = if *of_age { Ends::ComingOfAge(day(*number)) } else { Ends::On(day(*number)) };
            return Body::ProxyBegan(Mandate {
                basis,
                proxy: "父".to_owned(),
                person: "子".to_owned(),
                ends,
            });
        }
        Said::Ended(place) => return Body::ProxyEnded(event_id(*place)),
        Said::Preferred(wanted) => Decision::PreferenceSet { preference: id("trial-news"), wanted: *wanted },
    })
}
