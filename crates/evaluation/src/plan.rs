//! The common case without detours: every judged unit has every figure, is compared with all others by one set of weights, and groups are
//! weighted arithmetic means.
//!
//! A case that fits is laid out flat once; a pass then runs over columns without looking anything up. Every step adds in the order of the
//! general path (`prepare`, `tree`, `standing`), so that totals agree with it to the last bit; tests hold the two against each other. Whatever
//! does not fit takes the general path.

use std::collections::BTreeMap;

use programme::Direction;
use programme::method::{Aggregate, Best, Content, Missing, Node, Then, TieRule, Treatment, Within};

use crate::Ranking;
use crate::normalise::planned;
use crate::numerics::normalisation::Normalisation;
use crate::numerics::treatment::{ShapeLimits, shape};
use crate::prepare::{Fate, Prepared};
use crate::rounding::{round_half_up, settled};
use crate::treat::treat_values;

pub(crate) struct Plan {
    /// Units of the case, and which of them are judged.
    units: usize,
    judged: Vec<usize>,
    /// By node.
    nodes: Vec<Step>,
    deepest: usize,
    score_places: Option<u32>,
    best: Best,
    ties: TieRule,
}

/// What a pass does at a node.
enum Step {
    Leaf(Box<LeafStep>),
    /// Children with their weights, in the order of the file.
    Group {
        children: Vec<(usize, f64)>,
        end: End,
    },
}

struct LeafStep {
    raw: Vec<f64>,
    /// Filled and treated.
    ready: Vec<f64>,
    gaps: Gaps,
    treatment: Treatment,
    normalisation: Normalisation,
    direction: Direction,
    factor: f64,
    end: End,
}

/// Figures to be filled with the mean of their group.
#[derive(Default)]
struct Gaps {
    places: Vec<usize>,
    /// Group of every judged unit, and how many groups there are.
    group: Vec<usize>,
    groups: usize,
}

/// Bounds and rounding of a node's score.
#[derive(Clone, Copy)]
struct End {
    low: Option<f64>,
    high: Option<f64>,
    places: Option<u32>,
}

/// From which figures a pass starts.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum From {
    /// As observed: gaps are filled and outliers treated on the way.
    Raw,
    /// Filled and treated before.
    Ready,
}

/// Memory of a pass, to be used again.
#[derive(Default)]
pub(crate) struct Memory {
    /// One column a level of the tree.
    levels: Vec<Vec<f64>>,
    figures: Vec<f64>,
    means: Vec<(f64, f64)>,
    order: Vec<(f64, usize)>,
}

impl Plan {
    /// `None` where the case does not fit.
    pub(crate) fn of(prepared: &Prepared<'_>) -> Option<Self> {
        let method = prepared.method;
        let judged: Vec<usize> = (0..prepared.fate.len()).filter(|unit| prepared.fate[*unit] == Fate::Judged).collect();
        let one_class = prepared.by_class.len() == 1;
        let ends_plainly = method.points.is_empty()
            && method.vetoes.is_empty()
            && method.ties.by.is_empty()
            && method.limits == programme::method::Limits::default()
            && (one_class || method.ranking.within == Within::All);
        if !ends_plainly || judged.is_empty() {
            return None;
        }
        let builder = Builder { prepared, judged: &judged, one_class };
        let nodes = (0..method.nodes.len()).map(|node| builder.step(node)).collect::<Option<Vec<Step>>>()?;
        let deepest = method.nodes.iter().map(|node| node.path.split('/').count() + 1).max()?;
        Some(Self {
            units: prepared.fate.len(),
            nodes,
            deepest,
            score_places: method.rounding.score,
            best: method.ranking.best,
            ties: method.ties.rank,
            judged,
        })
    }

    /// Totals and ranks; `None` where a step has no result, which the general path then tells.
    pub(crate) fn rank(&self, from: From, memory: &mut Memory) -> Option<Ranking> {
        memory.levels.resize_with(self.deepest + 1, Vec::new);
        self.climb(0, 0, from, memory)?;
        let mut totals = vec![None; self.units];
        memory.order.clear();
        for (place, unit) in self.judged.iter().enumerate() {
            let tree = memory.levels[0][place];
            let total = self.score_places.map_or(tree, |places| round_half_up(tree, places));
            totals[*unit] = Some(total);
            memory.order.push((settled(total), *unit));
        }
        match self.best {
            Best::High => memory.order.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1))),
            Best::Low => memory.order.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1))),
        }
        Some(Ranking { ranks: self.ranks(&memory.order), totals })
    }

    fn ranks(&self, order: &[(f64, usize)]) -> Vec<Option<u32>> {
        let mut ranks = vec![None; self.units];
        let mut start = 0;
        for (distinct, tied) in order.chunk_by(|a, b| a.0 == b.0).enumerate() {
            let rank = match self.ties {
                TieRule::Shared => start + 1,
                TieRule::Dense => distinct + 1,
                TieRule::Worst => start + tied.len(),
            };
            tied.iter().for_each(|(_, unit)| ranks[*unit] = Some(rank as u32));
            start += tied.len();
        }
        ranks
    }

    /// Writes the scores of a group into the column of its level.
    fn climb(&self, node: usize, level: usize, from: From, memory: &mut Memory) -> Option<()> {
        let Step::Group { children, end } = &self.nodes[node] else { return None };
        let mut sums = std::mem::take(&mut memory.levels[level]);
        sums.clear();
        sums.resize(self.judged.len(), 0.0);
        let mut total = 0.0;
        for (child, weight) in children {
            match &self.nodes[*child] {
                Step::Leaf(leaf) => leaf.score(from, memory, level + 1)?,
                Step::Group { .. } => self.climb(*child, level + 1, from, memory)?,
            }
            sums.iter_mut().zip(&memory.levels[level + 1]).for_each(|(sum, score)| *sum += weight * score);
            total += weight;
        }
        sums.iter_mut().for_each(|sum| *sum /= total);
        let finite = sums.iter().all(|sum| sum.is_finite());
        end.apply(&mut sums);
        memory.levels[level] = sums;
        finite.then_some(())
    }
}

impl LeafStep {
    /// Writes the leaf's scores into the column of a level.
    fn score(&self, from: From, memory: &mut Memory, level: usize) -> Option<()> {
        let Memory { levels, figures, means, .. } = memory;
        let figures = match from {
            From::Ready => &self.ready,
            From::Raw => {
                figures.clone_from(&self.raw);
                self.gaps.fill(figures, means);
                self.treat(figures);
                &*figures
            }
        };
        let scores = &mut levels[level];
        scores.resize(figures.len(), 0.0);
        self.normalisation.fit(figures, self.direction).ok()?.score_into(figures, scores).ok()?;
        if self.factor != 1.0 {
            scores.iter_mut().for_each(|score| *score *= self.factor);
        }
        self.end.apply(scores);
        Some(())
    }

    /// A column whose shape is within the limits stays as it is, which is most of them.
    fn treat(&self, figures: &mut Vec<f64>) {
        if let Treatment::Winsorise { skewness, kurtosis, then: Then::Leave | Then::Log, .. } = &self.treatment
            && shape(figures).is_ok_and(|shape| ShapeLimits { skewness: *skewness, kurtosis: *kurtosis }.hold(shape))
        {
            return;
        }
        if self.treatment != (Treatment::None {})
            && let Ok(treated) = treat_values(&self.treatment, figures)
        {
            *figures = treated;
        }
    }
}

impl Gaps {
    fn fill(&self, figures: &mut [f64], means: &mut Vec<(f64, f64)>) {
        if self.places.is_empty() {
            return;
        }
        means.clear();
        means.resize(self.groups + 1, (0.0, 0.0));
        let mut next_gap = self.places.iter().copied().peekable();
        for (place, figure) in figures.iter().enumerate() {
            if next_gap.next_if_eq(&place).is_none() {
                for group in [self.group[place], self.groups] {
                    means[group].0 += figure;
                    means[group].1 += 1.0;
                }
            }
        }
        for place in &self.places {
            let own = means[self.group[*place]];
            let (sum, count) = if own.1 > 0.0 { own } else { means[self.groups] };
            figures[*place] = sum / count;
        }
    }
}

impl End {
    fn apply(self, scores: &mut [f64]) {
        if self.low.is_some() || self.high.is_some() {
            let (low, high) = (self.low.unwrap_or(f64::NEG_INFINITY), self.high.unwrap_or(f64::INFINITY));
            scores.iter_mut().for_each(|score| *score = score.min(high).max(low));
        }
        if let Some(places) = self.places {
            scores.iter_mut().for_each(|score| *score = round_half_up(*score, places));
        }
    }
}

struct Builder<'a> {
    prepared: &'a Prepared<'a>,
    judged: &'a [usize],
    one_class: bool,
}

impl Builder<'_> {
    fn step(&self, node: usize) -> Option<Step> {
        let method = self.prepared.method;
        let entry = &method.nodes[node];
        let Content::Group { aggregate, weigh, .. } = &entry.content else { return self.leaf(node) };
        if *aggregate != (Aggregate::Arithmetic {}) || *weigh != (programme::method::Weigh::Fixed {}) {
            return None;
        }
        let weighed = method.children(node).map(|child| Some((child, self.weight(child)?))).collect::<Option<Vec<_>>>()?;
        let children: Vec<(usize, f64)> = weighed.into_iter().filter(|(_, weight)| *weight > 0.0).collect();
        (!children.is_empty()).then(|| Step::Group { children, end: end(entry, method.rounding.group) })
    }

    /// The weight that all judged units give a node.
    fn weight(&self, node: usize) -> Option<f64> {
        let weights = &self.prepared.weights[node];
        let first = weights[self.judged[0]];
        self.judged.iter().all(|unit| weights[*unit] == first).then_some(first)
    }

    fn leaf(&self, node: usize) -> Option<Step> {
        let method = self.prepared.method;
        let index = self.prepared.leaves.iter().position(|leaf| leaf.node == node)?;
        let leaf = &self.prepared.leaves[index];
        let idle = self.weight(node)? == 0.0;
        let together = self.one_class || leaf.within == Within::All;
        let (normalisation, factor) = planned(leaf, &self.prepared.marks[index], self.judged)?;
        let figures = |column: &[Option<f64>]| -> Vec<f64> { self.judged.iter().map(|unit| column[*unit].unwrap_or(0.0)).collect() };
        let whole = self.judged.iter().all(|unit| leaf.figures[*unit].is_some());
        let gaps = self.gaps(index)?;
        (idle || (together && whole)).then(|| {
            Step::Leaf(Box::new(LeafStep {
                raw: figures(&self.prepared.raw[index]),
                ready: figures(&leaf.figures),
                gaps,
                treatment: leaf.treatment.clone(),
                normalisation,
                direction: leaf.direction,
                factor,
                end: end(&method.nodes[node], method.rounding.leaf),
            }))
        })
    }

    fn gaps(&self, index: usize) -> Option<Gaps> {
        let leaf = &self.prepared.leaves[index];
        let places: Vec<usize> = (0..self.judged.len()).filter(|place| self.prepared.raw[index][self.judged[*place]].is_none()).collect();
        if places.is_empty() {
            return Some(Gaps::default());
        }
        let Missing::Mean { group } = leaf.missing else { return None };
        let case = self.prepared.case;
        let value = |unit: &usize| group.as_ref().and_then(|group| case.units[*unit].word(group, case.year));
        let mut numbers = BTreeMap::new();
        let number = |unit: &usize| {
            let next = numbers.len();
            *numbers.entry(value(unit)).or_insert(next)
        };
        let group: Vec<usize> = self.judged.iter().map(number).collect();
        Some(Gaps { places, groups: numbers.len(), group })
    }
}

fn end(node: &Node, places: Option<u32>) -> End {
    End { low: node.at_least, high: node.at_most, places: node.round.or(places) }
}
