//! One log line per request: method, route pattern, status, duration and a random number to find it by.
//! Never a path, a query, a token or anything else that tells who it was.

use axum::extract::{MatchedPath, Request};
use axum::middleware::Next;
use axum::response::Response;
use std::time::Instant;
use tracing::Instrument;

/// Logs a request when it is answered.
pub async fn requests(request: Request, next: Next) -> Response {
    let began = Instant::now();
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().map_or("app", MatchedPath::as_str).to_owned();
    let id = uuid::Uuid::new_v4();
    let span = tracing::info_span!("request", %id, %method, route);
    let response = next.run(request).instrument(span.clone()).await;
    let micros = u64::try_from(began.elapsed().as_micros()).unwrap_or(u64::MAX);
    tracing::info!(parent: &span, status = response.status().as_u16(), micros, "answered");
    response
}
