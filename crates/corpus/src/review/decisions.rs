//! Decisions on items, as kept in a table: one row per decision, the last row on an item holds.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::Item;
use crate::ByteRange;
use crate::finding::{Finding, Location};

/// Where a programme folder keeps them.
pub const FILE: &str = "decisions/reading.csv";
const HEADING: &str = "paper,item,clause,quote,verdict,value,who,on,because\n";

/// All decisions of a programme folder, over all its papers, oldest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Decisions {
    decisions: Vec<(Decision, u32)>,
}

/// What a person decided, once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decision {
    /// Short name in `papers.toml`.
    pub paper: String,
    pub item: String,
    /// Clause and quote say to a reader, and to a later reading, what was decided.
    pub clause: String,
    pub quote: String,
    pub verdict: Verdict,
    /// With `correct`: what stands there in truth, or `part=value` of a fact; for a place its GB/T 2260 code.
    pub value: Option<String>,
    pub who: String,
    pub on: Date,
    pub because: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// The reading is right.
    Accept,
    /// The reading is wrong; the decision's value is right.
    Correct,
    /// The reading is wrong, and nothing stands in its place.
    Reject,
}

/// A decision as a reading shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decided {
    pub item: String,
    pub code: String,
    pub verdict: Verdict,
    pub value: Option<String>,
    pub who: String,
    pub on: Date,
    pub because: String,
    pub clause: Option<String>,
    pub quote: String,
    pub at: Vec<ByteRange>,
}

impl Decision {
    /// Decides an item of a paper.
    pub fn of(paper: &str, item: &Item, verdict: Verdict, value: Option<String>, who: &str, on: Date, because: &str) -> Self {
        Self {
            paper: paper.to_owned(),
            item: item.id.clone(),
            clause: item.clause.clone().unwrap_or_default(),
            quote: short(&item.quote),
            verdict,
            value,
            who: who.to_owned(),
            on,
            because: because.to_owned(),
        }
    }

    pub(crate) fn shown(&self, item: &Item) -> Decided {
        Decided {
            item: item.id.clone(),
            code: item.code.clone(),
            verdict: self.verdict,
            value: self.value.clone(),
            who: self.who.clone(),
            on: self.on,
            because: self.because.clone(),
            clause: item.clause.clone(),
            quote: item.quote.clone(),
            at: item.at.clone(),
        }
    }

    fn row(&self) -> String {
        let mut writer = csv::WriterBuilder::new().has_headers(false).from_writer(Vec::new());
        writer.serialize(self).expect("strings and days can be written");
        String::from_utf8(writer.into_inner().expect("memory takes all")).expect("what was UTF-8 stays so")
    }
}

impl Decisions {
    /// Reads the table. A row that cannot be read, or a correction that says nothing, is left out with a finding.
    pub fn parse(text: &str) -> (Self, Vec<Finding>) {
        let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n");
        let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
        let headers = reader.headers().cloned().unwrap_or_default();
        let (mut decisions, mut findings) = (Self::default(), Vec::new());
        for record in reader.records() {
            let read = record.map_err(|error| (error.position().map(csv::Position::line), error.to_string())).and_then(|record| {
                let line = record.position().map(csv::Position::line);
                let decision: Decision = record.deserialize(Some(&headers)).map_err(|error| (line, error.to_string()))?;
                Ok((sound(decision).map_err(|why| (line, why))?, line.unwrap_or_default() as u32))
            });
            match read {
                Ok(decision) => decisions.decisions.push(decision),
                Err((line, why)) => findings.push(unread(line, &why)),
            }
        }
        (decisions, findings)
    }

    /// Returns the table with one more row, to be written in place of `text`; an empty or absent table gets its heading.
    pub fn appended(text: &str, decision: &Decision) -> String {
        let mut table = if text.trim().is_empty() { HEADING.to_owned() } else { text.to_owned() };
        if !table.ends_with('\n') {
            table.push('\n');
        }
        table + &decision.row()
    }

    /// Returns the decisions that hold for a paper: of several on one item the last.
    pub fn of(&self, paper: &str) -> Vec<&Decision> {
        let own: Vec<&Decision> = self.decisions.iter().map(|(decision, _)| decision).filter(|decision| decision.paper == paper).collect();
        let later = |index: usize| own[index + 1..].iter().any(|other| other.item == own[index].item);
        (0..own.len()).filter(|index| !later(*index)).map(|index| own[index]).collect()
    }

    /// Returns every decision with its line, oldest first.
    pub fn all(&self) -> impl Iterator<Item = (&Decision, u32)> {
        self.decisions.iter().map(|(decision, line)| (decision, *line))
    }

    /// Findings about decisions on papers that nobody knows.
    pub fn on_unknown_papers<'a>(&'a self, known: impl Fn(&str) -> bool + 'a) -> impl Iterator<Item = Finding> + 'a {
        self.all().filter(move |(decision, _)| !known(&decision.paper)).map(|(decision, line)| {
            let paper = &decision.paper;
            Finding::warning(
                "review/unknown-paper",
                format!("决定所指的文件 `{paper}` 未在 papers.toml 中登记"),
                format!("the decision is about the paper `{paper}`, which is not in papers.toml"),
            )
            .at(Location::line(FILE, line))
            .hint("请核对文件简称", "check the paper's short name")
        })
    }
}

/// As much of a quote as tells a person, and a later reading, what was meant.
pub(crate) fn short(quote: &str) -> String {
    const KEPT: usize = 60;
    super::bare(quote).chars().take(KEPT).collect()
}

fn sound(decision: Decision) -> Result<Decision, String> {
    let blank = |text: &str| text.trim().is_empty();
    if blank(&decision.paper) || blank(&decision.item) || blank(&decision.who) || blank(&decision.because) {
        return Err("paper, item, who and because must be filled".to_owned());
    }
    match (decision.verdict, &decision.value) {
        (Verdict::Correct, None) => Err("a correction has a value".to_owned()),
        (Verdict::Accept | Verdict::Reject, Some(value)) => Err(format!("only a correction has a value, here `{value}`")),
        _ => Ok(decision),
    }
}

fn unread(line: Option<u64>, why: &str) -> Finding {
    let location = Location { line: line.map(|line| line as u32), ..Location::file(FILE) };
    Finding::error("review/row", format!("该行决定有误，未采用：{why}"), format!("the decision was left out: {why}"))
        .at(location)
        .hint("列依次为 paper、item、clause、quote、verdict、value、who、on、because", format!("the columns are {}", HEADING.trim_end()))
}
