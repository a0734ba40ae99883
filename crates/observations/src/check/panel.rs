//! A tidy table as series, for checks that look at everything at once. Ten million figures fit in some hundred megabytes.

use std::collections::HashMap;

use corpus::Finding;
use jiff::civil::Date;

use crate::Table;
use crate::limit::Limited;
use crate::number::{Printed, read_number};
use crate::rows::{Next, RowPlace, each_row, each_row_of};
use crate::tidy::Head;

/// All figures of a table by heading and place.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Panel {
    pub file: String,
    /// Sorted by heading, then place.
    pub series: Vec<Series>,
}

/// One heading of one place over the years.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Series {
    pub heading: String,
    /// Code, or name where the table has no codes.
    pub place: String,
    pub name: String,
    pub unit: String,
    pub source: String,
    /// Sorted by year; the first of duplicates.
    pub points: Vec<Point>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    pub year: i16,
    pub value: f64,
    /// Row of the table, from 1.
    pub row: u32,
    /// Whether the table itself remarks on the figure.
    pub noted: bool,
    /// When the figure became known, where the table says so; the latest known of several is kept.
    pub known_on: Option<Date>,
}

type Visit<'a> = &'a mut dyn FnMut(RowPlace<'_>, &csv::StringRecord) -> Next;

impl Panel {
    /// Reads a tidy table whole.
    pub fn read(table: &Table) -> (Self, Vec<Finding>) {
        Self::read_as_known_on(table, None)
    }

    /// Reads what a tidy table said on a day.
    pub fn read_as_known_on(table: &Table, day: Option<Date>) -> (Self, Vec<Finding>) {
        Self::collect(&table.name, day, |visit| each_row(table, visit))
    }

    /// Reads a tidy table of comma-separated values as it comes, in the room that its figures need.
    pub fn read_from(name: &str, reader: &mut dyn std::io::Read, day: Option<Date>) -> (Self, Vec<Finding>) {
        Self::collect(name, day, |visit| each_row_of(name, reader, visit))
    }

    fn collect(name: &str, as_known_on: Option<Date>, each: impl FnOnce(Visit<'_>) -> Result<(), Box<Finding>>) -> (Self, Vec<Finding>) {
        let mut findings = Limited::new(name);
        let mut builder = Builder { as_known_on, ..Builder::default() };
        let mut head = None;
        let outcome = each(&mut |place, record| {
            match &head {
                None => match Head::read(record) {
                    Some(found) => head = Some(found),
                    None => return Next::Sheet,
                },
                Some(head) => builder.row(head, place.row, record),
            }
            Next::Row
        });
        if let Err(finding) = outcome {
            findings.push(*finding);
        } else if head.is_none() {
            findings.push(crate::tidy::no_head(name));
        }
        (Self { file: name.to_owned(), series: builder.finish() }, findings.finish())
    }

    /// Puts panels together; of two figures for one heading, place and year the first panel's stays.
    pub fn joined(panels: Vec<Self>) -> Self {
        let file = panels.iter().map(|panel| panel.file.as_str()).collect::<Vec<_>>().join(", ");
        let mut series: Vec<Series> = panels.into_iter().flat_map(|panel| panel.series).collect();
        series.sort_by(|a, b| (&a.heading, &a.place).cmp(&(&b.heading, &b.place)));
        series.dedup_by(|later, first| {
            let same = (&later.heading, &later.place) == (&first.heading, &first.place);
            if same {
                first.points.append(&mut later.points);
                first.points.sort_by_key(|point| point.year);
                first.points.dedup_by_key(|point| point.year);
            }
            same
        });
        Self { file, series }
    }

    pub fn figures(&self) -> usize {
        self.series.iter().map(|series| series.points.len()).sum()
    }

    pub fn find(&self, heading: &str, place: &str) -> Option<&Series> {
        self.position(heading, place).map(|at| &self.series[at])
    }

    pub(crate) fn position(&self, heading: &str, place: &str) -> Option<usize> {
        self.series.binary_search_by(|series| (series.heading.as_str(), series.place.as_str()).cmp(&(heading, place))).ok()
    }

    /// Returns the series of a heading, in the order of places.
    pub fn of_heading(&self, heading: &str) -> &[Series] {
        let start = self.series.partition_point(|series| series.heading.as_str() < heading);
        let end = self.series.partition_point(|series| series.heading.as_str() <= heading);
        &self.series[start..end]
    }
}

impl Series {
    pub fn at(&self, year: i16) -> Option<&Point> {
        self.points.binary_search_by_key(&year, |point| point.year).ok().map(|at| &self.points[at])
    }
}

#[derive(Default)]
struct Builder {
    headings: HashMap<String, u32>,
    places: HashMap<String, u32>,
    index: HashMap<(u32, u32), usize>,
    series: Vec<Series>,
    as_known_on: Option<Date>,
}

impl Builder {
    fn row(&mut self, head: &Head, row: u32, record: &csv::StringRecord) {
        let field = |column: Option<usize>| column.and_then(|at| record.get(at)).unwrap_or_default().trim();
        let code = field(head.code);
        let place = if code.is_empty() { field(head.name) } else { code };
        let (Printed::Number { value, .. }, Ok(year)) = (read_number(field(Some(head.value))), field(Some(head.year)).parse::<i16>())
        else {
            return;
        };
        let known_on: Option<Date> = field(head.known_on).parse().ok();
        if self.as_known_on.is_some() && known_on > self.as_known_on {
            return;
        }
        let heading = field(Some(head.indicator));
        let key = (number(&mut self.headings, heading), number(&mut self.places, place));
        let at = *self.index.entry(key).or_insert_with(|| {
            self.series.push(Series {
                heading: heading.to_owned(),
                place: place.to_owned(),
                name: field(head.name).to_owned(),
                unit: field(head.unit).to_owned(),
                source: field(head.source).to_owned(),
                points: Vec::new(),
            });
            self.series.len() - 1
        });
        self.series[at].points.push(Point { year, value, row, noted: !field(head.note).is_empty(), known_on });
    }

    fn finish(mut self) -> Vec<Series> {
        for series in &mut self.series {
            series.points.sort_by_key(|point| (point.year, std::cmp::Reverse(point.known_on), point.row));
            series.points.dedup_by_key(|point| point.year);
        }
        self.series.sort_by(|a, b| (&a.heading, &a.place).cmp(&(&b.heading, &b.place)));
        self.series
    }
}

fn number(known: &mut HashMap<String, u32>, text: &str) -> u32 {
    if let Some(&number) = known.get(text) {
        return number;
    }
    let next = known.len() as u32;
    known.insert(text.to_owned(), next);
    next
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_two_panels_the_first_is_believed_and_the_other_fills_in() {
        let panel = |text: &str| Panel::read(&Table { name: "a.csv".to_owned(), bytes: text.as_bytes().to_vec(), known_on: None }).0;
        let first = panel("code,year,indicator,value\n430300,2019,gdp,2257.6\n");
        let second = panel("code,year,indicator,value\n430300,2019,gdp,1.0\n430300,2018,gdp,2161.4\n430200,2019,gdp,3003.1\n");
        let joined = Panel::joined(vec![first, second]);
        let figures: Vec<(&str, i16, f64)> = joined
            .series
            .iter()
            .flat_map(|series| series.points.iter().map(|point| (series.place.as_str(), point.year, point.value)))
            .collect();
        assert_eq!(figures, [("430200", 2019, 3003.1), ("430300", 2018, 2161.4), ("430300", 2019, 2257.6)]);
    }
}
