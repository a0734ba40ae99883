//! Doubtful readings: the papers of a folder read with the decisions so far, and one more decision kept.

use std::collections::BTreeMap;
use std::path::Path;

use corpus::review::{self, Citing, Decision, Decisions, Item, Verdict};
use corpus::{PaperId, Reading};
use jiff::civil::Date;
use programme::{Folder, Programme};

use crate::failure::Failure;
use crate::folders;
use crate::run::{self, Delivered};

/// The readings under review, each with what rests on its clauses.
pub(crate) struct Desk {
    pub(crate) readings: BTreeMap<PaperId, Reading>,
    pub(crate) programme: Programme,
}

impl Desk {
    pub(crate) fn new(folder: &Folder, delivered: &Delivered, only: Option<&str>) -> Self {
        let mut readings = run::read_papers(folder, delivered);
        let programme = programme::define(&readings, folder);
        readings.retain(|id, _| only.is_none_or(|only| id.0 == only));
        Self { readings, programme }
    }

    /// Items of all papers, those with the greatest effect first.
    pub(crate) fn items(&self, of: impl Fn(&Reading, &Citing) -> Vec<Item>) -> Vec<(&PaperId, Item)> {
        let of_paper = |(id, reading): (&'_ PaperId, &Reading)| of(reading, &programme::citing(&self.programme, id));
        let mut items: Vec<(&PaperId, Item)> =
            self.readings.iter().flat_map(|(id, reading)| of_paper((id, reading)).into_iter().map(move |item| (id, item))).collect();
        let rank = |item: &Item| (item.effect.rank().0, item.severity, item.effect.rank().1);
        items.sort_by_key(|(_, item)| std::cmp::Reverse(rank(item)));
        items
    }
}

/// What a person decides about one item.
pub(crate) struct Ask<'a> {
    pub(crate) id: &'a str,
    pub(crate) verdict: Verdict,
    pub(crate) value: Option<String>,
    pub(crate) by: &'a str,
    pub(crate) because: &'a str,
    pub(crate) on: Date,
}

/// Keeps a decision in the folder at `path`; returns the paper it is about.
pub(crate) fn keep(path: &Path, folder: &Folder, delivered: &Delivered, only: Option<&str>, ask: &Ask<'_>) -> Result<PaperId, Failure> {
    let desk = Desk::new(folder, delivered, only);
    let everything = desk.items(review::everything);
    let Some((paper, item)) = everything.iter().find(|(_, item)| item.id == ask.id) else {
        let id = ask.id;
        return Err(Failure::input(
            format!("没有编号为 `{id}` 的待核对事项；用 bihuan review 查看，加 --all 列出全部"),
            format!("nothing to decide has the id `{id}`; `bihuan review` lists what has, with `--all` everything"),
        ));
    };
    let decision = Decision::of(&paper.0, item, ask.verdict, ask.value.clone(), ask.by, ask.on, ask.because);
    let text = folder.files.get(review::FILE).map(|bytes| String::from_utf8_lossy(bytes).into_owned()).unwrap_or_default();
    let table = Decisions::appended(&text, &decision);
    refuse_unusable(folder, delivered, &table, paper)?;
    folders::write_at_once(&path.join(review::FILE), table.as_bytes())?;
    Ok((*paper).clone())
}

/// A decision that could not be used is refused before it is kept.
fn refuse_unusable(folder: &Folder, delivered: &Delivered, table: &str, paper: &PaperId) -> Result<(), Failure> {
    let mut tried = folder.clone();
    tried.files.insert(review::FILE.to_owned(), table.as_bytes().to_vec());
    let (_, unread) = programme::reading_decisions(&tried);
    let readings = run::read_papers(&tried, delivered);
    let of_paper = readings.get(paper).into_iter().flat_map(|reading| &reading.findings);
    let before = programme::reading_decisions(folder).1.len();
    let flaw = of_paper.filter(|finding| finding.code == "review/unusable-value").chain(unread.iter().skip(before)).next();
    match flaw {
        Some(finding) => {
            let said = finding.hint.clone().unwrap_or_default();
            let message = &finding.message;
            Err(Failure::input(
                format!("决定未记录：{}。{}", message.zh, said.zh),
                format!("the decision was not kept: {}. {}", message.en, said.en),
            ))
        }
        None => Ok(()),
    }
}
