//! Outliers, told cell by cell.

use corpus::{Bilingual, Finding};
use programme::method::{Node, Then, Treatment};
use serde::{Deserialize, Serialize};

use crate::figures::{Column, quantile};
use crate::flaws::told;
use crate::leaves::Leaf;
use crate::numerics::Flaw;
use crate::numerics::treatment::{ShapeLimits, Transformation, TreatmentRule, transform, treat as two_stages};
use crate::prepare::Prepared;

/// A figure that treatment changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TreatedCell {
    pub path: String,
    pub unit: programme::UnitId,
    pub before: f64,
    pub after: f64,
}

/// Returns the treated column, the cells that changed, and what there is to say.
pub(crate) fn treat(prepared: &Prepared<'_>, leaf: &Leaf<'_>, filled: &Column) -> (Column, Vec<TreatedCell>, Vec<Finding>) {
    let mut column = filled.clone();
    let mut findings = Vec::new();
    for group in prepared.figures(leaf.within).peers {
        let present: Vec<usize> = group.iter().copied().filter(|unit| column[*unit].is_some()).collect();
        let values: Vec<f64> = present.iter().filter_map(|unit| column[*unit]).collect();
        match treat_values(leaf.treatment, &values) {
            Ok(treated) => present.iter().zip(treated).for_each(|(unit, value)| column[*unit] = Some(value)),
            Err(flaw) => {
                let unit = flaw.at().and_then(|at| present.get(at)).map(|unit| &prepared.case.units[*unit]);
                findings.push(untreated(&prepared.method.nodes[leaf.node], &told(&flaw, unit)));
            }
        }
    }
    let cells = (0..column.len()).filter_map(|unit| {
        let (before, after) = (filled[unit]?, column[unit]?);
        let path = prepared.method.nodes[leaf.node].path.clone();
        (before != after).then(|| TreatedCell { path, unit: prepared.case.units[unit].id.clone(), before, after })
    });
    let cells = cells.collect();
    (column, cells, findings)
}

pub(crate) fn treat_values(treatment: &Treatment, values: &[f64]) -> Result<Vec<f64>, Flaw> {
    match treatment {
        Treatment::None {} => Ok(values.to_vec()),
        Treatment::Winsorise { skewness, kurtosis, most, then } => {
            let otherwise = (*then == Then::Log).then_some(Transformation::ShiftedLogarithm);
            let limits = ShapeLimits { skewness: *skewness, kurtosis: *kurtosis };
            two_stages(values, &TreatmentRule { limits, winsorised_max: *most, otherwise }).map(|treated| treated.values)
        }
        Treatment::Log { shifted: false } => transform(values, Transformation::Logarithm),
        Treatment::Log { shifted: true } => transform(values, Transformation::ShiftedLogarithm),
        Treatment::BoxCox { lambda, shifted: false } => transform(values, Transformation::BoxCox { lambda: *lambda }),
        Treatment::BoxCox { lambda, shifted: true } => transform(values, Transformation::ShiftedBoxCox { lambda: *lambda }),
        Treatment::Trim { low, high } => {
            let mut sorted = values.to_vec();
            sorted.sort_by(f64::total_cmp);
            let ends = quantile(&sorted, *low).zip(quantile(&sorted, *high));
            Ok(values.iter().map(|value| ends.map_or(*value, |(low, high)| value.min(high).max(low))).collect())
        }
    }
}

fn untreated(node: &Node, why: &Bilingual) -> Finding {
    let path = &node.path;
    let message = Bilingual::new(
        format!("“{path}”未作处理，按原始数值计算：{}", why.zh),
        format!("\"{path}\" is not treated, the figures stand as they are: {}", why.en),
    );
    Finding::warning("evaluation/untreated", message.zh, message.en).at(node.at.start())
}
