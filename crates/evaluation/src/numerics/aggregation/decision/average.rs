//! Methods that measure units against the average, the border or the worst of the field.

use programme::Direction;

use super::{Decision, each_score, finite};
use crate::numerics::moments::mean;
use crate::numerics::normalisation::{DecisionNormalisation, normalise_for_decision};
use crate::numerics::{Flaw, extent};

/// Returns EDAS appraisal scores from the distances above and below the average (Keshavarz Ghorabaee et al. 2015, equations 3-11).
pub fn edas(decision: &Decision) -> Result<Vec<f64>, Flaw> {
    let (mut above, mut below) = (vec![0.0; decision.units()], vec![0.0; decision.units()]);
    for (column, weight, direction) in decision.criteria() {
        let average = mean(column)?;
        if average == 0.0 {
            return Err(Flaw::DivisionByZero);
        }
        let sign = if direction == Direction::Up { 1.0 } else { -1.0 };
        for (unit, figure) in column.iter().enumerate() {
            let distance = sign * (figure - average) / average;
            above[unit] += weight * distance.max(0.0);
            below[unit] += weight * (-distance).max(0.0);
        }
    }
    let ((_, most_above), (_, most_below)) = (extent(&above), extent(&below));
    finite(above.iter().zip(&below).map(|(a, b)| (a / most_above + 1.0 - b / most_below) / 2.0).collect())
}

/// Returns CODAS assessment scores from Euclidean and taxicab distances to the worst (Keshavarz Ghorabaee et al. 2016, equations 4-9);
/// `threshold`, customarily 0.02, decides when the Euclidean distances of two units count as different.
pub fn codas(decision: &Decision, threshold: f64) -> Result<Vec<f64>, Flaw> {
    let (mut squares, mut taxicab) = (vec![0.0; decision.units()], vec![0.0; decision.units()]);
    for (column, weight, direction) in decision.criteria() {
        let scores = normalise_for_decision(column, direction, DecisionNormalisation::Linear)?;
        let (worst, _) = extent(&scores);
        for (unit, score) in scores.iter().enumerate() {
            let distance = weight * (score - worst);
            squares[unit] += distance * distance;
            taxicab[unit] += distance.abs();
        }
    }
    let euclidean: Vec<f64> = squares.iter().map(|square| square.sqrt()).collect();
    let relative = |a: usize, b: usize| {
        let difference = euclidean[a] - euclidean[b];
        if difference.abs() >= threshold { difference + taxicab[a] - taxicab[b] } else { difference }
    };
    Ok((0..decision.units()).map(|a| (0..decision.units()).map(|b| relative(a, b)).sum()).collect())
}

/// Returns MABAC sums of distances from the border approximation area (Pamučar and Ćirović 2015, equations 3-9).
pub fn mabac(decision: &Decision) -> Result<Vec<f64>, Flaw> {
    let units = decision.units() as f64;
    let mut totals = vec![0.0; decision.units()];
    for (column, weight, direction) in decision.criteria() {
        let scores = normalise_for_decision(column, direction, DecisionNormalisation::MinMax)?;
        let border = weight * libm::exp(scores.iter().map(|score| libm::log(score + 1.0)).sum::<f64>() / units);
        totals.iter_mut().zip(&scores).for_each(|(total, score)| *total += weight * (score + 1.0) - border);
    }
    Ok(totals)
}

/// Returns MAIRCA total gaps between theoretical and real ratings; lower is better (Pamučar, Vasin and Lukovac 2014).
pub fn mairca(decision: &Decision) -> Result<Vec<f64>, Flaw> {
    let units = decision.units() as f64;
    let mut gaps = vec![0.0; decision.units()];
    each_score(decision, DecisionNormalisation::MinMax, |unit, score, weight| gaps[unit] += weight / units * (1.0 - score))?;
    Ok(gaps)
}

/// Returns OCRA preference ratings, 0 for the last (Parkan 1994; Işık and Adalı 2016, equations 5-9).
pub fn ocra(decision: &Decision) -> Result<Vec<f64>, Flaw> {
    let (mut up, mut down) = (vec![0.0; decision.units()], vec![0.0; decision.units()]);
    for (column, weight, direction) in decision.criteria() {
        let (low, high) = extent(column);
        if low == 0.0 {
            return Err(Flaw::DivisionByZero);
        }
        match direction {
            Direction::Up => up.iter_mut().zip(column).for_each(|(total, x)| *total += weight * (x - low) / low),
            Direction::Down => down.iter_mut().zip(column).for_each(|(total, x)| *total += weight * (high - x) / low),
        }
    }
    let ((least_up, _), (least_down, _)) = (extent(&up), extent(&down));
    let ratings: Vec<f64> = up.iter().zip(&down).map(|(u, d)| (u - least_up) + (d - least_down)).collect();
    let (least, _) = extent(&ratings);
    Ok(ratings.iter().map(|rating| rating - least).collect())
}
