//! Random numbers that depend on the seed and the replicate alone, never on the thread or on what was drawn before.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// The random numbers of one replicate: a stream of `ChaCha8` of its own.
#[derive(Debug, Clone)]
pub struct Stream(ChaCha8Rng);

impl Stream {
    pub fn new(seed: u64, replicate: u64) -> Self {
        let mut generator = ChaCha8Rng::seed_from_u64(seed);
        generator.set_stream(replicate);
        Self(generator)
    }

    /// Returns a number in `[0, 1)` with 53 random bits.
    pub fn uniform(&mut self) -> f64 {
        (self.0.next_u64() >> 11) as f64 * (0.5 / (1u64 << 52) as f64)
    }

    /// Returns a whole number below `bound`, each with the same probability (Lemire 2019, with rejection).
    pub fn below(&mut self, bound: usize) -> usize {
        let bound = bound as u64;
        let threshold = bound.wrapping_neg() % bound;
        loop {
            let product = u128::from(self.0.next_u64()) * u128::from(bound);
            if product as u64 >= threshold {
                return (product >> 64) as usize;
            }
        }
    }

    /// Returns the whole numbers below `count` in random order (Fisher and Yates).
    pub fn permutation(&mut self, count: usize) -> Vec<usize> {
        let mut order: Vec<usize> = (0..count).collect();
        (1..count).rev().for_each(|last| order.swap(last, self.below(last + 1)));
        order
    }

    /// Standard normal (Box and Muller 1958).
    pub fn normal(&mut self) -> f64 {
        let (first, second) = (1.0 - self.uniform(), self.uniform());
        (-2.0 * libm::log(first)).sqrt() * libm::cos(std::f64::consts::TAU * second)
    }

    /// Gamma with scale 1 (Marsaglia and Tsang 2000); a shape below 1 is raised by the power of a uniform.
    pub fn gamma(&mut self, shape: f64) -> f64 {
        if shape < 1.0 {
            let power = libm::pow(1.0 - self.uniform(), 1.0 / shape);
            return self.gamma(shape + 1.0) * power;
        }
        let d = shape - 1.0 / 3.0;
        let c = 1.0 / (9.0 * d).sqrt();
        loop {
            let normal = self.normal();
            let base = 1.0 + c * normal;
            let v = base * base * base;
            if v > 0.0 && libm::log(1.0 - self.uniform()) < 0.5 * normal * normal + d - d * v + d * libm::log(v) {
                return d * v;
            }
        }
    }
}

/// A percentile interval over the replicates of a bootstrap.
#[derive(Debug, Clone, PartialEq)]
pub struct BootstrapInterval {
    pub low: f64,
    pub high: f64,
    pub replicates: usize,
    /// Replicates in which the statistic could not be computed; they are left out of the interval.
    pub failed: usize,
}

impl BootstrapInterval {
    /// Returns the interval that holds the share `level` of the replicates' values (Efron 1979), `None` where none succeeded.
    pub(crate) fn of(mut values: Vec<f64>, replicates: usize, level: f64) -> Option<Self> {
        values.sort_unstable_by(f64::total_cmp);
        let tail = (1.0 - level) / 2.0;
        let (low, high) = (quantile(&values, tail)?, quantile(&values, 1.0 - tail)?);
        Some(Self { low, high, replicates, failed: replicates - values.len() })
    }
}

/// Returns the quantile of sorted figures by linear interpolation (Hyndman and Fan 1996, type 7).
pub fn quantile(sorted: &[f64], share: f64) -> Option<f64> {
    let place = share * (sorted.len().checked_sub(1)?) as f64;
    let below = place.floor() as usize;
    let above = (below + 1).min(sorted.len() - 1);
    Some(sorted[below] + (place - below as f64) * (sorted[above] - sorted[below]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_replicate_is_the_same_whatever_was_drawn_before() {
        let mut other = Stream::new(7, 3);
        other.uniform();
        let draw = |seed, replicate| Stream::new(seed, replicate).uniform();
        assert_eq!(draw(7, 4), draw(7, 4));
        assert_ne!(draw(7, 4), draw(7, 5));
        assert_ne!(draw(7, 4), draw(8, 4));
    }

    #[test]
    fn uniform_numbers_fill_the_interval_evenly() {
        let mut stream = Stream::new(1, 0);
        let draws: Vec<f64> = (0..20_000).map(|_| stream.uniform()).collect();
        assert!(draws.iter().all(|x| (0.0..1.0).contains(x)));
        // Four standard errors of the mean of 20,000 uniform numbers.
        assert!((draws.iter().sum::<f64>() / 20_000.0 - 0.5).abs() < 4.0 * (1.0 / 12.0f64 / 20_000.0).sqrt());
        let sixes = (0..20_000).filter(|_| stream.below(6) == 5).count() as f64;
        assert!((sixes / 20_000.0 - 1.0 / 6.0).abs() < 4.0 * (5.0 / 36.0f64 / 20_000.0).sqrt());
    }

    #[test]
    fn quantiles_interpolate() {
        assert_eq!(quantile(&[1.0, 2.0, 4.0], 0.75), Some(3.0));
        assert_eq!(quantile(&[], 0.5), None);
    }

    #[test]
    fn the_moments_are_those_of_the_distributions() {
        let mut draws = Stream::new(1, 0);
        let count = 40_000;
        let mut mean = |draw: &mut dyn FnMut(&mut Stream) -> f64| (0..count).map(|_| draw(&mut draws)).sum::<f64>() / f64::from(count);
        // Five standard errors.
        assert!(mean(&mut |draws| draws.normal()).abs() < 5.0 / 200.0);
        assert!((mean(&mut |draws| draws.normal().powi(2)) - 1.0).abs() < 5.0 * 1.4143 / 200.0);
        assert!((mean(&mut |draws| draws.gamma(2.5)) - 2.5).abs() < 5.0 * 1.5812 / 200.0);
        assert!((mean(&mut |draws| draws.gamma(0.4)) - 0.4).abs() < 5.0 * 0.6325 / 200.0);
    }
}
