//! Every address of the desk.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Form, Router};
use publication::{DeskPage, Language};

use super::desk::{Bench, Fields};
use super::permit::{Action, permit};
use crate::failure::Failure;
use crate::output::Files;

/// Scripts come from the desk itself only, so that a text smuggled into a page cannot run.
const CONTENT_POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// What the server shows.
pub(crate) struct Site {
    /// The published files, the same bytes as in the folder.
    pub(crate) files: Files,
    pub(crate) bench: Bench,
}

pub(crate) fn all(site: Site) -> Router {
    Router::new()
        .route("/", get(page))
        .route("/desk/desk.js", get(script))
        .route("/desk/{page}", get(desk).post(decide))
        .route("/en/desk/{page}", get(desk).post(decide))
        .route("/{*path}", get(page))
        .with_state(Arc::new(site))
}

async fn page(State(site): State<Arc<Site>>, headers: HeaderMap, uri: Uri) -> Response {
    if let Err(status) = permit(Action::ReadPage, &headers) {
        return status.into_response();
    }
    let wanted = uri.path().trim_start_matches('/');
    let index = if wanted.is_empty() || wanted.ends_with('/') { format!("{wanted}index.html") } else { wanted.to_owned() };
    match site.files.get(&index) {
        Some(bytes) => answer(StatusCode::OK, &index, bytes.clone()),
        None if site.files.contains_key(&format!("{index}/index.html")) => {
            (StatusCode::PERMANENT_REDIRECT, [(header::LOCATION, format!("/{index}/"))]).into_response()
        }
        None => not_found(&site, &index),
    }
}

fn not_found(site: &Site, wanted: &str) -> Response {
    let page = if wanted.starts_with(Language::English.folder()) { "en/404.html" } else { "404.html" };
    match site.files.get(page) {
        Some(bytes) => answer(StatusCode::NOT_FOUND, page, bytes.clone()),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn script(headers: HeaderMap) -> Response {
    match permit(Action::ReadPage, &headers) {
        Ok(()) => answer(StatusCode::OK, "desk.js", publication::DESK_SCRIPT.to_vec()),
        Err(status) => status.into_response(),
    }
}

async fn desk(State(site): State<Arc<Site>>, headers: HeaderMap, uri: Uri, Query(asked): Query<Fields>) -> Response {
    if let Err(status) = permit(Action::ReadPage, &headers) {
        return status.into_response();
    }
    at_work(site, uri, move |bench, page, language| Ok((StatusCode::OK, bench.answer(page, language, &asked)?))).await
}

/// Keeps a decision that a form of the desk sends; a refused one says why.
async fn decide(State(site): State<Arc<Site>>, headers: HeaderMap, uri: Uri, Form(asked): Form<Fields>) -> Response {
    if let Err(status) = permit(Action::Decide, &headers) {
        return status.into_response();
    }
    at_work(site, uri, move |bench, page, language| bench.decide(page, language, &asked)).await
}

/// Writes a page of the desk. The work may take a while and must not hold up other requests.
async fn at_work(
    site: Arc<Site>,
    uri: Uri,
    write: impl FnOnce(&Bench, DeskPage, Language) -> Result<(StatusCode, Vec<u8>), Failure> + Send + 'static,
) -> Response {
    let path = uri.path().trim_start_matches('/').to_owned();
    let language = if path.starts_with(Language::English.folder()) { Language::English } else { Language::Chinese };
    let Some(page) = DeskPage::at(path.trim_start_matches(Language::English.folder())) else { return not_found(&site, &path) };
    let work = tokio::task::spawn_blocking(move || match write(&site.bench, page, language) {
        Ok((status, bytes)) => answer(status, &path, bytes),
        Err(Failure::Us(why)) => (StatusCode::INTERNAL_SERVER_ERROR, language.of(&why).to_owned()).into_response(),
        Err(Failure::Input(why) | Failure::Configuration(why)) => {
            (StatusCode::UNPROCESSABLE_ENTITY, language.of(&why).to_owned()).into_response()
        }
    });
    work.await.unwrap_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response())
}

fn answer(status: StatusCode, path: &str, bytes: Vec<u8>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, content_type(path)),
        (header::CONTENT_SECURITY_POLICY, CONTENT_POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CACHE_CONTROL, "no-cache"),
    ];
    (status, headers, bytes).into_response()
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
