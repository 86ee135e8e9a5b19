//! What an entry says, in the resource of its kind: a notice, answers, or who may act for the person.

use super::{Step, ids};
use crate::codes::{code_of, mode_of, notification, role_of};
use crate::questionnaire;
use crate::r4::{
    Answer, CodeableConcept, Coding, Communication, Extension, HumanName, Identifier, Item, Period,
    QuestionnaireResponse, Reference, RelatedPerson, Resource, Value,
};
use nattoku_consent::event::Notice;
use nattoku_consent::mandate::Ends;
use nattoku_consent::record::RecordedMandate;
use nattoku_consent::time::{write_day, write_instant};
use nattoku_consent::{Body, Decision, Entry};

impl Step<'_> {
    /// What the entry says; nothing where its Provenance says it all.
    pub(super) fn body(&self) -> Vec<Resource> {
        let record = &self.writing.record;
        let resource = match &self.entry.event.body {
            Body::Notified(notice) => Some(Resource::Communication(self.notice(notice))),
            Body::Decided(Decision::Answered { answers, explained }) => {
                let items = answers.iter().map(|(question, answer)| {
                    let coding = Coding::new(self.base().system("answer"), code_of(answer));
                    let answer = Answer { value_coding: Some(coding), ..Answer::default() };
                    self.item(question.as_str(), self.words_of(question), answer)
                });
                let explained =
                    explained.iter().map(|item| self.extension("explained", Value::Code(item.to_string())));
                let questionnaire = questionnaire::address(self.base(), &self.entry.event.terms.catalogue);
                let response = self.response(questionnaire, items.collect());
                Some(Resource::QuestionnaireResponse(QuestionnaireResponse {
                    extension: explained.collect(),
                    ..response
                }))
            }
            Body::Decided(Decision::PreferenceSet { preference, wanted }) => {
                let answer = Answer { value_boolean: Some(*wanted), ..Answer::default() };
                let item = self.item(preference.as_str(), None, answer);
                let questionnaire = self.base().questionnaire("preferences");
                Some(Resource::QuestionnaireResponse(self.response(questionnaire, vec![item])))
            }
            Body::ProxyBegan(_) => record.mandate(self.entry.event.id).map(|held| self.related(&held)),
            Body::ProxyEnded(mandate) => record.mandate(*mandate).map(|held| self.related(&held)),
            Body::Decided(
                Decision::Withdrawn(_) | Decision::UseRefused(_) | Decision::UseRefusalWithdrawn(_),
            ) => None,
        };
        resource.into_iter().collect()
    }

    fn notice(&self, notice: &Notice) -> Communication {
        let programme = Identifier::new(self.base().names("programme"), notice.programme.as_str());
        let route = Coding::new(self.base().system("route"), code_of(&notice.route));
        let medium = CodeableConcept { coding: vec![route, mode_of(notice.route)], ..Default::default() };
        Communication {
            id: self.id(),
            meta: self.meta(self.entry.number.to_string()),
            identifier: vec![self.name()],
            status: Some("completed".to_owned()),
            category: vec![notification()],
            medium: vec![medium],
            subject: Some(self.patient()),
            about: vec![Reference::named("Questionnaire", programme)],
            received: Some(write_day(notice.on)),
            recipient: vec![self.patient()],
            sender: Some(self.provider()),
            ..Communication::default()
        }
    }

    fn response(&self, questionnaire: String, item: Vec<Item>) -> QuestionnaireResponse {
        QuestionnaireResponse {
            id: self.id(),
            meta: self.meta(self.entry.number.to_string()),
            identifier: Some(self.name()),
            questionnaire: Some(questionnaire),
            status: Some("completed".to_owned()),
            subject: Some(self.patient()),
            authored: Some(write_instant(self.since)),
            author: Some(self.speaker()),
            source: Some(self.speaker()),
            item,
            ..QuestionnaireResponse::default()
        }
    }

    /// The name of what the entry says, the same wherever it is told.
    fn name(&self) -> Identifier {
        ids::entry(self.base(), &self.id())
    }

    fn item(&self, link: &str, text: Option<String>, answer: Answer) -> Item {
        Item { link_id: Some(link.to_owned()), text, answer: vec![answer], ..Item::default() }
    }

    /// The question in the words that were read.
    fn words_of(&self, question: &nattoku_consent::QuestionId) -> Option<String> {
        let terms = &self.entry.event.terms;
        let question = self.writing.source.catalogues.get(&terms.catalogue)?.question(question)?;
        let words = question.card().headline.get(&terms.language);
        (!words.is_empty()).then(|| words.to_owned())
    }

    /// A mandate, as it stands with this entry.
    fn related(&self, held: &RecordedMandate<'_>) -> Resource {
        let RecordedMandate { entry, mandate, .. } = held;
        let basis = Coding::new(self.base().system("basis"), code_of(&mandate.basis));
        let relationship =
            CodeableConcept { coding: vec![basis, role_of(mandate.basis)], ..Default::default() };
        let name = HumanName { text: Some(mandate.proxy.clone()), ..HumanName::default() };
        Resource::RelatedPerson(RelatedPerson {
            id: ids::of_entry(self.mark(), entry.number),
            meta: self.meta(self.entry.number.to_string()),
            extension: vec![
                self.extension("acts-for", Value::Text(mandate.person.clone())),
                self.ends(mandate.ends),
            ],
            identifier: vec![ids::mandate(self.base(), entry.event.id)],
            active: Some(held.ended.is_none()),
            patient: Some(self.patient()),
            relationship: vec![relationship],
            name: vec![name],
            period: Some(Period {
                start: Some(write_instant(held.since)),
                end: held.ended.map(|_| self.ended()).or_else(|| last_day(mandate.ends)),
                ..Period::default()
            }),
            ..RelatedPerson::default()
        })
    }

    fn ended(&self) -> String {
        write_instant(self.since)
    }

    fn ends(&self, ends: Ends) -> Extension {
        let name = match ends {
            Ends::ComingOfAge(_) => "comes-of-age",
            Ends::On(_) => "ends-on",
        };
        self.extension(name, Value::Day(write_day(ends.day())))
    }

    /// The entry, as a decision that a Consent can rest on.
    pub(super) const fn decided(&self) -> Option<&Entry> {
        match self.entry.event.body {
            Body::Decided(_) => Some(self.entry),
            Body::Notified(_) | Body::ProxyBegan(_) | Body::ProxyEnded(_) => None,
        }
    }
}

/// The last day of a mandate: the day on which it ends is no part of it.
fn last_day(ends: Ends) -> Option<String> {
    ends.day().pred_opt().map(write_day)
}
