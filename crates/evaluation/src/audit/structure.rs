//! How the scores move together, and whether the groups are what they say.

use corpus::Bilingual;
use serde::{Deserialize, Serialize};

use super::Judged;
use crate::contribution::name_of;
use crate::flaws::told;
use crate::numerics::audit::{
    bartlett_sphericity, cronbach_alpha, kaiser_meyer_olkin, pearson, principal_factors, spearman, variance_inflation, varimax,
};
use crate::numerics::{Columns, Flaw};

/// Correlation of the scores of two nodes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Correlation {
    pub first: String,
    pub second: String,
    pub relation: Relation,
    /// Units that have both.
    pub units: u32,
    pub pearson: f64,
    pub spearman: f64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// Both stand in one group.
    Siblings,
    /// The second is the group of the first.
    Parent,
    /// The second is the whole tree (and not the first's own group).
    Index,
    /// Leaves of different groups.
    Across,
}

/// Statistics of a group over its children, of the units that have all of them; `None` where they cannot be worked out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GroupAudit {
    pub path: String,
    pub name: Bilingual,
    pub children: Vec<String>,
    pub units: u32,
    /// Of the correlation matrix, from the largest; they sum to the number of children.
    pub eigenvalues: Option<Vec<f64>>,
    /// One list a component with an eigenvalue above 1 (at least one component): its correlation with every child.
    pub loadings: Option<Vec<Vec<f64>>>,
    /// The same components turned by varimax (Kaiser 1958).
    pub varimax: Option<Vec<Vec<f64>>>,
    /// Kaiser, Meyer and Olkin's sampling adequacy, overall and by child.
    pub adequacy: Option<(f64, Vec<f64>)>,
    pub bartlett: Option<BartlettTest>,
    /// Variance inflation by child.
    pub inflation: Option<Vec<f64>>,
    /// Cronbach's alpha of standardised scores, and without each child.
    pub alpha: Option<(f64, Vec<Option<f64>>)>,
    /// Why something is missing.
    pub flaws: Vec<Bilingual>,
}

/// Bartlett's test of sphericity.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BartlettTest {
    pub chi_square: f64,
    pub freedom: f64,
    pub probability: f64,
}

pub(super) fn correlations(judged: &Judged<'_>) -> Vec<Correlation> {
    let nodes = &judged.prepared.method.nodes;
    let mut out = Vec::new();
    let mut add = |first: usize, second: usize, relation: Relation| {
        let (a, b) = (judged.scores(first), judged.scores(second));
        if let (Ok(pearson), Ok(spearman)) = (pearson(&a, &b), spearman(&a, &b)) {
            let units = a.iter().zip(&b).filter(|(a, b)| a.is_some() && b.is_some()).count() as u32;
            out.push(Correlation {
                first: nodes[first].path.clone(),
                second: nodes[second].path.clone(),
                relation,
                units,
                pearson,
                spearman,
            });
        }
    };
    for first in 1..nodes.len() {
        if let Some(parent) = nodes[first].parent {
            add(first, parent, Relation::Parent);
            if parent != 0 {
                add(first, 0, Relation::Index);
            }
        }
        for second in first + 1..nodes.len() {
            if nodes[first].parent == nodes[second].parent {
                add(first, second, Relation::Siblings);
            } else if nodes[first].is_leaf() && nodes[second].is_leaf() {
                add(first, second, Relation::Across);
            }
        }
    }
    out
}

pub(super) fn redundant(correlations: &[Correlation], limit: f64) -> Vec<(String, String)> {
    let same = correlations.iter().filter(|pair| matches!(pair.relation, Relation::Siblings | Relation::Across) && pair.pearson >= limit);
    same.map(|pair| (pair.first.clone(), pair.second.clone())).collect()
}

/// Leaves and groups that the index does not hear.
pub(super) fn silent(correlations: &[Correlation], limit: f64) -> Vec<String> {
    let with_index =
        correlations.iter().filter(|pair| pair.second.is_empty() && matches!(pair.relation, Relation::Parent | Relation::Index));
    with_index.filter(|pair| pair.pearson.abs() < limit).map(|pair| pair.first.clone()).collect()
}

/// Leaves and groups that run against what they stand in.
pub(super) fn conflicts(correlations: &[Correlation], limit: f64) -> Vec<(String, String)> {
    let against = correlations.iter().filter(|pair| matches!(pair.relation, Relation::Parent | Relation::Index) && pair.pearson < -limit);
    against.map(|pair| (pair.first.clone(), pair.second.clone())).collect()
}

pub(super) fn groups(judged: &Judged<'_>) -> Vec<GroupAudit> {
    let nodes = &judged.prepared.method.nodes;
    (0..nodes.len()).filter(|node| !nodes[*node].is_leaf()).filter_map(|node| group(judged, node)).collect()
}

fn group(judged: &Judged<'_>, node: usize) -> Option<GroupAudit> {
    let asked = |child: &usize| judged.units.iter().any(|unit| judged.basis.weights[*child][*unit] > 0.0);
    let children: Vec<usize> = judged.prepared.method.children(node).filter(asked).collect();
    if children.len() < 2 {
        return None;
    }
    let row = |unit: &usize| children.iter().map(|child| judged.standings.nodes[*child][*unit]).collect::<Option<Vec<f64>>>();
    let rows: Vec<Vec<f64>> = judged.units.iter().filter_map(row).collect();
    let mut flaws = Vec::new();
    let columns = kept("数据", "figures", Flaw::unless_enough(3, rows.len()).and_then(|()| Columns::from_rows(&rows)), &mut flaws);
    let columns = columns.as_ref();
    let factors = columns.and_then(|columns| kept("主成分", "components", principal_factors(columns, children.len()), &mut flaws));
    let components = factors.as_ref().map(|factors| {
        let above_one = factors.eigenvalues.iter().filter(|value| **value > 1.0).count().max(1);
        factors.loadings[..above_one].to_vec()
    });
    let turned = components.as_ref().and_then(|loadings| kept("方差最大旋转", "varimax", varimax(loadings), &mut flaws));
    let adequacy = columns.and_then(|columns| kept("KMO", "adequacy", kaiser_meyer_olkin(columns), &mut flaws));
    let bartlett = columns.and_then(|columns| kept("巴特利特检验", "bartlett", bartlett_sphericity(columns), &mut flaws));
    let inflation = columns.and_then(|columns| kept("方差膨胀", "inflation", variance_inflation(columns), &mut flaws));
    let alpha = columns.and_then(|columns| kept("α", "alpha", cronbach_alpha(columns, true), &mut flaws));
    Some(GroupAudit {
        path: judged.path(node).to_owned(),
        name: if node == 0 { Bilingual::new("总分", "the whole index") } else { name_of(judged.prepared, node) },
        children: children.iter().map(|child| judged.path(*child).to_owned()).collect(),
        units: rows.len() as u32,
        eigenvalues: factors.map(|factors| factors.eigenvalues),
        loadings: components,
        varimax: turned,
        adequacy: adequacy.map(|found| (found.overall, found.indicators)),
        bartlett: bartlett.map(|found| BartlettTest {
            chi_square: found.chi_square,
            freedom: found.freedom,
            probability: found.probability,
        }),
        inflation,
        alpha: alpha.map(|found| (found.alpha, found.without)),
        flaws,
    })
}

fn kept<T>(zh: &str, en: &str, found: Result<T, Flaw>, flaws: &mut Vec<Bilingual>) -> Option<T> {
    let told = |flaw: Flaw| {
        let why = told(&flaw, None);
        flaws.push(Bilingual::new(format!("{zh}：{}", why.zh), format!("{en}: {}", why.en)));
    };
    found.map_err(told).ok()
}
