//! Sums and products of normalised figures.

use programme::Direction;

use super::{Decision, each_score, finite, sums_by_direction};
use crate::numerics::moments::{sum, sum_of};
use crate::numerics::normalisation::{DecisionNormalisation, normalise_for_decision};
use crate::numerics::{Flaw, extent};

/// Returns weighted sums (Fishburn 1967) of shares of the column sum.
pub fn weighted_sum(decision: &Decision) -> Result<Vec<f64>, Flaw> {
    sums(decision, DecisionNormalisation::Sum)
}

/// Returns weighted products (Bridgman 1922; Miller and Starr 1969) of shares of the column sum.
pub fn weighted_product(decision: &Decision) -> Result<Vec<f64>, Flaw> {
    products(decision, DecisionNormalisation::Sum)
}

/// Returns `λ · sum + (1 - λ) · product` of linear scores (Zavadskas et al. 2012; Chakraborty, Zavadskas and Antucheviciene 2015).
pub fn waspas(decision: &Decision, lambda: f64) -> Result<Vec<f64>, Flaw> {
    let (sums, products) = (sums(decision, DecisionNormalisation::Linear)?, products(decision, DecisionNormalisation::Linear)?);
    Ok(sums.iter().zip(&products).map(|(s, p)| lambda * s + (1.0 - lambda) * p).collect())
}

/// Returns `CoCoSo` appraisal scores of min-max scores (Yazdani et al. 2019, equations 4-11), `lambda` customarily 0.5.
pub fn cocoso(decision: &Decision, lambda: f64) -> Result<Vec<f64>, Flaw> {
    let mut sums = vec![0.0; decision.units()];
    let mut powers = vec![0.0; decision.units()];
    each_score(decision, DecisionNormalisation::MinMax, |unit, score, weight| {
        sums[unit] += weight * score;
        powers[unit] += libm::pow(score, weight);
    })?;
    let total: f64 = sum(&sums) + sum(&powers);
    let ((lowest_sum, highest_sum), (lowest_power, highest_power)) = (extent(&sums), extent(&powers));
    let score = |(s, p): (&f64, &f64)| {
        let a = (s + p) / total;
        let b = s / lowest_sum + p / lowest_power;
        let c = (lambda * s + (1.0 - lambda) * p) / (lambda * highest_sum + (1.0 - lambda) * highest_power);
        libm::cbrt(a * b * c) + (a + b + c) / 3.0
    };
    finite(sums.iter().zip(&powers).map(score).collect())
}

/// Returns COPRAS utility degrees, 1 is best (Zavadskas, Kaklauskas, Peldschus and Turskis 2007, equations 3-7).
///
/// Significance is `S⁺ + ΣS⁻ / (S⁻ Σ 1/S⁻)`; pymcdm 1.4 adds `S⁻` itself, which rewards cost, so its figures differ.
pub fn copras(decision: &Decision) -> Result<Vec<f64>, Flaw> {
    let (up, down) = sums_by_direction(decision, sum)?;
    let significance: Vec<f64> = if down.iter().all(|&d| d == 0.0) {
        up
    } else {
        Flaw::unless_positive(&down)?;
        let (total, reciprocals) = (sum(&down), sum_of(&down, |d| 1.0 / d));
        up.iter().zip(&down).map(|(u, d)| u + total / (d * reciprocals)).collect()
    };
    let (_, best) = extent(&significance);
    finite(significance.iter().map(|q| q / best).collect())
}

/// Returns MOORA assessments: vector-normalised sums of what should be high minus what should be low (Brauers and Zavadskas 2006).
pub fn moora(decision: &Decision) -> Result<Vec<f64>, Flaw> {
    let (up, down) = sums_by_direction(decision, |column| sum_of(column, |x| x * x).sqrt())?;
    Ok(up.iter().zip(&down).map(|(u, d)| u - d).collect())
}

/// Returns RAM scores `(2 + S⁺)^(1 / (2 + S⁻))` of shares of the column sum (Sotoudeh-Anvari 2023).
pub fn ram(decision: &Decision) -> Result<Vec<f64>, Flaw> {
    let (up, down) = sums_by_direction(decision, sum)?;
    finite(up.iter().zip(&down).map(|(u, d)| libm::pow(2.0 + u, 1.0 / (2.0 + d))).collect())
}

/// Returns AROMAN scores `L^λ + A^(1-λ)` of figures normalised in two steps (Bošković et al. 2023, equations 3-8).
pub fn aroman(decision: &Decision, beta: f64, lambda: f64) -> Result<Vec<f64>, Flaw> {
    let (mut up, mut down) = (vec![0.0; decision.units()], vec![0.0; decision.units()]);
    for (column, weight, direction) in decision.criteria() {
        let linear = normalise_for_decision(column, Direction::Up, DecisionNormalisation::MinMax)?;
        let vector = normalise_for_decision(column, Direction::Up, DecisionNormalisation::Vector)?;
        let totals = if direction == Direction::Up { &mut up } else { &mut down };
        for ((total, l), v) in totals.iter_mut().zip(&linear).zip(&vector) {
            *total += weight * (beta * l + (1.0 - beta) * v) / 2.0;
        }
    }
    finite(down.iter().zip(&up).map(|(l, a)| libm::pow(*l, lambda) + libm::pow(*a, 1.0 - lambda)).collect())
}

/// Returns LMAW scores, a logarithmic additive assessment of figures above zero (Pamučar, Žižović, Biswas and Božanić 2021, equations 8-13).
pub fn lmaw(decision: &Decision) -> Result<Vec<f64>, Flaw> {
    let mut totals = vec![0.0; decision.units()];
    for (column, weight, direction) in decision.criteria() {
        Flaw::unless_positive(column)?;
        let (low, high) = extent(column);
        let standardised = |x: f64| if direction == Direction::Up { (x + high) / high } else { (x + low) / x };
        let logarithms: Vec<f64> = column.iter().map(|&x| libm::log(standardised(x))).collect();
        let sum = sum(&logarithms);
        for (total, logarithm) in totals.iter_mut().zip(&logarithms) {
            let share = logarithm / sum;
            let power = libm::pow(share, weight);
            *total += 2.0 * power / (libm::pow(2.0 - share, weight) + power);
        }
    }
    finite(totals)
}

fn sums(decision: &Decision, normalisation: DecisionNormalisation) -> Result<Vec<f64>, Flaw> {
    let mut totals = vec![0.0; decision.units()];
    each_score(decision, normalisation, |unit, score, weight| totals[unit] += weight * score)?;
    Ok(totals)
}

fn products(decision: &Decision, normalisation: DecisionNormalisation) -> Result<Vec<f64>, Flaw> {
    let mut totals = vec![1.0; decision.units()];
    each_score(decision, normalisation, |unit, score, weight| totals[unit] *= libm::pow(score, weight))?;
    finite(totals)
}
