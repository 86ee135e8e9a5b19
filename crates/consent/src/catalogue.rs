//! The catalogue: a provider's versioned, approved list of programmes and every text a patient reads about them.

use crate::id::{Digest, ItemId, PreferenceId, ProgrammeId, ProviderId, QuestionId, TermId};
use crate::table::Table;
use crate::text::{Language, Localized};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// A provider's approved programmes and texts at one version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Catalogue {
    /// Grows by one with every change.
    pub version: u32,
    /// The day this version came into force.
    #[serde(with = "crate::time::day")]
    pub issued: NaiveDate,
    /// The languages every text exists in; the first is the original.
    pub languages: Vec<Language>,
    /// Who asks.
    pub provider: Provider,
    /// The one place for questions, refusals and help (S35).
    pub desk: Desk,
    /// What is asked.
    pub programmes: Vec<Programme>,
    /// What is offered besides, and never is consent (S23).
    pub preferences: Vec<Preference>,
    /// Mixed-answer items that teach (S26); no score is kept.
    pub understanding: Vec<UnderstandingItem>,
    /// Hard words, each with its meaning (S24).
    pub glossary: Vec<Term>,
}

/// The hospital or society that asks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Provider {
    /// Its identifier.
    pub id: ProviderId,
    /// Its name.
    pub name: Localized,
    /// Minutes east of UTC of the provider's wall clock: in which days its notices are counted.
    pub utc_offset_minutes: i16,
    /// Who approved its name and promises.
    pub approval: Approval,
}

/// The one desk for questions, refusals and help.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Desk {
    /// What it is called.
    pub name: Localized,
    /// Its telephone number, as dialled in the country.
    pub phone: String,
    /// When it answers.
    pub hours: Localized,
    /// Where to find it.
    pub place: Localized,
    /// Who approved these texts.
    pub approval: Approval,
}

/// Which version of a block's texts this is, who approved it, and how far each language has come (S14).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Approval {
    /// The version of the texts, as the approver knows it.
    pub version: String,
    /// The person or committee that approved them.
    pub by: String,
    /// The day of approval.
    #[serde(with = "crate::time::day")]
    pub on: NaiveDate,
    /// How far each language has come.
    pub languages: Table<Language, TranslationStatus>,
}

/// How far a language has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TranslationStatus {
    /// Written in this language.
    Original,
    /// Translated, not yet read by a second person.
    Translated,
    /// Translated and read by a second person.
    Reviewed,
}

/// The legal mode of a programme (S4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Mode {
    /// 明示の同意: used only after an explicit yes.
    OptIn,
    /// 丁寧なオプトアウト: used after an individual notice and a wait, unless refused. Silence is never consent.
    NoticeOptOut {
        /// Whole days between the notice and the first use; the day of the notice is not counted.
        wait_days: u16,
    },
}

/// One data use under one legal mode.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Programme {
    /// Its identifier.
    pub id: ProgrammeId,
    /// Its legal mode.
    pub mode: Mode,
    /// What it is called.
    pub name: Localized,
    /// What it is, in a sentence or two.
    pub summary: Localized,
    /// The stations of the data, from the hospital to the last recipient: drawn as a picture.
    pub journey: Vec<Localized>,
    /// What stops on withdrawal, one sentence each (S15).
    pub stops: Vec<Localized>,
    /// What stays on withdrawal, one sentence each; shown before any answer (S16).
    pub stays: Vec<Localized>,
    /// How the data are protected (S30).
    pub protection: Vec<Localized>,
    /// The items of the notice, complete, behind the short one (S37).
    pub notice: Vec<NoticeItem>,
    /// After how many months an answer must be asked anew; none: it holds until changed.
    #[serde(default)]
    pub expires_after_months: Option<u32>,
    /// The questions.
    pub purposes: Vec<Purpose>,
    /// Conditions AND-ed with the chosen purposes (S31, S32).
    #[serde(default)]
    pub modifiers: Vec<Modifier>,
    /// Who approved these texts.
    pub approval: Approval,
}

/// One item of a notice, such as who to call or what is handed over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoticeItem {
    /// What the item is about.
    pub title: Localized,
    /// What it says.
    pub text: Localized,
}

/// The five fields every question has, in the order in which they are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Card<'a> {
    /// The question in one sentence.
    pub headline: &'a Localized,
    /// Who may receive the data.
    pub who: &'a Localized,
    /// One example.
    pub example: &'a Localized,
    /// One concrete risk (S10).
    pub risk: &'a Localized,
    /// What happens after a no.
    pub if_no: &'a Localized,
}

/// One question: what the data may be used for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Purpose {
    /// Its identifier.
    pub id: QuestionId,
    /// A few words to recognise it by in lists.
    pub short: Localized,
    /// The question in one sentence.
    pub headline: Localized,
    /// Who may receive the data.
    pub who: Localized,
    /// One example.
    pub example: Localized,
    /// One concrete risk (S10).
    pub risk: Localized,
    /// What happens after a no.
    pub if_no: Localized,
    /// Whether it is asked on the default path, or only in more detail (at most six by default).
    #[serde(default)]
    pub in_detail: bool,
    /// The kinds of recipients named to the patient; no other may receive (S5).
    pub recipients: Vec<RecipientKind>,
    /// Reuse that a review body may allow under this answer (S12).
    #[serde(default)]
    pub covers: Vec<ScopeCase>,
    /// What machines call it elsewhere.
    #[serde(default)]
    pub codes: Codes,
    /// Who approved these texts.
    pub approval: Approval,
}

/// A condition AND-ed with the chosen purposes; never a purpose itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Modifier {
    /// Its identifier.
    pub id: QuestionId,
    /// What it opens.
    pub kind: ModifierKind,
    /// A few words to recognise it by in lists.
    pub short: Localized,
    /// The question in one sentence.
    pub headline: Localized,
    /// Who may receive the data.
    pub who: Localized,
    /// One example.
    pub example: Localized,
    /// One concrete risk (S10).
    pub risk: Localized,
    /// What happens after a no.
    pub if_no: Localized,
    /// Who approved these texts.
    pub approval: Approval,
}

/// What a modifier opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ModifierKind {
    /// Recipients outside the country (S32).
    Abroad,
    /// Genome data (S31).
    Genome,
}

/// Codes of a purpose in other vocabularies.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Codes {
    /// HL7 v3-ActReason.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub act_reason: Option<String>,
    /// W3C Data Privacy Vocabulary.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dpv: Option<String>,
    /// GA4GH Data Use Ontology.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duo: Option<String>,
}

/// The kinds of recipients a purpose may name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "each name is its meaning")]
pub enum RecipientKind {
    University,
    Hospital,
    Clinic,
    ResearchInstitute,
    AcademicSociety,
    Government,
    Municipality,
    ReviewAgency,
    CertifiedOperator,
    DrugCompany,
    DeviceCompany,
    SoftwareCompany,
    HealthCompany,
}

impl RecipientKind {
    /// Every kind, in the order of the enum.
    pub const ALL: [Self; 13] = [
        Self::University,
        Self::Hospital,
        Self::Clinic,
        Self::ResearchInstitute,
        Self::AcademicSociety,
        Self::Government,
        Self::Municipality,
        Self::ReviewAgency,
        Self::CertifiedOperator,
        Self::DrugCompany,
        Self::DeviceCompany,
        Self::SoftwareCompany,
        Self::HealthCompany,
    ];

    /// Whether a recipient of this kind works for profit.
    #[must_use]
    pub const fn is_company(self) -> bool {
        matches!(self, Self::DrugCompany | Self::DeviceCompany | Self::SoftwareCompany | Self::HealthCompany)
    }
}

/// How a use relates to what was explained (同意の範囲 ①〜④, S12).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ScopeCase {
    /// ① Within the stated purpose and recipients: no review needed.
    Within,
    /// ② Another disease.
    OtherDisease,
    /// ③ Another recipient.
    OtherRecipient,
    /// ④ Another purpose and recipient.
    OtherPurposeAndRecipient,
}

/// Something offered that is not consent, off unless chosen (S23, U7).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Preference {
    /// Its identifier.
    pub id: PreferenceId,
    /// What is offered.
    pub headline: Localized,
    /// What that means.
    pub detail: Localized,
    /// Who approved these texts.
    pub approval: Approval,
}

/// One item of the understanding check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnderstandingItem {
    /// Its identifier.
    pub id: ItemId,
    /// The question.
    pub question: Localized,
    /// The label of the option that is true for [`Truth::First`].
    pub first: Localized,
    /// The label of the other option.
    pub second: Localized,
    /// Which of the two is true.
    pub truth: Truth,
    /// What is true when `first` is.
    pub explain_first: Localized,
    /// What is true when `second` is; the same words may serve both.
    pub explain_second: Localized,
    /// Who approved these texts.
    pub approval: Approval,
}

/// Which option of an item is true.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Truth {
    /// The first.
    First,
    /// The second.
    Second,
    /// The first if the patient's own answers let a company receive data, else the second.
    FirstIfCompanies,
}

/// A hard word and its meaning.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Term {
    /// Its identifier.
    pub id: TermId,
    /// The word as it stands in texts.
    pub word: Localized,
    /// What it means.
    pub meaning: Localized,
    /// Who approved these texts.
    pub approval: Approval,
}

/// A question of either kind, with the programme it belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Question<'a> {
    /// A purpose.
    Purpose(&'a Programme, &'a Purpose),
    /// A modifier.
    Modifier(&'a Programme, &'a Modifier),
}

impl<'a> Question<'a> {
    /// Its identifier.
    #[must_use]
    pub const fn id(self) -> &'a QuestionId {
        match self {
            Self::Purpose(_, purpose) => &purpose.id,
            Self::Modifier(_, modifier) => &modifier.id,
        }
    }

    /// What is asked.
    #[must_use]
    pub const fn card(self) -> Card<'a> {
        match self {
            Self::Purpose(_, Purpose { headline, who, example, risk, if_no, .. })
            | Self::Modifier(_, Modifier { headline, who, example, risk, if_no, .. }) => {
                Card { headline, who, example, risk, if_no }
            }
        }
    }

    /// A few words to recognise it by.
    #[must_use]
    pub const fn short(self) -> &'a Localized {
        match self {
            Self::Purpose(_, purpose) => &purpose.short,
            Self::Modifier(_, modifier) => &modifier.short,
        }
    }

    /// Who approved its words.
    #[must_use]
    pub const fn approval(self) -> &'a Approval {
        match self {
            Self::Purpose(_, purpose) => &purpose.approval,
            Self::Modifier(_, modifier) => &modifier.approval,
        }
    }

    /// The programme it belongs to.
    #[must_use]
    pub const fn programme(self) -> &'a Programme {
        match self {
            Self::Purpose(programme, _) | Self::Modifier(programme, _) => programme,
        }
    }
}

impl Programme {
    /// Its questions: purposes first, then modifiers.
    pub fn questions(&self) -> impl Iterator<Item = Question<'_>> {
        let purposes = self.purposes.iter().map(move |purpose| Question::Purpose(self, purpose));
        purposes.chain(self.modifiers.iter().map(move |modifier| Question::Modifier(self, modifier)))
    }

    /// The modifier of a kind, where the programme asks for it.
    #[must_use]
    pub fn modifier(&self, kind: ModifierKind) -> Option<&Modifier> {
        self.modifiers.iter().find(|modifier| modifier.kind == kind)
    }
}

impl Catalogue {
    /// All questions in the order in which they are asked.
    pub fn questions(&self) -> impl Iterator<Item = Question<'_>> {
        self.programmes.iter().flat_map(Programme::questions)
    }

    /// The question of an identifier.
    #[must_use]
    pub fn question(&self, id: &QuestionId) -> Option<Question<'_>> {
        self.questions().find(|question| question.id() == id)
    }

    /// The programme of an identifier.
    #[must_use]
    pub fn programme(&self, id: &ProgrammeId) -> Option<&Programme> {
        self.programmes.iter().find(|programme| &programme.id == id)
    }
}

/// The catalogue in force and every earlier one that somebody answered to.
#[derive(Debug, Clone)]
pub struct Catalogues {
    current_digest: Digest,
    current: Arc<Catalogue>,
    earlier: Table<Digest, Arc<Catalogue>>,
}

impl Catalogues {
    /// Starts with the catalogue in force.
    #[must_use]
    pub fn new(digest: Digest, catalogue: impl Into<Arc<Catalogue>>) -> Self {
        Self { current_digest: digest, current: catalogue.into(), earlier: Table::default() }
    }

    /// Adds an earlier catalogue.
    #[must_use]
    pub fn with_earlier(mut self, digest: Digest, catalogue: impl Into<Arc<Catalogue>>) -> Self {
        self.earlier.insert(digest, catalogue.into());
        self
    }

    /// The digest of the catalogue in force.
    #[must_use]
    pub const fn current_digest(&self) -> &Digest {
        &self.current_digest
    }

    /// The catalogue in force.
    #[must_use]
    pub fn current(&self) -> &Catalogue {
        &self.current
    }

    /// The catalogue of a digest, where it is known.
    #[must_use]
    pub fn get(&self, digest: &Digest) -> Option<&Catalogue> {
        if *digest == self.current_digest {
            Some(&self.current)
        } else {
            self.earlier.get(digest).map(Arc::as_ref)
        }
    }
}
