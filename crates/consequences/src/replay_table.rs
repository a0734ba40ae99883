//! One-off replay: a table of a history in, the rows of what follows out, without a programme folder.

use std::collections::BTreeMap;

use corpus::{Bilingual, ClauseId, Finding, Location};
use jiff::civil::Date;
use programme::rule::{History, Record, Row, Rulebook, Source, Word};
use programme::{UnitId, Validity};
use serde::Serialize;

use crate::timeline::ANY;
use crate::{Change, Consequences, Decision, Member, Outcome, Verdict, difference, member, replay};

const ASKED: [&str; 4] = ["unit", "year", "kind", "value"];
/// Columns that may stand beside the four, without effect on the rules but for `day`.
const OPTIONAL: [&str; 3] = ["day", "source", "note"];

/// Reads a history table (CSV) with the columns `unit`, `year`, `kind`, `value`, and perhaps `day`, `source`, `note`.
///
/// The history begins with the first year of the table: earlier years count as years in which nobody was graded. A row that cannot be
/// read is left out with an error.
pub fn read_history(name: &str, bytes: &[u8], book: &Rulebook) -> (History, Vec<Finding>) {
    let mut findings = Vec::new();
    let text = observations::decoded(bytes);
    if text.contains('\u{fffd}') {
        let finding = Finding::error("history/undecodable", "历史表的编码无法识别", "the charset of the history is not known");
        return (History::default(), vec![finding.at(Location::file(name)).hint("请另存为 UTF-8", "save it as UTF-8")]);
    }
    let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n"); // the reader would name rows one line too low
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let columns = match columns(&mut reader, name) {
        Ok(columns) => columns,
        Err(finding) => return (History::default(), vec![*finding]),
    };
    let mut rows = Vec::new();
    for record in reader.records() {
        match record {
            Ok(record) => {
                let at = Location::line(name, record.position().map_or(0, |position| position.line() as u32));
                match read_row(&record, &columns, at.clone(), book) {
                    Ok(row) => rows.push(row),
                    Err(why) => findings.push(unreadable(&why, at)),
                }
            }
            Err(error) => findings.push(unreadable(&Bilingual::new(error.to_string(), error.to_string()), Location::file(name))),
        }
    }
    findings.extend(contradictions(&rows));
    findings.extend(strangers(&rows, book));
    let begins = rows.iter().map(|row: &Row| row.year).min();
    (History { rows, begins }, findings)
}

fn columns(reader: &mut csv::Reader<&[u8]>, name: &str) -> Result<BTreeMap<String, usize>, Box<Finding>> {
    let at = || Location::line(name, 1);
    let head = reader.headers().map_err(|error| {
        Finding::error("history/broken", format!("历史表无法读取：{error}"), format!("the history cannot be read: {error}")).at(at())
    });
    let head = head.map_err(Box::new)?;
    let columns: BTreeMap<String, usize> = head.iter().enumerate().map(|(at, name)| (name.trim().to_lowercase(), at)).collect();
    let missing: Vec<&str> = ASKED.into_iter().filter(|asked| !columns.contains_key(*asked)).collect();
    let unknown: Vec<&str> =
        columns.keys().map(String::as_str).filter(|column| !ASKED.contains(column) && !OPTIONAL.contains(column)).collect();
    if missing.is_empty() && unknown.is_empty() {
        return Ok(columns);
    }
    let (missing, unknown) = (missing.join(", "), unknown.join(", "));
    let finding = Finding::error(
        "history/columns",
        format!("历史表的栏目不符：缺少 [{missing}]，不认识 [{unknown}]"),
        format!("wrong columns in the history: missing [{missing}], unknown [{unknown}]"),
    );
    let hint = finding.at(at());
    Err(Box::new(
        hint.hint("应有 unit,year,kind,value，可有 day,source,note", "unit,year,kind,value are expected; day,source,note are allowed"),
    ))
}

fn read_row(record: &csv::StringRecord, columns: &BTreeMap<String, usize>, at: Location, book: &Rulebook) -> Result<Row, Bilingual> {
    let cell = |name: &str| columns.get(name).and_then(|at| record.get(*at)).unwrap_or("").trim();
    let unit = cell("unit");
    if unit.is_empty() {
        return Err(Bilingual::new("没有单位", "no unit"));
    }
    let year = cell("year");
    let year = year.parse().map_err(|_| Bilingual::new(format!("“{year}”不是年度"), format!("`{year}` is not a year")))?;
    let day = match cell("day") {
        "" => None,
        day => {
            let wrong = |_| Bilingual::new(format!("“{day}”不是日期"), format!("`{day}` is not a day such as 2021-06-09"));
            Some(day.parse::<Date>().map_err(wrong)?)
        }
    };
    let record = Record::parse(cell("kind"), cell("value"), book)?;
    Ok(Row { unit: UnitId::from(unit), year, day, record, source: Source::Given(at) })
}

fn unreadable(why: &Bilingual, at: Location) -> Finding {
    Finding::error(
        "history/row",
        format!("该行无法读取，已略去：{}", why.zh),
        format!("the row cannot be read and is left out: {}", why.en),
    )
    .at(at)
}

/// Finds two rows that give one unit and year different grades, ranks or scores. The first one counts.
fn contradictions(rows: &[Row]) -> Vec<Finding> {
    let mut first: BTreeMap<(&UnitId, i16, &str), &Row> = BTreeMap::new();
    let mut findings = Vec::new();
    for row in rows {
        let kind = match row.record {
            Record::Grade(_) | Record::NotGraded => "grade",
            Record::Rank(_) => "rank",
            Record::Score(_) => "score",
            _ => continue,
        };
        let earlier = *first.entry((&row.unit, row.year, kind)).or_insert(row);
        if earlier.record == row.record {
            continue;
        }
        let (Source::Given(before), Source::Given(at)) = (&earlier.source, &row.source) else { continue };
        let finding = Finding::error(
            "history/contradiction",
            format!("{}在{}年度的{kind}与 {before} 不一致，以先出现的为准", row.unit, row.year),
            format!("{kind} of {} in {} differs from {before}; the first one counts", row.unit, row.year),
        );
        findings.push(finding.at(at.clone()));
    }
    findings
}

/// Finds words that no rule can know, once each: a misspelt event would count as one that did not happen.
fn strangers(rows: &[Row], book: &Rulebook) -> Vec<Finding> {
    let mut seen = BTreeMap::new();
    for row in rows {
        let (word, known) = match &row.record {
            Record::Event { event, .. } => (event, &book.events),
            Record::Stratum(stratum) => (stratum, &book.strata),
            Record::Member(kind) if kind != "none" => (kind, &book.kinds),
            _ => continue,
        };
        if !known.is_empty() && known.iter().all(|declared| declared.id != *word) {
            seen.entry(word).or_insert((row, known));
        }
    }
    let finding = |(word, (row, known)): (&String, (&Row, &Vec<Word>))| {
        let choices: Vec<String> = known.iter().map(|word| format!("{}（{}）", word.id, word.zh)).collect();
        let finding = Finding::warning(
            "history/unknown-word",
            format!("没有规则认识“{word}”，该行不起作用"),
            format!("no rule knows `{word}`; the row has no effect"),
        );
        let Source::Given(at) = &row.source else { return finding };
        finding.at(at.clone()).hint(format!("可用：{}", choices.join("、")), format!("known: {}", choices.join(", ")))
    };
    seen.into_iter().map(finding).collect()
}

/// One line of the result.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Replayed {
    pub unit: UnitId,
    pub year: i16,
    pub verdict: Verdict,
    pub outcome: Outcome,
    pub rule: String,
    pub clause: Vec<ClauseId>,
    /// Rows of the history that decided it.
    pub because: Vec<HistoryRow>,
    pub reason: Bilingual,
    /// Inputs without which it cannot be decided.
    pub unknown: Vec<Bilingual>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<Date>,
    /// Rules that say the opposite of this unit and year: an error of the rules.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub conflicts: Vec<Opposed>,
}

/// A rule that contradicts another.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Opposed {
    pub rule: String,
    pub clause: Vec<ClauseId>,
}

/// A row of the history as delivered.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct HistoryRow {
    /// Line of the table, from 1, the heading included.
    pub line: Option<u32>,
    pub unit: UnitId,
    pub year: i16,
    pub kind: &'static str,
    pub value: String,
}

/// Returns what follows in every year of the history, by year, unit and rule, and the findings of the rules.
///
/// `known` are memberships from elsewhere, such as a programme folder. Other units whose membership no row tells are taken as members of
/// the first kind that the rulebook declares, from the first year in which the history mentions them.
pub fn replay_history(book: &Rulebook, history: &History, known: &[Member]) -> (Vec<Replayed>, Vec<Finding>) {
    let years: Vec<i16> = history.rows.iter().map(|row| row.year).collect();
    let (Some(first), Some(last)) = (years.iter().min(), years.iter().max()) else {
        return (Vec::new(), vec![Finding::warning("history/empty", "历史表没有可用的行", "the history has no usable row")]);
    };
    let members = members(book, history, known);
    let mut findings = Vec::new();
    let mut replayed = Vec::new();
    for consequences in replay(book, &members, history, *first..=*last) {
        let Consequences { decisions, findings: found, .. } = consequences;
        findings.extend(found);
        let opposed: Vec<Vec<Opposed>> = decisions.iter().map(|decision| opposed(decision, &decisions)).collect();
        replayed.extend(decisions.into_iter().zip(opposed).map(|(decision, conflicts)| Replayed {
            conflicts,
            because: decision.because.iter().filter_map(|fact| row_at(history, fact.at.as_ref()?)).collect(),
            unit: decision.unit,
            year: decision.year,
            verdict: decision.verdict,
            outcome: decision.outcome,
            rule: decision.rule,
            clause: decision.clause,
            reason: decision.reason,
            unknown: decision.unknown,
            from: decision.from,
            to: decision.to,
        }));
    }
    (replayed, findings)
}

fn opposed(decision: &Decision, decisions: &[Decision]) -> Vec<Opposed> {
    let met = |other: &&Decision| other.verdict == Verdict::Met && decision.verdict == Verdict::Met;
    let others = decisions.iter().filter(|other| other.unit == decision.unit && other.outcome.opposes(decision.outcome));
    others.filter(met).map(|other| Opposed { rule: other.rule.clone(), clause: other.clause.clone() }).collect()
}

/// Returns what two sets of rules say differently in the years of the history, unit by unit; `known` are memberships from elsewhere.
pub fn differences(before: &Rulebook, after: &Rulebook, history: &History, known: &[Member]) -> Vec<Change> {
    let years: Vec<i16> = history.rows.iter().map(|row| row.year).collect();
    let (Some(first), Some(last)) = (years.iter().min(), years.iter().max()) else { return Vec::new() };
    difference(before, after, &members(before, history, known), history, *first..=*last)
}

fn members(book: &Rulebook, history: &History, known: &[Member]) -> Vec<Member> {
    let mut members = member::of_history(history, [], book.kinds.first().map_or(ANY, |kind| kind.id.as_str()));
    members.retain(|member| known.iter().all(|known| known.unit != member.unit));
    for member in &mut members {
        member.validity = span(book, history, &member.unit);
    }
    members.extend(known.iter().cloned());
    members
}

/// Returns from when until when a unit is taken as a member: from the first year in which the history mentions it, so that it counts for the
/// results of that year and of none before; to the end of the years in which zones were graded, where it is a zone of others and is not
/// mentioned later.
fn span(book: &Rulebook, history: &History, unit: &UnitId) -> Validity {
    let own = || history.rows.iter().filter(|row| row.unit == *unit).map(|row| row.year);
    let (Some(first), Some(last)) = (own().min(), own().max()) else { return Validity::default() };
    let from = Date::new(first, 12, 31).ok().map(|end| end.min(book.calendar.day_of(first)));
    let is_zone = history.rows.iter().any(|row| matches!(&row.record, Record::Zone(zone) if zone == unit));
    let graded_until = book.successions.iter().map(|succession| succession.last_year).max().filter(|until| is_zone && last <= *until);
    Validity { from, to: graded_until.and_then(|year| book.calendar.day_of(year).tomorrow().ok()) }
}

fn row_at(history: &History, at: &Location) -> Option<HistoryRow> {
    let row = history.rows.iter().find(|row| matches!(&row.source, Source::Given(location) if location == at))?;
    let (kind, value) = row.record.written();
    Some(HistoryRow { line: at.line, unit: row.unit.clone(), year: row.year, kind, value })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(table: &str) -> (usize, Vec<String>) {
        let (history, findings) = read_history("h.csv", table.as_bytes(), &Rulebook::default());
        let said = findings.iter().map(|finding| {
            let line = finding.location.as_ref().and_then(|at| at.line).unwrap_or(0);
            format!("{}:{line}", finding.code)
        });
        (history.rows.len(), said.collect())
    }

    fn check(table: &str, rows: usize, expected: &[&str]) {
        assert_eq!(codes(table), (rows, expected.iter().map(ToString::to_string).collect()), "{table}");
    }

    #[test]
    fn what_is_wrong_with_a_history_is_found_at_its_line() {
        check("unit,year,kind,value\na,2020,grade,poor\n", 1, &[]);
        check("\u{feff}unit,year,kind,value,note\na,2020,grade,poor,x\n", 1, &[]);
        check("unit,year,kind\na,2020,grade\n", 0, &["history/columns:1"]);
        check("unit,year,kind,value,mood\na,2020,grade,poor,x\n", 0, &["history/columns:1"]);
        check("unit,year,kind,value\na,twenty,grade,poor\nb,2020,grade,poor\n", 1, &["history/row:2"]);
        check(
            "unit,year,kind,value\n,2020,grade,poor\na,2020,rank,x\na,2020,song,x\n",
            0,
            &["history/row:2", "history/row:3", "history/row:4"],
        );
        check("unit,year,kind,value\na,2020,grade,poor\na,2020,grade,good\n", 2, &["history/contradiction:3"]);
        check("unit,year,kind,value\na,2020,grade,poor\na,2020,grade,poor\n", 2, &[]);
    }

    #[test]
    fn a_table_is_read_in_the_charsets_in_which_offices_save_it() {
        // "甲,2020,grade,丙" in GB 18030, and in UTF-16 with its mark.
        let row = b"unit,year,kind,value\n\xbc\xd7,2020,grade,\xb1\xfb\n";
        let wide: Vec<u8> = "\u{feff}unit,year,kind,value\n甲,2020,grade,丙\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        for bytes in [&row[..], &wide] {
            let (history, findings) = read_history("h.csv", bytes, &Rulebook::default());
            let said: Vec<_> = history.rows.iter().map(|row| (row.unit.as_str(), row.record.written())).collect();
            assert_eq!((said, findings.len()), (vec![("甲", ("grade", "丙".to_owned()))], 0));
        }
    }

    #[test]
    fn a_file_that_is_no_table_does_not_panic() {
        for bytes in [&b""[..], &b"\xff\xfe"[..], &b"unit,year,kind,value\n\"a,2020"[..]] {
            let (history, _) = read_history("h.csv", bytes, &Rulebook::default());
            assert_eq!(history.rows.len(), 0);
        }
    }
}
