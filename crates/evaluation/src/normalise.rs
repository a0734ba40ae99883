//! A method's choice of normalisation applied to a leaf.

use programme::Direction;
use programme::method::{Amount, Normalise, RankOfTies};

use crate::figures::{Column, Figures, X};
use crate::leaves::Leaf;
use crate::numerics::Flaw;
use crate::numerics::Ties;
use crate::numerics::normalisation::{Caps, Interval, Knot, Limits, Normalisation};
use crate::rounding::settled;
use crate::tree::Struck;

/// Ends, benchmarks and references of a leaf, worked out once per unit; in the order in which the choice names them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Marks(Vec<Column>);

impl Marks {
    /// Works out the numbers of `choice`; `x` is the leaf's figure.
    pub(crate) fn of(choice: &Normalise, leaf: &Leaf<'_>, figures: Figures<'_>) -> Self {
        let there = figures.with_x(X::Leaf { node: leaf.node, column: &leaf.figures });
        let columns = |amounts: &[&Amount]| Self(amounts.iter().map(|amount| there.amount(amount)).collect());
        match choice {
            Normalise::Goalposts { low, high, .. } => columns(&[low, high]),
            Normalise::DistanceToReference { reference } => columns(&[reference]),
            Normalise::Efficacy { low: Some(low), high: Some(high), .. } => columns(&[low, high]),
            Normalise::Ratio { benchmark, .. } => columns(&[benchmark]),
            Normalise::Attainment { points: bounds } | Normalise::Bands { steps: bounds, .. } => {
                columns(&bounds.iter().map(|(bound, _)| bound).collect::<Vec<_>>())
            }
            _ => Self::default(),
        }
    }

    /// Numbers for a unit; `None` when one of them is missing there.
    fn at(&self, unit: usize) -> Option<Vec<f64>> {
        self.0.iter().map(|column| column[unit]).collect()
    }
}

/// Whether the choice compares units, so that another that does so may stand in its place.
pub(crate) fn compares(choice: &Normalise) -> bool {
    matches!(
        choice,
        Normalise::MinMax {}
            | Normalise::ZScore { .. }
            | Normalise::Rank { .. }
            | Normalise::Percentile { .. }
            | Normalise::Borda { .. }
            | Normalise::DistanceToBest {}
            | Normalise::ShareOfMax {}
            | Normalise::Efficacy { low: None, .. }
            | Normalise::Efficacy { high: None, .. }
    )
}

/// Returns the scores of a column; a flaw leaves the group of peers that it struck without scores.
pub(crate) fn normalise(
    choice: &Normalise,
    marks: &Marks,
    leaf: &Leaf<'_>,
    column: &[Option<f64>],
    figures: Figures<'_>,
) -> (Column, Option<Struck>) {
    if let Normalise::Formula { formula } = choice {
        return (figures.with_x(X::Leaf { node: leaf.node, column }).numbers(formula), None);
    }
    if matches!(choice, Normalise::None {}) {
        return (column.to_vec(), None);
    }
    let mut scores: Column = vec![None; column.len()];
    let mut flaw = None;
    for group in figures.peers {
        if let Err(found) = normalise_group(choice, marks, leaf, column, group, &mut scores) {
            let present: Vec<usize> = group.iter().copied().filter(|unit| column[*unit].is_some()).collect();
            flaw = Some(Struck { unit: found.at().and_then(|at| present.get(at).copied()), flaw: found });
        }
    }
    (scores, flaw)
}

fn normalise_group(
    choice: &Normalise,
    marks: &Marks,
    leaf: &Leaf<'_>,
    column: &[Option<f64>],
    group: &[usize],
    scores: &mut Column,
) -> Result<(), Flaw> {
    let sample: Vec<f64> = group.iter().filter_map(|unit| column[*unit]).collect();
    if sample.is_empty() {
        return Ok(());
    }
    if let Normalise::ShareOfTotal {} = choice {
        let total: f64 = sample.iter().sum();
        if total == 0.0 {
            return Err(Flaw::DivisionByZero);
        }
        group.iter().for_each(|unit| scores[*unit] = column[*unit].map(|x| x / total * leaf.scale));
        return Ok(());
    }
    let factor = if shares_of_one(choice) { leaf.scale } else { 1.0 };
    if marks.0.is_empty() {
        let scale = normalisation(choice, &[], leaf, sample.len()).fit(&sample, leaf.direction)?;
        for unit in group {
            scores[*unit] = column[*unit].and_then(|x| scale.score(x)).map(|score| score * factor);
        }
        return Ok(());
    }
    // Most methods have the same numbers for a whole class: fit once for each run of equal numbers.
    let mut fitted: Option<(Vec<f64>, crate::numerics::normalisation::Scale)> = None;
    for unit in group {
        let (Some(x), Some(numbers)) = (column[*unit], marks.at(*unit)) else { continue };
        if fitted.as_ref().is_none_or(|(known, _)| *known != numbers) {
            let scale = normalisation(choice, &numbers, leaf, sample.len()).fit(&sample, leaf.direction)?;
            fitted = Some((numbers, scale));
        }
        scores[*unit] = fitted.as_ref().and_then(|(_, scale)| scale.score(x)).map(|score| score * factor);
    }
    Ok(())
}

/// Returns the normalisation of a leaf and the factor of its scores, where they are the same for all units named; `None` for choices that are
/// worked out otherwise.
pub(crate) fn planned(leaf: &Leaf<'_>, marks: &Marks, units: &[usize]) -> Option<(Normalisation, f64)> {
    if matches!(leaf.normalise, Normalise::None {} | Normalise::ShareOfTotal {} | Normalise::Formula { .. }) {
        return None;
    }
    let numbers = marks.at(*units.first()?)?;
    let same = units.iter().all(|unit| marks.at(*unit).as_ref() == Some(&numbers));
    let factor = if shares_of_one(leaf.normalise) { leaf.scale } else { 1.0 };
    same.then(|| (normalisation(leaf.normalise, &numbers, leaf, units.len()), factor))
}

/// Choices whose formula gives a share of one, to be stretched to the leaf's scale.
fn shares_of_one(choice: &Normalise) -> bool {
    matches!(choice, Normalise::DistanceToBest {} | Normalise::DistanceToReference { .. } | Normalise::ShareOfMax {})
}

fn normalisation(choice: &Normalise, numbers: &[f64], leaf: &Leaf<'_>, count: usize) -> Normalisation {
    let onto = Interval { low: 0.0, high: leaf.scale };
    let turned = |low: f64, high: f64| if leaf.direction == Direction::Up { (low, high) } else { (high, low) };
    let knots = |points: &[(f64, f64)]| points.iter().map(|(at, score)| Knot { at: *at, score: *score }).collect();
    match choice {
        Normalise::MinMax {} => Normalisation::MinMax { onto },
        Normalise::Goalposts { cap, .. } => {
            let (worst, best) = turned(numbers[0], numbers[1]);
            Normalisation::Goalposts { worst, best, onto, caps: if *cap { Caps::both(onto) } else { Caps::NONE } }
        }
        Normalise::ZScore { centre, spread, population } => {
            let divisor = if *population { (count as f64 / (count as f64 - 1.0)).sqrt() } else { 1.0 };
            Normalisation::ZScore { mean: centre.unwrap_or(0.0), deviation: spread.unwrap_or(1.0) * divisor }
        }
        Normalise::Rank { stretch: false, ties } => Normalisation::Rank { ties: shared(*ties) },
        Normalise::Rank { stretch: true, ties } => Normalisation::Percentile { ties: shared(*ties), onto },
        Normalise::Percentile { floor, ties } => Normalisation::Percentile { ties: shared(*ties), onto: Interval { low: *floor, ..onto } },
        Normalise::Borda { ties } => Normalisation::Borda { ties: shared(*ties) },
        Normalise::DistanceToBest {} => Normalisation::DistanceToBest,
        Normalise::DistanceToReference { .. } => Normalisation::DistanceToReference { reference: numbers[0], caps: Caps::NONE },
        Normalise::ShareOfMax {} => Normalisation::ShareOfMaximum,
        Normalise::Efficacy { floor, top, cap, exponential, .. } => {
            let limits = match numbers {
                [low, high] => {
                    let (worst, best) = turned(*low, *high);
                    Limits::Fixed { worst, best }
                }
                _ => Limits::Sample,
            };
            let caps = if *cap { Caps::both(Interval { low: *floor, high: *top }) } else { Caps::NONE };
            if *exponential {
                Normalisation::EfficacyExponential { limits, base: *floor, top: *top, caps }
            } else {
                Normalisation::EfficacyLinear { limits, base: *floor, span: top - floor, caps }
            }
        }
        Normalise::Ratio { cap, floor, .. } => {
            let caps = Caps { low: floor.map(|floor| floor * leaf.scale), high: cap.map(|cap| cap * leaf.scale) };
            Normalisation::RatioToBenchmark { benchmark: numbers[0], full: leaf.scale, caps }
        }
        Normalise::Attainment { points } => {
            let knots = points.iter().zip(numbers).map(|((_, score), at)| Knot { at: *at, score: *score }).collect();
            Normalisation::Piecewise { knots }
        }
        Normalise::Bands { steps, below, over } => {
            let bound = |at: f64| if *over { settled(at).next_up() } else { settled(at) };
            let bands = steps.iter().zip(numbers).map(|((_, score), at)| Knot { at: bound(*at), score: *score }).collect();
            Normalisation::StepBands { below: *below, bands }
        }
        Normalise::Range { low, from, to, high } => {
            let mut corners = vec![(*low, 0.0), (*from, leaf.scale), (*to, leaf.scale), (*high, 0.0)];
            corners.dedup();
            Normalisation::Piecewise { knots: knots(&corners) }
        }
        // Handled before: they need no sample or no scale.
        Normalise::None {} | Normalise::ShareOfTotal {} | Normalise::Formula { .. } => Normalisation::Piecewise { knots: Vec::new() },
    }
}

fn shared(ties: RankOfTies) -> Ties {
    match ties {
        RankOfTies::Mean => Ties::Mean,
        RankOfTies::Lowest => Ties::Lowest,
        RankOfTies::Highest => Ties::Highest,
        RankOfTies::Dense => Ties::Dense,
    }
}
