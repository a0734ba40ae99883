//! The traffic light (晴雨表): a colour for how a target is coming on, by the rule that was in force on a day.
//!
//! Rules stand in `data/lights.toml` of the programme folder, each from a day to a day; two rules that disagree on what red means are two
//! entries. In: an [`Attainment`] and a day. Out: the rule and the level that fits first.

use corpus::{Bilingual, Finding, Location};
use jiff::civil::Date;
use programme::IndicatorId;
use serde::{Deserialize, Serialize};

use crate::Attainment;

/// `data/lights.toml`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lights {
    pub format: u32,
    #[serde(rename = "light", default)]
    pub lights: Vec<Light>,
}

/// One dated rule.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Light {
    pub id: String,
    pub name: Bilingual,
    /// The paper that says so.
    pub source: Bilingual,
    /// Indicators whose targets it judges.
    pub indicators: Vec<IndicatorId>,
    pub from: Date,
    /// First day on which it no longer holds.
    #[serde(default)]
    pub to: Option<Date>,
    /// The first level whose bounds are kept is the one.
    #[serde(rename = "level")]
    pub levels: Vec<Level>,
}

/// A level and what a year's change must be for it; without bounds it takes what is left.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Level {
    pub colour: Colour,
    pub name: Bilingual,
    /// The year's change in per cent is larger than this.
    #[serde(default)]
    pub change_above_pct: Option<f64>,
    /// What the year's change falls short of the year's target by is at most so many per cent of that target.
    #[serde(default)]
    pub shortfall_at_most_pct: Option<f64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Colour {
    Green,
    Yellow,
    Orange,
    Red,
}

impl Lights {
    /// Reads a file of rules; none hold where it is broken.
    pub fn read(name: &str, text: &str) -> (Self, Vec<Finding>) {
        let unusable = |reason: &str| {
            Finding::error(
                "lights/unusable",
                format!("预警规则不能使用：{reason}"),
                format!("the rules of the traffic light cannot be used: {reason}"),
            )
            .at(Location::file(name))
            .hint("改正后重新运行", "mend them and run again")
        };
        match toml::from_str::<Self>(text) {
            Ok(lights) if lights.format == 1 => (lights, Vec::new()),
            Ok(lights) => (Self::default(), vec![unusable(&format!("format {}", lights.format))]),
            Err(error) => (Self::default(), vec![unusable(error.message())]),
        }
    }

    /// Returns the rule in force on a day for an indicator's targets.
    pub fn in_force(&self, indicator: &IndicatorId, day: Date) -> Option<&Light> {
        self.lights.iter().find(|light| light.indicators.contains(indicator) && light.from <= day && light.to.is_none_or(|to| day < to))
    }

    /// Returns the rule in force on a day and the level under it; the level is none where the change of the year is not known.
    pub fn judge(&self, indicator: &IndicatorId, attainment: &Attainment, day: Date) -> Option<(&Light, Option<&Level>)> {
        let light = self.in_force(indicator, day)?;
        let level = attainment.change_pct.zip(attainment.asked_pct).and_then(|(change, asked)| light.level(change, asked));
        Some((light, level))
    }
}

impl Light {
    /// Returns the level of a year's change against what the year asked for, both in per cent; a target of falling is negative.
    pub fn level(&self, change_pct: f64, asked_pct: f64) -> Option<&Level> {
        let towards = if asked_pct < 0.0 { 1.0 } else { -1.0 };
        let shortfall_pct = (change_pct - asked_pct) * towards / asked_pct.abs().max(f64::MIN_POSITIVE) * 100.0;
        let rise = change_pct * towards;
        self.levels.iter().find(|level| {
            level.change_above_pct.is_none_or(|bound| rise > bound)
                && level.shortfall_at_most_pct.is_none_or(|bound| shortfall_pct <= bound + 1e-9)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lights() -> Lights {
        let (lights, findings) = Lights::read("lights.toml", include_str!("../../../programmes/demonstration-zones/data/lights.toml"));
        assert_eq!(findings, []);
        lights
    }

    fn colour(day: &str, change_pct: f64, asked_pct: f64) -> Option<Colour> {
        let lights = lights();
        let light = lights.in_force(&IndicatorId::from("energy_per_gdp"), day.parse().expect("a day"))?;
        light.level(change_pct, asked_pct).map(|level| level.colour)
    }

    #[test]
    fn the_two_published_rules_disagree_on_red() {
        // First quarter of 2021: missed by up to a tenth is yellow, more is red. First half of 2021: only a rise is red.
        let of = |day: &str| [-3.1, -2.8, -1.0, 0.5].map(|change| colour(day, change, -3.0).expect("a level"));
        assert_eq!(of("2021-07-01"), [Colour::Green, Colour::Yellow, Colour::Red, Colour::Red]);
        assert_eq!(of("2021-12-31"), [Colour::Green, Colour::Orange, Colour::Orange, Colour::Red]);
    }

    #[test]
    fn no_rule_holds_before_the_first() {
        assert_eq!(colour("2017-12-31", -3.0, -3.0), None);
    }

    #[test]
    fn a_target_of_rising_is_missed_by_too_small_a_rise() {
        assert_eq!(colour("2021-07-01", 2.8, 3.0), Some(Colour::Yellow));
        assert_eq!(colour("2021-07-01", 3.2, 3.0), Some(Colour::Green));
    }
}
