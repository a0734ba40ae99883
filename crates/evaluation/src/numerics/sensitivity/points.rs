//! Scrambled Sobol points.

use crate::numerics::Flaw;

/// An Owen-scrambled Sobol sequence (Sobol 1967; Joe and Kuo 2008; scrambling by hash after Burley 2020, *Journal of Computer Graphics
/// Techniques* 9(4), as the crate `sobol_burley` does it).
///
/// Beyond 256 dimensions a block of further dimensions is an independently scrambled and shuffled copy ("padding", same paper, section 4.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Points {
    dimensions: usize,
    seed: u64,
}

/// Longest sequence that the direction numbers allow.
const COUNT_MAX: usize = 1 << 16;
/// Half the distance between neighbouring coordinates: moves points off 0, so that quantile functions are finite.
const HALF_STEP: f64 = 0.5 / (1u64 << 24) as f64;

impl Points {
    /// Returns a sequence of `dimensions` coordinates; the largest useful `count` is 65,536.
    pub fn new(dimensions: usize, count: usize, seed: u64) -> Result<Self, Flaw> {
        Flaw::unless_enough(1, dimensions)?;
        if count > COUNT_MAX {
            return Err(Flaw::OutOfRange { parameter: "number of Sobol points", value: count as f64 });
        }
        Ok(Self { dimensions, seed })
    }

    pub fn dimensions(&self) -> usize {
        self.dimensions
    }

    /// Returns a coordinate in (0, 1).
    pub fn coordinate(&self, point: usize, dimension: usize) -> f64 {
        let block = sobol_burley::NUM_DIMENSIONS as usize;
        let seed = mixed(self.seed ^ mixed((dimension / block) as u64));
        f64::from(sobol_burley::sample(point as u32, (dimension % block) as u32, seed as u32)) + HALF_STEP
    }
}

/// Spreads a number over all its bits (`SplitMix64`, Steele, Lea and Flood 2014).
fn mixed(number: u64) -> u64 {
    let mut bits = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The defining property of a scrambled (0, m, 1)-net: each of 2^m equal intervals holds one of the first 2^m points, in every dimension.
    #[test]
    fn every_interval_holds_one_point() {
        let points = Points::new(600, 256, 9).unwrap();
        for dimension in [0, 1, 7, 255, 256, 599] {
            let mut held = [0; 256];
            (0..256).for_each(|point| held[(points.coordinate(point, dimension) * 256.0) as usize] += 1);
            assert_eq!(held, [1; 256], "dimension {dimension}");
        }
    }

    #[test]
    fn seeds_and_blocks_differ() {
        let of = |seed, dimension| Points::new(600, 1, seed).unwrap().coordinate(0, dimension);
        assert_ne!(of(1, 0), of(2, 0));
        assert_ne!(of(1, 0), of(1, 256));
        assert_eq!(of(1, 3), of(1, 3));
    }

    #[test]
    fn too_many_points_are_refused() {
        assert!(matches!(Points::new(2, 1 << 17, 0), Err(Flaw::OutOfRange { .. })));
    }
}
