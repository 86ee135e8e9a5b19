//! Reads a Consent as a system does that knows nothing of our rules: what no provision permits is denied, and a denial
//! counts more than a permission.

use chrono::{DateTime, Utc};
use nattoku_consent::Use;
use nattoku_consent::permit::{ReviewedCase, UseScope};
use nattoku_fhir::r4::{Consent, ConsentProvision, Period};

/// Whether a Consent permits a use at an instant.
pub(crate) fn permits(consent: &Consent, wanted: &Use, at: DateTime<Utc>) -> bool {
    let Some(root) = &consent.provision else { return false };
    let holds = || root.provision.iter().filter(|provision| covers(provision.period.as_ref(), at));
    let is = |provision: &ConsentProvision, word: &str| provision.r#type.as_deref() == Some(word);
    let denied = holds().any(|provision| is(provision, "deny") && speaks_of(provision, wanted));
    let permitted = holds().any(|provision| is(provision, "permit") && permits_to(provision, wanted));
    consent.status.as_deref() == Some("active") && permitted && !denied
}

fn covers(period: Option<&Period>, at: DateTime<Utc>) -> bool {
    let read = |text: &Option<String>| text.as_deref().map(|text| text.parse::<DateTime<Utc>>().unwrap());
    let Some(period) = period else { return true };
    read(&period.start).is_none_or(|start| start <= at) && read(&period.end).is_none_or(|end| at <= end)
}

fn code<'a>(provision: &'a ConsentProvision, system: &str) -> Option<&'a str> {
    let ending = format!("/CodeSystem/{system}");
    let codings = provision.code.iter().flat_map(|concept| &concept.coding);
    let mut ours = codings.filter(|coding| coding.system.as_ref().is_some_and(|of| of.ends_with(&ending)));
    ours.find_map(|coding| coding.code.as_deref())
}

fn speaks_of(provision: &ConsentProvision, wanted: &Use) -> bool {
    let of_purpose = code(provision, "purpose") == Some(wanted.purpose.as_str());
    let of_condition = match code(provision, "condition") {
        Some("abroad") => wanted.abroad,
        Some("genome") => wanted.genome,
        _ => false,
    };
    let of_review = match &wanted.scope {
        UseScope::Within => false,
        UseScope::Reviewed(reviewed) => code(provision, "review") == Some(reviewed.review.as_str()),
    };
    of_purpose || of_condition || of_review
}

fn permits_to(provision: &ConsentProvision, wanted: &Use) -> bool {
    if code(provision, "purpose") != Some(wanted.purpose.as_str()) {
        return false;
    }
    let kind = serde_json::to_value(wanted.recipient).unwrap();
    let named = provision.actor.iter().any(|actor| {
        let name = actor.reference.as_ref().and_then(|who| who.identifier.as_ref()?.value.clone());
        kind.as_str() == name.as_deref()
    });
    match &wanted.scope {
        UseScope::Within => named && holds_data(provision, wanted),
        UseScope::Reviewed(reviewed) => {
            let covered = serde_json::to_value(reviewed.case).unwrap();
            let covers = provision.extension.iter().any(|extension| {
                extension.url.ends_with("/covers") && extension.value.as_str() == covered.as_str()
            });
            covers && (named || reviewed.case != ReviewedCase::OtherDisease) && holds_data(provision, wanted)
        }
    }
}

/// Whether the use names data, and only data that the provision is about; one that names none is about all.
fn holds_data(provision: &ConsentProvision, wanted: &Use) -> bool {
    let listed: Vec<_> = provision
        .data
        .iter()
        .filter_map(|data| data.reference.as_ref()?.identifier.as_ref()?.value.clone())
        .collect();
    listed.is_empty()
        || !wanted.data.is_empty()
            && wanted.data.iter().all(|data| listed.iter().any(|code| code == data.as_str()))
}
