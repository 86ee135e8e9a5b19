//! Carrying out what proves: a receipt is fetched or read, verified by the program that does so, and compared with
//! what this device saw of the ledger before (A16).

use super::effects::Tell;
use super::{App, Message};
use crate::edges::api::Api;
use crate::edges::proof::{self, ProofError};
use crate::edges::{address, json, page, tab};
use crate::model::{Action, Failure, Model, NoProof, Proved, Session};
use nattoku_consent::Entry;
use nattoku_consent::event::Payload;
use nattoku_consent::time::read_instant;
use nattoku_consent::wire::LedgerKeys;
use nattoku_ledger::{Invalid, Receipt};
use std::rc::Rc;
use std::sync::Arc;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::HtmlInputElement;
use yew::html::Scope;
use yew::prelude::*;

/// The receipt of one of the person's entries.
pub(super) async fn of_entry(model: Rc<Model>, number: u64, tell: Tell) {
    let Session::Open(known) = &model.session else { return };
    let api = Api { language: &model.language, person: Some(known.subject()) };
    let outcome = match api.receipt(&known.bearer, number).await {
        Ok(receipt) => prove(&model, &known.seen.ledger, receipt, &tell).await,
        Err(failure) => Err(not_had(&failure)),
    };
    tell(Action::Checked(outcome));
}

/// The receipt of a code that stands on a printed one.
pub(super) async fn of_code(model: Rc<Model>, code: Rc<str>, tell: Tell) {
    let api = Api { language: &model.language, person: None };
    let outcome = async {
        let receipt = api.receipt_by_code(&code).await.map_err(|failure| not_had(&failure))?;
        prove(&model, &keys(&model).await?, receipt, &tell).await
    };
    tell(Action::Checked(outcome.await));
}

/// A receipt that the person holds as a file. Works without a connection once everything has been prepared.
pub(super) async fn of_file(model: Rc<Model>, file: Rc<str>, tell: Tell) {
    let outcome = async {
        let receipt = proof::read_file(&file).await.map_err(no_proof)?;
        prove(&model, &keys(&model).await?, receipt, &tell).await
    };
    tell(Action::Checked(outcome.await));
}

/// Fetches the keys and the program while there is a connection.
pub(super) async fn prepare(model: Rc<Model>) {
    // Either failing here only means that it is tried again when it is needed.
    drop(keys(&model).await);
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
pub(super) async fn prove(
    model: &Model,
    ledger: &LedgerKeys,
    receipt: String,
    tell: &Tell,
) -> Result<Rc<Proved>, NoProof> {
    let proven = proof::verify(&receipt, &ledger.origin, &ledger.keys).await.map_err(no_proof)?;
    let read: Receipt = json::read(&receipt).ok_or(NoProof::Invalid(Invalid::NotAReceipt))?;
    let payload: Option<Payload> = json::read(&read.payload);
    // Releases and keys have receipts, too, but none that a person holds.
    let event = payload.ok_or(NoProof::Invalid(Invalid::Payload))?.event;
    let accepted_at = read_instant(&proven.accepted_at).ok_or(NoProof::Invalid(Invalid::Entry))?;
    let terms = &event.terms.catalogue;
    let shown = if *terms == model.digest {
        model.catalogue.clone()
    } else {
        let api = Api { language: &model.language, person: None };
        Arc::new(api.catalogue(terms).await.map_err(|failure| not_had(&failure))?)
    };
    let entry = Entry { number: proven.number, accepted_at, event };
    let code = format!("{}/{}/verify#r={}.{}", address::origin(), model.language, entry.number, read.salt);
    let qr = proof::qr(&code).await.ok();
    if !model.kiosk {
        watch(model, ledger, &read.checkpoint, tell).await;
    }
    Ok(Rc::new(Proved { entry, receipt: receipt.into(), qr, shown }))
}

/// Compares the ledger with what this device saw of it before, and remembers the newest it saw.
async fn watch(model: &Model, ledger: &LedgerKeys, note: &str, tell: &Tell) {
    let size = |note: &str| note.lines().nth(1).and_then(|size| size.parse::<u64>().ok()).unwrap_or_default();
    let name = |note: &str| note.lines().next().unwrap_or_default() == ledger.origin;
    let Some(seen) = tab::checkpoint().filter(|seen| name(seen)) else {
        return tab::remember_checkpoint(note);
    };
    let (older, newer) =
        if size(&seen) <= size(note) { (seen.as_str(), note) } else { (note, seen.as_str()) };
    let api = Api { language: &model.language, person: None };
    // Both are compared with what the ledger shows everybody now.
    let Ok(public) = api.ledger(size(older)).await else { return };
    let Some((now, consistency)) = public.checkpoint.zip(public.consistency) else { return };
    let grew = proof::consistent(older, &now, &consistency, &ledger.origin, &ledger.keys).await;
    match grew {
        Err(ProofError::Invalid(_)) => tell(Action::Forked),
        Err(ProofError::Unavailable) => {}
        Ok(()) => tab::remember_checkpoint(if size(&now) > size(newer) { &now } else { newer }),
    }
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

/// Saves a receipt as a file that a person can read.
pub(super) fn save(name: String, receipt: Rc<str>, readable: String) {
    spawn_local(async move {
        if let Ok(file) = proof::to_file(&receipt, &readable).await {
            page::save(&name, &file);
        }
    });
}

/// Reads the file that was chosen, and has it checked.
pub(super) fn on_file(link: &Scope<App>) -> Callback<Event> {
    let link = link.clone();
    Callback::from(move |event: Event| {
        let input: HtmlInputElement = event.target_unchecked_into();
        let file = input.files().and_then(|files| files.get(0));
        let link = link.clone();
        spawn_local(async move {
            let text = match file {
                Some(file) => JsFuture::from(file.text()).await.ok().and_then(|text| text.as_string()),
                None => None,
            };
            if let Some(text) = text {
                link.send_message(Message::Happened(Action::CheckFile(text.into())));
            }
        });
    })
}
