//! The history, by unit and year, as the conditions ask for it.

use std::collections::{BTreeMap, BTreeSet};

use corpus::{Bilingual, ClauseId, Location};
use jiff::civil::Date;
use programme::rule::{Group, History, Record, Row, Rulebook, Source};
use programme::{GradeId, UnitId};

use crate::{Fact, Member};

/// Kind of a unit that was removed in an earlier year.
pub(crate) const REMOVED: &str = "removed";
/// Kind of a unit whose membership is not known: every rule is asked of it.
pub(crate) const ANY: &str = "*";

/// History and memberships, looked up by unit and year.
pub(crate) struct Timeline<'a> {
    pub(crate) book: &'a Rulebook,
    pub(crate) history: &'a History,
    rows: BTreeMap<&'a UnitId, BTreeMap<i16, Vec<&'a Row>>>,
    members: BTreeMap<&'a UnitId, Vec<&'a Member>>,
    units: BTreeSet<&'a UnitId>,
}

/// What is known of a grade.
pub(crate) enum Known<'a> {
    Grade {
        grades: &'a [GradeId],
        row: &'a Row,
    },
    /// There was none, and why.
    None(Why, Option<&'a Row>),
    Missing,
}

/// Why a unit has no grade.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Why {
    NotYetMember,
    NobodyEvaluated,
    NotGraded,
    Removed,
}

impl<'a> Timeline<'a> {
    pub(crate) fn new(book: &'a Rulebook, members: &'a [Member], history: &'a History) -> Self {
        let mut rows: BTreeMap<&UnitId, BTreeMap<i16, Vec<&Row>>> = BTreeMap::new();
        for row in &history.rows {
            rows.entry(&row.unit).or_default().entry(row.year).or_default().push(row);
        }
        let mut by_unit: BTreeMap<&UnitId, Vec<&Member>> = BTreeMap::new();
        for member in members {
            by_unit.entry(&member.unit).or_default().push(member);
        }
        let told = history.rows.iter().filter(|row| matches!(row.record, Record::Member(_))).map(|row| &row.unit);
        let units = by_unit.keys().copied().chain(told).collect();
        Self { book, history, rows, members: by_unit, units }
    }

    /// Returns every unit that has a membership, listed or told by the history, in order.
    pub(crate) fn units(&self) -> impl Iterator<Item = &'a UnitId> {
        self.units.iter().copied()
    }

    pub(crate) fn rows(&self, unit: &UnitId, year: i16) -> impl Iterator<Item = &'a Row> {
        self.rows.get(unit).and_then(|years| years.get(&year)).into_iter().flatten().copied()
    }

    /// Returns the latest row up to `year` for which `pick` finds something.
    fn latest<T>(&self, unit: &UnitId, year: i16, pick: impl Fn(&'a Row) -> Option<T>) -> Option<T> {
        self.rows.get(unit)?.range(..=year).rev().flat_map(|(_, rows)| rows.iter().rev()).find_map(|row| pick(row))
    }

    /// Returns the unit's kind of membership on a day of `year`, and its source.
    pub(crate) fn kind(&self, unit: &UnitId, year: i16, day: Date) -> Option<(&'a str, &'a [ClauseId])> {
        let told = self.latest(unit, year, |row| match &row.record {
            Record::Member(kind) => Some((kind.as_str(), cite(row))),
            _ => None,
        });
        let listed = || {
            let member = self.members.get(unit)?.iter().find(|member| member.validity.holds_on(day))?;
            Some((member.kind.as_str(), member.cite.as_slice()))
        };
        match told {
            Some((kind, cite)) => (kind != "none").then_some((kind, cite)),
            None => listed(),
        }
    }

    /// Returns whether rows after the year `left` tell that the membership ended and, by `year`, began again.
    pub(crate) fn taken_in_again(&self, unit: &UnitId, left: i16, year: i16) -> bool {
        let Some(years) = self.rows.get(unit).filter(|_| left <= year) else { return false };
        let told = years.range(left..=year).flat_map(|(_, rows)| rows).filter_map(|row| match &row.record {
            Record::Member(kind) => Some(kind != "none"),
            _ => None,
        });
        told.skip_while(|inside| *inside).any(|inside| inside)
    }

    /// Returns the grade of a unit, which may be that of its zone.
    pub(crate) fn grade(&self, unit: &UnitId, year: i16) -> Known<'a> {
        if let Some(known) = self.own_grade(unit, year) {
            return known;
        }
        if self.book.succession(year).is_some()
            && let Some(zone) = self.zone(unit, year)
            && let Some(known) = self.own_grade(zone, year)
        {
            return known;
        }
        if self.outside(unit, year) {
            return Known::None(Why::NotYetMember, None);
        }
        if self.history.begins.is_some_and(|begins| year < begins) {
            return Known::None(Why::NobodyEvaluated, None);
        }
        Known::Missing
    }

    fn own_grade(&self, unit: &UnitId, year: i16) -> Option<Known<'a>> {
        self.rows(unit, year).find_map(|row| match &row.record {
            Record::Grade(grades) if grades.is_empty() => Some(Known::Missing),
            Record::Grade(grades) => Some(Known::Grade { grades, row }),
            Record::NotGraded => Some(Known::None(Why::NotGraded, Some(row))),
            _ => None,
        })
    }

    /// Returns whether the unit is known to have been no member at the end of `year`.
    pub(crate) fn outside(&self, unit: &UnitId, year: i16) -> bool {
        let Ok(end) = Date::new(year, 12, 31) else { return true };
        let first_told =
            self.rows.get(unit).into_iter().flatten().find_map(|(year, rows)| {
                rows.iter().any(|row| matches!(&row.record, Record::Member(kind) if kind != "none")).then_some(*year)
            });
        match first_told {
            Some(first) => year < first,
            None => self.members.get(unit).is_some_and(|spans| spans.iter().all(|member| !member.validity.holds_on(end))),
        }
    }

    /// Returns the zone the unit belonged to at the end of `year`, as the history tells or else its membership.
    pub(crate) fn zone(&self, unit: &UnitId, year: i16) -> Option<&'a UnitId> {
        let told = self.latest(unit, year, |row| match &row.record {
            Record::Zone(zone) => Some(zone),
            _ => None,
        });
        told.or_else(|| self.listed_zone(unit, year))
    }

    fn listed_zone(&self, unit: &UnitId, year: i16) -> Option<&'a UnitId> {
        let end = Date::new(year, 12, 31).ok()?;
        self.members.get(unit)?.iter().find(|member| member.validity.holds_on(end))?.zone.as_ref()
    }

    pub(crate) fn stratum(&self, unit: &UnitId, year: i16) -> Option<(&'a str, &'a Row)> {
        self.latest(unit, year, |row| match &row.record {
            Record::Stratum(name) => Some((name.as_str(), row)),
            _ => None,
        })
    }

    pub(crate) fn score(&self, unit: &UnitId, year: i16) -> Option<(f64, &'a Row)> {
        self.rows(unit, year).find_map(|row| match row.record {
            Record::Score(score) => Some((score, row)),
            _ => None,
        })
    }

    pub(crate) fn province(&self, unit: &UnitId, year: i16) -> Option<&'a str> {
        let told = self.latest(unit, year, |row| match &row.record {
            Record::Province(name) => Some(name.as_str()),
            _ => None,
        });
        told.or_else(|| self.members.get(unit)?.iter().find_map(|member| member.province.as_deref()))
    }

    /// Returns the units of a unit's group; `None` when the group is not known.
    pub(crate) fn group(&self, unit: &'a UnitId, group: Group, year: i16) -> Option<BTreeSet<&'a UnitId>> {
        let all = || self.units().chain(self.rows.keys().copied());
        match group {
            Group::Unit => Some(BTreeSet::from([unit])),
            Group::All => Some(self.units().collect()),
            Group::Zone => {
                let zone = self.zone(unit, year)?;
                Some(all().filter(|other| self.zone(other, year) == Some(zone)).collect())
            }
            Group::Province => {
                let province = self.province(unit, year)?;
                Some(all().filter(|other| self.province(other, year) == Some(province)).collect())
            }
            Group::Stratum => {
                let (stratum, _) = self.stratum(unit, year)?;
                Some(all().filter(|other| self.stratum(other, year).is_some_and(|(name, _)| name == stratum)).collect())
            }
        }
    }
}

/// Returns the fact that a row states.
pub(crate) fn fact(row: &Row, what: Bilingual) -> Fact {
    Fact { year: Some(row.year), what, cite: cite(row).to_vec(), at: at(row) }
}

fn cite(row: &Row) -> &[ClauseId] {
    match &row.source {
        Source::Cited(clauses) => clauses,
        Source::Computed | Source::Given(_) => &[],
    }
}

fn at(row: &Row) -> Option<Location> {
    match &row.source {
        Source::Given(location) => Some(location.clone()),
        Source::Cited(_) | Source::Computed => None,
    }
}
