//! The special fund as a ledger on the support page: budgets, totals that add up, shares, and where they differ from what was published.

use consequences::Consequences;
use consequences::fund::{Project, Share, SpecialFund, Total, entitled_zones};

use super::ABSENT;
use crate::number;
use crate::view::{Link, Links, View};

pub(super) struct FundLedger {
    pub(super) budgets: Vec<BudgetRow>,
    pub(super) totals: Vec<TotalRow>,
    pub(super) shares: Vec<ShareRow>,
    pub(super) projects: Vec<ProjectRow>,
    pub(super) findings: Vec<String>,
}

pub(super) struct BudgetRow {
    pub(super) year: i16,
    pub(super) amount: i64,
    pub(super) lump_sums: i64,
    pub(super) projects: i64,
    pub(super) cites: Links,
}

pub(super) struct TotalRow {
    pub(super) by: &'static str,
    pub(super) of: String,
    pub(super) total: Total,
}

pub(super) struct ShareRow {
    pub(super) year: i16,
    pub(super) zone: Link,
    pub(super) amount: i64,
    pub(super) share: String,
    pub(super) larger: &'static str,
}

pub(super) struct ProjectRow {
    pub(super) name: String,
    pub(super) year: i16,
    pub(super) zone: Link,
    pub(super) kind: String,
    pub(super) amount: i64,
    pub(super) spent: i64,
    pub(super) state: String,
}

pub(super) fn ledger(view: View<'_>) -> FundLedger {
    let cycle = view.context.cycle;
    let fund = &cycle.proceedings.fund;
    let years: Vec<Consequences> = cycle.years.iter().map(|year| year.consequences.clone()).collect();
    let entitled = entitled_zones(&cycle.programme, &years, cycle.proceedings.larger_share.as_ref());
    let findings =
        fund.check(&cycle.programme).into_iter().chain(fund.against_rule(&entitled)).chain(fund.against_published(&cycle.programme.funds));
    FundLedger {
        budgets: budgets(view),
        totals: totals(view),
        shares: fund.shares(&entitled).iter().map(|share| share_row(view, share)).collect(),
        projects: fund.projects.iter().map(|project| project_row(view, project)).collect(),
        findings: findings.map(|finding| view.of(&finding.message).to_owned()).collect(),
    }
}

fn budgets(view: View<'_>) -> Vec<BudgetRow> {
    let fund = &view.context.cycle.proceedings.fund;
    let by_year = fund.totals(|project| project.year);
    let row = |budget: &consequences::fund::Budget| BudgetRow {
        year: budget.year,
        amount: budget.amount_wan,
        lump_sums: fund.lump_sums.iter().filter(|lump| lump.year == budget.year).map(|lump| lump.amount_wan).sum(),
        projects: by_year.get(&budget.year).map_or(0, |total| total.amount_wan),
        cites: view.cites(&budget.cite),
    };
    fund.budgets.iter().map(row).collect()
}

fn totals(view: View<'_>) -> Vec<TotalRow> {
    let fund = &view.context.cycle.proceedings.fund;
    let mut rows = Vec::new();
    let mut add = |key: &'static str, of: &dyn Fn(&Project) -> String| {
        let by = view.language.text(key);
        rows.extend(fund.totals(of).into_iter().map(|(of, total)| TotalRow { by, of, total }));
    };
    add("column.year", &|project| project.year.to_string());
    add("column.zone", &|project| view.unit_name(&project.zone));
    add("column.supporter", &|project| project.supporter.clone());
    add("support.kind", &|project| view.of(&project.kind.name()).to_owned());
    add("column.state", &|project| view.of(&project.state.name()).to_owned());
    add("support.all", &|_| String::new());
    rows
}

/// Totals of some projects by year, and of all of them.
pub(super) fn totals_by_year(view: View<'_>, projects: &[&Project]) -> Vec<TotalRow> {
    let fund = SpecialFund { projects: projects.iter().map(|project| (*project).clone()).collect(), ..SpecialFund::default() };
    let row = |by, of, total| TotalRow { by, of, total };
    let mut rows: Vec<TotalRow> =
        fund.totals(|project| project.year).into_iter().map(|(year, total)| row("", year.to_string(), total)).collect();
    rows.extend(fund.totals(|_| ()).into_values().map(|total| row("", view.text("support.all").to_owned(), total)));
    rows
}

fn share_row(view: View<'_>, share: &Share) -> ShareRow {
    ShareRow {
        year: share.year,
        zone: view.zone(&share.zone),
        amount: share.amount_wan,
        share: share.share.map_or_else(|| ABSENT.to_owned(), number::fine_percent),
        larger: if share.entitled { view.language.text("support.yes") } else { ABSENT },
    }
}

pub(super) fn project_row(view: View<'_>, project: &Project) -> ProjectRow {
    ProjectRow {
        name: project.name.clone(),
        year: project.year,
        zone: view.zone(&project.zone),
        kind: view.of(&project.kind.name()).to_owned(),
        amount: project.amount_wan,
        spent: project.spent_wan,
        state: view.of(&project.state.name()).to_owned(),
    }
}
