//! Practices of others that fit a unit, each with the reasons for the match: likeness of structure and the weakness that its evaluation shows.

mod alike;
mod weakness;

use std::collections::{BTreeMap, BTreeSet};

use corpus::{Bilingual, ClauseId};
use evaluation::Evaluation;
use jiff::civil::Date;
use programme::{IndicatorId, Practice, Programme, UnitId};
use serde::{Deserialize, Serialize};

pub use alike::{Alike, alike};
pub use weakness::{Weakness, weaknesses};

/// A practice and why it is shown to a unit.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Match {
    pub practice: String,
    pub units: Vec<UnitId>,
    pub theme: Bilingual,
    pub gist: Bilingual,
    pub cite: Vec<ClauseId>,
    /// The sum of its reasons' weights; only the order matters.
    pub score: f64,
    pub reasons: Vec<Bilingual>,
    /// Cities that found it useful.
    pub votes: u32,
}

/// How practices are matched, as `follow-up.toml` says. Without it nothing is matched.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Matching {
    /// Weight of the weakest theme; the second weakest counts half, the third a third.
    pub weakness: f64,
    /// Weight of likeness of structure, which goes from 0 to 1.
    pub likeness: f64,
    /// Weight of each vote, up to `most_votes`.
    pub vote: f64,
    pub most_votes: u32,
    /// So many nearest units count as alike by their figures.
    pub nearest: usize,
    pub reading: Bilingual,
    pub signs: Vec<Sign>,
}

/// Indicators in which a want of a theme shows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sign {
    /// The theme as practices bear it, in Chinese.
    pub theme: String,
    pub indicators: Vec<IndicatorId>,
}

/// What matches are asked of.
#[derive(Debug, Clone, Copy)]
pub struct Library<'a> {
    pub programme: &'a Programme,
    pub matching: &'a Matching,
    /// The evaluation that shows likeness and weakness; without it class and industries alone count.
    pub evaluation: Option<&'a Evaluation>,
    /// Votes by practice.
    pub votes: &'a BTreeMap<String, u32>,
    pub day: Date,
}

/// Returns the practices of other units that have a reason to be shown to `unit`, the best match first. `asked` are themes that it asks
/// for, in Chinese or English.
pub fn matches(library: Library<'_>, unit: &UnitId, asked: &[String]) -> Vec<Match> {
    let near = library.evaluation.map(|evaluation| alike(evaluation, unit)).unwrap_or_default();
    let weak = library.evaluation.map(|evaluation| weaknesses(evaluation, &library.matching.signs, unit)).unwrap_or_default();
    let others = library.programme.practices.iter().filter(|practice| !practice.units.contains(unit));
    let mut found: Vec<Match> = others.map(|practice| one(library, unit, practice, asked, &near, &weak)).collect();
    found.retain(|found| !found.reasons.is_empty());
    found.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.practice.cmp(&b.practice)));
    found
}

fn one(library: Library<'_>, unit: &UnitId, practice: &Practice, asked: &[String], near: &[Alike], weak: &[Weakness]) -> Match {
    let Library { programme, matching, votes, day, .. } = library;
    let likenesses = practice.units.iter().map(|other| structure(programme, matching, near, unit, other, day));
    let (likeness, mut reasons) = likenesses.max_by(|a, b| a.0.total_cmp(&b.0)).unwrap_or((0.0, Vec::new()));
    let mut score = likeness * matching.likeness;
    for theme in asked.iter().filter(|theme| practice.theme.zh.contains(*theme) || practice.theme.en.contains(*theme)) {
        score += matching.weakness;
        reasons.push(Bilingual::new(format!("所问主题：{theme}"), format!("asked for: {theme}")));
    }
    if let Some((place, weakness)) = weak.iter().enumerate().find(|(_, weakness)| weakness.theme == practice.theme.zh) {
        score += matching.weakness / (place + 1) as f64;
        reasons.push(weakness.said());
    }
    let votes = votes.get(&practice.id).copied().unwrap_or(0);
    score += f64::from(votes.min(matching.most_votes)) * matching.vote;
    Match {
        practice: practice.id.clone(),
        units: practice.units.clone(),
        theme: practice.theme.clone(),
        gist: practice.gist.clone(),
        cite: practice.cite.clone(),
        score,
        reasons,
        votes,
    }
}

/// Likeness by class and industries, and by figures where the other unit is among the nearest: the greater of the two, with both reasons.
fn structure(
    programme: &Programme,
    matching: &Matching,
    near: &[Alike],
    unit: &UnitId,
    other: &UnitId,
    day: Date,
) -> (f64, Vec<Bilingual>) {
    let (by_kind, mut reasons) = likeness(programme, unit, other, day);
    let place = near.iter().take(matching.nearest).position(|alike| alike.unit == *other);
    let Some(place) = place else { return (by_kind, reasons) };
    let by_figures = 1.0 - place as f64 / matching.nearest as f64;
    let name = programme.unit(other, day).map_or_else(|| Bilingual::new(other.as_str(), other.as_str()), |unit| unit.name);
    let (rank, shared) = (place + 1, near[place].shared);
    reasons.push(Bilingual::new(
        format!("结构相近：按{shared}项指标，{}与本市最接近的程度列第{rank}", name.zh),
        format!("alike in structure: by {shared} indicators {} is number {rank} in nearness", name.en),
    ));
    (by_kind.max(by_figures), reasons)
}

/// Returns how alike two units are in class and industries, 0 to 1, and in what.
///
/// Half is the class; half the share of common industries in all industries that either of them is named for (Jaccard).
fn likeness(programme: &Programme, unit: &UnitId, other: &UnitId, day: Date) -> (f64, Vec<Bilingual>) {
    let mut reasons = Vec::new();
    let mut likeness = 0.0;
    if let Some(class) = programme.class_of(unit, day)
        && programme.class_of(other, day) == Some(class)
    {
        let name = programme.about.classes.iter().find(|known| known.id == class).map(|known| known.name.clone());
        let name = name.unwrap_or_else(|| Bilingual::new(class, class));
        likeness += 0.5;
        reasons.push(Bilingual::new(format!("同属“{}”类", name.zh), format!("same class: {}", name.en)));
    }
    let (mine, theirs) = (industries(programme, unit), industries(programme, other));
    let common: Vec<&Bilingual> = mine.intersection(&theirs).copied().collect();
    if !common.is_empty() {
        likeness += 0.5 * common.len() as f64 / mine.union(&theirs).count() as f64;
        let zh = common.iter().map(|name| name.zh.as_str()).collect::<Vec<_>>().join("、");
        let en = common.iter().map(|name| name.en.as_str()).collect::<Vec<_>>().join(", ");
        reasons.push(Bilingual::new(format!("产业相同：{zh}"), format!("same industries: {en}")));
    }
    (likeness, reasons)
}

fn industries<'a>(programme: &'a Programme, unit: &UnitId) -> BTreeSet<&'a Bilingual> {
    programme.industries.iter().filter(|focus| focus.cities.contains(unit)).map(|focus| &focus.name).collect()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use programme::{IndustryFocus, Practice};

    use super::*;

    fn programme() -> Programme {
        let focus = |industry: &str, cities: &[&str]| IndustryFocus {
            industry: industry.to_owned(),
            name: Bilingual::new(industry, industry),
            emerging: false,
            cities: cities.iter().map(|city| UnitId::from(*city)).collect(),
            focus: Bilingual::default(),
            cite: Vec::new(),
        };
        let practice = |id: &str, unit: &str, theme: &str| Practice {
            id: id.to_owned(),
            units: vec![unit.into()],
            theme: Bilingual::new(theme, theme),
            gist: Bilingual::default(),
            cite: Vec::new(),
        };
        let practices = vec![
            practice("p1", "a", "steel"),
            practice("p2", "b", "digital"),
            practice("p3", "me", "digital"),
            practice("p4", "c", "land"),
        ];
        Programme { industries: vec![focus("steel", &["me", "a"]), focus("cars", &["b"])], practices, ..Programme::default() }
    }

    #[test]
    fn a_match_has_a_reason_and_is_never_the_units_own() {
        let programme = programme();
        let matching = Matching { weakness: 1.0, likeness: 1.0, vote: 0.05, most_votes: 10, nearest: 5, ..Matching::default() };
        let votes = BTreeMap::from([("p1".to_owned(), 20)]);
        let library = Library { programme: &programme, matching: &matching, evaluation: None, votes: &votes, day: date(2021, 1, 1) };
        let found = matches(library, &"me".into(), &["digital".to_owned()]);
        let found: Vec<(&str, f64, u32)> = found.iter().map(|found| (found.practice.as_str(), found.score, found.votes)).collect();
        // p2 meets the weakness (1.0); p1 shares the only industry (0.5) and has ten counted votes (0.5); p4 has no reason.
        assert_eq!(found, [("p1", 1.0, 20), ("p2", 1.0, 0)]);
    }
}
