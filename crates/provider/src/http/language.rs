//! Which language a browser prefers among those there are (RFC 9110, section 12.5.4).

use axum::http::{HeaderMap, header};
use nattoku_consent::Language;

/// The language of `available` that `Accept-Language` prefers; the first where it prefers none.
#[must_use]
pub fn preferred<'a>(headers: &HeaderMap, available: &[&'a Language]) -> Option<&'a Language> {
    let accepted =
        headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let mut wishes: Vec<_> = accepted.split(',').filter_map(wish).collect();
    wishes.sort_by(|(_, one), (_, other)| other.total_cmp(one));
    let find =
        |tag: &str| available.iter().copied().find(|language| language.as_str().eq_ignore_ascii_case(tag));
    wishes
        .iter()
        .find_map(|(tag, _)| find(tag).or_else(|| find(tag.split('-').next().unwrap_or(tag))))
        .or_else(|| available.first().copied())
}

/// A tag and its weight; none where the reader does not want it at all.
fn wish(item: &str) -> Option<(&str, f32)> {
    let mut parts = item.split(';').map(str::trim);
    let tag = parts.next().filter(|tag| !tag.is_empty())?;
    let weight = parts.find_map(|part| part.strip_prefix("q=")).map_or(Ok(1.0), str::parse).unwrap_or(0.0);
    (weight > 0.0).then_some((tag, weight))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn choose(accepted: &str) -> String {
        let (japanese, english) = ("ja".parse().unwrap(), "en".parse().unwrap());
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT_LANGUAGE, accepted.parse().unwrap());
        preferred(&headers, &[&japanese, &english]).unwrap().to_string()
    }

    #[test]
    fn the_heaviest_known_language_wins_and_the_first_is_the_default() {
        assert_eq!(choose("en-GB,en;q=0.9,ja;q=0.8"), "en");
        assert_eq!(choose("fr, en;q=0.5, ja;q=0.7"), "ja");
        assert_eq!(choose("EN"), "en");
        assert_eq!(choose("fr"), "ja");
        assert_eq!(choose("en;q=0"), "ja");
        assert_eq!(choose("en;q=nonsense, ,;;"), "ja");
        assert_eq!(choose(""), "ja");
    }
}
