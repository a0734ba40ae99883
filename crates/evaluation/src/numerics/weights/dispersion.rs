//! Weights from how far a criterion tells the units apart.

use std::f64::consts::FRAC_PI_2;

use programme::Direction;

use super::normalised;
use crate::numerics::linear::correlation_matrix;
use crate::numerics::moments::{mean, population_deviation, sample_deviation, sum, sum_of};
use crate::numerics::normalisation::{DecisionNormalisation, normalise_for_decision};
use crate::numerics::{Columns, Flaw};

/// Returns entropy weights: `1 - E` with `E = -Σ p ln p / ln n` and `p` the share of a unit in the column (Shannon 1948; Hwang and Yoon 1981,
/// section 3.2). Figures must not be negative; a zero share adds nothing.
pub fn entropy(columns: &Columns) -> Result<Vec<f64>, Flaw> {
    Flaw::unless_enough(2, columns.rows())?;
    let scale = 1.0 / libm::log(columns.rows() as f64);
    normalised(&per_column(columns, |column| Ok((1.0 - entropy_of(column)? * scale).max(0.0)))?)
}

/// Returns weights in proportion to the sample standard deviation.
pub fn standard_deviation(columns: &Columns) -> Result<Vec<f64>, Flaw> {
    normalised(&per_column(columns, sample_deviation)?)
}

/// Returns weights in proportion to the variance of the min-max scores.
pub fn variance(columns: &Columns) -> Result<Vec<f64>, Flaw> {
    normalised(&per_column(columns, |column| {
        let deviation = population_deviation(&normalise_for_decision(column, Direction::Up, DecisionNormalisation::MinMax)?)?;
        Ok(deviation * deviation)
    })?)
}

/// Returns CRITIC weights: deviation of the min-max scores times `Σ (1 - r)` (Diakoulaki, Mavrotas and Papayannakis 1995, equations 4-6).
pub fn critic(columns: &Columns, directions: &[Direction]) -> Result<Vec<f64>, Flaw> {
    Flaw::unless_shape(columns.width(), directions.len())?;
    let scores = columns.try_map(|j, column| normalise_for_decision(column, directions[j], DecisionNormalisation::MinMax))?;
    let correlation = correlation_matrix(&scores)?;
    let contrast = scores.iter().enumerate().map(|(j, column)| {
        let conflict: f64 = (0..scores.width()).map(|k| 1.0 - correlation[(j, k)]).sum();
        Ok(sample_deviation(column)? * conflict)
    });
    normalised(&contrast.collect::<Result<Vec<_>, Flaw>>()?)
}

/// Returns weights from the Gini coefficient of each column, `ΣΣ |x - y| / (2 n² x̄)`, for figures with a positive mean.
pub fn gini(columns: &Columns) -> Result<Vec<f64>, Flaw> {
    normalised(&per_column(columns, |column| {
        let mut sorted = column.to_vec();
        sorted.sort_unstable_by(f64::total_cmp);
        let n = sorted.len() as f64;
        // Over the sorted column the double sum is 2 Σ (2i - n - 1) x.
        let spread: f64 = sorted.iter().enumerate().map(|(i, x)| (2.0 * (i + 1) as f64 - n - 1.0) * x).sum();
        let centre = mean(column)?;
        if centre <= 0.0 { Err(Flaw::DivisionByZero) } else { Ok(spread / (n * n * centre)) }
    })?)
}

/// Returns weights from the angle between each column of shares and the column of equal shares (Shuai et al. 2012).
pub fn angle(columns: &Columns) -> Result<Vec<f64>, Flaw> {
    normalised(&per_column(columns, |column| {
        let length = sum_of(column, |x| x * x).sqrt() * (column.len() as f64).sqrt();
        if length == 0.0 {
            return Err(Flaw::DivisionByZero);
        }
        Ok(FRAC_PI_2.min(libm::acos((sum(column) / length).clamp(-1.0, 1.0))))
    })?)
}

/// Returns MEREC weights: how much leaving a criterion out changes the units' overall performance (Keshavarz-Ghorabaee et al. 2021,
/// equations 3-7); figures above zero.
pub fn merec(columns: &Columns, directions: &[Direction]) -> Result<Vec<f64>, Flaw> {
    Flaw::unless_shape(columns.width(), directions.len())?;
    let width = columns.width() as f64;
    let logarithms = columns.try_map(|j, column| {
        Flaw::unless_positive(column)?;
        let (low, high) = crate::numerics::extent(column);
        let share = |x: f64| if directions[j] == Direction::Up { low / x } else { x / high };
        Ok(column.iter().map(|&x| libm::log(share(x)).abs()).collect())
    })?;
    let totals: Vec<f64> = (0..columns.rows()).map(|row| logarithms.iter().map(|column| column[row]).sum()).collect();
    let performance = |total: f64| libm::log(1.0 + total / width);
    let effects: Vec<f64> = logarithms
        .iter()
        .map(|column| totals.iter().zip(column).map(|(total, own)| (performance(total - own) - performance(*total)).abs()).sum())
        .collect();
    normalised(&effects)
}

/// Returns `-Σ p ln p` of the column's shares.
fn entropy_of(column: &[f64]) -> Result<f64, Flaw> {
    if let Some(at) = column.iter().position(|&x| x < 0.0) {
        return Err(Flaw::NotPositive { at });
    }
    let total = sum(column);
    if total == 0.0 {
        return Err(Flaw::DivisionByZero);
    }
    let weighted = sum_of(column, |x| if x > 0.0 { x * libm::log(x / total) } else { 0.0 });
    Ok(-weighted / total)
}

fn per_column(columns: &Columns, measure: impl Fn(&[f64]) -> Result<f64, Flaw>) -> Result<Vec<f64>, Flaw> {
    columns.iter().map(measure).collect()
}
