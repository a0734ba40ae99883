//! Every address of the desk.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use super::permit::{Action, permit};
use crate::output::Files;

/// Scripts come from the desk itself only, so that a text smuggled into a page cannot run.
const CONTENT_POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

pub(crate) fn all(site: Files) -> Router {
    Router::new().route("/", get(page)).route("/{*path}", get(page)).with_state(Arc::new(site))
}

async fn page(State(site): State<Arc<Files>>, headers: HeaderMap, uri: Uri) -> Response {
    if let Err(status) = permit(Action::ReadPage, &headers) {
        return status.into_response();
    }
    let wanted = uri.path().trim_start_matches('/');
    let index = if wanted.is_empty() || wanted.ends_with('/') { format!("{wanted}index.html") } else { wanted.to_owned() };
    match site.get(&index) {
        Some(bytes) => answer(StatusCode::OK, &index, bytes),
        None if site.contains_key(&format!("{index}/index.html")) => {
            (StatusCode::PERMANENT_REDIRECT, [(header::LOCATION, format!("/{index}/"))]).into_response()
        }
        None => match site.get("404.html") {
            Some(bytes) => answer(StatusCode::NOT_FOUND, "404.html", bytes),
            None => StatusCode::NOT_FOUND.into_response(),
        },
    }
}

fn answer(status: StatusCode, path: &str, bytes: &[u8]) -> Response {
    let headers = [
        (header::CONTENT_TYPE, content_type(path)),
        (header::CONTENT_SECURITY_POLICY, CONTENT_POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CACHE_CONTROL, "no-cache"),
    ];
    (status, headers, bytes.to_vec()).into_response()
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit_once('.').map_or("", |(_, ending)| ending) {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "svg" => "image/svg+xml",
        "json" => "application/json",
        "csv" => "text/csv; charset=utf-8",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "docx" => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
