//! The instant for which a record is asked: one of the past, or the present by two clocks.

use crate::record::Record;
use chrono::{DateTime, Utc};
use std::borrow::Cow;

/// The instant for which something is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AsOf {
    /// As the ledger had it at this instant: what was accepted later does not count.
    At(DateTime<Utc>),
    /// Now. The two instants differ only where the server's clock once stood ahead, or stands behind now; then
    /// every entry counts, and what is permitted must be permitted at both (A36).
    Present {
        /// What the server's clock shows.
        clock: DateTime<Utc>,
        /// When the ledger's last entry was accepted.
        ledger: DateTime<Utc>,
    },
}

impl From<DateTime<Utc>> for AsOf {
    fn from(at: DateTime<Utc>) -> Self {
        Self::At(at)
    }
}

impl AsOf {
    /// The instant by the clock of whoever asks.
    #[must_use]
    pub const fn clock(self) -> DateTime<Utc> {
        match self {
            Self::At(at) => at,
            Self::Present { clock, .. } => clock,
        }
    }

    /// The later of the instants.
    #[must_use]
    pub fn latest(self) -> DateTime<Utc> {
        match self {
            Self::At(at) => at,
            Self::Present { clock, ledger } => clock.max(ledger),
        }
    }

    /// The last instant at which an entry may have taken effect and count: now, every entry counts.
    #[must_use]
    pub const fn horizon(self) -> DateTime<Utc> {
        match self {
            Self::At(at) => at,
            Self::Present { .. } => DateTime::<Utc>::MAX_UTC,
        }
    }

    /// The record, as its entries count then.
    pub(super) fn counted(self, record: &Record) -> Cow<'_, Record> {
        match self {
            Self::At(_) => Cow::Borrowed(record),
            Self::Present { clock, .. } => record.counted_by(clock),
        }
    }

    /// Asks of the record at the instant; at both instants of the present, and then what either denies is denied.
    pub(crate) fn strictest<T, E>(
        self,
        record: &Record,
        ask: impl Fn(&Record, DateTime<Utc>) -> Result<T, E>,
    ) -> Result<T, E> {
        match self {
            Self::At(at) => ask(record, at),
            Self::Present { clock, ledger } => {
                let by_clock = ask(&record.counted_by(clock), clock)?;
                if clock < ledger {
                    ask(record, ledger)?;
                }
                Ok(by_clock)
            }
        }
    }
}
