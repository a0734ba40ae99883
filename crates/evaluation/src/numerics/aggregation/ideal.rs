//! Methods that measure how close a unit comes to an ideal one.

use super::Decision;
use crate::numerics::normalisation::{DecisionNormalisation, normalise_for_decision};
use crate::numerics::{Flaw, extent};

/// Result of TOPSIS.
#[derive(Debug, Clone, PartialEq)]
pub struct Topsis {
    /// Distance to the positive ideal.
    pub to_best: Vec<f64>,
    /// Distance to the negative ideal.
    pub to_worst: Vec<f64>,
    /// `to_worst / (to_best + to_worst)`, 1 is best.
    pub closeness: Vec<f64>,
}

/// Result of VIKOR; in every list lower is better.
#[derive(Debug, Clone, PartialEq)]
pub struct Vikor {
    pub group_utility: Vec<f64>,
    pub individual_regret: Vec<f64>,
    /// `v (S - S*) / (S⁻ - S*) + (1 - v) (R - R*) / (R⁻ - R*)`.
    pub compromise: Vec<f64>,
}

/// Result of grey relational analysis.
#[derive(Debug, Clone, PartialEq)]
pub struct GreyRelation {
    /// Relational coefficient of every unit by criterion.
    pub coefficients: Vec<Vec<f64>>,
    /// Weighted mean of a unit's coefficients, 1 is best.
    pub grades: Vec<f64>,
}

/// Returns TOPSIS with vector normalisation (Hwang and Yoon 1981, *Multiple Attribute Decision Making*, section 3.5).
///
/// A column of zeros tells no unit apart and is left out.
pub fn topsis(decision: &Decision) -> Result<Topsis, Flaw> {
    let mut squares = Distances::new(decision.units());
    for (column, weight, direction) in decision.criteria() {
        let length = crate::numerics::moments::sum_of(column, |x| x * x).sqrt();
        if length > 0.0 {
            let (worst, best) = Decision::worst_and_best(column, direction);
            squares.add(column, weight / length, worst, best);
        }
    }
    Ok(squares.finish())
}

/// Returns TOPSIS after another normalisation, in which more is better for every criterion.
pub fn topsis_by(decision: &Decision, normalisation: DecisionNormalisation) -> Result<Topsis, Flaw> {
    let mut squares = Distances::new(decision.units());
    for (column, weight, direction) in decision.criteria() {
        let scores = normalise_for_decision(column, direction, normalisation)?;
        let (worst, best) = extent(&scores);
        squares.add(&scores, weight, worst, best);
    }
    Ok(squares.finish())
}

/// Returns VIKOR with the share `v` of group utility (Opricovic and Tzeng 2004, *European Journal of Operational Research* 156, 445-455,
/// section 2).
pub fn vikor(decision: &Decision, v: f64) -> Result<Vikor, Flaw> {
    if !(0.0..=1.0).contains(&v) {
        return Err(Flaw::OutOfRange { parameter: "v", value: v });
    }
    let mut group_utility = vec![0.0; decision.units()];
    let mut individual_regret = vec![0.0f64; decision.units()];
    for (column, weight, direction) in decision.criteria() {
        let (worst, best) = Decision::worst_and_best(column, direction);
        if worst == best {
            return Err(Flaw::NoSpread);
        }
        for (unit, figure) in column.iter().enumerate() {
            let gap = weight * (best - figure) / (best - worst);
            group_utility[unit] += gap;
            individual_regret[unit] = individual_regret[unit].max(gap);
        }
    }
    let (group, regret) = (shares_of_range(&group_utility), shares_of_range(&individual_regret));
    let compromise = group.iter().zip(&regret).map(|(s, r)| v * s + (1.0 - v) * r).collect();
    Ok(Vikor { group_utility, individual_regret, compromise })
}

/// Returns grey relational grades against the ideal of min-max scores (Deng 1982; 1989, *Journal of Grey System* 1, equation 3), with the
/// distinguishing coefficient, customarily 0.5.
pub fn grey_relation(decision: &Decision, distinguishing: f64) -> Result<GreyRelation, Flaw> {
    if !(distinguishing > 0.0 && distinguishing <= 1.0) {
        return Err(Flaw::OutOfRange { parameter: "distinguishing coefficient", value: distinguishing });
    }
    let gaps = decision.columns.try_map(|j, column| {
        let scores = normalise_for_decision(column, decision.directions[j], DecisionNormalisation::MinMax)?;
        Ok(scores.iter().map(|score| 1.0 - score).collect())
    })?;
    let (least, most) = gaps.iter().map(extent).fold((f64::INFINITY, 0.0f64), |(low, high), (a, b)| (low.min(a), high.max(b)));
    let coefficient = |gap: f64| (least + distinguishing * most) / (gap + distinguishing * most);
    let coefficients: Vec<Vec<f64>> = (0..decision.units()).map(|unit| gaps.row(unit).into_iter().map(coefficient).collect()).collect();
    let grades = coefficients.iter().map(|row| super::arithmetic(row, decision.weights)).collect::<Result<_, _>>()?;
    Ok(GreyRelation { coefficients, grades })
}

/// Sums of squares on the way to distances.
struct Distances {
    to_best: Vec<f64>,
    to_worst: Vec<f64>,
}

impl Distances {
    fn new(units: usize) -> Self {
        Self { to_best: vec![0.0; units], to_worst: vec![0.0; units] }
    }

    fn add(&mut self, column: &[f64], factor: f64, worst: f64, best: f64) {
        for ((figure, to_best), to_worst) in column.iter().zip(&mut self.to_best).zip(&mut self.to_worst) {
            let (below, above) = ((figure - best) * factor, (figure - worst) * factor);
            *to_best += below * below;
            *to_worst += above * above;
        }
    }

    fn finish(mut self) -> Topsis {
        self.to_best.iter_mut().chain(&mut self.to_worst).for_each(|square| *square = square.sqrt());
        // Where all units are equal, ideal and anti-ideal coincide and every unit is both.
        let closeness = |(best, worst): (&f64, &f64)| if best + worst == 0.0 { 1.0 } else { worst / (best + worst) };
        let closeness = self.to_best.iter().zip(&self.to_worst).map(closeness).collect();
        Topsis { to_best: self.to_best, to_worst: self.to_worst, closeness }
    }
}

/// Returns `(x - min) / (max - min)`, 0 for all where nothing differs.
fn shares_of_range(values: &[f64]) -> Vec<f64> {
    let (low, high) = extent(values);
    values.iter().map(|value| if high > low { (value - low) / (high - low) } else { 0.0 }).collect()
}

#[cfg(test)]
mod tests {
    use programme::Direction;

    use super::*;
    use crate::numerics::Columns;
    use crate::numerics::cases::{assert_close, assert_rounded, published, table};

    /// Hwang and Yoon 1981: choice of a fighter aircraft; distances and closeness, printed to 3 decimals.
    #[test]
    fn fighter_aircraft_are_reproduced() {
        let (Some(input), Some(expected)) = (table("topsis_hwang_yoon_fighter_input.csv"), table("topsis_hwang_yoon_fighter_expected.csv"))
        else {
            return;
        };
        let names = ["speed", "range", "payload", "cost", "reliability", "maneuver"];
        let columns = Columns::new(&names.map(|name| input.column(name))).unwrap();
        let directions = names.map(|name| if name == "cost" { Direction::Down } else { Direction::Up });
        let weights = [0.2, 0.1, 0.1, 0.1, 0.2, 0.3];
        let result = topsis(&Decision::new(&columns, &weights, &directions).unwrap()).unwrap();
        assert_close(&result.closeness, &expected.column("closeness"), 1e-9);
        assert_close(&result.closeness, &expected.column("published"), 1.1e-3);
        assert_close(&result.to_best, &expected.column("d_plus"), 1e-9);
        assert_close(&result.to_worst, &expected.column("d_minus"), 1e-9);
    }

    /// Opricovic and Tzeng 2004; Yang and Wu 2020, as in the pymcdm test suite.
    #[test]
    fn published_compromises_are_reproduced() {
        for case in published("TestVIKOR") {
            let (columns, weights, directions) = (case.columns(), case.weights(), case.directions());
            let result = vikor(&Decision::new(&columns, &weights, &directions).unwrap(), 0.5).unwrap();
            assert_rounded("VIKOR", &result.compromise, &case.output());
        }
        for case in published("TestTOPSIS") {
            let (columns, weights, directions) = (case.columns(), case.weights(), case.directions());
            let decision = Decision::new(&columns, &weights, &directions).unwrap();
            let result = topsis_by(&decision, DecisionNormalisation::MinMax).unwrap();
            assert_rounded("TOPSIS", &result.closeness, &case.output());
        }
    }

    /// By hand from Deng's formula: gaps 0, 1 and ½ with coefficient ½ give 1, ⅓ and ½.
    #[test]
    fn grey_grades_follow_the_gaps() {
        let columns = Columns::new(&[[10.0, 0.0, 5.0]]).unwrap();
        let result = grey_relation(&Decision::new(&columns, &[1.0], &[Direction::Up]).unwrap(), 0.5).unwrap();
        assert_close(&result.grades, &[1.0, 1.0 / 3.0, 0.5], 1e-15);
    }

    #[test]
    fn the_dominant_unit_is_ideal() {
        let columns = Columns::new(&[[3.0, 1.0, 2.0], [1.0, 5.0, 2.0]]).unwrap();
        let decision = Decision::new(&columns, &[0.4, 0.6], &[Direction::Up, Direction::Down]).unwrap();
        assert_eq!(topsis(&decision).unwrap().closeness[..2], [1.0, 0.0]);
        assert_eq!(vikor(&decision, 0.5).unwrap().compromise[..2], [0.0, 1.0]);
        assert_eq!(grey_relation(&decision, 0.5).unwrap().grades[0], 1.0);
    }

    #[test]
    fn flawed_decisions_are_named() {
        let columns = Columns::new(&[[1.0, 1.0]]).unwrap();
        let decision = Decision::new(&columns, &[1.0], &[Direction::Up]).unwrap();
        assert_eq!(vikor(&decision, 0.5), Err(Flaw::NoSpread));
        assert_eq!(topsis(&decision).unwrap().closeness, [1.0, 1.0]);
        assert_eq!(vikor(&decision, 2.0), Err(Flaw::OutOfRange { parameter: "v", value: 2.0 }));
        assert_eq!(Decision::new(&columns, &[-1.0], &[Direction::Up]).err(), Some(Flaw::NegativeWeights { at: vec![0] }));
    }
}
