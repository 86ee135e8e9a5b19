//! The file that names the hospital's FHIR server: where it is, by which token it is opened, and how it knows patients.

use crate::store::target::ServerId;
use crate::transport::{Authorities, is_confidential};
use reqwest::Url;
use serde::Deserialize;
use std::path::{Path, PathBuf};

/// The FHIR server, as the hospital names it.
#[derive(Debug, Clone)]
pub struct Config {
    /// Its name in lists.
    pub id: ServerId,
    /// The base of its addresses, with a slash at its end.
    pub base: Url,
    /// The file with the bearer token. It is read for each transaction: a new token counts at once.
    pub token_file: PathBuf,
    /// Whose certificates are trusted beside the public authorities'.
    pub authorities: Authorities,
    /// The system of the identifier by which it knows patients by the hospital's number, if they are to be looked up.
    pub patients: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    id: ServerId,
    url: String,
    token_file: PathBuf,
    patients: Option<String>,
    /// The certificate of the hospital's own authority, as PEM.
    ca_file: Option<PathBuf>,
    /// Whether it may be reached by http on this machine. Only for trying things out.
    #[serde(default)]
    local: bool,
}

/// What is wrong with the file.
#[derive(Debug, thiserror::Error)]
#[allow(missing_docs, reason = "each message is its meaning")]
pub enum ConfigError {
    #[error("{}: {source}", path.display())]
    Unreadable { path: PathBuf, source: std::io::Error },
    #[error("{}: {source}", path.display())]
    Malformed { path: PathBuf, source: Box<toml::de::Error> },
    #[error("{}: {what}", path.display())]
    Wrong { path: PathBuf, what: String },
}

impl Config {
    /// Reads the file.
    ///
    /// # Errors
    /// It cannot be read, or names something that cannot be.
    pub fn read(path: &Path) -> Result<Self, ConfigError> {
        let own = || path.to_owned();
        let text = std::fs::read_to_string(path)
            .map_err(|source| ConfigError::Unreadable { path: own(), source })?;
        let written: Written = toml::from_str(&text)
            .map_err(|source| ConfigError::Malformed { path: own(), source: Box::new(source) })?;
        let config = Self::new(written, path).map_err(|what| ConfigError::Wrong { path: own(), what })?;
        config.token().map_err(|what| ConfigError::Wrong { path: own(), what })?;
        Ok(config)
    }

    fn new(written: Written, file: &Path) -> Result<Self, String> {
        let base = base(&written.url, written.local)?;
        let token_file = file.parent().unwrap_or_else(|| Path::new("")).join(written.token_file);
        if written.patients.as_deref().is_some_and(|system| system.trim().is_empty() || system.contains('|'))
        {
            return Err(
                "patients: give the system of an identifier, such as urn:oid:1.2.392.100495, or leave \
                        the line out"
                    .to_owned(),
            );
        }
        let authorities = Authorities::named(written.ca_file.as_deref(), file.parent())?;
        Ok(Self { id: written.id, base, token_file, authorities, patients: written.patients })
    }

    /// The token, as the file has it now.
    ///
    /// # Errors
    /// There is none to be read, in words for the operator.
    pub fn token(&self) -> Result<String, String> {
        let place = || format!("token_file: {}", self.token_file.display());
        let text =
            std::fs::read_to_string(&self.token_file).map_err(|error| format!("{}: {error}", place()))?;
        let token = text.trim();
        if token.is_empty() || !token.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(format!("{}: write the bearer token into it, and nothing else", place()));
        }
        Ok(token.to_owned())
    }
}

fn base(text: &str, local: bool) -> Result<Url, String> {
    let wrong = || {
        format!("url: \"{text}\" is no https address of a FHIR server, such as https://his.example.jp/fhir")
    };
    let mut url = Url::parse(text).map_err(|_| wrong())?;
    let plain = url.username().is_empty() && url.password().is_none();
    if !plain || url.query().is_some() || url.fragment().is_some() {
        return Err(wrong());
    }
    match url.scheme() {
        "https" | "http" if is_confidential(&url, local) => {}
        "http" if local => {
            return Err(format!(
                "url: \"{text}\" is neither https nor an address of this machine: local = true is for a trial on it"
            ));
        }
        "http" => {
            return Err(format!(
                "url: \"{text}\" is not https. For a trial on your own machine, add local = true"
            ));
        }
        _ => return Err(wrong()),
    }
    if !url.path().ends_with('/') {
        url.set_path(&format!("{}/", url.path()));
    }
    Ok(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, token: &str) -> Result<Config, ConfigError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("fhir-server.toml");
        std::fs::write(&path, text).unwrap();
        std::fs::write(folder.path().join("token"), token).unwrap();
        Config::read(&path)
    }

    const RIGHT: &str = "id = \"his\"\nurl = \"https://his.example.jp/fhir\"\ntoken_file = \"token\"\n";

    #[test]
    fn the_base_ends_in_a_slash_and_the_token_stands_beside_the_file() {
        let config = read(RIGHT, "secret\n").unwrap();
        assert_eq!(config.base.join("Patient").unwrap().as_str(), "https://his.example.jp/fhir/Patient");
        assert!(read(&RIGHT.replace("https", "http"), "s").is_err());
        let here = RIGHT.replace("https://his.example.jp", "http://127.0.0.1:9");
        assert!(read(&format!("{here}local = true\n"), "s").is_ok());
    }

    #[test]
    fn what_is_wrong_is_named_with_its_place_and_the_way_out() {
        for (text, token, said) in [
            (RIGHT.replace("https:", "http:"), "s", "add local = true"),
            (
                format!("{}local = true\n", RIGHT.replace("https:", "http:")),
                "s",
                "nor an address of this machine",
            ),
            (format!("{RIGHT}ca_file = \"none.pem\"\n"), "s", "ca_file: "),
            (RIGHT.replace("https:", "ftp:"), "s", "is no https address"),
            (RIGHT.replace("https://", "https://a:b@"), "s", "is no https address"),
            (RIGHT.replace("/fhir\"", "/fhir?x=1\""), "s", "is no https address"),
            (RIGHT.replace("\"his\"", "\"H I S\""), "s", "lower-case"),
            (RIGHT.to_owned(), " \n", "write the bearer token"),
            (RIGHT.to_owned(), "two words", "write the bearer token"),
            (RIGHT.replace("\"token\"", "\"elsewhere\""), "s", "token_file"),
            (format!("{RIGHT}patients = \"\"\n"), "s", "patients"),
            (format!("{RIGHT}token = \"s\"\n"), "s", "unknown field"),
        ] {
            let error = read(&text, token).unwrap_err().to_string();
            assert!(error.contains(said) && error.contains("fhir-server.toml"), "{error}");
        }
    }
}
