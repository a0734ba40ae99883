//! What waits for a person's decision, each with a form.

use askama::Template;
use corpus::{Bilingual, ClauseId, Severity};

use super::super::{frame, render};
use crate::route::DeskPage;
use crate::view::{Frame, Link, View};
use crate::words;

/// Something that a person may decide.
#[derive(Debug, Clone)]
pub struct Open {
    /// As the command line names it.
    pub id: String,
    pub severity: Severity,
    /// Where it stands in the input.
    pub place: String,
    pub clause: Option<ClauseId>,
    pub message: Bilingual,
    pub hint: Option<Bilingual>,
    /// What hangs on it.
    pub effect: Bilingual,
    /// The right value as far as the program can guess.
    pub likely: Option<String>,
}

/// A choice that the form offers; its name is what the server receives.
#[derive(Debug, Clone)]
pub struct Choice {
    pub name: &'static str,
    pub label: Bilingual,
}

/// What came of the decision just made.
#[derive(Debug, Clone)]
pub enum Told {
    Kept { id: String },
    Refused(Bilingual),
}

/// A queue with what a person may do about its items.
#[derive(Debug, Clone)]
pub struct Queue {
    pub open: Vec<Open>,
    /// Number of open items, of which `open` shows the first.
    pub total: usize,
    pub decided: usize,
    pub choices: Vec<Choice>,
    /// Whether decisions can be kept.
    pub writable: bool,
    pub told: Option<Told>,
}

#[derive(Template)]
#[template(path = "desk_queue.html")]
struct Page<'a> {
    frame: Frame<'a>,
    lead: &'static str,
    count: String,
    kept: String,
    refused: String,
    writable: bool,
    choices: Vec<(&'static str, String)>,
    rows: Vec<Row>,
}

struct Row {
    id: String,
    class: &'static str,
    severity: &'static str,
    place: String,
    clause: Option<Link>,
    message: String,
    hint: String,
    effect: String,
    likely: String,
}

pub(super) fn page(view: View<'_>, page: DeskPage, queue: &Queue) -> String {
    let (title, lead) = match page {
        DeskPage::Figures => ("desk.figures", "desk.figures_lead"),
        _ => ("desk.readings", "desk.readings_lead"),
    };
    let (kept, refused) = match &queue.told {
        None => (String::new(), String::new()),
        Some(Told::Kept { id }) => (view.fill("desk.kept", &[("id", id)]), String::new()),
        Some(Told::Refused(why)) => (String::new(), view.of(why).to_owned()),
    };
    render(&Page {
        frame: frame(view, view.text(title)),
        lead: view.language.find(lead).unwrap_or(lead),
        count: view.fill("desk.open_items", &[("n", &queue.total), ("shown", &queue.open.len()), ("decided", &queue.decided)]),
        kept,
        refused,
        writable: queue.writable,
        choices: queue.choices.iter().map(|choice| (choice.name, view.of(&choice.label).to_owned())).collect(),
        rows: queue.open.iter().map(|open| row(view, open)).collect(),
    })
}

fn row(view: View<'_>, open: &Open) -> Row {
    let (class, severity) = words::severity(open.severity);
    Row {
        id: open.id.clone(),
        class,
        severity: view.language.find(severity).unwrap_or(severity),
        place: open.place.clone(),
        clause: open.clause.as_ref().map(|clause| view.cite(clause)),
        message: view.of(&open.message).to_owned(),
        hint: open.hint.as_ref().map(|hint| view.of(hint).to_owned()).unwrap_or_default(),
        effect: view.of(&open.effect).to_owned(),
        likely: open.likely.clone().unwrap_or_default(),
    }
}
