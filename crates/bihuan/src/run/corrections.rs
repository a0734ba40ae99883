//! Years judged with what upheld objections put in place; the earlier state stays visible.

use consequences::Proceedings;
use consequences::objection::{self, Correction};
use observations::Observations;
use programme::Programme;

use super::judge::{self, Judged};
use super::{Sources, observe};
use crate::failure::Failure;

/// Judges with the corrected figures, grades and decisions, and tells every unit whose result that changed as it was and as it is.
pub(crate) fn judge(
    programme: &Programme,
    earlier: Observations,
    proceedings: &Proceedings,
    sources: &Sources,
) -> Result<(Observations, Judged), Failure> {
    let day = sources.settings.day;
    let corrected = objection::corrected_figures(&proceedings.objections, day);
    if corrected.is_empty() {
        let mut judged = judge::judge(programme, &earlier, proceedings, sources);
        judged.corrections.extend(objection::rulings_told(programme, &proceedings.objections, day));
        return Ok((earlier, judged));
    }
    let observations = observe::observe(programme, sources, &corrected)?;
    let figures = objection::figures_told(programme, &earlier, &observations, &proceedings.objections, day);
    let mut judged = judge::judge(programme, &observations, proceedings, sources);
    let restated = restated(programme, &earlier, &judged, &figures, sources);
    let rulings = objection::rulings_told(programme, &proceedings.objections, day);
    judged.corrections = figures.into_iter().chain(judged.corrections).chain(rulings).chain(restated).collect();
    Ok((observations, judged))
}

/// Judges the years whose figures were corrected once more, without the corrections.
fn restated(programme: &Programme, earlier: &Observations, judged: &Judged, figures: &[Correction], sources: &Sources) -> Vec<Correction> {
    let touched = judged.years.iter().filter(|year| figures.iter().any(|correction| correction.year == year.year));
    let changes = touched.filter_map(|year| {
        let method = programme.methods.values().find(|method| method.judges(year.year) && method.judges_members())?;
        let before = judge::evaluate(programme, earlier, &judged.ballots, method, year.year, sources, 0);
        Some(objection::restated(programme, &before, &year.evaluation, figures))
    });
    changes.flatten().collect()
}
