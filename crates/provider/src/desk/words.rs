//! Standings, notices and mandates in words, for whoever sits at the desk.

use crate::store::mandates::KnownMandate;
use crate::texts::{Texts, date};
use chrono::{DateTime, Duration, NaiveDate, Utc};
use fluent_bundle::FluentValue;
use nattoku_consent::catalogue::{Mode, Question};
use nattoku_consent::event::NoticeRoute;
use nattoku_consent::mandate::ProxyBasis;
use nattoku_consent::record::Noticed;
use nattoku_consent::{Answer, Basis, Catalogue, Language, Standing};

/// The words of one reader.
#[derive(Clone, Copy)]
pub struct Words<'a> {
    /// The server's texts.
    pub texts: &'a Texts,
    /// By whose wall clock days are counted.
    pub catalogue: &'a Catalogue,
    /// The reader's language.
    pub language: &'a Language,
}

impl Words<'_> {
    /// A text without values.
    #[must_use]
    pub fn say(&self, id: &str) -> String {
        self.texts.get(self.language, id, &[])
    }

    /// A text with one value.
    #[must_use]
    pub fn with(&self, id: &str, name: &'static str, value: impl Into<String>) -> String {
        self.texts.get(self.language, id, &[(name, FluentValue::from(value.into()))])
    }

    /// A day.
    #[must_use]
    pub fn day(&self, day: NaiveDate) -> String {
        date(day, self.language)
    }

    /// The day of an instant.
    #[must_use]
    pub fn day_of(&self, at: DateTime<Utc>) -> String {
        self.day(self.local(at).date_naive())
    }

    /// An instant: its day, and the hour and minute.
    #[must_use]
    pub fn instant(&self, at: DateTime<Utc>) -> String {
        format!("{} {}", self.day_of(at), self.local(at).format("%H:%M"))
    }

    fn local(&self, at: DateTime<Utc>) -> DateTime<Utc> {
        let offset = Duration::minutes(self.catalogue.provider.utc_offset_minutes.into());
        at.checked_add_signed(offset).unwrap_or(at)
    }

    /// What holds for a question.
    #[must_use]
    pub fn standing(&self, standing: &Standing) -> String {
        let since = |id: &str, since: &DateTime<Utc>| self.with(id, "date", self.day_of(*since));
        match standing {
            Standing::Unknown => self.say("desk-stands-unknown"),
            Standing::NotAnswered => self.say("desk-stands-not-answered"),
            Standing::NotNotified => self.say("desk-stands-not-notified"),
            Standing::Waiting { until, .. } => since("desk-stands-waiting", until),
            Standing::Allowed { since: at, basis: Basis::Answer, .. } => since("desk-stands-allowed", at),
            Standing::Allowed { since: at, basis: Basis::NotRefused, .. } => {
                since("desk-stands-not-refused", at)
            }
            Standing::Undecided { since: at } => since("desk-stands-undecided", at),
            Standing::Refused { since: at } => since("desk-stands-refused", at),
            Standing::Withdrawn { since: at } => since("desk-stands-withdrawn", at),
            Standing::Expired { since: at } => since("desk-stands-expired", at),
            Standing::CameOfAge { since: at } => since("desk-stands-came-of-age", at),
        }
    }

    /// How an answer to a question reads: under a notice, nobody says yes, they do not refuse (S4).
    #[must_use]
    pub fn answer(&self, question: Question<'_>, answer: Answer) -> String {
        self.say(answer_text(question, answer))
    }

    /// When and how a notice reached the patient.
    #[must_use]
    pub fn notice(&self, notice: Noticed) -> String {
        let route = self.say(route_text(notice.route));
        let values = [("date", self.day(notice.on).into()), ("route", FluentValue::from(route))];
        self.texts.get(self.language, "desk-notice", &values)
    }

    /// Who acts, why, and until when.
    #[must_use]
    pub fn mandate(&self, known: &KnownMandate) -> String {
        let id = match known.mandate.comes_of_age() {
            Some(_) => "desk-mandate-child",
            None => "desk-mandate",
        };
        let values = [
            ("name", FluentValue::from(known.mandate.proxy.clone())),
            ("basis", FluentValue::from(self.say(basis_text(known.mandate.basis)))),
            ("until", FluentValue::from(self.day_of(known.end()))),
        ];
        self.texts.get(self.language, id, &values)
    }
}

/// The message of an answer.
const fn answer_text(question: Question<'_>, answer: Answer) -> &'static str {
    let told = matches!(question, Question::Purpose(programme, _) if matches!(programme.mode, Mode::NoticeOptOut { .. }));
    match (answer, told) {
        (Answer::Allow, false) => "desk-receipt-answer-allow",
        (Answer::Allow, true) => "desk-receipt-answer-not-refuse",
        (Answer::Refuse, false) => "desk-receipt-answer-refuse",
        (Answer::Refuse, true) => "desk-receipt-answer-object",
        (Answer::Undecided, false) => "desk-receipt-answer-undecided",
        (Answer::Undecided, true) => "desk-receipt-answer-undecided-notice",
    }
}

/// The message of a basis.
#[must_use]
pub const fn basis_text(basis: ProxyBasis) -> &'static str {
    match basis {
        ProxyBasis::Parent => "desk-basis-parent",
        ProxyBasis::Guardian => "desk-basis-guardian",
        ProxyBasis::Curator => "desk-basis-curator",
        ProxyBasis::Family => "desk-basis-family",
    }
}

const fn route_text(route: NoticeRoute) -> &'static str {
    match route {
        NoticeRoute::Mail => "desk-route-mail",
        NoticeRoute::App => "desk-route-app",
        NoticeRoute::Paper => "desk-route-paper",
        NoticeRoute::Post => "desk-route-post",
        NoticeRoute::Tablet => "desk-route-tablet",
        NoticeRoute::InsuranceTerminal => "desk-route-insurance-terminal",
    }
}
