//! The questions of a catalogue as a Questionnaire: what a QuestionnaireResponse of ours answers.

use crate::base::Base;
use nattoku_consent::{Catalogue, Digest, Language};
use serde_json::{Value, json};

/// The address of a catalogue's questions, in the version of its words.
#[must_use]
pub fn address(base: &Base, catalogue: &Digest) -> String {
    format!("{}|{catalogue}", base.questionnaire("questions"))
}

/// The questions of a catalogue, in one language.
#[must_use]
pub fn questionnaire(base: &Base, digest: &Digest, catalogue: &Catalogue, language: &Language) -> Value {
    let system = base.system("answer");
    let option = |code: &str| json!({ "valueCoding": { "system": system, "code": code } });
    let options = ["allow", "refuse", "undecided"].map(option);
    let item = |question: nattoku_consent::catalogue::Question<'_>| {
        json!({
            "linkId": question.id(),
            "text": question.card().headline.get(language),
            "type": "choice",
            "answerOption": options,
        })
    };
    json!({
        "resourceType": "Questionnaire",
        "id": digest,
        "url": base.questionnaire("questions"),
        "version": digest,
        "language": language,
        "status": "active",
        "subjectType": ["Patient"],
        "title": catalogue.provider.name.get(language),
        "item": catalogue.questions().map(item).collect::<Vec<_>>(),
    })
}
