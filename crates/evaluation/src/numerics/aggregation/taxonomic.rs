//! The Wrocław taxonomic method.

use crate::numerics::moments::{mean, sample_deviation};
use crate::numerics::{Columns, Flaw, extent};

/// Returns each unit's Euclidean distance to the best of every column, divided by mean plus two standard deviations of the distances; lower is
/// better (Hellwig 1968; Mazziotta C. et al. 2010; Compind `ci_wroclaw`). Columns are comparable scores where more is better.
pub fn wroclaw(scores: &Columns) -> Result<Vec<f64>, Flaw> {
    let mut squares = vec![0.0; scores.rows()];
    for column in scores.iter() {
        let (_, best) = extent(column);
        squares.iter_mut().zip(column).for_each(|(square, score)| *square += (score - best) * (score - best));
    }
    let distances: Vec<f64> = squares.iter().map(|square| square.sqrt()).collect();
    let unit = mean(&distances)? + 2.0 * sample_deviation(&distances)?;
    if unit == 0.0 { Err(Flaw::NoSpread) } else { Ok(distances.iter().map(|distance| distance / unit).collect()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numerics::cases::assert_close;

    /// By hand: distances 0, 3 and 6 have mean 3 and deviation 3, so the measure is 9.
    #[test]
    fn distances_are_counted_in_mean_and_deviations() {
        let scores = Columns::new(&[[6.0, 3.0, 0.0]]).unwrap();
        assert_close(&wroclaw(&scores).unwrap(), &[0.0, 1.0 / 3.0, 2.0 / 3.0], 1e-15);
        assert_eq!(wroclaw(&Columns::new(&[[1.0, 1.0]]).unwrap()), Err(Flaw::NoSpread));
    }
}
