//! The addresses in the file of portals, as they must be.

use crate::transport::is_confidential;
use reqwest::Url;

/// An origin as browsers write it: scheme, host and, unless it is the usual one, port.
pub(super) fn origin(text: &str, local: bool) -> Result<String, String> {
    let wrong = || format!("\"{text}\" is no origin, such as https://portal.example.jp");
    let url = Url::parse(text).map_err(|_| wrong())?;
    let origin = url.origin().ascii_serialization();
    // A URL's host may hold what means something else in a policy: "*" any host, ";" the end of a rule.
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "-.:[]".contains(letter);
    let host = url.host_str().unwrap_or_default();
    if origin != text.trim_end_matches('/') || host.is_empty() || !host.chars().all(plain) {
        return Err(wrong());
    }
    match url.scheme() {
        "https" | "http" if is_confidential(&url, local) => Ok(origin),
        "http" => Err(format!("\"{text}\" is not https. For a trial on your own machine, add local = true")),
        _ => Err(wrong()),
    }
}

/// Where a portal is told of decisions.
pub(super) fn webhook(text: &str, local: bool) -> Result<Url, String> {
    let url = Url::parse(text).ok().filter(|url| url.username().is_empty() && url.password().is_none());
    match url {
        Some(url) if is_confidential(&url, local) => Ok(url),
        _ => Err(format!("webhook: \"{text}\" is no https address without a password in it")),
    }
}
