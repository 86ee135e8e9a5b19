//! Groups of work: who is told what when one of many fails.

use crate::common::ground::Ground;
use nattoku::store::writer::Write;
use nattoku::store::{GROUP, Store};
use sqlx::AnyConnection;
use std::time::Duration;

/// Makes a catalogue row, and behaves as told afterwards.
struct Row(&'static str, Behaviour);

enum Behaviour {
    Succeed,
    Linger,
    EndTransaction,
}

impl Write for Row {
    type Done = ();

    const ONE_STATEMENT: bool = true;

    async fn run(self, connection: &mut AnyConnection) -> Result<(), sqlx::Error> {
        let insert = sqlx::query("INSERT INTO catalogues (digest, version, body) VALUES ($1, 1, $2)");
        insert.bind(self.0).bind(Vec::new()).execute(&mut *connection).await?;
        match self.1 {
            Behaviour::Succeed => Ok(()),
            Behaviour::Linger => {
                tokio::time::sleep(Duration::from_millis(50)).await;
                Ok(())
            }
            Behaviour::EndTransaction => {
                sqlx::query("ROLLBACK").execute(connection).await?;
                Err(sqlx::Error::WorkerCrashed)
            }
        }
    }
}

/// Runs the rows in one group; answers which were reported as written, and which are there.
async fn group(rows: Vec<Row>) -> (Vec<bool>, Vec<String>) {
    let ground = Ground::default();
    let store = Store::open(ground.location(), GROUP).await.unwrap();
    // While the first lingers, the others queue up behind it.
    let writer = store.clone();
    let first = tokio::spawn(async move { writer.write(Row("first", Behaviour::Linger)).await });
    tokio::time::sleep(Duration::from_millis(10)).await;
    let others = futures_util::future::join_all(rows.into_iter().map(|row| store.write(row))).await;
    first.await.unwrap().unwrap();
    store.write(Row("last", Behaviour::Succeed)).await.unwrap();
    let there = sqlx::query_scalar("SELECT digest FROM catalogues ORDER BY digest");
    let there = there.fetch_all(store.readers()).await.unwrap();
    (others.iter().map(Result::is_ok).collect(), there)
}

#[tokio::test]
async fn a_refused_statement_fails_alone() {
    let rows = vec![Row("a", Behaviour::Succeed), Row("a", Behaviour::Succeed), Row("b", Behaviour::Succeed)];
    let (written, there) = group(rows).await;
    assert_eq!(written, [true, false, true]);
    assert_eq!(there, ["a", "b", "first", "last"]);
}

#[tokio::test]
async fn when_the_transaction_ends_nobody_is_told_it_was_written() {
    let rows =
        vec![Row("a", Behaviour::Succeed), Row("b", Behaviour::EndTransaction), Row("c", Behaviour::Succeed)];
    let (written, there) = group(rows).await;
    assert_eq!(written, [false, false, false]);
    assert_eq!(there, ["first", "last"], "and the writer goes on with the next group");
}
