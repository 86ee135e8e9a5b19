//! The sheet a patient gets: one A4 page with a QR code, the link as text, and the desk.

use super::letter::Letter;
use crate::catalogue::Published;
use crate::html::{escape, fill};
use crate::texts::{Texts, date};
use fluent_bundle::FluentValue;
use nattoku_consent::paper::WordsCode;
use qrcode::render::svg;
use qrcode::types::QrError;
use qrcode::{EcLevel, QrCode};
use std::borrow::Cow;

/// The sheet as an HTML page of its own; nothing in it is loaded from elsewhere.
///
/// # Errors
/// The link is too long for a QR code.
pub fn html(texts: &Texts, published: &Published, letter: &Letter) -> Result<String, QrError> {
    let catalogue = &published.catalogue;
    let words = WordsCode::new(&published.digest, catalogue).to_string();
    let words_code = qr_code(&words)?;
    let language = &letter.invitee.language;
    let code = qr_code(&letter.link)?;
    let text = |id: &str, arguments: &[(&str, FluentValue<'_>)]| {
        Cow::Owned(escape(&texts.get(language, id, arguments)).into_owned())
    };
    let name = letter.invitee.name.as_deref();
    Ok(fill(include_str!("sheet.html"), |placeholder| {
        Some(match placeholder {
            "language" => escape(language.as_str()),
            "provider" => escape(catalogue.provider.name.get(language)),
            "for" => {
                name.map_or_else(|| Cow::Borrowed(""), |name| text("sheet-for", &[("name", name.into())]))
            }
            "code" => Cow::Borrowed(code.as_str()),
            "link" => escape(&letter.link),
            "token" => Cow::Owned(escape(&in_groups(&letter.link)).into_owned()),
            "valid" => text("sheet-valid", &[("date", date(letter.valid_until, language).into())]),
            "words" => text("sheet-words", &[("code", words.as_str().into())]),
            "words-code" => Cow::Borrowed(words_code.as_str()),
            "desk.name" => escape(catalogue.desk.name.get(language)),
            "desk.phone" => escape(&catalogue.desk.phone),
            "desk.hours" => escape(catalogue.desk.hours.get(language)),
            "desk.place" => escape(catalogue.desk.place.get(language)),
            id if id.starts_with("sheet-") => text(id, &[]),
            _ => return None,
        })
    }))
}

/// The code of a link as it is typed: four characters at a time.
fn in_groups(link: &str) -> String {
    let token: Vec<char> = link.rsplit("#i=").next().unwrap_or_default().chars().collect();
    token.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

fn qr_code(link: &str) -> Result<String, QrError> {
    // A quarter of the code may be creased or stained.
    let code = QrCode::with_error_correction_level(link, EcLevel::Q)?;
    let svg = code.render::<svg::Color<'_>>().min_dimensions(240, 240).quiet_zone(true).build();
    // The page is HTML: an XML declaration has no place in it.
    Ok(svg.split_once("?>").map_or_else(|| svg.clone(), |(_, svg)| svg.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_code_stands_in_groups_of_four() {
        let link = "https://consent.hospital.example/ja/#i=Ab3_-fGh1JkLmN0pQrStUv";
        assert_eq!(in_groups(link), "Ab3_ -fGh 1JkL mN0p QrSt Uv");
    }

    #[test]
    fn the_code_is_an_svg_element() {
        let code = qr_code("https://consent.hospital.example/ja/#i=AAAAAAAAAAAAAAAAAAAAAA").unwrap();
        assert!(code.trim_start().starts_with("<svg"), "{}", &code[..60]);
    }
}
