//! The code that stands on an invitation's sheet, as people type it and as scanners do.

use super::Typed;

/// 128 bits in base64url.
const CODE_LENGTH: usize = 22;

impl Typed {
    /// The token, if what was typed is one: the code, in groups or not, or the whole link; in the letters of a
    /// Japanese keyboard or of any other.
    #[must_use]
    pub fn token(&self) -> Option<String> {
        let typed: String = self.code.chars().filter(|c| !c.is_whitespace()).map(narrow).collect();
        let token = typed.rsplit("#i=").next()?;
        let is_code = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        (token.len() == CODE_LENGTH && token.chars().all(is_code)).then(|| token.to_owned())
    }
}

/// A full-width letter as the narrow one it stands for.
pub(super) fn narrow(c: char) -> char {
    match c {
        '\u{30fc}' | '\u{2212}' | '\u{2010}' => '-',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        c => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOKEN: &str = "Ab3_-fGh1JkLmN0pQrStUv";

    fn token(code: &str) -> Option<String> {
        Typed { code: code.to_owned(), ..Typed::default() }.token()
    }

    #[test]
    fn a_code_is_read_in_groups_as_a_link_and_in_wide_letters() {
        let wide: String = TOKEN.chars().filter_map(|c| char::from_u32(u32::from(c) + 0xfee0)).collect();
        for typed in [
            TOKEN.to_owned(),
            "Ab3_ -fGh 1JkL mN0p QrSt Uv".to_owned(),
            format!(" https://consent.hospital.example/ja/#i={TOKEN}\n"),
            wide,
            "Ab3_\u{30fc}fGh\u{3000}1JkLmN0pQrStUv".to_owned(),
        ] {
            assert_eq!(token(&typed).as_deref(), Some(TOKEN), "{typed}");
        }
    }

    #[test]
    fn what_is_no_code_is_none() {
        for typed in
            ["", "Ab3", "https://consent.hospital.example/ja/", "Ab3_-fGh1JkLmN0pQrStU!", &TOKEN.repeat(2)]
        {
            assert_eq!(token(typed), None, "{typed}");
        }
    }
}
