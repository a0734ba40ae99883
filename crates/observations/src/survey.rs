//! What is read from the tables as wholes, beside the figures of the units: types of cities, rules of the traffic light.

use std::collections::BTreeSet;

use corpus::Finding;

use crate::check::Panel;
use crate::typing::{Typed, Typing, type_cities};
use crate::{Lights, Observations};

/// File of the programme folder in which types of cities are defined.
pub const TYPING: &str = "data/typing.toml";
/// File of the programme folder with the rules of the traffic light.
pub const LIGHTS: &str = "data/lights.toml";

/// Readings of the tables as wholes.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Survey {
    /// Definitions of the types; none where the folder has none.
    pub typing: Option<Typing>,
    /// One for every scheme of the definitions.
    pub typed: Vec<Typed>,
    pub lights: Lights,
    /// Figures back to the baselines of the targets, whatever years a run judges.
    pub history: Observations,
}

/// Surveys a panel by the texts of `data/typing.toml` and `data/lights.toml`; `named` are the codes of the cities that the programme names.
pub fn survey(panel: &Panel, typing: Option<&str>, lights: Option<&str>, named: &BTreeSet<String>) -> (Survey, Vec<Finding>) {
    let (typing, mut findings) = typing.map_or_else(Default::default, |text| Typing::read(TYPING, text));
    let (lights, flaws) = lights.map_or_else(Default::default, |text| Lights::read(LIGHTS, text));
    findings.extend(flaws);
    let typed = typing.as_ref().map_or_else(Vec::new, |typing| type_cities(panel, typing, named));
    (Survey { typing, typed, lights, history: Observations::default() }, findings)
}
