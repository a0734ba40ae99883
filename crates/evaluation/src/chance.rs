//! Random numbers that do not depend on who draws first: one stream per replicate.

use rand_chacha::ChaCha8Rng;
use rand_core::{Rng, SeedableRng};

/// Draws of one replicate.
pub(crate) struct Draws(ChaCha8Rng);

impl Draws {
    pub(crate) fn new(seed: u64, replicate: u64) -> Self {
        let mut generator = ChaCha8Rng::seed_from_u64(seed);
        generator.set_stream(replicate);
        Self(generator)
    }

    /// Uniform in `[0, 1)`, with 53 bits.
    pub(crate) fn uniform(&mut self) -> f64 {
        (self.0.next_u64() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// One of `count` with equal chance; 0 for none.
    pub(crate) fn one_of(&mut self, count: usize) -> usize {
        ((self.uniform() * count as f64) as usize).min(count.saturating_sub(1))
    }

    /// Standard normal (Box and Muller 1958).
    pub(crate) fn normal(&mut self) -> f64 {
        let (first, second) = (1.0 - self.uniform(), self.uniform());
        (-2.0 * libm::log(first)).sqrt() * libm::cos(std::f64::consts::TAU * second)
    }

    /// Gamma with scale 1 (Marsaglia and Tsang 2000); a shape below 1 is raised by the power of a uniform.
    pub(crate) fn gamma(&mut self, shape: f64) -> f64 {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_replicate_draws_the_same_whoever_draws_before() {
        let first: Vec<f64> = (0..3).map(|_| Draws::new(7, 41).uniform()).collect();
        assert!(first.windows(2).all(|pair| pair[0] == pair[1]));
        assert_ne!(Draws::new(7, 41).uniform(), Draws::new(7, 42).uniform());
        assert_ne!(Draws::new(7, 41).uniform(), Draws::new(8, 41).uniform());
    }

    #[test]
    fn the_moments_are_those_of_the_distributions() {
        let mut draws = Draws::new(1, 0);
        let count = 40_000;
        let mut mean = |draw: &mut dyn FnMut(&mut Draws) -> f64| (0..count).map(|_| draw(&mut draws)).sum::<f64>() / f64::from(count);
        // Five standard errors.
        assert!(mean(&mut |draws| draws.normal()).abs() < 5.0 / 200.0);
        assert!((mean(&mut |draws| draws.normal().powi(2)) - 1.0).abs() < 5.0 * 1.4143 / 200.0);
        assert!((mean(&mut |draws| draws.gamma(2.5)) - 2.5).abs() < 5.0 * 1.5812 / 200.0);
        assert!((mean(&mut |draws| draws.gamma(0.4)) - 0.4).abs() < 5.0 * 0.6325 / 200.0);
    }
}
