//! How far everybody has come who is told of decisions.

use super::target::TargetName;
use super::{Store, broken, deliveries, fhir_held};

/// What a target has not taken, and how far it has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// Which target.
    pub target: String,
    /// Up to which entry it was told.
    pub entry: u64,
    /// How many decisions wait, and how many Consents to be made inactive.
    pub waiting: u64,
    /// What was laid aside: the entry, and why.
    pub laid_aside: Vec<(u64, String)>,
}

impl Store {
    /// How far every target has come.
    ///
    /// # Errors
    /// The database cannot be read.
    pub async fn progress(&self) -> Result<Vec<Progress>, sqlx::Error> {
        let targets: Vec<(String, i64)> =
            sqlx::query_as("SELECT target, entry FROM delivery_cursors ORDER BY target")
                .fetch_all(self.readers())
                .await?;
        let mut progress = Vec::new();
        for (target, entry) in targets {
            let to_server = TargetName::is_server(&target);
            let count = if to_server { fhir_held::WAITING } else { deliveries::WAITING };
            let waiting: i64 = sqlx::query_scalar(count).bind(&target).fetch_one(self.readers()).await?;
            let active: i64 =
                sqlx::query_scalar(fhir_held::ACTIVE).bind(&target).fetch_one(self.readers()).await?;
            let dead: Vec<(i64, String)> =
                sqlx::query_as("SELECT entry, reason FROM dead_letters WHERE target = $1 ORDER BY entry")
                    .bind(&target)
                    .fetch_all(self.readers())
                    .await?;
            let number = |number: i64| u64::try_from(number).map_err(broken);
            let laid_aside: Result<_, _> =
                dead.into_iter().map(|(entry, why)| Ok::<_, sqlx::Error>((number(entry)?, why))).collect();
            let (entry, waiting) = (number(entry)?, number(waiting + active)?);
            progress.push(Progress { target, entry, waiting, laid_aside: laid_aside? });
        }
        Ok(progress)
    }
}
