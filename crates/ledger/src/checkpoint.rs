//! Checkpoints: size and root of the tree at one time, as C2SP `tlog-checkpoint` has them, signed in the form of
//! C2SP `signed-note`. Any program that reads these can verify them, and so can a witness add a signature.
//!
//! Written here and not taken from `signed_note`, which brings another generation of cryptography and a source of
//! randomness to the phone. The name of a key is the origin itself.

mod note;

use crate::hash::Hash;
use crate::invalid::Invalid;
use crate::key::{BadKey, PublicKey};
use ed25519_dalek::{Signer as _, SigningKey};
use note::Note;
use std::fmt;

/// What the tree is at one time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// Of which ledger.
    pub origin: String,
    /// How many entries it has.
    pub size: u64,
    /// The digest over all of them.
    pub root: Hash,
}

impl Checkpoint {
    fn write(&self) -> String {
        format!("{}\n{}\n{}\n", self.origin, self.size, self.root.to_base64())
    }

    /// Reads what [`Self::write`] writes. Lines after it would say more than this program understands, and what is
    /// not understood is not vouched for.
    fn read(text: &str) -> Option<Self> {
        let mut lines = text.split('\n');
        let (origin, size, root) = (lines.next()?, lines.next()?, lines.next()?);
        let root = Hash::from_base64(root)?;
        let read = Self { origin: origin.to_owned(), size: size.parse().ok()?, root };
        (read.write() == text).then_some(read)
    }
}

/// Signs the checkpoints of one ledger.
pub struct Signer {
    origin: String,
    secret: SigningKey,
    public: PublicKey,
}

impl Signer {
    /// From the name of the ledger and the secret key, as RFC 8032 has it.
    ///
    /// # Errors
    /// The name cannot be one.
    pub fn new(origin: &str, seed: &[u8; 32]) -> Result<Self, BadKey> {
        let secret = SigningKey::from_bytes(seed);
        let public = PublicKey::new(origin, secret.verifying_key().as_bytes())?;
        Ok(Self { origin: origin.to_owned(), secret, public })
    }

    /// The public key, as C2SP signed notes write it: what others trust.
    #[must_use]
    pub fn verifier_key(&self) -> String {
        self.public.write(&self.origin)
    }

    /// Signs a checkpoint. The origin that is signed is always the signer's own: a key speaks for no other ledger.
    #[must_use]
    pub fn sign(&self, checkpoint: &Checkpoint) -> String {
        let own = Checkpoint { origin: self.origin.clone(), ..*checkpoint };
        let text = own.write();
        format!("{text}\n{}", self.line(&text))
    }

    /// Adds its signature to a checkpoint that another key of the same ledger signed, so that those who trust only
    /// the former key and those who trust only the next one can both open it. Signed already, it stays as it is.
    ///
    /// # Errors
    /// It is no checkpoint of this ledger.
    pub fn cosign(&self, note: &str) -> Result<String, Invalid> {
        let Note { text, signatures } = Note::read(note)?;
        let checkpoint = Checkpoint::read(text).ok_or(Invalid::Checkpoint)?;
        if checkpoint.origin != self.origin {
            return Err(Invalid::ForeignOrigin);
        }
        let line = self.line(text);
        if note.ends_with(&line) || note.contains(&format!("\n{line}")) {
            return Ok(note.to_owned());
        }
        if signatures.len() >= note::MAX_SIGNATURES {
            Err(Invalid::Checkpoint)
        } else {
            Ok(format!("{note}{line}"))
        }
    }

    fn line(&self, text: &str) -> String {
        let signature = self.secret.sign(text.as_bytes()).to_bytes();
        note::signature_line(&self.origin, self.public.id, &signature)
    }
}

impl fmt::Debug for Signer {
    /// Never shows the secret key.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Signer({})", self.verifier_key())
    }
}

/// Whose checkpoints are believed: one ledger, and the keys that may sign for it.
#[derive(Debug, Clone)]
pub struct Trust {
    origin: String,
    keys: Vec<PublicKey>,
}

impl Trust {
    /// From the name of the ledger and the keys as [`Signer::verifier_key`] writes them.
    ///
    /// # Errors
    /// There is no key, one of them is not a key of this ledger, or two cannot be told apart.
    pub fn new(origin: &str, vkeys: &[String]) -> Result<Self, BadKey> {
        let mut keys: Vec<PublicKey> = Vec::with_capacity(vkeys.len());
        for text in vkeys {
            let key = PublicKey::read(text, origin)?;
            match keys.iter().find(|known| known.id == key.id) {
                None => keys.push(key),
                Some(known) if *known == key => {}
                Some(_) => return Err(BadKey::SameId),
            }
        }
        if keys.is_empty() { Err(BadKey::Missing) } else { Ok(Self { origin: origin.to_owned(), keys }) }
    }

    /// Opens a signed checkpoint. One signature of a trusted key is enough; those of unknown keys are not looked at.
    ///
    /// # Errors
    /// It is of another ledger, no trusted key signed it, or a signature in the name of a trusted key is not its own.
    pub fn open(&self, note: &str) -> Result<Checkpoint, Invalid> {
        let Note { text, signatures } = Note::read(note)?;
        let checkpoint = Checkpoint::read(text).ok_or(Invalid::Checkpoint)?;
        if checkpoint.origin != self.origin {
            return Err(Invalid::ForeignOrigin);
        }
        let mut signed = false;
        for signature in signatures.iter().filter(|signature| signature.name == self.origin) {
            let Some(key) = self.keys.iter().find(|key| key.id == signature.id) else { continue };
            if !key.verifies(text.as_bytes(), &signature.bytes) {
                return Err(Invalid::Signature);
            }
            signed = true;
        }
        if signed { Ok(checkpoint) } else { Err(Invalid::UnknownKey) }
    }
}

#[cfg(test)]
mod tests;
