//! Indicators, formulas, targets and published counts.

use std::collections::{BTreeMap, BTreeSet};

use corpus::{Finding, Location};

use crate::define::Loaded;
use crate::{Confidence, Indicator, IndicatorId, Over, ResultKind, Target, TargetKind};

pub(super) fn check(loaded: &Loaded) -> Vec<Finding> {
    let known: BTreeMap<&IndicatorId, &Indicator> = loaded.indicators.iter().map(|entry| (&entry.value.id, &entry.value)).collect();
    let mut findings = Vec::new();
    for entry in &loaded.indicators {
        let unknown = needed(&entry.value).into_iter().filter(|id| !known.contains_key(id));
        findings.extend(unknown.map(|id| unknown_indicator(&id, &entry.location)));
    }
    findings.extend(circles(&known, loaded));
    for entry in &loaded.targets {
        match known.get(&entry.value.indicator) {
            None => findings.push(unknown_indicator(&entry.value.indicator, &entry.location)),
            Some(indicator) => findings.extend(unit_clash(&entry.value, indicator, &entry.location)),
        }
        findings.extend(baseline_clash(&entry.value).map(|finding| finding.at(entry.location.clone())));
    }
    findings.extend(counted(loaded));
    findings
}

/// Returns the indicators that a formula and an aggregation name.
fn needed(indicator: &Indicator) -> BTreeSet<IndicatorId> {
    let by = match &indicator.over_space {
        Over::MeanBy(id) => Some(id.clone()),
        _ => None,
    };
    formula_names(indicator).into_iter().chain(by).collect()
}

/// Names of a formula are words that no `(` follows; `lag(` and `abs(` are functions.
fn formula_names(indicator: &Indicator) -> BTreeSet<IndicatorId> {
    let formula = indicator.formula.as_deref().unwrap_or_default();
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let mut names = BTreeSet::new();
    let mut rest = formula;
    while let Some(start) = rest.find(is_word) {
        let word = &rest[start..];
        let end = word.find(|c| !is_word(c)).unwrap_or(word.len());
        let (name, after) = word.split_at(end);
        if name.starts_with(|c: char| !c.is_ascii_digit()) && !after.trim_start().starts_with('(') {
            names.insert(IndicatorId::from(name));
        }
        rest = after;
    }
    names
}

fn unknown_indicator(id: &IndicatorId, location: &Location) -> Finding {
    Finding::error(
        "folder/unknown-indicator",
        format!("指标 `{id}` 未在 indicators.toml 中登记"),
        format!("the indicator `{id}` is not in indicators.toml"),
    )
    .at(location.clone())
    .hint("请核对编号，或先登记该指标", "check the id, or enter the indicator first")
}

/// Reports every indicator whose formula leads back to itself.
fn circles(known: &BTreeMap<&IndicatorId, &Indicator>, loaded: &Loaded) -> Vec<Finding> {
    let leads_back = |start: &IndicatorId| {
        let mut open: Vec<IndicatorId> = vec![start.clone()];
        let mut seen = BTreeSet::new();
        while let Some(id) = open.pop() {
            let Some(indicator) = known.get(&id) else { continue };
            for next in formula_names(indicator) {
                if next == *start {
                    return true;
                }
                if seen.insert(next.clone()) {
                    open.push(next);
                }
            }
        }
        false
    };
    let circular = loaded.indicators.iter().filter(|entry| leads_back(&entry.value.id));
    circular
        .map(|entry| {
            let id = &entry.value.id;
            Finding::error(
                "folder/circular-formula",
                format!("指标 `{id}` 的公式引用了自身"),
                format!("the formula of `{id}` leads back to itself"),
            )
            .at(entry.location.clone())
            .hint("请把公式拆成不循环的几步", "break the circle into steps")
        })
        .collect()
}

/// The unit of a level or a sum is the indicator's own; a change is in per cent.
fn unit_clash(target: &Target, indicator: &Indicator, location: &Location) -> Option<Finding> {
    let expected = match target.kind {
        TargetKind::ChangeAgainstBaseline => "%",
        TargetKind::Level | TargetKind::Cumulative => &indicator.unit,
    };
    let (unit, id) = (&target.unit, &target.id);
    if unit == expected {
        return None;
    }
    let finding = Finding::error(
        "folder/target-unit",
        format!("目标 `{id}` 的单位“{unit}”应为“{expected}”"),
        format!("the unit `{unit}` of target `{id}` should be `{expected}`"),
    );
    Some(finding.at(location.clone()).hint("请换算数值并改写单位", "convert the value and the unit"))
}

/// A level stands alone; a change and a sum count from a baseline before the deadline.
fn baseline_clash(target: &Target) -> Option<Finding> {
    let id = &target.id;
    let deadline = target.deadline.year();
    let sound = match (target.kind, target.baseline_year) {
        (TargetKind::Level, None) => true,
        (TargetKind::Level, Some(_)) | (_, None) => false,
        (_, Some(baseline)) => baseline < deadline,
    };
    (!sound || !target.value.is_finite()).then(|| {
        Finding::error(
            "folder/target-baseline",
            format!("目标 `{id}` 的数值或基期与类型不符"),
            format!("value or baseline of the target `{id}` does not fit its kind"),
        )
        .hint(
            "level 不写基期；change_against_baseline 和 cumulative 的基期早于期限",
            "no baseline for `level`; for a change or a sum a year before the deadline",
        )
    })
}

/// More results than were published is an error; fewer means that not all names are known. What we inferred was not published.
fn counted(loaded: &Loaded) -> Vec<Finding> {
    let mut findings = Vec::new();
    for entry in &loaded.counts {
        let count = &entry.value;
        let same = |kind: ResultKind, year, grade: &Option<_>| kind == count.kind && year == count.year && *grade == count.grade;
        let published = loaded.results.iter().map(|result| &result.value).filter(|result| result.confidence != Confidence::Inferred);
        let named = published.filter(|result| same(result.kind, result.year, &result.grade)).count() as u32;
        let (year, zh, en, total) = (count.year, &count.what.zh, &count.what.en, count.count);
        let finding = match named.cmp(&total) {
            std::cmp::Ordering::Equal => continue,
            std::cmp::Ordering::Greater => Finding::error(
                "folder/count",
                format!("{year}年{zh}公布{total}个，results.csv 却有{named}个"),
                format!("{year}, {en}: {total} were published, results.csv has {named}"),
            ),
            std::cmp::Ordering::Less => Finding::info(
                "folder/names-unknown",
                format!("{year}年{zh}公布{total}个，已知名称的{named}个"),
                format!("{year}, {en}: {total} were published, {named} are known by name"),
            ),
        };
        findings.push(finding.at(entry.location.clone()));
    }
    findings
}
