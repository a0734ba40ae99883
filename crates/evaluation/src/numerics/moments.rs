//! Extent, mean and shape of a sample.
//!
//! Skewness and kurtosis are the sample-adjusted ones of spreadsheets (Joanes and Gill 1998, *The Statistician* 47, G1 and G2), as index
//! makers use them for outliers.

use super::Flaw;

/// Partial results kept side by side, so that the processor works on several figures at once and the order of summation stays fixed.
const LANES: usize = 8;

/// Returns the lowest and highest figure; an empty sample gives `(∞, -∞)`.
pub fn extent(values: &[f64]) -> (f64, f64) {
    let (mut low, mut high) = ([f64::INFINITY; LANES], [f64::NEG_INFINITY; LANES]);
    let (blocks, rest) = values.as_chunks::<LANES>();
    for block in blocks {
        for lane in 0..LANES {
            low[lane] = if block[lane] < low[lane] { block[lane] } else { low[lane] };
            high[lane] = if block[lane] > high[lane] { block[lane] } else { high[lane] };
        }
    }
    let within = rest.iter().chain(&low).fold(f64::INFINITY, |low, &value| low.min(value));
    (within, rest.iter().chain(&high).fold(f64::NEG_INFINITY, |high, &value| high.max(value)))
}

/// Returns the sum, added in [`LANES`] interleaved parts.
pub(crate) fn sum(values: &[f64]) -> f64 {
    sum_of(values, |value| value)
}

/// Returns the sum of `term` over the figures, in the same fixed order as [`sum`].
pub(crate) fn sum_of(values: &[f64], term: impl Fn(f64) -> f64) -> f64 {
    let mut part = [0.0; LANES];
    let (blocks, rest) = values.as_chunks::<LANES>();
    for block in blocks {
        for lane in 0..LANES {
            part[lane] += term(block[lane]);
        }
    }
    part.iter().sum::<f64>() + rest.iter().map(|&value| term(value)).sum::<f64>()
}

/// Returns the arithmetic mean.
pub fn mean(values: &[f64]) -> Result<f64, Flaw> {
    Flaw::unless_enough(1, values.len())?;
    Ok(sum(values) / values.len() as f64)
}

/// Returns the variance with divisor `n - 1`.
pub fn sample_variance(values: &[f64]) -> Result<f64, Flaw> {
    Flaw::unless_enough(2, values.len())?;
    let centre = mean(values)?;
    Ok(sum_of(values, |value| (value - centre) * (value - centre)) / (values.len() - 1) as f64)
}

/// Returns the standard deviation with divisor `n - 1`.
pub fn sample_deviation(values: &[f64]) -> Result<f64, Flaw> {
    Ok(sample_variance(values)?.sqrt())
}

/// Returns the standard deviation with divisor `n`.
pub(crate) fn population_deviation(values: &[f64]) -> Result<f64, Flaw> {
    let centre = mean(values)?;
    Ok((sum_of(values, |value| (value - centre) * (value - centre)) / values.len() as f64).sqrt())
}

/// Returns the adjusted skewness G1; at least 3 figures that are not all equal.
pub fn skewness(values: &[f64]) -> Result<f64, Flaw> {
    Flaw::unless_enough(3, values.len())?;
    let (squares, cubes, _) = central_sums(values)?;
    Ok(adjusted_skewness(values.len() as f64, squares, cubes))
}

/// Returns the adjusted excess kurtosis G2 (0 for a normal distribution); at least 4 figures that are not all equal.
pub fn excess_kurtosis(values: &[f64]) -> Result<f64, Flaw> {
    Ok(skewness_and_kurtosis(values)?.1)
}

/// Returns both shape measures from one pass over the deviations.
pub(crate) fn skewness_and_kurtosis(values: &[f64]) -> Result<(f64, f64), Flaw> {
    Flaw::unless_enough(4, values.len())?;
    let n = values.len() as f64;
    let (squares, cubes, fourths) = central_sums(values)?;
    let skewness = adjusted_skewness(n, squares, cubes);
    let kurtosis = ((n + 1.0) * (n * fourths / (squares * squares) - 3.0) + 6.0) * (n - 1.0) / ((n - 2.0) * (n - 3.0));
    Ok((skewness, kurtosis))
}

fn adjusted_skewness(n: f64, squares: f64, cubes: f64) -> f64 {
    n.sqrt() * cubes / (squares * squares.sqrt()) * (n * (n - 1.0)).sqrt() / (n - 2.0)
}

/// Returns the sums of squared, cubed and fourth powers of the deviations from the mean.
fn central_sums(values: &[f64]) -> Result<(f64, f64, f64), Flaw> {
    let (low, high) = extent(values);
    if low == high {
        return Err(Flaw::NoSpread);
    }
    let centre = mean(values)?;
    let (mut squares, mut cubes, mut fourths) = ([0.0; LANES], [0.0; LANES], [0.0; LANES]);
    let mut add = |lane: usize, value: f64| {
        let deviation = value - centre;
        let square = deviation * deviation;
        squares[lane] += square;
        cubes[lane] += square * deviation;
        fourths[lane] += square * square;
    };
    let (blocks, rest) = values.as_chunks::<LANES>();
    for block in blocks {
        (0..LANES).for_each(|lane| add(lane, block[lane]));
    }
    rest.iter().enumerate().for_each(|(lane, &value)| add(lane, value));
    Ok((squares.iter().sum(), cubes.iter().sum(), fourths.iter().sum()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The worked example in the documentation of the spreadsheet functions SKEW and KURT, printed to 6 and 9 decimals.
    #[test]
    fn shape_agrees_with_the_spreadsheet_functions() {
        let values = [3.0, 4.0, 5.0, 2.0, 3.0, 4.0, 5.0, 6.0, 4.0, 7.0];
        assert!((skewness(&values).unwrap() - 0.359543).abs() < 5e-7);
        assert!((excess_kurtosis(&values).unwrap() - -0.151799637).abs() < 5e-10);
    }

    #[test]
    fn equal_figures_have_no_shape() {
        assert_eq!(skewness(&[3.0; 5]), Err(Flaw::NoSpread));
        assert_eq!(excess_kurtosis(&[3.0; 3]), Err(Flaw::TooFew { needed: 4, found: 3 }));
    }

    #[test]
    fn extent_covers_blocks_and_the_rest() {
        let values: Vec<f64> = (0..19).map(|i| f64::from((i * 7) % 19) - 5.0).collect();
        assert_eq!(extent(&values), (-5.0, 13.0));
    }
}
