//! How this server reaches others: by verified TLS, also under a certificate authority of the hospital's own; without
//! TLS only on this machine, for trials. What they answer is read up to a limit.

use reqwest::{Certificate, ClientBuilder, Response, Url};
use std::net::IpAddr;
use std::path::{Path, PathBuf};

/// Why the file with certificates cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[allow(missing_docs, reason = "each message is its meaning")]
pub enum CaFileError {
    #[error("{}: {why}. Give the certificate of your authority as PEM", path.display())]
    Unreadable { path: PathBuf, why: String },
    #[error("{} holds no certificate. Give the certificate of your authority as PEM", .0.display())]
    Empty(PathBuf),
}

/// Certificate authorities that are trusted beside the public ones.
#[derive(Debug, Clone, Default)]
pub struct Authorities(Vec<Certificate>);

impl Authorities {
    /// Reads the certificates of a PEM file.
    ///
    /// # Errors
    /// There is none in it, or it cannot be read.
    pub fn read(path: &Path) -> Result<Self, CaFileError> {
        let unreadable = |why: String| CaFileError::Unreadable { path: path.to_owned(), why };
        let text = std::fs::read(path).map_err(|error| unreadable(error.to_string()))?;
        let certificates =
            Certificate::from_pem_bundle(&text).map_err(|error| unreadable(error.to_string()))?;
        if certificates.is_empty() {
            Err(CaFileError::Empty(path.to_owned()))
        } else {
            Ok(Self(certificates))
        }
    }

    /// Reads the file that a configuration file names, seen from its own folder. None is named: only the public
    /// authorities are trusted.
    ///
    /// # Errors
    /// As [`Authorities::read`], beginning with the name of the option.
    pub fn named(file: Option<&Path>, folder: Option<&Path>) -> Result<Self, String> {
        let Some(file) = file else { return Ok(Self::default()) };
        let path = folder.map_or_else(|| file.to_owned(), |folder| folder.join(file));
        Self::read(&path).map_err(|error| format!("ca_file: {error}"))
    }

    /// Lets a client trust them, too.
    pub fn trusted_by(&self, builder: ClientBuilder) -> ClientBuilder {
        self.0.iter().cloned().fold(builder, ClientBuilder::add_root_certificate)
    }
}

/// Whether what goes to an address cannot be read on the way: it goes by https or, where that is allowed for a trial,
/// stays on this machine.
#[must_use]
pub fn is_confidential(url: &Url, local: bool) -> bool {
    match url.scheme() {
        "https" => true,
        "http" => local && url.host_str().is_some_and(is_this_machine),
        _ => false,
    }
}

/// Whether a host is this machine by its name or address.
#[must_use]
pub fn is_this_machine(host: &str) -> bool {
    let host = host.trim_matches(['[', ']']);
    host.parse().map_or_else(
        |_| host.eq_ignore_ascii_case("localhost") || host.to_ascii_lowercase().ends_with(".localhost"),
        |address: IpAddr| address.to_canonical().is_loopback(),
    )
}

/// Why a response's body was not read.
#[derive(Debug, thiserror::Error)]
#[allow(missing_docs, reason = "each message is its meaning")]
pub enum BodyError {
    #[error("its answer is longer than {0} bytes")]
    TooLong(usize),
    #[error("{0}")]
    BrokeOff(reqwest::Error),
}

/// Reads a response's body, after decompression, up to `limit` bytes.
///
/// # Errors
/// It is longer, or broke off.
pub async fn read_body(mut response: Response, limit: usize) -> Result<Vec<u8>, BodyError> {
    let mut body = Vec::new();
    while let Some(chunk) =
        response.chunk().await.map_err(|error| BodyError::BrokeOff(error.without_url()))?
    {
        if body.len() + chunk.len() > limit {
            return Err(BodyError::TooLong(limit));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_tls_only_this_machine_is_reached_and_only_in_a_trial() {
        let confidential = |address: &str, local| is_confidential(&address.parse().unwrap(), local);
        assert!(confidential("https://portal.example.jp/", false) && confidential("https://10.0.0.1/", true));
        for here in
            ["http://localhost:8080/", "http://ward.localhost/", "http://127.0.0.2/", "http://[::1]:9/"]
        {
            assert!(confidential(here, true) && !confidential(here, false), "{here}");
        }
        for elsewhere in [
            "http://portal.example.jp/",
            "http://10.0.0.1/",
            "http://192.168.1.1/",
            "http://[fe80::1]/",
            "http://localhost.example.jp/",
            "http://notlocalhost/",
            "ftp://127.0.0.1/",
        ] {
            assert!(!confidential(elsewhere, true), "{elsewhere}");
        }
    }
}
