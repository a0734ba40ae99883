//! Figures made from figures: by formula, and for composite units from their members.

use std::collections::{BTreeMap, BTreeSet};

use corpus::Finding;
use programme::{IndicatorId, Over};

use crate::choose::Figures;
use crate::formula::Formula;
use crate::plan::Plan;
use crate::{Figure, Flag, MissingMembers, Reading};

/// Adds derived indicators of single units, then the figures of composite units, then their derived indicators.
pub(crate) fn derive(figures: &mut Figures, plan: &Plan<'_>) -> Vec<Finding> {
    let (order, mut findings) = order(plan);
    let (single, composite): (Vec<usize>, Vec<usize>) =
        (0..plan.inputs.units.len()).partition(|&unit| plan.inputs.units[unit].members.is_empty());
    for &unit in &single {
        compute(figures, plan, unit, &order);
    }
    let mut untold = Untold::default();
    for &unit in &composite {
        put_together(figures, plan, unit, &mut untold);
        compute(figures, plan, unit, &order);
    }
    findings.extend(untold.findings(figures, plan, &composite));
    findings
}

/// What of composite units could not be put together.
#[derive(Default)]
struct Untold {
    /// Some members have a figure and others not: unit, indicator, year, members without one.
    incomplete: Vec<(usize, usize, i16, Vec<usize>)>,
    /// Indicators that by their definition members do not make, and the units whose members have figures.
    by_rule: BTreeMap<usize, BTreeSet<usize>>,
}

/// Examples that a finding names.
const NAMED: usize = 3;

impl Untold {
    fn findings(self, figures: &Figures, plan: &Plan<'_>, composite: &[usize]) -> Vec<Finding> {
        let mut findings = Vec::new();
        let name = |unit: usize| plan.inputs.units[unit].names.first().cloned().unwrap_or_default();
        let incomplete: Vec<_> =
            self.incomplete.iter().filter(|(unit, indicator, year, _)| !figures.contains_key(&(*unit, *indicator, *year))).collect();
        if !incomplete.is_empty() {
            let count = incomplete.len();
            let told = |english: bool| {
                let some = incomplete.iter().take(NAMED).map(|(unit, indicator, year, without)| {
                    let definition = plan.indicators[*indicator].definition;
                    let without: Vec<String> = without.iter().map(|&member| name(member)).collect();
                    let (zone, without) = (name(*unit), without.join("、"));
                    if english {
                        format!("{zone} {year} `{}` ({without})", definition.id)
                    } else {
                        format!("{zone}{year}年“{}”缺{without}", definition.name.zh)
                    }
                });
                some.collect::<Vec<_>>().join(if english { "; " } else { "；" })
            };
            findings.push(
                Finding::info(
                    "observations/members-missing",
                    format!("有{count}处因部分成员城市没有数据而没有合成，例如{}", told(false)),
                    format!("{count} figures were not put together because some members have none, for instance {}", told(true)),
                )
                .hint("补齐成员城市的数据，或提供整体的数", "supply the members' figures, or that of the whole"),
            );
        }
        // What is given outright or computed by formula needs no members.
        let has_none = |indicator: usize, unit: usize| !plan.years.clone().any(|year| figures.contains_key(&(unit, indicator, year)));
        let by_rule: Vec<(usize, usize)> = self
            .by_rule
            .iter()
            .map(|(&indicator, units)| (indicator, units.iter().filter(|&&unit| has_none(indicator, unit)).count()))
            .filter(|(_, units)| *units > 0)
            .collect();
        if !by_rule.is_empty() {
            let names = |english: bool| {
                let each = by_rule.iter().map(|(indicator, _)| {
                    let definition = plan.indicators[*indicator].definition;
                    if english { format!("`{}`", definition.id) } else { format!("“{}”", definition.name.zh) }
                });
                each.collect::<Vec<_>>().join(if english { ", " } else { "、" })
            };
            let units = by_rule.iter().map(|(_, units)| *units).max().unwrap_or(0);
            let all = composite.len();
            findings.push(
                Finding::info(
                    "observations/not-aggregated",
                    format!("按定义不由成员合成的指标：{}；{all}个组合单位中至多{units}个因此没有这些数", names(false)),
                    format!(
                        "members do not make up {} by definition; up to {units} of {all} composite units have no such figures",
                        names(true)
                    ),
                )
                .hint(
                    "需要时提供整体的数，或在 indicators.toml 中写明 over_space",
                    "supply the whole, or state over_space in indicators.toml",
                ),
            );
        }
        findings
    }
}

/// Returns the derived indicators so that each comes after those it needs; circles are left out and reported.
fn order(plan: &Plan<'_>) -> (Vec<usize>, Vec<Finding>) {
    let mut waiting: Vec<usize> = (0..plan.indicators.len()).filter(|&at| plan.indicators[at].formula.is_some()).collect();
    let mut order = Vec::new();
    loop {
        let open: BTreeSet<usize> = waiting.iter().copied().collect();
        let (ready, rest): (Vec<usize>, Vec<usize>) =
            waiting.iter().partition(|&&at| needs(plan, at).all(|needed| !open.contains(&needed)));
        if ready.is_empty() {
            let circle = rest.iter().map(|&at| &plan.indicators[at].definition.id).map(circular).collect();
            return (order, circle);
        }
        order.extend(ready);
        waiting = rest;
    }
}

fn needs(plan: &Plan<'_>, at: usize) -> impl Iterator<Item = usize> {
    let needed = plan.indicators[at].formula.as_ref().map(Formula::needs).unwrap_or_default();
    needed.into_iter().filter_map(|(id, _)| plan.position(&id))
}

fn circular(id: &IndicatorId) -> Finding {
    Finding::error(
        "formula/circle",
        format!("指标“{id}”的公式绕回了自身，未计算"),
        format!("the formula of `{id}` leads back to itself; it is not computed"),
    )
    .hint("改写其中一个公式", "rewrite one of the formulas of the circle")
}

/// Computes the derived indicators of a unit. A figure that was measured is not replaced.
fn compute(figures: &mut Figures, plan: &Plan<'_>, unit: usize, order: &[usize]) {
    for &indicator in order {
        let planned = &plan.indicators[indicator];
        let (Some(formula), Some(text)) = (&planned.formula, &planned.definition.formula) else { continue };
        for year in plan.years.clone() {
            if !figures.contains_key(&(unit, indicator, year))
                && let Some(figure) = by_formula(figures, plan, unit, year, formula, text)
            {
                figures.insert((unit, indicator, year), figure);
            }
        }
    }
}

fn by_formula(figures: &Figures, plan: &Plan<'_>, unit: usize, year: i16, formula: &Formula, text: &str) -> Option<Figure> {
    let find = |id: &IndicatorId, back: i16| figures.get(&(unit, plan.position(id)?, year.checked_sub(back)?));
    let value = formula.value(&|id, back| find(id, back).map(|figure| figure.value))?;
    let needs = formula.needs();
    Some(made_of(value, needs.iter().filter_map(|(id, back)| find(id, *back)), text.to_owned()))
}

/// A made figure is as doubtful as the most doubtful of its parts, and comes from all their cells.
fn made_of<'a>(value: f64, parts: impl Iterator<Item = &'a Figure>, formula: String) -> Figure {
    let mut flag = Flag::Reported;
    let mut from: Vec<Reading> = Vec::new();
    for part in parts {
        flag = flag.max(part.flag);
        from.extend(part.from.iter().cloned());
    }
    from.dedup();
    Figure { value, flag, from, rivals: Vec::new(), formula: Some(formula) }
}

fn put_together(figures: &mut Figures, plan: &Plan<'_>, unit: usize, untold: &mut Untold) {
    let subject = &plan.inputs.units[unit];
    let positions = subject.members.iter().map(|member| plan.inputs.units.iter().position(|other| other.id == *member));
    let members: Vec<Option<usize>> = positions.collect();
    for indicator in (0..plan.indicators.len()).filter(|&at| plan.indicators[at].formula.is_none()) {
        for year in plan.years.clone().filter(|year| !figures.contains_key(&(unit, indicator, *year))).collect::<Vec<_>>() {
            let known = members.iter().flatten().copied();
            let (with, without): (Vec<usize>, Vec<usize>) = known.partition(|&member| figures.contains_key(&(member, indicator, year)));
            if with.is_empty() {
                continue;
            }
            if !plan.composes(indicator) {
                untold.by_rule.entry(indicator).or_default().insert(unit);
            } else if let Some(figure) = of_members(figures, plan, &members, indicator, year) {
                figures.insert((unit, indicator, year), figure);
            } else if plan.inputs.years.contains(&year) {
                untold.incomplete.push((unit, indicator, year, without));
            }
        }
    }
}

fn of_members(figures: &Figures, plan: &Plan<'_>, members: &[Option<usize>], indicator: usize, year: i16) -> Option<Figure> {
    let over = &plan.indicators[indicator].definition.over_space;
    let weight = match over {
        Over::MeanBy(weight) => Some(plan.position(weight)?),
        _ => None,
    };
    let part = |member: usize| {
        let figure = figures.get(&(member, indicator, year))?;
        let weight = weight.map(|weight| figures.get(&(member, weight, year)));
        match weight {
            Some(missing) => Some((figure, Some(missing?))),
            None => Some((figure, None)),
        }
    };
    let parts: Vec<(&Figure, Option<&Figure>)> = members.iter().filter_map(|member| part((*member)?)).collect();
    let complete = parts.len() == members.len();
    if parts.is_empty() || (!complete && plan.inputs.mapping.missing_members == MissingMembers::Refuse) {
        return None;
    }
    let value = match over {
        Over::Sum => parts.iter().map(|(figure, _)| figure.value).sum(),
        Over::MeanBy(_) => weighted_mean(&parts)?,
        Over::Last => parts.last()?.0.value,
        Over::None => return None,
    };
    let id = &plan.indicators[indicator].definition.id;
    let text = match over {
        Over::MeanBy(weight) => format!("mean of {id} of {} of {} members by {weight}", parts.len(), members.len()),
        _ => format!("sum of {id} of {} of {} members", parts.len(), members.len()),
    };
    let cells = parts.iter().flat_map(|(figure, weight)| [Some(*figure), *weight]).flatten();
    let mut figure = made_of(value, cells, text);
    if !complete {
        figure.flag = figure.flag.max(Flag::Estimated);
    }
    Some(figure)
}

fn weighted_mean(parts: &[(&Figure, Option<&Figure>)]) -> Option<f64> {
    let weight = |part: &(&Figure, Option<&Figure>)| part.1.map_or(0.0, |weight| weight.value);
    let total: f64 = parts.iter().map(weight).sum();
    (total > 0.0).then(|| parts.iter().map(|part| part.0.value * weight(part)).sum::<f64>() / total)
}
