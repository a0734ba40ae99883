//! What is wanted from the tables, arranged so that a row is accepted or passed over in two look-ups.

use std::collections::HashMap;
use std::ops::RangeInclusive;

use corpus::Finding;
use programme::{Indicator, IndicatorId, Over};

use crate::formula::Formula;
use crate::unit::UnitOfMeasure;
use crate::{Entry, Inputs};

/// The inputs, indexed.
pub(crate) struct Plan<'a> {
    pub(crate) inputs: &'a Inputs<'a>,
    pub(crate) indicators: Vec<Planned<'a>>,
    pub(crate) findings: Vec<Finding>,
    /// Years to read: those asked for and those that formulas look back to.
    pub(crate) years: RangeInclusive<i16>,
    position: HashMap<&'a str, usize>,
    headings: HashMap<&'a str, Vec<Wanted<'a>>>,
    codes: HashMap<&'a str, usize>,
    names: HashMap<&'a str, usize>,
}

/// An indicator with its unit and formula understood.
pub(crate) struct Planned<'a> {
    pub(crate) definition: &'a Indicator,
    pub(crate) unit: Option<UnitOfMeasure>,
    pub(crate) formula: Option<Formula>,
}

/// A heading's place in an indicator's order of trust.
pub(crate) struct Wanted<'a> {
    pub(crate) indicator: usize,
    pub(crate) rank: usize,
    /// Absent when the heading is taken by its name alone.
    pub(crate) entry: Option<&'a Entry>,
}

impl Wanted<'_> {
    pub(crate) fn accepts(&self, source: &str, year: i16) -> bool {
        self.entry.is_none_or(|entry| entry.covers(year) && entry.source.as_ref().is_none_or(|wanted| wanted == source))
    }
}

impl<'a> Plan<'a> {
    pub(crate) fn new(inputs: &'a Inputs<'a>) -> Self {
        let mut findings = Vec::new();
        let indicators: Vec<Planned<'a>> = inputs.indicators.iter().map(|definition| planned(definition, &mut findings)).collect();
        let position = inputs.indicators.iter().enumerate().map(|(at, indicator)| (indicator.id.as_str(), at)).collect();
        let mut codes = HashMap::new();
        let mut names = HashMap::new();
        for (at, subject) in inputs.units.iter().enumerate().filter(|(_, subject)| subject.members.is_empty()) {
            codes.insert(subject.id.as_str(), at);
            codes.extend(subject.codes.iter().map(|code| (code.as_str(), at)));
            names.extend(subject.names.iter().map(|name| (name.as_str(), at)));
        }
        let (first, last) = (*inputs.years.start(), *inputs.years.end());
        let mut plan =
            Self { inputs, indicators, findings, years: first..=last, position, headings: wanted_headings(inputs), codes, names };
        plan.years = first.saturating_sub(plan.lookback())..=last;
        plan.check_units();
        plan
    }

    pub(crate) fn wanted(&self, heading: &str) -> &[Wanted<'a>] {
        self.headings.get(heading).map_or(&[], Vec::as_slice)
    }

    /// Returns the unit that a table means by a code, or by a name where it has no code.
    pub(crate) fn unit(&self, code: &str, name: &str) -> Option<usize> {
        if code.is_empty() { self.names.get(name).copied() } else { self.codes.get(code).copied() }
    }

    pub(crate) fn position(&self, indicator: &IndicatorId) -> Option<usize> {
        self.position.get(indicator.as_str()).copied()
    }

    /// Returns how many years before the first one asked for are needed, through formulas of formulas.
    fn lookback(&self) -> i16 {
        let deepest = |indicator: &Planned<'_>| self.depth(indicator, self.indicators.len());
        self.indicators.iter().map(deepest).max().unwrap_or(0)
    }

    fn depth(&self, indicator: &Planned<'_>, fuel: usize) -> i16 {
        // A circle of formulas runs out of fuel; it is reported where the formulas are computed.
        let (Some(formula), Some(fuel)) = (&indicator.formula, fuel.checked_sub(1)) else { return 0 };
        let needs = formula.needs();
        needs
            .iter()
            .map(|(id, back)| back.saturating_add(self.position(id).map_or(0, |at| self.depth(&self.indicators[at], fuel))))
            .max()
            .unwrap_or(0)
    }

    fn check_units(&mut self) {
        let unit_of = |id: &IndicatorId| self.position(id).and_then(|at| self.indicators[at].unit.clone());
        let mut findings = Vec::new();
        for indicator in &self.indicators {
            let (Some(formula), Some(stated)) = (&indicator.formula, &indicator.unit) else { continue };
            let id = &indicator.definition.id;
            let stray: Vec<String> = formula
                .needs()
                .iter()
                .filter(|(needed, _)| self.position(needed).is_none())
                .map(|(needed, _)| needed.to_string())
                .collect();
            if !stray.is_empty() {
                findings.push(unknown_inputs(id, &stray));
                continue;
            }
            match formula.unit(&unit_of) {
                Ok(found) if found.factor_to(stated).is_some_and(|factor| (factor - 1.0).abs() < 1e-6) => {}
                Ok(found) => findings.push(wrong_unit(indicator.definition, &found, stated)),
                Err(error) => findings.push(
                    Finding::warning(
                        "formula/units",
                        format!("指标“{id}”的公式单位不合：{error}"),
                        format!("units of the formula of `{id}` do not fit: {error}"),
                    )
                    .hint("统一相加减各项的单位", "bring the terms that are added to one unit"),
                ),
            }
        }
        self.findings.extend(findings);
    }

    /// Returns whether members' figures of an indicator may be put together at all.
    pub(crate) fn composes(&self, indicator: usize) -> bool {
        !matches!(self.indicators[indicator].definition.over_space, Over::None)
    }
}

fn planned<'a>(definition: &'a Indicator, findings: &mut Vec<Finding>) -> Planned<'a> {
    let unit = UnitOfMeasure::read(&definition.unit);
    if unit.is_none() {
        findings.push(
            Finding::warning(
                "indicator/unknown-unit",
                format!("指标“{}”的计量单位“{}”不能识别，只接受同名单位的数据", definition.id, definition.unit),
                format!(
                    "the unit `{}` of indicator `{}` is not known; only figures printed in the very same unit are taken",
                    definition.unit, definition.id
                ),
            )
            .hint("改用通行写法，例如 亿元、%、元/人", "write it in a usual form, for instance 亿元, %, 元/人"),
        );
    }
    let formula = definition.formula.as_deref().and_then(|text| {
        Formula::read(text)
            .map_err(|error| {
                findings.push(
                    Finding::error(
                        "formula/broken",
                        format!("指标“{}”的公式“{text}”无法读取：{error}", definition.id),
                        format!("the formula `{text}` of indicator `{}` cannot be read: {error}", definition.id),
                    )
                    .hint(
                        "公式由指标名、数字、+ - * / 和 lag growth mean ln exp 组成",
                        "formulas are made of indicator ids, numbers, + - * / and lag growth mean ln exp",
                    ),
                );
            })
            .ok()
    });
    Planned { definition, unit, formula }
}

/// An explicit mapping entry wins over the names in the indicator's own definition, and those over its id.
fn wanted_headings<'a>(inputs: &'a Inputs<'a>) -> HashMap<&'a str, Vec<Wanted<'a>>> {
    let mut headings: HashMap<&str, Vec<Wanted<'_>>> = HashMap::new();
    for (indicator, definition) in inputs.indicators.iter().enumerate() {
        let mut want = |rank, heading: &'a str, entry| headings.entry(heading).or_default().push(Wanted { indicator, rank, entry });
        if let Some(entries) = inputs.mapping.indicators.get(&definition.id) {
            for (rank, entry) in entries.iter().enumerate() {
                want(rank, &entry.heading, Some(entry));
            }
        } else if !definition.reported_as.is_empty() {
            for (rank, heading) in definition.reported_as.iter().enumerate() {
                want(rank, heading, None);
            }
        } else if definition.formula.is_none() {
            want(0, definition.id.as_str(), None);
        }
    }
    headings
}

fn unknown_inputs(id: &IndicatorId, stray: &[String]) -> Finding {
    Finding::error(
        "formula/unknown-indicator",
        format!("指标“{id}”的公式用到未定义的指标：{}", stray.join("、")),
        format!("the formula of `{id}` uses indicators that are not defined: {}", stray.join(", ")),
    )
    .hint("在 indicators.toml 中定义，或改正公式", "define them in indicators.toml, or mend the formula")
}

fn wrong_unit(definition: &Indicator, found: &UnitOfMeasure, stated: &UnitOfMeasure) -> Finding {
    let id = &definition.id;
    let finding = |zh: String, en: String| Finding::warning("formula/units", zh, en);
    match found.factor_to(stated) {
        Some(factor) => finding(
            format!("指标“{id}”的公式结果与所写单位“{}”相差{factor}倍", definition.unit),
            format!("the formula of `{id}` is off by a factor of {factor} from its unit `{}`", definition.unit),
        )
        .hint(format!("公式乘以{factor}，或改写单位"), format!("multiply the formula by {factor}, or change the unit")),
        None => finding(
            format!("指标“{id}”的公式量纲为“{}”，与所写单位“{}”不符", found.dimension, definition.unit),
            format!("the formula of `{id}` has the dimension {}, which does not fit its unit `{}`", found.dimension, definition.unit),
        )
        .hint("检查公式或单位", "check the formula or the unit"),
    }
}
