//! Radial efficiency: by which factor a unit could shrink its inputs or stretch its outputs.

use super::envelopment::{Envelopment, Question};
use crate::numerics::{Columns, Flaw, extent};

/// What is asked of a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Orientation {
    /// Fewer inputs for the same outputs; the score is at most 1.
    Input,
    /// More outputs from the same inputs; the score is at least 1.
    Output,
}

/// Returns to scale of the technology.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Returns {
    /// CCR.
    Constant,
    /// BCC.
    Variable,
    NonIncreasing,
    NonDecreasing,
}

/// Whether a unit can move an input or output (Cooper, Seiford and Tone 2007, sections 7.2 and 7.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Handling {
    Controllable,
    /// Held where it is; peers may not use more of it (nor give less).
    NonDiscretionary,
    /// Peers must match it exactly.
    NonControllable,
}

/// One unit's distance from the frontier.
#[derive(Debug, Clone, PartialEq)]
pub struct Efficiency {
    pub score: f64,
    /// Units of the reference set with their weights; a unit on the frontier is its own peer.
    pub peers: Vec<(usize, f64)>,
    /// What remains to be gained after the radial move, in the figures' own units; zeros unless slacks were asked for.
    pub input_slacks: Vec<f64>,
    pub output_slacks: Vec<f64>,
}

/// A technology spanned by reference units, ready to measure points against it.
pub struct Frontier<'a> {
    inputs: &'a Columns,
    outputs: &'a Columns,
    orientation: Orientation,
    returns: Returns,
    input_handling: Vec<Handling>,
    output_handling: Vec<Handling>,
    envelopment: Envelopment<'a>,
}

impl<'a> Frontier<'a> {
    /// Returns the technology of the given units; `ones` must be as long as there are units and hold 1 throughout.
    ///
    /// Figures must not be negative; every unit needs an input and an output above zero.
    pub fn new(
        inputs: &'a Columns,
        outputs: &'a Columns,
        ones: &'a [f64],
        orientation: Orientation,
        returns: Returns,
    ) -> Result<Self, Flaw> {
        Flaw::unless_shape(inputs.rows(), outputs.rows())?;
        Flaw::unless_shape(inputs.rows(), ones.len())?;
        for table in [inputs, outputs] {
            for unit in 0..table.rows() {
                let row = table.row(unit);
                if row.iter().any(|&figure| figure < 0.0) || row.iter().all(|&figure| figure == 0.0) {
                    return Err(Flaw::NotPositive { at: unit });
                }
            }
        }
        let mut data: Vec<Option<&[f64]>> = inputs.iter().chain(outputs.iter()).map(Some).collect();
        if returns != Returns::Constant {
            data.push(Some(ones));
        }
        Ok(Self {
            inputs,
            outputs,
            orientation,
            returns,
            input_handling: vec![Handling::Controllable; inputs.width()],
            output_handling: vec![Handling::Controllable; outputs.width()],
            envelopment: Envelopment::new(data, inputs.rows(), 0.0),
        })
    }

    /// Returns the technology with inputs and outputs that cannot all be moved.
    pub fn with_handling(self, inputs: &[Handling], outputs: &[Handling]) -> Result<Self, Flaw> {
        Flaw::unless_shape(self.inputs.width(), inputs.len())?;
        Flaw::unless_shape(self.outputs.width(), outputs.len())?;
        Ok(Self { input_handling: inputs.to_vec(), output_handling: outputs.to_vec(), ..self })
    }

    /// Returns the efficiency of one of the reference units.
    pub fn efficiency(&mut self, unit: usize) -> Result<Efficiency, Flaw> {
        self.measure(&self.inputs.row(unit), &self.outputs.row(unit), Some(unit), None, false)
    }

    /// Returns the efficiency and, on the optimal face, the largest sum of slacks (two stages; Cooper, Seiford and Tone 2007, section 3.3).
    pub fn efficiency_with_slacks(&mut self, unit: usize) -> Result<Efficiency, Flaw> {
        self.measure(&self.inputs.row(unit), &self.outputs.row(unit), Some(unit), None, true)
    }

    /// Returns the efficiency against the other units only (Andersen and Petersen 1993). Without constant returns some units have none
    /// (`Flaw::Infeasible`).
    pub fn super_efficiency(&mut self, unit: usize) -> Result<Efficiency, Flaw> {
        self.measure(&self.inputs.row(unit), &self.outputs.row(unit), None, Some(unit), false)
    }

    /// Returns the efficiency of a point that need not belong to the technology, for instance of another year.
    pub fn efficiency_of(&mut self, inputs: &[f64], outputs: &[f64]) -> Result<Efficiency, Flaw> {
        Flaw::unless_shape(self.inputs.width(), inputs.len())?;
        Flaw::unless_shape(self.outputs.width(), outputs.len())?;
        self.measure(inputs, outputs, None, None, false)
    }

    /// Rows are the inputs, the outputs and, unless returns are constant, the sum of the weights. The first variable is the score.
    fn measure(
        &mut self,
        inputs: &[f64],
        outputs: &[f64],
        own: Option<usize>,
        excluded: Option<usize>,
        with_slacks: bool,
    ) -> Result<Efficiency, Flaw> {
        let rows = inputs.len() + outputs.len();
        let extra = usize::from(self.returns != Returns::Constant);
        let (mut right, mut radial, mut slacks) = (vec![0.0; rows + extra], vec![0.0; rows + extra], Vec::new());
        let mut scales = vec![1.0; rows + extra];
        for (row, (&figure, column)) in inputs.iter().chain(outputs).zip(self.inputs.iter().chain(self.outputs.iter())).enumerate() {
            let is_input = row < inputs.len();
            let handling = if is_input { self.input_handling[row] } else { self.output_handling[row - inputs.len()] };
            let moves = handling == Handling::Controllable && is_input == (self.orientation == Orientation::Input);
            scales[row] = if figure > 0.0 { figure } else { extent(column).1.max(f64::MIN_POSITIVE) };
            if moves {
                radial[row] = -figure
            } else {
                right[row] = figure
            }
            if handling != Handling::NonControllable {
                let second = if handling == Handling::Controllable { -scales[row] } else { 0.0 };
                slacks.push((row, if is_input { 1.0 } else { -1.0 }, 0.0, second));
            }
        }
        if extra == 1 {
            right[rows] = 1.0;
            match self.returns {
                Returns::NonIncreasing => slacks.push((rows, 1.0, 0.0, 0.0)),
                Returns::NonDecreasing => slacks.push((rows, -1.0, 0.0, 0.0)),
                Returns::Constant | Returns::Variable => {}
            }
        }
        if radial.iter().all(|&entry| entry == 0.0) {
            return Err(Flaw::DivisionByZero);
        }
        let cost = if self.orientation == Orientation::Input { 1.0 } else { -1.0 };
        let others = [(radial, cost, 0.0)];
        let question =
            Question { right: &right, scales: &scales, others: &others, slacks: &slacks, excluded, own, second_stage: with_slacks };
        let answer = self.envelopment.solve(&question)?;
        let mut all_slacks = vec![0.0; rows + extra];
        if with_slacks {
            slacks.iter().zip(&answer.slacks).for_each(|((row, ..), slack)| all_slacks[*row] = *slack);
        }
        Ok(Efficiency {
            score: answer.others[0],
            peers: answer.peers,
            input_slacks: all_slacks[..inputs.len()].to_vec(),
            output_slacks: all_slacks[inputs.len()..rows].to_vec(),
        })
    }
}

/// Returns the efficiency of every unit where only single other units may be peers (Deprins, Simar and Tulkens 1984); figures above zero.
pub fn free_disposal_hull(inputs: &Columns, outputs: &Columns, orientation: Orientation) -> Result<Vec<f64>, Flaw> {
    Flaw::unless_shape(inputs.rows(), outputs.rows())?;
    inputs.iter().chain(outputs.iter()).try_for_each(Flaw::unless_positive)?;
    let units = inputs.rows();
    let at_most = |other: usize, unit: usize| inputs.iter().all(|column| column[other] <= column[unit]);
    let at_least = |other: usize, unit: usize| outputs.iter().all(|column| column[other] >= column[unit]);
    let shrink = |other: usize, unit: usize| inputs.iter().map(|column| column[other] / column[unit]).fold(0.0, f64::max);
    let stretch = |other: usize, unit: usize| outputs.iter().map(|column| column[other] / column[unit]).fold(f64::INFINITY, f64::min);
    let score = |unit: usize| match orientation {
        Orientation::Input => (0..units).filter(|&other| at_least(other, unit)).map(|other| shrink(other, unit)).fold(1.0, f64::min),
        Orientation::Output => (0..units).filter(|&other| at_most(other, unit)).map(|other| stretch(other, unit)).fold(1.0, f64::max),
    };
    Ok((0..units).map(score).collect())
}

/// Returns an undesirable output turned into a desirable one, `shift - x` (Seiford and Zhu 2002; for variable returns only); the shift must
/// exceed every figure.
pub fn undesirable_as_output(column: &[f64], shift: f64) -> Result<Vec<f64>, Flaw> {
    let turned: Vec<f64> = column.iter().map(|figure| shift - figure).collect();
    Flaw::unless_positive(&turned)?;
    Ok(turned)
}
