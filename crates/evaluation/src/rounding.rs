//! Rounding as a published method means it.

/// Significant digits that a computed score is trusted with: fewer than a binary number carries, so that 2.675, which no binary number
/// equals, rounds like the decimal that it stands for.
const TRUSTED_DIGITS: usize = 13;

/// Returns `x` rounded to `places` decimals, halves away from zero, in decimal arithmetic (四舍五入).
pub fn round_half_up(x: f64, places: u32) -> f64 {
    if !x.is_finite() {
        return x;
    }
    let printed = format!("{:.*e}", TRUSTED_DIGITS - 1, x.abs());
    let Some((digits, exponent)) = printed.split_once('e') else { return x };
    let exponent: i64 = exponent.parse().unwrap_or(0);
    let digits: Vec<u8> = digits.bytes().filter(u8::is_ascii_digit).map(|digit| digit - b'0').collect();
    // Number of leading digits that stay: those before the point, and `places` after it.
    let kept = exponent + 1 + i64::from(places);
    if kept >= digits.len() as i64 {
        return x;
    }
    if kept < 0 {
        return 0.0;
    }
    let kept = kept as usize;
    let mut whole: u64 = digits[..kept].iter().fold(0, |whole, digit| whole * 10 + u64::from(*digit));
    whole += u64::from(digits[kept] >= 5);
    // A decimal text of an integer and an exponent is read exactly rounded.
    let rounded: f64 = format!("{whole}e-{places}").parse().unwrap_or(x.abs());
    if x < 0.0 { -rounded } else { rounded }
}

/// Binary digits below these are the noise of adding and dividing: about ten decimal digits stay.
const NOISE_BITS: u64 = 20;
/// Differences of printed numbers come no smaller; what is left of one that should be 0 does.
const NOTHING: f64 = 1e-12;

/// Returns a number as it is compared: 115 / 100 - 1 reaches a bound of 0.15, and sums in another order are equal.
pub fn settled(x: f64) -> f64 {
    if x.abs() < NOTHING {
        return 0.0;
    }
    if !x.is_finite() {
        return x;
    }
    f64::from_bits((x.to_bits() + (1 << (NOISE_BITS - 1))) & !((1 << NOISE_BITS) - 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_compared_has_no_noise() {
        let check = |a: f64, b: f64| assert_eq!(settled(a), settled(b), "{a} {b}");
        check(115.0 / 100.0 - 1.0, 0.15);
        check(0.3 / 0.1, 3.0);
        check(0.1 + 0.2, 0.3);
        check((71.3 + 88.7 + 93.1) / 3.0, (93.1 + 71.3 + 88.7) / 3.0);
        check(115.0 / 100.0 - 1.0 - 0.15, 0.0);
        assert_eq!(settled(-80.0), -80.0);
        assert!(settled(80.000_001) > settled(80.0) && settled(1e300) < settled(1.000_001e300));
        assert_eq!(settled(f64::INFINITY), f64::INFINITY);
    }

    fn check(x: f64, places: u32, expected: f64) {
        assert_eq!(round_half_up(x, places), expected, "{x} to {places}");
    }

    #[test]
    fn a_half_goes_up_even_where_binary_falls_short() {
        check(2.675, 2, 2.68);
        check(1.005, 2, 1.01);
        check(0.1 + 0.2, 1, 0.3);
        check(1.115, 2, 1.12);
        check(59.995, 2, 60.0);
        check(-2.5, 0, -3.0);
        check(0.5, 0, 1.0);
        check(0.4999, 0, 0.0);
        check(0.004, 2, 0.0);
        check(99.999, 2, 100.0);
        check(123_456.0, 2, 123_456.0);
        check(0.0, 3, 0.0);
        check(1e-300, 2, 0.0);
    }
}
