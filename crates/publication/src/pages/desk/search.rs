//! Words in the clauses of papers.

use askama::Template;
use corpus::search::{Hit, Query};
use corpus::{ClauseId, PaperId};

use super::super::{frame, render};
use crate::view::{Frame, Link, View};

#[derive(Template)]
#[template(path = "desk_search.html")]
struct Search<'a> {
    frame: Frame<'a>,
    fields: Vec<Field>,
    asked: bool,
    count: String,
    hits: Vec<HitRow>,
}

/// An input of the form.
struct Field {
    name: &'static str,
    label: &'static str,
    kind: &'static str,
    value: String,
}

struct HitRow {
    clause: Link,
    paper: String,
    heading: String,
    /// Text around the first word found; what was found is marked.
    parts: Vec<(bool, String)>,
}

pub(super) fn page(view: View<'_>, query: &Query, hits: &[Hit]) -> String {
    let field = |name, label, kind, value: Option<&String>| Field {
        name,
        label: view.language.find(label).unwrap_or(label),
        kind,
        value: value.cloned().unwrap_or_default(),
    };
    let fields = vec![
        field("words", "desk.words", "search", Some(&query.words)),
        field("paper", "desk.paper", "text", query.paper.as_ref()),
        field("issuer", "desk.issuer", "text", query.issuer.as_ref()),
        field("place", "desk.place", "text", query.place.as_ref()),
        field("from", "desk.from", "date", query.from.as_ref()),
        field("to", "desk.to", "date", query.to.as_ref()),
    ];
    render(&Search {
        frame: frame(view, view.text("desk.search")),
        fields,
        asked: !query.words.trim().is_empty(),
        count: view.fill("desk.hits", &[("n", &hits.len())]),
        hits: hits.iter().map(|hit| row(view, hit)).collect(),
    })
}

fn row(view: View<'_>, hit: &Hit) -> HitRow {
    let clause = ClauseId { paper: PaperId(hit.paper.clone()), path: hit.clause.clone() };
    HitRow {
        clause: view.cite(&clause),
        paper: hit.title.clone().unwrap_or_default(),
        heading: hit.heading.clone().unwrap_or_default(),
        parts: excerpt(hit),
    }
}

/// The text from a little before the first word found to a little after the last one near it, what was found marked.
fn excerpt(hit: &Hit) -> Vec<(bool, String)> {
    const AROUND: usize = 180;
    let Some(first) = hit.highlights.first() else { return vec![(false, hit.text.clone())] };
    let start = boundary(&hit.text, first.start.saturating_sub(AROUND));
    let end = boundary(&hit.text, (first.end + 3 * AROUND).min(hit.text.len()));
    let mut parts = vec![(false, if start > 0 { "……".to_owned() } else { String::new() })];
    let mut at = start;
    for found in hit.highlights.iter().filter(|found| found.start >= start && found.end <= end) {
        if found.start >= at {
            parts.push((false, hit.text[at..found.start].to_owned()));
            parts.push((true, hit.text[found.clone()].to_owned()));
            at = found.end;
        }
    }
    parts.push((false, hit.text[at..end].to_owned()));
    if end < hit.text.len() {
        parts.push((false, "……".to_owned()));
    }
    parts
}

/// The nearest start of a character at or before a byte.
fn boundary(text: &str, at: usize) -> usize {
    (0..=at).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0)
}
