//! Cases of a rule: a history and what must follow.

use corpus::{Bilingual, Location};
use serde::{Deserialize, Serialize};

use super::{History, Record, Row, Rulebook, Source};
use crate::UnitId;

/// One line of a rule's table of cases.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Case {
    pub title: String,
    pub year: i16,
    /// Rows of the unit `case` and, where a row names another, of others.
    pub history: History,
    pub expected: Expected,
    pub location: Location,
}

/// What a case says must come out of its rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Expected {
    Met,
    NotMet,
    Unknown,
    /// Not in force in that year, or not asked of that kind of unit.
    NotAsked,
}

impl Case {
    /// The unit a case is about.
    pub fn unit() -> UnitId {
        UnitId::from("case")
    }

    /// Reads the cells of one line: title, year, history, expected.
    pub(super) fn read(cells: &[String], location: Location, book: &Rulebook) -> Result<Self, Bilingual> {
        let [title, year, history, expected] = cells else {
            return Err(Bilingual::new("案例应有四栏：案例、年度、历史、结果", "a case has four cells: case, year, history, expected"));
        };
        let year = number(year)?;
        let rows = history.split(['；', ';']).map(str::trim).filter(|row| !row.is_empty());
        let rows = rows.map(|row| read_row(row, &location, book)).collect::<Result<Vec<_>, _>>()?;
        let begins = rows.iter().map(|row| row.year).chain([year]).min();
        let expected = Expected::read(expected.trim())?;
        Ok(Self { title: title.clone(), year, history: History { rows, begins }, expected, location })
    }
}

impl Expected {
    fn read(text: &str) -> Result<Self, Bilingual> {
        match text {
            "met" | "满足" => Ok(Self::Met),
            "not met" | "不满足" => Ok(Self::NotMet),
            "unknown" | "不明" => Ok(Self::Unknown),
            "not asked" | "不适用" => Ok(Self::NotAsked),
            other => Err(Bilingual::new(
                format!("不认识的结果“{other}”，应为 满足、不满足、不明、不适用 之一"),
                format!("unknown result `{other}`: one of met, not met, unknown, not asked is expected"),
            )),
        }
    }
}

fn number(text: &str) -> Result<i16, Bilingual> {
    text.trim().parse().map_err(|_| Bilingual::new(format!("“{text}”不是年度"), format!("`{text}` is not a year")))
}

/// Reads `2019 grade poor`, or `other: 2019 grade poor` for another unit than the one the case is about.
fn read_row(text: &str, location: &Location, book: &Rulebook) -> Result<Row, Bilingual> {
    let (unit, rest) = match text.split_once([':', '：']) {
        Some((unit, rest)) => (UnitId::from(unit.trim()), rest.trim()),
        None => (Case::unit(), text),
    };
    let mut words = rest.splitn(3, char::is_whitespace);
    let (Some(year), Some(kind)) = (words.next(), words.next()) else {
        return Err(Bilingual::new(format!("“{rest}”应写作“年度 类别 值”"), format!("`{rest}` should read `year kind value`")));
    };
    let record = Record::parse(kind, words.next().unwrap_or(""), book)?;
    Ok(Row { unit, year: number(year)?, day: None, record, source: Source::Given(location.clone()) })
}
