//! The static site, and any one page of it.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::context::Context;
use crate::cycle::Cycle;
use crate::language::Language;
use crate::pages::{self, Desk};
use crate::route::{DeskPage, Route};
use crate::view::View;

/// A page or file of the site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    pub content_type: &'static str,
    pub bytes: Vec<u8>,
}

const STYLE: &str = "style.css";

/// Returns the whole site: every page in Chinese, its English twin under `en/`, and one style sheet.
pub fn site(cycle: &Cycle) -> BTreeMap<String, Vec<u8>> {
    let context = Context::new(cycle);
    let wanted: Vec<(Language, &String)> =
        Language::ALL.into_iter().flat_map(|language| context.routes.keys().map(move |path| (language, path))).collect();
    let write = |(language, path): (Language, &String)| Some((format!("{}{path}", language.folder()), written(&context, language, path)?));
    let mut site: BTreeMap<String, Vec<u8>> = wanted.into_par_iter().filter_map(write).collect();
    site.insert(STYLE.to_owned(), style());
    site
}

/// Returns the page under a path of the site, the same bytes as [`site`] has, or none if there is no such page.
pub fn page(cycle: &Cycle, path: &str) -> Option<Page> {
    let path = path.trim_start_matches('/');
    if path == STYLE {
        return Some(Page { content_type: "text/css; charset=utf-8", bytes: style() });
    }
    let (language, path) = match path.strip_prefix(Language::English.folder()) {
        Some(rest) => (Language::English, rest),
        None => (Language::Chinese, path),
    };
    let path = if path.is_empty() || path.ends_with('/') { format!("{path}index.html") } else { path.to_owned() };
    let bytes = written(&Context::new(cycle), language, &path)?;
    Some(Page { content_type: "text/html; charset=utf-8", bytes })
}

/// The script of the desk, which only makes it quicker.
pub const DESK_SCRIPT: &[u8] = include_bytes!("../templates/desk.js");

/// Returns a page of the desk, for the program at work.
pub fn desk(cycle: &Cycle, language: Language, page: DeskPage, shown: &Desk<'_>) -> Vec<u8> {
    let (context, route) = (Context::new(cycle), Route::Desk(page));
    pages::desk_page(View { context: &context, language, route: &route }, shown).into_bytes()
}

fn written(context: &Context<'_>, language: Language, path: &str) -> Option<Vec<u8>> {
    let route = context.routes.get(path)?;
    Some(pages::write(View { context, language, route }).into_bytes())
}

fn style() -> Vec<u8> {
    include_bytes!("../templates/style.css").to_vec()
}
