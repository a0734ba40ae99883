//! What vetoes decide about a unit, whatever its total is.

use programme::GradeId;
use programme::method::{Method, Veto};

/// The effects of all vetoes that hold for a unit.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Ruling<'a> {
    /// The first veto that holds, and the first that sets the total.
    pub first: Option<usize>,
    pub of_score: Option<usize>,
    /// Lowest total that is set.
    pub score: Option<f64>,
    /// Worst grade given outright; it may be one beside the ladder.
    pub grade: Option<&'a GradeId>,
    /// Best grade still possible, as a place on the ladder.
    pub at_most: usize,
    /// Places down the ladder; negative lifts.
    pub steps: i64,
}

impl<'a> Ruling<'a> {
    /// Adds a veto; `index` is its place in the method.
    fn add(&mut self, method: &'a Method, index: usize, veto: &'a Veto) {
        let place = |id: &GradeId| method.grades.iter().position(|grade| grade.id == *id);
        self.first = self.first.or(Some(index));
        if let Some(score) = veto.score.filter(|score| self.score.is_none_or(|lowest| *score < lowest)) {
            (self.score, self.of_score) = (Some(score), Some(index));
        }
        if let Some(grade) = &veto.grade {
            // A grade beside the ladder, such as "disqualified", is worse than any on it.
            let rank = |id: &GradeId| place(id).unwrap_or(usize::MAX);
            self.grade = Some(self.grade.filter(|worst| rank(worst) >= rank(grade)).unwrap_or(grade));
        }
        self.at_most = self.at_most.max(veto.at_most.as_ref().and_then(place).unwrap_or(0));
        self.steps += i64::from(veto.lower.unwrap_or(0)) - i64::from(veto.raise.unwrap_or(0));
    }

    /// The grade after all, from the place on the ladder that the total gave.
    pub(crate) fn decide(&self, method: &'a Method, earned: Option<usize>) -> Option<&'a GradeId> {
        let last = method.grades.len().checked_sub(1)?;
        let given = match self.grade {
            Some(grade) => match method.grades.iter().position(|entry| entry.id == *grade) {
                Some(place) => Some(place),
                None => return Some(grade),
            },
            None => earned.map(|place| (place as i64 + self.steps).clamp(0, last as i64) as usize),
        };
        given.map(|place| &method.grades[place.max(self.at_most)].id)
    }
}

/// Rulings by unit; `holds` says of every veto for whom it holds.
pub(crate) fn rulings<'a>(method: &'a Method, units: usize, holds: impl Fn(usize, &Veto) -> Vec<bool>) -> Vec<Ruling<'a>> {
    let mut out = vec![Ruling::default(); units];
    for (index, veto) in method.vetoes.iter().enumerate() {
        for (ruling, holds) in out.iter_mut().zip(holds(index, veto)) {
            if holds {
                ruling.add(method, index, veto);
            }
        }
    }
    out
}
