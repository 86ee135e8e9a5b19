//! `/fhir/Consent/$permitted`: who permits a use at an instant, or whether one patient does. The same rules as
//! `nattoku permitted`, asked of the same function.

use super::outcome::FhirError;
use super::query::pairs;
use super::{Client, body_of, respond};
use crate::permitted::{Judging, Named, everybody, reviews};
use crate::provider::Provider;
use crate::store::clients::By;
use crate::store::reads::Subjects;
use axum::extract::{RawQuery, Request, State};
use axum::http::{Method, StatusCode};
use axum::response::Response;
use chrono::{DateTime, Utc};
use nattoku_consent::id::ReviewId;
use nattoku_consent::permit::ReviewedUse;
use nattoku_consent::time::write_instant;
use nattoku_consent::{Denial, Permit, Record};
use nattoku_fhir::r4::{Parameter, Parameters, Reference};
use nattoku_fhir::{Base, Resource};
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Answers Parameters: a `permit` for each patient who permits the use, and how many others do not, by reason.
pub(super) async fn ask(
    State(provider): State<Arc<Provider>>,
    client: Client,
    RawQuery(query): RawQuery,
    request: Request,
) -> Result<Response, FhirError> {
    let asked = asked(&provider, query, request).await?;
    let Question { named, at, patient } = Question::read(asked)?;
    let as_of = match at {
        Some(at) => at.into(),
        None => provider.store.present(provider.now()).await?,
    };
    let wanted = named.wanted(&provider.catalogues);
    let wanted = wanted.map_err(|error| FhirError::Invalid(error.to_string()))?;
    let approvals = reviews(&provider.store, &provider.catalogues).await?;
    let judging =
        Judging { catalogues: &provider.catalogues, approvals: &approvals, request: &wanted, as_of };
    let parameter = match &patient {
        Some(patient) => vec![of_one(&provider, client, patient, judging).await?],
        None => of_everybody(&provider, client, judging).await?,
    };
    respond(StatusCode::OK, &Resource::Parameters(Parameters { parameter, ..Parameters::default() }))
}

/// What is asked, from the address and from the body.
async fn asked(
    provider: &Arc<Provider>,
    query: Option<String>,
    request: Request,
) -> Result<Vec<(String, String)>, FhirError> {
    let mut asked = pairs(query.unwrap_or_default().as_bytes());
    if request.method() == Method::POST {
        let (form, body) = body_of(provider, request).await?;
        asked.extend(match form.as_str() {
            "application/x-www-form-urlencoded" => pairs(&body),
            "application/fhir+json" | "application/json" => parameters(&body)?,
            _ => return Err(FhirError::UnsupportedBody),
        });
    }
    Ok(asked)
}

/// What one patient's record says; the patient is named by their address, or by the hospital's number.
async fn of_one(
    provider: &Provider,
    client: Client,
    patient: &str,
    judging: Judging<'_>,
) -> Result<Parameter, FhirError> {
    let by = match patient.strip_prefix("Patient/") {
        Some(mark) => By::Mark(mark),
        None => By::Number(patient.rsplit_once('|').map_or(patient, |(_, number)| number)),
    };
    let none = || FhirError::NotFound("there is no such patient".to_owned());
    let asked = provider.store.asked(by).await?.ok_or_else(none)?;
    client.note_read(provider, Subjects::one(asked.row)).await?;
    let record = Record::from_entries(provider.store.entries(asked.row).await?);
    Ok(match judging.judge(&record) {
        Ok(permit) => permitted(&provider.settings.base, &asked.mark, &permit),
        Err(denial) => denied(&denial, 1),
    })
}

/// Who permits the use, and how many others do not.
async fn of_everybody(
    provider: &Provider,
    client: Client,
    judging: Judging<'_>,
) -> Result<Vec<Parameter>, FhirError> {
    let (mut told, mut denials) = (Vec::new(), BTreeMap::<String, (Denial, u32)>::new());
    let reader = (client.reader(), provider.now());
    everybody(&provider.store, judging, reader, |patient, said| {
        match said {
            Ok(permit) => told.push(permitted(&provider.settings.base, &patient.mark, &permit)),
            Err(denial) => denials.entry(denial.to_string()).or_insert((denial, 0)).1 += 1,
        }
        Ok::<_, FhirError>(())
    })
    .await?;
    told.extend(denials.values().map(|(denial, count)| denied(denial, *count)));
    Ok(told)
}

fn permitted(base: &Base, mark: &str, permit: &Permit) -> Parameter {
    let words = base.words(&permit.terms.catalogue);
    let part = vec![
        Parameter {
            value_reference: Some(Reference::to(format!("Patient/{mark}"))),
            ..Parameter::named("patient")
        },
        Parameter { value_instant: Some(write_instant(permit.since)), ..Parameter::named("since") },
        Parameter { value_uri: Some(words), ..Parameter::named("words") },
        Parameter { value_code: Some(permit.terms.language.to_string()), ..Parameter::named("language") },
    ];
    Parameter { part, ..Parameter::named("permit") }
}

fn denied(denial: &Denial, count: u32) -> Parameter {
    let part = vec![
        Parameter { value_string: Some(denial.to_string()), ..Parameter::named("reason") },
        Parameter { value_unsigned_int: Some(count), ..Parameter::named("count") },
    ];
    Parameter { part, ..Parameter::named("denial") }
}

/// What is asked.
struct Question {
    named: Named,
    at: Option<DateTime<Utc>>,
    patient: Option<String>,
}

impl Question {
    fn read(asked: Vec<(String, String)>) -> Result<Self, FhirError> {
        let (mut said, mut data) = (BTreeMap::new(), Vec::new());
        for (name, value) in asked {
            if name == "data" {
                data.push(value);
            } else if !KNOWN.contains(&name.as_str()) || said.insert(name, value).is_some() {
                return Err(invalid(&format!("give each of these once at the most: {}", KNOWN.join(", "))));
            }
        }
        let must = |name: &str| said.get(name).cloned().ok_or_else(|| invalid("give purpose and recipient"));
        let at = said.get("at").map(|at| DateTime::parse_from_rfc3339(at)).transpose();
        let at = at.map_err(|_| invalid("at is an instant such as 2026-04-01T09:00:00+09:00"))?;
        Ok(Self {
            named: Named {
                purpose: must("purpose")?,
                recipient: must("recipient")?,
                abroad: flag(&said, "abroad")?,
                genome: flag(&said, "genome")?,
                organisation: said.get("organisation").cloned(),
                data,
                reviewed: reviewed(&said)?,
            },
            at: at.map(|at| at.to_utc()),
            patient: said.get("patient").cloned(),
        })
    }
}

fn invalid(what: &str) -> FhirError {
    FhirError::Invalid(what.to_owned())
}

fn flag(said: &BTreeMap<String, String>, name: &str) -> Result<bool, FhirError> {
    match said.get(name).map(String::as_str) {
        None | Some("false") => Ok(false),
        Some("true") => Ok(true),
        Some(_) => Err(invalid("abroad, genome and conditions-met are true or false")),
    }
}

/// How the use goes beyond what was explained, and the review that allowed it.
fn reviewed(said: &BTreeMap<String, String>) -> Result<Option<ReviewedUse>, FhirError> {
    let case = said.get("case").map(|case| serde_json::from_value(Value::String(case.clone())));
    let review = said.get("review").map(|review| review.parse::<ReviewId>());
    let cases = "case is other-disease, other-recipient or other-purpose-and-recipient";
    match (case, review) {
        (None, None) => Ok(None),
        (Some(case), Some(review)) => {
            let review = review.map_err(|_| invalid("review is no identifier"))?;
            let case = case.map_err(|_| invalid(cases))?;
            Ok(Some(ReviewedUse { case, review, conditions_met: flag(said, "conditions-met")? }))
        }
        _ => Err(invalid("case and review go together")),
    }
}

/// What may be given once; `data` may be given for each category.
const KNOWN: [&str; 10] = [
    "purpose",
    "recipient",
    "organisation",
    "abroad",
    "genome",
    "case",
    "review",
    "conditions-met",
    "at",
    "patient",
];

/// The pairs of a Parameters resource.
fn parameters(body: &[u8]) -> Result<Vec<(String, String)>, FhirError> {
    let invalid = || FhirError::Invalid("the body is no Parameters resource".to_owned());
    let read: Value = serde_json::from_slice(body).map_err(|_| invalid())?;
    let given =
        read["parameter"].as_array().filter(|_| read["resourceType"] == "Parameters").ok_or_else(invalid)?;
    let pair = |given: &Value| {
        let name = given["name"].as_str()?.to_owned();
        let (_, value) = given.as_object()?.iter().find(|(key, _)| key.starts_with("value"))?;
        let value = value["reference"].as_str().or(value.as_str()).map(str::to_owned);
        Some((name, value.or_else(|| given["valueBoolean"].as_bool().map(|said| said.to_string()))?))
    };
    given.iter().map(|given| pair(given).ok_or_else(invalid)).collect()
}
