//! Normalisations that multi-criteria decision methods carry with them.
//!
//! Formulas after Jahan and Edwards 2015, *Materials & Design* 65, 335-342, and the papers named at each variant. Unlike the index makers'
//! scales they work on a whole column of positive figures.

use programme::Direction;

use crate::numerics::moments::{sum, sum_of};
use crate::numerics::{Flaw, extent};

/// How a decision method makes criteria comparable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DecisionNormalisation {
    /// `(x - min) / (max - min)`, reflected for `Down`.
    MinMax,
    /// `x / max`; for `Down` `1 - x / max`.
    Maximum,
    /// `x / Σx`; for `Down` `(1/x) / Σ(1/x)`.
    Sum,
    /// `x / √Σx²`; for `Down` `1 - x / √Σx²`.
    Vector,
    /// `ln x / ln Πx`; for `Down` `(1 - ln x / ln Πx) / (n - 1)` (Zavadskas and Turskis 2008).
    Logarithmic,
    /// `x / max`; for `Down` `min / x`.
    Linear,
    /// `(x / max)²`; for `Down` `(min / x)³` (Peldschus 1983).
    Nonlinear,
    /// `1 - (max - x) / Σ(max - x)`, reflected for `Down` (enhanced accuracy, Zeng 2013).
    EnhancedAccuracy,
    /// `1 - |max - x| / max`; for `Down` `1 - |min - x| / min` (Zavadskas and Turskis 2008).
    ZavadskasTurskis,
}

/// Returns the normalised column.
pub fn normalise_for_decision(column: &[f64], direction: Direction, normalisation: DecisionNormalisation) -> Result<Vec<f64>, Flaw> {
    use DecisionNormalisation as N;
    Flaw::unless_enough(1, column.len())?;
    Flaw::unless_finite(column)?;
    let (low, high) = extent(column);
    let up = direction == Direction::Up;
    let each = |score: &dyn Fn(f64) -> f64| column.iter().map(|&x| score(x)).collect::<Vec<f64>>();
    match normalisation {
        N::MinMax => {
            let range = nonzero(high - low).map_err(|_| Flaw::NoSpread)?;
            Ok(if up { each(&|x| (x - low) / range) } else { each(&|x| (high - x) / range) })
        }
        N::Maximum => {
            let high = nonzero(high)?;
            Ok(if up { each(&|x| x / high) } else { each(&|x| 1.0 - x / high) })
        }
        N::Sum if up => nonzero(sum(column)).map(|total| each(&|x| x / total)),
        N::Sum => {
            Flaw::unless_positive(column)?;
            let total = sum_of(column, |x| 1.0 / x);
            Ok(each(&|x| 1.0 / x / total))
        }
        N::Vector => {
            let length = nonzero(sum_of(column, |x| x * x).sqrt())?;
            Ok(if up { each(&|x| x / length) } else { each(&|x| 1.0 - x / length) })
        }
        N::Logarithmic => logarithmic(column, up),
        N::Linear => linear(column, up, low, high),
        N::Nonlinear => Ok(linear(column, up, low, high)?.iter().map(|t| if up { t * t } else { t * t * t }).collect()),
        N::EnhancedAccuracy => {
            let gaps = if up { each(&|x| high - x) } else { each(&|x| x - low) };
            let total = nonzero(sum(&gaps)).map_err(|_| Flaw::NoSpread)?;
            Ok(gaps.iter().map(|gap| 1.0 - gap / total).collect())
        }
        N::ZavadskasTurskis => {
            let reference = nonzero(if up { high } else { low })?;
            Ok(each(&|x| 1.0 - (reference - x).abs() / reference))
        }
    }
}

fn linear(column: &[f64], up: bool, low: f64, high: f64) -> Result<Vec<f64>, Flaw> {
    if up {
        let high = nonzero(high)?;
        return Ok(column.iter().map(|x| x / high).collect());
    }
    if let Some(at) = column.iter().position(|&x| x == 0.0) {
        return Err(Flaw::NotPositive { at });
    }
    Ok(column.iter().map(|x| low / x).collect())
}

fn logarithmic(column: &[f64], up: bool) -> Result<Vec<f64>, Flaw> {
    Flaw::unless_positive(column)?;
    let logarithms: Vec<f64> = column.iter().map(|&x| libm::log(x)).collect();
    let total = nonzero(sum(&logarithms))?;
    let shares = logarithms.iter().map(|logarithm| logarithm / total);
    if up {
        return Ok(shares.collect());
    }
    Flaw::unless_enough(2, column.len())?;
    Ok(shares.map(|share| (1.0 - share) / (column.len() - 1) as f64).collect())
}

fn nonzero(value: f64) -> Result<f64, Flaw> {
    if value == 0.0 { Err(Flaw::DivisionByZero) } else { Ok(value) }
}
