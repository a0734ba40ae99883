//! How firm an order is: elements taken out, weights moved until a grade changes, units taken out.

use std::collections::BTreeSet;

use corpus::Bilingual;
use programme::method::{Aggregate, Best, Content, Method};
use programme::{GradeId, UnitId};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::contribution::name_of;
use crate::evaluate::with_prepared;
use crate::prepare::Prepared;
use crate::standing::{Beside, Standings, stand};
use crate::tree::{Basis, basis, climb};
use crate::{Case, Unit};

/// The smallest change of one weight under which a unit's grade is another one; its siblings keep their ratios.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WeightChange {
    pub path: String,
    pub name: Bilingual,
    /// Share of the node among its siblings, for this unit.
    pub share: f64,
    /// Share at which the grade turns.
    pub turns_at: f64,
    /// Grade beyond it; `None` where the unit then has none.
    pub grade: Option<GradeId>,
}

/// A unit whose absence turns the order of others.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reversal {
    pub removed: UnitId,
    /// Pairs that stand the other way round without it: the first was above the second.
    pub pairs: Vec<(UnitId, UnitId)>,
}

/// Shares beyond this are as good as the whole weight.
const SHARE_MOST: f64 = 0.999;
/// Places at which a grade is looked at besides the exact crossings, over the whole range of a share.
const GRID: usize = 48;
/// Halvings of the stretch in which the grade turns.
const HALVINGS: usize = 45;

/// Returns, for one unit, the change of every weight that turns its grade, the smallest change of share first.
///
/// In a tree of weighted means every point at which the total meets a bound or another unit's total is worked out (a quadratic equation in the
/// weight), so that no turn between two of them is missed; otherwise a grid is searched. The turn itself is then halved in to 1e-12.
pub fn weight_changes(case: &Case<'_>, method: &Method, unit: &UnitId) -> Vec<WeightChange> {
    with_prepared(case, method, |prepared, _| {
        let Some(unit) = prepared.judged().find(|place| prepared.case.units[*place].id == *unit) else { return Vec::new() };
        changes_of(&Firm::new(&prepared), unit)
    })
}

/// The same for all judged units: the smallest change of any weight.
pub fn smallest_weight_changes(case: &Case<'_>, method: &Method) -> std::collections::BTreeMap<UnitId, WeightChange> {
    with_prepared(case, method, |prepared, _| {
        let firm = Firm::new(&prepared);
        let of = |unit: usize| Some((prepared.case.units[unit].id.clone(), changes_of(&firm, unit).into_iter().next()?));
        prepared.judged().collect::<Vec<_>>().into_par_iter().filter_map(of).collect()
    })
}

fn changes_of(firm: &Firm<'_>, unit: usize) -> Vec<WeightChange> {
    let method = firm.prepared.method;
    let mut found: Vec<WeightChange> = (1..method.nodes.len()).filter_map(|node| firm.turn(node, unit)).collect();
    found.sort_by(|a, b| (a.turns_at - a.share).abs().total_cmp(&(b.turns_at - b.share).abs()).then_with(|| a.path.cmp(&b.path)));
    found
}

struct Firm<'a> {
    prepared: &'a Prepared<'a>,
    beside: Beside,
    basis: Basis,
    standings: Standings<'a>,
}

/// A unit's total as the weight `t` times the node's own: `c + k (t w x + a) / (t w + b)`.
#[derive(Debug, Clone, Copy)]
struct Line {
    c: f64,
    k: f64,
    w: f64,
    x: f64,
    a: f64,
    b: f64,
}

impl<'a> Firm<'a> {
    fn new(prepared: &'a Prepared<'a>) -> Self {
        let beside = Beside::of(prepared);
        let basis = basis(prepared, None, None);
        let standings = stand(prepared, &beside, climb(prepared, &basis, None, None));
        Self { prepared, beside, basis, standings }
    }

    fn grade(&self, node: usize, unit: usize, factor: f64) -> Option<GradeId> {
        let mut factors = vec![1.0; self.prepared.method.nodes.len()];
        factors[node] = factor;
        stand(self.prepared, &self.beside, climb(self.prepared, &self.basis, Some(&factors), None)).grades[unit].cloned()
    }

    fn turn(&self, node: usize, unit: usize) -> Option<WeightChange> {
        let own = self.line(node, unit)?;
        let share = own.w / (own.w + own.b);
        if own.b <= 0.0 || share >= SHARE_MOST {
            return None;
        }
        // The factor that gives the node a share.
        let factor = |share: f64| share * own.b / ((1.0 - share) * own.w);
        let now = self.standings.grades[unit].cloned();
        let mut places: BTreeSet<u64> = (0..=GRID).map(|step| (SHARE_MOST * step as f64 / GRID as f64).to_bits()).collect();
        for crossing in self.crossings(node, unit, own) {
            let share = crossing * own.w / (crossing * own.w + own.b);
            places.insert(share.clamp(0.0, SHARE_MOST).to_bits());
        }
        let places: Vec<f64> = places.into_iter().map(f64::from_bits).collect();
        let up: Vec<f64> = places.iter().copied().filter(|place| *place > share).collect();
        let down: Vec<f64> = places.iter().rev().copied().filter(|place| *place < share).collect();
        let turns = [up, down].into_iter().filter_map(|side| {
            let mut last = share;
            for (index, place) in side.iter().enumerate() {
                // Between this crossing and the next nothing can turn, so the middle stands for the stretch.
                let probe = side.get(index + 1).map_or(*place, |next| (place + next) / 2.0);
                let there = self.grade(node, unit, factor(probe));
                if there != now {
                    return Some(self.halve(node, unit, &now, last, probe, &factor));
                }
                last = probe;
            }
            None
        });
        let (turns_at, grade) = turns.min_by(|a, b| (a.0 - share).abs().total_cmp(&(b.0 - share).abs()))?;
        Some(WeightChange {
            path: self.prepared.method.nodes[node].path.clone(),
            name: name_of(self.prepared, node),
            share,
            turns_at,
            grade,
        })
    }

    fn halve(
        &self,
        node: usize,
        unit: usize,
        now: &Option<GradeId>,
        same: f64,
        other: f64,
        factor: &impl Fn(f64) -> f64,
    ) -> (f64, Option<GradeId>) {
        let (mut same, mut other) = (same, other);
        let mut grade = self.grade(node, unit, factor(other));
        for _ in 0..HALVINGS {
            let middle = (same + other) / 2.0;
            let there = self.grade(node, unit, factor(middle));
            if there == *now {
                same = middle;
            } else {
                (other, grade) = (middle, there);
            }
        }
        (other, grade)
    }

    /// Factors at which the unit's total meets a bound of a grade or the total of another unit of its class.
    fn crossings(&self, node: usize, unit: usize, own: Line) -> Vec<f64> {
        let class = self.prepared.classes[unit].as_deref();
        let bounds = self.prepared.method.grades.iter().filter_map(|grade| grade.from.as_ref()?.fixed(class));
        let flat = bounds.map(|from| Line { c: from, k: 0.0, ..own });
        let group = self.prepared.ranked_together().iter().find(|group| group.contains(&unit));
        let others = group.into_iter().flatten().filter(|other| **other != unit).filter_map(|other| self.line(node, *other));
        flat.chain(others).flat_map(|other| meet(own, other)).filter(|factor| factor.is_finite() && *factor >= 0.0).collect()
    }

    /// `None` where the node or all its siblings have no score.
    fn line(&self, node: usize, unit: usize) -> Option<Line> {
        let method = self.prepared.method;
        let parent = method.nodes[node].parent?;
        let w = self.basis.weights[node][unit];
        let x = self.standings.nodes[node][unit].filter(|_| w > 0.0)?;
        let siblings = method.children(parent).filter(|child| *child != node);
        let (mut a, mut b) = (0.0, 0.0);
        for child in siblings {
            if let Some(score) = self.standings.nodes[child][unit] {
                a += self.basis.weights[child][unit] * score;
                b += self.basis.weights[child][unit];
            }
        }
        let mut k = 1.0;
        let mut at = parent;
        while let Some(above) = method.nodes[at].parent {
            let total: f64 = method
                .children(above)
                .filter(|child| self.standings.nodes[*child][unit].is_some())
                .map(|child| self.basis.weights[child][unit])
                .sum();
            k *= self.basis.weights[at][unit] / total;
            at = above;
        }
        let total = self.standings.totals[unit]?;
        let c = total - k * (w * x + a) / (w + b);
        // Other trees have no such line; their grid decides.
        let is_mean = |node: &programme::method::Node| match &node.content {
            Content::Group { aggregate, .. } => {
                *aggregate == Aggregate::Arithmetic {} && node.round.is_none() && node.at_least.is_none() && node.at_most.is_none()
            }
            _ => true,
        };
        let linear = method.nodes.iter().all(is_mean) && self.prepared.group_points.is_empty();
        Some(if linear { Line { c, k, w, x, a, b } } else { Line { c: total, k: 0.0, w, x, a, b } })
    }
}

/// Factors at which two totals are equal: roots of a polynomial of second degree.
fn meet(one: Line, two: Line) -> Vec<f64> {
    // (c1 - c2)(t w1 + b1)(t w2 + b2) + k1 (t w1 x1 + a1)(t w2 + b2) - k2 (t w2 x2 + a2)(t w1 + b1) = 0
    let c = one.c - two.c;
    let p2 = c * one.w * two.w + one.k * one.w * one.x * two.w - two.k * two.w * two.x * one.w;
    let p1 = c * (one.w * two.b + one.b * two.w) + one.k * (one.w * one.x * two.b + one.a * two.w)
        - two.k * (two.w * two.x * one.b + two.a * one.w);
    let p0 = c * one.b * two.b + one.k * one.a * two.b - two.k * two.a * one.b;
    if p2 == 0.0 {
        return if p1 == 0.0 { Vec::new() } else { vec![-p0 / p1] };
    }
    let discriminant = p1 * p1 - 4.0 * p2 * p0;
    if discriminant < 0.0 {
        return Vec::new();
    }
    // The larger root first, so that nothing is lost by cancellation.
    let q = -0.5 * (p1 + discriminant.sqrt().copysign(p1));
    let mut roots = vec![q / p2];
    if q != 0.0 {
        roots.push(p0 / q);
    }
    roots
}

/// Takes every judged unit out in turn; names those without whom others change places (the rank reversal test of decision analysis:
/// Belton and Gear 1983). Units of equal total before or after are no reversal.
pub fn reversals(case: &Case<'_>, method: &Method) -> Vec<Reversal> {
    let (ids, whole) = totals(case, method);
    let low_is_best = method.ranking.best == Best::Low;
    let one = |removed: &UnitId| {
        let units: Vec<Unit> = case.units.iter().filter(|unit| unit.id != *removed).cloned().collect();
        let (rest, without) = totals(&Case { units: &units, ..*case }, method);
        let place = |unit: &UnitId| rest.binary_search(unit).ok();
        let mut pairs = Vec::new();
        for (a, (total_a, class_a)) in ids.iter().zip(&whole) {
            for (b, (total_b, class_b)) in ids.iter().zip(&whole) {
                let (Some(total_a), Some(total_b), Some(at_a), Some(at_b)) = (total_a, total_b, place(a), place(b)) else { continue };
                let (Some(after_a), Some(after_b)) = (without[at_a].0, without[at_b].0) else { continue };
                let (before, after) =
                    if low_is_best { (total_b - total_a, after_b - after_a) } else { (total_a - total_b, after_a - after_b) };
                if class_a == class_b && before > 0.0 && after < 0.0 {
                    pairs.push((a.clone(), b.clone()));
                }
            }
        }
        (!pairs.is_empty()).then(|| Reversal { removed: removed.clone(), pairs })
    };
    let judged: Vec<&UnitId> = ids.iter().zip(&whole).filter(|(_, (total, _))| total.is_some()).map(|(unit, _)| unit).collect();
    judged.into_par_iter().filter_map(one).collect()
}

type Totals = (Vec<UnitId>, Vec<(Option<f64>, Option<String>)>);

/// Totals and classes, by unit id.
fn totals(case: &Case<'_>, method: &Method) -> Totals {
    with_prepared(case, method, |prepared, _| {
        let basis = basis(&prepared, None, None);
        let standings = stand(&prepared, &Beside::of(&prepared), climb(&prepared, &basis, None, None));
        let ids = prepared.case.units.iter().map(|unit| unit.id.clone()).collect();
        // Units are ranked within these groups.
        let group = |unit: usize| prepared.ranked_together().iter().position(|group| group.contains(&unit)).map(|group| group.to_string());
        let groups: Vec<Option<String>> = (0..standings.totals.len()).map(group).collect();
        (ids, standings.totals.into_iter().zip(groups).collect())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::examples::with_case;

    const GRADES: &str =
        "[[grade]]\nid = \"up\"\nname = { zh = \"\", en = \"\" }\nfrom = 60\n[[grade]]\nid = \"low\"\nname = { zh = \"\", en = \"\" }\n";
    const LEAVES: &str = "[leaf]\nnormalise = \"none\"\n[[indicator]]\nid = \"a\"\nweight = 50\n[[indicator]]\nid = \"b\"\nweight = 50\n";

    fn check(body: &str, table: &str, unit: &str, expected: &[(&str, f64, Option<&str>)]) {
        let mut found = with_case(body, table, |case, method| weight_changes(case, method, &unit.into()));
        assert!(found.windows(2).all(|pair| (pair[0].turns_at - pair[0].share).abs() <= (pair[1].turns_at - pair[1].share).abs()));
        found.sort_by(|a, b| a.path.cmp(&b.path));
        let found: Vec<(&str, f64, Option<&str>)> =
            found.iter().map(|change| (change.path.as_str(), change.turns_at, change.grade.as_ref().map(GradeId::as_str))).collect();
        assert_eq!(found.len(), expected.len(), "{found:?}");
        for (found, expected) in found.iter().zip(expected) {
            assert!(found.0 == expected.0 && (found.1 - expected.1).abs() < 1e-9 && found.2 == expected.2, "{found:?} {expected:?}");
        }
    }

    #[test]
    fn the_weight_at_which_a_total_meets_a_bound_is_exact() {
        // 80 s + 20 (1 - s) = 60 at s = 2/3 of a, 1/3 of b.
        check(&format!("{LEAVES}{GRADES}"), "unit,a,b\nx,80,20\n", "x", &[("a", 2.0 / 3.0, Some("up")), ("b", 1.0 / 3.0, Some("up"))]);
        // Nothing lifts a unit that is below the bound everywhere.
        check(&format!("{LEAVES}{GRADES}"), "unit,a,b\nx,30,20\n", "x", &[]);
    }

    #[test]
    fn a_place_among_the_best_is_lost_where_two_totals_cross() {
        // x: 90 s + 10 (1 - s), y: 50 and 60; they meet where 80 s + 10 = 60 - 10 s, s = 5/9.
        let body = format!("{LEAVES}{}", GRADES.replace("from = 60", "share = 0.5"));
        check(&body, "unit,a,b\nx,90,10\ny,50,60\n", "y", &[("a", 5.0 / 9.0, Some("low")), ("b", 4.0 / 9.0, Some("low"))]);
    }

    #[test]
    fn other_aggregations_are_searched() {
        // 80^s 20^(1-s) = 60 at s = ln 3 / ln 4.
        let body = format!("[root]\naggregate = \"geometric\"\n{LEAVES}{GRADES}");
        let turn = libm::log(3.0) / libm::log(4.0);
        check(&body, "unit,a,b\nx,80,20\n", "x", &[("a", turn, Some("up")), ("b", 1.0 - turn, Some("up"))]);
    }

    #[test]
    fn an_extreme_unit_that_leaves_can_turn_the_order_of_others() {
        // By min-max a runs over 10..100: x (0 + 100) / 2 = 50, y (11.1 + 60) / 2; without z over 10..20: x 50, y (100 + 60) / 2 = 80.
        let found =
            with_case("[[indicator]]\nid = \"a\"\n[[indicator]]\nid = \"b\"\n", "unit,a,b\nw,10,0\nx,10,10\ny,20,6\nz,100,0\n", reversals);
        let z = found.iter().find(|reversal| reversal.removed.as_str() == "z").expect("z matters");
        assert_eq!(z.pairs, [("x".into(), "y".into())]);
        // Fixed ends make units independent.
        let fixed =
            "[leaf]\nnormalise = { by = \"goalposts\", low = 0, high = 100 }\n[[indicator]]\nid = \"a\"\n[[indicator]]\nid = \"b\"\n";
        assert_eq!(with_case(fixed, "unit,a,b\nw,10,0\nx,10,10\ny,20,6\nz,100,0\n", reversals), []);
    }
}
