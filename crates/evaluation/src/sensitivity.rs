//! What a unit's uncertainty comes from: Sobol indices of its score, its rank and its grade.

use std::collections::BTreeMap;

use corpus::Bilingual;
use programme::UnitId;
use programme::method::Method;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::evaluate::with_trials;
use crate::numerics::sensitivity::{Bootstrap, Outcomes, SobolDesign, SobolIndices};
use crate::trials::Trial;
use crate::{Case, numerics};

/// Indices of every unit, from one design of trials for all.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Sensitivity {
    /// Base points of the design, and how often the year was judged: base times factors plus two.
    pub base: u32,
    pub evaluations: u32,
    /// Base points left out because a judgement gave no total for some unit.
    pub failed: u32,
    pub seed: u64,
    pub factors: Vec<FactorName>,
    pub units: BTreeMap<UnitId, UnitSensitivity>,
}

/// Something that is in doubt.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FactorName {
    /// `normalise`, `aggregate`, `weigh`, `missing`, `treatment`, `weights`, `weights/<group>`, `figures`, `imputation`, `experts`.
    pub id: String,
    pub name: Bilingual,
}

/// `None` where the result never changes: nothing to be explained.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct UnitSensitivity {
    pub score: Option<Indices>,
    pub rank: Option<Indices>,
    /// Of the grade as a category (one component for each grade, their variances added up).
    pub grade: Option<Indices>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Indices {
    /// Of the result; for a grade, one minus the sum of the squared probabilities.
    pub variance: f64,
    /// By the factor's id.
    pub factors: BTreeMap<String, FactorShare>,
    /// With an eighth, a quarter, half and all of the base points: whether they have settled.
    pub convergence: Vec<Step>,
}

/// First: share of the variance that goes if this factor alone were known. Total: share that stays if all others were known.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FactorShare {
    pub first: f64,
    /// 95 % bootstrap interval; `None` where no draw had any variance.
    pub first_interval: Option<(f64, f64)>,
    pub total: f64,
    pub total_interval: Option<(f64, f64)>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Step {
    pub base: u32,
    /// First and total index by the factor's id.
    pub factors: BTreeMap<String, (f64, f64)>,
}

const BOOTSTRAP: usize = 200;
const LEVEL: f64 = 0.95;

/// Returns the indices of all units; `None` where the method names no uncertainty or nothing varies.
///
/// `base` is best a power of two. Scrambled Sobol points; first order after Saltelli et al. 2010, total after Jansen 1999; the grade by the
/// indices for results of several components (Gamboa, Janon, Klein and Lagnoux 2014, *Electronic Journal of Statistics* 8).
pub fn sensitivity(case: &Case<'_>, method: &Method, base: u32, seed: u64) -> Option<Sensitivity> {
    with_trials(case, method, seed, |prepared, trials| {
        let ids: Vec<String> = trials.factors().iter().map(|factor| trials.id(*factor)).collect();
        let design = SobolDesign::new(ids.len(), base as usize, seed).ok().filter(|_| !ids.is_empty())?;
        let one = |evaluation: usize| {
            let mut point = vec![0.0; ids.len()];
            design.write_point(evaluation, &mut point);
            trials.judge(&point)
        };
        let results: Vec<Trial> = (0..design.evaluations()).into_par_iter().map(one).collect();
        let grades = prepared.method.grades.len();
        let of_unit = |unit: usize| {
            let number = |value: &dyn Fn(&Trial) -> Option<f64>| {
                let values = results.iter().map(|trial| value(trial).filter(|_| trial.failure.is_none()));
                indices(&design, &Outcomes::numbers(values), &ids, seed)
            };
            let category = results.iter().map(|trial| trial.grades[unit].filter(|_| trial.failure.is_none()));
            let found = UnitSensitivity {
                score: number(&|trial| trial.totals[unit]),
                rank: number(&|trial| trial.ranks[unit].map(f64::from)),
                grade: indices(&design, &Outcomes::categories(grades, category), &ids, seed),
            };
            (prepared.case.units[unit].id.clone(), found)
        };
        let failed: std::collections::BTreeSet<usize> =
            (0..results.len()).filter(|at| results[*at].failure.is_some()).map(|at| at / (ids.len() + 2)).collect();
        Some(Sensitivity {
            base,
            evaluations: design.evaluations() as u32,
            failed: failed.len() as u32,
            seed,
            factors: trials.factors().iter().map(|factor| FactorName { id: trials.id(*factor), name: trials.name(*factor) }).collect(),
            units: prepared.judged().collect::<Vec<_>>().into_par_iter().map(of_unit).collect(),
        })
    })?
}

fn indices(design: &SobolDesign, outcomes: &Outcomes, ids: &[String], seed: u64) -> Option<Indices> {
    let bootstrap = Bootstrap { replicates: BOOTSTRAP, level: LEVEL, seed };
    let found = numerics::sensitivity::sobol_of(design, outcomes, Some(bootstrap)).ok()?;
    let steps = numerics::sensitivity::sobol_steps(design, outcomes);
    let interval = |interval: &Option<numerics::BootstrapInterval>| interval.as_ref().map(|interval| (interval.low, interval.high));
    let shares = found.factors.iter().map(|factor| FactorShare {
        first: factor.first,
        first_interval: interval(&factor.first_interval),
        total: factor.total,
        total_interval: interval(&factor.total_interval),
    });
    let step = |step: SobolIndices| Step {
        base: step.base as u32,
        factors: ids.iter().cloned().zip(step.factors.iter().map(|factor| (factor.first, factor.total))).collect(),
    };
    Some(Indices {
        variance: found.variance,
        factors: ids.iter().cloned().zip(shares).collect(),
        convergence: steps.into_iter().map(step).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::examples::with_case;

    /// By hand: the gap is 0 or 8 (variance 16), the figure 40 has a deviation of 4 (variance 16), and the score is their mean: half each.
    const BODY: &str = "[leaf]\nnormalise = \"none\"\n[[indicator]]\nid = \"a\"\n[[indicator]]\nid = \"b\"\n[[grade]]\nid = \"up\"\nname = { zh = \"\", en = \"\" }\nfrom = 22\n[[grade]]\nid = \"low\"\nname = { zh = \"\", en = \"\" }\n[uncertainty]\nindicator_error = { b = 0.1 }\nmissing = [{ by = \"value\", value = 0 }, { by = \"value\", value = 8 }]\n";
    const TABLE: &str = "unit,a,b\nx,,40\ny,30,0\n";

    #[test]
    fn shares_of_an_additive_score_are_those_of_its_variances() {
        let found = with_case(BODY, TABLE, |case, method| sensitivity(case, method, 2048, 1)).expect("something varies");
        assert_eq!(found.factors.iter().map(|factor| factor.id.as_str()).collect::<Vec<_>>(), ["missing", "figures"]);
        let score = found.units[&"x".into()].score.as_ref().expect("x varies");
        assert!((score.variance - 8.0).abs() < 0.5, "{}", score.variance);
        for (factor, share) in &score.factors {
            assert!((share.first - 0.5).abs() < 0.06 && (share.total - 0.5).abs() < 0.06, "{factor} {share:?}");
            let (low, high) = share.total_interval.expect("an interval");
            assert!(low < share.total && share.total < high);
        }
        assert_eq!(score.convergence.iter().map(|step| step.base).collect::<Vec<_>>(), [256, 512, 1024, 2048]);
        assert!(found.units[&"x".into()].grade.is_some());
        // Nothing about y is in doubt, save who stands before it.
        assert_eq!(found.units[&"y".into()].score, None);
    }

    #[test]
    fn a_method_without_uncertainty_has_no_indices() {
        let body = BODY.split("[uncertainty]").next().expect("a body");
        assert_eq!(with_case(body, TABLE, |case, method| sensitivity(case, method, 64, 1)), None);
    }
}
