//! The one writer. Work queues up while a commit is on its way to the disk; all of it goes into the next
//! one. So 64 people deciding at once wait for one fsync, not for 64. Replies follow the commit.

use futures_util::future::BoxFuture;
use sqlx::{Connection, SqliteConnection};
use std::num::NonZeroUsize;
use tokio::sync::{mpsc, oneshot};

/// Something to write: all of it happens, or nothing.
pub trait Write: Send + 'static {
    /// What came of it.
    type Done: Send + 'static;

    /// Whether only one statement writes: SQLite undoes it by itself on an error, without a savepoint.
    const ONE_STATEMENT: bool = false;

    /// Writes. May be one of many in a transaction; an error undoes only this one.
    fn run(
        self,
        connection: &mut SqliteConnection,
    ) -> impl Future<Output = Result<Self::Done, sqlx::Error>> + Send;
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
    /// Starts the writer on its connection, committing at most `group` pieces of work together.
    #[must_use]
    pub fn start(connection: SqliteConnection, group: NonZeroUsize) -> Self {
        let (queue, waiting) = mpsc::channel(1024);
        tokio::spawn(work_off(waiting, connection, group.get()));
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
type Reply = Box<dyn FnOnce(Result<(), &str>) + Send>;

/// Work of any kind, with somebody waiting for it.
trait Queued: Send {
    fn run(self: Box<Self>, connection: &mut SqliteConnection) -> BoxFuture<'_, Reply>;
    fn give_up(self: Box<Self>, why: &str);
}

struct Pending<W: Write> {
    work: W,
    reply: oneshot::Sender<Result<W::Done, WriteError>>,
}

impl<W: Write> Queued for Pending<W> {
    fn run(self: Box<Self>, connection: &mut SqliteConnection) -> BoxFuture<'_, Reply> {
        let Self { work, reply } = *self;
        Box::pin(async move {
            let done = if W::ONE_STATEMENT {
                work.run(connection).await
            } else {
                in_savepoint(work, connection).await
            };
            let tell: Reply = Box::new(move |committed| {
                let outcome = match committed {
                    Ok(()) => done.map_err(WriteError::Refused),
                    Err(why) => Err(WriteError::NotCommitted(why.to_owned())),
                };
                // Nobody waits any more when the client hung up: the commit stands all the same.
                drop(reply.send(outcome));
            });
            tell
        })
    }

    fn give_up(self: Box<Self>, why: &str) {
        drop(self.reply.send(Err(WriteError::NotCommitted(why.to_owned()))));
    }
}

async fn in_savepoint<W: Write>(work: W, connection: &mut SqliteConnection) -> Result<W::Done, sqlx::Error> {
    let mut savepoint = connection.begin().await?;
    let done = work.run(&mut savepoint).await;
    match &done {
        Ok(_) => savepoint.commit().await?,
        Err(_) => savepoint.rollback().await?,
    }
    done
}

async fn work_off(
    mut waiting: mpsc::Receiver<Box<dyn Queued>>,
    mut connection: SqliteConnection,
    group: usize,
) {
    let mut next = Vec::with_capacity(group);
    while waiting.recv_many(&mut next, group).await > 0 {
        commit(&mut connection, &mut next).await;
    }
    if let Err(error) = connection.close().await {
        tracing::error!(%error, "the database did not close cleanly");
    }
}

async fn commit(connection: &mut SqliteConnection, group: &mut Vec<Box<dyn Queued>>) {
    let mut transaction = match connection.begin_with("BEGIN IMMEDIATE").await {
        Ok(transaction) => transaction,
        Err(error) => {
            tracing::error!(%error, "the database cannot be written");
            let why = error.to_string();
            group.drain(..).for_each(|work| work.give_up(&why));
            return;
        }
    };
    let mut replies = Vec::with_capacity(group.len());
    for work in group.drain(..) {
        replies.push(work.run(&mut transaction).await);
    }
    let committed = transaction.commit().await.map_err(|error| {
        tracing::error!(%error, "the database could not commit");
        error.to_string()
    });
    for tell in replies {
        tell(committed.as_ref().copied().map_err(String::as_str));
    }
}
