//! How far the experts agree, and what a single one of them does.

use std::collections::BTreeSet;

use corpus::Bilingual;
use programme::method::Content;
use serde::{Deserialize, Serialize};

use crate::contribution::name_of;
use crate::numerics::panel::{Ballots, Intraclass, Level, Resampling, intraclass, kendall_w, krippendorff_alpha, over_experts, over_units};
use crate::numerics::{BootstrapInterval, Flaw};
use crate::prepare::Prepared;

/// Agreement on one criterion. What needs complete ballots is of the units that every expert marked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CriterionAudit {
    pub path: String,
    pub name: Bilingual,
    pub experts: u32,
    pub units: u32,
    /// Units that every expert marked.
    pub complete: u32,
    /// The six forms of Shrout and Fleiss 1979, by their names: `ICC(1,1)`, `ICC(2,1)`, `ICC(3,1)`, `ICC(1,k)`, `ICC(2,k)`, `ICC(3,k)`.
    pub intraclass: Option<[IntraclassForm; 6]>,
    /// Kendall's W, corrected for ties, and its probability.
    pub concordance: Option<(f64, f64)>,
    /// Its 95 % bootstrap interval over experts.
    pub concordance_interval: Option<(f64, f64)>,
    /// Krippendorff's alpha of interval data, all ballots.
    pub alpha: Option<f64>,
    /// Its 95 % bootstrap interval over units.
    pub alpha_interval: Option<(f64, f64)>,
    /// Every expert's mean less the panel's, and the largest change of a unit's mean mark without the expert.
    pub experts_apart: Vec<Leniency>,
}

/// One form of the intraclass correlation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct IntraclassForm {
    pub form: String,
    pub value: f64,
    /// 95 % bootstrap interval over units.
    pub interval: Option<(f64, f64)>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Leniency {
    pub expert: String,
    pub above_mean: f64,
    pub largest_change: Option<f64>,
}

const BOOTSTRAP: usize = 500;

pub(super) fn panel(prepared: &Prepared<'_>, seed: u64) -> Vec<CriterionAudit> {
    let nodes = &prepared.method.nodes;
    (0..nodes.len()).filter_map(|node| criterion(prepared, node, seed)).collect()
}

fn criterion(prepared: &Prepared<'_>, node: usize, seed: u64) -> Option<CriterionAudit> {
    let Content::Criterion { id, .. } = &prepared.method.nodes[node].content else { return None };
    let marks = prepared.case.ballots.of_criterion(id, prepared.case.year);
    let experts: BTreeSet<&str> = marks.values().flatten().map(|ballot| ballot.expert.as_str()).collect();
    let row = |ballots: &Vec<&crate::Ballot>| -> Vec<Option<f64>> {
        experts.iter().map(|expert| ballots.iter().find(|ballot| ballot.expert == *expert).map(|ballot| ballot.score)).collect()
    };
    let rows: Vec<Vec<Option<f64>>> = marks.values().map(row).collect();
    let complete: Vec<Vec<Option<f64>>> = rows.iter().filter(|row| row.iter().all(Option::is_some)).cloned().collect();
    let all = Ballots::from_rows(&rows).ok()?;
    let whole = Ballots::from_rows(&complete).ok();
    let resampling = Resampling { replicates: BOOTSTRAP, share: 0.95, seed };
    let concordance = whole.as_ref().and_then(|whole| kendall_w(whole, true).ok());
    let concordance_of = |ballots: &Ballots| Ok(kendall_w(ballots, true)?.w);
    let alpha_of = |ballots: &Ballots| krippendorff_alpha(ballots, Level::Interval);
    Some(CriterionAudit {
        path: prepared.method.nodes[node].path.clone(),
        name: name_of(prepared, node),
        experts: experts.len() as u32,
        units: rows.len() as u32,
        complete: complete.len() as u32,
        intraclass: whole.as_ref().and_then(|whole| correlations(whole, resampling)),
        concordance: concordance.map(|found| (found.w, found.probability)),
        concordance_interval: whole.as_ref().and_then(|whole| ends(over_experts(whole, resampling, concordance_of))),
        alpha: alpha_of(&all).ok(),
        alpha_interval: ends(over_units(&all, resampling, alpha_of)),
        experts_apart: experts.iter().enumerate().filter_map(|(place, expert)| apart(&all, place, expert)).collect(),
    })
}

type Form = fn(&Intraclass) -> f64;

fn correlations(ballots: &Ballots, resampling: Resampling) -> Option<[IntraclassForm; 6]> {
    let whole = intraclass(ballots).ok()?;
    let forms: [(&str, Form); 6] = [
        ("ICC(1,1)", |found| found.one_way_single),
        ("ICC(2,1)", |found| found.random_single),
        ("ICC(3,1)", |found| found.fixed_single),
        ("ICC(1,k)", |found| found.one_way_mean),
        ("ICC(2,k)", |found| found.random_mean),
        ("ICC(3,k)", |found| found.fixed_mean),
    ];
    Some(forms.map(|(form, value)| IntraclassForm {
        form: form.to_owned(),
        value: value(&whole),
        interval: ends(over_units(ballots, resampling, |ballots| Ok(value(&intraclass(ballots)?)))),
    }))
}

fn ends(interval: Result<Option<BootstrapInterval>, Flaw>) -> Option<(f64, f64)> {
    interval.ok().flatten().map(|interval| (interval.low, interval.high))
}

/// Over the units that the expert marked: own mark less the panel's mean on the same unit.
fn apart(ballots: &Ballots, place: usize, expert: &str) -> Option<Leniency> {
    let mean = |votes: &[Option<f64>]| {
        let votes: Vec<f64> = votes.iter().flatten().copied().collect();
        crate::numerics::mean(&votes).ok()
    };
    let apart: Vec<f64> = (0..ballots.units()).filter_map(|unit| Some(ballots.unit(unit)[place]? - mean(ballots.unit(unit))?)).collect();
    let changes = ballots.without(place).ok().map(|rest| {
        let change = |unit: usize| Some((mean(ballots.unit(unit))? - mean(rest.unit(unit))?).abs());
        (0..ballots.units()).filter_map(change).fold(0.0, f64::max)
    });
    Some(Leniency { expert: expert.to_owned(), above_mean: crate::numerics::mean(&apart).ok()?, largest_change: changes })
}
