//! Which clauses are cited, and by what: the way back from a clause to everything that rests on it.

use std::collections::BTreeMap;

use corpus::{Bilingual, ClauseId, PaperId, Reading};

use crate::cycle::Cycle;
use crate::route::Route;

/// Something that rests on a clause.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Use {
    /// Message that names the kind, for instance `use.target`.
    pub kind: &'static str,
    pub name: Bilingual,
    pub route: Route,
    pub anchor: String,
}

/// Cited clauses by paper and path (as the reading knows them), each with what rests on it.
pub(crate) type Cites = BTreeMap<PaperId, BTreeMap<String, Vec<Use>>>;

/// Returns the path by which the reading knows a clause, the path as cited where there is no reading or no such clause.
pub(crate) fn known_path(readings: &BTreeMap<PaperId, Reading>, clause: &ClauseId) -> String {
    let found = readings.get(&clause.paper).and_then(|reading| reading.paper.find(&clause.path));
    found.map_or_else(|| clause.path.clone(), |found| found.path.clone())
}

pub(crate) fn collect(cycle: &Cycle) -> Cites {
    let mut gathering = Gathering { readings: &cycle.readings, cites: Cites::new() };
    programme(&mut gathering, cycle);
    decided(&mut gathering, cycle);
    for year in &cycle.years {
        for unit in &year.evaluation.units {
            if let evaluation::Standing::Evaluated { contributions, .. } = &unit.standing {
                for contribution in contributions {
                    let route = Route::Evaluation(year.year);
                    gathering.add("use.indicator", &contribution.name, route, "method", &contribution.cite);
                }
            }
        }
        for decision in &year.consequences.decisions {
            let known = cycle.programme.rulebook.rules.keys().find(|rule| rule.0 == decision.rule);
            if known.is_none() {
                let route = Route::YearConsequences(year.year);
                gathering.add("use.rule", &decision.title, route, &rule_anchor(&decision.rule), &decision.clause);
            }
            for fact in &decision.because {
                gathering.add("use.fact", &fact.what, Route::Unit(decision.unit.clone()), "follows", &fact.cite);
            }
        }
        for comparison in &cycle.comparisons {
            gathering.add("use.comparison", &Bilingual::default(), Route::Effect, "comparison", &comparison.cite);
        }
    }
    let mut cites = gathering.cites;
    for uses in cites.values_mut().flat_map(BTreeMap::values_mut) {
        uses.sort();
        uses.dedup();
    }
    cites
}

fn programme(gathering: &mut Gathering<'_>, cycle: &Cycle) {
    let programme = &cycle.programme;
    for edition in &programme.about.editions {
        gathering.add("use.edition", &edition.name, Route::Overview, "", &edition.cite);
    }
    for kind in &programme.about.unit_kinds {
        gathering.add("use.unit_kind", &kind.name, Route::Units, "", &kind.cite);
    }
    for class in &programme.about.classes {
        gathering.add("use.class", &class.name, Route::Units, "classes", &class.cite);
    }
    for city in &programme.old_industrial_cities {
        gathering.add("use.old_industrial_city", &Bilingual::new(&city.printed, ""), Route::Units, "cities", &city.cite);
    }
    for focus in &programme.industries {
        gathering.add("use.industry", &focus.name, Route::Units, "industries", &focus.cite);
    }
    for zone in &programme.zones {
        gathering.add("use.zone", &zone.name, Route::Units, "members", &zone.cite);
    }
    for member in &programme.members {
        let name = programme.unit(&member.unit, cycle.day).map(|unit| unit.name).unwrap_or_default();
        gathering.add("use.member", &name, Route::Units, "members", &member.cite);
    }
    for park in &programme.parks {
        gathering.add("use.park", &park.name, Route::Units, "parks", &park.cite);
    }
    for indicator in programme.indicators.values() {
        gathering.add("use.indicator", &indicator.name, Route::Data, "indicators", &indicator.cite);
    }
    duties(gathering, cycle);
    for result in &programme.results {
        gathering.add("use.result", &Bilingual::new(result.year.to_string(), ""), Route::Effect, "published", &result.cite);
    }
    for count in &programme.counts {
        gathering.add("use.result", &count.what, Route::Effect, "published", &count.cite);
    }
}

fn duties(gathering: &mut Gathering<'_>, cycle: &Cycle) {
    let programme = &cycle.programme;
    for target in &programme.targets {
        gathering.add("use.target", &target.name, Route::Targets, &target_anchor(&target.id), &target.cite);
    }
    for task in &programme.tasks {
        gathering.add("use.task", &task.what, Route::Targets, &task_anchor(&task.id), &task.cite);
    }
    for measure in &programme.measures {
        gathering.add("use.measure", &measure.instrument, Route::Support, &measure_anchor(&measure.id), &measure.cite);
    }
    for fund in &programme.funds {
        gathering.add("use.fund", &fund.what, Route::Support, "funds", &fund.cite);
    }
    for practice in &programme.practices {
        gathering.add("use.practice", &practice.gist, Route::Practices, &practice_anchor(&practice.id), &practice.cite);
    }
    for rule in programme.rulebook.rules.values() {
        gathering.add("use.rule", &rule.title, Route::Rule(rule.id.clone()), "", &rule.block.cite);
    }
    for event in &programme.events {
        gathering.add("use.event", &event.what, Route::Unit(event.unit.clone()), "", &event.cite);
    }
}

/// What people decided rests on clauses, too.
fn decided(gathering: &mut Gathering<'_>, cycle: &Cycle) {
    let proceedings = &cycle.proceedings;
    for meeting in &proceedings.meetings {
        gathering.add("use.meeting", &meeting.title, Route::Tasks, "meetings", &meeting.cite);
        for decision in &meeting.decisions {
            gathering.add("use.task", &decision.what, Route::Tasks, "meetings", &decision.cite);
        }
    }
    for plan in &proceedings.plans {
        for version in &plan.versions {
            gathering.add("use.plan", &version.stage.name(), Route::Tasks, "plans", &version.cite);
        }
    }
    for objection in &proceedings.objections {
        let cite = objection.resolution.as_ref().map(|resolution| resolution.cite.as_slice()).unwrap_or_default();
        gathering.add("use.objection", &Bilingual::new(&objection.id, ""), Route::Unit(objection.unit.clone()), "objections", cite);
    }
    for budget in &proceedings.fund.budgets {
        gathering.add("use.fund", &Bilingual::new(budget.year.to_string(), ""), Route::Support, "ledger", &budget.cite);
    }
}

struct Gathering<'a> {
    readings: &'a BTreeMap<PaperId, Reading>,
    cites: Cites,
}

impl Gathering<'_> {
    fn add(&mut self, kind: &'static str, name: &Bilingual, route: Route, anchor: &str, cite: &[ClauseId]) {
        for clause in cite {
            let path = known_path(self.readings, clause);
            let uses = self.cites.entry(clause.paper.clone()).or_default().entry(path).or_default();
            uses.push(Use { kind, name: name.clone(), route: route.clone(), anchor: anchor.to_owned() });
        }
    }
}

pub(crate) fn clause_anchor(path: &str) -> String {
    if path.is_empty() {
        return "whole".to_owned();
    }
    format!("c-{}", path.replace('/', ".").replace(char::is_whitespace, "_"))
}

pub(crate) fn target_anchor(id: &str) -> String {
    format!("target-{}", crate::route::slug(id))
}

pub(crate) fn task_anchor(id: &str) -> String {
    format!("task-{}", crate::route::slug(id))
}

pub(crate) fn measure_anchor(id: &str) -> String {
    format!("measure-{}", crate::route::slug(id))
}

pub(crate) fn practice_anchor(id: &str) -> String {
    format!("practice-{}", crate::route::slug(id))
}

pub(crate) fn rule_anchor(id: &str) -> String {
    format!("rule-{}", crate::route::slug(id))
}
