//! A number that a method fixes: the same for all, by class, or worked out.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::Formula;

/// Written `100`, `{ large = 24.097, small = 11.5932 }` (by class) or `"peer_mean(x)"`.
#[derive(Debug, Clone, PartialEq)]
pub enum Amount {
    Fixed(f64),
    ByClass(BTreeMap<String, f64>),
    Worked(Formula),
}

impl Amount {
    /// Returns the number where it needs no figures.
    pub fn fixed(&self, class: Option<&str>) -> Option<f64> {
        match self {
            Self::Fixed(number) => Some(*number),
            Self::ByClass(by_class) => by_class.get(class?).copied(),
            Self::Worked(_) => None,
        }
    }

    pub fn formula(&self) -> Option<&Formula> {
        match self {
            Self::Worked(formula) => Some(formula),
            _ => None,
        }
    }
}

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(AmountVisitor)
    }
}

struct AmountVisitor;

impl<'de> Visitor<'de> for AmountVisitor {
    type Value = Amount;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a number, a formula in quotes, or a table of numbers by class")
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Amount, E> {
        if number.is_finite() { Ok(Amount::Fixed(number)) } else { Err(E::custom("a number must be finite")) }
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Amount, E> {
        Ok(Amount::Fixed(number as f64))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Amount, E> {
        Ok(Amount::Fixed(number as f64))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Amount, E> {
        Formula::parse(text).map(Amount::Worked).map_err(|message| E::custom(format!("formula `{text}`: {message}")))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Amount, A::Error> {
        let mut by_class = BTreeMap::new();
        while let Some((class, number)) = map.next_entry::<String, f64>()? {
            by_class.insert(class, number);
        }
        Ok(Amount::ByClass(by_class))
    }
}
