//! One question in the words of one catalogue, taken apart: what it fixes as facts that a machine can compare,
//! and what it says as texts.

use super::Field;
use crate::catalogue::{
    Card, Catalogue, Identifiers, Mode, ModifierKind, Programme, Question, RecipientKind, ScopeCase,
};
use crate::id::{DataId, ProgrammeId, QuestionId};
use crate::text::Localized;

/// A question in the words of one catalogue.
#[derive(Debug, Clone, Copy)]
pub(super) struct Words<'a> {
    pub(super) catalogue: &'a Catalogue,
    pub(super) question: Question<'a>,
}

/// One thing that the words fix.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fact<'a> {
    Purpose,
    Modifier(ModifierKind),
    Programme(&'a ProgrammeId),
    OptIn,
    NoticeOptOut,
    Wait(u16),
    Expiry(Option<u32>),
    Country(&'a str),
    Identifiers(Option<Identifiers>),
    Recipient(RecipientKind),
    Data(&'a DataId),
    /// No list limits the data.
    AnyData,
    Covers(ScopeCase),
    ActReason(&'a str),
    Dpv(&'a str),
    Duo(&'a str),
    /// The programme asks for this apart.
    Condition(ModifierKind),
}

impl Fact<'_> {
    pub(super) const fn field(self) -> Field {
        match self {
            Self::Purpose | Self::Modifier(_) => Field::Kind,
            Self::Programme(_) => Field::Programme,
            Self::OptIn | Self::NoticeOptOut => Field::Mode,
            Self::Wait(_) => Field::Wait,
            Self::Expiry(_) => Field::Expiry,
            Self::Country(_) => Field::Country,
            Self::Identifiers(_) => Field::Identifiers,
            Self::Recipient(_) => Field::Recipients,
            Self::Data(_) | Self::AnyData => Field::Data,
            Self::Covers(_) => Field::Covers,
            Self::ActReason(_) | Self::Dpv(_) | Self::Duo(_) => Field::Codes,
            Self::Condition(_) => Field::Conditions,
        }
    }

    /// Whether it is one of several of its kind, so that it can go without another in its place.
    pub(super) const fn is_one_of_several(self) -> bool {
        matches!(self, Self::Recipient(_) | Self::Data(_) | Self::Covers(_) | Self::Condition(_))
    }
}

impl<'a> Words<'a> {
    pub(super) fn find(catalogue: &'a Catalogue, question: &QuestionId) -> Option<Self> {
        Some(Self { catalogue, question: catalogue.question(question)? })
    }

    /// Everything it fixes.
    pub(super) fn facts(self) -> Vec<Fact<'a>> {
        let programme = self.question.programme();
        let mut facts = vec![
            Fact::Programme(&programme.id),
            Fact::Country(&self.catalogue.provider.country),
            Fact::Expiry(programme.expires_after_months),
            Fact::Identifiers(programme.identifiers),
        ];
        match programme.mode {
            Mode::OptIn => facts.push(Fact::OptIn),
            Mode::NoticeOptOut { wait_days } => facts.extend([Fact::NoticeOptOut, Fact::Wait(wait_days)]),
        }
        match self.question {
            Question::Modifier(_, modifier) => facts.push(Fact::Modifier(modifier.kind)),
            Question::Purpose(_, purpose) => {
                facts.push(Fact::Purpose);
                facts.extend(purpose.recipients.iter().copied().map(Fact::Recipient));
                facts.extend(purpose.covers.iter().copied().map(Fact::Covers));
                facts.extend(purpose.data.is_empty().then_some(Fact::AnyData));
                facts.extend(purpose.data.iter().map(Fact::Data));
                facts.extend(purpose.codes.act_reason.as_deref().map(Fact::ActReason));
                facts.extend(purpose.codes.dpv.as_deref().map(Fact::Dpv));
                facts.extend(purpose.codes.duo.as_deref().map(Fact::Duo));
                facts.extend(programme.modifiers.iter().map(|modifier| Fact::Condition(modifier.kind)));
            }
        }
        facts
    }

    /// Whether what a field holds differs. What differs only in languages that one of the two does not have
    /// is a translation, and no change.
    pub(super) fn differs(self, other: Self, field: Field) -> bool {
        if !field.is_text() {
            let (mine, theirs) = (self.facts(), other.facts());
            return without(&theirs, &mine).chain(without(&mine, &theirs)).any(|fact| fact.field() == field);
        }
        // In another programme, its texts are not another wording of the same.
        if field.is_of_programme() && self.question.programme().id != other.question.programme().id {
            return false;
        }
        let (mine, theirs) = (field.texts(self.question), field.texts(other.question));
        mine.len() != theirs.len()
            || mine.iter().zip(theirs).any(|(mine, theirs)| mine.reads_differently(theirs))
    }

    /// Every field that differs. What the programme asks for besides is a question of its own, and no change
    /// of this one.
    pub(super) fn fields(self, newer: Self) -> Vec<Field> {
        let (then, now) = (self.facts(), newer.facts());
        let dropped = without(&then, &now).any(|fact| fact.field() == Field::Conditions);
        Field::ALL
            .into_iter()
            .filter(|field| match field {
                Field::Conditions => dropped,
                field => self.differs(newer, *field),
            })
            .collect()
    }
}

/// The facts of `these` that are not among `those`.
pub(super) fn without<'a, 'f>(
    these: &'f [Fact<'a>],
    those: &'f [Fact<'a>],
) -> impl Iterator<Item = Fact<'a>> + 'f {
    these.iter().copied().filter(|fact| !those.contains(fact))
}

impl Field {
    /// What a question says in this field; nothing where the field holds no text.
    #[must_use]
    pub fn texts(self, question: Question<'_>) -> Vec<&Localized> {
        let Card { headline, who, example, risk, if_no } = question.card();
        let programme: &Programme = question.programme();
        match self {
            Self::Short => vec![question.short()],
            Self::Headline => vec![headline],
            Self::Who => vec![who],
            Self::Example => vec![example],
            Self::Risk => vec![risk],
            Self::IfNo => vec![if_no],
            Self::ForChildren => question.for_children().into_iter().collect(),
            Self::Name => vec![&programme.name],
            Self::Summary => vec![&programme.summary],
            Self::Journey => programme.journey.iter().collect(),
            Self::Stops => programme.stops.iter().collect(),
            Self::Stays => programme.stays.iter().collect(),
            Self::Protection => programme.protection.iter().collect(),
            Self::Notice => programme.notice.iter().flat_map(|item| [&item.title, &item.text]).collect(),
            _ => Vec::new(),
        }
    }
}
