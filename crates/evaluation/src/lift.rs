//! What would it take: the smallest realistic change of several figures at once that lifts a unit to a better grade.
//!
//! Sizes are in standard deviations of the unit's own yearly changes. No figure moves further than peers have moved theirs in one year. The
//! most effective figures move first, which is the smallest sum of changes where the total is a weighted mean (a fractional knapsack:
//! Dantzig 1957, *Operations Research* 5); then every figure that is not needed goes back as far as the grade allows.

use corpus::Bilingual;
use programme::method::{Best, Method};
use programme::{Direction, GradeId, IndicatorId, UnitId};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::contribution::name_of;
use crate::evaluate::with_prepared;
use crate::figures::{Column, Figures, quantile};
use crate::leaves::column_of_year;
use crate::numerics::{Stream, mean, sample_deviation};
use crate::prepare::Prepared;
use crate::standing::{Beside, stand};
use crate::tree::{basis, climb};
use crate::trials::{Trials, variants};
use crate::{Case, Chance};

/// What the others do meanwhile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Others {
    /// Their figures stay as they are.
    Stay,
    /// Every figure of theirs moves on by its mean yearly change.
    FollowTrend,
}

/// How far to look.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LiftSettings {
    pub others: Others,
    /// Years of history that are looked at.
    pub years: i16,
    /// Quantile of the peers' yearly improvements that counts as what peers achieve in a year.
    pub peers_quantile: f64,
    /// Replicates for the probability; 0 leaves it out.
    pub chance: Chance,
}

impl LiftSettings {
    /// Ten years of history; what nine tenths of the peers' yearly improvements stay below counts as in reach; the others stay.
    pub fn customary(chance: Chance) -> Self {
        Self { others: Others::Stay, years: 10, peers_quantile: 0.9, chance }
    }
}

/// A set of changes and what it reaches.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Lift {
    pub unit: UnitId,
    pub others: Others,
    /// Grade and score now (after the others have moved, where they do).
    pub grade_now: Option<GradeId>,
    pub score_now: f64,
    /// Grade reached by the changes; `None` where no change within the peers' reach lifts the unit, and `changes` are then all that is in reach.
    pub grade: Option<GradeId>,
    pub score: f64,
    /// In the order of their effect.
    pub changes: Vec<Change>,
    /// Sum of the sizes.
    pub deviations: f64,
    /// P(that grade or a better one) with the changes, under the method's uncertainty.
    pub probability: Option<f64>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Change {
    pub path: String,
    pub indicator: IndicatorId,
    pub name: Bilingual,
    pub from: f64,
    pub to: f64,
    /// In standard deviations of the unit's own yearly changes (of the peers' changes where it has fewer than three, of the peers' figures
    /// where nobody has a history).
    pub deviations: f64,
    /// What peers achieve in a year, in the figure's unit.
    pub reach: f64,
}

/// Halvings of a stretch: a thousandth of a thousandth of it.
const HALVINGS: usize = 20;
/// Fewest yearly changes that make a deviation.
const FEWEST: usize = 3;

/// Returns the smallest change of several figures that lifts the unit; `None` where it is not judged or already has the best grade.
pub fn lift(case: &Case<'_>, method: &Method, unit: &UnitId, settings: LiftSettings) -> Option<Lift> {
    with_prepared(case, method, |prepared, subs| {
        let place = prepared.judged().find(|place| prepared.case.units[*place].id == *unit)?;
        let climber = Climber::new(&prepared, place, settings);
        let (now, score_now) = climber.at(&vec![0.0; climber.steps.len()]);
        let now = now?;
        if now == 0 {
            return None;
        }
        let (sizes, reached) = climber.smallest(now);
        let (_, score) = climber.at(&sizes);
        let goal = reached.unwrap_or(now.saturating_sub(1));
        let probability = method.doubt.as_ref().filter(|_| settings.chance.replicates > 0).map(|doubt| {
            let variants = variants(method, doubt);
            let mut trials = Trials::new(prepared.case, &prepared, &variants, doubt, settings.chance.seed, subs);
            trials.put(&climber.moved(&sizes));
            let one = |replicate: u32| {
                let mut draws = Stream::new(settings.chance.seed, u64::from(replicate));
                let point: Vec<f64> = trials.factors().iter().map(|_| draws.uniform()).collect();
                let trial = trials.judge(&point);
                trial.failure.is_none().then(|| trial.grades[place].is_some_and(|grade| grade <= goal))
            };
            let results: Vec<bool> = (0..settings.chance.replicates).into_par_iter().filter_map(one).collect();
            results.iter().filter(|reached| **reached).count() as f64 / results.len().max(1) as f64
        });
        let grade = |index: usize| method.grades[index].id.clone();
        Some(Lift {
            unit: unit.clone(),
            others: settings.others,
            grade_now: Some(grade(now)),
            score_now,
            grade: reached.map(grade),
            score,
            changes: climber.changes(&sizes),
            deviations: sizes.iter().sum(),
            probability,
        })
    })
}

/// A figure that may move.
struct Step {
    leaf: usize,
    from: f64,
    /// One deviation, with the sign of improvement.
    deviation: f64,
    /// Farthest size, in deviations.
    farthest: f64,
}

struct Climber<'a> {
    prepared: &'a Prepared<'a>,
    beside: Beside,
    unit: usize,
    /// Figures of all leaves before filling, the others moved on where they do.
    raw: Vec<Column>,
    /// The most effective first.
    steps: Vec<Step>,
}

impl<'a> Climber<'a> {
    fn new(prepared: &'a Prepared<'a>, unit: usize, settings: LiftSettings) -> Self {
        let histories: Vec<History> = (0..prepared.leaves.len()).map(|leaf| History::of(prepared, leaf, settings.years)).collect();
        let mut raw = prepared.raw.clone();
        if settings.others == Others::FollowTrend {
            for (column, history) in raw.iter_mut().zip(&histories) {
                for other in (0..column.len()).filter(|other| *other != unit) {
                    column[other] = column[other].map(|value| value + mean(&history.changes[other]).unwrap_or(0.0));
                }
            }
        }
        let mut climber = Self { prepared, beside: Beside::of(prepared), unit, raw, steps: Vec::new() };
        let steps: Vec<Step> = (0..prepared.leaves.len()).filter_map(|leaf| climber.step(leaf, &histories[leaf], settings)).collect();
        climber.order(steps);
        climber
    }

    fn step(&self, leaf: usize, history: &History, settings: LiftSettings) -> Option<Step> {
        let entry = &self.prepared.leaves[leaf];
        entry.indicator.filter(|_| self.prepared.is_asked(entry.node, self.unit))?;
        let from = self.prepared.raw[leaf][self.unit]?;
        let sign = if (entry.direction == Direction::Up) == (self.prepared.method.ranking.best == Best::High) { 1.0 } else { -1.0 };
        let peers = self.prepared.by_class.iter().find(|group| group.contains(&self.unit))?;
        let figures: Vec<f64> = peers.iter().filter_map(|peer| self.prepared.raw[leaf][*peer]).collect();
        let own = Some(&history.changes[self.unit]).filter(|changes| changes.len() >= FEWEST);
        let pooled: Vec<f64> = peers.iter().flat_map(|peer| history.changes[*peer].iter().copied()).collect();
        let spread = |values: &[f64]| sample_deviation(values).ok().filter(|deviation| *deviation > 0.0);
        let deviation = own.and_then(|changes| spread(changes)).or_else(|| spread(&pooled)).or_else(|| spread(&figures))?;
        let mut gains: Vec<f64> = pooled.iter().map(|change| change * sign).filter(|gain| *gain > 0.0).collect();
        gains.sort_by(f64::total_cmp);
        // Without any history the best of the peers is as far as one can see.
        let best = figures.iter().map(|figure| figure * sign).fold(f64::NEG_INFINITY, f64::max) - from * sign;
        let reach = quantile(&gains, settings.peers_quantile).unwrap_or(best);
        (reach > 0.0).then_some(Step { leaf, from, deviation: sign * deviation, farthest: reach / deviation })
    }

    /// Puts the steps that raise the total most, for each deviation over their whole reach, first; those that raise nothing go.
    fn order(&mut self, steps: Vec<Step>) {
        let (_, base) = self.at(&[]);
        let better = if self.prepared.method.ranking.best == Best::High { 1.0 } else { -1.0 };
        self.steps = steps;
        let gain = |index: usize| {
            let mut sizes = vec![0.0; self.steps.len()];
            sizes[index] = self.steps[index].farthest;
            better * (self.at(&sizes).1 - base) / self.steps[index].farthest
        };
        let gains: Vec<f64> = (0..self.steps.len()).map(gain).collect();
        let mut order: Vec<(f64, Step)> = gains.into_iter().zip(std::mem::take(&mut self.steps)).filter(|(gain, _)| *gain > 0.0).collect();
        order.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.leaf.cmp(&b.1.leaf)));
        self.steps = order.into_iter().map(|(_, step)| step).collect();
    }

    /// Grade (its place in the method's list) and total of the unit after changes of these sizes.
    fn at(&self, sizes: &[f64]) -> (Option<usize>, f64) {
        let mut raw = self.raw.clone();
        for (step, size) in self.steps.iter().zip(sizes) {
            raw[step.leaf][self.unit] = Some(step.from + size * step.deviation);
        }
        let figures = self.prepared.filled_and_treated(raw, &mut |_, _| {});
        let basis = basis(self.prepared, None, Some(&figures));
        let standings = stand(self.prepared, &self.beside, climb(self.prepared, &basis, None, None));
        let grade = standings.grades[self.unit].and_then(|id| self.prepared.method.grades.iter().position(|grade| grade.id == *id));
        (grade, standings.totals[self.unit].unwrap_or(f64::NEG_INFINITY))
    }

    fn lifted(&self, sizes: &[f64], now: usize) -> Option<usize> {
        self.at(sizes).0.filter(|grade| *grade < now)
    }

    /// Sizes of the smallest changes, and the grade they reach.
    fn smallest(&self, now: usize) -> (Vec<f64>, Option<usize>) {
        let all: Vec<f64> = self.steps.iter().map(|step| step.farthest).collect();
        if self.lifted(&all, now).is_none() {
            return (all, None);
        }
        let total: f64 = all.iter().sum();
        let spend = |budget: f64| {
            let mut left = budget;
            let take = |farthest: &f64| {
                let size = farthest.min(left);
                left -= size;
                size
            };
            all.iter().map(take).collect::<Vec<f64>>()
        };
        let mut sizes = spend(halved(0.0, total, |budget| self.lifted(&spend(budget), now).is_some()));
        // Whatever is not needed goes back, the least effective first.
        for index in (0..sizes.len()).rev().filter(|index| all[*index] > 0.0).collect::<Vec<_>>() {
            let used = sizes[index];
            if used == 0.0 {
                continue;
            }
            let with = |size: f64| {
                let mut other = sizes.clone();
                other[index] = size;
                self.lifted(&other, now).is_some()
            };
            let least = if with(0.0) { 0.0 } else { halved(0.0, used, with) };
            sizes[index] = least;
        }
        let reached = self.lifted(&sizes, now);
        (sizes, reached)
    }

    fn changes(&self, sizes: &[f64]) -> Vec<Change> {
        let change = |(step, size): (&Step, &f64)| {
            let entry = &self.prepared.leaves[step.leaf];
            Some(Change {
                path: self.prepared.method.nodes[entry.node].path.clone(),
                indicator: entry.indicator?.clone(),
                name: name_of(self.prepared, entry.node),
                from: step.from,
                to: step.from + size * step.deviation,
                deviations: *size,
                reach: step.farthest * step.deviation.abs(),
            })
        };
        self.steps.iter().zip(sizes).filter(|(_, size)| **size > 0.0).filter_map(change).collect()
    }

    /// All figures after the changes, by leaf.
    fn moved(&self, sizes: &[f64]) -> Vec<Column> {
        let mut raw = self.raw.clone();
        for (step, size) in self.steps.iter().zip(sizes) {
            raw[step.leaf][self.unit] = Some(step.from + size * step.deviation);
        }
        raw
    }
}

/// Smallest number of a stretch that does, when its end does.
fn halved(low: f64, high: f64, does: impl Fn(f64) -> bool) -> f64 {
    let (mut low, mut high) = (low, high);
    for _ in 0..HALVINGS {
        let middle = (low + high) / 2.0;
        if does(middle) { high = middle } else { low = middle }
    }
    high
}

/// Yearly changes of a leaf's figures on record, by unit, the oldest first.
struct History {
    changes: Vec<Vec<f64>>,
}

impl History {
    fn of(prepared: &Prepared<'_>, leaf: usize, years: i16) -> Self {
        let entry = &prepared.leaves[leaf];
        let units = prepared.case.units.len();
        let Some(indicator) = entry.indicator else { return Self { changes: vec![Vec::new(); units] } };
        let figures: Figures<'_> = prepared.figures(entry.within);
        let columns: Vec<Column> =
            (0..=years).rev().map(|back| column_of_year(figures, entry.node, indicator, prepared.case.year - back)).collect();
        let of_unit = |unit: usize| columns.windows(2).filter_map(|pair| Some(pair[1][unit]? - pair[0][unit]?)).collect();
        Self { changes: (0..units).map(of_unit).collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::examples::with_case;

    const BODY: &str = "[leaf]\nnormalise = \"none\"\n[[indicator]]\nid = \"a\"\nweight = 75\n[[indicator]]\nid = \"b\"\nweight = 25\n[[grade]]\nid = \"up\"\nname = { zh = \"\", en = \"\" }\nfrom = 50\n[[grade]]\nid = \"low\"\nname = { zh = \"\", en = \"\" }\n[uncertainty]\nindicator_error = { a = 0.02 }\n";
    /// Yearly changes of x: a 1, 3, 5 (deviation 2), b 2, 6, 10 (deviation 4); of y: a 4, b 30 each year.
    const TABLE: &str =
        "unit,year,a,b\nx,2017,31,22\nx,2018,32,24\nx,2019,35,30\nx,2020,40,40\ny,2017,48,0\ny,2018,52,30\ny,2019,56,60\ny,2020,60,90\n";
    const SETTINGS: LiftSettings =
        LiftSettings { others: Others::Stay, years: 5, peers_quantile: 1.0, chance: Chance { seed: 1, replicates: 400 } };

    /// By hand: 10 points are missing. A deviation of a gives 2 x 0.75 = 1.5, of b 4 x 0.25 = 1. a comes first, but nobody has moved it by more
    /// than 5 in a year: 2.5 deviations, 3.75 points. The other 6.25 come from b: 25 of its unit, 6.25 deviations, within the 30 of y.
    #[test]
    fn the_most_effective_figures_move_as_far_as_peers_have_moved_theirs() {
        let found = with_case(BODY, TABLE, |case, method| lift(case, method, &"x".into(), SETTINGS)).expect("x can rise");
        assert_eq!(found.grade, Some("up".into()));
        assert_eq!(found.changes.iter().map(|change| change.path.as_str()).collect::<Vec<_>>(), ["a", "b"]);
        for (change, (to, deviations)) in found.changes.iter().zip([(45.0, 2.5), (65.0, 6.25)]) {
            assert!((change.to - to).abs() < 1e-3 && (change.deviations - deviations).abs() < 1e-3, "{change:?}");
        }
        // It stands on the bound, and the error of a is as likely up as down; five standard errors.
        assert!((found.probability.expect("replicates") - 0.5).abs() < 5.0 * 0.5 / 20.0, "{found:?}");
    }

    #[test]
    fn what_is_out_of_reach_is_said() {
        let body = BODY.replace("from = 50", "from = 90");
        let found = with_case(&body, TABLE, |case, method| lift(case, method, &"x".into(), SETTINGS)).expect("told");
        assert_eq!(found.grade, None);
        assert!((found.score - (45.0 * 0.75 + 70.0 * 0.25)).abs() < 1e-9, "{found:?}");
        assert_eq!(with_case(BODY, TABLE, |case, method| lift(case, method, &"y".into(), SETTINGS)), None);
    }

    #[test]
    fn others_that_follow_their_trend_make_a_share_of_the_best_dearer() {
        let body = BODY.replace("from = 50", "share = 0.5");
        let of = |others| {
            with_case(&body, &TABLE.replace("y,2020,60,90", "y,2020,44,40"), |case, method| {
                lift(case, method, &"x".into(), LiftSettings { others, ..SETTINGS })
            })
            .expect("x can rise")
        };
        let (stay, follow) = (of(Others::Stay), of(Others::FollowTrend));
        assert!(stay.grade.is_some());
        assert_ne!(stay.deviations, follow.deviations);
    }
}
