//! The support desk: what a city is entitled to, why, until when, and what is still missing; who qualifies for a supporter's measures.

use corpus::{Bilingual, ClauseId};
use jiff::civil::Date;
use programme::rule::{Outcome, RuleId};
use programme::{Beneficiary, Measure, Programme, Tier, UnitId};
use serde::Serialize;

use crate::{Consequences, Decision, Verdict};

/// One measure of support as it stands for one unit.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Support {
    pub unit: UnitId,
    /// Id of the rule or of the measure.
    pub id: String,
    /// `None` where the clause names nobody.
    pub supporter: Option<Bilingual>,
    pub what: Bilingual,
    pub verdict: Verdict,
    pub reason: Bilingual,
    pub cite: Vec<ClauseId>,
    pub from: Option<Date>,
    /// First day on which it no longer holds; `None` is open.
    pub to: Option<Date>,
    /// What must still be met, or is not known.
    pub missing: Vec<Bilingual>,
}

/// Returns every support of every member on a day, by unit and id: what rules decided, and what clauses give without an evaluation.
///
/// `decided` are the consequences of the last years; the latest decision of a rule counts while it lasts. A measure for cities graded
/// excellent or for incentive winners is told by its rule, not a second time here. Removed members get nothing.
pub fn support(programme: &Programme, decided: &[Consequences], day: Date) -> Vec<Support> {
    let mut all: Vec<Support> = Vec::new();
    if let Some(last) = decided.iter().max_by_key(|consequences| consequences.year) {
        let entitlements = last.decisions.iter().filter(|decision| decision.outcome == Outcome::Entitlement);
        all.extend(entitlements.map(|decision| from_rule(programme, decision)));
    }
    let members = programme.all_members();
    let out = |unit: &UnitId| lost(decided, unit);
    for measure in programme.measures.iter().filter(|measure| measure.validity.holds_on(day)) {
        let units = members.iter().filter(|unit| !out(unit));
        all.extend(units.filter_map(|unit| from_measure(programme, measure, unit, day)));
    }
    all.retain(|support| support.to.is_none_or(|to| day < to));
    all.sort_by(|a, b| (&a.unit, &a.id).cmp(&(&b.unit, &b.id)));
    all
}

/// Returns whether the unit lost its support by a decision.
fn lost(decided: &[Consequences], unit: &UnitId) -> bool {
    let takes = |decision: &Decision| matches!(decision.outcome, Outcome::LossOfSupport | Outcome::Removal);
    let decisions = decided.iter().flat_map(|consequences| &consequences.decisions);
    decisions.filter(|decision| decision.unit == *unit).any(|decision| takes(decision) && decision.verdict == Verdict::Met)
}

fn from_rule(programme: &Programme, decision: &Decision) -> Support {
    let rule = programme.rulebook.rules.get(&RuleId(decision.rule.clone()));
    let still = rule.map(|rule| rule.block.still_to_meet.clone()).unwrap_or_default();
    Support {
        unit: decision.unit.clone(),
        id: decision.rule.clone(),
        supporter: decision.supporter.as_ref().map(|name| Bilingual::new(name, name)),
        what: rule.map_or_else(|| decision.title.clone(), |rule| rule.block.effect.clone()),
        verdict: decision.verdict,
        reason: decision.reason.clone(),
        cite: decision.clause.clone(),
        from: decision.from,
        to: decision.to,
        missing: decision.unknown.iter().cloned().chain(still).collect(),
    }
}

/// Returns what a measure means for a unit; `None` where it is not for it.
fn from_measure(programme: &Programme, measure: &Measure, unit: &UnitId, day: Date) -> Option<Support> {
    let national = || programme.zones_of(unit, day).any(|zone| zone.tier == Tier::National);
    let provincial = || programme.zones_of(unit, day).any(|zone| zone.tier == Tier::Provincial);
    let has_park = || programme.parks.iter().any(|park| park.place == *unit || park.id == *unit);
    let given = |zh: &str, en: &str| Some((Verdict::Met, Bilingual::new(zh, en)));
    let (verdict, reason) = match measure.beneficiary {
        Beneficiary::ExcellentMembers | Beneficiary::IncentiveWinnersAndExcellentMembers => None,
        Beneficiary::Members if national() => given("示范区城市均可享受", "for every zone city"),
        Beneficiary::ProvincialZones if provincial() => given("省级示范区参照享受", "shared by provincial zones"),
        Beneficiary::Parks if has_park() => given("适用于其示范园区", "for its parks"),
        Beneficiary::Firms if national() => given("适用于其企业", "for its firms"),
        Beneficiary::Named if measure.units.contains(unit) => given("条款点名", "named by the clause"),
        Beneficiary::Named if measure.open_list && national() => Some((
            Verdict::Unknown,
            Bilingual::new("条款只举例，是否包括本市不明", "the clause names examples only; whether this city is meant is open"),
        )),
        _ => None,
    }?;
    Some(Support {
        unit: unit.clone(),
        id: measure.id.clone(),
        supporter: measure.supporter.clone(),
        what: measure.instrument.clone(),
        verdict,
        reason,
        cite: measure.cite.clone(),
        from: measure.validity.from,
        to: measure.validity.to,
        missing: measure.condition.iter().cloned().collect(),
    })
}

#[cfg(test)]
mod tests {
    use corpus::Bilingual;
    use jiff::civil::date;
    use programme::{Confidence, Member, Validity, Zone};

    use super::*;

    fn programme(beneficiary: Beneficiary, open_list: bool) -> Programme {
        let zone = Zone {
            id: "zone-a".into(),
            name: Bilingual::default(),
            tier: Tier::National,
            batch: Some(1),
            province: "430000".into(),
            validity: Validity::default(),
            cite: Vec::new(),
            confidence: Confidence::TwoAgree,
            note: String::new(),
        };
        let member = |unit: &str| Member {
            unit: unit.into(),
            zone: "zone-a".into(),
            validity: Validity::default(),
            cite: Vec::new(),
            confidence: Confidence::TwoAgree,
            note: String::new(),
        };
        let measure = Measure {
            id: "m".to_owned(),
            supporter: None,
            instrument: Bilingual::default(),
            beneficiary,
            for_whom: Bilingual::default(),
            condition: None,
            units: vec!["a".into()],
            open_list,
            cite: Vec::new(),
            validity: Validity { from: Some(date(2021, 11, 19)), to: Some(date(2026, 1, 1)) },
        };
        Programme { zones: vec![zone], members: vec![member("a"), member("b")], measures: vec![measure], ..Programme::default() }
    }

    fn check(beneficiary: Beneficiary, open_list: bool, day: Date, expected: &[(&str, Verdict)]) {
        let found = support(&programme(beneficiary, open_list), &[], day);
        let found: Vec<(&str, Verdict)> = found.iter().map(|support| (support.unit.as_str(), support.verdict)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_measure_reaches_those_its_clause_means_while_it_holds() {
        let day = date(2022, 6, 1);
        check(Beneficiary::Members, false, day, &[("a", Verdict::Met), ("b", Verdict::Met)]);
        check(Beneficiary::Named, false, day, &[("a", Verdict::Met)]);
        check(Beneficiary::Named, true, day, &[("a", Verdict::Met), ("b", Verdict::Unknown)]);
        check(Beneficiary::ProvincialZones, false, day, &[]);
        check(Beneficiary::Members, false, date(2026, 1, 1), &[]);
        check(Beneficiary::Members, false, date(2021, 11, 18), &[]);
    }
}
