//! The special fund as a ledger: yearly budget, lump sums to provinces, projects; totals that add up, and differ visibly from what was
//! published where they do. Amounts are in 万元, whole numbers, so that sums are exact.

use std::collections::{BTreeMap, BTreeSet};

use corpus::{Bilingual, ClauseId, Finding};
use jiff::civil::Date;
use programme::rule::RuleId;
use programme::{Covers, Fund, Programme, UnitId};
use serde::{Deserialize, Serialize};

use crate::{Consequences, Verdict};

/// 万元 in one 亿元.
const WAN_PER_YI: f64 = 10_000.0;

/// The four kinds of projects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProjectKind {
    ParkInfrastructure,
    InnovationPlatform,
    ServicePlatform,
    EnterpriseResearch,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProjectState {
    Planned,
    Building,
    Finished,
    Stopped,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Project {
    pub id: String,
    pub name: String,
    pub year: i16,
    /// Whose money it is.
    pub supporter: String,
    pub province: UnitId,
    pub zone: UnitId,
    pub kind: ProjectKind,
    pub amount_wan: i64,
    pub spent_wan: i64,
    pub state: ProjectState,
}

/// Budgets by year, lump sums (切块) by year and province, projects.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SpecialFund {
    pub budgets: Vec<Budget>,
    pub lump_sums: Vec<LumpSum>,
    pub projects: Vec<Project>,
}

/// A year's budget.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Budget {
    pub year: i16,
    pub amount_wan: i64,
    pub cite: Vec<ClauseId>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LumpSum {
    pub year: i16,
    pub province: UnitId,
    pub amount_wan: i64,
}

/// Amount and spending of some projects.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Total {
    pub projects: u32,
    pub amount_wan: i64,
    pub spent_wan: i64,
}

/// A zone's part of a year's money.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Share {
    pub year: i16,
    pub zone: UnitId,
    pub amount_wan: i64,
    /// Of all projects of the year; `None` where they come to nothing.
    pub share: Option<f64>,
    /// A rule gives the zone a larger share for the year.
    pub entitled: bool,
}

/// Returns the zones and years of which a member holds the larger share by `rule`.
pub fn entitled_zones(programme: &Programme, years: &[Consequences], rule: Option<&RuleId>) -> BTreeSet<(UnitId, i16)> {
    let decisions = years.iter().flat_map(|year| &year.decisions);
    let held = decisions.filter(|decision| decision.verdict == Verdict::Met && rule.is_some_and(|rule| rule.0 == decision.rule));
    let zone = |unit: &UnitId| programme.members.iter().find(|member| member.unit == *unit).map(|member| member.zone.clone());
    held.filter_map(|decision| Some((zone(&decision.unit)?, decision.year))).collect()
}

impl ProjectKind {
    pub fn name(self) -> Bilingual {
        let (zh, en) = match self {
            Self::ParkInfrastructure => ("园区基础设施", "park infrastructure"),
            Self::InnovationPlatform => ("公共创新平台", "public innovation platform"),
            Self::ServicePlatform => ("服务平台", "service platform"),
            Self::EnterpriseResearch => ("企业研发", "enterprise R&D"),
        };
        Bilingual::new(zh, en)
    }
}

impl ProjectState {
    pub fn name(self) -> Bilingual {
        let (zh, en) = match self {
            Self::Planned => ("未开工", "planned"),
            Self::Building => ("在建", "building"),
            Self::Finished => ("完工", "finished"),
            Self::Stopped => ("停建", "stopped"),
        };
        Bilingual::new(zh, en)
    }
}

fn name(programme: &Programme, unit: &UnitId, year: i16) -> Bilingual {
    let known = Date::new(year, 12, 31).ok().and_then(|day| programme.unit(unit, day));
    known.map_or_else(|| Bilingual::new(unit.as_str(), unit.as_str()), |unit| unit.name)
}

impl SpecialFund {
    /// Returns totals by whatever the key takes from a project: year, zone, province, kind.
    pub fn totals<K: Ord>(&self, key: impl Fn(&Project) -> K) -> BTreeMap<K, Total> {
        let mut totals: BTreeMap<K, Total> = BTreeMap::new();
        for project in &self.projects {
            let total = totals.entry(key(project)).or_default();
            total.projects += 1;
            total.amount_wan += project.amount_wan;
            total.spent_wan += project.spent_wan;
        }
        totals
    }

    /// Finds what does not add up inside the ledger.
    pub fn check(&self, programme: &Programme) -> Vec<Finding> {
        let mut findings = Vec::new();
        let mut lumps: BTreeMap<i16, i64> = BTreeMap::new();
        self.lump_sums.iter().for_each(|lump| *lumps.entry(lump.year).or_default() += lump.amount_wan);
        for (year, given) in &lumps {
            let mut budgets = self.budgets.iter().filter(|budget| budget.year == *year).map(|budget| budget.amount_wan).peekable();
            let budget = budgets.peek().is_some().then(|| budgets.sum::<i64>());
            if budget.is_none_or(|budget| *given > budget) {
                let said = budget.map_or_else(
                    || ("没有预算".to_owned(), "no budget".to_owned()),
                    |budget| (format!("预算{budget}万元"), format!("budget {budget}")),
                );
                findings.push(Finding::error(
                    "fund/over-budget",
                    format!("{year}年切块合计{given}万元，{}", said.0),
                    format!("lump sums of {year} total {given}, {} (10,000 yuan)", said.1),
                ));
            }
        }
        for ((year, province), total) in self.totals(|project| (project.year, project.province.clone())) {
            let sums: Vec<&LumpSum> = self.lump_sums.iter().filter(|lump| lump.year == year && lump.province == province).collect();
            let lump: i64 = sums.iter().map(|lump| lump.amount_wan).sum();
            if total.amount_wan > lump {
                let (amount, name) = (total.amount_wan, name(programme, &province, year));
                let given = if sums.is_empty() {
                    Bilingual::new("而当年没有切块", "and it was given no lump sum")
                } else {
                    Bilingual::new(format!("超过切块{lump}万元"), format!("more than its lump sum {lump}"))
                };
                findings.push(Finding::error(
                    "fund/over-lump-sum",
                    format!("{year}年{}项目合计{amount}万元，{}", name.zh, given.zh),
                    format!("projects of {} in {year} total {amount}, {} (10,000 yuan)", name.en, given.en),
                ));
            }
        }
        for project in self.projects.iter().filter(|project| project.spent_wan > project.amount_wan) {
            let Project { id, spent_wan, amount_wan, .. } = project;
            findings.push(Finding::error(
                "fund/overspent",
                format!("项目{id}支出{spent_wan}万元，超过安排{amount_wan}万元"),
                format!("project {id} spent {spent_wan} of {amount_wan} (10,000 yuan)"),
            ));
        }
        findings
    }

    /// Returns, for every zone with money in a year, its share of the year's projects and whether a rule gave it a larger one.
    ///
    /// `entitled` are zones and years that hold the entitlement.
    pub fn shares(&self, entitled: &BTreeSet<(UnitId, i16)>) -> Vec<Share> {
        let years = self.totals(|project| project.year);
        let zones = self.totals(|project| (project.year, project.zone.clone()));
        let share = |((year, zone), total): ((i16, UnitId), Total)| {
            let whole = years.get(&year).map_or(0, |total| total.amount_wan);
            let share = if whole == 0 { None } else { Some(total.amount_wan as f64 / whole as f64) };
            Share { year, entitled: entitled.contains(&(zone.clone(), year)), zone, amount_wan: total.amount_wan, share }
        };
        zones.into_iter().map(share).collect()
    }

    /// Finds years in which zones that a rule gives a larger share got no more on average than the others.
    pub fn against_rule(&self, entitled: &BTreeSet<(UnitId, i16)>) -> Vec<Finding> {
        let mut by_year: BTreeMap<i16, [Vec<i64>; 2]> = BTreeMap::new();
        for share in self.shares(entitled) {
            by_year.entry(share.year).or_default()[usize::from(share.entitled)].push(share.amount_wan);
        }
        let mean = |amounts: &[i64]| (!amounts.is_empty()).then(|| amounts.iter().sum::<i64>() as f64 / amounts.len() as f64);
        let mut findings = Vec::new();
        for (year, [others, entitled]) in &by_year {
            let (Some(others), Some(entitled)) = (mean(others), mean(entitled)) else { continue };
            if entitled <= others {
                findings.push(Finding::warning(
                    "fund/share-not-larger",
                    format!("{year}年应加大支持的示范区平均安排{entitled:.0}万元，不高于其他示范区的{others:.0}万元"),
                    format!("in {year} zones entitled to a larger share got {entitled:.0} on average, others {others:.0} (10,000 yuan)"),
                ));
            }
        }
        findings
    }

    /// Finds where the projects' total of a period, or a zone's or a province's part of it, differs from what was published for it by more
    /// than the rounding of the publication. What was published of something else is held against nothing.
    pub fn against_published(&self, published: &[Fund]) -> Vec<Finding> {
        let mut findings = Vec::new();
        for fund in published {
            let in_period = self.projects.iter().filter(|project| (fund.from_year..=fund.to_year).contains(&project.year));
            let meant = in_period.filter(|project| match &fund.covers {
                Covers::Programme => true,
                Covers::Unit(unit) => project.zone == *unit || project.province == *unit,
                Covers::Other => false,
            });
            let amounts: Vec<i64> = meant.map(|project| project.amount_wan).collect();
            if amounts.is_empty() {
                continue;
            }
            let ours: i64 = amounts.iter().sum();
            let theirs = fund.amount_100m_yuan * WAN_PER_YI;
            // A figure printed in 亿元 with one decimal stands for half of the last decimal up or down; "about" for half a 亿元.
            let slack = if fund.approximate { WAN_PER_YI / 2.0 } else { WAN_PER_YI / 20.0 };
            if (ours as f64 - theirs).abs() > slack {
                let (from, to, what) = (fund.from_year, fund.to_year, &fund.what);
                let years = if from == to {
                    Bilingual::new(format!("{from}年"), format!("{from}"))
                } else {
                    Bilingual::new(format!("{from}至{to}年"), format!("{from} to {to}"))
                };
                findings.push(Finding::warning(
                    "fund/differs-from-published",
                    format!("{}{}（{}）：台账合计{ours}万元，公布{}亿元", years.zh, what.zh, fund.scope.zh, fund.amount_100m_yuan),
                    format!(
                        "{} ({}) of {}: the ledger totals {ours} (10,000 yuan), published are {} (100 million)",
                        what.en, fund.scope.en, years.en, fund.amount_100m_yuan
                    ),
                ));
            }
        }
        findings
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn project(id: &str, amount_wan: i64, spent_wan: i64) -> Project {
        let (province, zone) = ("340000".into(), "zone-tongling".into());
        Project {
            id: id.to_owned(),
            name: String::new(),
            year: 2018,
            supporter: String::new(),
            province,
            zone,
            kind: ProjectKind::ParkInfrastructure,
            amount_wan,
            spent_wan,
            state: ProjectState::Building,
        }
    }

    fn check(budget: i64, lump: i64, projects: Vec<Project>, expected: &[&str]) {
        let lump_sums = vec![LumpSum { year: 2018, province: "340000".into(), amount_wan: lump }];
        let fund = SpecialFund { budgets: vec![Budget { year: 2018, amount_wan: budget, cite: Vec::new() }], lump_sums, projects };
        let codes: Vec<String> = fund.check(&Programme::default()).iter().map(|finding| finding.code.to_string()).collect();
        assert_eq!(codes, expected);
    }

    #[test]
    fn money_given_on_is_never_more_than_money_given() {
        check(100, 100, vec![project("a", 60, 60), project("b", 40, 0)], &[]);
        check(99, 100, vec![], &["fund/over-budget"]);
        check(100, 100, vec![project("a", 60, 0), project("b", 41, 0)], &["fund/over-lump-sum"]);
        check(100, 100, vec![project("a", 60, 61)], &["fund/overspent"]);
    }

    #[test]
    fn what_does_not_add_up_is_said_with_its_year_and_amounts() {
        let told = |budgets: &[(i16, i64)], lumps: &[(i16, i64)]| {
            let budgets =
                budgets.iter().map(|(year, amount_wan)| Budget { year: *year, amount_wan: *amount_wan, cite: Vec::new() }).collect();
            let lump = |(year, amount_wan): &(i16, i64)| LumpSum { year: *year, province: "340000".into(), amount_wan: *amount_wan };
            let fund = SpecialFund { budgets, lump_sums: lumps.iter().map(lump).collect(), projects: Vec::new() };
            fund.check(&Programme::default()).into_iter().map(|finding| finding.message.en).collect::<Vec<_>>()
        };
        assert_eq!(told(&[(2018, 100), (2018, 50)], &[(2018, 90), (2018, 60)]), Vec::<String>::new());
        let over = "lump sums of 2018 total 151, budget 150 (10,000 yuan)";
        assert_eq!(told(&[(2018, 100), (2018, 50)], &[(2018, 90), (2018, 61)]), [over]);
        let projects = vec![project("a", 60, 0)];
        let without = SpecialFund { projects, ..SpecialFund::default() }.check(&Programme::default()).remove(0).message;
        assert_eq!(without.zh, "2018年340000项目合计60万元，而当年没有切块");
        assert_eq!(told(&[(2019, 100)], &[(2018, 90)]), ["lump sums of 2018 total 90, no budget (10,000 yuan)"]);
    }

    #[test]
    fn kinds_and_states_have_names() {
        use ProjectKind::{EnterpriseResearch, InnovationPlatform, ParkInfrastructure, ServicePlatform};
        let kinds = [ParkInfrastructure, InnovationPlatform, ServicePlatform, EnterpriseResearch].map(|kind| kind.name().zh);
        assert_eq!(kinds, ["园区基础设施", "公共创新平台", "服务平台", "企业研发"]);
        use ProjectState::{Building, Finished, Planned, Stopped};
        assert_eq!([Planned, Building, Finished, Stopped].map(|state| state.name().zh), ["未开工", "在建", "完工", "停建"]);
    }

    #[test]
    fn totals_add_up_whatever_they_are_taken_by() {
        let fund = SpecialFund { projects: vec![project("a", 60, 50), project("b", 40, 0)], ..SpecialFund::default() };
        let whole = Total { projects: 2, amount_wan: 100, spent_wan: 50 };
        assert_eq!(fund.totals(|project| project.zone.clone()), BTreeMap::from([("zone-tongling".into(), whole)]));
        assert_eq!(fund.totals(|project| project.id.clone()).values().map(|total| total.amount_wan).sum::<i64>(), whole.amount_wan);
    }

    #[test]
    fn a_zone_with_good_grades_gets_more_or_it_is_told() {
        let of = |id: &str, zone: &str, amount: i64| Project { zone: zone.into(), ..project(id, amount, 0) };
        let fund = SpecialFund { projects: vec![of("a", "good", 30), of("b", "other", 60), of("c", "good", 10)], ..SpecialFund::default() };
        let entitled = BTreeSet::from([(UnitId::from("good"), 2018)]);
        let shares: Vec<(i64, bool)> = fund.shares(&entitled).iter().map(|share| (share.amount_wan, share.entitled)).collect();
        assert_eq!(shares, [(40, true), (60, false)]);
        let codes = |entitled| fund.against_rule(entitled).iter().map(|finding| finding.code.to_string()).collect::<Vec<_>>();
        assert_eq!(codes(&entitled), ["fund/share-not-larger"]);
        assert_eq!(codes(&BTreeSet::from([(UnitId::from("other"), 2018)])), Vec::<String>::new());
        let three =
            SpecialFund { projects: vec![of("a", "good", 30), of("b", "other", 60), of("c", "third", 20)], ..SpecialFund::default() };
        let told = three.against_rule(&entitled).remove(0).message.en;
        assert_eq!(told, "in 2018 zones entitled to a larger share got 30 on average, others 40 (10,000 yuan)");
        let equal = SpecialFund { projects: vec![of("a", "good", 30), of("b", "other", 30)], ..SpecialFund::default() };
        assert_eq!(equal.against_rule(&entitled).len(), 1, "as much is no larger share");
        assert!(three.against_rule(&BTreeSet::new()).is_empty(), "nobody is entitled");
    }

    #[test]
    fn a_total_is_held_against_what_was_published_for_its_period_alone() {
        let fund = SpecialFund { projects: vec![project("a", 104_000, 0)], ..SpecialFund::default() };
        let differs = |fund: &SpecialFund, amount, approximate| !fund.against_published(&[published(amount, approximate)]).is_empty();
        // 104,000 万元 is 10.4 亿元: within "about 10", but not 10.0 to one decimal.
        assert!(!differs(&fund, 10.0, true) && !differs(&fund, 10.4, false));
        assert!(differs(&fund, 10.0, false) && differs(&fund, 11.0, true));
        assert!(!differs(&SpecialFund::default(), 10.0, false), "an empty ledger says nothing");
        let told = |fund: Fund| SpecialFund { projects: vec![project("a", 10, 0)], ..SpecialFund::default() }.against_published(&[fund]);
        let period = told(published(2.0, false)).remove(0).message.en;
        assert_eq!(period, "fund (all) of 2017 to 2018: the ledger totals 10 (10,000 yuan), published are 2 (100 million)");
        let year = told(Fund { from_year: 2018, ..published(2.0, false) }).remove(0).message.en;
        assert_eq!(year, "fund (all) of 2018: the ledger totals 10 (10,000 yuan), published are 2 (100 million)");
    }

    #[test]
    fn what_was_published_of_a_zone_or_of_something_else_is_held_against_that_alone() {
        let elsewhere = Project { zone: "other".into(), province: "430000".into(), ..project("b", 50_000, 0) };
        let fund = SpecialFund { projects: vec![project("a", 104_000, 0), elsewhere], ..SpecialFund::default() };
        let differs = |amount, covers| !fund.against_published(&[Fund { covers, ..published(amount, false) }]).is_empty();
        assert!(!differs(15.4, Covers::Programme) && differs(10.4, Covers::Programme));
        assert!(!differs(10.4, Covers::Unit("zone-tongling".into())) && differs(15.4, Covers::Unit("zone-tongling".into())));
        assert!(!differs(5.0, Covers::Unit("430000".into())) && differs(5.1, Covers::Unit("430000".into())));
        assert!(!differs(99.0, Covers::Other));
    }

    #[test]
    fn a_share_is_of_the_projects_of_its_year() {
        let of = |zone: &str, year, amount| Project { zone: zone.into(), year, ..project("x", amount, 0) };
        let projects = vec![of("a", 2018, 30), of("b", 2018, 10), of("a", 2019, 7), of("b", 2020, 0)];
        let shares = SpecialFund { projects, ..SpecialFund::default() }.shares(&BTreeSet::new());
        let told: Vec<_> = shares.iter().map(|share| (share.year, share.zone.to_string(), share.share)).collect();
        let [a, b] = ["a", "b"].map(str::to_owned);
        assert_eq!(told, [(2018, a.clone(), Some(0.75)), (2018, b.clone(), Some(0.25)), (2019, a, Some(1.0)), (2020, b, None)]);
    }

    #[test]
    fn a_zone_is_entitled_where_a_member_of_it_meets_the_rule() {
        let member = |unit: &str, zone: &str| programme::Member {
            unit: unit.into(),
            zone: zone.into(),
            validity: programme::Validity::default(),
            cite: Vec::new(),
            confidence: programme::Confidence::OneSource,
            note: String::new(),
        };
        let programme = Programme { members: vec![member("u", "zone-u"), member("v", "zone-v")], ..Programme::default() };
        let decided = |unit: &str, rule: &str, verdict| crate::Decision {
            verdict,
            ..crate::Decision::met(unit, 2018, rule, crate::Outcome::Entitlement)
        };
        let decisions = vec![
            decided("v", "larger", Verdict::Met),
            decided("u", "other", Verdict::Met),
            decided("u", "larger", Verdict::Unknown),
            decided("stranger", "larger", Verdict::Met),
        ];
        let years = [Consequences { decisions, ..Consequences::default() }];
        let zones = |rule: &str| entitled_zones(&programme, &years, Some(&RuleId(rule.to_owned())));
        assert_eq!(zones("larger"), BTreeSet::from([("zone-v".into(), 2018)]));
        assert_eq!(zones("other"), BTreeSet::from([("zone-u".into(), 2018)]));
        assert_eq!(entitled_zones(&programme, &years, None), BTreeSet::new());
    }

    fn published(amount: f64, approximate: bool) -> Fund {
        Fund {
            from_year: 2017,
            to_year: 2018,
            what: Bilingual::new("资金", "fund"),
            amount_100m_yuan: amount,
            approximate,
            scope: Bilingual::new("全部", "all"),
            covers: Covers::Programme,
            note: Bilingual::default(),
            cite: Vec::new(),
            confidence: programme::Confidence::OneSource,
        }
    }
}
