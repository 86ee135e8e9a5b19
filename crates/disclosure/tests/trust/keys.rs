//! Keys that follow one another, and keys that only say so.

use crate::world::{
    FIRST, Row, SECOND, THIRD, after, endorsement, key, known, next, now, pinned, take, take_by,
};
use nattoku_disclosure::jws::{Forged, NotAKey, PublicKey};
use nattoku_disclosure::manifest::{Key, Manifest};
use nattoku_disclosure::trust::{Refusal, Trusted};

const WEAK: &str = "AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

pub(crate) fn rows() -> Vec<Row> {
    [rotations(), unendorsed(), old_keys(), malformed()].concat()
}

fn with(keys: Vec<Key>) -> Manifest {
    Manifest { keys, ..next() }
}

fn rotated() -> Manifest {
    with(vec![key(&FIRST, None), key(&SECOND, Some((&FIRST, "minato")))])
}

fn twice_rotated() -> Manifest {
    with([rotated().keys, vec![key(&THIRD, Some((&SECOND, "minato")))]].concat())
}

/// A follower who saw the second key sign.
fn knows_second() -> Trusted {
    after(&known(), &rotated(), &SECOND)
}

/// The version after the rotation, under these keys.
fn later(keys: Vec<Key>) -> Manifest {
    Manifest { version: 7, issued: now(), keys, ..next() }
}

fn rotations() -> Vec<Row> {
    let forgot_first = later(vec![key(&SECOND, None)]);
    vec![
        Row::taken("a rotation", take_by(&known(), &rotated(), &SECOND)),
        Row::taken("a rotation before the first manifest", take_by(&pinned(), &rotated(), &SECOND)),
        Row::taken("two rotations, of which one was missed", take_by(&known(), &twice_rotated(), &THIRD)),
        Row::taken("the new key goes on", take_by(&knows_second(), &later(rotated().keys), &SECOND)),
        Row::taken(
            "keys before the known one are left off",
            take_by(&knows_second(), &forgot_first, &SECOND),
        ),
        Row::taken(
            "the third key after the second",
            take_by(&knows_second(), &later(twice_rotated().keys), &THIRD),
        ),
    ]
}

fn unendorsed() -> Vec<Row> {
    let second = |endorsed| with(vec![key(&FIRST, None), key(&SECOND, endorsed)]);
    let for_other_key = Key {
        endorsement: Some(endorsement(&FIRST, "minato", &PublicKey::of(&THIRD).to_string())),
        ..key(&SECOND, None)
    };
    let mut gap = twice_rotated();
    gap.keys.remove(1);
    let mut garbled = rotated();
    garbled.keys[1].endorsement = Some("not.a.statement".to_owned());
    let mut other_kind = rotated();
    other_kind.keys[1].endorsement = Some(crate::world::signed(&next(), &FIRST));
    let refused = |name, found| Row::refused(name, Refusal::UnknownKey, found);
    let by = |manifest: &Manifest| take_by(&known(), manifest, &SECOND);
    vec![
        refused("a key that nobody endorsed", by(&second(None))),
        refused("a key endorsed by itself", by(&second(Some((&SECOND, "minato"))))),
        refused("a key endorsed by a stranger", by(&second(Some((&THIRD, "minato"))))),
        refused("a key endorsed for another provider", by(&second(Some((&FIRST, "kaigan"))))),
        refused(
            "a key endorsed for another provider, before the first manifest",
            take_by(&pinned(), &second(Some((&FIRST, "kaigan"))), &SECOND),
        ),
        refused("an endorsement of another key", by(&with(vec![key(&FIRST, None), for_other_key]))),
        refused("an endorsement that is none", by(&garbled)),
        refused("a manifest as an endorsement", by(&other_kind)),
        refused("a link missing in the chain", take_by(&known(), &gap, &THIRD)),
    ]
}

fn old_keys() -> Vec<Row> {
    let first = later(vec![key(&FIRST, None)]);
    let both = later(rotated().keys);
    let turned = later(vec![key(&SECOND, None), key(&FIRST, None)]);
    let stranger = with(vec![key(&SECOND, None)]);
    let forged = Refusal::Forged(Forged::OtherKey);
    vec![
        Row::refused(
            "the old key after the rotation was seen",
            Refusal::UnknownKey,
            take(&knows_second(), &first),
        ),
        Row::refused("the old key, naming the new one", forged.clone(), take(&knows_second(), &both)),
        Row::refused("the old key, put last", Refusal::UnknownKey, take(&knows_second(), &turned)),
        Row::refused("the old key before the rotation was seen", forged.clone(), take(&known(), &rotated())),
        Row::refused("a stranger's key alone", Refusal::UnknownKey, take_by(&known(), &stranger, &SECOND)),
        Row::refused(
            "a stranger's signature under the right keys",
            forged,
            take_by(&known(), &next(), &SECOND),
        ),
        Row::refused("no keys at all", Refusal::UnknownKey, take(&known(), &with(Vec::new()))),
    ]
}

fn malformed() -> Vec<Row> {
    let many = |count: usize| {
        let others = (0..count - 1).map(|seed| key(&[u8::try_from(seed).unwrap() + 100; 32], None));
        with(others.chain([key(&FIRST, None)]).collect())
    };
    let weak = Key {
        endorsement: Some(endorsement(&FIRST, "minato", WEAK)),
        kid: "weak".to_owned(),
        x: WEAK.to_owned(),
    };
    let padded = Key { x: format!("{}=", key(&FIRST, None).x), ..key(&FIRST, None) };
    let misnamed = Key { kid: key(&SECOND, None).kid, ..key(&FIRST, None) };
    vec![
        Row::taken("32 keys", take(&known(), &many(32))),
        Row::refused("33 keys", Refusal::UnknownKey, take(&known(), &many(33))),
        Row::refused(
            "a key of small order",
            Refusal::NotAKey(NotAKey),
            take(&known(), &with(vec![key(&FIRST, None), weak])),
        ),
        Row::refused(
            "the known key, written otherwise",
            Refusal::UnknownKey,
            take(&known(), &with(vec![padded])),
        ),
        Row::refused(
            "a key under another's name",
            Refusal::UnknownKey,
            take(&known(), &with(vec![misnamed])),
        ),
    ]
}
