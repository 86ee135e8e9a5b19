//! `nattoku publish`: from a folder of lists to a site that any web host can serve. The site changes whole or
//! not at all.

mod place;

use super::entries::write_whole;
use super::failure::Failure;
use super::keys::Chain;
use crate::http::app::built_in;
use crate::site::society::Society;
use crate::site::{self, Source};
use crate::texts::Texts;
use chrono::{DateTime, Duration, Utc};
use clap::Args;
use nattoku_disclosure::check::check;
use nattoku_disclosure::entry::Entries;
use nattoku_disclosure::manifest::{MANIFEST_PATH, Manifest};
use nattoku_disclosure::publish::{Publication, Site, State, publish};
use nattoku_disclosure::served::local_day;
use serde::de::DeserializeOwned;
use std::fs;
use std::path::{Path, PathBuf};

/// What was published last, beside the lists.
const STATE: &str = "published.json";
/// For how many days a version is promised to be in force, where nothing is said.
const DAYS: u16 = 90;

/// Makes a society's site from its lists, signed, for any web host.
#[derive(Debug, Args)]
pub struct Publish {
    /// The folder with publisher.toml, recipients.json, outcomes.json and reviews.json.
    #[arg(value_name = "DIR")]
    from: PathBuf,
    /// The folder of the site; made or replaced.
    #[arg(value_name = "OUT")]
    to: PathBuf,
    /// Where the keys lie.
    #[arg(long, value_name = "KEYS")]
    keys: PathBuf,
    /// By how many days the next update is promised [default: publisher.toml's, or 90].
    #[arg(long, value_name = "N")]
    days: Option<u16>,
}

impl Publish {
    /// Publishes as of now.
    ///
    /// # Errors
    /// Everything that must be put right first.
    pub fn run(self) -> Result<(), Failure> {
        let manifest = publish_site(&self.from, &self.to, &self.keys, self.days, Utc::now())?;
        eprintln!(
            "{}: version {}, next by {}.",
            self.to.display(),
            manifest.version,
            local_day(manifest.next_update, society(&self.from.join("publisher.toml"))?.utc_offset_minutes)
        );
        Ok(())
    }
}

/// Checks, signs and writes a site.
///
/// # Errors
/// Everything that must be put right first; then the site is as it was.
pub fn publish_site(
    from: &Path,
    to: &Path,
    keys: &Path,
    days: Option<u16>,
    now: DateTime<Utc>,
) -> Result<Manifest, Failure> {
    let society = society(&from.join("publisher.toml"))?;
    let chain = Chain::read(keys)?;
    if chain.provider != society.id {
        let why = format!("these are the keys of {}, and publisher.toml says {}", chain.provider, society.id);
        return Err(Failure::NotDone(why));
    }
    let secret = chain.secret(keys)?;
    let entries = entries(from)?;
    let publisher = society.publisher();
    let today = local_day(now, society.utc_offset_minutes);
    let findings = check(&publisher, &society.languages, &entries, today);
    if !findings.is_empty() {
        let findings: Vec<_> = findings.iter().map(ToString::to_string).collect();
        return Err(Failure::Findings(findings.join("\n")));
    }
    let previous = previous(from, to)?;
    let next_update = now + Duration::days(days.or(society.next_update_days).unwrap_or(DAYS).into());
    let made = publish(&Publication {
        publisher: &publisher,
        languages: &society.languages,
        entries: &entries,
        keys: &chain.keys,
        secret: &secret,
        previous: previous.as_ref(),
        now,
        next_update,
        utc_offset_minutes: society.utc_offset_minutes,
    })?;
    let (texts, app) = (Texts::load()?, built_in());
    let source = Source { society: &society, entries: &entries, texts: &texts, app: &app, now, next_update };
    let pages = site::files(&source).map_err(|error| Failure::file(to, error.into()))?;
    write(from, to, made, pages, previous.as_ref())
}

fn entries(from: &Path) -> Result<Entries, Failure> {
    Ok(Entries {
        recipients: list(&from.join("recipients.json"))?,
        outcomes: list(&from.join("outcomes.json"))?,
        reviews: list(&from.join("reviews.json"))?,
    })
}

/// Remembers the version first: a number that was given out must not be given to other words, even if the
/// site could not be written.
fn write(
    from: &Path,
    to: &Path,
    made: Site,
    pages: Vec<nattoku_disclosure::publish::SiteFile>,
    previous: Option<&State>,
) -> Result<Manifest, Failure> {
    let Site { mut files, state } = made;
    files.extend(pages);
    let ready = place::prepare(to, &files, previous.map(|state| &state.manifest))?;
    let path = from.join(STATE);
    let json = serde_json::to_vec_pretty(&state).map_err(|error| Failure::file(&path, error.into()))?;
    write_whole(&path, &json)?;
    ready.swap()?;
    Ok(state.manifest)
}

fn society(path: &Path) -> Result<Society, Failure> {
    let text = fs::read_to_string(path).map_err(|error| Failure::file(path, error))?;
    toml::from_str(&text).map_err(|error| Failure::NotDone(format!("{}: {error}", path.display())))
}

/// A list; every entry that is not one is named by its id.
fn list<T: DeserializeOwned>(path: &Path) -> Result<Vec<T>, Failure> {
    let bytes = fs::read(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => {
            let why = "it is not there. Import the spreadsheet first, or write [] into it";
            Failure::NotDone(format!("{}: {why}", path.display()))
        }
        _ => Failure::file(path, error),
    })?;
    let broken = |why: String| Failure::NotDone(format!("{}: {why}", path.display()));
    let entries: Vec<serde_json::Value> =
        serde_json::from_slice(&bytes).map_err(|error| broken(error.to_string()))?;
    let entry = |value: serde_json::Value| {
        serde_path_to_error::deserialize(&value)
            .map_err(|error| broken(format!("entry {}: {}: {}", value["id"], error.path(), error.inner())))
    };
    entries.into_iter().map(entry).collect()
}

/// What was published last: as remembered beside the lists or as the site says, whichever is newer.
fn previous(from: &Path, to: &Path) -> Result<Option<State>, Failure> {
    let remembered: Option<State> = read_if_there(&from.join(STATE))?;
    let manifest: Option<Manifest> = read_if_there(&to.join(MANIFEST_PATH))?;
    let standing = manifest.map(|manifest| State { manifest, made: Vec::new() });
    // Of two of the same version, the one that is remembered knows more.
    Ok(standing.into_iter().chain(remembered).max_by_key(|state| state.manifest.version))
}

fn read_if_there<T: DeserializeOwned>(path: &Path) -> Result<Option<T>, Failure> {
    match fs::read(path) {
        Ok(bytes) => {
            serde_json::from_slice(&bytes).map(Some).map_err(|error| Failure::file(path, error.into()))
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Failure::file(path, error)),
    }
}
