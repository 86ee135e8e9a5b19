//! Answers on paper and by phone (A33, A34): which words a form bears, and whether its yes is newer than every no.

use crate::catalogue::{Catalogue, Catalogues};
use crate::event::{Answer, Decision, Entry};
use crate::id::{Digest, QuestionId};
use crate::record::Record;
use chrono::{DateTime, Duration, NaiveDate, Utc};
use std::fmt;

/// How many hexadecimal digits of a catalogue's digest a form bears.
const DIGITS: usize = 8;

/// The code of a catalogue's words as a form bears it: the version, and the beginning of the digest, such as
/// `2-3fa94c1b`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WordsCode {
    version: u32,
    digest: String,
}

impl WordsCode {
    /// The code of a catalogue.
    #[must_use]
    pub fn new(digest: &Digest, catalogue: &Catalogue) -> Self {
        let digest = digest.as_str().chars().take(DIGITS).collect();
        Self { version: catalogue.version, digest }
    }
}

impl fmt::Display for WordsCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.version, self.digest)
    }
}

/// Why a form's words are not found.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[allow(missing_docs, reason = "each message is its meaning")]
pub enum WordsError {
    #[error("no words with the code \"{0}\" were ever in force. Copy the code from the form, such as {1}")]
    Unknown(String, WordsCode),
    #[error("several catalogues are called version {0}. Give the whole code from the form, such as {1}")]
    Ambiguous(String, WordsCode),
}

/// The catalogue whose code, or whose version where only one has it, a form bears.
///
/// # Errors
/// There is none, or more than one.
pub fn words<'a>(catalogues: &'a Catalogues, code: &str) -> Result<(&'a Digest, &'a Catalogue), WordsError> {
    let code = code.trim();
    let bears = |(digest, catalogue): &(&Digest, &Catalogue)| {
        code == catalogue.version.to_string() || code == WordsCode::new(digest, catalogue).to_string()
    };
    let mut found = catalogues.iter().filter(bears);
    let example = || WordsCode::new(catalogues.current_digest(), catalogues.current());
    match (found.next(), found.next()) {
        (Some(words), None) => Ok(words),
        (None, _) => Err(WordsError::Unknown(code.to_owned(), example())),
        (Some(_), Some(_)) => Err(WordsError::Ambiguous(code.to_owned(), example())),
    }
}

/// A yes on paper that is not newer than a no that was accepted already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotNewer {
    /// Which question it answers.
    pub question: QuestionId,
    /// The day of the no, by the provider's wall clock.
    pub refused_on: NaiveDate,
    /// The entry of the no.
    pub entry: u64,
}

/// Every yes of a decision, signed on a day, that is older than an accepted no to the same question, or of the same
/// day: which of the two came last, nobody can tell from the paper.
#[must_use]
pub fn not_newer(
    catalogue: &Catalogue,
    record: &Record,
    decision: &Decision,
    signed: NaiveDate,
) -> Vec<NotNewer> {
    let Decision::Answered { answers, .. } = decision else { return Vec::new() };
    let allowed = answers.iter().filter(|(_, answer)| **answer == Answer::Allow);
    let refused = |question: &QuestionId| {
        let programme = &catalogue.question(question)?.programme().id;
        let refusals = record.statements_on(question, programme).filter(|statement| statement.what.is_no());
        let days = refusals.map(|refusal| (day_of(catalogue, refusal.entry), refusal.entry.number));
        let (refused_on, entry) = days.max()?;
        (signed <= refused_on).then(|| NotNewer { question: question.clone(), refused_on, entry })
    };
    allowed.filter_map(|(question, _)| refused(question)).collect()
}

/// The day of an entry: that of the signature where it came on paper, otherwise that of its acceptance.
fn day_of(catalogue: &Catalogue, entry: &Entry) -> NaiveDate {
    let signed = entry.event.desk.as_ref().and_then(|desk| desk.signed);
    signed.unwrap_or_else(|| local_day(catalogue, entry.accepted_at))
}

/// The day of an instant by the provider's wall clock.
#[must_use]
pub fn local_day(catalogue: &Catalogue, at: DateTime<Utc>) -> NaiveDate {
    (at + Duration::minutes(catalogue.provider.utc_offset_minutes.into())).date_naive()
}
