//! Finds decisions about things that do not exist, and steps that cannot be.

use std::collections::BTreeSet;

use corpus::{ClauseId, Finding};
use programme::rule::RuleId;
use programme::{Programme, UnitId};

use super::{Proceedings, located};
use crate::objection::Subject;

pub(super) fn check(all: &Proceedings, programme: &Programme) -> Vec<Finding> {
    let known = Known::of(all, programme);
    let mut findings = Vec::new();
    for confirmation in &all.confirmations {
        findings.extend(known.unit(&confirmation.unit, "confirmations.csv"));
        findings.extend(known.rule(&confirmation.rule, "confirmations.csv"));
    }
    for objection in &all.objections {
        findings.extend(known.unit(&objection.unit, "objections.toml"));
        if let Subject::Decision { rule, .. } = &objection.subject {
            findings.extend(known.rule(rule, "objections.toml"));
        }
        findings.extend(objection.check().map(|finding| located(finding, "objections.toml")));
    }
    findings.extend(repeated(all.objections.iter().map(|objection| objection.id.as_str()), "objections.toml"));
    for report in &all.progress {
        findings.extend(known.unit(&report.unit, "progress.csv"));
        findings.extend(known.task(&report.task, "progress.csv"));
        findings.extend(report.check().map(|finding| located(finding, "progress.csv")));
    }
    for subtask in &all.subtasks {
        findings.extend(known.task(&subtask.part_of, "subtasks.csv"));
        findings.extend(subtask.units.iter().filter_map(|unit| known.unit(unit, "subtasks.csv")));
    }
    for vote in &all.votes {
        findings.extend(known.unit(&vote.unit, "votes.csv"));
        findings.extend(known.practice(&vote.practice, "votes.csv"));
    }
    for meeting in &all.meetings {
        findings.extend(meeting.practices.iter().filter_map(|practice| known.practice(practice, "meetings.toml")));
        let units = meeting.decisions.iter().flat_map(|decision| &decision.units);
        findings.extend(units.filter_map(|unit| known.unit(unit, "meetings.toml")));
    }
    findings.extend(all.fund.projects.iter().filter_map(|project| known.unit(&project.zone, "fund-projects.csv")));
    findings.extend(cites(all).filter_map(|(cite, file)| known.cite(cite, file)));
    findings.extend(all.plans.iter().flat_map(|plan| plan.check(programme)).map(|finding| located(finding, "plans.toml")));
    findings.extend(all.fund.check(programme).into_iter().map(|finding| located(finding, "fund-projects.csv")));
    findings
}

/// Every clause that a decision rests on, with its file.
fn cites(all: &Proceedings) -> impl Iterator<Item = (&ClauseId, &'static str)> {
    let objections = all.objections.iter().filter_map(|objection| objection.resolution.as_ref()).flat_map(|resolution| &resolution.cite);
    let meetings =
        all.meetings.iter().flat_map(|meeting| meeting.cite.iter().chain(meeting.decisions.iter().flat_map(|decision| &decision.cite)));
    let plans = all.plans.iter().flat_map(|plan| &plan.versions).flat_map(|version| &version.cite);
    let budgets = all.fund.budgets.iter().flat_map(|budget| &budget.cite);
    let of = |file| move |cite| (cite, file);
    objections
        .map(of("objections.toml"))
        .chain(meetings.map(of("meetings.toml")))
        .chain(plans.map(of("plans.toml")))
        .chain(budgets.map(of("fund-budgets.csv")))
}

struct Known<'a> {
    programme: &'a Programme,
    units: BTreeSet<&'a UnitId>,
    tasks: BTreeSet<&'a str>,
}

impl<'a> Known<'a> {
    fn of(all: &'a Proceedings, programme: &'a Programme) -> Self {
        let zones = programme.zones.iter().map(|zone| &zone.id);
        let parks = programme.parks.iter().map(|park| &park.id);
        let own = programme.tasks.iter().map(|task| task.id.as_str());
        let parts = all.subtasks.iter().map(|part| part.id.as_str());
        let agreed = all.meetings.iter().flat_map(|meeting| meeting.decisions.iter().map(|decision| decision.id.as_str()));
        Self {
            programme,
            units: programme.all_members().into_iter().chain(zones).chain(parks).collect(),
            tasks: own.chain(parts).chain(agreed).collect(),
        }
    }

    fn unit(&self, unit: &UnitId, file: &str) -> Option<Finding> {
        (!self.units.contains(unit)).then(|| unknown("单位", "unit", unit.as_str(), file))
    }

    fn rule(&self, rule: &str, file: &str) -> Option<Finding> {
        (!self.programme.rulebook.rules.contains_key(&RuleId(rule.to_owned()))).then(|| unknown("规则", "rule", rule, file))
    }

    fn task(&self, task: &str, file: &str) -> Option<Finding> {
        (!self.tasks.contains(task)).then(|| unknown("任务", "task", task, file))
    }

    fn cite(&self, cite: &ClauseId, file: &str) -> Option<Finding> {
        let paper = self.programme.papers.get(&cite.paper);
        let exists = paper.is_some_and(|paper| cite.path.is_empty() || paper.clause(&cite.path).is_some());
        (!exists).then(|| unknown("条款", "clause", &cite.to_string(), file))
    }

    fn practice(&self, practice: &str, file: &str) -> Option<Finding> {
        self.programme.practices.iter().all(|known| known.id != practice).then(|| unknown("经验做法", "practice", practice, file))
    }
}

fn unknown(zh: &str, en: &str, id: &str, file: &str) -> Finding {
    let finding = Finding::error(
        "decisions/unknown-name",
        format!("决定所指的{zh}“{id}”不存在"),
        format!("the decision names the {en} `{id}`, which does not exist"),
    );
    located(finding, file).hint("核对写法，须与方案目录中的编号一致", "check the spelling against the ids of the programme folder")
}

fn repeated<'a>(ids: impl Iterator<Item = &'a str>, file: &str) -> Vec<Finding> {
    let mut seen = BTreeSet::new();
    let again = ids.filter(|id| !seen.insert(*id));
    again
        .map(|id| located(Finding::error("decisions/repeated-id", format!("编号“{id}”重复"), format!("the id `{id}` is used twice")), file))
        .collect()
}
