//! How much of an index's spread an indicator really carries.

use crate::numerics::moments::{mean, population_deviation, sum};
use crate::numerics::{Flaw, extent};

/// Bandwidths that are tried, as shares of the indicator's range.
const BANDWIDTHS: [f64; 8] = [0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.5, 1.0];

/// Returns the correlation ratio `Var(E[index | indicator]) / Var(index)`, the share of the index's variance that goes if the indicator were
/// fixed (Paruolo, Saisana and Saltelli 2013, *Journal of the Royal Statistical Society* A 176, 609-634, section 3).
///
/// The conditional mean is a local linear regression with a Gaussian kernel; its bandwidth minimises the leave-one-out error. Compared with
/// nominal weights it is the effective importance. At least 8 units.
pub fn correlation_ratio(indicator: &[f64], index: &[f64]) -> Result<f64, Flaw> {
    Flaw::unless_shape(indicator.len(), index.len())?;
    Flaw::unless_enough(8, indicator.len())?;
    let (low, high) = extent(indicator);
    let spread = population_deviation(index)?;
    if low == high || spread == 0.0 {
        return Err(Flaw::NoSpread);
    }
    let places: Vec<f64> = indicator.iter().map(|x| (x - low) / (high - low)).collect();
    let error = |bandwidth: f64| (0..places.len()).map(|at| left_out_error(&places, index, at, bandwidth)).sum::<f64>();
    let best = BANDWIDTHS.iter().map(|&bandwidth| (error(bandwidth), bandwidth)).filter(|(error, _)| error.is_finite());
    // A straight line is the limit of wide bandwidths and always defined.
    let (_, bandwidth) = best.fold((error(1e3), 1e3), |best, next| if next.0 < best.0 { next } else { best });
    let fitted: Vec<f64> = places.iter().map(|&place| local_line(&places, index, place, bandwidth, None).unwrap_or(f64::NAN)).collect();
    Flaw::unless_finite(&fitted)?;
    let centre = mean(&fitted)?;
    let explained = sum(&fitted.iter().map(|fit| (fit - centre) * (fit - centre)).collect::<Vec<_>>()) / fitted.len() as f64;
    Ok((explained / (spread * spread)).min(1.0))
}

fn left_out_error(places: &[f64], index: &[f64], at: usize, bandwidth: f64) -> f64 {
    local_line(places, index, places[at], bandwidth, Some(at)).map_or(f64::INFINITY, |fit| (index[at] - fit) * (index[at] - fit))
}

/// Returns the value at `place` of the line fitted with weights that fall off with distance; the weighted mean where all weight lies at one
/// place, `None` where there is no weight.
fn local_line(places: &[f64], index: &[f64], place: f64, bandwidth: f64, left_out: Option<usize>) -> Option<f64> {
    let (mut s0, mut s1, mut s2, mut t0, mut t1) = (0.0, 0.0, 0.0, 0.0, 0.0);
    for (at, (x, y)) in places.iter().zip(index).enumerate() {
        if Some(at) == left_out {
            continue;
        }
        let distance = x - place;
        let standard = distance / bandwidth;
        let weight = libm::exp(-0.5 * standard * standard);
        s0 += weight;
        s1 += weight * distance;
        s2 += weight * distance * distance;
        t0 += weight * y;
        t1 += weight * distance * y;
    }
    let determinant = s0 * s2 - s1 * s1;
    if s0 < 1e-12 {
        None
    } else if determinant <= 1e-12 * s0 * s0 {
        Some(t0 / s0)
    } else {
        Some((s2 * t0 - s1 * t1) / determinant)
    }
}
