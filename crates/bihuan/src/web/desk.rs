//! The live pages: what the program at work can answer about a kept run.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::OnceLock;

use corpus::search::{Index, Query};
use publication::{Cycle, Desk, DeskPage, Language};

use crate::failure::Failure;
use crate::run::{self, Sources};
use crate::terminal::Progress;

/// Replicates behind an interval on the desk: enough for a rank interval, few enough to answer while a hand moves a weight.
const REPLICATES: u32 = 200;
/// Most clauses that an answer shows.
const MOST: usize = 50;

/// What a request asks, by the names of its fields.
pub(super) type Fields = BTreeMap<String, String>;

/// A run at work. The loop is run again when the first question comes.
pub(crate) struct Bench {
    sources: Sources,
    /// Where decisions are kept; `None` where the run's folder is not at hand.
    programme: Option<PathBuf>,
    cycle: OnceLock<Result<Cycle, Failure>>,
    index: OnceLock<Index>,
}

impl Bench {
    /// `named` is the programme folder that the user named; without it the run's own is taken where it is still there.
    pub(crate) fn new(sources: Sources, named: Option<PathBuf>) -> Self {
        let own = PathBuf::from(&sources.folder.name);
        let programme = named.or_else(|| own.join("programme.toml").is_file().then_some(own));
        Self { sources, programme, cycle: OnceLock::new(), index: OnceLock::new() }
    }

    fn cycle(&self) -> Result<&Cycle, &Failure> {
        self.cycle.get_or_init(|| run::cycle(&self.sources, &Progress::quiet())).as_ref()
    }

    /// Writes the page that answers the question.
    pub(super) fn answer(&self, page: DeskPage, language: Language, asked: &Fields) -> Result<Vec<u8>, &Failure> {
        let cycle = self.cycle()?;
        let write = |shown: &Desk<'_>| Ok(publication::desk(cycle, language, page, shown));
        match page {
            DeskPage::Index => write(&Desk::Index { programme: self.programme.as_deref().and_then(|folder| folder.to_str()) }),
            DeskPage::Search => {
                let query = query(asked);
                let hits = self.index.get_or_init(|| index(cycle)).search(&query, MOST);
                write(&Desk::Search { query: &query, hits: &hits })
            }
            DeskPage::Weights => {
                let year =
                    asked.get("year").and_then(|year| year.parse().ok()).or_else(|| Some(cycle.years.last()?.year)).unwrap_or_default();
                let weights = weights(asked);
                let Some(found) = publication::reweigh(cycle, year, &weights, REPLICATES) else { return write(&Desk::Away) };
                write(&Desk::Weights { year, dials: &publication::dials(cycle, year), weights: &weights, found: &found })
            }
            DeskPage::Figures | DeskPage::Readings => write(&Desk::Away),
        }
    }
}

fn index(cycle: &Cycle) -> Index {
    let mut index = Index::default();
    for (paper, reading) in &cycle.readings {
        index.add(paper.0.clone(), reading);
    }
    index
}

/// Empty fields of a form ask nothing.
fn query(asked: &Fields) -> Query {
    let field = |name: &str| asked.get(name).map(|value| value.trim()).filter(|value| !value.is_empty()).map(str::to_owned);
    Query {
        words: field("words").unwrap_or_default(),
        paper: field("paper"),
        issuer: field("issuer"),
        place: field("place"),
        from: field("from"),
        to: field("to"),
    }
}

/// Every field but the year is a weight; what is no number is told as a finding by the evaluation.
fn weights(asked: &Fields) -> BTreeMap<String, f64> {
    let weights = asked.iter().filter(|(name, value)| *name != "year" && !value.trim().is_empty());
    weights.map(|(name, value)| (name.clone(), value.trim().parse().unwrap_or(f64::NAN))).collect()
}
