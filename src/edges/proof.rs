//! The proof program: asked by an event on the document, fetched by the page when it is first needed
//! (docs/adr/0006). A promise answers, which the page puts beside the question while the event is dispatched.

#[cfg(test)]
mod tests;

use crate::edges::{host, json};
use crate::proof::{Proven, Qr};
use js_sys::{Array, Error};
use nattoku_consent::Entry;
use nattoku_consent::event::Payload;
use nattoku_consent::time::read_instant;
use nattoku_consent::wire::LedgerKeys;
use nattoku_ledger::Invalid;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::{JsCast, JsValue};

/// The app asks for something to be proven.
const PROVE: &str = "nattoku:prove";

/// Why there is no proof.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProofError {
    /// The program could not be fetched or started, or had no key to verify with: nothing is known, and trying
    /// again may help.
    Unavailable,
    /// What was given proves nothing, and never will.
    Invalid(Invalid),
}

/// Verifies a receipt, in JSON or as a file.
///
/// # Errors
/// The program is unavailable, or the receipt is invalid.
pub async fn verify(receipt: &str, origin: &str, keys: &[String]) -> Result<Proven, ProofError> {
    read(ask("verify", &[receipt.into(), origin.into(), list(keys)]).await?)
}

/// The entry that a receipt proves.
///
/// # Errors
/// The program is unavailable, or the receipt proves none.
pub async fn entry_of(receipt: &str, ledger: &LedgerKeys) -> Result<Entry, ProofError> {
    let proven = verify(receipt, &ledger.origin, &ledger.keys).await?;
    let content: Option<Content> = json::read(receipt);
    let payload: Option<Payload> = content.and_then(|content| json::read(&content.payload));
    // Releases and keys have receipts, too, but none that a person holds.
    let event = payload.ok_or(ProofError::Invalid(Invalid::Payload))?.event;
    let accepted_at = read_instant(&proven.accepted_at).ok_or(ProofError::Invalid(Invalid::Entry))?;
    Ok(Entry { number: proven.number, accepted_at, event })
}

/// What of a receipt says what happened.
#[derive(Deserialize)]
struct Content {
    payload: String,
}

/// Reads a receipt file and gives the receipt in JSON, not verified.
///
/// # Errors
/// The program is unavailable, or the file holds no receipt.
pub async fn read_file(text: &str) -> Result<String, ProofError> {
    ask("read_file", &[text.into()]).await?.as_string().ok_or(ProofError::Unavailable)
}

/// A receipt in JSON as a file that a person can read.
///
/// # Errors
/// The program is unavailable, or this is no receipt.
pub async fn to_file(receipt: &str, readable: &str) -> Result<String, ProofError> {
    ask("to_file", &[receipt.into(), readable.into()]).await?.as_string().ok_or(ProofError::Unavailable)
}

/// Whether one checkpoint continues another (A16).
///
/// # Errors
/// The program is unavailable, or they do not belong to one history.
pub async fn consistent(
    from: &str,
    to: &str,
    proof: &[String],
    origin: &str,
    keys: &[String],
) -> Result<(), ProofError> {
    let with = [from.into(), to.into(), list(proof), origin.into(), list(keys)];
    ask("consistent", &with).await.map(drop)
}

/// Draws a QR code.
///
/// # Errors
/// The program is unavailable, or the text is too long for any.
pub async fn qr(text: &str) -> Result<Qr, ProofError> {
    read(ask("qr", &[text.into()]).await?)
}

fn list(texts: &[String]) -> JsValue {
    texts.iter().map(|text| JsValue::from_str(text)).collect::<Array>().into()
}

fn read<T: DeserializeOwned>(answer: JsValue) -> Result<T, ProofError> {
    answer.as_string().and_then(|text| json::read(&text)).ok_or(ProofError::Unavailable)
}

async fn ask(what: &str, with: &[JsValue]) -> Result<JsValue, ProofError> {
    host::ask(PROVE, what, with).await.map_err(|error| refusal(&error))
}

/// Only a code of ours says that something is invalid; whatever else goes wrong leaves it open.
fn refusal(error: &JsValue) -> ProofError {
    let message = error.dyn_ref::<Error>().map(|error| String::from(error.message()));
    let known = Invalid::ALL.into_iter().find(|invalid| message.as_deref() == Some(invalid.code()));
    known.map_or(ProofError::Unavailable, ProofError::Invalid)
}
