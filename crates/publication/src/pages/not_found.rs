//! What the server says where there is no page.

use askama::Template;

use super::{frame, render};
use crate::route::Route;
use crate::view::{Frame, Link, View};

#[derive(Template)]
#[template(path = "not_found.html")]
struct NotFound<'a> {
    frame: Frame<'a>,
    ways: Vec<Link>,
}

pub(super) fn page(view: View<'_>) -> String {
    let ways = [(Route::Overview, "layout.overview"), (Route::Units, "loop.admission"), (Route::Papers, "layout.papers")];
    let ways = ways.into_iter().map(|(route, key)| Link::new(view.text(key), view.href(&route))).collect();
    render(&NotFound { frame: frame(view, view.text("not_found.title")), ways })
}
