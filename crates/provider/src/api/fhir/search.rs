//! `GET /fhir/{kind}` and `POST /fhir/{kind}/_search`, page by page, in the order of patients and of what is told of each:
//! what comes later comes behind, so that no page shifts under who is reading.

use super::outcome::FhirError;
use super::query::{Of, Query, pairs};
use super::told::{kind_of, told};
use super::{Client, body_of, respond};
use crate::provider::Provider;
use crate::store::clients::{Asked, By};
use crate::store::reads::Subjects;
use axum::extract::{Path, RawQuery, Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use nattoku_consent::time::read_instant;
use nattoku_fhir::Resource;
use nattoku_fhir::r4::{Bundle, BundleEntry, BundleLink, BundleSearch, Consent};
use std::sync::Arc;

/// So many patients are looked at for one page; a page may end early, and the next goes on.
const PEOPLE: u32 = 200;

/// What is asked stands in the address. Numbers of patients should not: search by body for those.
pub(super) async fn by_address(
    State(provider): State<Arc<Provider>>,
    client: Client,
    Path(kind): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, FhirError> {
    search(&provider, client, &kind, pairs(query.unwrap_or_default().as_bytes())).await
}

/// What is asked stands in the body.
pub(super) async fn by_body(
    State(provider): State<Arc<Provider>>,
    client: Client,
    Path(kind): Path<String>,
    RawQuery(query): RawQuery,
    request: Request,
) -> Result<Response, FhirError> {
    let (form, body) = body_of(&provider, request).await?;
    if form != "application/x-www-form-urlencoded" {
        return Err(FhirError::UnsupportedBody);
    }
    let asked = [pairs(query.unwrap_or_default().as_bytes()), pairs(&body)].concat();
    search(&provider, client, &kind, asked).await
}

/// A page, and where the next begins.
#[derive(Default)]
struct Page {
    found: Vec<Resource>,
    /// The rows of the first and the last patient who were looked at.
    looked_at: Option<(i64, i64)>,
    next: Option<(i64, usize)>,
}

async fn search(
    provider: &Provider,
    client: Client,
    kind: &str,
    asked: Vec<(String, String)>,
) -> Result<Response, FhirError> {
    let kind = kind_of(kind)?;
    let service = provider.settings.base.service();
    let mut query = Query::read(kind, asked, provider.catalogues.current(), &service)?;
    let people = people(provider, &mut query).await?;
    let page = page(provider, kind, &query, &people).await?;
    if let Some((first, last)) = page.looked_at {
        client.note_read(provider, Subjects::Rows(first, last)).await?;
    }
    let link = |relation: &str, page: Option<(i64, usize)>| BundleLink {
        relation: relation.to_owned(),
        url: address(&service, kind, &query, page),
    };
    let links = std::iter::once(link("self", None)).chain(page.next.map(|next| link("next", Some(next))));
    let entry = |resource: Resource| BundleEntry {
        full_url: Some(format!("{service}/{kind}/{}", resource.id())),
        resource,
        search: Some(BundleSearch { mode: "match".to_owned() }),
        request: None,
        response: None,
    };
    let bundle = Bundle {
        r#type: Some("searchset".to_owned()),
        link: links.collect(),
        entry: page.found.into_iter().map(entry).collect(),
        ..Bundle::default()
    };
    respond(StatusCode::OK, &Resource::Bundle(bundle))
}

/// The patients to look at. One who was named by the hospital's number goes by their opaque id from here on, so that
/// no address repeats the number.
async fn people(provider: &Provider, query: &mut Query) -> Result<Vec<Asked>, FhirError> {
    let asked = match &query.of {
        None => return Ok(provider.store.asked_from(query.page.0, PEOPLE).await?),
        Some(Of::Mark(mark)) => provider.store.asked(By::Mark(mark)).await?,
        Some(Of::Number(number)) => {
            let asked = provider.store.asked(By::Number(number)).await?;
            let mark = asked.as_ref().map(|asked| ("patient".to_owned(), format!("Patient/{}", asked.mark)));
            query.said.extend(mark);
            asked
        }
    };
    Ok(asked.into_iter().collect())
}

async fn page(provider: &Provider, kind: &str, query: &Query, people: &[Asked]) -> Result<Page, FhirError> {
    let mut page = Page::default();
    for asked in people {
        page.looked_at = Some((page.looked_at.map_or(asked.row, |(first, _)| first), asked.row));
        let told = told(provider, asked).await?;
        let newest =
            told.newest().into_iter().filter(|resource| resource.kind() == kind && fits(query, resource));
        let skipped = if asked.row == query.page.0 { query.page.1 } else { 0 };
        for (place, resource) in newest.enumerate().skip(skipped) {
            if page.found.len() == query.count {
                page.next = Some((asked.row, place));
                return Ok(page);
            }
            page.found.push(resource.clone());
        }
    }
    let more = query.of.is_none() && people.len() == PEOPLE as usize;
    page.next = people.last().filter(|_| more).map(|last| (last.row + 1, 0));
    Ok(page)
}

fn fits(query: &Query, resource: &Resource) -> bool {
    let updated = resource.meta().and_then(|meta| read_instant(meta.last_updated.as_deref()?));
    let is_new = query.last_updated.iter().all(|when| updated.is_some_and(|at| when.fits(at)));
    let is_it = query.id.as_deref().is_none_or(|id| id == resource.id());
    is_it
        && is_new
        && match resource {
            Resource::Consent(consent) => consent_fits(query, consent),
            _ => true,
        }
}

fn consent_fits(query: &Query, consent: &Consent) -> bool {
    let decided = consent.date_time.as_deref().and_then(read_instant);
    let status = consent.status.as_deref().unwrap_or_default();
    let is_in = |(system, code): &(Option<String>, String)| {
        let mut codings = consent.category.iter().flat_map(|category| &category.coding);
        codings.any(|coding| {
            coding.code.as_ref() == Some(code) && (system.is_none() || coding.system == *system)
        })
    };
    (query.status.is_empty() || query.status.iter().any(|wanted| wanted == status))
        && (query.category.is_empty() || query.category.iter().any(is_in))
        && query.date.iter().all(|when| decided.is_some_and(|at| when.fits(at)))
}

fn address(service: &str, kind: &str, query: &Query, page: Option<(i64, usize)>) -> String {
    let page = page.map(|(row, skipped)| ("_page".to_owned(), format!("{row}.{skipped}")));
    let said = query.said.iter().cloned().chain(page);
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.extend_pairs(said);
    match form.finish() {
        none if none.is_empty() => format!("{service}/{kind}"),
        said => format!("{service}/{kind}?{said}"),
    }
}
