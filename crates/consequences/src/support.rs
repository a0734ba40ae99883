//! The support desk: what a city is entitled to, why, until when, and what is still missing; who qualifies for a supporter's measures.

use std::collections::BTreeMap;

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

/// One measure of a supporter, with those who are told the same of it in one group.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Offer {
    pub id: String,
    pub supporter: Option<Bilingual>,
    pub what: Bilingual,
    pub cite: Vec<ClauseId>,
    /// Who qualifies, then what is open, then who does not.
    pub groups: Vec<OfferGroup>,
}

/// Units of which a measure says the same, for the same reason.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OfferGroup {
    pub verdict: Verdict,
    pub reason: Bilingual,
    pub from: Option<Date>,
    pub to: Option<Date>,
    pub missing: Vec<Bilingual>,
    pub units: Vec<UnitId>,
}

impl Offer {
    /// Returns how many units have this verdict.
    pub fn count(&self, verdict: Verdict) -> usize {
        self.groups.iter().filter(|group| group.verdict == verdict).map(|group| group.units.len()).sum()
    }
}

/// Returns the same by measure: who qualifies for it, why, until when, and what is missing. Sorted by supporter, then id.
pub fn offers(all: &[Support]) -> Vec<Offer> {
    let mut offers: BTreeMap<(Option<&str>, &str), Offer> = BTreeMap::new();
    for support in all {
        let key = (support.supporter.as_ref().map(|name| name.zh.as_str()), support.id.as_str());
        let offer = offers.entry(key).or_insert_with(|| Offer {
            id: support.id.clone(),
            supporter: support.supporter.clone(),
            what: support.what.clone(),
            cite: support.cite.clone(),
            groups: Vec::new(),
        });
        let same = |group: &&mut OfferGroup| {
            (group.verdict, &group.reason, group.from, group.to, &group.missing)
                == (support.verdict, &support.reason, support.from, support.to, &support.missing)
        };
        match offer.groups.iter_mut().find(same) {
            Some(group) => group.units.push(support.unit.clone()),
            None => offer.groups.push(OfferGroup {
                verdict: support.verdict,
                reason: support.reason.clone(),
                from: support.from,
                to: support.to,
                missing: support.missing.clone(),
                units: vec![support.unit.clone()],
            }),
        }
    }
    let order = |group: &OfferGroup| (order_of(group.verdict), std::cmp::Reverse(group.units.len()));
    let mut offers: Vec<Offer> = offers.into_values().collect();
    offers.iter_mut().for_each(|offer| offer.groups.sort_by_key(order));
    offers
}

/// Returns every support of every member on a day, by unit and id: what rules decided, and what clauses give without an evaluation.
///
/// `decided` are the consequences of the last years; the latest decision of a rule counts while it lasts. A measure for cities graded
/// excellent or for incentive winners is told by its rule, not a second time here. Removed members get nothing.
pub fn support(programme: &Programme, decided: &[Consequences], day: Date) -> Vec<Support> {
    let mut all: Vec<Support> = standing(decided, day).map(|decision| from_rule(programme, decision)).collect();
    let members = programme.all_members();
    let out = |unit: &UnitId| lost(decided, unit, day);
    for measure in programme.measures.iter().filter(|measure| measure.validity.holds_on(day)) {
        let units = members.iter().filter(|unit| !out(unit));
        all.extend(units.filter_map(|unit| from_measure(programme, measure, unit, day)));
    }
    all.retain(|support| support.to.is_none_or(|to| day < to));
    all.sort_by(|a, b| (&a.unit, &a.id).cmp(&(&b.unit, &b.id)));
    all
}

/// Returns for every unit and rule the latest decision about an entitlement; one of an earlier year where that still holds on the day and
/// the later ones do not renew it.
fn standing(decided: &[Consequences], day: Date) -> impl Iterator<Item = &Decision> {
    let mut years: Vec<&Consequences> = decided.iter().collect();
    years.sort_by_key(|consequences| consequences.year);
    let last = years.last().map(|consequences| consequences.year);
    let mut latest: BTreeMap<(&UnitId, &str), &Decision> = BTreeMap::new();
    let decisions = years.into_iter().flat_map(|consequences| &consequences.decisions);
    for decision in decisions.filter(|decision| decision.outcome == Outcome::Entitlement) {
        let key = (&decision.unit, decision.rule.as_str());
        let holds_still =
            |earlier: &&Decision| earlier.verdict == Verdict::Met && holds_on(earlier, day) && !lost(decided, &earlier.unit, day);
        let renewed = decision.verdict == Verdict::Met;
        if renewed || !latest.get(&key).is_some_and(holds_still) {
            latest.insert(key, decision);
        }
    }
    latest
        .into_values()
        .filter(move |decision| Some(decision.year) == last || (decision.verdict == Verdict::Met && holds_on(decision, day)))
}

fn order_of(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Met => 0,
        Verdict::Unknown => 1,
        Verdict::NotMet => 2,
    }
}

fn holds_on(decision: &Decision, day: Date) -> bool {
    decision.from.is_none_or(|from| from <= day) && decision.to.is_none_or(|to| day < to)
}

/// Returns whether a decision that took the unit's support holds on the day.
fn lost(decided: &[Consequences], unit: &UnitId, day: Date) -> bool {
    let takes = |decision: &Decision| matches!(decision.outcome, Outcome::LossOfSupport | Outcome::Removal);
    let decisions = decided.iter().flat_map(|consequences| &consequences.decisions).filter(|decision| decision.unit == *unit);
    decisions.into_iter().any(|decision| takes(decision) && decision.verdict == Verdict::Met && holds_on(decision, day))
}

fn from_rule(programme: &Programme, decision: &Decision) -> Support {
    let rule = programme.rulebook.rules.get(&RuleId(decision.rule.clone()));
    let still = rule.map(|rule| rule.block.still_to_meet.clone()).unwrap_or_default();
    Support {
        unit: decision.unit.clone(),
        id: decision.rule.clone(),
        supporter: decision.supporter.as_ref().map(|name| named(programme, name)),
        what: rule.map_or_else(|| decision.title.clone(), |rule| rule.block.effect.clone()),
        verdict: decision.verdict,
        reason: decision.reason.clone(),
        cite: decision.clause.clone(),
        from: decision.from,
        to: decision.to,
        missing: decision.unknown.iter().cloned().chain(still).collect(),
    }
}

/// Rules name supporters in Chinese; the measures know what they are called in English.
fn named(programme: &Programme, supporter: &str) -> Bilingual {
    let known = programme.measures.iter().filter_map(|measure| measure.supporter.as_ref()).find(|name| name.zh == supporter);
    known.cloned().unwrap_or_else(|| Bilingual::new(supporter, supporter))
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

    #[test]
    fn firms_parks_and_provincial_zones_share_where_their_city_is() {
        let day = date(2022, 6, 1);
        let of = |beneficiary, change: &dyn Fn(&mut Programme)| {
            let mut programme = programme(beneficiary, false);
            change(&mut programme);
            let found = support(&programme, &[], day);
            found.into_iter().map(|support| (support.unit.to_string(), support.reason.en)).collect::<Vec<_>>()
        };
        let provincial = |programme: &mut Programme| programme.zones[0].tier = Tier::Provincial;
        let with_park = |programme: &mut Programme| {
            programme.parks.push(programme::Park {
                id: "park-p".into(),
                name: Bilingual::default(),
                kind: programme::ParkKind::Demonstration,
                place: "b".into(),
                zone: None,
                validity: Validity::default(),
                cite: Vec::new(),
                confidence: Confidence::TwoAgree,
                note: String::new(),
            });
        };
        let both = |reason: &str| ["a", "b"].map(|unit| (unit.to_owned(), reason.to_owned())).to_vec();
        assert_eq!(of(Beneficiary::Firms, &|_| ()), both("for its firms"));
        assert_eq!(of(Beneficiary::Firms, &provincial), []);
        assert_eq!(of(Beneficiary::Members, &provincial), []);
        assert_eq!(of(Beneficiary::ProvincialZones, &provincial), both("shared by provincial zones"));
        assert_eq!(of(Beneficiary::Parks, &|_| ()), []);
        assert_eq!(of(Beneficiary::Parks, &with_park), [("b".to_owned(), "for its parks".to_owned())]);
        assert_eq!(of(Beneficiary::ExcellentMembers, &|_| ()), []);
        assert_eq!(of(Beneficiary::Named, &provincial), [("a".to_owned(), "named by the clause".to_owned())]);
    }

    #[test]
    fn a_support_says_what_must_still_be_met_and_until_when() {
        let mut programme = programme(Beneficiary::Members, false);
        let (zh, en) = ("项目已备案", "the project is on file");
        programme.measures[0].condition = Some(Bilingual::new(zh, en));
        programme.measures[0].supporter = Some(Bilingual::new("工业和信息化部", "MIIT"));
        let one = support(&programme, &[], date(2022, 6, 1)).remove(0);
        assert_eq!((one.from, one.to), (Some(date(2021, 11, 19)), Some(date(2026, 1, 1))));
        assert_eq!(one.missing, [Bilingual::new(zh, en)]);
        assert_eq!(one.supporter.map(|name| name.en).as_deref(), Some("MIIT"));
        let open = Decision {
            unknown: vec![Bilingual::new("2021年度等次", "grade of 2021")],
            verdict: Verdict::Unknown,
            ..Decision::met("a", 2021, "r", Outcome::Entitlement)
        };
        let years = [Consequences { year: 2021, decisions: vec![open], ..Consequences::default() }];
        let found = support(&Programme::default(), &years, date(2022, 6, 1));
        assert_eq!(found[0].missing, [Bilingual::new("2021年度等次", "grade of 2021")]);
    }

    #[test]
    fn offers_stand_by_supporter_and_the_greater_group_first() {
        let of = |unit: &str, id: &str, supporter: &str, verdict| Support {
            unit: unit.into(),
            id: id.to_owned(),
            supporter: Some(Bilingual::new(supporter, supporter)),
            what: Bilingual::default(),
            verdict,
            reason: Bilingual::new(unit, unit),
            cite: Vec::new(),
            from: None,
            to: None,
            missing: Vec::new(),
        };
        let more = |unit: &str, reason: &str| Support { reason: Bilingual::new(reason, reason), ..of(unit, "m", "乙", Verdict::NotMet) };
        let all = [
            more("a", "x"),
            more("b", "y"),
            more("c", "y"),
            of("d", "m", "乙", Verdict::Unknown),
            of("e", "n", "丙", Verdict::Met),
            of("f", "l", "乙", Verdict::Met),
        ];
        let offers = offers(&all);
        // 丙 comes before 乙 by the code of its character.
        assert_eq!(offers.iter().map(|offer| offer.id.as_str()).collect::<Vec<_>>(), ["n", "l", "m"]);
        let groups: Vec<(Verdict, usize)> = offers[2].groups.iter().map(|group| (group.verdict, group.units.len())).collect();
        assert_eq!(groups, [(Verdict::Unknown, 1), (Verdict::NotMet, 2), (Verdict::NotMet, 1)]);
    }

    /// Entitlement `r` of unit `a`: decided in June for two years.
    fn entitled(year: i16, verdict: Verdict) -> Consequences {
        let (from, to) = (Some(date(year + 1, 6, 1)), Some(date(year + 3, 6, 1)));
        let decision = Decision { verdict, from, to, ..Decision::met("a", year, "r", Outcome::Entitlement) };
        Consequences { year, decisions: vec![decision], ..Consequences::default() }
    }

    fn held(decided: &[Consequences], day: Date) -> Vec<(i16, Verdict)> {
        let found = support(&Programme::default(), decided, day);
        found.iter().map(|support| (support.from.map_or(0, |from| from.year()), support.verdict)).collect()
    }

    #[test]
    fn an_entitlement_of_an_earlier_year_stays_while_it_lasts() {
        let years = [entitled(2019, Verdict::Met), entitled(2020, Verdict::NotMet)];
        assert_eq!(held(&years, date(2021, 6, 1)), [(2020, Verdict::Met)]);
        assert_eq!(held(&years, date(2022, 6, 1)), [(2021, Verdict::NotMet)]);
        let renewed = [entitled(2020, Verdict::Met), entitled(2019, Verdict::Met)];
        assert_eq!(held(&renewed, date(2021, 6, 1)), [(2021, Verdict::Met)]);
        let silent = Consequences { year: 2020, ..Consequences::default() };
        assert_eq!(held(&[entitled(2019, Verdict::Met), silent.clone()], date(2021, 6, 1)), [(2020, Verdict::Met)]);
        assert_eq!(held(&[entitled(2019, Verdict::Unknown), silent], date(2021, 6, 1)), []);
    }

    #[test]
    fn a_removal_takes_support_only_while_it_holds() {
        let removal = |to| Decision { from: Some(date(2021, 6, 1)), to, ..Decision::met("a", 2020, "z", Outcome::Removal) };
        let with = |to, day| {
            let decided = [Consequences { year: 2020, decisions: vec![removal(to)], ..Consequences::default() }];
            let found = support(&programme(Beneficiary::Members, false), &decided, day);
            found.iter().map(|support| support.unit.to_string()).collect::<Vec<_>>()
        };
        assert_eq!(with(None, date(2022, 6, 1)), ["b"]);
        assert_eq!(with(Some(date(2022, 6, 1)), date(2022, 5, 31)), ["b"]);
        assert_eq!(with(Some(date(2022, 6, 1)), date(2022, 6, 1)), ["a", "b"]);
    }

    #[test]
    fn those_who_are_told_the_same_stand_in_one_group() {
        let found = support(&programme(Beneficiary::Named, true), &[], date(2022, 6, 1));
        let mut more = found.clone();
        more.push(Support { unit: "c".into(), ..found[1].clone() });
        let offers = offers(&more);
        assert_eq!(offers.len(), 1);
        let groups: Vec<_> = offers[0].groups.iter().map(|group| (group.verdict, group.units.len())).collect();
        assert_eq!(groups, [(Verdict::Met, 1), (Verdict::Unknown, 2)]);
        assert_eq!([Verdict::Met, Verdict::Unknown, Verdict::NotMet].map(|verdict| offers[0].count(verdict)), [1, 2, 0]);
    }
}
