//! Which cities are old industrial ones, and of which type: by figures and thresholds that stand in a file, not in the program.
//!
//! In: a [`Panel`] and a [`Typing`] (`data/typing.toml` of the programme folder). An axis is one number a city: the level of a base year,
//! a mean or a yearly growth over years, of a heading, a sum of headings or a share of two sums. A type asks conditions of axes; a scheme
//! gives each city the first type whose conditions it meets. Out: [`Typed`]: types, how stable each is when the thresholds are moved,
//! what could not be told, and hits and misses against a list of named cities.

use std::collections::{BTreeMap, BTreeSet};

use corpus::{Bilingual, Finding, Location};
use serde::{Deserialize, Serialize};

use crate::check::{Panel, Series};

/// `data/typing.toml`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Typing {
    pub format: u32,
    /// Factors by which thresholds are moved to see how stable the types are.
    pub factors: Vec<f64>,
    pub axis: Vec<Axis>,
    pub scheme: Vec<Scheme>,
}

/// One number a city.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Axis {
    pub id: String,
    pub name: Bilingual,
    /// What the paper asks for and this stands in for; none where it is the thing itself.
    #[serde(default)]
    pub stands_for: Option<Bilingual>,
    pub measure: Measure,
    /// Headings that are added up.
    pub of: Vec<String>,
    /// Headings whose sum it is divided by.
    #[serde(default)]
    pub over: Vec<String>,
    pub from: i16,
    pub to: i16,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// The first year of the span that has figures.
    First,
    Mean,
    /// Mean yearly growth from the first to the last year with figures, in per cent.
    Growth,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scheme {
    pub id: String,
    pub name: Bilingual,
    /// What the reader must know of it, first of all whether it is an approximation.
    pub remark: Bilingual,
    /// Whether the first type is held against the programme's list of old industrial cities.
    #[serde(default)]
    pub held_against_list: bool,
    #[serde(rename = "type")]
    pub types: Vec<Type>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Type {
    pub id: String,
    pub name: Bilingual,
    pub when: Vec<Condition>,
    /// How many of the conditions must be met; all when absent.
    #[serde(default)]
    pub least: Option<usize>,
}

/// Exactly one threshold.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    pub axis: String,
    #[serde(default)]
    pub at_least: Option<f64>,
    #[serde(default)]
    pub below: Option<f64>,
    /// Among this share of the measured cities with the highest values.
    #[serde(default)]
    pub highest_share: Option<f64>,
    /// Not among it.
    #[serde(default)]
    pub not_highest_share: Option<f64>,
}

/// The outcome of one scheme.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Typed {
    pub scheme: String,
    pub name: Bilingual,
    pub remark: Bilingual,
    pub cities: Vec<TypedCity>,
    /// How many cities have a figure, by axis.
    pub known: BTreeMap<String, Known>,
    pub compared: Option<Compared>,
}

/// Cities that have a figure on an axis.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Known {
    pub cities: usize,
    /// Of these, cities that the list names.
    pub named: usize,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TypedCity {
    pub place: String,
    pub name: String,
    /// None: no type's conditions are met, or it cannot be told.
    pub type_id: Option<String>,
    /// Axes without a figure that kept it from being told.
    pub missing: Vec<String>,
    /// Values of the scheme's axes.
    pub values: BTreeMap<String, f64>,
    /// Share of the moved thresholds under which the type stays the same.
    pub stability: f64,
    /// Whether the list names it; none where the scheme is not held against a list.
    pub named: Option<bool>,
}

/// The first type of a scheme against the list.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Compared {
    pub named: usize,
    pub hits: usize,
    /// Named, measured and not found.
    pub missed: Vec<String>,
    /// Found and not named.
    pub beyond: Vec<String>,
    /// Of those beyond, how many have a district or county that is named: for the largest cities lists name parts.
    pub beyond_with_named_part: usize,
    /// Of the named, how many no table has.
    pub absent: usize,
    /// Of the named, how many have a figure on every axis.
    pub complete: usize,
    /// Named and not to be told, because figures are missing.
    pub unknown: Vec<String>,
    pub recall: Option<f64>,
    pub precision: Option<f64>,
    /// Found under each set of moved thresholds: factor, condition (none: all of them), found, hits.
    pub moved: Vec<Moved>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Moved {
    pub factor: f64,
    pub axis: Option<String>,
    pub found: usize,
    pub hits: usize,
}

impl Typing {
    /// Reads the file; nothing is typed with a broken one.
    pub fn read(name: &str, text: &str) -> (Option<Self>, Vec<Finding>) {
        let broken = |reason: &str| {
            Finding::error("typing/unusable", format!("分类设置不能使用：{reason}"), format!("the typing cannot be used: {reason}"))
                .at(Location::file(name))
                .hint("改正后重新运行", "mend it and run again")
        };
        match toml::from_str::<Self>(text) {
            Ok(typing) if typing.format != 1 => (None, vec![broken(&format!("format {}", typing.format))]),
            Ok(typing) => match typing.flaw() {
                Some(flaw) => (None, vec![broken(&flaw)]),
                None => (Some(typing), Vec::new()),
            },
            Err(error) => (None, vec![broken(error.message())]),
        }
    }

    fn flaw(&self) -> Option<String> {
        let known: BTreeSet<&str> = self.axis.iter().map(|axis| axis.id.as_str()).collect();
        let conditions = self.scheme.iter().flat_map(|scheme| &scheme.types).flat_map(|kind| &kind.when);
        for condition in conditions {
            let thresholds = [condition.at_least, condition.below, condition.highest_share, condition.not_highest_share];
            if !known.contains(condition.axis.as_str()) {
                return Some(format!("axis `{}` is not defined", condition.axis));
            }
            if thresholds.iter().flatten().count() != 1 {
                return Some(format!("a condition on `{}` needs exactly one threshold", condition.axis));
            }
        }
        None
    }
}

/// Types every city of the panel by every scheme. `named` holds the codes of the list.
pub fn type_cities(panel: &Panel, typing: &Typing, named: &BTreeSet<String>) -> Vec<Typed> {
    let places: BTreeMap<&str, &str> = panel.series.iter().map(|series| (series.place.as_str(), series.name.as_str())).collect();
    let values = Values::new(panel, typing, places.keys().copied());
    typing.scheme.iter().map(|scheme| typed(scheme, typing, &values, &places, named)).collect()
}

fn typed(scheme: &Scheme, typing: &Typing, values: &Values, places: &BTreeMap<&str, &str>, named: &BTreeSet<String>) -> Typed {
    let moves = moves(scheme, &typing.factors);
    let mut cities = Vec::new();
    let mut moved: Vec<Moved> =
        moves.iter().map(|(factor, axis)| Moved { factor: *factor, axis: axis.clone(), found: 0, hits: 0 }).collect();
    for (&place, &name) in places {
        let verdict = verdict(scheme, values, place, None);
        let mut same = 0;
        for (outcome, one) in moved.iter_mut().zip(&moves) {
            let other = self::verdict(scheme, values, place, Some(one));
            same += usize::from(other.0 == verdict.0);
            if other.0 == Some(0) {
                outcome.found += 1;
                outcome.hits += usize::from(named.contains(place));
            }
        }
        let axes: BTreeSet<&str> = scheme.types.iter().flat_map(|kind| &kind.when).map(|condition| condition.axis.as_str()).collect();
        cities.push(TypedCity {
            place: place.to_owned(),
            name: name.to_owned(),
            type_id: verdict.0.map(|at| scheme.types[at].id.clone()),
            missing: verdict.1,
            values: axes.into_iter().filter_map(|axis| Some((axis.to_owned(), values.of(axis, place)?))).collect(),
            stability: if moves.is_empty() { 1.0 } else { same as f64 / moves.len() as f64 },
            named: scheme.held_against_list.then(|| named.contains(place)),
        });
    }
    let compared = scheme.held_against_list.then(|| compared(scheme, &cities, named, moved));
    let axes: BTreeSet<&String> = scheme.types.iter().flat_map(|kind| &kind.when).map(|condition| &condition.axis).collect();
    let known = axes.into_iter().map(|axis| (axis.clone(), values.known(axis, named))).collect();
    Typed { scheme: scheme.id.clone(), name: scheme.name.clone(), remark: scheme.remark.clone(), cities, known, compared }
}

fn compared(scheme: &Scheme, cities: &[TypedCity], named: &BTreeSet<String>, moved: Vec<Moved>) -> Compared {
    let first = scheme.types.first().map(|kind| kind.id.as_str());
    let found = |city: &&TypedCity| city.type_id.is_some() && city.type_id.as_deref() == first;
    let label = |city: &TypedCity| format!("{} {}", city.place, city.name);
    let listed = |city: &&TypedCity| named.contains(&city.place);
    let hits = cities.iter().filter(found).filter(listed).count();
    let missed: Vec<String> = cities.iter().filter(listed).filter(|city| !found(city) && city.missing.is_empty()).map(label).collect();
    let in_panel: BTreeSet<&str> = cities.iter().map(|city| city.place.as_str()).collect();
    let without_figures = cities.iter().filter(listed).filter(|city| !found(city) && !city.missing.is_empty()).map(label);
    let absent = named.iter().filter(|code| !in_panel.contains(code.as_str())).cloned();
    let unknown: Vec<String> = without_figures.chain(absent.clone()).collect();
    let beyond: Vec<String> = cities.iter().filter(found).filter(|city| !listed(city)).map(label).collect();
    // The first four digits of a code are those of the city.
    let with_part = |label: &&String| named.iter().any(|code| code.get(..4) == label.get(..4) && code.get(..6) != label.get(..6));
    let axes: BTreeSet<&str> = scheme.types.iter().flat_map(|kind| &kind.when).map(|condition| condition.axis.as_str()).collect();
    let share = |part: usize, whole: usize| (whole > 0).then(|| part as f64 / whole as f64);
    Compared {
        named: named.len(),
        hits,
        recall: share(hits, hits + missed.len()),
        precision: share(hits, hits + beyond.len()),
        beyond_with_named_part: beyond.iter().filter(with_part).count(),
        absent: absent.count(),
        complete: cities.iter().filter(listed).filter(|city| city.values.len() == axes.len()).count(),
        missed,
        beyond,
        unknown,
        moved,
    }
}

/// A factor, and the axis whose thresholds it moves; all where there is none.
type Move = (f64, Option<String>);

fn moves(scheme: &Scheme, factors: &[f64]) -> Vec<Move> {
    let axes: BTreeSet<&String> = scheme.types.iter().flat_map(|kind| &kind.when).map(|condition| &condition.axis).collect();
    let each = |factor: f64| axes.iter().map(move |axis| (factor, Some((*axis).clone()))).collect::<Vec<_>>();
    factors.iter().flat_map(|&factor| std::iter::once((factor, None)).chain(each(factor))).collect()
}

/// Returns the first type that is met, and the axes whose absence leaves it open.
fn verdict(scheme: &Scheme, values: &Values, place: &str, moved: Option<&Move>) -> (Option<usize>, Vec<String>) {
    for (at, kind) in scheme.types.iter().enumerate() {
        let outcomes: Vec<Option<bool>> = kind.when.iter().map(|condition| values.meets(condition, place, moved)).collect();
        let met = outcomes.iter().filter(|outcome| **outcome == Some(true)).count();
        let open = outcomes.iter().filter(|outcome| outcome.is_none()).count();
        let least = kind.least.unwrap_or(kind.when.len());
        if met >= least {
            return (Some(at), Vec::new());
        }
        if met + open >= least {
            let lacking = kind.when.iter().zip(&outcomes).filter(|(_, outcome)| outcome.is_none());
            return (None, lacking.map(|(condition, _)| condition.axis.clone()).collect());
        }
    }
    (None, Vec::new())
}

/// Values of all axes by axis and place, and all of an axis in order.
struct Values {
    by_axis: BTreeMap<String, BTreeMap<String, f64>>,
    sorted: BTreeMap<String, Vec<f64>>,
}

impl Values {
    fn new<'p>(panel: &Panel, typing: &Typing, places: impl Iterator<Item = &'p str> + Clone) -> Self {
        let of_axis = |axis: &Axis| {
            places.clone().filter_map(|place| Some((place.to_owned(), value(panel, axis, place)?))).collect::<BTreeMap<_, _>>()
        };
        let by_axis: BTreeMap<String, BTreeMap<String, f64>> = typing.axis.iter().map(|axis| (axis.id.clone(), of_axis(axis))).collect();
        let sorted = by_axis.iter().map(|(axis, values)| {
            let mut sorted: Vec<f64> = values.values().copied().collect();
            sorted.sort_by(f64::total_cmp);
            (axis.clone(), sorted)
        });
        Self { sorted: sorted.collect(), by_axis }
    }

    fn of(&self, axis: &str, place: &str) -> Option<f64> {
        self.by_axis.get(axis)?.get(place).copied()
    }

    fn known(&self, axis: &str, named: &BTreeSet<String>) -> Known {
        let places = || self.by_axis.get(axis).into_iter().flat_map(BTreeMap::keys);
        Known { cities: places().count(), named: places().filter(|place| named.contains(*place)).count() }
    }

    fn meets(&self, condition: &Condition, place: &str, moved: Option<&Move>) -> Option<bool> {
        let value = self.of(&condition.axis, place)?;
        let factor = match moved {
            Some((factor, axis)) if axis.as_ref().is_none_or(|axis| *axis == condition.axis) => *factor,
            _ => 1.0,
        };
        let highest = |share: f64| self.is_among_highest(&condition.axis, value, share * factor);
        let met = [
            condition.at_least.map(|least| value >= least * factor),
            condition.below.map(|most| value < most * factor),
            condition.highest_share.map(highest),
            condition.not_highest_share.map(|share| !highest(share)),
        ];
        met.into_iter().flatten().next()
    }

    fn is_among_highest(&self, axis: &str, value: f64, share: f64) -> bool {
        let sorted = &self.sorted[axis];
        let higher = sorted.len() - sorted.partition_point(|other| *other <= value);
        (higher as f64) < share * sorted.len() as f64
    }
}

fn value(panel: &Panel, axis: &Axis, place: &str) -> Option<f64> {
    let years: Vec<(i16, f64)> = (axis.from..=axis.to).filter_map(|year| Some((year, at(panel, axis, place, year)?))).collect();
    let (first, last) = (years.first()?, years.last()?);
    match axis.measure {
        Measure::First => Some(first.1),
        Measure::Mean => Some(years.iter().map(|(_, value)| value).sum::<f64>() / years.len() as f64),
        Measure::Growth if last.0 > first.0 && first.1 > 0.0 && last.1 > 0.0 => {
            Some((libm::pow(last.1 / first.1, 1.0 / f64::from(last.0 - first.0)) - 1.0) * 100.0)
        }
        Measure::Growth => None,
    }
}

fn at(panel: &Panel, axis: &Axis, place: &str, year: i16) -> Option<f64> {
    let figure = |heading: &String| panel.find(heading, place).and_then(|series: &Series| series.at(year)).map(|point| point.value);
    let sum = |headings: &[String]| headings.iter().map(figure).sum::<Option<f64>>();
    let part = sum(&axis.of)?;
    if axis.over.is_empty() {
        return Some(part);
    }
    sum(&axis.over).filter(|whole| *whole > 0.0).map(|whole| part / whole)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Table;

    const SETTINGS: &str = r#"
        format = 1
        factors = [0.5, 2.0]
        [[axis]]
        id = "size"
        name = { zh = "规模", en = "size" }
        measure = "first"
        of = ["a"]
        from = 2000
        to = 2001
        [[axis]]
        id = "share"
        name = { zh = "比重", en = "share" }
        measure = "mean"
        of = ["a"]
        over = ["b"]
        from = 2000
        to = 2000
        [[scheme]]
        id = "s"
        name = { zh = "名", en = "name" }
        remark = { zh = "", en = "" }
        held_against_list = true
        [[scheme.type]]
        id = "old"
        name = { zh = "老", en = "old" }
        when = [{ axis = "size", highest_share = 0.5 }, { axis = "share", at_least = 0.4 }]
    "#;

    #[test]
    fn cities_are_found_by_rank_and_threshold_and_missing_figures_are_named() {
        // Sizes 10, 8, 6, 4: the higher half is 1 and 2. Shares: 10/20, 8/40, none, 4/5.
        let text = "code,city,year,indicator,value\n1,甲,2000,a,10\n1,甲,2000,b,20\n2,乙,2000,a,8\n2,乙,2000,b,40\n3,丙,2001,a,6\n4,丁,2000,a,4\n4,丁,2000,b,5\n5,戊,2000,b,9\n";
        let (panel, _) = Panel::read(&Table { name: "t.csv".to_owned(), bytes: text.as_bytes().to_vec(), known_on: None });
        let (typing, findings) = Typing::read("typing.toml", SETTINGS);
        assert_eq!(findings, []);
        let named = ["1", "2", "5"].map(str::to_owned).into();
        let typed = &type_cities(&panel, &typing.expect("sound"), &named)[0];
        let types: Vec<Option<&str>> = typed.cities.iter().map(|city| city.type_id.as_deref()).collect();
        assert_eq!(types, [Some("old"), None, None, None, None]);
        assert_eq!(typed.cities[4].missing, ["size", "share"]);
        let compared = typed.compared.as_ref().expect("held against the list");
        assert_eq!((compared.hits, compared.missed.len(), compared.beyond.len(), compared.unknown.len()), (1, 1, 0, 1));
        // With the share halved to 0.2 the second city has it too, and both are in the higher half.
        let halved = compared.moved.iter().find(|one| one.factor == 0.5 && one.axis.as_deref() == Some("share")).expect("moved");
        assert_eq!((halved.found, halved.hits), (2, 2));
    }

    #[test]
    fn an_axis_that_is_not_defined_is_a_finding() {
        let (typing, findings) = Typing::read("typing.toml", &SETTINGS.replace("axis = \"share\"", "axis = \"shares\""));
        assert_eq!(typing, None);
        assert_eq!(findings[0].code, "typing/unusable");
    }
}
