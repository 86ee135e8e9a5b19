//! The seed of the key that signs what portals are told, shared by every process on the database.

use super::writer::Write;
use sqlx::AnyConnection;

/// Returns the seed that all processes share; stores the one that is offered if there is none yet.
#[derive(Debug)]
pub struct ShareWebhookKey {
    /// What is stored if there is none.
    pub offered: [u8; 32],
    /// Whether what is offered takes the place of the one there is.
    pub renew: bool,
}

impl Write for ShareWebhookKey {
    type Done = Vec<u8>;

    async fn run(self, connection: &mut AnyConnection) -> Result<Vec<u8>, sqlx::Error> {
        let store = if self.renew {
            "INSERT INTO meta (name, value) VALUES ('webhook key', $1)
             ON CONFLICT (name) DO UPDATE SET value = excluded.value"
        } else {
            "INSERT INTO meta (name, value) VALUES ('webhook key', $1) ON CONFLICT (name) DO NOTHING"
        };
        sqlx::query(store).bind(&self.offered[..]).execute(&mut *connection).await?;
        sqlx::query_scalar("SELECT value FROM meta WHERE name = 'webhook key'").fetch_one(connection).await
    }
}
