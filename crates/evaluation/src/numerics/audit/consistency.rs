//! Whether indicators of a pillar measure one thing, and whether one of them is a mixture of the others.

use crate::numerics::linear::{correlation_matrix, standardised};
use crate::numerics::{Columns, Flaw, sample_variance};

/// Cronbach's alpha of a pillar, and what it becomes without each indicator.
#[derive(Debug, Clone, PartialEq)]
pub struct CronbachAlpha {
    pub alpha: f64,
    /// `None` where fewer than two indicators would remain.
    pub without: Vec<Option<f64>>,
}

/// Returns `k/(k-1) (1 - Σ var / var of the sum)` (Cronbach 1951, *Psychometrika* 16, equation 2), of the figures as they are or after
/// standardising every indicator (Handbook, section 4.1).
pub fn cronbach_alpha(columns: &Columns, standardise: bool) -> Result<CronbachAlpha, Flaw> {
    let scaled = if standardise { standardised(columns)? } else { columns.clone() };
    let all: Vec<usize> = (0..columns.width()).collect();
    let without = |left_out: usize| {
        let rest: Vec<usize> = all.iter().copied().filter(|&at| at != left_out).collect();
        if rest.len() < 2 { Ok(None) } else { alpha_of(&scaled, &rest).map(Some) }
    };
    Ok(CronbachAlpha { alpha: alpha_of(&scaled, &all)?, without: all.iter().map(|&at| without(at)).collect::<Result<_, _>>()? })
}

/// Returns each indicator's variance inflation factor `1 / (1 - R²)` of its regression on the others (Marquardt 1970): the diagonal of the
/// inverse of the correlation matrix.
pub fn variance_inflation(columns: &Columns) -> Result<Vec<f64>, Flaw> {
    let inverse = inverse_correlation(columns)?;
    Ok((0..columns.width()).map(|at| inverse[(at, at)]).collect())
}

/// Refused where an indicator is a mixture of the others, or where there are no more units than indicators.
pub(super) fn inverse_correlation(columns: &Columns) -> Result<nalgebra::DMatrix<f64>, Flaw> {
    let matrix = correlation_matrix(columns)?;
    // A correlation matrix is inverted by its Cholesky factor; a pivot at rounding level means dependence.
    let factor = matrix.cholesky().ok_or(Flaw::Singular)?;
    if factor.l_dirty().diagonal().iter().any(|pivot| *pivot < 1e-6) {
        return Err(Flaw::Singular);
    }
    Ok(factor.inverse())
}

fn alpha_of(columns: &Columns, chosen: &[usize]) -> Result<f64, Flaw> {
    Flaw::unless_enough(2, chosen.len())?;
    let mut totals = vec![0.0; columns.rows()];
    let mut parts = 0.0;
    for &at in chosen {
        parts += sample_variance(columns.column(at))?;
        totals.iter_mut().zip(columns.column(at)).for_each(|(total, figure)| *total += figure);
    }
    let whole = sample_variance(&totals)?;
    if whole == 0.0 {
        return Err(Flaw::NoSpread);
    }
    let k = chosen.len() as f64;
    Ok(k / (k - 1.0) * (1.0 - parts / whole))
}
