//! Units of measure: dimension and scale. A figure is converted by rule or not at all.

use std::collections::BTreeMap;
use std::fmt;

use crate::number::half_width;

/// A unit of measure: its dimension and how many base units one of it is.
#[derive(Debug, Clone, PartialEq)]
pub struct UnitOfMeasure {
    pub scale: f64,
    pub dimension: Dimension,
}

/// Exponents of base dimensions; empty for a pure number. Money of another price year is another dimension (`元@2000价`).
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Dimension(BTreeMap<String, i8>);

impl Dimension {
    pub fn is_pure(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the dimension of a product with the other's power (`-1` divides).
    #[must_use]
    pub fn times(&self, other: &Self, power: i8) -> Self {
        let mut exponents = self.0.clone();
        for (base, exponent) in &other.0 {
            *exponents.entry(base.clone()).or_default() += exponent * power;
        }
        exponents.retain(|_, exponent| *exponent != 0);
        Self(exponents)
    }
}

impl fmt::Display for Dimension {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_pure() {
            return out.write_str("1");
        }
        for (place, (base, exponent)) in self.0.iter().enumerate() {
            let dot = if place == 0 { "" } else { "·" };
            if *exponent == 1 { write!(out, "{dot}{base}")? } else { write!(out, "{dot}{base}^{exponent}")? }
        }
        Ok(())
    }
}

impl UnitOfMeasure {
    /// Returns the unit that a text names (`亿元`, `元/人`, `万kWh`, `件/万人`), or nothing if it is not one we know.
    pub fn read(text: &str) -> Option<Self> {
        let text = half_width(text).replace([' ', '\u{feff}'], "").replace('每', "/").replace("人民币", "");
        let (text, qualifier) = split_qualifier(&text);
        if text.split('/').skip(1).any(str::is_empty) {
            return None;
        }
        let mut parts = text.split('/');
        let mut unit = simple(parts.next()?)?;
        for part in parts {
            let below = simple(part)?;
            unit = Self { scale: unit.scale / below.scale, dimension: unit.dimension.times(&below.dimension, -1) };
        }
        if let Some(price_year) = qualifier {
            unit.dimension = at_prices(&unit.dimension, &price_year);
        }
        Some(unit)
    }

    pub fn pure() -> Self {
        Self { scale: 1.0, dimension: Dimension::default() }
    }

    /// Returns what multiplies a figure in this unit to give it in `other`, or nothing if they measure different things.
    pub fn factor_to(&self, other: &Self) -> Option<f64> {
        (self.dimension == other.dimension).then_some(self.scale / other.scale)
    }

    /// Returns the figure in `other`. Divides by whole numbers where it can, so that 349 万元 is exactly 0.0349 亿元.
    pub fn convert(&self, value: f64, other: &Self) -> Option<f64> {
        if self.dimension != other.dimension {
            return None;
        }
        let up = self.scale / other.scale;
        let down = other.scale / self.scale;
        Some(if up == 1.0 {
            value
        } else if up < 1.0 && (down - down.round()).abs() < down * 1e-12 {
            value / down.round()
        } else if (up - up.round()).abs() < up * 1e-12 {
            value * up.round()
        } else {
            value * up
        })
    }
}

/// `亿元(2000价)` is money of the year 2000; other brackets (`(含税)`) are not understood and refuse the unit.
fn split_qualifier(text: &str) -> (String, Option<String>) {
    match text.split_once('(') {
        Some((unit, rest)) if rest.ends_with("价)") => (unit.to_owned(), Some(rest.trim_end_matches(')').to_owned())),
        _ => (text.to_owned(), None),
    }
}

fn at_prices(dimension: &Dimension, price_year: &str) -> Dimension {
    Dimension(
        dimension
            .0
            .iter()
            .map(|(base, &exponent)| (if base == "元" { format!("元@{price_year}") } else { base.clone() }, exponent))
            .collect(),
    )
}

fn simple(text: &str) -> Option<UnitOfMeasure> {
    if let Some(unit) = base(text) {
        return Some(unit);
    }
    let lower = text.to_lowercase();
    let digits = lower.find(|ch: char| !ch.is_ascii_digit()).filter(|at| *at > 1).map(|at| lower.split_at(at));
    if let Some((digits, rest)) = digits {
        // `100 million yuan`, `10 000 persons`.
        let power = digits.strip_prefix('1').is_some_and(|zeros| zeros.bytes().all(|digit| digit == b'0') && zeros.len() <= 9);
        let unit = simple(rest).filter(|_| power)?;
        return Some(UnitOfMeasure { scale: unit.scale * digits.parse::<f64>().ok()?, ..unit });
    }
    let text = lower.as_str();
    let (multiple, rest) = MULTIPLES.iter().find_map(|(word, multiple)| Some((multiple, text.strip_prefix(word)?)))?;
    if rest.is_empty() {
        return Some(UnitOfMeasure { scale: *multiple, dimension: Dimension::default() });
    }
    let unit = base(rest)?;
    Some(UnitOfMeasure { scale: unit.scale * multiple, ..unit })
}

fn base(text: &str) -> Option<UnitOfMeasure> {
    let lower = text.to_lowercase();
    let (_, scale, dimension) = BASES.iter().find(|(names, ..)| names.contains(&lower.as_str()))?;
    let dimension = dimension.iter().map(|&(base, exponent)| (base.to_owned(), exponent)).collect();
    Some(UnitOfMeasure { scale: *scale, dimension: Dimension(dimension) })
}

/// Longest first, so that 万亿 is not read as 万.
const MULTIPLES: &[(&str, f64)] = &[
    ("万亿", 1e12),
    ("百亿", 1e10),
    ("十亿", 1e9),
    ("千万", 1e7),
    ("百万", 1e6),
    ("十万", 1e5),
    ("亿", 1e8),
    ("万", 1e4),
    ("千", 1e3),
    ("百", 1e2),
    ("thousand", 1e3),
    ("million", 1e6),
    ("billion", 1e9),
];

/// Names in lower case, how many base units one of it is, and the exponents of the base units.
type Base = (&'static [&'static str], f64, &'static [(&'static str, i8)]);

const BASES: &[Base] = &[
    (&["", "1", "无量纲", "倍", "比值"], 1.0, &[]),
    (&["%", "百分点", "百分比", "上年=100", "上年为100", "个百分点"], 0.01, &[]),
    (&["‰", "千分点"], 0.001, &[]),
    (&["元", "rmb", "yuan", "cny"], 1.0, &[("元", 1)]),
    (&["美元", "usd", "usdollars", "usdollar", "us$"], 1.0, &[("美元", 1)]),
    (&["港元", "港币"], 1.0, &[("港元", 1)]),
    (&["欧元"], 1.0, &[("欧元", 1)]),
    (&["人", "persons", "person", "people"], 1.0, &[("人", 1)]),
    (&["人次"], 1.0, &[("人次", 1)]),
    (&["个", "家", "户", "件", "项", "台", "套", "辆", "张", "处", "所", "床", "台套", "次", "篇", "起"], 1.0, &[("个", 1)]),
    (&["吨", "t", "tons", "ton"], 1.0, &[("吨", 1)]),
    (&["mt"], 1e6, &[("吨", 1)]),
    (&["千克", "公斤", "kg"], 1e-3, &[("吨", 1)]),
    (&["克", "g"], 1e-6, &[("吨", 1)]),
    (&["毫克", "mg"], 1e-9, &[("吨", 1)]),
    (&["微克", "ug", "μg", "µg"], 1e-12, &[("吨", 1)]),
    (&["吨标准煤", "吨标煤", "tce"], 1.0, &[("吨标准煤", 1)]),
    (&["千克标准煤", "公斤标准煤", "kgce"], 1e-3, &[("吨标准煤", 1)]),
    (&["米", "m"], 1.0, &[("米", 1)]),
    (&["公里", "千米", "km"], 1e3, &[("米", 1)]),
    (&["平方米", "m2", "m²", "㎡"], 1.0, &[("米", 2)]),
    (&["公顷", "ha", "hm2"], 1e4, &[("米", 2)]),
    (&["亩"], 2000.0 / 3.0, &[("米", 2)]),
    (&["平方公里", "平方千米", "km2", "km²", "sq.km"], 1e6, &[("米", 2)]),
    (&["立方米", "m3", "m³", "方"], 1.0, &[("米", 3)]),
    (&["升", "l"], 1e-3, &[("米", 3)]),
    (&["千瓦时", "度", "kwh", "千瓦小时"], 1.0, &[("千瓦时", 1)]),
    (&["兆瓦时", "mwh"], 1e3, &[("千瓦时", 1)]),
    (&["twh"], 1e9, &[("千瓦时", 1)]),
    (&["千瓦", "kw"], 1.0, &[("千瓦", 1)]),
    (&["焦耳", "焦", "j"], 1.0, &[("焦", 1)]),
    (&["吉焦", "gj"], 1e9, &[("焦", 1)]),
    (&["年", "a"], 1.0, &[("年", 1)]),
    (&["index", "指数", "分"], 1.0, &[("指数", 1)]),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn check(value: f64, from: &str, to: &str, expected: Option<f64>) {
        let unit = |text: &str| UnitOfMeasure::read(text).unwrap_or_else(|| panic!("`{text}` is a unit"));
        assert_eq!(unit(from).convert(value, &unit(to)), expected, "{value} {from} in {to}");
    }

    #[test]
    fn figures_are_converted_by_dimension_and_scale() {
        check(349.0, "万元", "亿元", Some(0.0349));
        check(7211.0, "亿元", "万元", Some(72_110_000.0));
        check(6.0, "百万美元", "万美元", Some(600.0));
        check(30.0, "亩", "公顷", Some(2.0));
        check(2.5, "万元/人", "元/人", Some(25_000.0));
        check(12.0, "万kWh", "亿千瓦时", Some(0.0012));
        check(1.0, "人/km2", "人/平方公里", Some(1.0));
        check(1.0, "百万吨", "吨", Some(1e6));
        check(2.0, "亿元人民币", "万元", Some(20_000.0));
        check(3.1, "件/万人", "个/人", Some(3.1 / 1e4));
        check(108.0, "上年=100", "%", Some(108.0));
        check(3.0, "100 million yuan", "万元", Some(30_000.0));
        check(3.0, "10 000 persons", "人", Some(30_000.0));
    }

    #[test]
    fn figures_of_different_dimensions_are_never_converted() {
        check(1.0, "亿元", "亿美元", None);
        check(1.0, "万吨", "万吨标准煤", None);
        check(1.0, "亿元(2000价)", "亿元", None);
        check(1.0, "亿元(2000价)", "亿元(1997价)", None);
        check(1.0, "元", "元/人", None);
    }

    #[test]
    fn an_unknown_unit_is_not_guessed() {
        for text in ["2020年", "12 persons", "100", "箱", "亿元(含税)", "万元/", "//"] {
            assert_eq!(UnitOfMeasure::read(text), None, "{text}");
        }
    }
}
