//! The one writer. Work queues up while a commit is on its way to the disk; all of it goes into the next
//! one. So 64 people deciding at once wait for one fsync, not for 64. Replies follow the commit.

use super::door::{Door, Kind};
use super::ledger::{Ledger, Sealed};
use futures_util::future::BoxFuture;
use sqlx::error::ErrorKind;
use sqlx::{Any, AnyConnection, Connection, Transaction};
use std::num::NonZeroUsize;
use tokio::sync::{mpsc, oneshot};

/// Something to write: all of it happens, or nothing.
pub trait Write: Send + 'static {
    /// What came of it.
    type Done: Send + 'static;

    /// Whether only one statement writes. SQLite undoes it by itself on an error, without a savepoint; after an error
    /// PostgreSQL goes on only from one.
    const ONE_STATEMENT: bool = false;

    /// Writes. May be one of many in a transaction; an error undoes only this one.
    fn run(
        self,
        connection: &mut AnyConnection,
    ) -> impl Future<Output = Result<Self::Done, sqlx::Error>> + Send;

    /// Takes from what was sealed with it, such as its receipt, once all of it is on disk.
    fn sealed(_done: &mut Self::Done, _sealed: &Sealed) {}
}

/// Why something was not written. Nothing of it was kept.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// This piece of work failed.
    #[error("the database refused: {0}")]
    Refused(#[from] sqlx::Error),
    /// The whole group could not be committed.
    #[error("the database could not commit: {0}")]
    NotCommitted(String),
    /// The writer has stopped.
    #[error("the database is closing")]
    Closed,
}

/// A handle to the writer; it stops when the last one is dropped.
#[derive(Debug, Clone)]
pub struct Writer {
    queue: mpsc::Sender<Box<dyn Queued>>,
}

impl Writer {
    /// Starts the writer, committing at most `group` pieces of work together. Through `door` it opens another
    /// connection after a failure.
    #[must_use]
    pub(super) fn start(door: Door, connection: AnyConnection, group: NonZeroUsize, ledger: Ledger) -> Self {
        let (queue, waiting) = mpsc::channel(1024);
        let committer = Committer { door, connection: Some(connection), ledger };
        tokio::spawn(committer.work_off(waiting, group.get()));
        Self { queue }
    }

    /// Writes in the next group; answers when it is durably committed.
    ///
    /// # Errors
    /// Nothing of `work` was kept.
    pub async fn write<W: Write>(&self, work: W) -> Result<W::Done, WriteError> {
        let (reply, answer) = oneshot::channel();
        self.queue.send(Box::new(Pending { work, reply })).await.map_err(|_| WriteError::Closed)?;
        answer.await.map_err(|_| WriteError::Closed)?
    }
}

/// Tells the waiting side how the commit went.
type Reply = Box<dyn FnOnce(Result<&Sealed, &str>) + Send>;

/// Work of any kind, with somebody waiting for it.
trait Queued: Send {
    /// Does the work. `Err`: the transaction cannot be trusted any more.
    fn run(
        self: Box<Self>,
        connection: &mut AnyConnection,
        kind: Kind,
    ) -> BoxFuture<'_, Result<Reply, Reply>>;
    fn give_up(self: Box<Self>, why: &str);
}

struct Pending<W: Write> {
    work: W,
    reply: oneshot::Sender<Result<W::Done, WriteError>>,
}

impl<W: Write> Queued for Pending<W> {
    fn run(
        self: Box<Self>,
        connection: &mut AnyConnection,
        kind: Kind,
    ) -> BoxFuture<'_, Result<Reply, Reply>> {
        let Self { work, reply } = *self;
        Box::pin(async move {
            let done = if W::ONE_STATEMENT && kind == Kind::Sqlite {
                work.run(connection).await
            } else {
                in_savepoint(work, connection).await
            };
            let broken = done.as_ref().is_err_and(may_end_transaction);
            let tell: Reply = Box::new(move |committed| {
                let outcome = match committed {
                    Ok(sealed) => done
                        .map(|mut done| {
                            W::sealed(&mut done, sealed);
                            done
                        })
                        .map_err(WriteError::Refused),
                    Err(why) => Err(WriteError::NotCommitted(why.to_owned())),
                };
                // Nobody waits any more when the client hung up: the commit stands all the same.
                drop(reply.send(outcome));
            });
            if broken { Err(tell) } else { Ok(tell) }
        })
    }

    fn give_up(self: Box<Self>, why: &str) {
        drop(self.reply.send(Err(WriteError::NotCommitted(why.to_owned()))));
    }
}

async fn in_savepoint<W: Write>(work: W, connection: &mut AnyConnection) -> Result<W::Done, sqlx::Error> {
    let mut savepoint = connection.begin().await?;
    let done = work.run(&mut savepoint).await;
    match &done {
        Ok(_) => savepoint.commit().await?,
        Err(_) => savepoint.rollback().await?,
    }
    done
}

/// Whether everything may have been rolled back on this error, as SQLite does on a full or failing disk; what comes
/// next would then be outside any transaction.
fn may_end_transaction(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Database(error) => matches!(error.kind(), ErrorKind::Other),
        sqlx::Error::Decode(_) | sqlx::Error::ColumnDecode { .. } | sqlx::Error::RowNotFound => false,
        _ => true,
    }
}

struct Committer {
    door: Door,
    /// None after a failure: only a fresh connection is known to be outside any transaction.
    connection: Option<AnyConnection>,
    ledger: Ledger,
}

impl Committer {
    async fn work_off(mut self, mut waiting: mpsc::Receiver<Box<dyn Queued>>, group: usize) {
        let mut next = Vec::with_capacity(group);
        while waiting.recv_many(&mut next, group).await > 0 {
            match self.connect().await {
                Ok(mut connection) => {
                    let committed = self.commit(&mut connection, &mut next).await;
                    self.connection = committed.then_some(connection);
                }
                Err(error) => give_up(&mut next, &error),
            }
        }
        if let Some(connection) = self.connection
            && let Err(error) = connection.close().await
        {
            tracing::error!(%error, "the database did not close cleanly");
        }
    }

    async fn connect(&mut self) -> Result<AnyConnection, sqlx::Error> {
        match self.connection.take() {
            Some(connection) => Ok(connection),
            None => self.door.connect().await,
        }
    }

    /// Commits a group, sealed, or nothing of it; tells everybody who waits. Answers whether it was committed.
    async fn commit(&mut self, connection: &mut AnyConnection, group: &mut Vec<Box<dyn Queued>>) -> bool {
        let mut transaction = match self.door.begin(connection).await {
            Ok(transaction) => transaction,
            Err(error) => {
                give_up(group, &error);
                return false;
            }
        };
        let mut replies = Vec::with_capacity(group.len());
        let mut works = group.drain(..);
        let mut broken = false;
        for work in works.by_ref() {
            let done = work.run(&mut transaction, self.door.kind()).await;
            broken = done.is_err();
            replies.push(done.unwrap_or_else(|reply| reply));
            if broken {
                break;
            }
        }
        let outcome = if broken {
            Err("a failure ended the transaction".to_owned())
        } else {
            self.seal_and_commit(transaction).await
        };
        let outcome = outcome.as_ref().map_err(String::as_str);
        if let Err(why) = outcome {
            tracing::error!(why, "the database could not commit");
            works.for_each(|work| work.give_up(why));
        }
        replies.into_iter().for_each(|tell| tell(outcome));
        outcome.is_ok()
    }

    /// Entries, their receipts' checkpoint and what follows from them become durable together, or not at all.
    async fn seal_and_commit(&mut self, mut transaction: Transaction<'_, Any>) -> Result<Sealed, String> {
        let sealed = self.ledger.seal(&mut transaction).await.map_err(|error| error.to_string())?;
        transaction.commit().await.map_err(|error| error.to_string())?;
        if let Some(sealed) = &sealed {
            self.ledger.publish(sealed.note());
        }
        Ok(sealed.unwrap_or_default())
    }
}

fn give_up(group: &mut Vec<Box<dyn Queued>>, error: &sqlx::Error) {
    tracing::error!(%error, "the database cannot be written");
    let why = error.to_string();
    group.drain(..).for_each(|work| work.give_up(&why));
}
