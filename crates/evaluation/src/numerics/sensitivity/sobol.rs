//! Variance-based sensitivity: Sobol indices of first order and total.
//!
//! Saltelli et al. 2010, *Computer Physics Communications* 181, 259-270: the design of section 3 (matrices A and B, and A with one column of B);
//! first order by table 2 (b) on centred results, total by Jansen's estimator, table 2 (f).

use super::Points;
use crate::numerics::Flaw;
use crate::numerics::random::{BootstrapInterval, Stream};

/// Which points a model must be evaluated at.
///
/// For each of `base` points come `factors + 2` evaluations: A, B, then A with each factor in turn taken from B.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SobolDesign {
    points: Points,
    factors: usize,
    base: usize,
}

/// How intervals are drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bootstrap {
    pub replicates: usize,
    /// Share of the replicates inside the interval, for instance 0.95.
    pub level: f64,
    pub seed: u64,
}

/// Indices of one factor.
#[derive(Debug, Clone, PartialEq)]
pub struct FactorIndices {
    /// Share of the variance that goes if this factor alone were known.
    pub first: f64,
    /// Share that remains if all others were known.
    pub total: f64,
    pub first_interval: Option<BootstrapInterval>,
    pub total_interval: Option<BootstrapInterval>,
}

/// Indices of all factors for one result.
#[derive(Debug, Clone, PartialEq)]
pub struct SobolIndices {
    pub factors: Vec<FactorIndices>,
    pub mean: f64,
    pub variance: f64,
    /// Base points used, and those left out because an evaluation failed.
    pub base: usize,
    pub failed: usize,
}

impl SobolDesign {
    /// Returns the design; `base` is best a power of two and at most 65,536.
    pub fn new(factors: usize, base: usize, seed: u64) -> Result<Self, Flaw> {
        Flaw::unless_enough(2, base)?;
        Ok(Self { points: Points::new(2 * factors, base, seed)?, factors, base })
    }

    pub fn evaluations(&self) -> usize {
        self.base * self.block()
    }

    /// Writes the coordinates of one evaluation, each in (0, 1).
    pub fn write_point(&self, evaluation: usize, coordinates: &mut [f64]) {
        let (point, place) = (evaluation / self.block(), evaluation % self.block());
        for (factor, coordinate) in coordinates.iter_mut().enumerate() {
            let from_b = place == 1 || place == factor + 2;
            *coordinate = self.points.coordinate(point, if from_b { self.factors + factor } else { factor });
        }
    }

    fn block(&self) -> usize {
        self.factors + 2
    }
}

/// A result at all evaluations, in order: a number, or a category as one component for each category.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcomes {
    width: usize,
    /// `None` is a failed evaluation.
    values: Vec<Option<Vec<f64>>>,
}

impl Outcomes {
    pub fn numbers(values: impl Iterator<Item = Option<f64>>) -> Self {
        Self { width: 1, values: values.map(|value| value.map(|value| vec![value])).collect() }
    }

    /// `count` categories, numbered from 0.
    pub fn categories(count: usize, values: impl Iterator<Item = Option<usize>>) -> Self {
        let components = |category: usize| (0..count).map(|own| f64::from(u8::from(own == category))).collect();
        Self { width: count, values: values.map(|category| category.map(components)).collect() }
    }

    fn first(&self, evaluations: usize) -> Self {
        Self { width: self.width, values: self.values[..evaluations].to_vec() }
    }
}

/// Returns the indices of one result from its values at all evaluations, in order; `None` is a failed evaluation, whose base point is left out.
pub fn sobol_indices(design: &SobolDesign, results: &[Option<f64>], bootstrap: Option<Bootstrap>) -> Result<SobolIndices, Flaw> {
    sobol_of(design, &Outcomes::numbers(results.iter().copied()), bootstrap)
}

/// Returns the indices of a result of one or several components: variances and their parts are added over the components (Gamboa, Janon,
/// Klein and Lagnoux 2014, *Electronic Journal of Statistics* 8, 575-603). For one component they are the usual ones.
pub fn sobol_of(design: &SobolDesign, outcomes: &Outcomes, bootstrap: Option<Bootstrap>) -> Result<SobolIndices, Flaw> {
    Flaw::unless_shape(design.evaluations(), outcomes.values.len())?;
    let block = design.block();
    let whole = outcomes.values.chunks_exact(block).filter(|rows| rows.iter().all(Option::is_some));
    let complete = Complete { block, width: outcomes.width, values: whole.flatten().flatten().flatten().copied().collect() };
    let base = complete.base();
    Flaw::unless_enough(2, base)?;
    let all: Vec<usize> = (0..base).collect();
    let sample = Sample::of(&complete, &all)?;
    let mut factors: Vec<FactorIndices> = (0..design.factors)
        .map(|factor| {
            let (first, total) = sample.indices(factor);
            FactorIndices { first, total, first_interval: None, total_interval: None }
        })
        .collect();
    if let Some(bootstrap) = bootstrap {
        add_intervals(&mut factors, &complete, bootstrap);
    }
    let mean = sample.mean.first().copied().unwrap_or(0.0);
    Ok(SobolIndices { factors, mean, variance: sample.variance, base, failed: design.base - base })
}

/// Returns the indices after an eighth, a quarter, half and all of the base points, so that their settling can be shown.
pub fn sobol_convergence(design: &SobolDesign, results: &[Option<f64>]) -> Result<Vec<SobolIndices>, Flaw> {
    Flaw::unless_shape(design.evaluations(), results.len())?;
    let outcomes = Outcomes::numbers(results.iter().copied());
    sizes(design).map(|base| sobol_of(&SobolDesign { base, ..*design }, &outcomes.first(base * design.block()), None)).collect()
}

/// The same for a result of any kind; steps at which nothing varies yet are left out.
pub fn sobol_steps(design: &SobolDesign, outcomes: &Outcomes) -> Vec<SobolIndices> {
    sizes(design).filter_map(|base| sobol_of(&SobolDesign { base, ..*design }, &outcomes.first(base * design.block()), None).ok()).collect()
}

fn sizes(design: &SobolDesign) -> impl Iterator<Item = usize> {
    [8, 4, 2, 1].map(|part| design.base / part).into_iter().filter(|base| *base >= 2)
}

/// Components of all evaluations of the base points that went through.
struct Complete {
    block: usize,
    width: usize,
    values: Vec<f64>,
}

impl Complete {
    fn base(&self) -> usize {
        self.values.len() / (self.block * self.width).max(1)
    }

    fn at(&self, row: usize, place: usize) -> &[f64] {
        let start = (row * self.block + place) * self.width;
        &self.values[start..start + self.width]
    }
}

/// Draws base points with replacement (Archer, Saltelli and Sobol 1997).
fn add_intervals(factors: &mut [FactorIndices], complete: &Complete, bootstrap: Bootstrap) {
    let base = complete.base();
    let mut firsts = vec![Vec::with_capacity(bootstrap.replicates); factors.len()];
    let mut totals = firsts.clone();
    for replicate in 0..bootstrap.replicates {
        let mut stream = Stream::new(bootstrap.seed, replicate as u64);
        let drawn: Vec<usize> = (0..base).map(|_| stream.below(base)).collect();
        let Ok(sample) = Sample::of(complete, &drawn) else { continue };
        for factor in 0..factors.len() {
            let (first, total) = sample.indices(factor);
            firsts[factor].push(first);
            totals[factor].push(total);
        }
    }
    for ((factor, firsts), totals) in factors.iter_mut().zip(firsts).zip(totals) {
        factor.first_interval = BootstrapInterval::of(firsts, bootstrap.replicates, bootstrap.level);
        factor.total_interval = BootstrapInterval::of(totals, bootstrap.replicates, bootstrap.level);
    }
}

/// Some of the base points, with the mean of every component and the variance of the A and B results.
struct Sample<'r> {
    complete: &'r Complete,
    rows: &'r [usize],
    mean: Vec<f64>,
    variance: f64,
}

impl<'r> Sample<'r> {
    fn of(complete: &'r Complete, rows: &'r [usize]) -> Result<Self, Flaw> {
        let ends = || rows.iter().flat_map(|row| [complete.at(*row, 0), complete.at(*row, 1)]);
        let count = 2.0 * rows.len() as f64;
        let mean: Vec<f64> = (0..complete.width).map(|component| ends().map(|end| end[component]).sum::<f64>() / count).collect();
        let square = |end: &[f64]| end.iter().zip(&mean).map(|(value, mean)| (value - mean) * (value - mean)).sum::<f64>();
        let variance = ends().map(square).sum::<f64>() / count;
        if variance > 0.0 { Ok(Self { complete, rows, mean, variance }) } else { Err(Flaw::NoSpread) }
    }

    fn indices(&self, factor: usize) -> (f64, f64) {
        let (mut first, mut total) = (0.0, 0.0);
        for row in self.rows {
            let (a, b, mixed) = (self.complete.at(*row, 0), self.complete.at(*row, 1), self.complete.at(*row, factor + 2));
            for component in 0..self.complete.width {
                first += (b[component] - self.mean[component]) * (mixed[component] - a[component]);
                total += (a[component] - mixed[component]) * (a[component] - mixed[component]);
            }
        }
        let n = self.rows.len() as f64;
        (first / n / self.variance, total / (2.0 * n) / self.variance)
    }
}

#[cfg(test)]
mod tests {
    use std::f64::consts::PI;

    use super::*;
    use crate::numerics::cases::{assert_close, table};

    fn evaluate(design: &SobolDesign, factors: usize, model: impl Fn(&[f64]) -> Option<f64>) -> Vec<Option<f64>> {
        let mut point = vec![0.0; factors];
        let mut run = |evaluation| {
            design.write_point(evaluation, &mut point);
            model(&point)
        };
        (0..design.evaluations()).map(&mut run).collect()
    }

    fn ishigami(u: &[f64]) -> Option<f64> {
        let x = |factor: usize| PI * (2.0 * u[factor] - 1.0);
        Some(x(0).sin() + 7.0 * x(1).sin().powi(2) + 0.1 * x(2).powi(4) * x(0).sin())
    }

    /// Ishigami and Homma 1990 with a = 7, b = 0.1: analytic indices, within 0.005 at 8,192 base points.
    #[test]
    fn ishigami_indices_are_reproduced() {
        let Some(expected) = table("sobol_ishigami_expected.csv") else { return };
        let design = SobolDesign::new(3, 8192, 1).unwrap();
        let result = sobol_indices(&design, &evaluate(&design, 3, ishigami), None).unwrap();
        assert_close(&result.factors.iter().map(|factor| factor.first).collect::<Vec<_>>(), &expected.column("S1"), 5e-3);
        assert_close(&result.factors.iter().map(|factor| factor.total).collect::<Vec<_>>(), &expected.column("ST"), 5e-3);
        // Analytic variance a²/8 + bπ⁴/5 + b²π⁸/18 + 1/2.
        let variance = 49.0 / 8.0 + 0.1 * PI.powi(4) / 5.0 + 0.01 * PI.powi(8) / 18.0 + 0.5;
        assert!((result.variance / variance - 1.0).abs() < 5e-3);
    }

    /// Sobol's g-function with a = 0, 1, 4.5, 9, 99, 99, 99, 99: first order `V_i / V` with `V_i = 1 / (3 (1 + a_i)²)`.
    #[test]
    fn g_function_indices_are_reproduced() {
        let a = [0.0, 1.0, 4.5, 9.0, 99.0, 99.0, 99.0, 99.0];
        let design = SobolDesign::new(8, 8192, 3).unwrap();
        let model = |u: &[f64]| Some(u.iter().zip(&a).map(|(u, a)| ((4.0 * u - 2.0).abs() + a) / (1.0 + a)).product());
        let result = sobol_indices(&design, &evaluate(&design, 8, model), None).unwrap();
        let part = |a: &f64| 1.0 / (3.0 * (1.0 + a).powi(2));
        let variance = a.iter().map(|a| 1.0 + part(a)).product::<f64>() - 1.0;
        let first: Vec<f64> = a.iter().map(|a| part(a) / variance).collect();
        let total: Vec<f64> = a.iter().map(|a| part(a) / (1.0 + part(a)) * (variance + 1.0) / variance).collect();
        assert_close(&result.factors.iter().map(|factor| factor.first).collect::<Vec<_>>(), &first, 5e-3);
        assert_close(&result.factors.iter().map(|factor| factor.total).collect::<Vec<_>>(), &total, 5e-3);
    }

    #[test]
    fn intervals_hold_the_truth_and_shrink() {
        let width = |base| {
            let design = SobolDesign::new(3, base, 5).unwrap();
            let bootstrap = Bootstrap { replicates: 200, level: 0.95, seed: 2 };
            let result = sobol_indices(&design, &evaluate(&design, 3, ishigami), Some(bootstrap)).unwrap();
            let interval = result.factors[1].total_interval.clone().unwrap();
            assert!(interval.low < 0.4424 && 0.4424 < interval.high, "{interval:?}");
            interval.high - interval.low
        };
        assert!(width(2048) < width(256));
    }

    #[test]
    fn a_failed_evaluation_costs_its_base_point_only() {
        let design = SobolDesign::new(3, 1024, 1).unwrap();
        let mut results = evaluate(&design, 3, ishigami);
        results[17] = None;
        let result = sobol_indices(&design, &results, None).unwrap();
        assert_eq!((result.base, result.failed), (1023, 1));
        assert!((result.factors[1].total - 0.4424).abs() < 0.05);
    }

    #[test]
    fn a_result_that_never_changes_has_no_indices() {
        let design = SobolDesign::new(2, 8, 1).unwrap();
        assert_eq!(sobol_indices(&design, &vec![Some(1.0); 32], None), Err(Flaw::NoSpread));
        assert_eq!(sobol_indices(&design, &[Some(1.0)], None), Err(Flaw::Shape { expected: 32, found: 1 }));
    }

    /// By hand: the category is 1 where the first coordinate is above a half, whatever the second is: the first factor has all the variance.
    /// For `(u > 1/2) xor (v > 1/2)` neither factor alone says anything, and each is needed wholly.
    #[test]
    fn a_category_has_indices_like_a_number() {
        let check = |category: &dyn Fn(&[f64]) -> usize, firsts: [f64; 2], totals: [f64; 2]| {
            let design = SobolDesign::new(2, 1024, 5).unwrap();
            let results = evaluate(&design, 2, |point| Some(category(point) as f64));
            let categories = Outcomes::categories(2, results.iter().map(|result| result.map(|result| result as usize)));
            let found = sobol_of(&design, &categories, None).unwrap();
            assert_close(&found.factors.iter().map(|factor| factor.first).collect::<Vec<_>>(), &firsts, 0.05);
            assert_close(&found.factors.iter().map(|factor| factor.total).collect::<Vec<_>>(), &totals, 0.05);
            // Two categories are one number in disguise.
            let number = sobol_indices(&design, &results, None).unwrap();
            assert!((found.factors[0].total - number.factors[0].total).abs() < 1e-12);
            assert!((found.variance - 2.0 * number.variance).abs() < 1e-12);
        };
        check(&|point| usize::from(point[0] > 0.5), [1.0, 0.0], [1.0, 0.0]);
        check(&|point| usize::from((point[0] > 0.5) != (point[1] > 0.5)), [0.0, 0.0], [1.0, 1.0]);
    }

    #[test]
    fn convergence_ends_with_the_full_result() {
        let design = SobolDesign::new(3, 512, 1).unwrap();
        let results = evaluate(&design, 3, ishigami);
        let steps = sobol_convergence(&design, &results).unwrap();
        assert_eq!(steps.iter().map(|step| step.base).collect::<Vec<_>>(), [64, 128, 256, 512]);
        assert_eq!(steps[3], sobol_indices(&design, &results, None).unwrap());
    }
}
