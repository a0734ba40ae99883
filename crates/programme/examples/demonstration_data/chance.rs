//! Chance without state: the same place always draws the same number.

const SEED: u64 = 20_210_609;

/// Returns a number in [0, 1) for a place, by the finaliser of `SplitMix64`.
pub(crate) fn uniform(place: &[&str], year: i16) -> f64 {
    let mut state = SEED ^ (year as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    for byte in place.join("/").bytes() {
        state = mixed(state ^ u64::from(byte));
    }
    (mixed(state) >> 11) as f64 / (1_u64 << 53) as f64
}

/// Returns roughly a standard normal number: twelve uniform ones less six, so that no logarithm is needed.
pub(crate) fn normal(place: &[&str], year: i16) -> f64 {
    let draws = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"];
    let sum: f64 = draws.iter().map(|draw| uniform(&[place, &[draw]].concat(), year)).sum();
    sum - 6.0
}

fn mixed(state: u64) -> u64 {
    let state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let state = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let state = (state ^ (state >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    state ^ (state >> 31)
}
