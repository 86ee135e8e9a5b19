//! What was told, what was answered, and how each came to be.

use super::{CodeableConcept, Coding, Extension, Identifier, Meta, Reference, element};

element!(
    /// An individual notice.
    Communication {
        /// Its id.
        id: String,
        /// Its version.
        meta: Option<Meta>,
        /// What FHIR has no place for.
        extension: Vec<Extension>,
        /// Its name.
        identifier: Vec<Identifier>,
        /// `completed`: it reached the person.
        status: Option<String>,
        /// That it is a notice.
        category: Vec<CodeableConcept>,
        /// By which route.
        medium: Vec<CodeableConcept>,
        /// Whom it is about.
        subject: Option<Reference>,
        /// What it is about.
        about: Vec<Reference>,
        /// When it reached the person.
        received: Option<String>,
        /// Whom it reached.
        recipient: Vec<Reference>,
        /// Who told.
        sender: Option<Reference>,
    }
);

element!(
    /// What was answered.
    QuestionnaireResponse {
        /// Its id.
        id: String,
        /// Its version.
        meta: Option<Meta>,
        /// What FHIR has no place for.
        extension: Vec<Extension>,
        /// Its name.
        identifier: Option<Identifier>,
        /// Which questions, in which words.
        questionnaire: Option<String>,
        /// `completed`.
        status: Option<String>,
        /// Whom it is about.
        subject: Option<Reference>,
        /// When it was accepted.
        authored: Option<String>,
        /// Who answered.
        author: Option<Reference>,
        /// Whose word it is.
        source: Option<Reference>,
        /// The answers.
        item: Vec<Item>,
    }
);

element!(
    /// One question and its answer.
    Item {
        /// The question.
        link_id: Option<String>,
        /// In words.
        text: Option<String>,
        /// The answer.
        answer: Vec<Answer>,
    }
);

element!(
    /// An answer.
    Answer {
        /// To a question.
        value_coding: Option<Coding>,
        /// To an offer.
        value_boolean: Option<bool>,
    }
);

element!(
    /// How something came to be.
    Provenance {
        /// Its id.
        id: String,
        /// Its version.
        meta: Option<Meta>,
        /// What FHIR has no place for.
        extension: Vec<Extension>,
        /// What came to be.
        target: Vec<Reference>,
        /// The day on which it happened, where that is known.
        occurred_date_time: Option<String>,
        /// When it was accepted.
        recorded: Option<String>,
        /// What was done.
        activity: Option<CodeableConcept>,
        /// Who did it.
        agent: Vec<Agent>,
        /// What it was made from.
        entity: Vec<Entity>,
    }
);

element!(
    /// Somebody who did something.
    Agent {
        /// As what.
        r#type: Option<CodeableConcept>,
        /// Who.
        who: Option<Reference>,
        /// For whom.
        on_behalf_of: Option<Reference>,
    }
);

element!(
    /// Something that was used.
    Entity {
        /// As what.
        role: Option<String>,
        /// What.
        what: Option<Reference>,
    }
);
