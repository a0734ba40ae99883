//! Cells that hold more than one thing.

use corpus::ClauseId;
use serde::de::Error;
use serde::{Deserialize, Deserializer};

use crate::UnitId;

/// Parts of a cell, written with `;` between them.
pub fn parts(cell: &str) -> impl Iterator<Item = &str> {
    cell.split([';', '；']).map(str::trim).filter(|part| !part.is_empty())
}

/// Reads `1618 （十五）; S2019b`.
pub fn cites<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<ClauseId>, D::Error> {
    let cell = String::deserialize(deserializer)?;
    parts(&cell).map(|part| part.parse().map_err(Error::custom)).collect()
}

/// Reads `430200; 430300`.
pub fn units<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<UnitId>, D::Error> {
    let cell = String::deserialize(deserializer)?;
    Ok(parts(&cell).map(UnitId::from).collect())
}
