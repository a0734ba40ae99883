//! What every page needs to look up, gathered once for the whole site.

use std::collections::{BTreeMap, BTreeSet};

use consequences::practices::{self, Library, Match};
use consequences::tasks::{self, Obligation};
use corpus::{Bilingual, PaperId};
use evaluation::{Contribution, Standing, UnitOutcome};
use programme::{GradeId, UnitId};

use crate::charts::PLACES;
use crate::cites::{self, Cites};
use crate::cycle::{Cycle, Year};
use crate::route::{Route, routes};

/// A cycle with its indices.
#[derive(Debug)]
pub(crate) struct Context<'a> {
    pub cycle: &'a Cycle,
    /// Every unit with a page: members, and whatever was judged or decided upon.
    pub units: Vec<UnitId>,
    /// Every paper with a page: held, declared or cited.
    pub papers: Vec<PaperId>,
    pub cites: Cites,
    pub routes: BTreeMap<String, Route>,
    /// Mean points of every contribution by year, class and path.
    means: BTreeMap<(i16, Option<String>), BTreeMap<String, f64>>,
}

/// An evaluated unit in one year, taken apart from its enum.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Evaluated<'a> {
    pub outcome: &'a UnitOutcome,
    pub score: f64,
    pub rank: u32,
    pub of: u32,
    pub grade: Option<&'a GradeId>,
    pub contributions: &'a [Contribution],
    pub uncertainty: Option<&'a evaluation::Uncertainty>,
}

impl<'a> Evaluated<'a> {
    pub(crate) fn of(outcome: &'a UnitOutcome) -> Option<Self> {
        match &outcome.standing {
            Standing::Evaluated { score, rank, of, grade, contributions, uncertainty, .. } => Some(Self {
                outcome,
                score: *score,
                rank: *rank,
                of: *of,
                grade: grade.as_ref(),
                contributions,
                uncertainty: uncertainty.as_ref(),
            }),
            Standing::Special { .. } | Standing::NotEvaluable(_) => None,
        }
    }

    /// Share of the asked indicators that have no figure.
    pub(crate) fn missing_share(&self) -> f64 {
        missing_share(self.outcome)
    }

    /// Probability of the grade given.
    pub(crate) fn confidence(&self) -> Option<f64> {
        self.uncertainty?.grade_probability.get(self.grade?).copied()
    }
}

/// Why a unit stands outside the ranking: no figures, or a special case of the method; none if it is ranked.
pub(crate) fn unranked_reason(outcome: &UnitOutcome) -> Option<&Bilingual> {
    match &outcome.standing {
        Standing::Evaluated { .. } => None,
        Standing::Special { reason, .. } => Some(reason),
        Standing::NotEvaluable(why) => Some(&why.reason),
    }
}

pub(crate) fn missing_share(outcome: &UnitOutcome) -> f64 {
    1.0 - f64::from(outcome.n_present) / f64::from(outcome.n_asked.max(1))
}

impl<'a> Context<'a> {
    pub(crate) fn new(cycle: &'a Cycle) -> Self {
        let units = units(cycle);
        let cites = cites::collect(cycle);
        let papers: BTreeSet<PaperId> = cycle.readings.keys().chain(cycle.programme.papers.keys()).chain(cites.keys()).cloned().collect();
        let papers: Vec<PaperId> = papers.into_iter().collect();
        let routes = routes(cycle, &units, &papers).into_iter().map(|route| (route.path(), route)).collect();
        let means = cycle.years.iter().flat_map(means).collect();
        Self { cycle, units, papers, cites, routes, means }
    }

    pub(crate) fn last_year(&self) -> Option<&'a Year> {
        self.cycle.years.last()
    }

    pub(crate) fn year(&self, year: i16) -> Option<&'a Year> {
        self.cycle.years.iter().find(|candidate| candidate.year == year)
    }

    pub(crate) fn evaluated(&self, year: &'a Year, unit: &UnitId) -> Option<Evaluated<'a>> {
        Evaluated::of(year.evaluation.units.iter().find(|outcome| outcome.unit == *unit)?)
    }

    /// The last year that judged the unit, with its result.
    pub(crate) fn last_evaluated(&self, unit: &UnitId) -> Option<(&'a Year, Evaluated<'a>)> {
        self.cycle.years.iter().rev().find_map(|year| Some((year, self.evaluated(year, unit)?)))
    }

    /// Practices of others that fit a unit, by the last evaluation that judged it.
    pub(crate) fn matches(&self, unit: &UnitId) -> Vec<Match> {
        let Cycle { programme, proceedings, day, .. } = self.cycle;
        let votes = proceedings.votes_by_practice();
        let evaluation = self.last_evaluated(unit).map(|(year, _)| &year.evaluation);
        let library = Library { programme, matching: &proceedings.matching, evaluation, votes: &votes, day: *day };
        practices::matches(library, unit, &[])
    }

    /// What must be done by or for a unit on the day of the cycle.
    pub(crate) fn obligations(&self, unit: &UnitId) -> Vec<Obligation> {
        tasks::obligations(&self.cycle.programme, &self.cycle.proceedings, unit, self.cycle.day)
    }

    pub(crate) fn class_mean(&self, year: i16, class: Option<&str>) -> BTreeMap<String, f64> {
        self.means.get(&(year, class.map(str::to_owned))).cloned().unwrap_or_default()
    }

    pub(crate) fn unit_name(&self, unit: &UnitId) -> Bilingual {
        self.cycle.programme.unit(unit, self.cycle.day).map_or_else(|| Bilingual::new(unit.as_str(), unit.as_str()), |unit| unit.name)
    }

    /// Province of a unit as the tiles name it.
    pub(crate) fn province(&self, unit: &UnitId) -> Option<&'static str> {
        let province = self.cycle.programme.unit(unit, self.cycle.day)?.province;
        let name = self.unit_name(&province).zh;
        PLACES.iter().map(|place| place.0).find(|place| name.starts_with(place))
    }

    pub(crate) fn grade_name(&self, grade: &GradeId) -> Bilingual {
        let named = self.cycle.programme.about.grades.iter().find(|candidate| candidate.id == *grade);
        named.map_or_else(|| Bilingual::new(grade.as_str(), grade.as_str()), |grade| grade.name.clone())
    }

    pub(crate) fn class_name(&self, class: &str) -> Bilingual {
        let named = self.cycle.programme.about.classes.iter().find(|candidate| candidate.id == class);
        named.map_or_else(|| Bilingual::new(class, class), |class| class.name.clone())
    }

    /// Grades that a year knows, best first: in the programme's order, unknown ones last.
    pub(crate) fn grades(&self, year: &Year) -> Vec<GradeId> {
        let evaluated = year.evaluation.units.iter().filter_map(Evaluated::of);
        let given = |unit: Evaluated<'_>| {
            let probable =
                unit.uncertainty.iter().flat_map(|uncertainty| uncertainty.grade_probability.keys()).cloned().collect::<Vec<_>>();
            probable.into_iter().chain(unit.grade.cloned())
        };
        let present: BTreeSet<GradeId> = evaluated.flat_map(given).collect();
        let order = &self.cycle.programme.about.grades;
        let mut grades: Vec<GradeId> = present.into_iter().collect();
        grades.sort_by_key(|grade| order.iter().position(|named| named.id == *grade).unwrap_or(order.len()));
        grades
    }

    pub(crate) fn all_findings(&self) -> usize {
        self.cycle.findings.values().map(Vec::len).sum()
    }
}

fn units(cycle: &Cycle) -> Vec<UnitId> {
    let judged = cycle.years.iter().flat_map(|year| year.evaluation.units.iter().map(|outcome| &outcome.unit));
    let decided = cycle.years.iter().flat_map(|year| year.consequences.decisions.iter().map(|decision| &decision.unit));
    let standing = cycle.years.iter().flat_map(|year| year.consequences.members.iter().map(|(unit, _)| unit));
    let members = cycle.programme.all_members();
    let events = cycle.programme.events.iter().map(|event| &event.unit);
    let units: BTreeSet<UnitId> = judged.chain(decided).chain(standing).chain(members).chain(events).cloned().collect();
    units.into_iter().collect()
}

type Means = ((i16, Option<String>), BTreeMap<String, f64>);

fn means(year: &Year) -> Vec<Means> {
    let mut sums: BTreeMap<Option<String>, (f64, BTreeMap<String, f64>)> = BTreeMap::new();
    for unit in year.evaluation.units.iter().filter_map(Evaluated::of) {
        let (count, points) = sums.entry(unit.outcome.class.clone()).or_default();
        *count += 1.0;
        for contribution in unit.contributions {
            *points.entry(contribution.path.clone()).or_default() += contribution.points;
        }
    }
    let mean = |(class, (count, points)): (Option<String>, (f64, BTreeMap<String, f64>))| {
        ((year.year, class), points.into_iter().map(|(path, sum)| (path, sum / count)).collect())
    };
    sums.into_iter().map(mean).collect()
}
