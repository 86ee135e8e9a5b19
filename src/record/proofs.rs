//! Fetching and verifying: a receipt is had or read, verified by the program that does so, and the ledger compared
//! with what this device saw of it before (A16).

use super::proving::{NoProof, Proved};
use crate::edges::api::Api;
use crate::edges::proof::{self, ProofError};
use crate::edges::{address, json, tab};
use crate::model::{Failure, Model};
use nattoku_consent::wire::LedgerKeys;
use nattoku_ledger::{Invalid, Receipt};
use std::rc::Rc;
use std::sync::Arc;

/// The receipt of one of the person's entries.
pub(super) async fn of_entry(model: &Model, number: u64) -> Result<Rc<Proved>, NoProof> {
    let crate::model::Session::Open(known) = &model.session else { return Err(NoProof::NotFound) };
    let api = Api { language: &model.language, person: Some(known.subject()) };
    let receipt = api.receipt(&known.bearer, number).await.map_err(|failure| not_had(&failure))?;
    prove(model, receipt, None).await
}

/// The receipt of a code that stands on a printed one.
pub(super) async fn of_code(model: &Model, code: &str) -> Result<Rc<Proved>, NoProof> {
    let api = Api { language: &model.language, person: None };
    let receipt = api.receipt_by_code(code).await.map_err(|failure| not_had(&failure))?;
    prove(model, receipt, None).await
}

/// A receipt that the person holds as a file. Works without a connection once everything has been prepared.
pub(super) async fn of_file(model: &Model, file: &str) -> Result<Rc<Proved>, NoProof> {
    let receipt = proof::read_file(file).await.map_err(no_proof)?;
    prove(model, receipt, Some(file.into())).await
}

/// Fetches the keys and the program while there is a connection.
pub(super) async fn prepare(model: &Model) {
    // Either failing here only means that it is tried again when it is needed.
    drop(keys(model).await);
    drop(proof::read_file("").await);
}

/// The ledger's keys: those of the session, or the public ones, kept in the page for when there is no connection.
async fn keys(model: &Model) -> Result<LedgerKeys, NoProof> {
    if let Some(seen) = model.seen() {
        return Ok(seen.ledger.clone());
    }
    if let Some(keys) = tab::ledger_keys() {
        return Ok(keys);
    }
    let api = Api { language: &model.language, person: None };
    let ledger = api.ledger(0).await.map_err(|failure| not_had(&failure))?;
    let keys = LedgerKeys { origin: ledger.origin, keys: ledger.keys };
    tab::hold_ledger_keys(keys.clone());
    Ok(keys)
}

/// Verifies a receipt and reads what it proves.
async fn prove(model: &Model, receipt: String, file: Option<Rc<str>>) -> Result<Rc<Proved>, NoProof> {
    let entry = proof::entry_of(&receipt, &keys(model).await?).await.map_err(no_proof)?;
    let terms = &entry.event.terms.catalogue;
    let shown = if *terms == model.digest {
        model.catalogue.clone()
    } else {
        let api = Api { language: &model.language, person: None };
        Arc::new(api.catalogue(terms).await.map_err(|failure| not_had(&failure))?)
    };
    let read: Receipt = json::read(&receipt).ok_or(NoProof::Invalid(Invalid::NotAReceipt))?;
    let code = format!("{}/{}/verify#r={}.{}", address::origin(), model.language, entry.number, read.salt);
    let qr = proof::qr(&code).await.ok();
    Ok(Rc::new(Proved { entry, receipt: receipt.into(), qr, shown, file }))
}

/// Whether the ledger contradicts what this device saw of it before. What it shows now is remembered.
pub(super) async fn contradicts(model: &Model) -> bool {
    let Ok(ledger) = keys(model).await else { return false };
    let size = |note: &str| note.lines().nth(1).and_then(|size| size.parse::<u64>().ok()).unwrap_or_default();
    let of_this = |note: &String| note.lines().next() == Some(&ledger.origin);
    let before = tab::checkpoint().filter(of_this);
    let api = Api { language: &model.language, person: None };
    let since = before.as_deref().map_or(0, size);
    let Ok(public) = api.ledger(since).await else { return false };
    let Some(now) = public.checkpoint else { return false };
    let Some(before) = before else {
        tab::remember_checkpoint(&now);
        return false;
    };
    // A ledger that has become smaller has no proof to give: that, too, is a contradiction.
    let consistency = public.consistency.unwrap_or_default();
    let grew = proof::consistent(&before, &now, &consistency, &ledger.origin, &ledger.keys).await;
    if grew.is_ok() {
        tab::remember_checkpoint(&now);
    }
    matches!(grew, Err(ProofError::Invalid(_)))
}

const fn no_proof(error: ProofError) -> NoProof {
    match error {
        ProofError::Unavailable => NoProof::Unreachable,
        ProofError::Invalid(invalid) => NoProof::Invalid(invalid),
    }
}

const fn not_had(failure: &Failure) -> NoProof {
    match failure {
        Failure::Unreachable => NoProof::Unreachable,
        Failure::Told(_) => NoProof::NotFound,
    }
}
