//! Telling portals of decisions, in the order of the ledger: each until it is taken. A target that cannot be reached is
//! tried again later and later; what it will never take is laid aside, listed, and sent once more when staff say so.

pub mod key;
pub mod webhook;

use crate::portal::PortalId;
use crate::provider::Clock;
use crate::store::Store;
use crate::store::deliveries::{Begin, Note, Outcome};
use crate::store::writer::WriteError;
use std::time::Duration;
use webhook::{Told, Webhook};

/// How often the ledger is looked at while nothing is due.
const GLANCE: Duration = Duration::from_millis(500);

/// The wait after a first failure; twice as long after each further one.
const RETRY: Duration = Duration::from_secs(1);

/// The longest wait.
const LONGEST: Duration = Duration::from_secs(300);

/// Why what came of a delivery could not be noted.
#[derive(Debug, thiserror::Error)]
#[allow(missing_docs, reason = "each message is its meaning")]
pub enum DeliverError {
    #[error("the database cannot be read: {0}")]
    Read(#[from] sqlx::Error),
    #[error(transparent)]
    Write(#[from] WriteError),
}

/// What was done in a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// There was nothing to tell.
    Nothing,
    /// A decision was taken, or laid aside.
    Done,
    /// The target could not be told now.
    Later,
}

/// Tells one portal.
pub struct Sender {
    /// Where decisions are recorded.
    pub store: Store,
    /// Which portal.
    pub target: PortalId,
    /// How it is told.
    pub webhook: Webhook,
    /// Tells the time.
    pub clock: Clock,
}

impl Sender {
    /// Goes on until it is dropped. A delivery that is cut off is made again, under the same id.
    pub async fn run(self) {
        let mut failures = 0;
        loop {
            let pause = match self.step().await {
                Ok(Step::Done) => {
                    failures = 0;
                    continue;
                }
                Ok(Step::Nothing) => GLANCE,
                Ok(Step::Later) => {
                    failures += 1;
                    wait(failures)
                }
                Err(error) => {
                    tracing::error!(portal = %self.target, %error, "a portal could not be told of a decision");
                    failures += 1;
                    wait(failures)
                }
            };
            tokio::time::sleep(pause).await;
        }
    }

    /// Tells it of the next decision, if there is one.
    ///
    /// # Errors
    /// The database cannot be used. What goes wrong at the portal is no error.
    pub async fn step(&self) -> Result<Step, DeliverError> {
        self.store.write(Begin(self.target.clone())).await?;
        let Some(due) = self.store.next_due(&self.target).await? else { return Ok(Step::Nothing) };
        let entry = due.entry;
        let outcome = match self.webhook.tell(&self.target, due, (self.clock)()).await {
            Told::Taken => Outcome::Taken,
            Told::Never(why) => {
                tracing::warn!(portal = %self.target, entry, %why, "a decision is laid aside: see `nattoku outbox deliveries`");
                Outcome::LaidAside(why)
            }
            Told::Later(why) => {
                tracing::warn!(portal = %self.target, entry, %why, "a portal cannot be told now");
                return Ok(Step::Later);
            }
        };
        let note = Note { target: self.target.clone(), entry, outcome, now: (self.clock)() };
        self.store.write(note).await?;
        Ok(Step::Done)
    }
}

/// The wait after so many failures in a row.
fn wait(failures: u32) -> Duration {
    // Nine doublings of the first wait are longer than the longest.
    (RETRY * (1 << (failures - 1).min(9))).min(LONGEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_to_five_minutes() {
        let waits: Vec<_> = [1, 2, 3, 9, 10, u32::MAX].into_iter().map(|n| wait(n).as_secs()).collect();
        assert_eq!(waits, [1, 2, 4, 256, 300, 300]);
    }
}
