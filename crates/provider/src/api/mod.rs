//! The API of the patient's app (the contract is `nattoku_consent::wire`), and around it everything that
//! every answer gets. Handlers are thin: they read the request, let the store decide, and answer.

pub mod catalogue;
pub mod consent_record;
pub mod decisions;
pub mod desk;
pub mod disclosures;
pub mod document;
pub mod erasure;
pub mod extract;
pub mod fhir;
pub mod people;
pub mod problem;
pub mod receipts;
pub mod record;
pub mod routes;
pub mod session;
pub mod staff;

use crate::http::security::Policy;
use crate::http::{log, security};
use crate::provider::Provider;
use axum::body::Bytes;
use axum::extract::{Path, Query, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::Response;
use axum::routing::get;
use axum::{Router, extract::DefaultBodyLimit};
use problem::ApiError;
use std::sync::Arc;
use tower_http::catch_panic::CatchPanicLayer;

/// Where the description of the API is read (OpenAPI 3.1).
pub const DOCUMENT_PATH: &str = "/api/openapi.json";

/// The largest request body: many times what a decision on every question takes.
const BODY_LIMIT: usize = 64 * 1024;

/// Everything the server answers.
pub fn router(provider: Arc<Provider>) -> Router {
    let policy = Policy { transport: provider.settings.transport, portals: provider.portals.clone() };
    let (api, document) = routes::api().finish();
    let document = Bytes::from(document.to_string());
    let api = api
        .route(DOCUMENT_PATH, get(async move || ([(header::CONTENT_TYPE, "application/json")], document)))
        .route("/api/{*unknown}", axum::routing::any(unknown))
        .method_not_allowed_fallback(wrong_method)
        .layer(from_fn(never_stored))
        .layer(from_fn_with_state(Arc::clone(&provider), problem::render))
        .layer(CatchPanicLayer::custom(|_: Box<dyn std::any::Any + Send>| {
            axum::response::IntoResponse::into_response(ApiError::Unavailable)
        }))
        .layer(DefaultBodyLimit::max(BODY_LIMIT));
    Router::new()
        .merge(api)
        .nest("/fhir", fhir::router())
        .route("/healthz", get(healthy))
        .route("/desk", get(desk_page))
        .route("/desk/{file}", get(desk_file))
        .fallback(app)
        .layer(from_fn(log::requests))
        .layer(from_fn_with_state(policy, security::headers))
        .with_state(provider)
}

async fn unknown() -> ApiError {
    ApiError::NotFound
}

async fn wrong_method() -> ApiError {
    ApiError::WrongMethod
}

/// Tells a monitor that the database answers.
async fn healthy(State(provider): State<Arc<Provider>>) -> Result<&'static str, StatusCode> {
    let asked = sqlx::query("SELECT 1").execute(provider.store.readers()).await;
    asked.map(|_| "ok\n").map_err(|_| StatusCode::SERVICE_UNAVAILABLE)
}

/// In which language the desk's page is wanted, whatever the browser prefers.
#[derive(Debug, serde::Deserialize)]
struct Wanted {
    lang: Option<String>,
}

async fn desk_page(
    State(provider): State<Arc<Provider>>,
    Query(wanted): Query<Wanted>,
    headers: HeaderMap,
) -> Result<Response, StatusCode> {
    provider.desk.page(wanted.lang.as_deref(), &headers).ok_or(StatusCode::NOT_FOUND)
}

async fn desk_file(
    State(provider): State<Arc<Provider>>,
    Path(file): Path<String>,
    headers: HeaderMap,
) -> Result<Response, StatusCode> {
    provider.desk.file(&file, &headers).ok_or(StatusCode::NOT_FOUND)
}

async fn app(State(provider): State<Arc<Provider>>, request: Request) -> Response {
    provider.app.respond(request.method(), request.uri(), request.headers())
}

/// Personal answers are kept nowhere on the way; catalogues say themselves how long they may be.
async fn never_stored(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}
