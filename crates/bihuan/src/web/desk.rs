//! The live pages: what the program at work can answer about a kept run.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::OnceLock;

use axum::http::StatusCode;
use corpus::review::{self, Item, Verdict};
use corpus::search::{Index, Query};
use corpus::{Bilingual, ClauseId, PaperId, Severity};
use observations::check::Panel;
use observations::{Action, Table};
use programme::{Folder, UnitId};
use publication::{Choice, Cycle, Desk, DeskPage, Language, Open, Queue, Told, Wanted};

use crate::failure::Failure;
use crate::queues::figures;
use crate::queues::readings::{self, Ask};
use crate::run::{self, Sources};
use crate::terminal::{self, Progress};
use crate::{folders, queues, words};

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
    cycle: OnceLock<Cycle>,
    index: OnceLock<Index>,
    panels: OnceLock<Vec<Panel>>,
}

impl Bench {
    /// `named` is the programme folder that the user named; without it the run's own is taken where it is still there.
    pub(crate) fn new(sources: Sources, named: Option<PathBuf>) -> Self {
        let own = PathBuf::from(&sources.folder.name);
        let programme = named.or_else(|| own.join("programme.toml").is_file().then_some(own));
        Self { sources, programme, cycle: OnceLock::new(), index: OnceLock::new(), panels: OnceLock::new() }
    }

    fn cycle(&self) -> Result<&Cycle, Failure> {
        if let Some(cycle) = self.cycle.get() {
            return Ok(cycle);
        }
        let cycle = run::cycle(&self.sources, &Progress::quiet())?;
        Ok(self.cycle.get_or_init(|| cycle))
    }

    /// Writes the page that answers the question.
    pub(super) fn answer(&self, page: DeskPage, language: Language, asked: &Fields) -> Result<Vec<u8>, Failure> {
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
                let judged = |year: &i16| cycle.years.iter().any(|known| known.year == *year);
                let year = asked.get("year").and_then(|year| year.parse().ok()).filter(judged);
                let year = year.or_else(|| Some(cycle.years.last()?.year)).ok_or_else(no_year)?;
                let weights = weights(asked);
                let found = publication::reweigh(cycle, year, &weights, REPLICATES).ok_or_else(no_year)?;
                write(&Desk::Weights { year, dials: &publication::dials(cycle, year), weights: &weights, found: &found })
            }
            DeskPage::Practices => write(&Desk::Practices { wanted: &wanted(asked) }),
            DeskPage::Readings => write(&Desk::Queue { page, queue: &self.readings(None)? }),
            DeskPage::Figures => write(&Desk::Queue { page, queue: &self.figures(None)? }),
        }
    }

    /// Keeps a decision and shows the queue again, with what came of it.
    pub(super) fn decide(&self, page: DeskPage, language: Language, asked: &Fields) -> Result<(StatusCode, Vec<u8>), Failure> {
        let kept = match page {
            DeskPage::Readings => self.decide_reading(asked),
            DeskPage::Figures => self.decide_figure(asked),
            _ => return Err(Failure::input("本页不能作出决定", "nothing can be decided on this page")),
        };
        let (status, told) = match kept {
            Ok(id) => (StatusCode::OK, Told::Kept { id }),
            Err(Failure::Input(why) | Failure::Configuration(why)) => (StatusCode::UNPROCESSABLE_ENTITY, Told::Refused(why)),
            Err(failure) => return Err(failure),
        };
        let queue = match page {
            DeskPage::Figures => self.figures(Some(told))?,
            _ => self.readings(Some(told))?,
        };
        Ok((status, publication::desk(self.cycle()?, language, page, &Desk::Queue { page, queue: &queue })))
    }

    fn readings(&self, told: Option<Told>) -> Result<Queue, Failure> {
        let folder = self.folder()?;
        let desk = readings::Desk::new(&folder, &self.sources.papers, None);
        let items = desk.items(review::queue);
        let choice = |name, zh, en| Choice { name, label: Bilingual::new(zh, en) };
        Ok(Queue {
            total: items.len(),
            open: items.iter().take(MOST).map(|(paper, item)| open_reading(paper, item)).collect(),
            decided: desk.readings.values().map(|reading| reading.decisions.len()).sum(),
            choices: vec![
                choice("accept", "接受：读取无误", "accept: the reading is right"),
                choice("correct", "更正：以所填为准", "correct: the value given is right"),
                choice("reject", "否定：并无此事", "reject: there is no such thing"),
            ],
            writable: self.programme.is_some(),
            told,
        })
    }

    fn decide_reading(&self, asked: &Fields) -> Result<String, Failure> {
        let programme = self.programme.as_deref().ok_or_else(nowhere_to_keep)?;
        let (id, by, because) = (required(asked, "id")?, required(asked, "by")?, required(asked, "because")?);
        let verdict = match required(asked, "verdict")? {
            "accept" => Verdict::Accept,
            "correct" => Verdict::Correct,
            "reject" => Verdict::Reject,
            other => return Err(Failure::input(format!("没有“{other}”这种决定"), format!("there is no decision \"{other}\""))),
        };
        let value = (verdict == Verdict::Correct).then(|| required(asked, "value").map(str::to_owned)).transpose()?;
        let ask = Ask { id, verdict, value, by, because, on: queues::today() };
        readings::keep(programme, &self.folder()?, &self.sources.papers, None, &ask)?;
        Ok(id.to_owned())
    }

    fn figures(&self, told: Option<Told>) -> Result<Queue, Failure> {
        let folder = self.folder()?;
        let mut all = Vec::new();
        for panel in self.panels() {
            all.extend(figures::items(panel, &folder, None)?.items);
        }
        all.sort_by(|a, b| b.likelihood.total_cmp(&a.likelihood).then_with(|| a.figure.cmp(&b.figure)));
        let total = all.iter().filter(|item| item.is_open()).count();
        let choice = |name, zh, en| Choice { name, label: Bilingual::new(zh, en) };
        Ok(Queue {
            total,
            decided: all.len() - total,
            open: all.iter().filter(|item| item.is_open()).take(MOST).map(open_figure).collect(),
            choices: vec![
                choice("accept", "接受：原值属实", "accept: the figure is right"),
                choice("correct", "更正：以所填为准（按表中单位）", "correct: the value given is right, in the table's unit"),
                choice("ask_back", "退回核实", "ask back"),
            ],
            writable: self.programme.is_some(),
            told,
        })
    }

    /// The tables of the run as series; read once.
    fn panels(&self) -> &[Panel] {
        self.panels.get_or_init(|| {
            let read = |(name, bytes)| Panel::read_as_known_on(&Table { name, bytes, known_on: None }, None).0;
            self.sources.tables().into_iter().map(read).filter(|panel| !panel.series.is_empty()).collect()
        })
    }

    fn decide_figure(&self, asked: &Fields) -> Result<String, Failure> {
        let programme = self.programme.as_deref().ok_or_else(nowhere_to_keep)?;
        let (figure, who, why) = (required(asked, "id")?, required(asked, "by")?, required(asked, "because")?);
        let action = match required(asked, "verdict")? {
            "accept" => Action::Accept,
            "correct" => Action::Correct(
                required(asked, "value")?.parse().map_err(|_| Failure::input("更正后的值应为数字", "the right value must be a number"))?,
            ),
            "ask_back" => Action::AskBack,
            other => return Err(Failure::input(format!("没有“{other}”这种决定"), format!("there is no decision \"{other}\""))),
        };
        let ask = figures::Ask { figure, action, who, why, day: queues::today() };
        let mut refused = Err(Failure::input(format!("没有数据 `{figure}`"), format!("there is no figure `{figure}`")));
        for panel in self.panels() {
            refused = figures::keep(programme, panel, &ask).map(|_| figure.to_owned());
            if refused.is_ok() {
                break;
            }
        }
        refused
    }

    /// The programme folder as it is now, so that decisions just made count; the kept one where there is no other.
    fn folder(&self) -> Result<Folder, Failure> {
        match &self.programme {
            Some(path) => folders::read_programme(path),
            None => Ok(self.sources.folder.clone()),
        }
    }
}

fn open_figure(item: &figures::Item) -> Open {
    let join = |of: fn(&Bilingual) -> &str, mark: &str| item.reasons.iter().map(of).collect::<Vec<_>>().join(mark);
    Open {
        id: item.figure.clone(),
        severity: Severity::Warning,
        place: format!("{}  {} {}", item.place, item.value, item.unit),
        clause: None,
        message: Bilingual::new(join(|reason| &reason.zh, "；"), join(|reason| &reason.en, "; ")),
        hint: None,
        effect: Bilingual::new(
            format!("有误的可能：{:.0}%", 100.0 * item.likelihood),
            format!("probability of a fault: {:.0} %", 100.0 * item.likelihood),
        ),
        likely: item.likely.map(|value| value.to_string()),
    }
}

fn open_reading(paper: &PaperId, item: &Item) -> Open {
    Open {
        id: item.id.clone(),
        severity: item.severity,
        place: item.quote.chars().take(80).collect(),
        clause: item.clause.as_ref().map(|path| ClauseId { paper: paper.clone(), path: path.clone() }),
        message: item.message.clone(),
        hint: item.hint.clone(),
        effect: Bilingual::new(words::effect(&item.effect, terminal::Language::Zh), words::effect(&item.effect, terminal::Language::En)),
        likely: None,
    }
}

/// A field of a form that must be filled.
fn required<'f>(asked: &'f Fields, name: &str) -> Result<&'f str, Failure> {
    let value = asked.get(name).map(|value| value.trim()).filter(|value| !value.is_empty());
    value.ok_or_else(|| {
        let (zh, en) = match name {
            "by" => ("何人作出决定", "who decides"),
            "because" => ("理由", "the reason"),
            "value" => ("更正后的值", "the right value"),
            _ => ("要决定的事项", "what is decided"),
        };
        Failure::input(format!("请填写{zh}"), format!("please fill in {en}"))
    })
}

fn no_year() -> Failure {
    Failure::input("本次运行没有评估任何年度，无权重可试", "the run has judged no year, so that there is no weight to try")
}

fn nowhere_to_keep() -> Failure {
    Failure::configuration(
        "没有可以记录决定的方案目录；请用 --programme 指定",
        "there is no programme folder to keep decisions in; name one with --programme",
    )
}

fn index(cycle: &Cycle) -> Index {
    let mut index = Index::default();
    for (paper, reading) in &cycle.readings {
        index.add(paper.0.clone(), reading);
    }
    index
}

/// Which practices a form asks for; empty fields ask nothing.
fn wanted(asked: &Fields) -> Wanted {
    let field = |name: &str| asked.get(name).map(|value| value.trim()).filter(|value| !value.is_empty()).map(str::to_owned);
    Wanted {
        unit: field("unit").map(UnitId),
        from: field("from").map(UnitId),
        theme: field("theme"),
        industry: field("industry"),
        weak_only: field("weak").is_some(),
    }
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
