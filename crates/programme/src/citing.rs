//! How much of the programme rests on each clause.

use std::collections::BTreeMap;

use corpus::review::Citing;
use corpus::{ClauseId, PaperId};

use crate::Programme;

/// Returns, for every clause of a paper that the programme cites, how many entries of each kind cite it.
pub fn citing(programme: &Programme, paper: &PaperId) -> Citing {
    let mut count = Count { paper, citing: Citing::new() };
    let about = &programme.about;
    about.editions.iter().for_each(|edition| count.add("edition", &edition.cite));
    about.classes.iter().for_each(|class| count.add("class", &class.cite));
    programme.old_industrial_cities.iter().for_each(|city| count.add("city", &city.cite));
    programme.industries.iter().for_each(|focus| count.add("industry", &focus.cite));
    programme.zones.iter().for_each(|zone| count.add("zone", &zone.cite));
    programme.members.iter().for_each(|member| count.add("member", &member.cite));
    programme.parks.iter().for_each(|park| count.add("park", &park.cite));
    programme.indicators.values().for_each(|indicator| count.add("indicator", &indicator.cite));
    programme.targets.iter().for_each(|target| count.add("target", &target.cite));
    programme.tasks.iter().for_each(|task| count.add("task", &task.cite));
    programme.measures.iter().for_each(|measure| count.add("measure", &measure.cite));
    programme.results.iter().for_each(|result| count.add("result", &result.cite));
    programme.practices.iter().for_each(|practice| count.add("practice", &practice.cite));
    programme.events.iter().for_each(|event| count.add("event", &event.cite));
    programme.rulebook.rules.values().for_each(|rule| count.add("rule", &rule.block.cite));
    for method in programme.methods.values() {
        count.add("method", &method.cite);
        method.quantities.iter().for_each(|quantity| count.add("method", &quantity.cite));
        method.nodes.iter().for_each(|node| count.add("method", &node.cite));
        method.grades.iter().for_each(|grade| count.add("method", &grade.cite));
    }
    count.citing
}

struct Count<'a> {
    paper: &'a PaperId,
    citing: Citing,
}

impl Count<'_> {
    fn add(&mut self, kind: &str, cites: &[ClauseId]) {
        for cite in cites.iter().filter(|cite| cite.paper == *self.paper && !cite.path.is_empty()) {
            let kinds: &mut BTreeMap<String, u32> = self.citing.entry(cite.path.clone()).or_default();
            *kinds.entry(kind.to_owned()).or_default() += 1;
        }
    }
}
