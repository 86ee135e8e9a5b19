//! Which words a command works under: the catalogue it is given, or the one last put in force.

use super::failure::Failure;
use crate::catalogue::Published;
use crate::store::Store;
use crate::store::catalogues::PutInForce;
use nattoku_consent::Catalogues;
use std::path::Path;
use std::sync::Arc;

/// Puts the catalogue in `folder` in force, where one is given, and reads all there are.
///
/// # Errors
/// It does not pass, or is older than the one in force; or there never was any.
pub async fn in_force(store: &Store, folder: Option<&Path>) -> Result<Arc<Catalogues>, Failure> {
    if let Some(folder) = folder {
        store.write(PutInForce(Published::read(folder)?)).await??;
    }
    let none =
        "no catalogue was ever put in force in this database. Give --catalogue, or run `nattoku serve` once";
    let known = store.catalogues().await?.ok_or_else(|| Failure::NotDone(none.to_owned()))?;
    Ok(known.catalogues)
}
