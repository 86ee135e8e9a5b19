//! A receipt as a file: lines for a person first, then the receipt itself for programs, in base64 between two
//! marks, so that it survives mail, copying and other ends of lines.

use super::Receipt;
use crate::invalid::Invalid;
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;

/// Larger files, in bytes, are not even looked into.
const MAX_BYTES: usize = 64 * 1024;
const BEGIN: &str = "-----BEGIN NATTOKU RECEIPT-----";
const END: &str = "-----END NATTOKU RECEIPT-----";
/// How a mark begins, and how a line for a person that begins so is set apart (as RFC 9580 does, 7.2).
const DASHES: &str = "-----";
/// What may stand around and between.
const SPACE: [char; 4] = [' ', '\t', '\r', '\n'];
/// Characters in a line of base64.
const WIDTH: usize = 64;

impl Receipt {
    /// A text file. What the readable lines say is not part of the proof: a program that verifies shows the content
    /// of the receipt, and not these lines.
    #[must_use]
    pub fn to_file(&self, readable: &str) -> String {
        let mut file = String::new();
        for line in readable.lines() {
            let apart = if line.starts_with(DASHES) { "- " } else { "" };
            file.push_str(&format!("{apart}{line}\n"));
        }
        // A receipt is texts and numbers, which can always be written.
        let code = BASE64.encode(serde_json::to_vec(self).unwrap_or_default());
        file.push_str(&format!("\n{BEGIN}\n"));
        for (place, letter) in code.chars().enumerate() {
            if place > 0 && place % WIDTH == 0 {
                file.push('\n');
            }
            file.push(letter);
        }
        file.push_str(&format!("\n{END}\n"));
        file
    }

    /// Reads a file, or the bare JSON. Ends of lines, a byte order mark and what stands around do not matter.
    ///
    /// # Errors
    /// The file is too large, or does not hold one whole receipt.
    pub fn from_file(text: &str) -> Result<Self, Invalid> {
        if text.len() > MAX_BYTES {
            return Err(Invalid::TooLarge);
        }
        let text = text.strip_prefix('\u{feff}').unwrap_or(text).trim_matches(SPACE);
        let json = if text.starts_with('{') { Some(text.as_bytes().to_vec()) } else { marked(text) };
        let json = json.ok_or(Invalid::NotAReceipt)?;
        // A list of the members' values would be read like the members themselves.
        if json.first() != Some(&b'{') {
            return Err(Invalid::NotAReceipt);
        }
        serde_json::from_slice(&json).map_err(|_| Invalid::NotAReceipt)
    }
}

/// What stands between the marks. Of each there must be one: of two receipts in a file, a person could not tell
/// which one was verified.
fn marked(text: &str) -> Option<Vec<u8>> {
    let lines: Vec<_> = text.split('\n').map(|line| line.trim_matches(SPACE)).collect();
    let only = |mark: &str| {
        let mut found = lines.iter().enumerate().filter(|(_, line)| **line == mark).map(|(place, _)| place);
        found.next().filter(|_| found.next().is_none())
    };
    let code = lines.get(only(BEGIN)? + 1..only(END)?)?;
    let code: String = code.iter().flat_map(|line| line.split(SPACE)).collect();
    BASE64.decode(code).ok()
}
