//! The special fund as a ledger: yearly budget, lump sums to provinces, projects; totals that add up, and differ visibly from what was
//! published where they do. Amounts are in 万元, whole numbers, so that sums are exact.

use std::collections::BTreeMap;

use corpus::Finding;
use programme::{Fund, UnitId};
use serde::{Deserialize, Serialize};

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
    pub year: i16,
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
    pub budgets_wan: BTreeMap<i16, i64>,
    pub lump_sums: Vec<LumpSum>,
    pub projects: Vec<Project>,
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
    pub fn check(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        let mut lumps: BTreeMap<i16, i64> = BTreeMap::new();
        self.lump_sums.iter().for_each(|lump| *lumps.entry(lump.year).or_default() += lump.amount_wan);
        for (year, given) in &lumps {
            let budget = self.budgets_wan.get(year).copied();
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
            let sums = self.lump_sums.iter().filter(|lump| lump.year == year && lump.province == province);
            let lump: i64 = sums.map(|lump| lump.amount_wan).sum();
            if total.amount_wan > lump {
                let amount = total.amount_wan;
                findings.push(Finding::error(
                    "fund/over-lump-sum",
                    format!("{province}{year}年项目合计{amount}万元，超过切块{lump}万元"),
                    format!("projects of {province} in {year} total {amount}, more than its lump sum {lump} (10,000 yuan)"),
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

    /// Finds where the projects' total of a period differs from what was published for it, by more than the rounding of the publication.
    pub fn against_published(&self, published: &[Fund]) -> Vec<Finding> {
        let mut findings = Vec::new();
        for fund in published {
            let in_period = self.projects.iter().filter(|project| (fund.from_year..=fund.to_year).contains(&project.year));
            let ours: i64 = in_period.map(|project| project.amount_wan).sum();
            let theirs = fund.amount_100m_yuan * WAN_PER_YI;
            // A figure printed in 亿元 with one decimal stands for half of the last decimal up or down; "about" for half a 亿元.
            let slack = if fund.approximate { WAN_PER_YI / 2.0 } else { WAN_PER_YI / 20.0 };
            if (ours as f64 - theirs).abs() > slack {
                let (from, to, what) = (fund.from_year, fund.to_year, &fund.what);
                findings.push(Finding::warning(
                    "fund/differs-from-published",
                    format!("{from}至{to}年{}：台账合计{ours}万元，公布{}亿元", what.zh, fund.amount_100m_yuan),
                    format!(
                        "{} of {from} to {to}: the ledger totals {ours} (10,000 yuan), published are {} (100 million)",
                        what.en, fund.amount_100m_yuan
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
            year: 2018,
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
        let fund = SpecialFund { budgets_wan: BTreeMap::from([(2018, budget)]), lump_sums, projects };
        let codes: Vec<String> = fund.check().iter().map(|finding| finding.code.to_string()).collect();
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
    fn totals_add_up_whatever_they_are_taken_by() {
        let fund = SpecialFund { projects: vec![project("a", 60, 50), project("b", 40, 0)], ..SpecialFund::default() };
        let whole = Total { projects: 2, amount_wan: 100, spent_wan: 50 };
        assert_eq!(fund.totals(|project| project.zone.clone()), BTreeMap::from([("zone-tongling".into(), whole)]));
        assert_eq!(fund.totals(|project| project.id.clone()).values().map(|total| total.amount_wan).sum::<i64>(), whole.amount_wan);
    }
}
