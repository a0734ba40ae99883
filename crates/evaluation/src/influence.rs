//! What one piece of a method, or one figure, does to the result: taking elements out, and the smallest change that lifts a grade.

use corpus::Bilingual;
use programme::method::Method;
use programme::{GradeId, IndicatorId, UnitId};
use serde::{Deserialize, Serialize};

use crate::contribution::name_of;
use crate::figures::{Column, quantile};
use crate::numerics::sample_deviation;
use crate::prepare::{Fate, Prepared, prepare};
use crate::standing::{Beside, Standings, stand};
use crate::tree::{basis, climb};
use crate::{Case, Unit};

/// What happens when a group or a leaf is taken out and its weight is left to its siblings.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Removal {
    pub path: String,
    pub name: Bilingual,
    /// Mean over the ranked units of the absolute change of rank (COINr `remove_elements`).
    pub mean_rank_change: f64,
    pub largest_rank_change: u32,
    /// Units whose grade changes, sorted.
    pub other_grade: Vec<UnitId>,
}

/// A change of one figure that lifts a unit to the next grade while all others stay as they are.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Step {
    pub path: String,
    pub indicator: IndicatorId,
    pub name: Bilingual,
    pub from: f64,
    pub to: f64,
    /// Size of the change in standard deviations of the figure among the peers.
    pub deviations: f64,
    /// Whether a peer already has a figure at least as good.
    pub reached_by_a_peer: bool,
    pub grade: GradeId,
}

/// Takes every group and leaf out in turn; the root stays.
pub fn removals(case: &Case<'_>, method: &Method) -> Vec<Removal> {
    let units = sorted(case);
    let case = &Case { units: &units, ..*case };
    let prepared = prepare(case, method, &|_| vec![None; units.len()]);
    let beside = Beside::of(&prepared);
    let basis = basis(&prepared, None, None);
    let whole = stand(&prepared, &beside, climb(&prepared, &basis, None, None));
    let removal = |node: usize| {
        let mut factors = vec![1.0; method.nodes.len()];
        factors[node] = 0.0;
        let without = stand(&prepared, &beside, climb(&prepared, &basis, Some(&factors), None));
        compared(&prepared, node, &whole, &without)
    };
    (1..method.nodes.len()).map(removal).collect()
}

fn sorted(case: &Case<'_>) -> Vec<Unit> {
    let mut units = case.units.to_vec();
    units.sort_by(|a, b| a.id.cmp(&b.id));
    units
}

fn compared(prepared: &Prepared<'_>, node: usize, whole: &Standings<'_>, without: &Standings<'_>) -> Removal {
    let pairs = whole.ranks.iter().zip(&without.ranks);
    let changes: Vec<u32> = pairs.filter_map(|(before, after)| Some((*before)?.abs_diff((*after)?))).collect();
    let other = |unit: &usize| whole.grades[*unit] != without.grades[*unit];
    Removal {
        path: prepared.method.nodes[node].path.clone(),
        name: name_of(prepared, node),
        mean_rank_change: f64::from(changes.iter().sum::<u32>()) / changes.len().max(1) as f64,
        largest_rank_change: changes.iter().copied().max().unwrap_or(0),
        other_grade: (0..whole.grades.len()).filter(other).map(|unit| prepared.case.units[unit].id.clone()).collect(),
    }
}

/// Returns, for one unit, every single figure whose change alone lifts it to a better grade, the smallest change (in peers' deviations) first.
///
/// The search goes from the unit's figure towards the better end, up to `farthest` deviations, and halves the last stretch until it is
/// shorter than a thousandth of a deviation. Everybody's normalisation is worked out anew at every step.
pub fn smallest_changes(case: &Case<'_>, method: &Method, unit: &UnitId, farthest: f64) -> Vec<Step> {
    let units = sorted(case);
    let case = &Case { units: &units, ..*case };
    let prepared = prepare(case, method, &|_| vec![None; units.len()]);
    let beside = Beside::of(&prepared);
    let Some(place) = units.iter().position(|known| known.id == *unit).filter(|place| prepared.fate[*place] == Fate::Judged) else {
        return Vec::new();
    };
    let search = Search { prepared: &prepared, beside: &beside, unit: place };
    let now = search.grade(&prepared.leaves.iter().map(|leaf| leaf.figures.clone()).collect::<Vec<_>>());
    let mut steps: Vec<Step> = (0..prepared.leaves.len()).filter_map(|leaf| search.step(leaf, now, farthest)).collect();
    steps.sort_by(|a, b| a.deviations.total_cmp(&b.deviations).then_with(|| a.path.cmp(&b.path)));
    steps
}

struct Search<'a> {
    prepared: &'a Prepared<'a>,
    beside: &'a Beside,
    unit: usize,
}

/// Strides tried before the stretch is halved.
const STRIDES: u32 = 16;

/// Halvings of a stride: a stride of a quarter deviation comes down to a few ten-thousandths.
const HALVINGS: u32 = 10;

impl Search<'_> {
    /// Place of the unit's grade in the method's list, the best first.
    fn grade(&self, figures: &[Column]) -> Option<usize> {
        let basis = basis(self.prepared, None, Some(figures));
        let standings = stand(self.prepared, self.beside, climb(self.prepared, &basis, None, None));
        let id = standings.grades[self.unit]?;
        self.prepared.method.grades.iter().position(|grade| grade.id == *id)
    }

    fn step(&self, leaf: usize, now: Option<usize>, farthest: f64) -> Option<Step> {
        let entry = &self.prepared.leaves[leaf];
        let indicator = entry.indicator?.clone();
        let from = entry.figures[self.unit].filter(|_| self.prepared.is_asked(entry.node, self.unit))?;
        let group = self.prepared.figures(entry.within).peers.iter().find(|group| group.contains(&self.unit))?;
        let peers: Vec<f64> = group.iter().filter_map(|unit| entry.figures[*unit]).collect();
        let deviation = sample_deviation(&peers).ok().filter(|deviation| *deviation > 0.0)?;
        let sign = if entry.direction == programme::Direction::Up { 1.0 } else { -1.0 };
        let mut figures: Vec<Column> = self.prepared.leaves.iter().map(|leaf| leaf.figures.clone()).collect();
        let mut lifted = |size: f64| {
            figures[leaf][self.unit] = Some(from + sign * size * deviation);
            self.grade(&figures).filter(|grade| now.is_none_or(|now| *grade < now))
        };
        let stride = farthest / f64::from(STRIDES);
        let (mut high, mut grade) = (1..=STRIDES).find_map(|step| Some((stride * f64::from(step), lifted(stride * f64::from(step))?)))?;
        let mut low = high - stride;
        for _ in 0..HALVINGS {
            let middle = (low + high) / 2.0;
            match lifted(middle) {
                Some(found) => (high, grade) = (middle, found),
                None => low = middle,
            }
        }
        let to = from + sign * high * deviation;
        let mut better: Vec<f64> = peers.iter().map(|peer| peer * sign).collect();
        better.sort_by(f64::total_cmp);
        Some(Step {
            path: self.prepared.method.nodes[entry.node].path.clone(),
            indicator,
            name: name_of(self.prepared, entry.node),
            from,
            to,
            deviations: high,
            reached_by_a_peer: quantile(&better, 1.0).is_some_and(|best| best >= to * sign),
            grade: self.prepared.method.grades[grade].id.clone(),
        })
    }
}
