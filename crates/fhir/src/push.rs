//! What another server is told of one entry: a transaction that can be sent again without doubling anything. What is new
//! there is made by its name, what it holds already is changed only in the version that was last seen.

use crate::base::Base;
use crate::r4::{Bundle, BundleEntry, Coding, Identifier, Provenance, Resource};
use crate::write::{Exported, ids};
use serde_json::{Map, Value, json};

/// Where another server holds a resource of ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// The id it has there.
    pub id: String,
    /// The version that was last seen there, as its `ETag` says.
    pub version: String,
    /// The number of the entry of which that version tells.
    pub entry: u64,
}

/// The transaction of one entry; nothing where no such entry was told. `held` says what the other server is known to
/// hold of ours, by kind and our id. What it holds as of this entry, or of a later one, is left as it is: so an entry that
/// is told late overwrites nothing newer, and where nothing is left to tell, the transaction is empty.
///
/// # Errors
/// A resource cannot be written as JSON.
pub fn transaction(
    base: &Base,
    told: &Exported,
    entry: u64,
    held: impl Fn(&str, &str) -> Option<Held>,
) -> Result<Option<Bundle>, serde_json::Error> {
    let Some(provenance) = provenance_of(told, entry) else { return Ok(None) };
    let is_new =
        |resource: &Resource| held(resource.kind(), resource.id()).is_none_or(|held| held.entry < entry);
    let made = || told.0.iter().filter(|resource| is_target(provenance, resource) && is_new(resource));
    let addresses: Vec<_> = made().map(address).collect();
    let outward = Outward { base, addresses: &addresses, held: &held };
    let provenance = Some(Resource::Provenance(provenance.clone())).filter(|provenance| is_new(provenance));
    let entries = made().chain(&provenance).map(|resource| outward.entry(resource));
    Ok(Some(Bundle {
        r#type: Some("transaction".to_owned()),
        entry: entries.collect::<Result<_, _>>()?,
        ..Bundle::default()
    }))
}

fn provenance_of(told: &Exported, entry: u64) -> Option<&Provenance> {
    let ending = format!("-{entry}");
    told.0.iter().find_map(|resource| match resource {
        Resource::Provenance(provenance) if provenance.id.ends_with(&ending) => Some(provenance),
        _ => None,
    })
}

fn address(resource: &Resource) -> String {
    format!("{}/{}", resource.kind(), resource.id())
}

fn is_target(provenance: &Provenance, resource: &Resource) -> bool {
    let version = resource.meta().and_then(|meta| meta.version_id.as_deref()).unwrap_or_default();
    let versioned = format!("{}/_history/{version}", address(resource));
    provenance.target.iter().any(|target| target.reference.as_deref() == Some(&versioned))
}

/// What is needed to tell another server.
struct Outward<'a, H> {
    base: &'a Base,
    /// What the transaction itself brings.
    addresses: &'a [String],
    held: &'a H,
}

impl<H: Fn(&str, &str) -> Option<Held>> Outward<'_, H> {
    fn entry(&self, resource: &Resource) -> Result<BundleEntry, serde_json::Error> {
        let (kind, id) = (resource.kind(), resource.id());
        let held = (self.held)(kind, id);
        let mut value = serde_json::to_value(resource)?;
        self.refer(&mut value);
        let name = name_of(self.base, resource);
        if let Value::Object(members) = &mut value {
            // Ids, versions and times are the other server's to give.
            members.remove("id");
            members.extend(held.iter().map(|held| ("id".to_owned(), json!(held.id))));
            members.insert("meta".to_owned(), meta(resource, &name));
        }
        let request = match &held {
            Some(Held { id, version, .. }) => {
                json!({ "method": "PUT", "url": format!("{kind}/{id}"), "ifMatch": format!("W/\"{version}\"") })
            }
            None => json!({ "method": "POST", "url": kind, "ifNoneExist": by_name(resource, &name) }),
        };
        Ok(BundleEntry {
            full_url: Some(self.full_url(&address(resource))),
            resource: serde_json::from_value(value)?,
            search: None,
            request: Some(request),
            response: None,
        })
    }

    fn full_url(&self, address: &str) -> String {
        format!("{}/{address}", self.base.service())
    }

    /// Turns every reference into one that means something there.
    fn refer(&self, value: &mut Value) {
        match value {
            Value::Object(members) => {
                self.refer_one(members);
                members.values_mut().for_each(|member| self.refer(member));
            }
            Value::Array(items) => items.iter_mut().for_each(|item| self.refer(item)),
            _ => {}
        }
    }

    /// What comes along, by its place in the transaction; what is held there, by its place there; everything else by
    /// its name.
    fn refer_one(&self, members: &mut Map<String, Value>) {
        let Some(reference) = members.get("reference").and_then(Value::as_str) else { return };
        let local = reference.split("/_history/").next().unwrap_or_default().to_owned();
        let Some((kind, id)) = local.split_once('/') else { return };
        if self.addresses.contains(&local) {
            members.insert("reference".to_owned(), json!(self.full_url(&local)));
        } else if let Some(held) = (self.held)(kind, id) {
            members.insert("reference".to_owned(), json!(format!("{kind}/{}", held.id)));
        } else {
            members.remove("reference");
            members.entry("type").or_insert(json!(kind));
            members.entry("identifier").or_insert(json!(ids::entry(self.base, id)));
        }
    }
}

/// The name by which a resource is found again.
fn name_of(base: &Base, resource: &Resource) -> Identifier {
    let own = match resource {
        Resource::Consent(consent) => consent.identifier.first(),
        Resource::RelatedPerson(related) => related.identifier.first(),
        Resource::Communication(told) => told.identifier.first(),
        Resource::QuestionnaireResponse(response) => response.identifier.as_ref(),
        _ => None,
    };
    own.cloned().unwrap_or_else(|| ids::entry(base, resource.id()))
}

/// The search that finds it; a Provenance has no names, but can bear a tag.
fn by_name(resource: &Resource, name: &Identifier) -> String {
    let parameter = if is_tagged(resource) { "_tag" } else { "identifier" };
    let part = |text: &Option<String>| text.clone().unwrap_or_default();
    format!("{parameter}={}|{}", part(&name.system), part(&name.value))
}

const fn is_tagged(resource: &Resource) -> bool {
    matches!(resource, Resource::Provenance(_))
}

fn meta(resource: &Resource, name: &Identifier) -> Value {
    let tag = Coding { system: name.system.clone(), code: name.value.clone(), ..Coding::default() };
    let profile = resource.meta().map(|meta| meta.profile.clone()).unwrap_or_default();
    let mut meta = json!({});
    if !profile.is_empty() {
        meta["profile"] = json!(profile);
    }
    if is_tagged(resource) {
        meta["tag"] = json!([tag]);
    }
    meta
}
