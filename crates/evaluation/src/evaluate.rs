//! The stage as one function.

use std::collections::BTreeMap;

use corpus::{Bilingual, Finding};
use programme::method::{Content, Method, Node};

use crate::contribution::{contributions, name_of};
use crate::figures::Column;
use crate::prepare::{Fate, Prepared, prepare};
use crate::spread::{Spread, spread};
use crate::standing::{Beside, Standings, stand};
use crate::tree::{Basis, basis, climb};
use crate::trials::{Trials, variants};
use crate::weigh::inconsistency;
use crate::{Case, Chance, Evaluation, Standing, Unit, UnitOutcome};
use crate::{flaws, mismatch};

/// Judges all units of a case by a method.
///
/// Units are sorted by id first, so that their order in the case changes nothing. With replicates, the uncertainty analysis varies what the
/// method's `[uncertainty]` names; without that table nothing varies and the intervals are points.
pub fn evaluate(case: &Case<'_>, method: &Method, chance: Chance) -> Evaluation {
    evaluate_below(case, method, chance, &mut Vec::new())
}

/// `above` names the methods that this one is a leaf of.
fn evaluate_below(case: &Case<'_>, method: &Method, chance: Chance, above: &mut Vec<String>) -> Evaluation {
    let units = sorted(case);
    let case = &Case { units: &units, ..*case };
    above.push(method.id.clone());
    let (subs, sub_findings) = sub_scores(case, method, above);
    above.pop();
    let nothing = vec![None; units.len()];
    let sub_score = |id: &str| subs.get(id).unwrap_or(&nothing).clone();
    let mut prepared = prepare(case, method, &sub_score);
    prepared.findings.extend(sub_findings);
    let beside = Beside::of(&prepared);
    let basis = basis(&prepared, None, None);
    let standings = stand(&prepared, &beside, climb(&prepared, &basis, None, None));
    let doubt = method.doubt.as_ref().filter(|_| chance.replicates > 0);
    let spread = doubt.map(|doubt| {
        let variants = variants(method, doubt);
        spread(&prepared, &standings, &Trials::new(case, &prepared, &variants, doubt, chance.seed, &sub_score), chance)
    });
    let findings = findings(&prepared, &basis, &standings, spread.as_ref());
    let units = (0..units.len()).map(|unit| outcome(&prepared, &basis, &standings, spread.as_ref(), unit)).collect();
    let (replicates, above, top_sets) = spread.map_or_else(Default::default, |spread| (spread.whole, spread.above, spread.top_sets));
    Evaluation {
        year: case.year,
        method: method.id.clone(),
        method_title: method.title.clone(),
        illustrative: method.illustrative,
        units,
        replicates,
        seed: chance.seed,
        above,
        top_sets,
        findings,
    }
}

/// Units by id, so that their order in the case changes nothing.
pub(crate) fn sorted(case: &Case<'_>) -> Vec<Unit> {
    let mut units = case.units.to_vec();
    units.sort_by(|a, b| a.id.cmp(&b.id));
    units
}

/// Makes a case ready, with the methods below it judged, and hands it over.
pub(crate) fn with_prepared<T>(case: &Case<'_>, method: &Method, work: impl FnOnce(Prepared<'_>, &dyn Fn(&str) -> Column) -> T) -> T {
    let units = sorted(case);
    let case = &Case { units: &units, ..*case };
    let (subs, findings) = sub_scores(case, method, &mut vec![method.id.clone()]);
    let nothing = vec![None; units.len()];
    let sub_score = |id: &str| subs.get(id).unwrap_or(&nothing).clone();
    let mut prepared = prepare(case, method, &sub_score);
    prepared.findings.extend(findings);
    work(prepared, &sub_score)
}

/// Makes a case and its trials ready; `None` where the method names no uncertainty.
pub(crate) fn with_trials<T>(case: &Case<'_>, method: &Method, seed: u64, work: impl FnOnce(&Prepared<'_>, &Trials<'_>) -> T) -> Option<T> {
    let doubt = method.doubt.as_ref()?;
    let variants = variants(method, doubt);
    Some(with_prepared(case, method, |prepared, subs| {
        let trials = Trials::new(prepared.case, &prepared, &variants, doubt, seed, subs);
        work(&prepared, &trials)
    }))
}

/// Totals of the methods that this method uses as leaves, by their ids.
fn sub_scores(case: &Case<'_>, method: &Method, above: &mut Vec<String>) -> (BTreeMap<String, Column>, Vec<Finding>) {
    let mut scores = BTreeMap::new();
    let mut findings = Vec::new();
    for node in &method.nodes {
        let Content::Method { id, .. } = &node.content else { continue };
        if above.contains(id) {
            findings.push(
                Finding::error(
                    "method/cycle",
                    format!("办法“{id}”与“{}”互相引用", method.id),
                    format!("the methods \"{id}\" and \"{}\" use each other", method.id),
                )
                .at(node.at.of("method"))
                .hint("拆开其中一处引用", "take one of the two leaves out"),
            );
        } else if let Some(sub) = case.methods.get(id) {
            let result = evaluate_below(case, sub, Chance { seed: 0, replicates: 0 }, above);
            scores.insert(id.clone(), result.units.iter().map(UnitOutcome::score).collect());
            findings.extend(result.findings);
        } else {
            findings.push(
                Finding::error("method/unknown-method", format!("没有办法“{id}”"), format!("there is no method \"{id}\""))
                    .at(node.at.of("method"))
                    .hint("办法文件放在同一文件夹，method 写它的 id", "the method lies in the same folder, and `method` names its id"),
            );
        }
    }
    (scores, findings)
}

fn outcome(prepared: &Prepared<'_>, basis: &Basis, standings: &Standings<'_>, spread: Option<&Spread>, unit: usize) -> UnitOutcome {
    let (n_present, n_asked) = prepared.present[unit];
    let standing = match &prepared.fate[unit] {
        Fate::NotEvaluable(reason) => Standing::NotEvaluable(reason.clone()),
        Fate::Special(entry) => {
            let special = &prepared.method.specials[*entry];
            Standing::Special { reason: special.name.clone(), grade: special.grade.clone(), cite: special.cite.clone() }
        }
        Fate::Judged => judged(prepared, basis, standings, spread, unit),
    };
    UnitOutcome { unit: prepared.case.units[unit].id.clone(), class: prepared.classes[unit].clone(), standing, n_present, n_asked }
}

fn judged(prepared: &Prepared<'_>, basis: &Basis, standings: &Standings<'_>, spread: Option<&Spread>, unit: usize) -> Standing {
    let (Some(score), Some(rank)) = (standings.totals[unit], standings.ranks[unit]) else {
        let reason = Bilingual::new("按本办法的合成方式无法得出总分", "the method's aggregation gives it no total");
        return Standing::NotEvaluable(crate::NotEvaluable { reason, missing: Vec::new() });
    };
    let mut nodes: BTreeMap<String, f64> = BTreeMap::new();
    for (node, entry) in prepared.method.nodes.iter().enumerate() {
        nodes.extend(standings.nodes[node][unit].map(|score| (entry.path.clone(), score)));
    }
    Standing::Evaluated {
        score,
        rank,
        of: standings.ranked[unit],
        grade: standings.grades[unit].cloned(),
        nodes,
        contributions: contributions(prepared, basis, standings, unit),
        uncertainty: spread.and_then(|spread| spread.units[unit].clone()),
    }
}

fn findings(prepared: &Prepared<'_>, basis: &Basis, standings: &Standings<'_>, spread: Option<&Spread>) -> Vec<Finding> {
    let mut findings = prepared.findings.clone();
    for (node, struck) in &basis.flaws {
        let name = name_of(prepared, *node);
        let told = flaws::told(&struck.flaw, struck.unit.map(|unit| &prepared.case.units[unit]));
        let finding = Finding::warning(
            if prepared.method.nodes[*node].is_leaf() { "evaluation/not-normalised" } else { "evaluation/not-weighed" },
            format!("“{}”：{}", name.zh, told.zh),
            format!("\"{}\": {}", name.en, told.en),
        )
        .at(prepared.method.nodes[*node].at.start());
        findings.push(finding);
    }
    findings.extend(prepared.method.nodes.iter().filter_map(inconsistent));
    for first in &standings.parted_ties {
        let (of_class_zh, of_class) = match prepared.classes[*first].as_deref() {
            Some(class) => (format!("（类别“{class}”）"), format!(" (class \"{class}\")")),
            None => Default::default(),
        };
        findings.push(
            Finding::warning(
                "evaluation/parted-tie",
                format!("同分单位被等次界限分开{of_class_zh}"),
                format!("units of equal score are parted by the bound of a grade{of_class}"),
            )
            .hint("在办法的 [ties] 中写明如何区分", "say in `[ties]` of the method what decides"),
        );
    }
    findings.extend(without_grade(prepared, standings));
    findings.extend(spread.into_iter().flat_map(Spread::findings));
    findings.extend(mismatch::findings(prepared));
    findings.extend(not_evaluable(prepared));
    findings
}

/// Units that meet the requirements of no grade.
fn without_grade(prepared: &Prepared<'_>, standings: &Standings<'_>) -> Option<Finding> {
    let last = prepared.method.grades.last()?;
    let none: Vec<usize> =
        prepared.judged().filter(|unit| standings.totals[*unit].is_some() && standings.grades[*unit].is_none()).collect();
    let first = &prepared.case.units[*none.first()?].name;
    let count = none.len();
    let (zh, en) = (
        format!("“{}”等 {count} 个单位不符合任何等次的条件", first.zh),
        format!("{count} units, \"{}\" the first, meet the requirements of no grade", first.en),
    );
    Some(
        Finding::warning("evaluation/no-grade", zh, en)
            .at(last.at.start())
            .hint("末一等次不写界限，即收容其余单位", "a last grade without a bound takes all who are left"),
    )
}

/// Comparisons in pairs that contradict each other more than the method lets pass.
fn inconsistent(node: &Node) -> Option<Finding> {
    let Content::Group { weigh, .. } = &node.content else { return None };
    let (ratio, most) = inconsistency(weigh)?;
    Some(
        Finding::warning(
            "evaluation/ahp-consistency",
            format!("两两比较的一致性比率 {ratio:.4} 超过 {most}"),
            format!("the consistency ratio of the comparisons is {ratio:.4}, above {most}"),
        )
        .at(node.at.of("weigh"))
        .hint("请专家复核互相矛盾的比较", "have the experts look again at comparisons that contradict each other"),
    )
}

fn not_evaluable<'a>(prepared: &'a Prepared<'_>) -> impl Iterator<Item = Finding> + 'a {
    prepared.fate.iter().zip(prepared.case.units).filter_map(|(fate, unit)| {
        let Fate::NotEvaluable(reason) = fate else { return None };
        let message = format!("{}：{}", unit.name.zh, reason.reason.zh);
        Some(Finding::info("evaluation/not-evaluable", message, format!("{}: {}", unit.name.en, reason.reason.en)))
    })
}

impl UnitOutcome {
    /// Returns the total of an evaluated unit.
    pub fn score(&self) -> Option<f64> {
        match &self.standing {
            Standing::Evaluated { score, .. } => Some(*score),
            Standing::Special { .. } | Standing::NotEvaluable(_) => None,
        }
    }
}

/// Returns the figures as the tree took them: filled and treated, by path of the leaf, units sorted by id; for audits and tests.
pub fn prepared_columns(case: &Case<'_>, method: &Method) -> BTreeMap<String, (Column, Column)> {
    let units = sorted(case);
    let case = &Case { units: &units, ..*case };
    let prepared = prepare(case, method, &|_| vec![None; units.len()]);
    let basis = basis(&prepared, None, None);
    prepared
        .leaves
        .iter()
        .map(|leaf| (method.nodes[leaf.node].path.clone(), (leaf.figures.clone(), basis.scores[leaf.node].to_vec())))
        .collect()
}
