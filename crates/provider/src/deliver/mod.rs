//! Telling portals and the hospital's FHIR server, in the order of the ledger: each until it is taken. A target that
//! cannot be reached is tried again later and later; what it will never take is laid aside, listed, and sent once more when
//! staff say so. Of several processes on one database, one tells a target.

pub mod fhir;
pub mod key;
pub mod target;
pub mod told;
pub mod webhook;

use crate::portal::PortalId;
use crate::provider::Clock;
use crate::store::Store;
use crate::store::deliveries::{Begin, Note, Outcome};
use crate::store::fhir_held::{BeginWhole, NoteHeld, NoteInactive};
use crate::store::lease::Lease;
use crate::store::target::TargetName;
use crate::store::writer::WriteError;
use fhir::FhirServer;
use std::time::Duration;
use target::Target;
use told::Told;
use webhook::Webhook;

/// How often the ledger is looked at while nothing is due.
const GLANCE: Duration = Duration::from_millis(500);

/// How often a process that does not tell a target looks whether the one that does has ended.
const ELSEWHERE: Duration = Duration::from_secs(3);

/// The wait after a first failure; twice as long after each further one.
const RETRY: Duration = Duration::from_secs(1);

/// The longest wait, unless the target itself asks for a longer one.
const LONGEST: Duration = Duration::from_secs(300);

/// The longest that a target may ask for: no answer silences us for good.
const LONGEST_ASKED: Duration = Duration::from_secs(3_600);

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
    /// The target could not be told now, and asks to be left alone for so long.
    Later(Duration),
}

/// Tells one target.
pub struct Sender {
    /// Where decisions are recorded.
    pub store: Store,
    /// Who is told, and how.
    pub target: Target,
    /// Tells the time.
    pub clock: Clock,
}

impl Sender {
    /// Goes on until it is dropped. A delivery that is cut off is made again, under the same id.
    pub async fn run(self) {
        let (mut failures, mut lease) = (0, None);
        loop {
            let pause = match self.step_alone(&mut lease).await {
                Ok(Some(Step::Done)) => {
                    failures = 0;
                    continue;
                }
                Ok(Some(Step::Nothing)) => GLANCE,
                Ok(None) => ELSEWHERE,
                Ok(Some(Step::Later(asked))) => {
                    failures += 1;
                    wait(failures, asked)
                }
                Err(error) => {
                    tracing::error!(target = %self.target.name(), %error, "a target could not be told of an entry");
                    failures += 1;
                    wait(failures, Duration::ZERO)
                }
            };
            tokio::time::sleep(pause).await;
        }
    }

    /// Takes a step; none where another process tells this target.
    async fn step_alone(&self, lease: &mut Option<Lease>) -> Result<Option<Step>, DeliverError> {
        if let Some(held) = lease
            && !held.holds().await
        {
            *lease = None;
        }
        if lease.is_none() {
            *lease = self.store.lease(&self.target.name().to_string()).await?;
        }
        if lease.is_some() { self.step().await.map(Some) } else { Ok(None) }
    }

    /// Tells it of the next entry, if there is one.
    ///
    /// # Errors
    /// The database cannot be used. What goes wrong at the target is no error.
    pub async fn step(&self) -> Result<Step, DeliverError> {
        match &self.target {
            Target::Portal { id, webhook } => self.tell_portal(id, webhook).await,
            Target::FhirServer(server) => self.tell_server(server).await,
        }
    }

    async fn tell_portal(&self, portal: &PortalId, webhook: &Webhook) -> Result<Step, DeliverError> {
        self.store.write(Begin(portal.clone())).await?;
        let Some(due) = self.store.next_due(portal).await? else { return Ok(Step::Nothing) };
        let (target, entry) = (self.target.name(), due.entry);
        let told = webhook.tell(portal, due, (self.clock)()).await;
        let outcome = match outcome(&target, entry, told) {
            Ok(outcome) => outcome,
            Err(pause) => return Ok(Step::Later(pause)),
        };
        self.store.write(Note { target, entry, outcome, now: (self.clock)() }).await?;
        Ok(Step::Done)
    }

    async fn tell_server(&self, server: &FhirServer) -> Result<Step, DeliverError> {
        let target = self.target.name();
        self.store.write(BeginWhole(target.clone())).await?;
        let Some(due) = self.store.next_due_to_server(&target).await? else {
            return self.end_consent(server).await;
        };
        let (told, held) = server.tell(&self.store, &due).await?;
        let outcome = match outcome(&target, due.entry, told) {
            Ok(outcome) => outcome,
            Err(pause) => return Ok(Step::Later(pause)),
        };
        self.store.write(NoteHeld { target, due, outcome, now: (self.clock)(), held }).await?;
        Ok(Step::Done)
    }
}

impl Sender {
    /// Makes the next Consent inactive of somebody who is to be erased. What stands in the way is tried again: there is
    /// nothing newer to tell of them.
    async fn end_consent(&self, server: &FhirServer) -> Result<Step, DeliverError> {
        let target = self.target.name();
        let Some(consent) = self.store.next_active_consent(&target).await? else { return Ok(Step::Nothing) };
        let (why, pause) = match server.make_inactive(&consent).await {
            Told::Taken => {
                self.store.write(NoteInactive { target, consent }).await?;
                return Ok(Step::Done);
            }
            Told::Never(why) => (why, Duration::ZERO),
            Told::Later { why, pause } => (why, pause),
        };
        tracing::warn!(%target, %why, "a Consent of somebody who is to be erased cannot be made inactive now");
        Ok(Step::Later(pause))
    }
}

/// What is noted of an answer. Where it is tried again: for how long the target asks to be left alone.
fn outcome(target: &TargetName, entry: u64, told: Told) -> Result<Outcome, Duration> {
    match told {
        Told::Taken => Ok(Outcome::Taken),
        Told::Never(why) => {
            tracing::warn!(%target, entry, %why, "an entry is laid aside: see `nattoku outbox deliveries`");
            Ok(Outcome::LaidAside(why))
        }
        Told::Later { why, pause } => {
            tracing::warn!(%target, entry, %why, "a target cannot be told now");
            Err(pause)
        }
    }
}

/// The wait after so many failures in a row, where the target asks to be left alone for so long.
fn wait(failures: u32, asked: Duration) -> Duration {
    // Nine doublings of the first wait are longer than the longest.
    (RETRY * (1 << (failures - 1).min(9))).min(LONGEST).max(asked.min(LONGEST_ASKED))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_to_five_minutes() {
        let waits = [1, 2, 3, 9, 10, u32::MAX].map(|failures| wait(failures, Duration::ZERO).as_secs());
        assert_eq!(waits, [1, 2, 4, 256, 300, 300]);
    }

    #[test]
    fn who_asks_for_a_pause_is_left_alone_but_not_for_good() {
        let waits = [1, 120, 86_400].map(|asked| wait(3, Duration::from_secs(asked)).as_secs());
        assert_eq!(waits, [4, 120, 3_600]);
    }
}
