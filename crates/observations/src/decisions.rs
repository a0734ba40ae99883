//! What people decided about single figures: taken as it is, corrected, or sent back with a question.
//!
//! Kept in the programme folder as `decisions/figures.csv`, one decision a row, the later one in force:
//! `format,day,who,place,indicator,year,action,seen,value,unit,why`. A decision is about the figure as it was seen; where the table
//! says something else now, the decision no longer holds and is told.

use std::collections::BTreeMap;

use corpus::{Finding, Location};
use jiff::civil::Date;
use serde::Serialize;

use crate::number::{Printed, read_number};

/// Name of the file in a programme folder.
pub const FILE: &str = "decisions/figures.csv";

const HEAD: [&str; 11] = ["format", "day", "who", "place", "indicator", "year", "action", "seen", "value", "unit", "why"];

/// What was decided.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// The figure is right as it stands.
    Accept,
    /// The figure should be this; in `unit` of the decision.
    Correct(f64),
    /// The reporting body was asked; until it answers the figure is disputed.
    AskBack,
}

/// A decision about one figure.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FigureDecision {
    pub day: Date,
    pub who: String,
    /// Code, or name where tables have no codes.
    pub place: String,
    /// Heading in the table, or id of the indicator.
    pub indicator: String,
    pub year: i16,
    pub action: Action,
    /// The figure as the person saw it, in the table's unit.
    pub seen: f64,
    /// Unit of a corrected value; the table's own when empty.
    pub unit: String,
    pub why: String,
    /// Row of the file, from 1.
    pub row: u32,
}

/// Place, heading or indicator, and year.
type FigureKey = (String, String, i16);

/// Decisions in force, the last for each figure.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FigureDecisions {
    last: BTreeMap<FigureKey, FigureDecision>,
    pub sha256: String,
}

impl FigureDecisions {
    /// Reads the file as it was known on a day; a row that cannot be read is a finding and decides nothing.
    pub fn read(bytes: &[u8], as_known_on: Option<Date>) -> (Self, Vec<Finding>) {
        let mut decisions = Self { last: BTreeMap::new(), sha256: crate::rows::sha256(bytes) };
        let mut findings = Vec::new();
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(bytes);
        let head_fits = reader.headers().is_ok_and(|head| head.iter().eq(HEAD));
        if !head_fits {
            findings.push(unusable(1, "表头", "the head is not that of this file"));
            return (decisions, findings);
        }
        for (row, record) in (2..).zip(reader.records()) {
            match record.ok().as_ref().and_then(|record| decision(record, row)) {
                Some(decision) if as_known_on.is_some_and(|day| decision.day > day) => {}
                Some(decision) => {
                    let key = (decision.place.clone(), decision.indicator.clone(), decision.year);
                    let newer = decisions.last.get(&key).is_none_or(|known| known.day <= decision.day);
                    if newer {
                        decisions.last.insert(key, decision);
                    }
                }
                None => findings.push(unusable(row, "这一行", "the row cannot be read")),
            }
        }
        (decisions, findings)
    }

    pub fn is_empty(&self) -> bool {
        self.last.is_empty()
    }

    pub fn iter(&self) -> impl Iterator<Item = &FigureDecision> {
        self.last.values()
    }

    /// Returns the decision about a figure, looked up by each of the names it goes by.
    pub fn about<'n>(&self, places: &[&str], names: impl Iterator<Item = &'n str> + Clone, year: i16) -> Option<&FigureDecision> {
        let found = places.iter().flat_map(|place| {
            names.clone().filter_map(|name| self.last.get(&((*place).to_owned(), name.to_owned(), year))).collect::<Vec<_>>()
        });
        found.max_by_key(|decision| (decision.day, decision.row))
    }
}

/// Returns the text of the file with one more decision. The same decision twice is written once.
pub fn with_decision(text: &str, decision: &FigureDecision) -> String {
    let (action, value) = match decision.action {
        Action::Accept => ("accept", String::new()),
        Action::Correct(value) => ("correct", value.to_string()),
        Action::AskBack => ("ask_back", String::new()),
    };
    let row = [
        "1".to_owned(),
        decision.day.to_string(),
        decision.who.clone(),
        decision.place.clone(),
        decision.indicator.clone(),
        decision.year.to_string(),
        action.to_owned(),
        decision.seen.to_string(),
        value,
        decision.unit.clone(),
        decision.why.clone(),
    ];
    let mut writer = csv::Writer::from_writer(Vec::new());
    if text.trim().is_empty() {
        writer.write_record(HEAD).expect("writing to memory");
    }
    writer.write_record(&row).expect("writing to memory");
    let added = String::from_utf8(writer.into_inner().expect("writing to memory")).expect("records are text");
    if text.ends_with(&added) || text.contains(&format!("\n{added}")) {
        return text.to_owned();
    }
    let separator = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
    format!("{text}{separator}{added}")
}

fn decision(record: &csv::StringRecord, row: u32) -> Option<FigureDecision> {
    let field = |at: usize| record.get(at).unwrap_or_default().trim();
    let number = |at: usize| match read_number(field(at)) {
        Printed::Number { value, suffix } if suffix.is_empty() => Some(value),
        _ => None,
    };
    let action = match field(6) {
        "accept" => Action::Accept,
        "correct" => Action::Correct(number(8)?),
        "ask_back" => Action::AskBack,
        _ => return None,
    };
    // A decision without its reason or its author is none.
    let complete = field(0) == "1" && [2, 3, 4, 10].into_iter().all(|at| !field(at).is_empty());
    complete.then_some(())?;
    Some(FigureDecision {
        day: field(1).parse().ok()?,
        who: field(2).to_owned(),
        place: field(3).to_owned(),
        indicator: field(4).to_owned(),
        year: field(5).parse().ok()?,
        action,
        seen: number(7)?,
        unit: field(9).to_owned(),
        why: field(10).to_owned(),
        row,
    })
}

fn unusable(row: u32, zh: &str, en: &str) -> Finding {
    Finding::error("decision/unusable", format!("{zh}不能读取，这项决定未采用"), format!("{en}; the decision is not used"))
        .at(Location::line(FILE, row))
        .hint(
            format!("各栏依次为 {}；日期、经办人、理由必填", HEAD.join("、")),
            format!("the columns are {}; day, author and reason are needed", HEAD.join(", ")),
        )
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn decided(day: Date, action: Action) -> FigureDecision {
        FigureDecision {
            day,
            who: "张".to_owned(),
            place: "430300".to_owned(),
            indicator: "gdp".to_owned(),
            year: 2016,
            action,
            seen: 18.67,
            unit: "亿元".to_owned(),
            why: "少写两位, 已核".to_owned(),
            row: 2,
        }
    }

    #[test]
    fn what_is_written_is_read_again_and_written_once() {
        let decision = decided(date(2018, 3, 1), Action::Correct(1867.0));
        let text = with_decision("", &decision);
        assert_eq!(with_decision(&text, &decision), text);
        let (read, findings) = FigureDecisions::read(text.as_bytes(), None);
        assert_eq!(findings, []);
        assert_eq!(read.about(&["430300"], ["x", "gdp"].into_iter(), 2016), Some(&decision));
        assert_eq!(read.about(&["430300"], ["gdp"].into_iter(), 2017), None);
    }

    #[test]
    fn the_later_decision_holds_and_what_came_after_the_day_is_not_known() {
        let first = with_decision("", &decided(date(2018, 3, 1), Action::AskBack));
        let text = with_decision(&first, &decided(date(2019, 3, 1), Action::Accept));
        let action = |day| {
            let (read, _) = FigureDecisions::read(text.as_bytes(), day);
            read.about(&["430300"], ["gdp"].into_iter(), 2016).map(|decision| decision.action)
        };
        assert_eq!(action(None), Some(Action::Accept));
        assert_eq!(action(Some(date(2018, 12, 31))), Some(Action::AskBack));
        assert_eq!(action(Some(date(2017, 12, 31))), None);
    }

    #[test]
    fn a_decision_without_a_reason_is_a_finding() {
        let text = "format,day,who,place,indicator,year,action,seen,value,unit,why\n1,2018-03-01,张,430300,gdp,2016,accept,18.67,,,\n";
        let (read, findings) = FigureDecisions::read(text.as_bytes(), None);
        assert!(read.is_empty());
        assert_eq!(findings[0].location.as_ref().and_then(|place| place.line), Some(2));
    }
}
