//! `nattoku follow`: whose feeds the server mirrors. A provider is followed from the moment its first
//! manifest was fetched, checked and stored; before that, nothing is kept.

use super::database::Database;
use super::failure::Failure;
use super::terms;
use crate::mirror::address::Site;
use crate::mirror::fetch::{FetchError, Fetcher, LIMIT};
use crate::mirror::look_alikes::poses_as_hospital;
use crate::mirror::place::{Folder, Place};
use crate::mirror::update::{Asking, UpdateError, Version};
use crate::store::Store;
use crate::store::followed::{Followed, Swap, Unfollow};
use crate::transport::Authorities;
use chrono::{DateTime, Utc};
use clap::Args;
use nattoku_consent::id::ProviderId;
use nattoku_consent::time::write_instant;
use nattoku_consent::{Catalogues, ProgrammeId};
use nattoku_disclosure::clean::is_unwanted;
use nattoku_disclosure::jws::{NotAKey, PublicKey};
use nattoku_disclosure::trust::{Refusal, Trusted};
use std::io::Write;
use std::path::PathBuf;

/// Follows a provider's site, so that this hospital's server shows what it publishes.
#[derive(Debug, Args)]
pub struct Follow {
    /// The address of its site, such as <https://registry.example.jp/>.
    #[arg(value_name = "URL", group = "place", required_unless_present_any = ["list", "remove", "folder"], requires = "key")]
    url: Option<String>,
    /// In place of a site, a folder that `nattoku publish` made: the signed decisions of your own review body, for example.
    #[arg(long, value_name = "DIR", group = "place", requires = "key")]
    folder: Option<PathBuf>,
    /// Its public key, as it told you by another way than its site.
    // Every 64th key begins with a hyphen.
    #[arg(long, value_name = "KEY", requires = "place", allow_hyphen_values = true)]
    key: Option<String>,
    /// A programme of your catalogue that its entries speak of; may be given more than once.
    #[arg(long, value_name = "ID", requires = "place", required_unless_present_any = ["list", "remove"])]
    programme: Vec<ProgrammeId>,
    /// The certificate of your own authority, as PEM, if the site's is signed by it. Give it to `nattoku serve`, too.
    #[arg(long, value_name = "FILE", requires = "url")]
    ca_file: Option<PathBuf>,
    /// FOR TRIALS ONLY: the site may be reached inside your network, and by http on your own machine. Never use it for
    /// a site you do not run yourself: whoever controls the site can then make this server ask machines
    /// inside your network.
    #[arg(long, requires = "url")]
    local: bool,
    /// Lists who is followed.
    #[arg(long, conflicts_with_all = ["place", "remove"])]
    list: bool,
    /// Follows this provider no longer.
    #[arg(long, value_name = "PROVIDER", conflicts_with = "place")]
    remove: Option<ProviderId>,
    #[command(flatten)]
    database: Database,
}

impl Follow {
    /// Follows, lists, or follows no longer.
    ///
    /// # Errors
    /// The site cannot be followed, or the database not be used.
    pub async fn run(self) -> Result<(), Failure> {
        let store = Store::open_existing(self.database.location()?).await?;
        match (self.place()?, self.remove) {
            (_, Some(provider)) => remove(&store, provider).await,
            (Some(place), None) => {
                let key = self.key.as_deref().unwrap_or_default();
                let key = key.parse().map_err(|error: NotAKey| Failure::Usage(format!("--key: {error}")))?;
                let authorities = self.ca_file.as_deref().map(Authorities::read).transpose();
                let authorities =
                    authorities.map_err(|error| Failure::Usage(format!("--ca-file: {error}")))?;
                let fetcher = Fetcher::trusting(LIMIT, &authorities.unwrap_or_default());
                let fetcher = fetcher.map_err(|error| Failure::NotDone(error.to_string()))?;
                follow(&store, &fetcher, &place, &key, self.programme).await
            }
            (None, None) => list(&store).await,
        }
    }

    /// Where the provider's files are.
    fn place(&self) -> Result<Option<Place>, Failure> {
        if let Some(folder) = &self.folder {
            let whole = std::fs::canonicalize(folder).map_err(|source| Failure::file(folder, source))?;
            let folder = Folder::new(&whole).map_err(|error| Failure::Usage(error.to_string()))?;
            return Ok(Some(Place::Folder(folder)));
        }
        let site = self.url.as_ref().map(|url| Site::new(url, self.local)).transpose();
        Ok(site.map_err(|error| Failure::Usage(error.to_string()))?.map(Place::Site))
    }
}

async fn follow(
    store: &Store,
    fetcher: &Fetcher,
    place: &Place,
    key: &PublicKey,
    programmes: Vec<ProgrammeId>,
) -> Result<(), Failure> {
    let catalogues = terms::in_force(store, None).await?;
    check(&programmes, &catalogues)?;
    if place.is_local() {
        eprintln!(
            "--local: private addresses, and http on this machine, are allowed for this site. For trials only."
        );
    }
    let now = Utc::now();
    let asking = Asking { fetcher, place, programmes: &programmes, now };
    let not_followed = |error: UpdateError| Failure::NotDone(explained(place, &error));
    let mut version = asking.first(&Trusted::pinned(key)).await.map_err(not_followed)?;
    if poses_as_hospital(&version.manifest.provider, catalogues.current()) {
        return Err(Failure::NotDone(posing(place)));
    }
    let before = known(store, &version).await?;
    if let Some(before) = &before {
        // A key given by hand makes no older version newer, and puts no other provider in the place of one that is
        // followed: its key must follow from the key that is known.
        version = asking.first(&before.trusted).await.map_err(|error| match error {
            UpdateError::Refused { source: Refusal::UnknownKey | Refusal::Forged(_), .. } => {
                Failure::NotDone(under_another_key(before))
            }
            error => not_followed(error),
        })?;
    }
    let told = told(&version);
    let followed = followed(place, programmes, version, now);
    store.write(followed).await?;
    eprintln!("{told}");
    Ok(())
}

fn check(programmes: &[ProgrammeId], catalogues: &Catalogues) -> Result<(), Failure> {
    let catalogue = catalogues.current();
    let Some(unknown) = programmes.iter().find(|programme| catalogue.programme(programme).is_none()) else {
        return Ok(());
    };
    let known: Vec<_> = catalogue.programmes.iter().map(|programme| programme.id.as_str()).collect();
    let known = known.join(", ");
    Err(Failure::Usage(format!("the catalogue in force has no programme \"{unknown}\". It has: {known}")))
}

async fn known(store: &Store, version: &Version) -> Result<Option<Followed>, Failure> {
    let id = &version.manifest.provider.id;
    Ok(store.followed().await?.into_iter().find(|followed| followed.id() == id))
}

fn followed(place: &Place, programmes: Vec<ProgrammeId>, version: Version, now: DateTime<Utc>) -> Swap {
    let Version { manifest, trusted, validators, parts } = version;
    let (url, local) = (place.as_str().to_owned(), place.is_local());
    let followed = Followed {
        url,
        local,
        programmes,
        trusted,
        manifest,
        validators,
        checked_at: now,
        failures: 0,
        // The server asks again at once: it may have been stopped in between.
        next_try_at: now,
        trouble: None,
        why: None,
    };
    Swap { followed, parts, instead_of: None }
}

fn told(version: &Version) -> String {
    let entries: u64 = version.parts.iter().map(|part| part.entries).sum();
    let flaws: usize = version.parts.iter().map(|part| part.flaws.len()).sum();
    let Version { manifest, .. } = version;
    format!(
        "Following {} (version {}): {entries} entries, {flaws} remarks. The server shows them from now on.",
        manifest.provider.id, manifest.version
    )
}

fn posing(place: &Place) -> String {
    format!(
        "{} is not followed: its name or identifier is, or looks like, your own. Ask the provider to go by another",
        place.as_str()
    )
}

fn under_another_key(before: &Followed) -> String {
    let (id, url) = (before.id(), &before.url);
    format!(
        "\"{id}\" is followed already, from {url} and under another key, and stays so. If it is the same provider and lost its \
         key, or if you want the other one, run `nattoku follow --remove {id}` first"
    )
}

/// What went wrong, and what to do about it.
fn explained(place: &Place, error: &UpdateError) -> String {
    let way_out = match error {
        UpdateError::Refused { source: Refusal::UnknownKey | Refusal::Forged(_), .. } => {
            "Compare --key with the key that the provider told you by another way"
        }
        UpdateError::Fetch { source: FetchError::Status(404), .. } => {
            "Check the address: it is the one below which .well-known/nattoku.jws stands"
        }
        UpdateError::Fetch { .. } | UpdateError::Forbidden(_) => "Check the address, or try again later",
        UpdateError::Refused { .. } | UpdateError::Unwritable(_) => "Ask the provider to publish anew",
    };
    format!("{} is not followed: {error}. {way_out}. Nothing was changed", place.as_str())
}

async fn remove(store: &Store, provider: ProviderId) -> Result<(), Failure> {
    let id = provider.to_string();
    if store.write(Unfollow(provider)).await? {
        eprintln!("{id} is no longer followed; what was mirrored of it is gone.");
        return Ok(());
    }
    let known: Vec<_> = store.followed().await?.iter().map(|followed| followed.id().to_string()).collect();
    Err(Failure::NotDone(format!("{id} is not followed. Followed are: {}", known.join(", "))))
}

/// Returns JSON with every character escaped that a terminal would act on.
fn escaped(json: &str) -> String {
    let mut escaped = String::with_capacity(json.len());
    for c in json.chars() {
        if is_unwanted(c) {
            escaped.extend(c.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")));
        } else {
            escaped.push(c);
        }
    }
    escaped
}

async fn list(store: &Store) -> Result<(), Failure> {
    let mut output = std::io::stdout().lock();
    for followed in store.followed().await? {
        let Followed { url, local, programmes, manifest, checked_at, failures, why, .. } = &followed;
        let programmes: Vec<_> = programmes.iter().map(ProgrammeId::as_str).collect();
        let line = serde_json::json!({
            "provider": followed.id(), "url": url, "local": local, "programmes": programmes,
            "version": manifest.version, "checked": write_instant(*checked_at), "failures": failures, "why": why,
        });
        writeln!(output, "{}", escaped(&line.to_string())).map_err(Failure::Output)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_listed_line_stays_json_and_moves_no_terminal() {
        let line = serde_json::json!({ "why": "\u{1b}[31mred\u{9b}2J\u{202e}\u{e0041}みなと" });
        let written = escaped(&line.to_string());
        assert!(!written.chars().any(is_unwanted), "{written}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&written).unwrap(), line);
    }
}
