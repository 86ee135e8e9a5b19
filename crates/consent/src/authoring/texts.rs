//! Every text and every approval of a catalogue with the place where its author finds it.

use super::files::{GLOSSARY, PREFERENCES, PROVIDER, UNDERSTANDING, programme_file};
use super::marks;
use super::source::Place;
use crate::catalogue::{Approval, Card, Catalogue, ChangeMark, Marked, Marking, Programme, Question};
use crate::id::TermId;
use crate::text::Localized;

/// One text in all its languages.
pub(super) struct Text<'a> {
    pub(super) place: Place,
    pub(super) field: &'static str,
    pub(super) text: &'a Localized,
    /// The programme it belongs to, if any.
    pub(super) programme: Option<&'a Programme>,
    /// The glossary term it belongs to, if any.
    pub(super) term: Option<&'a TermId>,
}

/// An approval and the block it is for.
pub(super) struct Approved<'a> {
    pub(super) block: Place,
    pub(super) approval: &'a Approval,
}

/// All texts and approvals of a catalogue.
#[derive(Default)]
pub(super) struct Contents<'a> {
    pub(super) texts: Vec<Text<'a>>,
    pub(super) approvals: Vec<Approved<'a>>,
}

impl<'a> Contents<'a> {
    pub(super) fn of(catalogue: &'a Catalogue) -> Self {
        let mut contents = Self::default();
        contents.add_provider(catalogue);
        catalogue.programmes.iter().for_each(|programme| contents.add_programme(programme));
        contents.add_rest(catalogue);
        contents.add_changes(catalogue);
        contents
    }

    fn add_changes(&mut self, catalogue: &'a Catalogue) {
        for (index, ChangeMark { about, marking, .. }) in catalogue.changes.iter().enumerate() {
            let Marking::Material { sentence, approval } = marking else { continue };
            let place = marks::place(index);
            self.texts.push(Text {
                place: place.field("sentence"),
                field: "sentence",
                text: sentence,
                programme: match about {
                    Marked::Question(id) => catalogue.question(id).map(Question::programme),
                    Marked::Programme(id) => catalogue.programme(id),
                },
                term: None,
            });
            self.approve(place, approval);
        }
    }

    fn add_provider(&mut self, catalogue: &'a Catalogue) {
        let provider = Place::file(PROVIDER).field("provider");
        self.add(&provider, [("name", &catalogue.provider.name)]);
        self.approve(provider, &catalogue.provider.approval);
        let desk = Place::file(PROVIDER).field("desk");
        let texts = &catalogue.desk;
        self.add(&desk, [("name", &texts.name), ("hours", &texts.hours), ("place", &texts.place)]);
        self.approve(desk, &texts.approval);
    }

    fn add_programme(&mut self, programme: &'a Programme) {
        let start = self.texts.len();
        let file = Place::file(&programme_file(programme.id.as_str()));
        self.add(&file, [("name", &programme.name), ("summary", &programme.summary)]);
        let lists = [
            ("journey", &programme.journey),
            ("stops", &programme.stops),
            ("stays", &programme.stays),
            ("protection", &programme.protection),
        ];
        for (field, list) in lists {
            for (index, text) in list.iter().enumerate() {
                let place = file.block(field, index, &format!("{field} {}", index + 1));
                self.texts.push(Text { place, field, text, programme: None, term: None });
            }
        }
        for (index, item) in programme.notice.iter().enumerate() {
            let place = file.block("notice", index, &format!("notice {}", index + 1));
            self.add(&place, [("title", &item.title), ("text", &item.text)]);
        }
        for (code, text) in programme.data.iter() {
            let place = file.field("data").field(code.as_str());
            self.texts.push(Text { place, field: "data", text, programme: None, term: None });
        }
        self.approve(file, &programme.approval);
        programme.questions().for_each(|question| self.add_question(question));
        self.texts[start..].iter_mut().for_each(|text| text.programme = Some(programme));
    }

    fn add_question(&mut self, question: Question<'a>) {
        let place = question_place(question);
        let Card { headline, who, example, risk, if_no } = question.card();
        self.add(&place, [("short", question.short()), ("headline", headline), ("who", who)]);
        self.add(&place, [("example", example), ("risk", risk), ("if_no", if_no)]);
        if let Some(for_children) = question.for_children() {
            self.add(&place, [("for_children", for_children)]);
        }
        self.approve(place, question.approval());
    }

    fn add_rest(&mut self, catalogue: &'a Catalogue) {
        for (index, item) in catalogue.preferences.iter().enumerate() {
            let place =
                Place::file(PREFERENCES).block("preferences", index, &format!("preference \"{}\"", item.id));
            self.add(&place, [("headline", &item.headline), ("detail", &item.detail)]);
            self.approve(place, &item.approval);
        }
        for (index, item) in catalogue.understanding.iter().enumerate() {
            let place = Place::file(UNDERSTANDING).block("items", index, &format!("item \"{}\"", item.id));
            self.add(
                &place,
                [("question", &item.question), ("first", &item.first), ("second", &item.second)],
            );
            self.add(
                &place,
                [("explain_first", &item.explain_first), ("explain_second", &item.explain_second)],
            );
            self.approve(place, &item.approval);
        }
        for (index, term) in catalogue.glossary.iter().enumerate() {
            let start = self.texts.len();
            let place = Place::file(GLOSSARY).block("terms", index, &format!("term \"{}\"", term.id));
            self.add(&place, [("word", &term.word), ("meaning", &term.meaning)]);
            self.approve(place, &term.approval);
            self.texts[start..].iter_mut().for_each(|text| text.term = Some(&term.id));
        }
    }

    fn add<const N: usize>(&mut self, block: &Place, fields: [(&'static str, &'a Localized); N]) {
        for (field, text) in fields {
            self.texts.push(Text { place: block.field(field), field, text, programme: None, term: None });
        }
    }

    fn approve(&mut self, block: Place, approval: &'a Approval) {
        self.approvals.push(Approved { block, approval });
    }
}

/// Where a question stands.
pub(super) fn question_place(question: Question<'_>) -> Place {
    let programme = question.programme();
    let file = Place::file(&programme_file(programme.id.as_str()));
    let id = question.id();
    match question {
        Question::Purpose(..) => {
            let index = programme.purposes.iter().position(|purpose| &purpose.id == id).unwrap_or_default();
            file.block("purposes", index, &format!("purpose \"{id}\""))
        }
        Question::Modifier(..) => {
            let index =
                programme.modifiers.iter().position(|modifier| &modifier.id == id).unwrap_or_default();
            file.block("modifiers", index, &format!("modifier \"{id}\""))
        }
    }
}
