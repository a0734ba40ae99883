//! Statistical audit of a year: do the figures support the structure that the method gives them, and how firm is the result?
//!
//! The items are those of the European Commission's audits of composite indicators (JRC COIN Tool User Guide; OECD/JRC Handbook 2008, sections
//! 4 to 7; Saisana, Saltelli and Tarantola 2005). Every number is of the units that are judged, on normalised scores, where more is better.

mod coverage;
mod panel;
mod structure;
mod weights;

use corpus::Bilingual;
use programme::method::Method;
use programme::{IndicatorId, UnitId};
use serde::{Deserialize, Serialize};

pub use coverage::{Coverage, Filled, Share};
pub use panel::{CriterionAudit, IntraclassForm, Leniency};
pub use structure::{BartlettTest, Correlation, GroupAudit, Relation};
pub use weights::Importance;

use crate::evaluate::with_prepared;
use crate::numerics::audit::{pearson, spearman};
use crate::prepare::Prepared;
use crate::stability::{Reversal, WeightChange, reversals, smallest_weight_changes};
use crate::standing::{Beside, Standings, stand};
use crate::tree::{Basis, basis, climb};
use crate::{Case, Removal, Sensitivity, TreatedCell, removals, sensitivity};

/// Limits of the audit. Those of the JRC COIN Tool are `redundant` 0.92, `weak` 0.3, `conflict` 0.4.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AuditSettings {
    /// Two indicators of a group whose correlation is at least this say the same.
    pub redundant: f64,
    /// An indicator whose absolute correlation with the index is below this is silent.
    pub weak: f64,
    /// An indicator whose correlation with its own group or the index is below minus this runs against it.
    pub conflict: f64,
    /// Figure whose order the index is held against, for instance GDP per head.
    pub reference: Option<IndicatorId>,
    /// Base points of the Sobol indices; 0 leaves them out.
    pub sobol: u32,
    pub seed: u64,
}

impl AuditSettings {
    /// The limits of the JRC COIN Tool User Guide (2019), without reference and indices.
    pub fn customary(seed: u64) -> Self {
        Self { redundant: 0.92, weak: 0.3, conflict: 0.4, reference: None, sobol: 0, seed }
    }
}

/// One report over one year.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Audit {
    pub year: i16,
    pub method: String,
    /// Units that are judged.
    pub units: u32,
    pub settings: AuditSettings,
    pub coverage: Coverage,
    /// Cells that the method filled, or took from another year.
    pub filled: Vec<Filled>,
    pub treated: Vec<TreatedCell>,
    pub correlations: Vec<Correlation>,
    pub redundant: Vec<(String, String)>,
    pub silent: Vec<String>,
    pub conflicts: Vec<(String, String)>,
    /// Every group of at least two children, the root first.
    pub groups: Vec<GroupAudit>,
    /// Nominal against effective weight of every leaf and group.
    pub importance: Vec<Importance>,
    pub removals: Vec<Removal>,
    pub reversals: Vec<Reversal>,
    /// Smallest change of any weight that turns the grade, by unit.
    pub weight_changes: std::collections::BTreeMap<UnitId, WeightChange>,
    pub sensitivity: Option<Sensitivity>,
    pub added_value: Option<AddedValue>,
    pub recalculation: Recalculation,
    pub panel: Vec<CriterionAudit>,
}

/// Whether the index says more than a figure that everybody has.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AddedValue {
    pub reference: IndicatorId,
    pub name: Bilingual,
    pub units: u32,
    pub pearson: f64,
    pub spearman: f64,
    /// Share of the units whose rank among all differs by more than a tenth of the units.
    pub moved: f64,
}

/// Largest differences, over the units, of sums that must agree.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Recalculation {
    pub units: u32,
    /// Contributions against the score.
    pub contributions: f64,
    /// Weights times normalised figures against what the tree gave; `None` where a group is no weighted mean.
    pub weighted_sum: Option<f64>,
}

pub(crate) struct Judged<'a> {
    pub prepared: &'a Prepared<'a>,
    pub basis: &'a Basis,
    pub standings: &'a Standings<'a>,
    pub units: Vec<usize>,
}

impl Judged<'_> {
    /// Scores of a node over the judged units.
    fn scores(&self, node: usize) -> Vec<Option<f64>> {
        self.units.iter().map(|unit| self.standings.nodes[node][*unit]).collect()
    }

    fn path(&self, node: usize) -> &str {
        &self.prepared.method.nodes[node].path
    }
}

/// Audits a year.
pub fn audit(case: &Case<'_>, method: &Method, settings: &AuditSettings) -> Audit {
    let mut audit = with_prepared(case, method, |prepared, _| {
        let basis = basis(&prepared, None, None);
        let standings = stand(&prepared, &Beside::of(&prepared), climb(&prepared, &basis, None, None));
        let judged = Judged { prepared: &prepared, basis: &basis, standings: &standings, units: prepared.judged().collect() };
        let correlations = structure::correlations(&judged);
        Audit {
            year: case.year,
            method: method.id.clone(),
            units: judged.units.len() as u32,
            settings: settings.clone(),
            coverage: coverage::coverage(&prepared),
            filled: coverage::filled(&prepared),
            treated: prepared.treated.clone(),
            redundant: structure::redundant(&correlations, settings.redundant),
            silent: structure::silent(&correlations, settings.weak),
            conflicts: structure::conflicts(&correlations, settings.conflict),
            groups: structure::groups(&judged),
            importance: weights::importance(&judged),
            added_value: settings.reference.as_ref().and_then(|reference| added_value(&judged, reference)),
            recalculation: recalculation(&judged),
            panel: panel::panel(&prepared, settings.seed),
            correlations,
            removals: Vec::new(),
            reversals: Vec::new(),
            weight_changes: std::collections::BTreeMap::new(),
            sensitivity: None,
        }
    });
    audit.removals = removals(case, method);
    audit.reversals = reversals(case, method);
    audit.weight_changes = smallest_weight_changes(case, method);
    audit.sensitivity = (settings.sobol > 0).then(|| sensitivity(case, method, settings.sobol, settings.seed)).flatten();
    audit
}

fn added_value(judged: &Judged<'_>, reference: &IndicatorId) -> Option<AddedValue> {
    let case = judged.prepared.case;
    let figure = |unit: &usize| case.observations.figure(&case.units[*unit].id, reference, case.year).map(|figure| figure.value);
    let totals = |unit: &usize| judged.standings.totals[*unit];
    let both: Vec<(f64, f64)> = judged.units.iter().filter_map(|unit| Some((figure(unit)?, totals(unit)?))).collect();
    let (figures, scores): (Vec<Option<f64>>, Vec<Option<f64>>) = both.iter().map(|(figure, score)| (Some(*figure), Some(*score))).unzip();
    let ranks = |values: &[Option<f64>]| {
        crate::numerics::ranks_descending(&values.iter().flatten().copied().collect::<Vec<_>>(), crate::numerics::Ties::Mean)
    };
    let tenth = both.len() as f64 / 10.0;
    let moved = ranks(&figures).iter().zip(ranks(&scores)).filter(|(a, b)| (*a - b).abs() > tenth).count();
    Some(AddedValue {
        reference: reference.clone(),
        name: case
            .indicators
            .get(reference)
            .map_or_else(|| Bilingual::new(reference.as_str(), reference.as_str()), |indicator| indicator.name.clone()),
        units: both.len() as u32,
        pearson: pearson(&figures, &scores).ok()?,
        spearman: spearman(&figures, &scores).ok()?,
        moved: moved as f64 / both.len() as f64,
    })
}

fn recalculation(judged: &Judged<'_>) -> Recalculation {
    use programme::method::{Aggregate, Content};
    let linear = |node: &programme::method::Node| !matches!(&node.content, Content::Group { aggregate, .. } if *aggregate != Aggregate::Arithmetic {});
    let rounded = judged.prepared.method.rounding.group.is_some()
        || judged.prepared.method.nodes.iter().any(|node| !node.is_leaf() && node.round.is_some());
    let mut found = Recalculation {
        units: 0,
        contributions: 0.0,
        weighted_sum: judged.prepared.method.nodes.iter().all(linear).then_some(0.0).filter(|_| !rounded),
    };
    for unit in judged.units.iter().copied() {
        let (Some(total), Some(tree)) = (judged.standings.totals[unit], judged.standings.nodes[0][unit]) else { continue };
        let parts = crate::contribution::contributions(judged.prepared, judged.basis, judged.standings, unit);
        let points: f64 = parts.iter().map(|part| part.points).sum();
        let weighted: f64 = parts.iter().filter_map(|part| Some(part.weight? * part.normalised?)).sum();
        found.units += 1;
        found.contributions = found.contributions.max((points - total).abs());
        found.weighted_sum = found.weighted_sum.map(|most| most.max((weighted - tree).abs()));
    }
    found
}

#[cfg(test)]
mod tests;
