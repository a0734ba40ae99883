//! Benefit of the doubt: every unit is scored with the weights that suit it best.

use super::envelopment::{Envelopment, Question};
use crate::numerics::normalisation::Interval;
use crate::numerics::{Columns, Flaw};

/// What a share limit speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShareOf {
    /// An indicator's contribution `w y` in the unit's score (Wong and Beasley 1990; Cherchye et al. 2007, "pie shares"; Compind
    /// `ci_bod_constr`).
    Contributions,
    /// An indicator's weight in the sum of weights (Handbook, Table 19).
    Weights,
}

/// Limits on the share of each indicator.
#[derive(Debug, Clone, PartialEq)]
pub struct ShareLimits {
    pub of: ShareOf,
    /// One interval an indicator, between 0 and 1.
    pub limits: Vec<Interval>,
}

/// One unit's most favourable score.
#[derive(Debug, Clone, PartialEq)]
pub struct BenefitOfDoubt {
    /// 1 for a unit that no other beats under its own weights.
    pub score: f64,
    pub weights: Vec<f64>,
    /// Units that reach 1 under this unit's weights and carry weight in the dual.
    pub peers: Vec<usize>,
}

/// Returns `max w·y` such that no unit exceeds 1 (Melyn and Moesen 1991; Cherchye, Moesen, Rogge and Van Puyenbroeck 2007, equation 3), with
/// share limits where given. Scores must not be negative.
pub fn benefit_of_the_doubt(scores: &Columns, limits: Option<&ShareLimits>) -> Result<Vec<BenefitOfDoubt>, Flaw> {
    for unit in 0..scores.rows() {
        let row = scores.row(unit);
        if row.iter().any(|&score| score < 0.0) || row.iter().all(|&score| score == 0.0) {
            return Err(Flaw::NotPositive { at: unit });
        }
    }
    if let Some(limits) = limits {
        Flaw::unless_shape(scores.width(), limits.limits.len())?;
        check_limits(limits)?;
    }
    let mut envelopment = Envelopment::new(scores.iter().map(Some).collect(), scores.rows(), 1.0);
    (0..scores.rows()).map(|unit| measure(&mut envelopment, scores, limits, unit)).collect()
}

fn check_limits(limits: &ShareLimits) -> Result<(), Flaw> {
    if limits.limits.iter().any(|limit| limit.low > limit.high || limit.low < 0.0) {
        return Err(Flaw::LimitsReversed);
    }
    let (low, high) = limits.limits.iter().fold((0.0, 0.0), |(low, high), limit| (low + limit.low, high + limit.high));
    if low > 1.0 + 1e-12 || high < 1.0 - 1e-12 { Err(Flaw::Infeasible) } else { Ok(()) }
}

/// Solves the dual, whose rows are the indicators; its prices are the weights. Each limit on a share is a variable of the dual.
fn measure(envelopment: &mut Envelopment, scores: &Columns, limits: Option<&ShareLimits>, unit: usize) -> Result<BenefitOfDoubt, Flaw> {
    let own = scores.row(unit);
    let scales: Vec<f64> = own
        .iter()
        .zip(scores.iter())
        .map(|(&y, column)| if y > 0.0 { y } else { crate::numerics::extent(column).1.max(f64::MIN_POSITIVE) })
        .collect();
    let slacks: Vec<(usize, f64, f64, f64)> = (0..own.len()).map(|row| (row, -1.0, 0.0, 0.0)).collect();
    let others = limits.map_or_else(Vec::new, |limits| limit_columns(limits, &own));
    let question =
        Question { right: &own, scales: &scales, others: &others, slacks: &slacks, excluded: None, own: Some(unit), second_stage: false };
    let answer = envelopment.solve(&question)?;
    let peers = answer.peers.iter().map(|(peer, _)| *peer).collect();
    Ok(BenefitOfDoubt { score: answer.value, weights: answer.duals.iter().map(|weight| weight.max(0.0)).collect(), peers })
}

/// Returns, for every limit, the coefficients of the constraint `coefficients · w <= 0` on the weights.
fn limit_columns(limits: &ShareLimits, own: &[f64]) -> Vec<(Vec<f64>, f64, f64)> {
    let parts: Vec<f64> = match limits.of {
        ShareOf::Contributions => own.to_vec(),
        ShareOf::Weights => vec![1.0; own.len()],
    };
    let bound = |at: usize, limit: f64, sign: f64| {
        let column = parts.iter().enumerate().map(|(other, part)| sign * (if other == at { part - limit * part } else { -limit * part }));
        (column.collect::<Vec<f64>>(), 0.0, 0.0)
    };
    let all = limits.limits.iter().enumerate();
    all.flat_map(|(at, limit)| [bound(at, limit.high, 1.0), bound(at, limit.low, -1.0)]).collect()
}
