//! Ledgers of one to some two hundred entries, from which receipts are taken.

use crate::dice::Dice;
use nattoku_ledger::tree::{Place, grow, inclusion};
use nattoku_ledger::{Checkpoint, Entry, Hash, Kind, Receipt, Signer, commit, leaf_hash};
use std::collections::BTreeMap;

pub(crate) const ORIGIN: &str = "ledger.hospital.example/a";
/// Two keys are trusted: a former one and the one that follows it.
pub(crate) const KEYS: [u8; 2] = [7, 8];
/// One that nobody knows.
pub(crate) const STRANGER: u8 = 9;

pub(crate) fn signer(seed: u8) -> Signer {
    Signer::new(ORIGIN, &[seed; 32]).unwrap()
}

/// One entry with its content and salt.
pub(crate) type Kept = (String, String, [u8; 32]);

pub(crate) struct World {
    entries: Vec<Kept>,
    stored: BTreeMap<Place, Hash>,
    root: Hash,
}

impl World {
    pub(crate) fn new(dice: &mut Dice) -> Self {
        let size = 1 + dice.below(200);
        Self::of((0..size).map(|place| kept(place as u64, dice)).collect())
    }

    pub(crate) fn of(entries: Vec<Kept>) -> Self {
        let leaves: Vec<_> = entries.iter().map(|(entry, ..)| leaf_hash(entry.as_bytes())).collect();
        let growth = grow(0, &[], &leaves).unwrap();
        let leaves = (0..).zip(leaves).map(|(index, leaf)| (Place { level: 0, index }, leaf));
        let stored = leaves.chain(growth.completed).collect();
        Self { entries, stored, root: growth.root }
    }

    pub(crate) fn checkpoint(&self) -> Checkpoint {
        Checkpoint { origin: ORIGIN.to_owned(), size: self.entries.len() as u64, root: self.root }
    }

    pub(crate) fn receipt(&self, dice: &mut Dice) -> Receipt {
        let place = dice.below(self.entries.len());
        let (entry, payload, salt) = self.entries[place].clone();
        let index = place as u64;
        let plan = inclusion(index, self.entries.len() as u64).unwrap();
        let proof = plan.proof(|place| self.stored.get(&place).copied()).unwrap();
        let [former, next] = KEYS.map(signer);
        let note = former.sign(&self.checkpoint());
        let checkpoint = match dice.below(4) {
            0 => next.sign(&self.checkpoint()),
            1 => next.cosign(&note).unwrap(),
            2 => signer(STRANGER).cosign(&note).unwrap(),
            _ => note,
        };
        let proof = proof.iter().map(Hash::to_base64).collect();
        Receipt { entry, payload, salt: Hash(salt).to_string(), index, proof, checkpoint }
    }
}

fn kept(place: u64, dice: &mut Dice) -> Kept {
    let salt = dice.bytes();
    let payload = match dice.below(4) {
        0 => String::new(),
        1 => format!("{{\"answer\":\"no\",\"place\":{place}}}"),
        2 => "病院の外には渡さない。\n\"\\/\u{1f642}".to_owned(),
        _ => Hash(dice.bytes()).to_string().repeat(4),
    };
    let entry = Entry {
        number: place * 3 + 1,
        accepted_at: format!("2026-{:02}-{:02}T07:00:00.{place:03}Z", 1 + dice.below(12), 1 + dice.below(28)),
        kind: *dice.one_of(&Kind::ALL),
        payload: commit(&salt, payload.as_bytes()),
    };
    (entry.write(), payload, salt)
}
