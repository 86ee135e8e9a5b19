//! Until when a token works: every token has an end.

use super::failure::Failure;
use super::release::day;
use crate::store::Store;
use chrono::{DateTime, Days, Months, NaiveDate, NaiveTime, Utc};
use clap::Args;
use nattoku_consent::standing::begins;

/// For how many months a token may work at the most.
const LONGEST: Months = Months::new(12);

/// Until when a token works.
#[derive(Debug, Clone, Copy, Args)]
pub struct Validity {
    /// The first day on which the token does not work any more, at most a year from now. If not given, it works for 90
    /// days; that of a system for 365.
    #[arg(long, value_name = "DAY", value_parser = day)]
    until: Option<NaiveDate>,
}

impl Validity {
    /// When the token ends; without a day, after so many days.
    ///
    /// # Errors
    /// The day has come already or is more than a year away, or the database cannot be read.
    pub async fn ends_at(
        self,
        store: &Store,
        days: u64,
        now: DateTime<Utc>,
    ) -> Result<DateTime<Utc>, Failure> {
        let beyond = || Failure::Usage("the calendar ends before the token does. Check the clock".to_owned());
        let Some(until) = self.until else { return now.checked_add_days(Days::new(days)).ok_or_else(beyond) };
        let catalogues = store.catalogues().await?;
        let ends = match catalogues.as_ref().map(|known| known.catalogues.current()) {
            Some(catalogue) => begins(catalogue, until).ok_or_else(beyond)?,
            None => until.and_time(NaiveTime::MIN).and_utc(),
        };
        let longest = now.checked_add_months(LONGEST).ok_or_else(beyond)?;
        if ends <= now || ends > longest {
            return Err(Failure::Usage(format!("--until {until}: give a day after today, within a year")));
        }
        Ok(ends)
    }
}
