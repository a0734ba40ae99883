//! Scores read off a grid of judged characteristic objects.

use super::Decision;
use crate::numerics::aggregation::topsis_by;
use crate::numerics::normalisation::DecisionNormalisation;
use crate::numerics::{Columns, Flaw};

/// Largest number of characteristic objects, a bound on time and memory.
const OBJECTS_MAX: usize = 1 << 20;

/// Returns COMET preferences, judged by TOPSIS with min-max scores as expert (Sałabun 2015, *Journal of Multi-Criteria Decision Analysis* 22,
/// steps 1-5; Paradowski et al. 2021 for the judging function).
///
/// `characteristic` holds at least two ascending values of every criterion; their combinations are the characteristic objects. Figures must
/// lie within the outer values.
pub fn comet(decision: &Decision, characteristic: &[Vec<f64>]) -> Result<Vec<f64>, Flaw> {
    Flaw::unless_shape(decision.columns.width(), characteristic.len())?;
    for values in characteristic {
        Flaw::unless_enough(2, values.len())?;
        if !values.windows(2).all(|pair| pair[0] < pair[1]) {
            return Err(Flaw::StepsNotAscending);
        }
    }
    let preferences = preferences_of_objects(decision, characteristic)?;
    (0..decision.units()).map(|unit| read_off(&decision.columns.row(unit), characteristic, &preferences)).collect()
}

/// Judges every combination and spreads the distinct judgements evenly over 0 to 1. The last criterion varies fastest.
fn preferences_of_objects(decision: &Decision, characteristic: &[Vec<f64>]) -> Result<Vec<f64>, Flaw> {
    let count = characteristic.iter().try_fold(1usize, |count, values| count.checked_mul(values.len()).filter(|&c| c <= OBJECTS_MAX));
    let count = count.ok_or(Flaw::OutOfRange { parameter: "number of characteristic objects", value: f64::INFINITY })?;
    let mut repeat = count;
    let columns: Vec<Vec<f64>> = characteristic
        .iter()
        .map(|values| {
            repeat /= values.len();
            (0..count).map(|object| values[object / repeat % values.len()]).collect()
        })
        .collect();
    let objects = Columns::new(&columns)?;
    let judged = topsis_by(&Decision::new(&objects, decision.weights, decision.directions)?, DecisionNormalisation::MinMax)?.closeness;
    let mut levels = judged.clone();
    levels.sort_unstable_by(f64::total_cmp);
    levels.dedup();
    Flaw::unless_enough(2, levels.len())?;
    let top = (levels.len() - 1) as f64;
    Ok(judged.iter().map(|score| levels.partition_point(|level| level < score) as f64 / top).collect())
}

/// Interpolates linearly in every criterion between the neighbouring objects.
fn read_off(figures: &[f64], characteristic: &[Vec<f64>], preferences: &[f64]) -> Result<f64, Flaw> {
    let mut corners = vec![(0usize, 1.0f64)];
    for (&figure, values) in figures.iter().zip(characteristic) {
        let after = values.partition_point(|&value| value < figure);
        if after == values.len() || (after == 0 && figure < values[0]) {
            return Err(Flaw::OutOfRange { parameter: "characteristic values", value: figure });
        }
        let share = if after == 0 { 1.0 } else { (figure - values[after - 1]) / (values[after] - values[after - 1]) };
        let ends = [(after, share), (after.saturating_sub(1), 1.0 - share)];
        corners = corners
            .iter()
            .flat_map(|&(object, part)| ends.map(|(value, share)| (object * values.len() + value, part * share)))
            .filter(|(_, part)| *part > 0.0)
            .collect();
    }
    Ok(corners.iter().map(|&(object, part)| part * preferences[object]).sum())
}
