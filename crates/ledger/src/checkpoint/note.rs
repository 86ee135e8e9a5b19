//! The form of a signed note: a text, an empty line, and one line for each signature.

use crate::invalid::Invalid;
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;

/// More signatures than this are refused before any is looked at (C2SP asks for room for sixteen at least).
pub(super) const MAX_SIGNATURES: usize = 16;
/// A checkpoint with that many signatures is far shorter, in bytes.
const MAX_BYTES: usize = 16 * 1024;
/// How a line with a signature begins.
const MARK: &str = "\u{2014} ";

/// A note whose signatures nobody has verified yet.
#[derive(Debug)]
pub(super) struct Note<'a> {
    /// The text with its last line's end: what was signed.
    pub(super) text: &'a str,
    pub(super) signatures: Vec<Signature<'a>>,
}

/// A signature as it is written.
#[derive(Debug)]
pub(super) struct Signature<'a> {
    pub(super) name: &'a str,
    pub(super) id: [u8; 4],
    pub(super) bytes: Vec<u8>,
}

impl<'a> Note<'a> {
    pub(super) fn read(note: &'a str) -> Result<Self, Invalid> {
        Self::parts(note).ok_or(Invalid::Checkpoint)
    }

    fn parts(note: &'a str) -> Option<Self> {
        let is_control = |c: char| c.is_ascii_control() && c != '\n';
        if note.len() > MAX_BYTES || note.contains(is_control) {
            return None;
        }
        // The last empty line; a searcher of texts would weigh more on a phone than the rest of this file.
        let at = note.as_bytes().array_windows().rposition(|pair| pair == b"\n\n")?;
        let (text, lines) = note.split_at_checked(at + 1)?;
        let lines: Vec<_> = lines.strip_prefix('\n')?.strip_suffix('\n')?.split('\n').collect();
        if lines.len() > MAX_SIGNATURES {
            return None;
        }
        let signatures = lines.into_iter().map(Signature::read).collect::<Option<_>>()?;
        Some(Self { text, signatures })
    }
}

impl<'a> Signature<'a> {
    fn read(line: &'a str) -> Option<Self> {
        let (name, code) = line.strip_prefix(MARK)?.split_once(' ')?;
        let code = BASE64.decode(code).ok()?;
        let (id, bytes) = code.split_first_chunk::<4>()?;
        (!name.is_empty() && !bytes.is_empty()).then(|| Self { name, id: *id, bytes: bytes.to_vec() })
    }
}

/// Writes a signature, with its line's end.
pub(super) fn signature_line(name: &str, id: [u8; 4], signature: &[u8; 64]) -> String {
    let code = BASE64.encode([id.as_slice(), signature].concat());
    format!("{MARK}{name} {code}\n")
}
