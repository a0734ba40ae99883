//! What others learned: practices by theme.

use askama::Template;
use programme::Practice;

use super::{frame_with, render};
use crate::cites::practice_anchor;
use crate::view::{Frame, Link, Links, View};

#[derive(Template)]
#[template(path = "practices.html")]
struct Practices<'a> {
    frame: Frame<'a>,
    themes: Vec<Theme>,
}

struct Theme {
    anchor: String,
    name: String,
    practices: Vec<Row>,
}

struct Row {
    anchor: String,
    units: Links,
    gist: String,
    /// Empty where nobody voted.
    votes: String,
    cites: Links,
}

pub(super) fn page(view: View<'_>) -> String {
    let themes = themes(view);
    let mut frame = frame_with(view, view.text("practices.title"), &[]);
    frame.contents = themes.iter().map(|theme| Link::new(&theme.name, format!("#{}", theme.anchor))).collect();
    render(&Practices { frame, themes })
}

fn themes(view: View<'_>) -> Vec<Theme> {
    let mut themes: Vec<Theme> = Vec::new();
    let votes = view.context.cycle.proceedings.votes_by_practice();
    for practice in &view.context.cycle.programme.practices {
        let name = view.of(&practice.theme).to_owned();
        let row = row(view, practice, votes.get(&practice.id).copied().unwrap_or(0));
        match themes.iter_mut().find(|theme| theme.name == name) {
            Some(theme) => theme.practices.push(row),
            None => themes.push(Theme { anchor: format!("theme-{}", themes.len() + 1), name, practices: vec![row] }),
        }
    }
    themes
}

fn row(view: View<'_>, practice: &Practice, votes: u32) -> Row {
    Row {
        anchor: practice_anchor(&practice.id),
        units: view.units(&practice.units),
        gist: view.of(&practice.gist).to_owned(),
        votes: if votes > 0 { view.fill("practices.votes", &[("n", &votes)]) } else { String::new() },
        cites: view.cites(&practice.cite),
    }
}
