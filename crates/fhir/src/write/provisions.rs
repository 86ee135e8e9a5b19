//! What a programme permits, as provisions: at the root everything is denied; below it, each purpose is permitted for a
//! time to those it names, and denied where the person said so. Where both speak of a use, the denial counts.

use super::Step;
use crate::codes::{ACT_REASON, code_of, information_recipient};
use crate::holds::{Asked, Permitted, Span};
use crate::r4::{
    CodeableConcept, Coding, ConsentActor, ConsentData, ConsentProvision, Extension, Identifier, Period,
    Reference, Value,
};
use chrono::{DateTime, Duration, Utc};
use nattoku_consent::catalogue::{ModifierKind, Question, RecipientKind};
use nattoku_consent::id::{DataId, ReviewId};
use nattoku_consent::standing::refuses_use;
use nattoku_consent::time::write_instant;
use nattoku_consent::{Basis, Decision, Programme, Purpose};

const CONDITIONS: [ModifierKind; 2] = [ModifierKind::Abroad, ModifierKind::Genome];

impl Step<'_> {
    /// The provisions of a programme from this entry on. `stopped`: the root says it all.
    pub(super) fn provisions(&self, programme: Option<&Programme>, stopped: bool) -> Vec<ConsentProvision> {
        let Some(programme) = programme else { return self.refused_uses() };
        let asked = Asked { catalogues: self.writing.source.catalogues, record: &self.writing.record };
        let turns = asked.turns(programme, self.since);
        let permits = |purpose| (purpose, asked.permitted(purpose, &turns));
        let permits: Vec<(&Purpose, _)> = programme.purposes.iter().map(permits).collect();
        let mut provisions = Vec::new();
        for (purpose, permits) in &permits {
            let said = asked.said_otherwise(Question::Purpose(programme, purpose), self.since);
            if let Some((standing, since)) = said.filter(|_| !stopped) {
                let until = permits.first().map(|span| span.from);
                provisions.push(self.denied(purpose, standing, since, until));
            }
            provisions.extend(permits.iter().map(|span| self.permitted(purpose, span)));
        }
        if permits_something(&provisions) {
            for kind in CONDITIONS {
                let closed = asked.closed(kind, &turns, &permits);
                provisions.extend(closed.iter().map(|span| self.closed(kind, span)));
            }
        }
        provisions.extend(self.refused_uses());
        provisions
    }

    fn permitted(&self, purpose: &Purpose, span: &Span<Permitted>) -> ConsentProvision {
        let Permitted { since, recipients, data, covers, basis, terms } = &span.what;
        let basis = match basis {
            Basis::Answer => "answer",
            Basis::NotRefused => "not-refused",
        };
        let mut extension = vec![
            self.extension("basis", Value::Code(basis.to_owned())),
            self.extension("words", Value::Uri(self.base().words(&terms.catalogue))),
        ];
        extension.extend(covers.iter().map(|case| self.covers(&code_of(case))));
        // Who is named to nobody receives nothing: a provision without actors would be about everybody.
        let actor = match recipients.as_slice() {
            [] => vec![self.actor("nobody")],
            named => named.iter().map(|kind: &RecipientKind| self.actor(&code_of(kind))).collect(),
        };
        ConsentProvision {
            extension,
            actor,
            data: data.iter().map(|data| self.data(purpose, data)).collect(),
            period: Some(period((*since).min(span.from), span.until)),
            ..self.about(purpose, "permit")
        }
    }

    /// A category of data. It is no resource, so it is referred to by its code.
    fn data(&self, purpose: &Purpose, data: &DataId) -> ConsentData {
        let catalogue = self.writing.source.catalogues.current();
        let programme = catalogue.question(&purpose.id).map(Question::programme);
        let name = programme.and_then(|programme| programme.data.get(data)).zip(catalogue.languages.first());
        let identifier = Identifier::new(self.base().names("data"), data.as_str());
        ConsentData {
            meaning: Some("related".to_owned()),
            reference: Some(Reference {
                identifier: Some(identifier),
                display: Some(
                    name.map_or_else(|| data.to_string(), |(name, language)| name.get(language).to_owned()),
                ),
                ..Reference::default()
            }),
            ..ConsentData::default()
        }
    }

    fn covers(&self, case: &str) -> Extension {
        self.extension("covers", Value::Code(case.to_owned()))
    }

    fn denied(
        &self,
        purpose: &Purpose,
        standing: &str,
        since: DateTime<Utc>,
        until: Option<DateTime<Utc>>,
    ) -> ConsentProvision {
        ConsentProvision {
            extension: vec![self.extension("standing", Value::Code(standing.to_owned()))],
            period: Some(period(since, until)),
            ..self.about(purpose, "deny")
        }
    }

    fn about(&self, purpose: &Purpose, decision: &str) -> ConsentProvision {
        let language = self.writing.source.catalogues.current().languages.first();
        let words = language.map(|language| purpose.short.get(language)).filter(|words| !words.is_empty());
        let code = Coding {
            display: words.map(str::to_owned),
            ..Coding::new(self.base().system("purpose"), purpose.id.as_str())
        };
        let reason = purpose.codes.act_reason.iter().map(|code| Coding::new(ACT_REASON, code));
        ConsentProvision {
            r#type: Some(decision.to_owned()),
            purpose: reason.collect(),
            code: vec![code.into()],
            ..ConsentProvision::default()
        }
    }

    fn actor(&self, kind: &str) -> ConsentActor {
        let identifier = Identifier::new(self.base().names("recipient-kind"), kind);
        ConsentActor {
            role: Some(information_recipient()),
            reference: Some(Reference {
                display: Some(kind.to_owned()),
                ..Reference::named("Organization", identifier)
            }),
            ..ConsentActor::default()
        }
    }

    /// A condition that is not met: what is abroad, or has genome data in it, is denied whatever its purpose.
    fn closed(&self, kind: ModifierKind, span: &Span<()>) -> ConsentProvision {
        // What is not met from the beginning has none of its own: else every entry would make another version.
        let held = period(span.from, span.until);
        let start = held.start.filter(|_| span.from > self.since);
        self.denial("condition", &code_of(&kind), Period { start, ..held })
    }

    /// The reviewed uses that the person refused: each is denied, whatever its purpose.
    fn refused_uses(&self) -> Vec<ConsentProvision> {
        let mut refused: Vec<(&ReviewId, DateTime<Utc>)> = Vec::new();
        let mut since: Option<DateTime<Utc>> = None;
        for entry in self.writing.record.entries() {
            let from = since.map_or(entry.accepted_at, |last| last.max(entry.accepted_at));
            since = Some(from);
            match entry.event.body.decision() {
                Some(Decision::UseRefused(review)) if refused.iter().all(|(known, _)| *known != review) => {
                    refused.push((review, from));
                }
                Some(Decision::UseRefusalWithdrawn(review)) => {
                    let (catalogues, record) = (self.writing.source.catalogues, &self.writing.record);
                    refused.retain(|(known, _)| {
                        *known != review || refuses_use(catalogues, record, review, from)
                    });
                }
                _ => {}
            }
        }
        let denial =
            |(review, from): (&ReviewId, _)| self.denial("review", review.as_str(), period(from, None));
        refused.into_iter().map(denial).collect()
    }

    fn denial(&self, system: &str, code: &str, period: Period) -> ConsentProvision {
        ConsentProvision {
            r#type: Some("deny".to_owned()),
            period: Some(period).filter(|period| *period != Period::default()),
            code: vec![CodeableConcept::from(Coding::new(self.base().system(system), code))],
            ..ConsentProvision::default()
        }
    }
}

/// Whether any of them permits anything.
pub(super) fn permits_something(provisions: &[ConsentProvision]) -> bool {
    provisions.iter().any(|provision| provision.r#type.as_deref() == Some("permit"))
}

/// A period: our ends are the first instant that is no part of it, FHIR's the last that is.
fn period(from: DateTime<Utc>, until: Option<DateTime<Utc>>) -> Period {
    let last = until.and_then(|until| until.checked_sub_signed(Duration::milliseconds(1)));
    Period { start: Some(write_instant(from)), end: last.map(write_instant), ..Period::default() }
}
