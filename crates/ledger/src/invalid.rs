//! What does not fit in a receipt, a checkpoint or a proof: each with a sentence, and a code that programs map to
//! words of their own.

/// Why something proves nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Invalid {
    /// The file is larger than any receipt.
    #[error("the file is larger than a receipt can be")]
    TooLarge,
    /// The file holds no receipt, or one that is cut, doubled or written in another way.
    #[error("the file is not one whole receipt")]
    NotAReceipt,
    /// The entry is not written as this ledger writes entries.
    #[error("the entry is not written as a ledger writes it")]
    Entry,
    /// The checkpoint is not written as a signed note, or says more than a checkpoint does.
    #[error("the checkpoint is not written as a checkpoint")]
    Checkpoint,
    /// The checkpoint is of another ledger.
    #[error("the checkpoint is of another ledger")]
    ForeignOrigin,
    /// None of the keys that are trusted signed the checkpoint.
    #[error("no key that is trusted signed the checkpoint")]
    UnknownKey,
    /// A signature under the name of a trusted key was not made by it over this checkpoint.
    #[error("a signature does not belong to the checkpoint")]
    Signature,
    /// The entry is not where the receipt says in the tree that was signed.
    #[error("the entry is not in the tree that the checkpoint signs")]
    Proof,
    /// The content is not what the entry was made for.
    #[error("the content is not the one that was recorded")]
    Payload,
    /// Two checkpoints do not belong to one history.
    #[error("the two checkpoints do not belong to one history")]
    Inconsistent,
}

impl Invalid {
    /// Every way, for those who must have words for each.
    pub const ALL: [Self; 10] = [
        Self::TooLarge,
        Self::NotAReceipt,
        Self::Entry,
        Self::Checkpoint,
        Self::ForeignOrigin,
        Self::UnknownKey,
        Self::Signature,
        Self::Proof,
        Self::Payload,
        Self::Inconsistent,
    ];

    /// A name that never changes.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::TooLarge => "too-large",
            Self::NotAReceipt => "not-a-receipt",
            Self::Entry => "entry",
            Self::Checkpoint => "checkpoint",
            Self::ForeignOrigin => "foreign-origin",
            Self::UnknownKey => "unknown-key",
            Self::Signature => "signature",
            Self::Proof => "proof",
            Self::Payload => "payload",
            Self::Inconsistent => "inconsistent",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_way_has_a_code_and_a_sentence_of_its_own() {
        let codes: BTreeSet<_> = Invalid::ALL.iter().map(|invalid| invalid.code()).collect();
        let sentences: BTreeSet<_> = Invalid::ALL.iter().map(ToString::to_string).collect();
        assert_eq!((codes.len(), sentences.len()), (10, 10));
    }
}
