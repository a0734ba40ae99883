//! What the notice and the letters have in common.

use corpus::ClauseId;
use programme::Paper;

use crate::cycle::Cycle;
use crate::docx::{Align, Block, Table};
use crate::view::View;
use crate::words;

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

/// An annex: its title and what stands under it.
#[derive(Debug)]
pub(crate) struct Annex {
    pub title: String,
    pub blocks: Vec<Block>,
}

/// Returns the list of annexes as it stands below the text, and the annexes themselves.
pub(crate) fn annex_blocks(view: View<'_>, annexes: Vec<Annex>) -> (Vec<Block>, Vec<Block>) {
    let only_one = annexes.len() == 1;
    let line = |(place, annex): (usize, &Annex)| {
        let key = match (place, only_one) {
            (0, true) => "notice.annex_only",
            (0, false) => "notice.annexes_first",
            _ => "notice.annexes_next",
        };
        Block::AnnexList(view.fill(key, &[("n", &(place + 1)), ("title", &annex.title)]))
    };
    let list: Vec<Block> = annexes.iter().enumerate().map(line).collect();
    let list = if list.is_empty() { list } else { std::iter::once(Block::Text(String::new())).chain(list).collect() };
    let own = annexes.into_iter().enumerate().flat_map(|(place, annex)| {
        let mark = if only_one { view.text("notice.annex_mark").to_owned() } else { view.fill("notice.annex", &[("n", &(place + 1))]) };
        std::iter::once(Block::Annex { mark, title: annex.title }).chain(annex.blocks)
    });
    (list, own.collect())
}

/// Returns the office's own template of that name, or the one that ships.
pub(crate) fn template(view: View<'_>, name: &str) -> String {
    let shipped = match name {
        "notice" => include_str!("../templates/papers/notice.md"),
        "letter" => include_str!("../templates/papers/letter.md"),
        _ => include_str!("../templates/papers/digest.md"),
    };
    view.context.cycle.templates.get(&format!("{name}.md")).map_or_else(|| shipped.to_owned(), Clone::clone)
}

/// Returns the title of a paper on one line, for the properties of its file.
pub(crate) fn title_of(blocks: &[Block]) -> String {
    let title = blocks.iter().find_map(|block| match block {
        Block::Title(title) => Some(title.replace('\n', "")),
        _ => None,
    });
    title.unwrap_or_default()
}

/// A clause as a paper would cite it: the paper by its number or title, the clause in words. No internal id is ever printed.
pub(crate) fn cited(view: View<'_>, clause: &ClauseId) -> String {
    let paper = view.context.cycle.programme.papers.get(&clause.paper);
    let paper = paper.map_or_else(|| clause.paper.to_string(), |paper| named(view, paper));
    format!("{paper}{}", place(view, &clause.path))
}

/// By its number where it has one; a news report by its title and day.
fn named(view: View<'_>, paper: &Paper) -> String {
    match (&paper.number, paper.published_on.or(paper.signed_on)) {
        (Some(number), _) => number.clone(),
        (None, Some(day)) => view.fill("cite.report", &[("title", &view.of(&paper.title)), ("day", &words::day(day))]),
        (None, None) => view.fill("cite.title", &[("title", &view.of(&paper.title))]),
    }
}

/// `四/（一）` is 第四部分第（一）项; items that run through the whole paper, `（十五）`, are 第（十五）条; boxes and annexes keep their names.
fn place(view: View<'_>, path: &str) -> String {
    let parts: Vec<&str> = path.split('/').map(str::trim).filter(|part| !part.is_empty()).collect();
    let said = |(at, part): (usize, &&str)| {
        let inner = part.trim_matches(['（', '）']);
        let key = match (at, inner.len() < part.len()) {
            (0, true) => "cite.article",
            (_, true) => "cite.item",
            _ if part.starts_with("专栏") || part.starts_with("附件") || part.chars().count() > 3 || *part == "序言" => {
                return (*part).to_owned();
            }
            (0, false) => "cite.part",
            _ => "cite.point",
        };
        view.fill(key, &[("n", part)])
    };
    parts.iter().enumerate().map(said).collect()
}

pub(crate) fn table(view: View<'_>, head: &[&str], widths: &[f64], align: &[Align], rows: Vec<Vec<String>>) -> Table {
    let head = head.iter().map(|key| view.text(key).to_owned()).collect();
    Table { head, widths: widths.to_vec(), align: align.to_vec(), rows }
}
