//! The consent conversation as a state machine: which step follows which, and what has been answered so far.
//! Screens only render it. A draft is never a decision; only a delivered one is (see [`crate::delivery`]).

use crate::catalogue::{Catalogue, Purpose, Question, Truth, UnderstandingItem};
use crate::event::{Answer, Decision};
use crate::id::{Digest, ItemId, QuestionId};
use crate::record::Record;
use crate::table::Table;
use serde::{Deserialize, Serialize};

/// How many pages explain before the first question.
pub const EXPLAIN_PAGES: u8 = 4;

/// A step of the conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// A page of explanation, counted from 1 to [`EXPLAIN_PAGES`].
    Explain(u8),
    /// One question.
    Question(QuestionId),
    /// One item of the understanding check.
    Understanding(ItemId),
    /// Every answer, to check before it is sent.
    Review,
}

/// What a person has answered but not yet sent. Kept in the tab, never counted as given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Draft {
    /// The catalogue whose words were answered to.
    pub catalogue: Digest,
    answers: Table<QuestionId, Answer>,
    explained: Vec<ItemId>,
    in_detail: bool,
}

impl Draft {
    /// An empty draft under a catalogue.
    #[must_use]
    pub fn new(catalogue: Digest) -> Self {
        Self { catalogue, answers: Table::default(), explained: Vec::new(), in_detail: false }
    }

    /// Whether nothing was answered yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.answers.is_empty()
    }

    /// The answer given to a question, if any. Nothing is preselected.
    #[must_use]
    pub fn answer(&self, question: &QuestionId) -> Option<Answer> {
        self.answers.get(question).copied()
    }

    /// Gives or changes an answer.
    pub fn set(&mut self, question: QuestionId, answer: Answer) {
        self.answers.insert(question, answer);
    }

    /// Asks the questions of the second rank, too.
    pub const fn choose_in_detail(&mut self) {
        self.in_detail = true;
    }

    /// Whether the questions of the second rank are asked.
    #[must_use]
    pub const fn is_in_detail(&self) -> bool {
        self.in_detail
    }

    /// Notes that an explanation was shown; which option was chosen is not kept (S26).
    pub fn explained(&mut self, item: ItemId) {
        if !self.explained.contains(&item) {
            self.explained.push(item);
        }
    }

    /// Whether the person's own answers let a company receive data.
    #[must_use]
    pub fn lets_companies_receive(&self, catalogue: &Catalogue) -> bool {
        catalogue.questions().any(|question| match question {
            Question::Purpose(_, purpose) => {
                self.answer(&purpose.id) == Some(Answer::Allow)
                    && purpose.recipients.iter().any(|kind| kind.is_company())
            }
            Question::Modifier(..) => false,
        })
    }

    /// Whether the first option of an item is the true one for this person.
    #[must_use]
    pub fn first_is_true(&self, catalogue: &Catalogue, item: &UnderstandingItem) -> bool {
        match item.truth {
            Truth::First => true,
            Truth::Second => false,
            Truth::FirstIfCompanies => self.lets_companies_receive(catalogue),
        }
    }
}

/// The conversation of one person: what is asked of them, given their record and their draft.
#[derive(Debug, Clone, Copy)]
pub struct Conversation<'a> {
    /// What may be asked.
    pub catalogue: &'a Catalogue,
    /// What they decided before.
    pub record: &'a Record,
    /// What is asked anew although it was answered: the answer has run out, or the person came of age.
    pub again: &'a [QuestionId],
    /// What they are answering.
    pub draft: &'a Draft,
}

impl<'a> Conversation<'a> {
    /// The questions asked, in order: the first rank, on wish the second; a condition (abroad, genome) only
    /// once there is an allowed purpose it could widen; nothing that was already decided and still holds.
    #[must_use]
    pub fn plan(self) -> Vec<Question<'a>> {
        self.catalogue.questions().filter(|question| self.asks(*question)).collect()
    }

    fn asks(self, question: Question<'a>) -> bool {
        self.may_ask(question)
            && match question {
                Question::Purpose(..) => true,
                Question::Modifier(programme, _) => {
                    let allowed = |purpose: &Purpose| self.draft.answer(&purpose.id) == Some(Answer::Allow);
                    programme.purposes.iter().any(allowed)
                }
            }
    }

    fn may_ask(self, question: Question<'_>) -> bool {
        let decided_before = self.record.answers_to(question.id()).next().is_some();
        let settled = decided_before && !self.again.contains(question.id());
        let in_detail = matches!(question, Question::Purpose(_, purpose) if purpose.in_detail);
        !settled && (!in_detail || self.draft.in_detail || decided_before)
    }

    /// The step after `step`; `None` after the last. Questions that have an answer are not walked again.
    #[must_use]
    pub fn next(self, step: &Step) -> Option<Step> {
        match step {
            Step::Explain(page) if *page < EXPLAIN_PAGES => Some(Step::Explain(page + 1)),
            Step::Explain(_) => Some(self.first_open_question(None).unwrap_or(Step::Review)),
            Step::Question(id) => Some(
                self.first_open_question(Some(id)).or_else(|| self.first_open_item()).unwrap_or(Step::Review),
            ),
            Step::Understanding(id) => {
                let mut items = self.catalogue.understanding.iter().skip_while(|item| &item.id != id);
                items.next();
                Some(items.next().map_or(Step::Review, |item| Step::Understanding(item.id.clone())))
            }
            Step::Review => None,
        }
    }

    /// The step before `step`; `None` before the first.
    #[must_use]
    pub fn previous(self, step: &Step) -> Option<Step> {
        let last_page = Step::Explain(EXPLAIN_PAGES);
        let last_question = || self.plan().last().map(|question| Step::Question(question.id().clone()));
        match step {
            Step::Explain(page) => (*page > 1).then(|| Step::Explain(page - 1)),
            Step::Question(id) => {
                let plan = self.plan();
                let place = plan.iter().position(|question| question.id() == id)?;
                let before = place.checked_sub(1).map(|place| Step::Question(plan[place].id().clone()));
                Some(before.unwrap_or(last_page))
            }
            Step::Understanding(id) => {
                let items = &self.catalogue.understanding;
                let place = items.iter().position(|item| &item.id == id)?;
                let before = place.checked_sub(1).map(|place| Step::Understanding(items[place].id.clone()));
                before.or_else(last_question).or(Some(last_page))
            }
            Step::Review => {
                let item = self.catalogue.understanding.last();
                item.map(|item| Step::Understanding(item.id.clone()))
                    .or_else(last_question)
                    .or(Some(last_page))
            }
        }
    }

    /// Whether a step can be shown: a link to a question that is not asked leads nowhere.
    #[must_use]
    pub fn has(self, step: &Step) -> bool {
        match step {
            Step::Explain(page) => (1..=EXPLAIN_PAGES).contains(page),
            Step::Question(id) => self.plan().iter().any(|question| question.id() == id),
            Step::Understanding(id) => self.catalogue.understanding.iter().any(|item| &item.id == id),
            Step::Review => true,
        }
    }

    /// The place of a question among those that may come, counted from 1, and how many there are. Conditions
    /// count before it is known whether they will be asked: the end may come sooner, never later.
    #[must_use]
    pub fn place(self, question: &QuestionId) -> Option<(usize, usize)> {
        let may_come = || self.catalogue.questions().filter(|question| self.may_ask(*question));
        let place = may_come().position(|asked| asked.id() == question)?;
        Some((place + 1, may_come().count()))
    }

    /// The decision that the draft amounts to, if any question asked has an answer.
    #[must_use]
    pub fn decision(self) -> Option<Decision> {
        let answered =
            |question: Question<'_>| Some((question.id().clone(), self.draft.answer(question.id())?));
        let answers: Table<_, _> = self.plan().into_iter().filter_map(answered).collect();
        (!answers.is_empty()).then(|| Decision::Answered { answers, explained: self.draft.explained.clone() })
    }

    fn first_open_question(self, after: Option<&QuestionId>) -> Option<Step> {
        let plan = self.plan();
        let start =
            after.and_then(|id| plan.iter().position(|question| question.id() == id)).map_or(0, |at| at + 1);
        let open = |question: &&Question<'_>| self.draft.answer(question.id()).is_none();
        plan[start..].iter().find(open).map(|question| Step::Question(question.id().clone()))
    }

    fn first_open_item(self) -> Option<Step> {
        let mut items = self.catalogue.understanding.iter();
        items
            .find(|item| !self.draft.explained.contains(&item.id))
            .map(|item| Step::Understanding(item.id.clone()))
    }
}
