//! Entries: what the server writes about each thing it accepts. An entry holds no personal data, only a digest of
//! its content with a salt, so that content and salt can be erased and every proof still stands (A30).

use crate::hash::{Hash, of};
use crate::invalid::Invalid;
use std::fmt;

/// What an entry is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Something a patient, or somebody for them, decided or was told.
    Event,
    /// Data that was given to somebody.
    Release,
    /// A key that signs from now on.
    Key,
    /// A person who is registered: the opaque subject that entries name, and the number the hospital knows them by.
    Subject,
    /// What is personal of a person was erased: which entries lost their content. Its own content is never erased.
    Erasure,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 5] = [Self::Event, Self::Release, Self::Key, Self::Subject, Self::Erasure];

    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Event => "event",
            Self::Release => "release",
            Self::Key => "key",
            Self::Subject => "subject",
            Self::Erasure => "erasure",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// An entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The number under which the server keeps it; each is larger than the one before.
    pub number: u64,
    /// When the server accepted it, such as `2026-11-25T07:00:00.123Z`.
    pub accepted_at: String,
    /// What it is about.
    pub kind: Kind,
    /// The digest of its content: see [`commit`].
    pub payload: Hash,
}

impl Entry {
    /// The bytes that stand in the tree.
    #[must_use]
    pub fn write(&self) -> String {
        let Self { number, accepted_at, kind, payload } = self;
        format!("nattoku entry 1\nnumber {number}\naccepted {accepted_at}\nkind {kind}\npayload {payload}\n")
    }

    /// Reads what [`Self::write`] writes, and nothing else: of each entry there is one form.
    ///
    /// # Errors
    /// [`Invalid::Entry`]: the bytes are none.
    pub fn parse(bytes: impl AsRef<[u8]>) -> Result<Self, Invalid> {
        Self::read(bytes.as_ref()).ok_or(Invalid::Entry)
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(bytes).ok()?;
        let mut lines = text.split('\n').skip(1);
        let mut field = |name: &str| lines.next()?.strip_prefix(name);
        let read = Self {
            number: field("number ")?.parse().ok()?,
            accepted_at: field("accepted ").filter(|at| is_instant(at))?.to_owned(),
            kind: field("kind ").and_then(|name| Kind::ALL.into_iter().find(|kind| kind.name() == name))?,
            payload: field("payload ")?.parse().ok()?,
        };
        (read.write() == text).then_some(read)
    }
}

/// The digest of a content with its salt: SHA-256 over both. Without the salt nobody can find the content by
/// trying; with neither, the digest says nothing.
#[must_use]
pub fn commit(salt: &[u8; 32], payload: &[u8]) -> Hash {
    of(&[salt, payload])
}

/// Whether a text is an instant in the one form that travels here, so that earlier is also smaller as a text.
fn is_instant(text: &str) -> bool {
    const SHAPE: &[u8] = b"0000-00-00T00:00:00.000Z";
    let fits = |(byte, shape): (u8, &u8)| if *shape == b'0' { byte.is_ascii_digit() } else { byte == *shape };
    if text.len() != SHAPE.len() || !text.bytes().zip(SHAPE).all(fits) {
        return false;
    }
    let number = |from: usize, to: usize| text.get(from..to).and_then(|part| part.parse::<u16>().ok());
    let [year, month, day, hour, minute, second] = [(0, 4), (5, 7), (8, 10), (11, 13), (14, 16), (17, 19)]
        .map(|(from, to)| number(from, to).unwrap_or(99));
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => 0,
    };
    (1..=days).contains(&day) && hour < 24 && minute < 60 && second < 60
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(kind: Kind) -> Entry {
        let accepted_at = "2026-11-25T07:00:00.123Z".to_owned();
        Entry { number: 12, accepted_at, kind, payload: commit(&[1; 32], b"{}") }
    }

    #[test]
    fn an_entry_is_written_as_agreed_and_reads_as_it_is_written() {
        let payload = commit(&[1; 32], b"{}");
        let expected = format!(
            "nattoku entry 1\nnumber 12\naccepted 2026-11-25T07:00:00.123Z\nkind event\npayload {payload}\n"
        );
        assert_eq!(entry(Kind::Event).write(), expected);
        for kind in Kind::ALL {
            assert_eq!(Entry::parse(entry(kind).write()), Ok(entry(kind)));
        }
    }

    #[test]
    fn any_other_form_of_an_entry_is_refused() {
        let good = entry(Kind::Event).write();
        let bad = [
            good.replace("entry 1", "entry 2"),
            good.replace("number 12", "number 012"),
            good.replace("number 12", "number +12"),
            good.replace("number 12", "number -12"),
            good.replace("number 12", "number 18446744073709551616"),
            good.replace("kind event", "kind Event"),
            good.replace("kind event", "kind events"),
            good.replace('\n', "\r\n"),
            good.replace("payload ", "payload  "),
            good.trim_end().to_owned(),
            format!("{good}\n"),
            format!("\u{feff}{good}"),
            String::new(),
        ];
        for bad in bad {
            assert_eq!(Entry::parse(&bad), Err(Invalid::Entry), "{bad:?}");
        }
        assert_eq!(Entry::parse([0xff, 0xfe]), Err(Invalid::Entry));
    }

    #[test]
    fn only_instants_of_the_calendar_are_taken() {
        for good in ["2026-11-25T07:00:00.123Z", "2028-02-29T23:59:59.999Z", "2000-02-29T00:00:00.000Z"] {
            assert!(is_instant(good), "{good}");
        }
        for bad in [
            "2026-02-29T07:00:00.123Z",
            "2100-02-29T07:00:00.123Z",
            "2026-13-01T07:00:00.123Z",
            "2026-00-01T07:00:00.123Z",
            "2026-11-31T07:00:00.123Z",
            "2026-11-00T07:00:00.123Z",
            "2026-11-25T24:00:00.123Z",
            "2026-11-25T07:60:00.123Z",
            "2026-11-25T07:00:60.123Z",
            "2026-11-25T07:00:00.123z",
            "2026-11-25T07:00:00Z",
            "2026-11-25 07:00:00.123Z",
            "2026-11-25T07:00:00.12３Z",
        ] {
            assert!(!is_instant(bad), "{bad}");
        }
    }

    #[test]
    fn the_digest_of_a_content_depends_on_its_salt_and_on_every_byte() {
        let digest = commit(&[1; 32], b"yes");
        assert_ne!(digest, commit(&[2; 32], b"yes"));
        assert_ne!(digest, commit(&[1; 32], b"no"));
    }
}
