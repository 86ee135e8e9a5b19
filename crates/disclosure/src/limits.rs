//! How much of a foreign file is looked at (A18): measured on the bytes, before anything is built from them.

/// The most bytes of a file, decompressed.
pub const MAX_BYTES: usize = 2 * 1024 * 1024;
/// The deepest nesting.
pub const MAX_DEPTH: usize = 32;
/// The most members of one list or object.
pub const MAX_ITEMS: usize = 10_000;
/// The most bytes of one string.
pub const MAX_STRING: usize = 8 * 1024;

/// What is too much.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TooMuch {
    /// The file.
    #[error("the file is larger than 2 MiB")]
    Bytes,
    /// The nesting.
    #[error("lists and objects are nested deeper than 32")]
    Depth,
    /// A list or an object.
    #[error("a list or an object has more than 10,000 members")]
    Items,
    /// A string.
    #[error("a text is longer than 8 KiB")]
    String,
}

/// Checks JSON bytes against every limit in one pass, without building anything. Whether they are JSON at all
/// is for the parser to say.
///
/// # Errors
/// The limit they break first.
pub fn check(json: &[u8]) -> Result<(), TooMuch> {
    if json.len() > MAX_BYTES {
        return Err(TooMuch::Bytes);
    }
    // How many commas each open list or object has had; never more of them than the depth allows.
    let mut open: Vec<usize> = Vec::new();
    let mut bytes = json.iter();
    while let Some(byte) = bytes.next() {
        match byte {
            b'"' => string(&mut bytes)?,
            b'[' | b'{' if open.len() == MAX_DEPTH => return Err(TooMuch::Depth),
            b'[' | b'{' => open.push(0),
            b']' | b'}' => {
                open.pop();
            }
            b',' => {
                if let Some(commas) = open.last_mut() {
                    *commas += 1;
                    if *commas >= MAX_ITEMS {
                        return Err(TooMuch::Items);
                    }
                }
            }
            _ => {}
        }
    }
    Ok(())
}

/// Passes over a string whose opening quote was read.
fn string<'a>(bytes: &mut impl Iterator<Item = &'a u8>) -> Result<(), TooMuch> {
    let mut length = 0;
    while let Some(byte) = bytes.next() {
        match byte {
            b'"' => return Ok(()),
            b'\\' => {
                bytes.next();
            }
            _ => {}
        }
        length += 1;
        if length > MAX_STRING {
            return Err(TooMuch::String);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_within_the_limits_passes() {
        for json in ["", "{}", "[[[]]]", r#"{"a":"\"[[[[","b":[1,2,3]}"#, "not json at all"] {
            assert_eq!(check(json.as_bytes()), Ok(()), "{json}");
        }
    }

    #[test]
    fn every_limit_is_held_to_the_last_one() {
        let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert_eq!(check(nested(MAX_DEPTH).as_bytes()), Ok(()));
        assert_eq!(check(nested(MAX_DEPTH + 1).as_bytes()), Err(TooMuch::Depth));

        let list = |count: usize| format!("[{}]", vec!["1"; count].join(","));
        assert_eq!(check(list(MAX_ITEMS).as_bytes()), Ok(()));
        assert_eq!(check(list(MAX_ITEMS + 1).as_bytes()), Err(TooMuch::Items));

        let text = |length: usize| format!("[\"{}\"]", "a".repeat(length));
        assert_eq!(check(text(MAX_STRING).as_bytes()), Ok(()));
        assert_eq!(check(text(MAX_STRING + 1).as_bytes()), Err(TooMuch::String));

        assert_eq!(check(&vec![b' '; MAX_BYTES]), Ok(()));
        assert_eq!(check(&vec![b' '; MAX_BYTES + 1]), Err(TooMuch::Bytes));
    }

    #[test]
    fn escapes_do_not_hide_where_a_string_ends() {
        let hidden = format!(r#"["\\", {}]"#, "[".repeat(MAX_DEPTH + 1));
        assert_eq!(check(hidden.as_bytes()), Err(TooMuch::Depth));
    }
}
