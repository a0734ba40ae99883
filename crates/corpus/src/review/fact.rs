//! Facts as things that can be decided: what they quote, what they lack, and how a part is set.

use std::collections::BTreeSet;

use crate::ByteRange;
use crate::gazetteer::Gazetteer;
use crate::reading::{Bound, PlaceLevel, Quantity, Reading};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Place,
    Quantity,
    Target,
    Practice,
    Measure,
    Rule,
    Obligation,
}

/// One fact of a reading, by its list and place in it.
#[derive(Debug, Clone)]
pub(crate) struct Fact {
    pub(crate) kind: Kind,
    pub(crate) index: usize,
    pub(crate) clause: Option<String>,
    pub(crate) quote: String,
    pub(crate) at: Vec<ByteRange>,
    /// Parts that an entry of a programme folder would need and the text did not give.
    pub(crate) missing: Vec<&'static str>,
}

impl Kind {
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Place => "place",
            Self::Quantity => "quantity",
            Self::Target => "target",
            Self::Practice => "practice",
            Self::Measure => "measure",
            Self::Rule => "rule",
            Self::Obligation => "obligation",
        }
    }

    pub(crate) fn name(self) -> (&'static str, &'static str) {
        match self {
            Self::Place => ("地名", "place"),
            Self::Quantity => ("数量", "quantity"),
            Self::Target => ("目标", "target"),
            Self::Practice => ("做法", "practice"),
            Self::Measure => ("支持措施", "measure"),
            Self::Rule => ("规则", "rule"),
            Self::Obligation => ("任务", "obligation"),
        }
    }
}

pub(crate) fn part_name(part: &str) -> &'static str {
    match part {
        "code" => "代码",
        "indicator" => "指标",
        "owner" => "主体",
        "value" => "数值",
        "unit" => "单位",
        "bound" => "界限",
        "baseline_year" => "基期",
        "deadline_year" => "期限",
        "supporter" => "支持单位",
        "instrument" => "支持方式",
        "beneficiary" => "受益对象",
        "condition" => "条件",
        "consequence" => "后果",
        "subject" => "对象",
        "who" => "责任单位",
        "what" => "事项",
        "to" => "受文对象",
        "when" => "时限",
        "theme" => "主题",
        "places" => "地区",
        _ => "内容",
    }
}

/// Returns every fact in the order of the reading's lists.
pub(crate) fn all(reading: &Reading) -> Vec<Fact> {
    let mut facts = Vec::new();
    let mut add = |kind, index, clause: Option<&str>, quote: &str, at: &[ByteRange], missing: &[(&'static str, bool)]| {
        let clause = clause.filter(|clause| !clause.is_empty()).map(str::to_owned).or_else(|| clause_of(reading, at));
        let missing = missing.iter().filter(|(_, absent)| *absent).map(|(part, _)| *part).collect();
        facts.push(Fact { kind, index, clause, quote: quote.to_owned(), at: at.to_vec(), missing });
    };
    for (index, place) in reading.places.iter().enumerate() {
        // Parks and zones have no administrative code.
        let coded = !matches!(place.level, PlaceLevel::Park | PlaceLevel::Zone);
        add(Kind::Place, index, None, &place.surface, &place.at, &[("code", coded && place.code.is_none())]);
    }
    for (index, quantity) in reading.quantities.iter().enumerate() {
        add(Kind::Quantity, index, None, &quantity.quote, &quantity.at, &[]);
    }
    for (index, target) in reading.targets.iter().enumerate() {
        let Quantity { indicator, quote, at, .. } = &target.quantity;
        let missing = [("indicator", indicator.is_none()), ("deadline_year", target.deadline_year.is_none())];
        add(Kind::Target, index, Some(&target.clause), quote, at, &missing);
    }
    for (index, practice) in reading.practices.iter().enumerate() {
        add(Kind::Practice, index, Some(&practice.clause), &practice.quote, &practice.at, &[("places", practice.places.is_empty())]);
    }
    for (index, measure) in reading.measures.iter().enumerate() {
        let missing = [("supporter", measure.supporter.is_none()), ("instrument", measure.instrument.is_none())];
        add(Kind::Measure, index, Some(&measure.clause), &measure.quote, &measure.at, &missing);
    }
    for (index, rule) in reading.rules.iter().enumerate() {
        let missing = [("condition", rule.condition.is_none()), ("consequence", rule.consequence.is_none())];
        add(Kind::Rule, index, Some(&rule.clause), &rule.quote, &rule.at, &missing);
    }
    for (index, task) in reading.obligations.iter().enumerate() {
        let missing = [("who", task.who.is_none()), ("what", task.what.is_none())];
        add(Kind::Obligation, index, Some(&task.clause), &task.quote, &task.at, &missing);
    }
    facts
}

pub(crate) fn clause_of(reading: &Reading, at: &[ByteRange]) -> Option<String> {
    let start = reading.paper.text.clean_of(at).first()?.start;
    reading.paper.clause_at(start).map(|clause| clause.path.clone())
}

/// Sets the parts that a correction names: `part=value` parted by semicolons, or a bare value for the first part that is missing.
///
/// # Errors
/// Names what cannot be set.
pub(crate) fn correct(reading: &mut Reading, fact: &Fact, value: &str) -> Result<(), String> {
    let named = |piece: &str| piece.split_once(['=', '＝']).map(|(part, value)| (part.trim().to_owned(), value.trim().to_owned()));
    let pieces: Option<Vec<(String, String)>> = value.split([';', '；']).map(named).collect();
    let parts = match pieces {
        Some(parts) => parts,
        None => {
            let part = fact.missing.first().copied().unwrap_or(main_part(fact.kind));
            vec![(part.to_owned(), value.trim().to_owned())]
        }
    };
    parts.into_iter().try_for_each(|(part, value)| set(reading, fact, &part, value))
}

/// The part that a bare value means where nothing is missing.
fn main_part(kind: Kind) -> &'static str {
    match kind {
        Kind::Place => "code",
        Kind::Quantity | Kind::Target => "value",
        Kind::Practice => "theme",
        Kind::Measure => "supporter",
        Kind::Rule => "consequence",
        Kind::Obligation => "who",
    }
}

fn set(reading: &mut Reading, fact: &Fact, part: &str, value: String) -> Result<(), String> {
    let index = fact.index;
    let text = (!value.is_empty()).then(|| value.clone());
    let unknown = || Err(format!("{part}={value}"));
    let slot = match (fact.kind, part) {
        (Kind::Place, "code") => return set_code(reading, index, &value),
        (Kind::Quantity, _) => return set_quantity(&mut reading.quantities[index], part, &value),
        (Kind::Target, "baseline_year" | "deadline_year") => {
            let year = value.parse().map_err(|_| format!("{part}={value}"))?;
            let target = &mut reading.targets[index];
            let slot = if part == "baseline_year" { &mut target.baseline_year } else { &mut target.deadline_year };
            *slot = Some(year);
            return Ok(());
        }
        (Kind::Target, _) => return set_quantity(&mut reading.targets[index].quantity, part, &value),
        (Kind::Practice, "places") => {
            reading.practices[index].places = value.split('、').map(str::to_owned).collect();
            return Ok(());
        }
        (Kind::Practice, "theme") => &mut reading.practices[index].theme,
        (Kind::Measure, "supporter") => &mut reading.measures[index].supporter,
        (Kind::Measure, "instrument") => &mut reading.measures[index].instrument,
        (Kind::Measure, "beneficiary") => &mut reading.measures[index].beneficiary,
        (Kind::Measure, "condition") => &mut reading.measures[index].condition,
        (Kind::Rule, "condition") => &mut reading.rules[index].condition,
        (Kind::Rule, "consequence") => &mut reading.rules[index].consequence,
        (Kind::Rule, "subject") => &mut reading.rules[index].subject,
        (Kind::Obligation, "who") => &mut reading.obligations[index].who,
        (Kind::Obligation, "what") => &mut reading.obligations[index].what,
        (Kind::Obligation, "to") => &mut reading.obligations[index].to,
        (Kind::Obligation, "when") => &mut reading.obligations[index].when,
        _ => return unknown(),
    };
    *slot = text;
    Ok(())
}

/// A code brings the name, level and province that it stands for.
fn set_code(reading: &mut Reading, index: usize, code: &str) -> Result<(), String> {
    let place = Gazetteer::shared().history(code).last().ok_or_else(|| format!("code={code}"))?;
    let fact = &mut reading.places[index];
    fact.name = place.name.to_owned();
    fact.level = place.level;
    fact.province = Some(place.province.to_owned());
    fact.code = Some(code.to_owned());
    Ok(())
}

/// A corrected value is in the unit as printed; the value in base units keeps its scale.
fn set_quantity(quantity: &mut Quantity, part: &str, value: &str) -> Result<(), String> {
    let wrong = || format!("{part}={value}");
    match part {
        "value" => {
            let number: f64 = value.parse().map_err(|_| wrong())?;
            if !number.is_finite() {
                return Err(wrong());
            }
            let scale = if quantity.value == 0.0 { 1.0 } else { quantity.value_base / quantity.value };
            quantity.value = number;
            quantity.value_base = number * scale;
        }
        "indicator" => quantity.indicator = Some(value.to_owned()),
        "owner" => quantity.owner = Some(value.to_owned()),
        "bound" => {
            quantity.bound = match value {
                "" => None,
                "approx" => Some(Bound::Approx),
                "more_than" => Some(Bound::MoreThan),
                "less_than" => Some(Bound::LessThan),
                _ => return Err(wrong()),
            }
        }
        _ => return Err(wrong()),
    }
    Ok(())
}

/// Takes rejected facts out of their lists.
pub(crate) fn drop_all(reading: &mut Reading, rejected: &BTreeSet<(Kind, usize)>) {
    fn keep<T>(list: &mut Vec<T>, kind: Kind, rejected: &BTreeSet<(Kind, usize)>) {
        let mut index = 0;
        list.retain(|_| {
            index += 1;
            !rejected.contains(&(kind, index - 1))
        });
    }
    keep(&mut reading.places, Kind::Place, rejected);
    keep(&mut reading.quantities, Kind::Quantity, rejected);
    keep(&mut reading.targets, Kind::Target, rejected);
    keep(&mut reading.practices, Kind::Practice, rejected);
    keep(&mut reading.measures, Kind::Measure, rejected);
    keep(&mut reading.rules, Kind::Rule, rejected);
    keep(&mut reading.obligations, Kind::Obligation, rejected);
}
