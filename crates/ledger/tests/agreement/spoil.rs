//! The ways in which a receipt is written, and those in which it is spoilt.

use crate::dice::Dice;
use crate::world::{KEYS, ORIGIN, STRANGER, World, signer};
use nattoku_ledger::{Checkpoint, Receipt, Signer};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    BitOfAField,
    EndOfAField,
    MoreInAField,
    FieldOfAnother,
    Index,
    Proof,
    UnknownKey,
    ForeignOrigin,
    FalseSignatureBeside,
    OtherSize,
    EntryOfAnotherForm,
    Unsigned,
    BitOfTheFile,
    EndOfTheFile,
    MoreMembers,
    TwoReceipts,
}

impl Way {
    pub(crate) const ALL: [Self; 16] = [
        Self::BitOfAField,
        Self::EndOfAField,
        Self::MoreInAField,
        Self::FieldOfAnother,
        Self::Index,
        Self::Proof,
        Self::UnknownKey,
        Self::ForeignOrigin,
        Self::FalseSignatureBeside,
        Self::OtherSize,
        Self::EntryOfAnotherForm,
        Self::Unsigned,
        Self::BitOfTheFile,
        Self::EndOfTheFile,
        Self::MoreMembers,
        Self::TwoReceipts,
    ];

    /// Whether it may touch only what stands around the receipt, or a signature that nobody looks at.
    pub(crate) fn may_be_harmless(self) -> bool {
        [Self::BitOfAField, Self::EndOfAField, Self::BitOfTheFile, Self::EndOfTheFile].contains(&self)
    }
}

/// A good receipt in one of the forms in which it may be handed over.
pub(crate) fn written(receipt: &Receipt, dice: &mut Dice) -> String {
    let file = receipt.to_file("控え\n\n----- この行から下は機械が読みます -----");
    let json = serde_json::to_string(receipt).unwrap();
    match dice.below(6) {
        0 => file,
        1 => file.replace('\n', "\r\n"),
        2 => format!("\u{feff}{file}\n-- \nこの控えは携帯電話から送られました"),
        3 => serde_json::to_string_pretty(receipt).unwrap(),
        4 => format!("\u{feff}{json}\r\n"),
        _ => json,
    }
}

/// The receipt of a world spoilt in one way.
pub(crate) fn spoilt(way: Way, world: &World, worlds: &[World], dice: &mut Dice) -> String {
    let mut receipt = world.receipt(dice);
    match way {
        Way::BitOfTheFile => return turned(&written(&receipt, dice), dice),
        Way::EndOfTheFile => return cut(&written(&receipt, dice), dice),
        Way::MoreMembers => return more_members(&receipt, dice),
        Way::TwoReceipts => return receipt.to_file("") + &world.receipt(dice).to_file(""),
        Way::BitOfAField => change(&mut receipt, dice, turned),
        Way::EndOfAField => change(&mut receipt, dice, cut),
        Way::MoreInAField => change(&mut receipt, dice, |text, dice| {
            format!("{text}{}", dice.one_of(&[" ", "\n", "=", "a", "\u{0}", "あ"]))
        }),
        Way::FieldOfAnother => field_of_another(&mut receipt, world, worlds, dice),
        Way::Index => receipt.index ^= 1 << dice.below(64),
        Way::Proof => proof(&mut receipt.proof, dice),
        Way::EntryOfAnotherForm => receipt = entry_of_another_form(dice),
        _ => checkpoint(way, world, &mut receipt, dice),
    }
    written(&receipt, dice)
}

fn turned(text: &str, dice: &mut Dice) -> String {
    loop {
        let mut bytes = text.as_bytes().to_vec();
        let place = dice.below(bytes.len());
        bytes[place] ^= 1 << dice.below(8);
        if let Ok(turned) = String::from_utf8(bytes) {
            return turned;
        }
    }
}

fn cut(text: &str, dice: &mut Dice) -> String {
    let ends: Vec<_> = text.char_indices().map(|(place, _)| place).collect();
    text[..*dice.one_of(&ends)].to_owned()
}

/// Changes one field that is not empty.
fn change(receipt: &mut Receipt, dice: &mut Dice, with: impl Fn(&str, &mut Dice) -> String) {
    let Receipt { entry, payload, salt, proof, checkpoint, .. } = receipt;
    let fields = [entry, payload, salt, checkpoint].into_iter().chain(proof);
    let mut fields: Vec<_> = fields.filter(|field| !field.is_empty()).collect();
    let chosen = dice.below(fields.len());
    *fields[chosen] = with(fields[chosen], dice);
}

fn field_of_another(receipt: &mut Receipt, world: &World, worlds: &[World], dice: &mut Dice) {
    let before = receipt.clone();
    while *receipt == before {
        let other = if dice.below(2) == 0 { world } else { dice.one_of(worlds) };
        let other = other.receipt(dice);
        match dice.below(4) {
            // The same content may stand in several entries, but never with the same salt.
            0 => (receipt.payload, receipt.salt) = (other.payload, other.salt),
            1 => receipt.entry = other.entry,
            2 => receipt.salt = other.salt,
            _ if other.proof == before.proof => {}
            _ => receipt.proof = other.proof,
        }
    }
}

fn proof(proof: &mut Vec<String>, dice: &mut Dice) {
    let place = dice.below(proof.len() + 1);
    match proof.get(place).cloned() {
        Some(_) if dice.below(2) == 0 => drop(proof.remove(place)),
        Some(digest) => proof.insert(place, digest),
        None => proof.push(nattoku_ledger::Hash(dice.bytes()).to_base64()),
    }
}

/// An entry that is in the tree and signed, but not written as entries are.
fn entry_of_another_form(dice: &mut Dice) -> Receipt {
    let mut receipt = World::new(dice).receipt(dice);
    let entry = &receipt.entry;
    let entry = match dice.below(7) {
        0 => entry.replace("number ", "number 0"),
        1 => entry.replace("number ", "number 99999999999999999999"),
        2 => entry.replace("kind ", "kind other-"),
        3 => entry.replace("T07:", "T24:"),
        4 => entry.replace("entry 1", "entry 2"),
        5 => entry.replace('\n', "\r\n"),
        _ => format!("{entry}\n"),
    };
    let salt: nattoku_ledger::Hash = receipt.salt.parse().unwrap();
    let alone = World::of(vec![(entry, receipt.payload.clone(), salt.0)]);
    receipt = alone.receipt(dice);
    receipt
}

fn checkpoint(way: Way, world: &World, receipt: &mut Receipt, dice: &mut Dice) {
    let good = world.checkpoint();
    let (former, next) = (signer(KEYS[0]), signer(KEYS[1]));
    let larger = Checkpoint { size: good.size + 1, ..good.clone() };
    receipt.checkpoint = match way {
        Way::UnknownKey => signer(STRANGER).sign(&good),
        Way::ForeignOrigin => {
            let origin =
                *dice.one_of(&["other.example", "ledger.hospital.example/b", "ledger-hospital.example/a"]);
            Signer::new(origin, &[KEYS[0]; 32]).unwrap().sign(&good)
        }
        Way::FalseSignatureBeside => {
            let stray = next.sign(&larger);
            format!("{}{}\n", former.sign(&good), stray.lines().last().unwrap())
        }
        Way::OtherSize => {
            let from = format!("{ORIGIN}\n{}\n", good.size);
            former.sign(&good).replace(&from, &format!("{ORIGIN}\n{}\n", larger.size))
        }
        _ => former.sign(&good).split("\u{2014}").next().unwrap_or_default().to_owned(),
    };
}

fn more_members(receipt: &Receipt, dice: &mut Dice) -> String {
    let json = serde_json::to_string(receipt).unwrap();
    let more = match dice.below(3) {
        0 => "{\"more\":1,".to_owned(),
        1 => format!("{{\"index\":{},", receipt.index),
        _ => "{\"proof\":[],".to_owned(),
    };
    json.replacen('{', &more, 1)
}
