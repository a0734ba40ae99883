//! Years judged, and what follows.

use std::collections::BTreeMap;

use consequences::objection::{self, Correction};
use consequences::{Grades, Proceedings};
use corpus::{Bilingual, ClauseId, Finding, PaperId, Reading};
use evaluation::{Audit, AuditSettings, Ballots, Case, Chance, Difference, Evaluation, Lift, LiftSettings, Side, Standing};
use observations::Observations;
use programme::{Method, Programme, ResultKind, UnitId};
use publication::{Comparison, Stage, Year};
use rayon::prelude::*;

use super::Sources;

/// The years, and what was wrong with the ballots.
pub(crate) struct Judged {
    pub(crate) years: Vec<Year>,
    pub(crate) ballots: Ballots,
    /// What upheld objections changed.
    pub(crate) corrections: Vec<Correction>,
    pub(crate) findings: Vec<Finding>,
}

/// Evaluates every year by the method in force for it, then asks the rules.
///
/// A rule over several years counts the run's own grades, and published ones for years that the run did not evaluate.
pub(crate) fn judge(programme: &Programme, observations: &Observations, proceedings: &Proceedings, sources: &Sources) -> Judged {
    let (first, last) = sources.settings.years;
    let (ballots, mut findings) = read_ballots(sources);
    let mut evaluations = Vec::new();
    let mut corrections = Vec::new();
    for year in first..=last {
        match programme.methods.values().find(|method| method.judges(year) && method.judges_members()) {
            Some(method) => {
                let mut evaluation = evaluate(programme, observations, &ballots, method, year, sources, sources.settings.replicates);
                corrections.extend(objection::correct_grades(&mut evaluation, programme, &proceedings.objections, sources.settings.day));
                evaluations.push(evaluation);
            }
            None => findings.push(no_method(year)),
        }
    }
    let members = consequences::members(programme);
    let stage = Behind { programme, observations, ballots: &ballots };
    let mut differences = stage.differences(&evaluations);
    let years = (0..evaluations.len()).map(|index| {
        let mut history = consequences::history(programme, &evaluations[..=index], Grades::ComputedFirst, sources.settings.demonstration);
        history.rows.extend(objection::rulings(&proceedings.objections, sources.settings.day));
        let year = evaluations[index].year;
        let is_last = index + 1 == evaluations.len();
        Year {
            year,
            audit: stage.audit(&evaluations[index], if is_last { SOBOL } else { 0 }),
            differences: if is_last { std::mem::take(&mut differences) } else { BTreeMap::new() },
            lifts: if is_last { stage.lifts(&evaluations[index]) } else { BTreeMap::new() },
            evaluation: evaluations[index].clone(),
            consequences: consequences::apply(&programme.rulebook, &members, &history, year),
        }
    });
    let years = years.collect();
    Judged { years, ballots, corrections, findings }
}

/// Base points of the Sobol indices of the last year: enough to name the strongest factor; `bihuan audit` takes more.
const SOBOL: u32 = 256;
/// Replicates behind the probability that a lift succeeds.
const LIFT_REPLICATES: u32 = 200;
/// Figure that the index is held against where the programme has it.
const REFERENCE: &str = "gdp_per_capita";

/// What stands behind the evaluations.
struct Behind<'a> {
    programme: &'a Programme,
    observations: &'a Observations,
    ballots: &'a Ballots,
}

impl Behind<'_> {
    fn case<'c>(&'c self, units: &'c [evaluation::Unit], year: i16) -> Case<'c> {
        let Self { programme, observations, ballots } = *self;
        Case { units, indicators: &programme.indicators, observations, ballots, methods: &programme.methods, year }
    }

    fn audit(&self, evaluation: &Evaluation, sobol: u32) -> Option<Audit> {
        let method = self.programme.methods.get(&evaluation.method)?;
        let units = evaluation::units_of(self.programme, method, evaluation.year);
        let settings = AuditSettings { reference: Some(REFERENCE.into()), sobol, ..AuditSettings::customary(evaluation.seed) };
        Some(evaluation::audit(&self.case(&units, evaluation.year), method, &settings))
    }

    /// What it would take each unit to reach a better grade, the others staying as they are.
    fn lifts(&self, evaluation: &Evaluation) -> BTreeMap<UnitId, Lift> {
        let Some(method) = self.programme.methods.get(&evaluation.method) else { return BTreeMap::new() };
        let units = evaluation::units_of(self.programme, method, evaluation.year);
        let case = self.case(&units, evaluation.year);
        let replicates = if evaluation.replicates == 0 { 0 } else { LIFT_REPLICATES };
        let settings = LiftSettings::customary(Chance { seed: evaluation.seed, replicates });
        let of = |unit: &evaluation::Unit| Some((unit.id.clone(), evaluation::lift(&case, method, &unit.id, settings)?));
        units.par_iter().filter_map(of).collect()
    }

    /// Why the scores of the last year differ from those of the year judged before it.
    fn differences(&self, evaluations: &[Evaluation]) -> BTreeMap<UnitId, Difference> {
        let [.., before, last] = evaluations else { return BTreeMap::new() };
        let methods = &self.programme.methods;
        let (Some(old), Some(new)) = (methods.get(&before.method), methods.get(&last.method)) else { return BTreeMap::new() };
        let (units_before, units_last) =
            (evaluation::units_of(self.programme, old, before.year), evaluation::units_of(self.programme, new, last.year));
        let (case_before, case_last) = (self.case(&units_before, before.year), self.case(&units_last, last.year));
        let of = |unit: &UnitId| {
            let from = Side { case: &case_before, method: old, unit };
            Some((unit.clone(), evaluation::difference(from, Side { case: &case_last, method: new, unit })?))
        };
        let both = units_last.iter().filter(|unit| units_before.iter().any(|old| old.id == unit.id));
        both.map(|unit| &unit.id).collect::<Vec<_>>().into_par_iter().filter_map(of).collect()
    }
}

pub(crate) fn evaluate(
    programme: &Programme,
    observations: &Observations,
    ballots: &Ballots,
    method: &Method,
    year: i16,
    sources: &Sources,
    replicates: u32,
) -> Evaluation {
    let units = evaluation::units_of(programme, method, year);
    let case = Case { units: &units, indicators: &programme.indicators, observations, ballots, methods: &programme.methods, year };
    evaluation::evaluate(&case, method, Chance { seed: sources.settings.seed, replicates })
}

fn read_ballots(sources: &Sources) -> (Ballots, Vec<Finding>) {
    let mut all = Ballots::default();
    let mut findings = Vec::new();
    for (name, bytes) in sources.ballots() {
        let (ballots, flaws) = Ballots::parse(&name, &String::from_utf8_lossy(&bytes));
        all.extend(ballots);
        findings.extend(flaws);
    }
    (all, findings)
}

fn no_method(year: i16) -> Finding {
    Finding::warning(
        "evaluation/no-method",
        format!("{year} 年度没有适用的评估方法，该年度未评估"),
        format!("no method judges {year}; the year is not evaluated"),
    )
    .hint("在 methods/ 中增加方法，或核对其适用年度", "add a method to methods/, or check the years it judges")
}

/// Returns what every stage found wrong with its input.
pub(crate) fn findings(
    readings: &BTreeMap<PaperId, Reading>,
    programme: &Programme,
    observations: &Observations,
    judged: &Judged,
    proceedings: &Proceedings,
) -> BTreeMap<Stage, Vec<Finding>> {
    let of_readings = readings.values().flat_map(|reading| reading.findings.iter().cloned());
    let of_evaluations = judged.years.iter().flat_map(|year| year.evaluation.findings.iter().cloned());
    let of_consequences = judged.years.iter().flat_map(|year| year.consequences.findings.iter().cloned());
    BTreeMap::from([
        (Stage::Corpus, of_readings.collect()),
        (Stage::Programme, programme.findings.clone()),
        (Stage::Observations, observations.findings.clone()),
        (Stage::Evaluation, judged.findings.iter().cloned().chain(of_evaluations).collect()),
        (Stage::Consequences, of_consequences.chain(proceedings.findings.iter().cloned()).collect()),
    ])
}

/// Compares the order of our scores with published grades, for every year in which both exist.
pub(crate) fn comparisons(programme: &Programme, years: &[Year]) -> Vec<Comparison> {
    years.iter().filter_map(|year| comparison(programme, year)).collect()
}

fn comparison(programme: &Programme, year: &Year) -> Option<Comparison> {
    let scored = year.evaluation.units.iter().filter_map(|unit| match &unit.standing {
        Standing::Evaluated { score, .. } => Some((*score, published(programme, &unit.unit, year.year)?)),
        Standing::Special { .. } | Standing::NotEvaluable(_) => None,
    });
    let (pairs, cites): (Vec<(f64, u32)>, Vec<&[ClauseId]>) = scored.map(|(score, (grade, cite))| ((score, grade), cite)).unzip();
    let found = evaluation::agreement(&pairs)?;
    let mut cite: Vec<ClauseId> = cites.into_iter().flatten().cloned().collect();
    cite.sort();
    cite.dedup();
    Some(Comparison { year: year.year, cite, meaning: meaning(year.year, &found), agreement: found })
}

/// Returns the unit's published grade as a number, more is better, and where it stands. A unit known only to be below the two upper grades
/// counts as below them.
fn published<'a>(programme: &'a Programme, unit: &UnitId, year: i16) -> Option<(u32, &'a [ClauseId])> {
    let results = || programme.results.iter().filter(|result| result.unit == *unit && result.year == year);
    let grades = &programme.about.grades;
    let definite = results().find_map(|result| {
        let place = grades.iter().position(|grade| result.kind == ResultKind::Grade && result.grade.as_ref() == Some(&grade.id))?;
        Some(((grades.len() - place) as u32, result.cite.as_slice()))
    });
    definite.or_else(|| {
        let below = results().find(|result| result.kind == ResultKind::BelowGood)?;
        Some(((grades.len().saturating_sub(2)) as u32, below.cite.as_slice()))
    })
}

fn meaning(year: i16, found: &evaluation::Agreement) -> Bilingual {
    let percent = |share: f64| format!("{:.0}%", 100.0 * share);
    let (share, low, high) = (percent(found.share), percent(found.share_low), percent(found.share_high));
    let (pairs, in_order, units) = (found.pairs, found.in_order, found.units);
    Bilingual::new(
        format!(
            "{year} 年度：{units} 个单位既有示例方法得分，又有公布等次（或已知未列入优秀、良好），等次不同的单位共 {pairs} 对，其中 {in_order} 对（{share}，95% 区间 {low} 至 {high}）的得分高低与公布等次一致；50% 相当于随意排序。官方评估另有专家评分、加分和未公开的权重，本方法只用公开统计数据，因此这一比例既不证明公布等次有误，也不证明示例方法正确，只说明量化数据能在多大程度上反映公布的等次。"
        ),
        format!(
            "{year}: {units} units have both an illustrative score and a published grade (or are known to be below the two upper grades). Of {pairs} pairs with different grades {in_order} ({share}, 95 % interval {low} to {high}) stand the same way round by score; 50 % is what a random order gives. The official evaluation also uses expert scores, bonuses and weights that are not public, while this method uses public statistics alone: the share neither proves a published grade wrong nor the illustrative method right; it says how far the statistics reflect the published grades."
        ),
    )
}
