//! Severity of experts on a common scale: the many-facet Rasch model.
//!
//! Linacre 1989, *Many-Facet Rasch Measurement*, chapter 4: the logit of category `k` against `k - 1` is
//! `ability(unit) - severity(expert) - difficulty(criterion) - threshold(k)`; estimated by joint maximum likelihood, one facet after the other
//! (chapter 8). Units, criteria and thresholds are centred; the experts carry the origin of the scale.

use std::collections::BTreeMap;

use crate::numerics::Flaw;

/// One vote: who was judged, by whom, on what, with which category (0, 1, 2, ...).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Judgement {
    pub unit: usize,
    pub expert: usize,
    pub criterion: usize,
    pub category: usize,
}

/// One unit, expert or criterion on the logit scale.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FacetElement {
    pub measure: f64,
    pub standard_error: f64,
}

/// Estimates of all facets, by number.
#[derive(Debug, Clone, PartialEq)]
pub struct Rasch {
    pub abilities: Vec<FacetElement>,
    pub severities: Vec<FacetElement>,
    pub difficulties: Vec<FacetElement>,
    /// Threshold of category 1 over 0, of 2 over 1, ...; they sum to 0.
    pub thresholds: Vec<f64>,
    pub iterations: usize,
}

impl Rasch {
    /// Returns the score that an expert of mean severity is expected to give a unit on a criterion (the fair average; Linacre 1989, chapter 8).
    pub fn fair_score(&self, unit: usize, criterion: usize) -> f64 {
        let severity = self.severities.iter().map(|expert| expert.measure).sum::<f64>() / self.severities.len() as f64;
        let location = self.abilities[unit].measure - severity - self.difficulties[criterion].measure;
        let probabilities = category_probabilities(location, &self.thresholds);
        probabilities.iter().enumerate().map(|(category, chance)| category as f64 * chance).sum()
    }
}

const FACETS: usize = 3;
/// The largest misfit between an observed and an expected sum of scores at which iteration ends, in score points.
const MISFIT_MAX: f64 = 1e-9;
const ITERATIONS_MAX: usize = 100_000;

/// Returns the estimates of a many-facet Rasch model.
///
/// Refused where an element has only lowest or only highest categories (its measure is infinite), where a category below the highest is
/// never used, or where the judgements fall into parts that nothing connects.
pub fn many_facet_rasch(judgements: &[Judgement]) -> Result<Rasch, Flaw> {
    let mut model = Model::new(judgements)?;
    for iterations in 1..=ITERATIONS_MAX {
        if model.improve() < MISFIT_MAX {
            return Ok(model.result(iterations));
        }
    }
    Err(Flaw::NoConvergence { iterations: ITERATIONS_MAX })
}

struct Model<'a> {
    judgements: &'a [Judgement],
    /// Units raise a score, experts and criteria lower it.
    measures: [Vec<f64>; FACETS],
    thresholds: Vec<f64>,
}

const SIGNS: [f64; FACETS] = [1.0, -1.0, -1.0];

fn elements(judgement: &Judgement) -> [usize; FACETS] {
    [judgement.unit, judgement.expert, judgement.criterion]
}

impl<'a> Model<'a> {
    fn new(judgements: &'a [Judgement]) -> Result<Self, Flaw> {
        Flaw::unless_enough(2, judgements.len())?;
        let highest = judgements.iter().map(|judgement| judgement.category).max().unwrap_or(0);
        if let Some(empty) = (0..=highest).find(|&category| judgements.iter().all(|judgement| judgement.category != category)) {
            return Err(Flaw::OutOfRange { parameter: "category that nobody used", value: empty as f64 });
        }
        let size = |facet: usize| judgements.iter().map(|judgement| elements(judgement)[facet] + 1).max().unwrap_or(0);
        let model = Self { judgements, measures: [0, 1, 2].map(|facet| vec![0.0; size(facet)]), thresholds: vec![0.0; highest] };
        model.unless_extreme()?;
        model.unless_disconnected()?;
        Ok(model)
    }

    fn unless_extreme(&self) -> Result<(), Flaw> {
        let highest = self.thresholds.len();
        for facet in 0..FACETS {
            for element in 0..self.measures[facet].len() {
                let mut own =
                    self.judgements.iter().filter(|judgement| elements(judgement)[facet] == element).map(|j| j.category).peekable();
                if own.peek().is_none() {
                    return Err(Flaw::TooFew { needed: 1, found: 0 });
                }
                let categories: Vec<usize> = own.collect();
                if categories.iter().all(|&category| category == 0) || categories.iter().all(|&category| category == highest) {
                    return Err(Flaw::NoSpread);
                }
            }
        }
        Ok(())
    }

    /// Joins elements that meet in a judgement; all must end up in one group.
    fn unless_disconnected(&self) -> Result<(), Flaw> {
        let mut group: BTreeMap<(usize, usize), usize> = BTreeMap::new();
        for judgement in self.judgements {
            for (facet, element) in elements(judgement).into_iter().enumerate() {
                let next = group.len();
                group.entry((facet, element)).or_insert(next);
            }
        }
        loop {
            let mut changed = false;
            for judgement in self.judgements {
                let keys = [0, 1, 2].map(|facet| (facet, elements(judgement)[facet]));
                let lowest = keys.iter().map(|key| group[key]).min().unwrap_or(0);
                for key in keys {
                    changed |= group.insert(key, lowest) != Some(lowest);
                }
            }
            if !changed {
                break;
            }
        }
        if group.values().all(|&own| own == 0) { Ok(()) } else { Err(Flaw::Singular) }
    }

    /// Improves every facet and the thresholds once; returns the largest misfit seen.
    fn improve(&mut self) -> f64 {
        let mut misfit = 0.0f64;
        for (facet, sign) in SIGNS.into_iter().enumerate() {
            let (residuals, information) = self.residuals(facet);
            for (element, (residual, information)) in residuals.iter().zip(&information).enumerate() {
                misfit = misfit.max(residual.abs());
                self.measures[facet][element] += sign * (residual / information).clamp(-1.0, 1.0);
            }
            if facet != 1 {
                self.hand_mean_to_experts(facet);
            }
        }
        misfit.max(self.improve_thresholds())
    }

    /// Centres a facet; what it gives up, the experts take over, so that no prediction changes.
    fn hand_mean_to_experts(&mut self, facet: usize) {
        let mean = self.measures[facet].iter().sum::<f64>() / self.measures[facet].len() as f64;
        self.measures[facet].iter_mut().for_each(|measure| *measure -= mean);
        let share = if SIGNS[facet] > 0.0 { -mean } else { mean };
        self.measures[1].iter_mut().for_each(|severity| *severity += share);
    }

    fn improve_thresholds(&mut self) -> f64 {
        let count = self.thresholds.len();
        let (mut residuals, mut information) = (vec![0.0; count], vec![0.0; count]);
        for judgement in self.judgements {
            let probabilities = self.probabilities(judgement);
            let mut at_least = 1.0;
            for k in 0..count {
                at_least -= probabilities[k];
                residuals[k] += at_least - f64::from(u8::from(judgement.category > k));
                information[k] += at_least * (1.0 - at_least);
            }
        }
        for k in 0..count {
            self.thresholds[k] += (residuals[k] / information[k]).clamp(-1.0, 1.0);
        }
        let mean = self.thresholds.iter().sum::<f64>() / count as f64;
        self.thresholds.iter_mut().for_each(|threshold| *threshold -= mean);
        self.measures[1].iter_mut().for_each(|severity| *severity += mean);
        residuals.iter().fold(0.0, |most, residual| most.max(residual.abs()))
    }

    /// Returns per element the observed minus the expected score and the information.
    fn residuals(&self, facet: usize) -> (Vec<f64>, Vec<f64>) {
        let size = self.measures[facet].len();
        let (mut residuals, mut information) = (vec![0.0; size], vec![0.0; size]);
        for judgement in self.judgements {
            let probabilities = self.probabilities(judgement);
            let moment = |power: i32| probabilities.iter().enumerate().map(|(k, p)| (k as f64).powi(power) * p).sum::<f64>();
            let expected = moment(1);
            let element = elements(judgement)[facet];
            residuals[element] += judgement.category as f64 - expected;
            information[element] += moment(2) - expected * expected;
        }
        (residuals, information)
    }

    fn probabilities(&self, judgement: &Judgement) -> Vec<f64> {
        let location: f64 =
            elements(judgement).iter().enumerate().map(|(facet, &element)| SIGNS[facet] * self.measures[facet][element]).sum();
        category_probabilities(location, &self.thresholds)
    }

    fn result(&self, iterations: usize) -> Rasch {
        let facet = |facet: usize| {
            let (_, information) = self.residuals(facet);
            self.measures[facet]
                .iter()
                .zip(information)
                .map(|(&measure, i)| FacetElement { measure, standard_error: 1.0 / i.sqrt() })
                .collect()
        };
        Rasch { abilities: facet(0), severities: facet(1), difficulties: facet(2), thresholds: self.thresholds.clone(), iterations }
    }
}

/// Chances of the categories at a place on the logit scale.
fn category_probabilities(location: f64, thresholds: &[f64]) -> Vec<f64> {
    let logits = std::iter::once(0.0).chain(thresholds.iter().scan(0.0, |sum, threshold| {
        *sum += location - threshold;
        Some(*sum)
    }));
    let logits: Vec<f64> = logits.collect();
    let (_, top) = crate::numerics::extent(&logits);
    let weights: Vec<f64> = logits.iter().map(|logit| libm::exp(logit - top)).collect();
    let total: f64 = weights.iter().sum();
    weights.into_iter().map(|weight| weight / total).collect()
}
