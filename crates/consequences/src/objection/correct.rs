//! What upheld objections change, before and after.

use std::collections::BTreeSet;
use std::sync::Arc;

use corpus::{Bilingual, ClauseId};
use evaluation::{Evaluation, Standing, UnitOutcome};
use jiff::civil::Date;
use observations::{CorrectedFigure, Figure, Flag, Observations, Origin, Reading};
use programme::rule::RuleId;
use programme::{GradeId, IndicatorId, Programme, UnitId};
use serde::{Deserialize, Serialize};

use super::{Objection, Resolution, Subject};

/// Where objections are kept in a programme folder.
const FILE: &str = "decisions/objections.toml";
/// Figures made by formula are told to the fourth decimal.
const ROUNDED: f64 = 1e4;

/// One thing that an upheld objection changed. The earlier state stays visible in `before`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Correction {
    /// Ids of the objections behind it.
    pub objection: String,
    pub unit: UnitId,
    pub year: i16,
    pub item: Bilingual,
    pub before: Bilingual,
    pub after: Bilingual,
    pub on: Date,
    pub by: String,
    pub reason: String,
    pub cite: Vec<ClauseId>,
}

/// Returns the figures that upheld objections put in the place of others.
pub fn corrected_figures(objections: &[Objection], day: Date) -> Vec<CorrectedFigure> {
    let corrected = |(objection, resolution): (&Objection, &Resolution)| {
        let (Subject::Figure { indicator, year }, Some(value)) = (&objection.subject, resolution.value) else { return None };
        let note = Arc::from(resolution.reason.as_str());
        let reading = Reading { value, flag: Flag::Reported, note, origin: origin(objection, resolution) };
        Some(CorrectedFigure { unit: objection.unit.clone(), indicator: indicator.clone(), year: *year, reading })
    };
    upheld(objections, day).filter_map(corrected).collect()
}

/// Returns every figure that differs from what it was: those that were corrected, and those that are made of them.
pub fn figures_told(
    programme: &Programme,
    before: &Observations,
    after: &Observations,
    objections: &[Objection],
    day: Date,
) -> Vec<Correction> {
    let mut told = Vec::new();
    for (unit, indicators) in &after.figures {
        for (indicator, years) in indicators {
            for (year, figure) in years {
                let earlier = before.figure(unit, indicator, *year);
                let Some(id) = objection_behind(figure).filter(|_| earlier.map(|earlier| &earlier.from) != Some(&figure.from)) else {
                    continue;
                };
                let Some((objection, resolution)) = upheld(objections, day).find(|(objection, _)| objection.id == id) else { continue };
                let (item, said) = (item(programme, indicator, figure), said(programme, indicator));
                let was = earlier.map_or_else(|| Bilingual::new("无数据", "no figure"), |earlier| said(earlier.value));
                let correction = correction(objection, resolution, *year, item, was, said(figure.value));
                told.push(Correction { unit: unit.clone(), ..correction });
            }
        }
    }
    told
}

/// The objection that a figure, or a part of it, comes from.
fn objection_behind(figure: &Figure) -> Option<&str> {
    figure.from.iter().find(|reading| &*reading.origin.file == FILE).map(|reading| &*reading.origin.cell)
}

fn item(programme: &Programme, indicator: &IndicatorId, figure: &Figure) -> Bilingual {
    let known = programme.indicators.get(indicator);
    let name = known.map_or_else(|| Bilingual::new(indicator.as_str(), indicator.as_str()), |known| known.name.clone());
    if figure.formula.is_none() { name } else { Bilingual::new(name.zh + "（重新计算）", name.en + " (recomputed)") }
}

/// A value of an indicator with its unit.
fn said(programme: &Programme, indicator: &IndicatorId) -> impl Fn(f64) -> Bilingual {
    let unit = programme.indicators.get(indicator).map(|known| known.unit.clone()).unwrap_or_default();
    let (chinese, english) = (observations::unit_in_chinese(&unit), observations::unit_in_english(&unit));
    move |value| {
        let value = (value * ROUNDED).round() / ROUNDED;
        Bilingual::new(format!("{value} {chinese}").trim_end(), format!("{value} {english}").trim_end())
    }
}

fn origin(objection: &Objection, resolution: &Resolution) -> Origin {
    let text = |text: &str| Arc::from(text);
    Origin {
        file: text(FILE),
        sha256: text(""),
        sheet: None,
        cell: objection.id.clone(),
        printed: resolution.value.map(|value| value.to_string()).unwrap_or_default(),
        heading: text("value"),
        unit: text(""),
        source: text(&resolution.by),
        known_on: Some(resolution.on),
    }
}

/// Puts corrected grades in place.
pub fn correct_grades(evaluation: &mut Evaluation, programme: &Programme, objections: &[Objection], day: Date) -> Vec<Correction> {
    let mut corrections = Vec::new();
    for (objection, resolution) in upheld(objections, day) {
        let (Subject::Score { year }, Some(corrected)) = (&objection.subject, &resolution.grade) else { continue };
        let outcome = evaluation.units.iter_mut().find(|outcome| outcome.unit == objection.unit && *year == evaluation.year);
        let Some(UnitOutcome { standing: Standing::Evaluated { grade, .. }, .. }) = outcome else { continue };
        let before = grade.replace(corrected.clone());
        let item = Bilingual::new("评估等次", "grade");
        corrections.push(correction(
            objection,
            resolution,
            *year,
            item,
            named(programme, before.as_ref()),
            named(programme, Some(corrected)),
        ));
    }
    corrections
}

/// Returns the rulings on decisions as corrections.
pub fn rulings_told(programme: &Programme, objections: &[Objection], day: Date) -> Vec<Correction> {
    let told = |(objection, resolution): (&Objection, &Resolution)| {
        let Subject::Decision { rule, year } = &objection.subject else { return None };
        let title =
            programme.rulebook.rules.get(&RuleId(rule.clone())).map_or_else(|| Bilingual::new(rule, rule), |rule| rule.title.clone());
        let state = |met: bool| if met { Bilingual::new("成立", "met") } else { Bilingual::new("不成立", "not met") };
        let met = resolution.met.unwrap_or(false);
        Some(correction(objection, resolution, *year, title, state(!met), state(met)))
    };
    upheld(objections, day).filter_map(told).collect()
}

/// Returns what recomputing a year changed, unit by unit: score, rank and grade as they were and as they are. `because` are the figures
/// that were corrected for the year.
pub fn restated(programme: &Programme, before: &Evaluation, after: &Evaluation, because: &[Correction]) -> Vec<Correction> {
    let Some(last) = because.iter().filter(|correction| correction.year == after.year).max_by_key(|correction| correction.on) else {
        return Vec::new();
    };
    let ids: BTreeSet<&str> = because.iter().filter(|one| one.year == after.year).map(|one| one.objection.as_str()).collect();
    let ids: Vec<&str> = ids.into_iter().collect();
    let earlier = |unit: &UnitId| before.units.iter().find(|outcome| outcome.unit == *unit);
    let changed = |now: &UnitOutcome| {
        let then = earlier(&now.unit)?;
        let (before, after) = (told(programme, then), told(programme, now));
        (before != after).then(|| Correction {
            objection: ids.join("、"),
            unit: now.unit.clone(),
            item: Bilingual::new("得分、位次和等次（重新计算）", "score, rank and grade (recomputed)"),
            before,
            after,
            ..last.clone()
        })
    };
    after.units.iter().filter_map(changed).collect()
}

fn told(programme: &Programme, outcome: &UnitOutcome) -> Bilingual {
    match &outcome.standing {
        Standing::Evaluated { score, rank, of, grade, .. } => {
            let grade = named(programme, grade.as_ref());
            Bilingual::new(
                format!("{score:.2}分，第{rank}/{of}名，{}", grade.zh),
                format!("score {score:.2}, rank {rank} of {of}, {}", grade.en),
            )
        }
        Standing::Special { reason, .. } => reason.clone(),
        Standing::NotEvaluable(why) => why.reason.clone(),
    }
}

fn named(programme: &Programme, grade: Option<&GradeId>) -> Bilingual {
    let Some(grade) = grade else { return Bilingual::new("未评等次", "not graded") };
    let known = programme.about.grades.iter().find(|known| known.id == *grade);
    known.map_or_else(|| Bilingual::new(grade.as_str(), grade.as_str()), |known| known.name.clone())
}

fn upheld(objections: &[Objection], day: Date) -> impl Iterator<Item = (&Objection, &Resolution)> {
    objections.iter().filter_map(move |objection| Some((objection, objection.upheld(day)?)))
}

fn correction(
    objection: &Objection,
    resolution: &Resolution,
    year: i16,
    item: Bilingual,
    before: Bilingual,
    after: Bilingual,
) -> Correction {
    Correction {
        objection: objection.id.clone(),
        unit: objection.unit.clone(),
        year,
        item,
        before,
        after,
        on: resolution.on,
        by: resolution.by.clone(),
        reason: resolution.reason.clone(),
        cite: resolution.cite.clone(),
    }
}
