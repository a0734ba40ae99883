//! Rounding, for the eye only: what is shown is rounded here and nowhere else.

/// Returns a number with as many decimals as its size calls for, thousands set apart; `cycle.json` keeps it unrounded.
pub(crate) fn figure(value: f64) -> String {
    let size = value.abs();
    let decimals = if value.fract() == 0.0 || size >= 10_000.0 {
        0
    } else if size >= 100.0 {
        1
    } else if size >= 1.0 {
        2
    } else {
        4
    };
    fixed(value, decimals)
}

/// Returns a share of 0 to 1 as per cent with one decimal.
pub(crate) fn fine_percent(share: f64) -> String {
    format!("{}%", fixed(100.0 * share, 1))
}

/// Returns a score with two decimals.
pub(crate) fn score(value: f64) -> String {
    fixed(value, 2)
}

/// Returns points with their sign.
pub(crate) fn signed(value: f64) -> String {
    let text = fixed(value.abs(), 2);
    if text == "0.00" {
        text
    } else if value < 0.0 {
        format!("−{text}")
    } else {
        format!("+{text}")
    }
}

/// Returns a share of 0 to 1 as per cent. Shares that are not quite 0 or 1 do not read as 0 % or 100 %.
pub(crate) fn percent(share: f64) -> String {
    let rounded = format!("{:.0}", share * 100.0);
    match rounded.as_str() {
        "0" if share > 0.0 => "<1%".to_owned(),
        "100" if share < 1.0 => ">99%".to_owned(),
        _ => format!("{rounded}%"),
    }
}

/// Returns a number with so many decimals, thousands set apart, and a minus sign only where a digit is left to bear it.
pub(crate) fn fixed(value: f64, decimals: usize) -> String {
    let text = format!("{:.decimals$}", value.abs());
    let (whole, rest) = text.split_at(text.find('.').unwrap_or(text.len()));
    let digits = whole.len();
    let mut grouped = String::with_capacity(text.len() + digits / 3);
    if value < 0.0 && text.bytes().any(|byte| (b'1'..=b'9').contains(&byte)) {
        grouped.push('−');
    }
    for (place, digit) in whole.char_indices() {
        if place > 0 && (digits - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_keeps_the_digits_that_matter() {
        for (value, expected) in [
            (1_234_567.8, "1,234,568"),
            (2012.0, "2,012"),
            (1234.56, "1,234.6"),
            (17.849, "17.85"),
            (0.01234, "0.0123"),
            (-0.4, "−0.4000"),
            (0.0, "0"),
        ] {
            assert_eq!(figure(value), expected);
        }
    }

    #[test]
    fn nearly_nothing_is_not_nothing() {
        for (share, expected) in [(0.0, "0%"), (0.001, "<1%"), (0.5, "50%"), (0.999, ">99%"), (1.0, "100%")] {
            assert_eq!(percent(share), expected);
        }
    }

    #[test]
    fn points_that_round_to_nothing_have_no_sign() {
        for (value, expected) in [(1.0, "+1.00"), (-1.234, "−1.23"), (-0.001, "0.00")] {
            assert_eq!(signed(value), expected);
        }
    }
}
