//! Tail probabilities of the tests that audit and panel report.

/// Returns P(χ² with `freedom` degrees of freedom > `statistic`): the upper incomplete gamma function, by its series or its continued
/// fraction (Abramowitz and Stegun 1964, 6.5.29 and 6.5.31).
pub fn chi_square_above(statistic: f64, freedom: f64) -> f64 {
    let (shape, x) = (freedom / 2.0, statistic / 2.0);
    if x <= 0.0 {
        return 1.0;
    }
    let front = libm::exp(shape * libm::log(x) - x - libm::lgamma(shape));
    let tail = if x < shape + 1.0 { 1.0 - front * lower_series(shape, x) } else { front * upper_fraction(shape, x) };
    tail.clamp(0.0, 1.0)
}

/// Returns P(|z| > `statistic`) of the standard normal distribution.
pub fn normal_two_sided(statistic: f64) -> f64 {
    libm::erfc(statistic.abs() / std::f64::consts::SQRT_2)
}

fn lower_series(shape: f64, x: f64) -> f64 {
    let (mut term, mut total, mut step) = (1.0 / shape, 1.0 / shape, shape);
    while term > total * f64::EPSILON {
        step += 1.0;
        term *= x / step;
        total += term;
    }
    total
}

/// Evaluates the fraction by Lentz's method.
fn upper_fraction(shape: f64, x: f64) -> f64 {
    let tiny = f64::MIN_POSITIVE / f64::EPSILON;
    let mut b = x + 1.0 - shape;
    let (mut c, mut d) = (1.0 / tiny, 1.0 / b);
    let mut value = d;
    for i in 1..10_000 {
        let a = f64::from(i) * (shape - f64::from(i));
        b += 2.0;
        d = 1.0 / nonzero(a * d + b, tiny);
        c = nonzero(b + a / c, tiny);
        value *= c * d;
        if (c * d - 1.0).abs() < f64::EPSILON {
            break;
        }
    }
    value
}

fn nonzero(value: f64, tiny: f64) -> f64 {
    if value.abs() < tiny { tiny } else { value }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Critical values that every statistics textbook tabulates (Pearson and Hartley 1966, Table 8).
    #[test]
    fn tabulated_critical_values_have_their_level() {
        for (statistic, freedom, level) in [(3.841, 1.0, 0.05), (18.307, 10.0, 0.05), (135.807, 100.0, 0.01), (2.706, 1.0, 0.10)] {
            assert!((chi_square_above(statistic, freedom) - level).abs() < 5e-5, "{statistic} {freedom}");
        }
        assert!((normal_two_sided(1.959964) - 0.05).abs() < 1e-7);
        assert_eq!(chi_square_above(0.0, 3.0), 1.0);
    }
}
