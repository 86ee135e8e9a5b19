//! What only one of several processes does at a time, such as telling a portal of decisions: whoever holds the lease.

use super::Store;
use super::door::Kind;
use crate::secrets::sha256;
use sqlx::{AnyConnection, Connection};

/// The lock that leases are of, beside the one for writing.
const LEASES: i32 = 1_851_880_556;

/// The right to be the only one. It ends when it is dropped, and with the process.
#[derive(Debug)]
pub struct Lease {
    /// The connection whose lock it is; none: on a file there is one process.
    connection: Option<AnyConnection>,
}

impl Store {
    /// The lease of this name, unless another process has it.
    ///
    /// # Errors
    /// The database cannot be asked.
    pub async fn lease(&self, name: &str) -> Result<Option<Lease>, sqlx::Error> {
        if self.kind() == Kind::Sqlite {
            return Ok(Some(Lease { connection: None }));
        }
        let mut connection = self.another_writer().await?;
        let digest = sha256(name.as_bytes());
        let key = i32::from_be_bytes([digest[0], digest[1], digest[2], digest[3]]);
        let is_ours: bool = sqlx::query_scalar("SELECT pg_try_advisory_lock($1, $2)")
            .bind(LEASES)
            .bind(key)
            .fetch_one(&mut connection)
            .await?;
        Ok(is_ours.then_some(Lease { connection: Some(connection) }))
    }
}

impl Lease {
    /// Whether it still is: the lock is gone when its connection is.
    pub async fn holds(&mut self) -> bool {
        match &mut self.connection {
            Some(connection) => connection.ping().await.is_ok(),
            None => true,
        }
    }
}
