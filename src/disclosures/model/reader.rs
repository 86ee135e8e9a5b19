//! The person who reads: their record and the catalogues it refers to, to tell what may include them. All of
//! it stays on the device.

use chrono::{DateTime, Days, Duration, NaiveDate, Utc};
use nattoku_consent::catalogue::Catalogues;
use nattoku_consent::id::PreferenceId;
use nattoku_consent::standing::refuses_use;
use nattoku_consent::{Approvals, AsOf, Record, Relevance, Use, relevance};
use nattoku_disclosure::served::Source;
use nattoku_disclosure::{Recipient, Review};

/// The person who reads.
#[derive(Debug)]
pub struct Reader {
    /// Their record.
    pub record: Record,
    /// The catalogue in force and those the record refers to.
    pub catalogues: Catalogues,
    /// The present, as the server had it when the record was read.
    pub as_of: AsOf,
}

impl PartialEq for Reader {
    fn eq(&self, other: &Self) -> bool {
        self.record == other.record && self.as_of == other.as_of
    }
}

impl Reader {
    /// Whether data that a provider gave may include the reader's.
    #[must_use]
    pub fn concerns(&self, approvals: &Approvals, source: &Source, entry: &Recipient) -> Relevance {
        let uses: Vec<Use> = entry.uses().collect();
        let after = entry.last_provided().checked_add_days(Days::new(1));
        let span = self.begin(entry.first).zip(after.and_then(|after| self.begin(after)));
        match span {
            Some((first, after)) if source.programmes.contains(&entry.programme) => {
                let last = after - Duration::milliseconds(1);
                let last = last.min(self.as_of.clock());
                relevance(&self.catalogues, &self.record, approvals, &uses, first, last)
            }
            _ => Relevance::CannotTell,
        }
    }

    /// Whether the reader refused a reviewed use.
    #[must_use]
    pub fn has_refused(&self, review: &Review) -> bool {
        refuses_use(&self.catalogues, &self.record, &review.id, self.as_of)
    }

    /// Whether the reader asked for something that is offered besides.
    #[must_use]
    pub fn wants(&self, preference: &str) -> bool {
        let id = preference.parse::<PreferenceId>();
        id.is_ok_and(|id| self.record.wants(&id, self.as_of))
    }

    /// The first instant of a day by the hospital's wall clock.
    fn begin(&self, day: NaiveDate) -> Option<DateTime<Utc>> {
        let offset = self.catalogues.current().provider.utc_offset_minutes;
        day.and_hms_opt(0, 0, 0)?.and_utc().checked_sub_signed(Duration::minutes(offset.into()))
    }
}
