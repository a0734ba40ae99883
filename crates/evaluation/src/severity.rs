//! Marks freed of the experts' severity by the many-facet Rasch model (`numerics::panel::many_facet_rasch`).

use std::collections::BTreeMap;

use corpus::Finding;
use programme::UnitId;
use programme::method::{Content, Method};

use crate::numerics::Flaw;
use crate::numerics::panel::{Judgement, many_facet_rasch};
use crate::{Case, flaws};

/// Mark that an expert of mean severity would have given, on the rubric's scale.
pub(crate) type FairMarks = BTreeMap<(UnitId, String), f64>;

/// Returns the fair marks where the method asks for them; a panel on which the model cannot be estimated keeps its plain marks, with a
/// finding.
pub(crate) fn fair_marks(case: &Case<'_>, method: &Method) -> (Option<FairMarks>, Option<Finding>) {
    if !method.panel.many_facet {
        return (None, None);
    }
    match estimated(case, method) {
        Ok(marks) => (Some(marks), None),
        Err(flaw) => (None, Some(refused(method, &flaw))),
    }
}

fn refused(method: &Method, flaw: &Flaw) -> Finding {
    Finding::warning(
        "evaluation/no-severity",
        format!("无法估计专家宽严，按原始打分计算：{}", flaws::told(flaw, None).zh),
        format!("the experts' severity cannot be estimated, plain marks are used: {flaw}"),
    )
    .at(method.at.of("panel"))
    .hint(
        "模型要求整数分、每位专家的打分有高有低、专家与单位相互连通",
        "the model needs whole marks, experts who use more than one of them, and experts linked by the units they share",
    )
}

fn estimated(case: &Case<'_>, method: &Method) -> Result<FairMarks, Flaw> {
    let rubrics = method.nodes.iter().filter_map(|node| match &node.content {
        Content::Criterion { id, low, .. } => Some((id.as_str(), *low)),
        _ => None,
    });
    let (mut units, mut experts) = (BTreeMap::new(), BTreeMap::new());
    let mut judgements = Vec::new();
    let rubrics: Vec<(&str, f64)> = rubrics.collect();
    for (criterion, (id, low)) in rubrics.iter().enumerate() {
        for (unit, ballots) in case.ballots.of_criterion(id, case.year) {
            for ballot in ballots {
                let category = ballot.score - low;
                if category < 0.0 || category.fract() != 0.0 {
                    return Err(Flaw::OutOfRange { parameter: "mark that is no whole step of the rubric", value: ballot.score });
                }
                let (next_unit, next_expert) = (units.len(), experts.len());
                judgements.push(Judgement {
                    unit: *units.entry(unit).or_insert(next_unit),
                    expert: *experts.entry(ballot.expert.as_str()).or_insert(next_expert),
                    criterion,
                    category: category as usize,
                });
            }
        }
    }
    let model = many_facet_rasch(&judgements)?;
    let marks = judgements.iter().map(|judgement| (judgement.unit, judgement.criterion));
    let names: BTreeMap<usize, &UnitId> = units.into_iter().map(|(unit, number)| (number, unit)).collect();
    let mark = |(unit, criterion): (usize, usize)| {
        let (id, low) = rubrics[criterion];
        ((names[&unit].clone(), id.to_owned()), low + model.fair_score(unit, criterion))
    };
    Ok(marks.map(mark).collect())
}
