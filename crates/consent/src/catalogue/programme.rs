//! Programmes: one data use under one legal mode, with the questions it asks.

use super::{Approval, Question, RecipientKind, ScopeCase};
use crate::id::{DataId, ProgrammeId, QuestionId};
use crate::table::Table;
use crate::text::Localized;
use serde::{Deserialize, Serialize};

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

/// What becomes of direct identifiers, such as name, address and insurance number, before data leave the provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Identifiers {
    /// They are replaced by a code first.
    Removed,
    /// They are released with the data.
    Released,
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
    /// What becomes of names before anything is released, where the catalogue says so: those from before it was asked
    /// do not, and keep their digest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identifiers: Option<Identifiers>,
    /// How the data are protected (S30).
    pub protection: Vec<Localized>,
    /// The items of the notice, complete, behind the short one (S37).
    pub notice: Vec<NoticeItem>,
    /// After how many months an answer must be asked anew; none: it holds until changed.
    #[serde(default)]
    pub expires_after_months: Option<u32>,
    /// What the kinds of data that its purposes list are called, by their codes.
    #[serde(default, skip_serializing_if = "Table::is_empty")]
    pub data: Table<DataId, Localized>,
    /// The questions.
    pub purposes: Vec<Purpose>,
    /// Conditions AND-ed with the chosen purposes (S31, S32).
    #[serde(default)]
    pub modifiers: Vec<Modifier>,
    /// Who approved these texts.
    pub approval: Approval,
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

/// One item of a notice, such as who to call or what is handed over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoticeItem {
    /// What the item is about.
    pub title: Localized,
    /// What it says.
    pub text: Localized,
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
    /// The question as a child reads it, who answers beside a guardian (U6); where there is none, the child
    /// reads what everybody reads.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub for_children: Option<Localized>,
    /// Whether it is asked on the default path, or only in more detail (at most six by default).
    #[serde(default)]
    pub in_detail: bool,
    /// The kinds of recipients named to the patient; no other may receive (S5).
    pub recipients: Vec<RecipientKind>,
    /// Reuse that a review body may allow under this answer (S12).
    #[serde(default)]
    pub covers: Vec<ScopeCase>,
    /// Which data it is about, by codes of the provider's own, so that two versions can be compared; none: no
    /// list limits them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub data: Vec<DataId>,
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
    /// The question as a child reads it, who answers beside a guardian (U6); where there is none, the child
    /// reads what everybody reads.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub for_children: Option<Localized>,
    /// Who approved these texts.
    pub approval: Approval,
}

/// What a modifier opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
