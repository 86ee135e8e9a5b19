//! How new words let more happen than the old ones did. Whoever widens asks anew, whatever they call it (U1).

use super::Field;
use super::words::{Fact, Words, without};
use crate::catalogue::{Identifiers, ModifierKind, RecipientKind, ScopeCase};
use crate::id::DataId;

/// One way in which new words let more, or something else, happen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Widening {
    /// Another kind of recipient.
    Recipient(RecipientKind),
    /// Other data.
    Data(DataId),
    /// No list limits the data any more.
    AnyData,
    /// Reuse that a review body may allow, and could not before.
    Covers(ScopeCase),
    /// Another code for what it is for: another purpose.
    Purpose,
    /// A modifier became a purpose, the reverse, or opens something else.
    Kind,
    /// It stands in another programme.
    Programme,
    /// Another legal mode: a yes to a question is not silence to a notice, nor the reverse (S4).
    Mode,
    /// Less time to refuse.
    Wait {
        /// Days before.
        was: u16,
        /// Days now.
        is: u16,
    },
    /// An answer holds for longer.
    Expiry {
        /// Months before.
        was: u32,
        /// Months now; none: until changed.
        is: Option<u32>,
    },
    /// Another country is home, and so others are abroad.
    Country,
    /// Names are released, and were not said to be.
    Identifiers,
    /// What the programme asked for apart, it asks no more.
    Condition(ModifierKind),
}

impl Widening {
    /// The field that widens.
    #[must_use]
    pub const fn field(&self) -> Field {
        match self {
            Self::Recipient(_) => Field::Recipients,
            Self::Data(_) | Self::AnyData => Field::Data,
            Self::Covers(_) => Field::Covers,
            Self::Purpose => Field::Codes,
            Self::Kind => Field::Kind,
            Self::Programme => Field::Programme,
            Self::Mode => Field::Mode,
            Self::Wait { .. } => Field::Wait,
            Self::Expiry { .. } => Field::Expiry,
            Self::Country => Field::Country,
            Self::Identifiers => Field::Identifiers,
            Self::Condition(_) => Field::Conditions,
        }
    }
}

/// Every way in which `new` widens `old`.
pub(super) fn widenings(old: Words<'_>, new: Words<'_>) -> Vec<Widening> {
    let (then, now) = (old.facts(), new.facts());
    let lost: Vec<_> = without(&then, &now).collect();
    let mut found: Vec<Widening> = Vec::new();
    let by_gain = without(&now, &then).filter_map(|gained| by_gain(gained, &lost));
    let by_loss = lost.iter().filter_map(|lost| match lost {
        Fact::Condition(kind) => Some(Widening::Condition(*kind)),
        _ => None,
    });
    for widening in by_gain.chain(by_loss) {
        if !found.contains(&widening) {
            found.push(widening);
        }
    }
    found
}

fn by_gain(gained: Fact<'_>, lost: &[Fact<'_>]) -> Option<Widening> {
    match gained {
        Fact::Recipient(kind) => Some(Widening::Recipient(kind)),
        // Where no list limited the data, a list takes nothing in that was out.
        Fact::Data(data) => (!lost.contains(&Fact::AnyData)).then(|| Widening::Data(data.clone())),
        Fact::AnyData => Some(Widening::AnyData),
        Fact::Covers(case) => Some(Widening::Covers(case)),
        Fact::Purpose | Fact::Modifier(_) => Some(Widening::Kind),
        Fact::Programme(_) => Some(Widening::Programme),
        Fact::OptIn | Fact::NoticeOptOut => Some(Widening::Mode),
        Fact::Country(_) => Some(Widening::Country),
        Fact::Identifiers(now) => (now == Some(Identifiers::Released)).then_some(Widening::Identifiers),
        Fact::Wait(is) => lost.iter().find_map(|lost| match *lost {
            Fact::Wait(was) if was > is => Some(Widening::Wait { was, is }),
            _ => None,
        }),
        Fact::Expiry(is) => lost.iter().find_map(|lost| match *lost {
            Fact::Expiry(Some(was)) if is.is_none_or(|is| is > was) => Some(Widening::Expiry { was, is }),
            _ => None,
        }),
        // A code that was not there says the same more exactly; one in another's place says another thing.
        Fact::ActReason(_) => {
            lost.iter().any(|lost| matches!(lost, Fact::ActReason(_))).then_some(Widening::Purpose)
        }
        Fact::Dpv(_) => lost.iter().any(|lost| matches!(lost, Fact::Dpv(_))).then_some(Widening::Purpose),
        Fact::Duo(_) => lost.iter().any(|lost| matches!(lost, Fact::Duo(_))).then_some(Widening::Purpose),
        // What is asked for besides takes an explicit yes of its own.
        Fact::Condition(_) => None,
    }
}
