//! A small dense linear program, solved by the revised simplex method (Dantzig 1963; Chvátal 1983, chapters 7 and 8).
//!
//! Made for programs with a handful of rows and few columns at a time, solved many thousand times: the inverse of the basis is kept in full and
//! all memory is reused. Larger or sparser programs want a general solver.

use crate::numerics::Flaw;

/// Minimise `costs · x` such that `columns · x = right` and `x >= 0`.
#[derive(Debug, Clone, Default)]
pub struct Program {
    right: Vec<f64>,
    columns: Vec<f64>,
    costs: Vec<f64>,
    /// Largest entry of each column, against which its reduced cost is measured.
    sizes: Vec<f64>,
    /// Column that can start in the basis of a row.
    starts: Vec<Option<(usize, f64)>>,
}

impl Program {
    pub fn new(right: &[f64]) -> Self {
        let mut program = Self::default();
        program.reset(right);
        program
    }

    /// Empties the program and keeps its memory.
    pub fn reset(&mut self, right: &[f64]) {
        self.right.clear();
        self.right.extend_from_slice(right);
        self.columns.clear();
        self.costs.clear();
        self.sizes.clear();
        self.starts.clear();
        self.starts.resize(right.len(), None);
    }

    pub fn rows(&self) -> usize {
        self.right.len()
    }

    pub fn width(&self) -> usize {
        self.costs.len()
    }

    /// Adds a variable and returns its number.
    pub fn push(&mut self, column: impl IntoIterator<Item = f64>, cost: f64) -> usize {
        let start = self.columns.len();
        self.columns.extend(column);
        assert_eq!(self.columns.len() - start, self.rows(), "a column has one entry a row");
        let size = self.columns[start..].iter().fold(cost.abs(), |size, entry| size.max(entry.abs()));
        self.sizes.push(size.max(f64::MIN_POSITIVE));
        self.costs.push(cost);
        self.width() - 1
    }

    /// Adds a variable that appears in one row with coefficient 1 or -1 and returns its number.
    pub fn push_slack(&mut self, row: usize, sign: f64, cost: f64) -> usize {
        let number = self.push((0..self.rows()).map(|at| if at == row { sign } else { 0.0 }), cost);
        if cost == 0.0 && self.right[row] * sign >= 0.0 {
            self.starts[row] = Some((number, sign));
        }
        number
    }

    fn column(&self, number: usize) -> &[f64] {
        &self.columns[number * self.rows()..(number + 1) * self.rows()]
    }
}

/// Memory of the solver, and after a solution its basis.
#[derive(Debug, Clone, Default)]
pub struct Simplex {
    /// Variable of each row; numbers from the program's width on are artificial.
    basis: Vec<usize>,
    /// Inverse of the basis, row after row.
    inverse: Vec<f64>,
    amounts: Vec<f64>,
    duals: Vec<f64>,
    direction: Vec<f64>,
    artificial_signs: Vec<f64>,
}

/// Smallest reduced cost, in units of the column's size, that is worth a step.
const COST_TOLERANCE: f64 = 1e-11;
/// Smallest pivot.
const PIVOT_TOLERANCE: f64 = 1e-9;
/// Largest sum of artificial variables that counts as none.
const FEASIBILITY_TOLERANCE: f64 = 1e-9;

#[derive(Clone, Copy)]
enum Phase<'a> {
    /// Minimise the sum of the artificial variables.
    Feasibility,
    Costs,
    /// Minimise other costs over the variables that do not change the first ones.
    Second {
        costs: &'a [f64],
        open: &'a [bool],
    },
}

impl Simplex {
    /// Minimises; afterwards [`Self::value`], [`Self::amount`] and [`Self::duals`] speak of the optimum. After `Flaw::Infeasible` the duals prove
    /// it: they price every column at zero or more.
    pub fn minimise(&mut self, program: &Program) -> Result<(), Flaw> {
        self.start(program);
        if self.basis.iter().any(|&variable| variable >= program.width()) {
            self.iterate(program, Phase::Feasibility)?;
            let missing: f64 = (0..program.rows()).filter(|&row| self.basis[row] >= program.width()).map(|row| self.amounts[row]).sum();
            let scale = program.right.iter().fold(1.0f64, |scale, entry| scale.max(entry.abs()));
            if missing > FEASIBILITY_TOLERANCE * scale {
                return Err(Flaw::Infeasible);
            }
        }
        self.iterate(program, Phase::Costs)
    }

    /// Among the optima, minimises other costs; call after [`Self::minimise`].
    pub fn then_minimise(&mut self, program: &Program, costs: &[f64]) -> Result<(), Flaw> {
        let open: Vec<bool> = (0..program.width())
            .map(|number| self.reduced_cost(program, number, program.costs[number]) <= 1e-9 * program.sizes[number])
            .collect();
        self.iterate(program, Phase::Second { costs, open: &open })
    }

    pub fn value(&self, program: &Program) -> f64 {
        self.basis.iter().zip(&self.amounts).map(|(&variable, amount)| program.costs.get(variable).map_or(0.0, |cost| cost * amount)).sum()
    }

    /// Returns the amount of a variable.
    pub fn amount(&self, variable: usize) -> f64 {
        self.basis.iter().position(|&basic| basic == variable).map_or(0.0, |row| self.amounts[row].max(0.0))
    }

    /// Returns the price of each row: how much the optimum rises with its right side.
    pub fn duals(&self) -> &[f64] {
        &self.duals
    }

    fn start(&mut self, program: &Program) {
        let rows = program.rows();
        self.basis.clear();
        self.inverse.clear();
        self.inverse.resize(rows * rows, 0.0);
        self.artificial_signs.clear();
        for row in 0..rows {
            let sign = if program.right[row] < 0.0 { -1.0 } else { 1.0 };
            self.artificial_signs.push(sign);
            let (variable, sign) = program.starts[row].unwrap_or((program.width() + row, sign));
            self.basis.push(variable);
            self.inverse[row * rows + row] = sign;
        }
        self.amounts.resize(rows, 0.0);
        self.duals.resize(rows, 0.0);
        self.direction.resize(rows, 0.0);
        self.refresh_amounts(program);
    }

    fn iterate(&mut self, program: &Program, phase: Phase) -> Result<(), Flaw> {
        let limit = 200 + 50 * (program.rows() + program.width());
        let (mut stalled, mut since_inversion) = (0, 0);
        for _ in 0..limit {
            self.refresh_duals(program, phase);
            // Bland's rule takes over where degenerate steps pile up, because it cannot cycle.
            let careful = stalled > 10 + 2 * program.rows();
            let Some(entering) = self.entering(program, phase, careful) else {
                if since_inversion == 0 {
                    return Ok(());
                }
                since_inversion = 0;
                self.invert(program)?;
                continue;
            };
            self.refresh_direction(program, entering);
            let leaving = self.leaving(program, phase, careful).ok_or(Flaw::Unbounded)?;
            let step = self.amounts[leaving] / self.direction[leaving];
            stalled = if step > 1e-12 { 0 } else { stalled + 1 };
            self.pivot(leaving, entering, step);
            since_inversion += 1;
            if since_inversion > 60 {
                since_inversion = 0;
                self.invert(program)?;
            }
        }
        Err(Flaw::NoConvergence { iterations: limit })
    }

    fn refresh_duals(&mut self, program: &Program, phase: Phase) {
        let rows = program.rows();
        self.duals.fill(0.0);
        for row in 0..rows {
            let cost = cost_of(program, phase, self.basis[row]);
            if cost != 0.0 {
                let line = &self.inverse[row * rows..(row + 1) * rows];
                self.duals.iter_mut().zip(line).for_each(|(dual, entry)| *dual += cost * entry);
            }
        }
    }

    fn reduced_cost(&self, program: &Program, number: usize, cost: f64) -> f64 {
        cost - program.column(number).iter().zip(&self.duals).map(|(entry, dual)| entry * dual).sum::<f64>()
    }

    fn entering(&self, program: &Program, phase: Phase, careful: bool) -> Option<usize> {
        let mut best = (-COST_TOLERANCE, None);
        for number in 0..program.width() {
            if let Phase::Second { open, .. } = phase
                && !open[number]
            {
                continue;
            }
            let relative = self.reduced_cost(program, number, cost_of(program, phase, number)) / program.sizes[number];
            if relative < best.0 {
                best = (relative, Some(number));
                if careful {
                    break;
                }
            }
        }
        best.1.filter(|number| !self.basis.contains(number))
    }

    fn leaving(&self, program: &Program, phase: Phase, careful: bool) -> Option<usize> {
        let mut best: Option<(f64, usize)> = None;
        for row in 0..program.rows() {
            let entry = self.direction[row];
            // An artificial variable that stayed in the basis at zero must not grow again.
            let stuck = self.basis[row] >= program.width() && !matches!(phase, Phase::Feasibility) && entry.abs() > PIVOT_TOLERANCE;
            if !stuck && entry <= PIVOT_TOLERANCE {
                continue;
            }
            let ratio = if stuck { 0.0 } else { self.amounts[row].max(0.0) / entry };
            let better = best.is_none_or(|(lowest, chosen)| {
                let tied = (ratio - lowest).abs() <= 1e-12 * (1.0 + lowest);
                let wins_tie = if careful { self.basis[row] < self.basis[chosen] } else { entry.abs() > self.direction[chosen].abs() };
                if tied { wins_tie } else { ratio < lowest }
            });
            if better {
                best = Some((ratio, row));
            }
        }
        best.map(|(_, row)| row)
    }

    fn refresh_direction(&mut self, program: &Program, entering: usize) {
        let rows = program.rows();
        for row in 0..rows {
            let line = &self.inverse[row * rows..(row + 1) * rows];
            self.direction[row] = line.iter().zip(program.column(entering)).map(|(a, b)| a * b).sum();
        }
    }

    fn pivot(&mut self, leaving: usize, entering: usize, step: f64) {
        let rows = self.basis.len();
        for row in 0..rows {
            if row != leaving {
                self.amounts[row] -= step * self.direction[row];
            }
        }
        self.amounts[leaving] = step;
        self.basis[leaving] = entering;
        let pivot = self.direction[leaving];
        for at in 0..rows {
            self.inverse[leaving * rows + at] /= pivot;
        }
        for row in (0..rows).filter(|&row| row != leaving) {
            let factor = self.direction[row];
            if factor != 0.0 {
                for at in 0..rows {
                    self.inverse[row * rows + at] -= factor * self.inverse[leaving * rows + at];
                }
            }
        }
    }

    /// Computes the inverse of the basis afresh, so that rounding errors of many steps do not reach the result.
    fn invert(&mut self, program: &Program) -> Result<(), Flaw> {
        let rows = program.rows();
        let matrix = nalgebra::DMatrix::from_fn(rows, rows, |row, at| {
            let variable = self.basis[at];
            if variable < program.width() {
                program.column(variable)[row]
            } else if variable - program.width() == row {
                self.artificial_signs[row]
            } else {
                0.0
            }
        });
        let inverse = matrix.try_inverse().ok_or(Flaw::Singular)?;
        for row in 0..rows {
            for at in 0..rows {
                self.inverse[row * rows + at] = inverse[(row, at)];
            }
        }
        self.refresh_amounts(program);
        Ok(())
    }

    fn refresh_amounts(&mut self, program: &Program) {
        let rows = program.rows();
        for row in 0..rows {
            let line = &self.inverse[row * rows..(row + 1) * rows];
            self.amounts[row] = line.iter().zip(&program.right).map(|(a, b)| a * b).sum();
        }
    }
}

fn cost_of(program: &Program, phase: Phase, variable: usize) -> f64 {
    let artificial = variable >= program.width();
    match phase {
        Phase::Feasibility => f64::from(u8::from(artificial)),
        Phase::Costs if !artificial => program.costs[variable],
        Phase::Second { costs, .. } if !artificial => costs[variable],
        _ => 0.0,
    }
}

#[cfg(test)]
mod tests {
    use microlp::{ComparisonOp, OptimizationDirection, Problem, SolveOutcome};
    use proptest::prelude::*;

    use super::*;

    fn program(right: &[f64], columns: &[(&[f64], f64)]) -> Program {
        let mut program = Program::new(right);
        columns.iter().for_each(|(column, cost)| {
            program.push(column.iter().copied(), *cost);
        });
        program
    }

    /// Chvátal 1983, chapter 1: maximise 5x + 4y + 3z; the optimum is 13 at (2, 0, 1), with prices 1, 0, 1.
    #[test]
    fn the_textbook_program_has_its_optimum() {
        let mut textbook = program(&[5.0, 11.0, 8.0], &[(&[2.0, 4.0, 3.0], -5.0), (&[3.0, 1.0, 4.0], -4.0), (&[1.0, 2.0, 2.0], -3.0)]);
        (0..3).for_each(|row| {
            textbook.push_slack(row, 1.0, 0.0);
        });
        let mut simplex = Simplex::default();
        simplex.minimise(&textbook).unwrap();
        assert_eq!((simplex.value(&textbook), simplex.amount(0), simplex.amount(1), simplex.amount(2)), (-13.0, 2.0, 0.0, 1.0));
        crate::numerics::cases::assert_close(simplex.duals(), &[-1.0, 0.0, -1.0], 1e-12);
    }

    /// Beale's example, on which the plain largest-coefficient rule cycles (Chvátal 1983, page 31); the optimum is -1.
    #[test]
    fn degenerate_steps_end() {
        let mut cycling = program(
            &[0.0, 0.0, 1.0],
            &[(&[0.5, 0.5, 1.0], -10.0), (&[-5.5, -1.5, 0.0], 57.0), (&[-2.5, -0.5, 0.0], 9.0), (&[9.0, 1.0, 0.0], 24.0)],
        );
        (0..3).for_each(|row| {
            cycling.push_slack(row, 1.0, 0.0);
        });
        let mut simplex = Simplex::default();
        simplex.minimise(&cycling).unwrap();
        assert!((simplex.value(&cycling) + 1.0).abs() < 1e-12);
    }

    #[test]
    fn programs_without_optimum_are_named() {
        let mut simplex = Simplex::default();
        assert_eq!(simplex.minimise(&program(&[1.0, 3.0], &[(&[1.0, 1.0], 1.0)])), Err(Flaw::Infeasible));
        assert_eq!(simplex.minimise(&program(&[0.0], &[(&[1.0], -1.0), (&[-1.0], 0.0)])), Err(Flaw::Unbounded));
    }

    #[test]
    fn other_costs_choose_among_optima() {
        let mut simplex = Simplex::default();
        let plain = program(&[1.0], &[(&[1.0], 1.0), (&[1.0], 1.0), (&[1.0], 2.0)]);
        simplex.minimise(&plain).unwrap();
        simplex.then_minimise(&plain, &[0.0, -1.0, -5.0]).unwrap();
        assert_eq!((simplex.amount(0), simplex.amount(1), simplex.amount(2)), (0.0, 1.0, 0.0));
    }

    proptest! {
        #[test]
        fn a_general_solver_finds_the_same_optimum(
            entries in prop::collection::vec(prop::collection::vec(-3i8..6, 4), 3..8), right in prop::collection::vec(-2i8..9, 4),
            costs in prop::collection::vec(-4i8..7, 8),
        ) {
            let right: Vec<f64> = right.into_iter().map(f64::from).collect();
            let mut own = Program::new(&right);
            let mut peer = Problem::new(OptimizationDirection::Minimize);
            let mut variables = Vec::new();
            for (column, cost) in entries.iter().zip(&costs) {
                own.push(column.iter().map(|&entry| f64::from(entry)), f64::from(*cost));
                variables.push(peer.add_var(f64::from(*cost), (0.0, f64::INFINITY)));
            }
            for row in 0..4 {
                own.push_slack(row, 1.0, 0.0);
                let line: Vec<_> = variables.iter().zip(&entries).map(|(&variable, column)| (variable, f64::from(column[row]))).collect();
                peer.add_constraint(line.as_slice(), ComparisonOp::Le, right[row]);
            }
            let mut simplex = Simplex::default();
            match (simplex.minimise(&own), peer.solve()) {
                (Ok(()), Ok(SolveOutcome::Solution(solution))) => prop_assert!((simplex.value(&own) - solution.objective()).abs() < 1e-7),
                (Err(Flaw::Infeasible), Err(microlp::Error::Infeasible)) | (Err(Flaw::Unbounded), Err(microlp::Error::Unbounded)) => {}
                (own, peer) => prop_assert!(false, "{own:?} {peer:?}"),
            }
        }
    }
}
