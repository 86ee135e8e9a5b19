//! What other systems still have to be told of a patient before they can be erased (A35): nobody could tell them of whom
//! any more.

use super::broken;
use super::target::TargetName;
use sqlx::{AnyConnection, Row};

/// What has not been delivered of one patient.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Undelivered {
    /// How many who hold their data have not been told of a no.
    pub letters: u64,
    /// Each portal or FHIR server that has not taken everything, and how many entries those are.
    pub deliveries: Vec<(String, u64)>,
    /// Each FHIR server that holds active Consents of theirs, and how many.
    pub consents: Vec<(String, u64)>,
}

impl Undelivered {
    /// What is undelivered of the patient in this row.
    ///
    /// # Errors
    /// The database cannot be read.
    pub(super) async fn of(connection: &mut AnyConnection, patient: i64) -> Result<Self, sqlx::Error> {
        let letters: i64 =
            sqlx::query_scalar("SELECT count(*) FROM outbox WHERE patient = $1 AND state = 'waiting'")
                .bind(patient)
                .fetch_one(&mut *connection)
                .await?;
        let letters = u64::try_from(letters).map_err(broken)?;
        let deliveries = deliveries(connection, patient).await?;
        Ok(Self { letters, deliveries, consents: consents(connection, patient).await? })
    }

    /// Whether a decision of theirs has not reached everybody.
    #[must_use]
    pub fn has_decisions(&self) -> bool {
        self.letters > 0 || !self.deliveries.is_empty()
    }

    /// Whether everything is delivered.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        !self.has_decisions() && self.consents.is_empty()
    }
}

/// What portals and FHIR servers have not taken: what lies behind the place up to which they were told, and what was laid
/// aside.
async fn deliveries(connection: &mut AnyConnection, patient: i64) -> Result<Vec<(String, u64)>, sqlx::Error> {
    let targets: Vec<String> = sqlx::query_scalar("SELECT target FROM delivery_cursors ORDER BY target")
        .fetch_all(&mut *connection)
        .await?;
    let mut undelivered = Vec::new();
    for target in targets {
        let due = if TargetName::is_server(&target) { DUE_TO_SERVER } else { DUE_TO_PORTAL };
        let count: i64 =
            sqlx::query_scalar(due).bind(&target).bind(patient).fetch_one(&mut *connection).await?;
        if count > 0 {
            undelivered.push((target, u64::try_from(count).map_err(broken)?));
        }
    }
    Ok(undelivered)
}

/// Of a portal ($1): the decisions of a patient ($2) whom it knows.
const DUE_TO_PORTAL: &str = "SELECT count(*) FROM entries e
    WHERE e.patient = $2 AND e.kind = 'event'
      AND CASE WHEN e.payload <> '' THEN json_type(e.payload, '$.event.body.decided') END IS NOT NULL
      AND (e.number IN (SELECT entry FROM dead_letters WHERE target = $1)
           OR e.number > (SELECT entry FROM delivery_cursors WHERE target = $1)
              AND EXISTS (SELECT 1 FROM portal_subjects s WHERE s.portal = $1 AND s.patient = $2))";

/// Of a FHIR server ($1): every event of a patient ($2).
const DUE_TO_SERVER: &str = "SELECT count(*) FROM entries e JOIN patients p ON p.id = e.patient
    WHERE e.patient = $2 AND e.kind = 'event' AND e.payload <> '' AND p.acts_only = 0
      AND (e.number > (SELECT entry FROM delivery_cursors WHERE target = $1)
           OR e.number IN (SELECT entry FROM dead_letters WHERE target = $1))";

async fn consents(connection: &mut AnyConnection, patient: i64) -> Result<Vec<(String, u64)>, sqlx::Error> {
    let rows = sqlx::query(
        "SELECT h.target, count(*) FROM fhir_held h JOIN patients p ON p.mark = h.mark
         WHERE p.id = $1 AND h.kind = 'Consent' AND h.inactive = 0 GROUP BY h.target ORDER BY h.target",
    )
    .bind(patient)
    .fetch_all(connection)
    .await?;
    let count = |count: i64| u64::try_from(count).map_err(broken);
    rows.iter().map(|row| Ok((row.try_get(0)?, count(row.try_get(1)?)?))).collect()
}
