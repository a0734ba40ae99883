//! What the notice and the letters have in common.

use corpus::ClauseId;

use crate::cycle::Cycle;
use crate::docx::{Align, Block, Table};
use crate::view::View;

/// The label above the title, where there is one.
pub(crate) fn labelled(view: View<'_>, labels: &[String]) -> Vec<Block> {
    if labels.is_empty() { Vec::new() } else { vec![Block::Label(view.fill("notice.label", &[("labels", &view.language.list(labels))]))] }
}

/// Issuer and date; an example says that it was not issued.
pub(crate) fn signatures(view: View<'_>, labels: &[String]) -> Vec<Block> {
    let day = view.context.cycle.day;
    let dated = view.fill("notice.day", &[("year", &day.year()), ("month", &day.month()), ("day", &day.day())]);
    let issuer = view.text(if labels.is_empty() { "notice.issuer" } else { "notice.not_issued" });
    vec![Block::Text(String::new()), Block::Signature(issuer.to_owned()), Block::Signature(dated)]
}

/// ISO day for the properties of the file.
pub(crate) fn day(cycle: &Cycle) -> String {
    cycle.day.to_string()
}

/// A clause as a paper would cite it: by its number where it has one.
pub(crate) fn cited(view: View<'_>, clause: &ClauseId) -> String {
    let number = view.context.cycle.programme.papers.get(&clause.paper).and_then(|paper| paper.number.clone());
    match number {
        Some(number) => format!("{number}{}", clause.path),
        None => clause.to_string(),
    }
}

pub(crate) fn table(view: View<'_>, head: &[&str], widths: &[f64], align: &[Align], rows: Vec<Vec<String>>) -> Table {
    let head = head.iter().map(|key| view.text(key).to_owned()).collect();
    Table { head, widths: widths.to_vec(), align: align.to_vec(), rows }
}
