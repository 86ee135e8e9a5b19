//! What this tab keeps over a reload: unsent answers, the decision on its way, the ticket to sign in again.
//! Never a bearer token and never an invitation; bound to the person; gone with the tab.

#[cfg(test)]
#[cfg(target_arch = "wasm32")]
pub mod tests;

use crate::edges::json;
use crate::model::{Keeping, Kept, Model, Session, TextSize};
use nattoku_consent::delivery::Outgoing;
use nattoku_consent::flow::Draft;
use nattoku_consent::wire::{Credential, LedgerKeys};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::cell::RefCell;
use web_sys::{Storage, window};

const UNSENT: &str = "nattoku.unsent";
const TICKET: &str = "nattoku.ticket";
const TEXT_SIZE: &str = "nattoku.text-size";
const CHECKPOINT: &str = "nattoku.checkpoint";

#[derive(Serialize, Deserialize)]
struct Unsent {
    subject: String,
    draft: Draft,
    outgoing: Option<Outgoing>,
}

/// Keeps what the model has not yet delivered.
#[must_use]
pub fn keep(model: &Model) -> Keeping {
    let Session::Open(known) = &model.session else { return model.keeping };
    let unsent = Unsent {
        subject: known.subject().to_owned(),
        draft: model.draft.clone(),
        outgoing: model.delivery.outgoing().cloned(),
    };
    let kept = store(UNSENT, &unsent).is_some();
    let ticket = model.credential.as_ref().is_none_or(|credential| match credential {
        Credential::Resume(ticket) => store(TICKET, ticket).is_some(),
        Credential::Invitation(_) => true,
    });
    if kept && ticket { Keeping::Works } else { Keeping::Denied }
}

/// What was kept for a person. What was kept for somebody else is wiped, not shown.
#[must_use]
pub fn kept_for(subject: &str) -> Kept {
    match read::<Unsent>(UNSENT) {
        Some(unsent) if unsent.subject == subject => {
            Kept { draft: Some(unsent.draft), outgoing: unsent.outgoing }
        }
        _ => {
            if let Some(storage) = session_storage() {
                let _ = storage.remove_item(UNSENT);
            }
            Kept::default()
        }
    }
}

/// The ticket of an earlier session in this tab.
#[must_use]
pub fn ticket() -> Option<Credential> {
    read(TICKET).map(Credential::Resume)
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

fn local_storage() -> Option<Storage> {
    window()?.local_storage().ok().flatten()
}

fn session_storage() -> Option<Storage> {
    window()?.session_storage().ok().flatten()
}

fn store(key: &str, value: &impl Serialize) -> Option<()> {
    session_storage()?.set_item(key, &serde_json::to_string(value).ok()?).ok()
}

fn read<T: DeserializeOwned>(key: &str) -> Option<T> {
    let text = session_storage()?.get_item(key).ok().flatten()?;
    json::read(&text)
}
