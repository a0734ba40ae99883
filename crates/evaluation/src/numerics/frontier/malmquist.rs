//! Productivity between two periods: who caught up, and how far the frontier itself moved.

use super::{Frontier, Orientation, Returns};
use crate::numerics::{Columns, Flaw};

/// Inputs and outputs of the same units in one period.
#[derive(Debug, Clone, Copy)]
pub struct Period<'a> {
    pub inputs: &'a Columns,
    pub outputs: &'a Columns,
}

/// Change of one unit from one period to the next; above 1 is better.
#[derive(Debug, Clone, PartialEq)]
pub struct Malmquist {
    /// `efficiency_change · technical_change`.
    pub index: f64,
    /// Catching up with the frontier of constant returns.
    pub efficiency_change: f64,
    /// Shift of the frontier.
    pub technical_change: f64,
    /// The two parts of the efficiency change: against the frontier of variable returns, and of scale.
    pub pure_efficiency_change: f64,
    pub scale_change: f64,
}

/// Returns the Malmquist index of every unit, geometric mean of both periods' technologies, decomposed after Färe, Grosskopf, Norris and
/// Zhang 1994, *American Economic Review* 84, 66-83, equations 6-9.
pub fn malmquist(before: Period, after: Period, orientation: Orientation) -> Result<Vec<Malmquist>, Flaw> {
    Flaw::unless_shape(before.inputs.rows(), after.inputs.rows())?;
    let ones = vec![1.0; before.inputs.rows()];
    let mut constant_before = Frontier::new(before.inputs, before.outputs, &ones, orientation, Returns::Constant)?;
    let mut constant_after = Frontier::new(after.inputs, after.outputs, &ones, orientation, Returns::Constant)?;
    let mut variable_before = Frontier::new(before.inputs, before.outputs, &ones, orientation, Returns::Variable)?;
    let mut variable_after = Frontier::new(after.inputs, after.outputs, &ones, orientation, Returns::Variable)?;
    // Input scores grow with efficiency, output scores shrink.
    let share = |score: f64| if orientation == Orientation::Input { score } else { 1.0 / score };
    let change = |unit: usize| {
        let (old_inputs, old_outputs) = (before.inputs.row(unit), before.outputs.row(unit));
        let (new_inputs, new_outputs) = (after.inputs.row(unit), after.outputs.row(unit));
        let old_at_old = share(constant_before.efficiency(unit)?.score);
        let new_at_new = share(constant_after.efficiency(unit)?.score);
        let new_at_old = share(constant_before.efficiency_of(&new_inputs, &new_outputs)?.score);
        let old_at_new = share(constant_after.efficiency_of(&old_inputs, &old_outputs)?.score);
        let pure = share(variable_after.efficiency(unit)?.score) / share(variable_before.efficiency(unit)?.score);
        let efficiency_change = new_at_new / old_at_old;
        let technical_change = (new_at_old / new_at_new * (old_at_old / old_at_new)).sqrt();
        Ok(Malmquist {
            index: efficiency_change * technical_change,
            efficiency_change,
            technical_change,
            pure_efficiency_change: pure,
            scale_change: efficiency_change / pure,
        })
    };
    (0..before.inputs.rows()).map(change).collect()
}
