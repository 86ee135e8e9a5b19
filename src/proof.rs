//! What the third program does: it verifies receipts and histories, reads receipt files and draws QR codes
//! (docs/adr/0006). Texts in, texts out, and every refusal a code that never changes.

use fast_qr::{ECL, QRBuilder};
use nattoku_ledger::{Hash, Invalid, Kind, Proven as Verified, Receipt, Trust};
use serde::{Deserialize, Serialize};

/// The code for keys that cannot be trusted: nothing can be verified with them.
pub const KEYS: &str = "keys";

/// What a receipt proves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proven {
    /// The number of the entry.
    pub number: u64,
    /// When the hospital accepted it, such as `2026-11-25T07:00:00.123Z`.
    pub accepted_at: String,
    /// What it is about: `event`, `release` or `key`.
    pub kind: String,
    /// How many entries the ledger had when it was signed.
    pub size: u64,
    /// The digest over all of them, 64 hexadecimal digits.
    pub root: String,
}

/// A QR code to draw.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Qr {
    /// The dark modules, as the `d` of an SVG path in units of one module.
    pub path: String,
    /// Modules on each side, without the four that must stay light around it.
    pub modules: u16,
}

/// Verifies a receipt in JSON, against the name of the ledger and its keys as signed notes write them.
///
/// # Errors
/// The code of what does not fit: one of [`Invalid::code`], or [`KEYS`].
pub fn verify(receipt: &str, origin: &str, keys: &[String]) -> Result<Proven, &'static str> {
    let trust = trust(origin, keys)?;
    let verified = Receipt::from_file(receipt).and_then(|receipt| receipt.verify(&trust));
    let Verified { entry, checkpoint } = verified.map_err(Invalid::code)?;
    Ok(Proven {
        number: entry.number,
        accepted_at: entry.accepted_at,
        kind: Kind::name(entry.kind).to_owned(),
        size: checkpoint.size,
        root: checkpoint.root.to_string(),
    })
}

/// Reads a receipt file and gives the receipt in JSON. It is not verified by that.
///
/// # Errors
/// The code of what does not fit.
pub fn read_file(text: &str) -> Result<String, &'static str> {
    let receipt = Receipt::from_file(text).map_err(Invalid::code)?;
    serde_json::to_string(&receipt).map_err(|_| Invalid::NotAReceipt.code())
}

/// Writes a receipt in JSON as a file: the readable lines first, then the receipt.
///
/// # Errors
/// The code of what does not fit.
pub fn to_file(receipt: &str, readable: &str) -> Result<String, &'static str> {
    Receipt::from_file(receipt).map(|receipt| receipt.to_file(readable)).map_err(Invalid::code)
}

/// Whether one signed checkpoint continues another, by a proof in base64: nothing that stood under the first was
/// changed or left out since (A16).
///
/// # Errors
/// The code of what does not fit.
pub fn consistent(
    from: &str,
    to: &str,
    proof: &[String],
    origin: &str,
    keys: &[String],
) -> Result<(), &'static str> {
    let trust = trust(origin, keys)?;
    let from = trust.open(from).map_err(Invalid::code)?;
    let to = trust.open(to).map_err(Invalid::code)?;
    let proof = proof.iter().map(|digest| Hash::from_base64(digest)).collect::<Option<Vec<_>>>();
    let proof = proof.ok_or(Invalid::Inconsistent.code())?;
    let verified = nattoku_ledger::tree::verify_consistency(from.size, &from.root, to.size, &to.root, &proof);
    verified.map_err(Invalid::code)
}

fn trust(origin: &str, keys: &[String]) -> Result<Trust, &'static str> {
    Trust::new(origin, keys).map_err(|_| KEYS)
}

/// Draws a text as a QR code of error correction M, of which 15 % may be unreadable.
///
/// # Errors
/// The code `too-large`: no QR code holds that much.
pub fn qr(text: &str) -> Result<Qr, &'static str> {
    let code = QRBuilder::new(text).ecl(ECL::M).build().map_err(|_| Invalid::TooLarge.code())?;
    let rows = code.data.chunks(code.size).take(code.size);
    let dark = rows.map(|row| row.iter().map(|module| module.value()).collect::<Vec<_>>());
    let path = dark.enumerate().map(|(row, dark)| path_of_row(row, &dark)).collect();
    Ok(Qr { path, modules: code.size.try_into().unwrap_or_default() })
}

/// The dark runs of a row, each a rectangle as wide as it is long.
fn path_of_row(row: usize, dark: &[bool]) -> String {
    let mut path = String::new();
    let mut column = 0;
    for run in dark.chunk_by(|left, right| left == right) {
        let length = run.len();
        if run.first() == Some(&true) {
            path.push_str(&format!("M{column} {row}h{length}v1h-{length}z"));
        }
        column += length;
    }
    path
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests;
