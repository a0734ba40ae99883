//! Formulas of derived indicators: arithmetic over indicator ids, `lag(x)`, `growth(x)`, `mean(x, years)`, `ln(x)`, `exp(x)`.

use std::collections::BTreeSet;
use std::iter::Peekable;
use std::str::Chars;

use programme::IndicatorId;

use crate::unit::UnitOfMeasure;

/// A formula, read.
#[derive(Debug, Clone, PartialEq)]
pub enum Formula {
    Number(f64),
    /// The figure of an indicator, so many years ago.
    Figure(IndicatorId, i16),
    Negative(Box<Formula>),
    Sum(Box<Formula>, Box<Formula>),
    Difference(Box<Formula>, Box<Formula>),
    Product(Box<Formula>, Box<Formula>),
    Quotient(Box<Formula>, Box<Formula>),
    Logarithm(Box<Formula>),
    Exponential(Box<Formula>),
    /// Arithmetic mean; all of them must be known.
    Mean(Vec<Formula>),
}

impl Formula {
    /// Reads a formula; the error says what was not understood.
    pub fn read(text: &str) -> Result<Self, FormulaError> {
        let mut reader = Reader { chars: text.chars().peekable() };
        let formula = reader.sum()?;
        match reader.next_mark() {
            None => Ok(formula),
            Some(mark) => Err(FormulaError::Unexpected(mark)),
        }
    }

    /// Returns the value for the figures that `figure` gives (indicator, years back); `None` if one is missing or the result is not finite.
    pub fn value(&self, figure: &dyn Fn(&IndicatorId, i16) -> Option<f64>) -> Option<f64> {
        let of = |part: &Self| part.value(figure);
        let value = match self {
            Self::Number(value) => *value,
            Self::Figure(id, back) => figure(id, *back)?,
            Self::Negative(part) => -of(part)?,
            Self::Sum(left, right) => of(left)? + of(right)?,
            Self::Difference(left, right) => of(left)? - of(right)?,
            Self::Product(left, right) => of(left)? * of(right)?,
            Self::Quotient(left, right) => of(left)? / of(right)?,
            Self::Logarithm(part) => libm::log(of(part)?),
            Self::Exponential(part) => libm::exp(of(part)?),
            Self::Mean(parts) => parts.iter().map(of).sum::<Option<f64>>()? / parts.len() as f64,
        };
        value.is_finite().then_some(value)
    }

    /// Returns the indicators it needs and how many years back, sorted, each once.
    pub fn needs(&self) -> BTreeSet<(IndicatorId, i16)> {
        let mut needs = BTreeSet::new();
        self.each_figure(&mut |id, back| {
            needs.insert((id.clone(), back));
        });
        needs
    }

    fn each_figure(&self, visit: &mut dyn FnMut(&IndicatorId, i16)) {
        match self {
            Self::Number(_) => {}
            Self::Figure(id, back) => visit(id, *back),
            Self::Negative(part) | Self::Logarithm(part) | Self::Exponential(part) => part.each_figure(visit),
            Self::Sum(left, right) | Self::Difference(left, right) | Self::Product(left, right) | Self::Quotient(left, right) => {
                left.each_figure(visit);
                right.each_figure(visit);
            }
            Self::Mean(parts) => parts.iter().for_each(|part| part.each_figure(visit)),
        }
    }

    fn years_ago(&self, years: i16) -> Self {
        let back = |part: &Self| Box::new(part.years_ago(years));
        match self {
            Self::Number(value) => Self::Number(*value),
            Self::Figure(id, ago) => Self::Figure(id.clone(), ago + years),
            Self::Negative(part) => Self::Negative(back(part)),
            Self::Logarithm(part) => Self::Logarithm(back(part)),
            Self::Exponential(part) => Self::Exponential(back(part)),
            Self::Sum(left, right) => Self::Sum(back(left), back(right)),
            Self::Difference(left, right) => Self::Difference(back(left), back(right)),
            Self::Product(left, right) => Self::Product(back(left), back(right)),
            Self::Quotient(left, right) => Self::Quotient(back(left), back(right)),
            Self::Mean(parts) => Self::Mean(parts.iter().map(|part| part.years_ago(years)).collect()),
        }
    }

    /// Returns the unit of the result, given the units of the indicators.
    ///
    /// A number that multiplies or divides (`* 10000`, `* 100`) changes the scale; a number that is added takes the unit of the other side.
    pub fn unit(&self, unit_of: &dyn Fn(&IndicatorId) -> Option<UnitOfMeasure>) -> Result<UnitOfMeasure, UnitError> {
        match self {
            Self::Number(value) => Ok(UnitOfMeasure { scale: 1.0 / value.abs(), ..UnitOfMeasure::pure() }),
            Self::Figure(id, _) => unit_of(id).ok_or_else(|| UnitError::Unknown(id.clone())),
            Self::Negative(part) => part.unit(unit_of),
            Self::Sum(left, right) | Self::Difference(left, right) => same_unit(left, right, unit_of),
            Self::Product(left, right) => Ok(combined(&left.unit(unit_of)?, &right.unit(unit_of)?, 1)),
            Self::Quotient(left, right) => Ok(combined(&left.unit(unit_of)?, &right.unit(unit_of)?, -1)),
            Self::Logarithm(part) | Self::Exponential(part) => part.unit(unit_of).map(|_| UnitOfMeasure::pure()),
            Self::Mean(parts) => parts.iter().map(|part| part.unit(unit_of)).reduce(|first, _| first).unwrap_or(Ok(UnitOfMeasure::pure())),
        }
    }
}

/// Why a formula is not one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FormulaError {
    #[error("unexpected `{0}`")]
    Unexpected(char),
    #[error("the formula ends too early")]
    EndsEarly,
    #[error("`{0}` is not a number")]
    NotANumber(String),
    #[error("`{0}` is not a function; known are lag, growth, mean, ln, exp")]
    UnknownFunction(String),
    #[error("`{0}` takes a whole number of years from 1 to 50")]
    Years(String),
}

/// Why the units of a formula do not fit.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UnitError {
    #[error("the unit of `{0}` is not known")]
    Unknown(IndicatorId),
    #[error("`{0}` and `{1}` are added or subtracted")]
    Unlike(String, String),
}

fn combined(left: &UnitOfMeasure, right: &UnitOfMeasure, power: i8) -> UnitOfMeasure {
    let scale = if power < 0 { left.scale / right.scale } else { left.scale * right.scale };
    UnitOfMeasure { scale, dimension: left.dimension.times(&right.dimension, power) }
}

fn same_unit(left: &Formula, right: &Formula, unit_of: &dyn Fn(&IndicatorId) -> Option<UnitOfMeasure>) -> Result<UnitOfMeasure, UnitError> {
    match (left, right) {
        (Formula::Number(_), Formula::Number(_)) => Ok(UnitOfMeasure::pure()),
        (Formula::Number(_), part) | (part, Formula::Number(_)) => part.unit(unit_of),
        _ => {
            let (left, right) = (left.unit(unit_of)?, right.unit(unit_of)?);
            let alike = left.factor_to(&right).is_some_and(|factor| (factor - 1.0).abs() < 1e-9);
            if alike {
                Ok(left)
            } else {
                Err(UnitError::Unlike(format!("{:e} {}", left.scale, left.dimension), format!("{:e} {}", right.scale, right.dimension)))
            }
        }
    }
}

struct Reader<'a> {
    chars: Peekable<Chars<'a>>,
}

impl Reader<'_> {
    fn sum(&mut self) -> Result<Formula, FormulaError> {
        let mut left = self.product()?;
        while let Some(mark @ ('+' | '-')) = self.peek_mark() {
            self.chars.next();
            let right = Box::new(self.product()?);
            left = if mark == '+' { Formula::Sum(Box::new(left), right) } else { Formula::Difference(Box::new(left), right) };
        }
        Ok(left)
    }

    fn product(&mut self) -> Result<Formula, FormulaError> {
        let mut left = self.factor()?;
        while let Some(mark @ ('*' | '/')) = self.peek_mark() {
            self.chars.next();
            let right = Box::new(self.factor()?);
            left = if mark == '*' { Formula::Product(Box::new(left), right) } else { Formula::Quotient(Box::new(left), right) };
        }
        Ok(left)
    }

    fn factor(&mut self) -> Result<Formula, FormulaError> {
        match self.peek_mark().ok_or(FormulaError::EndsEarly)? {
            '-' => {
                self.chars.next();
                Ok(Formula::Negative(Box::new(self.factor()?)))
            }
            '(' => {
                self.chars.next();
                let inner = self.sum()?;
                self.expect(')')?;
                Ok(inner)
            }
            digit if digit.is_ascii_digit() => self.number().map(Formula::Number),
            letter if letter.is_ascii_alphabetic() || letter == '_' => self.named(),
            other => Err(FormulaError::Unexpected(other)),
        }
    }

    fn named(&mut self) -> Result<Formula, FormulaError> {
        let name = self.take_while(|ch| ch.is_ascii_alphanumeric() || ch == '_');
        if self.peek_mark() != Some('(') {
            return Ok(Formula::Figure(IndicatorId(name), 0));
        }
        self.chars.next();
        let inner = self.sum()?;
        let years = if self.peek_mark() == Some(',') { Some(self.years(&name)?) } else { None };
        self.expect(')')?;
        match (name.as_str(), years) {
            ("lag", years) => Ok(inner.years_ago(years.unwrap_or(1))),
            ("growth", None) => Ok(growth(&inner)),
            ("mean", Some(years)) => Ok(Formula::Mean((0..years).map(|ago| inner.years_ago(ago)).collect())),
            ("ln", None) => Ok(Formula::Logarithm(Box::new(inner))),
            ("exp", None) => Ok(Formula::Exponential(Box::new(inner))),
            _ => Err(FormulaError::UnknownFunction(name)),
        }
    }

    fn years(&mut self, function: &str) -> Result<i16, FormulaError> {
        self.expect(',')?;
        self.peek_mark();
        let number = self.number()?;
        if number.fract() == 0.0 && (1.0..=50.0).contains(&number) {
            Ok(number as i16)
        } else {
            Err(FormulaError::Years(function.to_owned()))
        }
    }

    fn number(&mut self) -> Result<f64, FormulaError> {
        let text = self.take_while(|ch| ch.is_ascii_digit() || ch == '.' || ch == '_');
        text.replace('_', "").parse().map_err(|_| FormulaError::NotANumber(text))
    }

    fn take_while(&mut self, wanted: impl Fn(char) -> bool) -> String {
        let mut text = String::new();
        while let Some(ch) = self.chars.next_if(|&ch| wanted(ch)) {
            text.push(ch);
        }
        text
    }

    fn expect(&mut self, mark: char) -> Result<(), FormulaError> {
        match self.next_mark() {
            Some(found) if found == mark => Ok(()),
            Some(found) => Err(FormulaError::Unexpected(found)),
            None => Err(FormulaError::EndsEarly),
        }
    }

    fn peek_mark(&mut self) -> Option<char> {
        while self.chars.next_if(|ch| ch.is_whitespace()).is_some() {}
        self.chars.peek().copied()
    }

    fn next_mark(&mut self) -> Option<char> {
        self.peek_mark();
        self.chars.next()
    }
}

/// `(x / lag(x) - 1) * 100`, in percent.
fn growth(inner: &Formula) -> Formula {
    let ratio = Formula::Quotient(Box::new(inner.clone()), Box::new(inner.years_ago(1)));
    let change = Formula::Difference(Box::new(ratio), Box::new(Formula::Number(1.0)));
    Formula::Product(Box::new(change), Box::new(Formula::Number(100.0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figures(id: &IndicatorId, back: i16) -> Option<f64> {
        match (id.as_str(), back) {
            ("gdp", 0) => Some(110.0),
            ("gdp", 1) => Some(100.0),
            ("gdp", 2) => Some(90.0),
            ("pop", 0) => Some(50.0),
            ("zero", _) => Some(0.0),
            _ => None,
        }
    }

    fn check(text: &str, expected: Option<f64>) {
        let value = Formula::read(text).unwrap_or_else(|error| panic!("{text}: {error}")).value(&figures);
        match (value, expected) {
            (Some(value), Some(expected)) => assert!((value - expected).abs() < 1e-9, "{text}: {value}"),
            _ => assert_eq!(value, expected, "{text}"),
        }
    }

    #[test]
    fn arithmetic_binds_as_usual() {
        check("gdp / pop * 10000", Some(22_000.0));
        check("1 + 2 * 3 - 4 / 2", Some(5.0));
        check("-(gdp - 10) / 10", Some(-10.0));
    }

    #[test]
    fn earlier_years_are_reached() {
        check("growth(gdp)", Some(10.0));
        check("lag(lag(gdp))", Some(90.0));
        check("lag(gdp, 2)", Some(90.0));
        check("mean(gdp, 3)", Some(100.0));
        check("(ln(gdp) - ln(lag(gdp))) * 100", Some(9.531017980432486));
    }

    #[test]
    fn what_is_missing_or_not_finite_stays_missing() {
        for text in ["gdp / unknown", "gdp / zero", "lag(pop)", "ln(zero)", "mean(gdp, 4)"] {
            check(text, None);
        }
    }

    #[test]
    fn what_is_not_a_formula_is_refused() {
        for text in ["", "gdp +", "gdp pop", "sqrt(gdp)", "lag(gdp, 0)", "1.2.3", "(gdp", "gdp)", "mean(gdp)"] {
            assert!(Formula::read(text).is_err(), "{text}");
        }
    }

    #[test]
    fn units_follow_the_formula() {
        let unit_of = |id: &IndicatorId| match id.as_str() {
            "gdp" => UnitOfMeasure::read("亿元"),
            "pop" => UnitOfMeasure::read("万人"),
            "output" => UnitOfMeasure::read("万元"),
            _ => None,
        };
        let factor = |text: &str, unit: &str| {
            let found = Formula::read(text).expect("a formula").unit(&unit_of).expect("units fit");
            found.factor_to(&UnitOfMeasure::read(unit).expect("a unit"))
        };
        let right = |factor: Option<f64>| factor.is_some_and(|factor| (factor - 1.0).abs() < 1e-9);
        assert!(right(factor("gdp / pop * 10000", "元/人")));
        assert!(right(factor("growth(gdp)", "%")));
        assert!(right(factor("output / (gdp * 10000) * 100", "%")));
        assert!(!right(factor("gdp / pop", "元/人")));
        assert_eq!(factor("gdp / pop", "元"), None);
        assert!(matches!(Formula::read("gdp + output").expect("a formula").unit(&unit_of), Err(UnitError::Unlike(..))));
    }
}
