//! The desk: pages that answer a question put to the program at work, beside the pages that are published.

mod practices;
mod queue;
mod search;
mod weights;

use std::collections::BTreeMap;

use askama::Template;
use corpus::search::{Hit, Query};
use evaluation::Reweighed;

use super::{frame, render};
use crate::reweigh::Dial;
use crate::route::{DeskPage, Route};
use crate::view::{Frame, Link, View};

pub use practices::Wanted;
pub use queue::{Choice, Open, Queue, Told};

/// What a page of the desk shows.
#[derive(Debug)]
pub enum Desk<'a> {
    /// The program is not at work: the static site says how to start it.
    Away,
    /// The program is at work; decisions go into the programme folder named, if there is one to write to.
    Index {
        programme: Option<&'a str>,
    },
    Search {
        query: &'a Query,
        hits: &'a [Hit],
    },
    /// A year judged with other weights, by path of the node.
    Weights {
        year: i16,
        dials: &'a [Dial],
        weights: &'a BTreeMap<String, f64>,
        found: &'a Reweighed,
    },
    Practices {
        wanted: &'a Wanted,
    },
    /// Doubtful figures or readings, by the page.
    Queue {
        page: DeskPage,
        queue: &'a Queue,
    },
}

#[derive(Template)]
#[template(path = "desk.html")]
struct Index<'a> {
    frame: Frame<'a>,
    at_work: bool,
    keeps: String,
    ways: Vec<Way>,
}

struct Way {
    link: Link,
    what: &'static str,
}

pub(crate) fn page(view: View<'_>, desk: &Desk<'_>) -> String {
    match desk {
        Desk::Away => index(view, None),
        Desk::Index { programme } => index(view, Some(*programme)),
        Desk::Search { query, hits } => search::page(view, query, hits),
        Desk::Weights { year, dials, weights, found } => weights::page(view, *year, dials, weights, found),
        Desk::Practices { wanted } => practices::page(view, wanted),
        Desk::Queue { page, queue } => queue::page(view, *page, queue),
    }
}

fn index(view: View<'_>, at_work: Option<Option<&str>>) -> String {
    let way = |page, name, what| Way {
        link: Link::new(view.text(name), view.href(&Route::Desk(page))),
        what: view.language.find(what).unwrap_or(what),
    };
    let ways = match at_work {
        None => Vec::new(),
        Some(_) => {
            vec![
                way(DeskPage::Search, "desk.search", "desk.search_what"),
                way(DeskPage::Weights, "desk.weights", "desk.weights_what"),
                way(DeskPage::Practices, "desk.practices", "desk.practices_what"),
            ]
        }
    };
    let keeps = match at_work {
        None => String::new(),
        Some(None) => view.text("desk.keeps_nothing").to_owned(),
        Some(Some(folder)) => view.fill("desk.keeps", &[("folder", &folder)]),
    };
    render(&Index { frame: frame(view, view.text("desk.title")), at_work: at_work.is_some(), keeps, ways })
}
