//! Second half of reading: a repaired paper in, the facts it states out, each with its place in the file.

mod actors;
mod boxes;
mod checks;
mod citations;
mod coreference;
mod cues;
mod measures;
mod obligations;
mod outline;
mod places;
mod practices;
mod quantities;
mod rules;
mod statement;
mod subject;
mod targets;
#[cfg(test)]
mod tests;
mod years;

use outline::Outline;
use statement::Statement;

use crate::Finding;
use crate::paper::Paper;
use crate::reading::{BoxedList, Citation, Measure, Obligation, Place, Practice, Quantity, Rule, Target};

/// What a paper states.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Facts {
    pub places: Vec<Place>,
    pub quantities: Vec<Quantity>,
    pub targets: Vec<Target>,
    pub practices: Vec<Practice>,
    pub measures: Vec<Measure>,
    pub rules: Vec<Rule>,
    pub obligations: Vec<Obligation>,
    pub boxes: Vec<BoxedList>,
    pub citations: Vec<Citation>,
    pub findings: Vec<Finding>,
}

/// Returns the facts that the paper states.
pub fn extract(paper: &Paper) -> Facts {
    let mut facts = Facts::default();
    let mentions = places::mentions(paper, &mut facts.findings);
    let outline = Outline::of(paper);
    let figures = quantities::figures(paper.text.as_str());
    facts.places = places::distinct(paper, &mentions);
    facts.quantities = quantities::facts(paper, &outline, &figures, &mentions);
    facts.boxes = boxes::facts(paper, &outline, &mentions);
    facts.citations = citations::facts(paper);
    facts.targets = targets::facts(paper, &outline, &figures, &facts.quantities);
    for sentence in &outline.sentences {
        let statement = Statement::new(paper, &outline, sentence);
        practices::facts(&statement, &mentions, &mut facts.practices);
        measures::facts(&statement, &mut facts.measures);
        rules::facts(&statement, &mut facts.rules);
        obligations::facts(&statement, &mut facts.obligations);
    }
    checks::counts(paper, &outline, &figures, &mentions, &mut facts.findings);
    coreference::check(paper, &mut facts.findings);
    facts
}
