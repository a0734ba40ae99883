//! Practices of others that fit a unit, each with the reasons for the match.

use std::collections::BTreeSet;

use corpus::{Bilingual, ClauseId};
use jiff::civil::Date;
use programme::{Programme, UnitId};
use serde::Serialize;

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
    /// Votes by cities that found it useful.
    pub votes: u32,
}

/// How much each reason counts in the order of matches.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Weights {
    /// A weakness that the unit's evaluation shows, or a theme that was asked for.
    pub weakness: f64,
    /// Likeness of structure, from 0 to 1.
    pub likeness: f64,
    /// Each vote, up to ten.
    pub vote: f64,
}

/// Returns the practices of other units, the best match first.
///
/// `themes` are words of the themes in which the unit is weak, in Chinese or English, each with the reason; `votes` counts votes by
/// practice.
pub fn matches(
    programme: &Programme,
    unit: &UnitId,
    themes: &[(String, Bilingual)],
    votes: &[(String, u32)],
    weights: Weights,
    day: Date,
) -> Vec<Match> {
    const MOST_VOTES: u32 = 10;
    let others = programme.practices.iter().filter(|practice| !practice.units.contains(unit));
    let mut found: Vec<Match> = others
        .map(|practice| {
            let (likeness, mut reasons) = practice
                .units
                .iter()
                .map(|other| likeness(programme, unit, other, day))
                .max_by(|a, b| a.0.total_cmp(&b.0))
                .unwrap_or((0.0, Vec::new()));
            let mut score = likeness * weights.likeness;
            for (_, why) in themes.iter().filter(|(theme, _)| practice.theme.zh.contains(theme) || practice.theme.en.contains(theme)) {
                score += weights.weakness;
                reasons.push(why.clone());
            }
            let votes = votes.iter().filter(|(id, _)| *id == practice.id).map(|(_, count)| *count).sum::<u32>();
            score += f64::from(votes.min(MOST_VOTES)) * weights.vote;
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
        })
        .filter(|found| !found.reasons.is_empty())
        .collect();
    found.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.practice.cmp(&b.practice)));
    found
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
        let weak = [("digital".to_owned(), Bilingual::new("弱项", "weak in digital"))];
        let weights = Weights { weakness: 1.0, likeness: 1.0, vote: 0.05 };
        let found = matches(&programme(), &"me".into(), &weak, &[("p1".to_owned(), 20)], weights, date(2021, 1, 1));
        let found: Vec<(&str, f64, u32)> = found.iter().map(|found| (found.practice.as_str(), found.score, found.votes)).collect();
        // p2 meets the weakness (1.0); p1 shares the only industry (0.5) and has ten counted votes (0.5); p4 has no reason.
        assert_eq!(found, [("p1", 1.0, 20), ("p2", 1.0, 0)]);
    }
}
