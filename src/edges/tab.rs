//! What this device keeps: unsent answers and the decision on its way in its outbox, sealed and bound to the person
//! (docs/adr/0008); in this tab the ticket to sign in again. Never a bearer token, never an invitation, and nothing
//! at all on a shared tablet.

#[cfg(test)]
#[cfg(target_arch = "wasm32")]
pub mod tests;

use crate::edges::{address, host, json};
use crate::model::{Keeping, Kept, Model, Session, TextSize};
use nattoku_consent::flow::Draft;
use nattoku_consent::wire::{Credential, LedgerKeys};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::cell::RefCell;
use wasm_bindgen::JsValue;
use web_sys::{Storage, window};

/// The app asks the outbox.
const OUTBOX: &str = "nattoku:outbox";
const TICKET: &str = "nattoku.ticket";
const TEXT_SIZE: &str = "nattoku.text-size";
const CHECKPOINT: &str = "nattoku.checkpoint";

/// Keeps what the model has not yet delivered.
pub async fn keep(model: &Model) -> Keeping {
    let Session::Open(known) = &model.session else { return model.keeping };
    if model.kiosk {
        return Keeping::Works;
    }
    let ticket = model.credential.as_ref().is_none_or(|credential| match credential {
        Credential::Resume(ticket) => store(TICKET, ticket).is_some(),
        Credential::Invitation(_) => true,
    });
    let outgoing = model.delivery.outgoing().cloned();
    let unsent = outgoing.is_some();
    let begun = unsent || model.draft != Draft::new(model.digest.clone());
    let kept = Kept { draft: Some(model.draft.clone()), outgoing };
    let Ok(text) = serde_json::to_string(&kept) else { return Keeping::Denied };
    let text = if begun { text.into() } else { JsValue::NULL };
    let with = [known.subject().into(), text, unsent.into()];
    if host::ask(OUTBOX, "keep", &with).await.is_ok() && ticket { Keeping::Works } else { Keeping::Denied }
}

/// What was kept for a person. What was kept for somebody else stays closed.
pub async fn kept_for(subject: &str, kiosk: bool) -> Kept {
    if kiosk {
        return Kept::default();
    }
    // Where it cannot be read now, it is not written over either, and the person is told once that fails.
    let text = host::ask(OUTBOX, "find", &[subject.into()]).await.ok();
    text.and_then(|text| json::read(&text.as_string()?)).unwrap_or_default()
}

/// The ticket of an earlier session in this tab.
#[must_use]
pub fn ticket() -> Option<Credential> {
    read(TICKET).map(Credential::Resume)
}

/// Forgets the ticket of an earlier session in this tab.
pub fn forget_ticket() {
    if let Some(storage) = session_storage() {
        // Where the browser does not let us, the server has forgotten it.
        let _ = storage.remove_item(TICKET);
    }
}

/// Remembers the text size on this device; it says nothing of the person.
pub fn remember_text_size(size: TextSize) {
    if let (Some(storage), Ok(text)) = (local_storage(), serde_json::to_string(&size)) {
        // Where the browser does not let us, the size holds until the page is closed.
        let _ = storage.set_item(TEXT_SIZE, &text);
    }
}

/// The text size remembered on this device.
#[must_use]
pub fn text_size() -> TextSize {
    let text = local_storage().and_then(|storage| storage.get_item(TEXT_SIZE).ok().flatten());
    text.and_then(|text| json::read(&text)).unwrap_or_default()
}

/// The ledger's newest checkpoint that this device saw: public, and nobody's.
#[must_use]
pub fn checkpoint() -> Option<String> {
    local_storage()?.get_item(CHECKPOINT).ok().flatten()
}

/// Remembers a checkpoint on this device.
pub fn remember_checkpoint(note: &str) {
    if let Some(storage) = local_storage() {
        // Where the browser does not let us, the next visit compares with nothing.
        let _ = storage.set_item(CHECKPOINT, note);
    }
}

thread_local! {
    static LEDGER: RefCell<Option<LedgerKeys>> = const { RefCell::new(None) };
}

/// The ledger's keys, as this page was given them before.
#[must_use]
pub fn ledger_keys() -> Option<LedgerKeys> {
    LEDGER.with_borrow(Clone::clone)
}

/// Holds the ledger's keys for as long as the page lives.
pub fn hold_ledger_keys(keys: LedgerKeys) {
    LEDGER.set(Some(keys));
}

/// None on a shared tablet: nothing is written there (A11).
fn local_storage() -> Option<Storage> {
    if address::is_kiosk() { None } else { window()?.local_storage().ok().flatten() }
}

fn session_storage() -> Option<Storage> {
    if address::is_kiosk() { None } else { window()?.session_storage().ok().flatten() }
}

fn store(key: &str, value: &impl Serialize) -> Option<()> {
    session_storage()?.set_item(key, &serde_json::to_string(value).ok()?).ok()
}

fn read<T: DeserializeOwned>(key: &str) -> Option<T> {
    let text = session_storage()?.get_item(key).ok().flatten()?;
    json::read(&text)
}
