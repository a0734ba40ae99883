//! What is known of the past: grades, events, ranks, scores, memberships by year.

use corpus::{Bilingual, ClauseId, Location};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{RuleId, Rulebook};
use crate::{GradeId, UnitId};

/// Rows in any order; the rules see them by unit and year.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct History {
    pub rows: Vec<Row>,
    /// First year in which anybody was graded. A unit without a grade in an earlier year was not graded; in a later one its grade is unknown.
    pub begins: Option<i16>,
}

/// One thing known of a unit and a year.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Row {
    pub unit: UnitId,
    pub year: i16,
    /// The day of an event, where known.
    pub day: Option<Date>,
    pub record: Record,
    pub source: Source,
}

/// What a row says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Record {
    /// The grades it can be: one when known, several when only narrowed down, none when all is open.
    Grade(Vec<GradeId>),
    /// It is known that there was no grade.
    NotGraded,
    Event {
        event: String,
        doubtful: bool,
    },
    Rank(Place),
    Stratum(String),
    Score(f64),
    /// From this year on a member of this kind.
    Member(String),
    Province(String),
    /// From this year on part of this zone, whose grades it carries on where the graded unit changed.
    Zone(UnitId),
    /// A ruling on an objection: for this unit and year the rule is met, or is not, whatever the facts say.
    Ruled {
        rule: RuleId,
        met: bool,
    },
}

/// A rank, as far as it is published.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// 1 is best; `of` units were ranked.
    FromTop {
        rank: u32,
        of: Option<u32>,
    },
    /// 1 is the last.
    FromEnd(u32),
    AmongFirst(u32),
    AmongLast(u32),
}

/// Where a row comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    Cited(Vec<ClauseId>),
    /// By the run itself.
    Computed,
    /// A row of a delivered table, or a case of a rule.
    Given(Location),
}

impl Record {
    /// Reads `kind` and `value` as they stand in a history table.
    ///
    /// Kinds: `grade` (`poor`, 较差, `fair|poor` when only narrowed down, `?` unknown, `-` not graded), `event` (a trailing `?` makes it
    /// doubtful), `rank` (`215/219`, `215`, `-3` for the third from the end, `last 5`, `first 5`), `stratum`, `score`, `member`
    /// (`national` from this year on, `none` when it ends), `province`, `zone`, `ruling` (the name of a rule, `not` before it where it was
    /// set aside).
    pub fn parse(kind: &str, value: &str, book: &Rulebook) -> Result<Self, Bilingual> {
        let value = value.trim();
        match kind.trim() {
            "grade" => grade(value, book),
            "event" => {
                let (name, doubtful) = value.strip_suffix('?').map_or((value, false), |name| (name.trim_end(), true));
                if name.is_empty() {
                    return Err(Bilingual::new("事件名称为空", "an event without a name"));
                }
                Ok(Self::Event { event: book.event(name).unwrap_or(name).to_owned(), doubtful })
            }
            "rank" => place(value).map(Self::Rank).ok_or_else(|| unreadable("位次", "rank", value)),
            "stratum" if !value.is_empty() => Ok(Self::Stratum(book.stratum(value).unwrap_or(value).to_owned())),
            "member" if !value.is_empty() => Ok(Self::Member(book.kind(value).unwrap_or(value).to_owned())),
            "province" if !value.is_empty() => Ok(Self::Province(value.to_owned())),
            "zone" if !value.is_empty() => Ok(Self::Zone(value.into())),
            "ruling" if !value.is_empty() => {
                let (rule, met) = value.strip_prefix("not ").map_or((value, true), |rule| (rule.trim_start(), false));
                Ok(Self::Ruled { rule: RuleId(rule.to_owned()), met })
            }
            "score" => match value.parse::<f64>() {
                Ok(score) if score.is_finite() => Ok(Self::Score(score)),
                _ => Err(unreadable("得分", "score", value)),
            },
            "stratum" | "member" | "province" | "zone" | "ruling" => {
                Err(unreadable("分组、身份、省份、示范区或裁定", "stratum, kind of membership, province, zone or ruling", value))
            }
            other => Err(Bilingual::new(
                format!("不认识的类别“{other}”，应为 grade、event、rank、stratum、score、member、province、zone、ruling 之一"),
                format!("unknown kind `{other}`: one of grade, event, rank, stratum, score, member, province, zone, ruling is expected"),
            )),
        }
    }
}

impl Record {
    /// Returns `kind` and `value` as a history table would write them.
    pub fn written(&self) -> (&'static str, String) {
        match self {
            Self::Grade(grades) if grades.is_empty() => ("grade", "?".to_owned()),
            Self::Grade(grades) => ("grade", grades.iter().map(GradeId::as_str).collect::<Vec<_>>().join("|")),
            Self::NotGraded => ("grade", "-".to_owned()),
            Self::Event { event, doubtful } => ("event", if *doubtful { format!("{event}?") } else { event.clone() }),
            Self::Rank(place) => ("rank", place.written()),
            Self::Stratum(name) => ("stratum", name.clone()),
            Self::Score(score) => ("score", score.to_string()),
            Self::Member(kind) => ("member", kind.clone()),
            Self::Province(name) => ("province", name.clone()),
            Self::Zone(zone) => ("zone", zone.to_string()),
            Self::Ruled { rule, met: true } => ("ruling", rule.0.clone()),
            Self::Ruled { rule, met: false } => ("ruling", format!("not {rule}")),
        }
    }
}

impl Place {
    fn written(self) -> String {
        match self {
            Self::FromTop { rank, of: Some(of) } => format!("{rank}/{of}"),
            Self::FromTop { rank, of: None } => rank.to_string(),
            Self::FromEnd(rank) => format!("-{rank}"),
            Self::AmongFirst(count) => format!("first {count}"),
            Self::AmongLast(count) => format!("last {count}"),
        }
    }
}

fn unreadable(zh: &str, en: &str, value: &str) -> Bilingual {
    Bilingual::new(format!("无法识别的{zh}“{value}”"), format!("cannot read `{value}` as a {en}"))
}

fn grade(value: &str, book: &Rulebook) -> Result<Record, Bilingual> {
    match value {
        "" | "?" => return Ok(Record::Grade(Vec::new())),
        "-" => return Ok(Record::NotGraded),
        _ => {}
    }
    let mut grades = Vec::new();
    for word in value.split('|') {
        grades.push(book.grade(word.trim()).ok_or_else(|| unreadable("等次", "grade", word))?);
    }
    grades.sort();
    grades.dedup();
    Ok(Record::Grade(grades))
}

fn place(value: &str) -> Option<Place> {
    let number = |text: &str| text.trim().parse::<u32>().ok().filter(|number| *number > 0);
    if let Some(count) = value.strip_prefix("last ") {
        return number(count).map(Place::AmongLast);
    }
    if let Some(count) = value.strip_prefix("first ") {
        return number(count).map(Place::AmongFirst);
    }
    if let Some(from_end) = value.strip_prefix('-') {
        return number(from_end).map(Place::FromEnd);
    }
    match value.split_once('/') {
        Some((rank, of)) => {
            let (rank, of) = (number(rank)?, number(of)?);
            (rank <= of).then_some(Place::FromTop { rank, of: Some(of) })
        }
        None => number(value).map(|rank| Place::FromTop { rank, of: None }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(kind: &str, value: &str, expected: Option<Record>) {
        assert_eq!(Record::parse(kind, value, &Rulebook::default()).ok(), expected, "{kind} {value}");
    }

    #[test]
    fn a_history_says_as_much_as_is_known() {
        check("grade", "fair|poor", Some(Record::Grade(vec!["fair".into(), "poor".into()])));
        check("grade", "?", Some(Record::Grade(vec![])));
        check("grade", "-", Some(Record::NotGraded));
        check("event", "major_problem?", Some(Record::Event { event: "major_problem".to_owned(), doubtful: true }));
        check("rank", "215/219", Some(Record::Rank(Place::FromTop { rank: 215, of: Some(219) })));
        check("rank", "-3", Some(Record::Rank(Place::FromEnd(3))));
        check("rank", "last 5", Some(Record::Rank(Place::AmongLast(5))));
        check("score", "71.5", Some(Record::Score(71.5)));
    }

    #[test]
    fn what_was_read_is_written_back() {
        for (kind, value) in [
            ("grade", "fair|poor"),
            ("grade", "-"),
            ("event", "x?"),
            ("rank", "3/9"),
            ("rank", "-3"),
            ("rank", "last 5"),
            ("score", "71.5"),
            ("zone", "z"),
            ("ruling", "removal"),
            ("ruling", "not removal"),
        ] {
            let record = Record::parse(kind, value, &Rulebook::default()).expect("readable");
            assert_eq!(record.written(), (kind, value.to_owned()));
        }
    }

    #[test]
    fn what_cannot_be_read_is_refused() {
        for (kind, value) in [("rank", "220/219"), ("rank", "0"), ("score", "NaN"), ("score", "high"), ("event", "?"), ("mood", "good")] {
            check(kind, value, None);
        }
    }
}
