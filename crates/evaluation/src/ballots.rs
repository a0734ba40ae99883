//! What experts wrote down, and the score it makes.

use std::collections::{BTreeMap, BTreeSet};

use corpus::{Finding, Location};
use programme::UnitId;
use programme::method::{BallotMean, Content, Method, Panel};

/// All ballots of a year.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Ballots {
    pub ballots: Vec<Ballot>,
    /// Year, expert and unit: the expert may not judge it; without a year in any.
    pub recusals: BTreeSet<(Option<i16>, String, UnitId)>,
}

/// One expert's mark for one unit on one criterion.
#[derive(Debug, Clone, PartialEq)]
pub struct Ballot {
    /// Year that is judged; `None` counts for whatever year is asked.
    pub year: Option<i16>,
    pub expert: String,
    pub unit: UnitId,
    pub criterion: String,
    pub score: f64,
}

/// Words in the score column by which an expert stands back.
const RECUSED: [&str; 3] = ["recused", "回避", "R"];

impl Ballots {
    /// Reads a table with the columns `expert`, `unit`, `criterion`, `score` and, where it holds several years, `year`; `回避` or `recused` in place of a score takes the expert out
    /// for the unit. A blank score is no ballot. Flawed rows are left out with a finding each.
    pub fn parse(path: &str, text: &str) -> (Self, Vec<Finding>) {
        let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n"); // the reader would name rows one line too low
        let mut reader = csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(text.as_bytes());
        let mut read = Self::default();
        let mut findings = Vec::new();
        let columns: Vec<String> = reader.headers().map(|headers| headers.iter().map(str::to_owned).collect()).unwrap_or_default();
        let wanted = ["expert", "unit", "criterion", "score"];
        let places: Vec<usize> = wanted.iter().filter_map(|name| columns.iter().position(|column| column == name)).collect();
        let [expert, unit, criterion, score] = places[..] else {
            findings.push(
                Finding::error(
                    "ballots/columns",
                    "专家打分表应有 expert、unit、criterion、score 四列",
                    "a table of ballots has the columns expert, unit, criterion, score",
                )
                .at(Location::line(path, 1)),
            );
            return (read, findings);
        };
        let year = columns.iter().position(|column| column == "year");
        let mut seen = BTreeSet::new();
        for (index, row) in reader.records().enumerate() {
            let line = row.as_ref().ok().and_then(csv::StringRecord::position).map_or(index as u64 + 2, csv::Position::line);
            let place = Location::line(path, line as u32);
            let Ok(row) = row else {
                findings.push(Finding::error("ballots/row", "这一行无法读取", "this row cannot be read").at(place));
                continue;
            };
            let cell = |column: usize| row.get(column).unwrap_or("");
            let year = year.and_then(|year| cell(year).parse::<i16>().ok());
            let key = (cell(expert).to_owned(), UnitId::from(cell(unit)), cell(criterion).to_owned());
            let printed = cell(score);
            if RECUSED.contains(&printed) {
                read.recusals.insert((year, key.0, key.1));
            } else if printed.is_empty() {
            } else if let Some(score) = printed.parse().ok().filter(|score: &f64| score.is_finite()) {
                if seen.insert((year, key.clone())) {
                    read.ballots.push(Ballot { year, expert: key.0, unit: key.1, criterion: key.2, score });
                } else {
                    findings.push(
                        Finding::error(
                            "ballots/twice",
                            format!("专家“{}”对同一项打了两次分，以第一次为准", key.0),
                            format!("the expert \"{}\" has marked this twice; the first mark counts", key.0),
                        )
                        .at(place),
                    );
                }
            } else {
                findings.push(
                    Finding::error("ballots/score", format!("“{printed}”不是分数"), format!("\"{printed}\" is no mark"))
                        .at(place)
                        .hint("填写数字，或填写“回避”", "write a number, or `recused`"),
                );
            }
        }
        read.ballots.retain(|ballot| {
            let stands = !read.recusals.contains(&(ballot.year, ballot.expert.clone(), ballot.unit.clone()));
            if !stands {
                findings.push(Finding::warning(
                    "ballots/recused",
                    format!("专家“{}”已对“{}”回避，其打分不计", ballot.expert, ballot.unit),
                    format!("the expert \"{}\" stands back for \"{}\"; the mark is not counted", ballot.expert, ballot.unit),
                ));
            }
            stands
        });
        (read, findings)
    }

    /// Findings about ballots for units that are not judged and for criteria that the method does not have, which would count for nothing.
    pub fn strangers(&self, path: &str, units: &[crate::Unit], method: &Method) -> Vec<Finding> {
        let criteria: BTreeSet<&str> = method
            .nodes
            .iter()
            .filter_map(|node| if let Content::Criterion { id, .. } = &node.content { Some(id.as_str()) } else { None })
            .collect();
        let known: BTreeSet<&UnitId> = units.iter().map(|unit| &unit.id).collect();
        let named: BTreeSet<&str> =
            self.ballots.iter().map(|ballot| ballot.criterion.as_str()).filter(|name| !criteria.contains(name)).collect();
        let judged: BTreeSet<&UnitId> = self.ballots.iter().map(|ballot| &ballot.unit).filter(|unit| !known.contains(unit)).collect();
        let of_criterion = |name: &str| {
            Finding::error(
                "ballots/unknown-criterion",
                format!("办法中没有评分项“{name}”，其打分不计"),
                format!("the method has no criterion \"{name}\"; its marks count for nothing"),
            )
        };
        let of_unit = |unit: &UnitId| {
            Finding::error(
                "ballots/unknown-unit",
                format!("数据表中没有单位“{unit}”，其打分不计"),
                format!("the table has no unit \"{unit}\"; its marks count for nothing"),
            )
        };
        let found = named.into_iter().map(of_criterion).chain(judged.into_iter().map(of_unit));
        found.map(|finding| finding.at(Location::file(path)).hint("核对写法是否与办法、数据表一致", "look at the spelling")).collect()
    }

    /// Adds the ballots and recusals of another table.
    pub fn extend(&mut self, other: Self) {
        self.ballots.extend(other.ballots);
        self.recusals.extend(other.recusals);
    }

    /// Marks of one criterion for one year, by unit, each with its expert.
    pub fn of_criterion(&self, criterion: &str, year: i16) -> BTreeMap<&UnitId, Vec<&Ballot>> {
        let mut marks: BTreeMap<&UnitId, Vec<&Ballot>> = BTreeMap::new();
        for ballot in self.ballots.iter().filter(|ballot| ballot.criterion == criterion && ballot.year.is_none_or(|own| own == year)) {
            marks.entry(&ballot.unit).or_default().push(ballot);
        }
        marks
    }
}

/// Returns the panel's mark; `None` with fewer ballots than the panel asks for.
pub fn panel_score(marks: &[f64], panel: &Panel) -> Option<f64> {
    let mut marks = marks.to_vec();
    marks.sort_by(f64::total_cmp);
    if marks.len() < panel.fewest.unwrap_or(1).max(1) as usize {
        return None;
    }
    match panel.mean {
        BallotMean::Mean => Some(mean(&marks)),
        BallotMean::Median => {
            let middle = marks.len() / 2;
            Some(if marks.len() % 2 == 1 { marks[middle] } else { (marks[middle - 1] + marks[middle]) / 2.0 })
        }
        BallotMean::Trimmed => {
            let trim = panel.trim.unwrap_or(0) as usize;
            marks.get(trim..marks.len().saturating_sub(trim)).filter(|kept| !kept.is_empty()).map(mean)
        }
    }
}

fn mean(marks: &[f64]) -> f64 {
    marks.iter().sum::<f64>() / marks.len() as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_expert_who_stands_back_one_year_is_heard_the_next() {
        let text = "year,expert,unit,criterion,score\n2019,e,x,work,5\n2020,e,x,work,7\n2020,f,x,work,recused\n2019,f,x,work,6\n";
        let (ballots, findings) = Ballots::parse("b", text);
        let marks = |year| ballots.of_criterion("work", year).values().flatten().map(|ballot| ballot.score).collect::<Vec<_>>();
        assert_eq!(findings, []);
        assert_eq!(marks(2019), [5.0, 6.0]);
        assert_eq!(marks(2020), [7.0]);
        assert_eq!(marks(2021), [0.0; 0]);
    }

    #[test]
    fn a_trimmed_mean_forgets_the_highest_and_the_lowest() {
        let panel = Panel { mean: BallotMean::Trimmed, trim: Some(1), ..Panel::default() };
        assert_eq!(panel_score(&[9.0, 1.0, 7.0, 8.0], &panel), Some(7.5));
        assert_eq!(panel_score(&[9.0, 1.0], &panel), None);
    }

    #[test]
    fn who_stands_back_is_not_counted_and_nothing_is_dropped_in_silence() {
        let text = "expert,unit,criterion,score\na,u,work,8\nb,u,work,回避\nb,u,other,9\nc,u,work,good\na,u,work,2\nd,u,work,\n";
        let (ballots, findings) = Ballots::parse("ballots.csv", text);
        assert_eq!(ballots.ballots.len(), 1);
        assert_eq!(ballots.recusals.len(), 1);
        let codes: Vec<&str> = findings.iter().map(|finding| finding.code.as_ref()).collect();
        assert_eq!(codes, ["ballots/score", "ballots/twice", "ballots/recused"]);
        assert_eq!(findings[0].location.as_ref().and_then(|place| place.line), Some(5));
    }
}
