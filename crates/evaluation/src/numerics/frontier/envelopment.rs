//! Programs over all units of a technology, solved on the few that matter.
//!
//! Only units on the frontier carry weight at an optimum. A working set of units that carried weight before is kept; the program is solved over
//! it, all other units are priced with the duals, and those that would improve the optimum join (column generation, Gilmore and Gomory 1961).

use super::simplex::{Program, Simplex};
use crate::numerics::Flaw;

/// Rows of figures of the reference units, shared by all programs.
pub(super) struct Envelopment<'a> {
    /// One entry a row of the program; `None` where the units do not appear.
    data: Vec<Option<&'a [f64]>>,
    units: usize,
    /// Cost of one unit's weight.
    cost: f64,
    working: Vec<usize>,
    program: Program,
    simplex: Simplex,
    reduced: Vec<f64>,
    magnitude: Vec<f64>,
}

/// What is particular to one program.
pub(super) struct Question<'q> {
    pub right: &'q [f64],
    /// Divisor of each row, so that the program's entries are near 1.
    pub scales: &'q [f64],
    /// Other variables: entries a row, cost, cost in the second stage.
    pub others: &'q [(Vec<f64>, f64, f64)],
    /// Slack variables: row, sign, cost, cost in the second stage.
    pub slacks: &'q [(usize, f64, f64, f64)],
    /// Unit that may not be its own peer.
    pub excluded: Option<usize>,
    /// Unit that is put into the working set first.
    pub own: Option<usize>,
    pub second_stage: bool,
}

/// The optimum.
pub(super) struct Answer {
    pub value: f64,
    /// Amounts of the other variables, in their order.
    pub others: Vec<f64>,
    pub slacks: Vec<f64>,
    /// Units with their weights.
    pub peers: Vec<(usize, f64)>,
    /// Price of each row, in the row's own measure.
    pub duals: Vec<f64>,
}

/// Violations below this share of the terms' magnitude are rounding.
const PRICE_TOLERANCE: f64 = 1e-11;
/// Units that may join the working set at a time, one from each part of the list.
const PARTS: usize = 8;

impl<'a> Envelopment<'a> {
    pub(super) fn new(data: Vec<Option<&'a [f64]>>, units: usize, cost: f64) -> Self {
        let (program, simplex) = (Program::default(), Simplex::default());
        let (reduced, magnitude) = (vec![0.0; units], vec![0.0; units]);
        Self { data, units, cost, working: Vec::new(), program, simplex, reduced, magnitude }
    }

    pub(super) fn solve(&mut self, question: &Question) -> Result<Answer, Flaw> {
        let known = self.working.len();
        let answer = self.solve_growing(question);
        // Who joined and carries no weight would only slow the next programs down.
        let useful = |unit: usize| answer.as_ref().is_ok_and(|answer| answer.peers.iter().any(|(peer, _)| *peer == unit));
        let joined = self.working.split_off(known);
        self.working.extend(joined.into_iter().filter(|&unit| useful(unit)));
        answer
    }

    fn solve_growing(&mut self, question: &Question) -> Result<Answer, Flaw> {
        if let Some(own) = question.own.filter(|own| !self.working.contains(own)) {
            self.working.push(own);
        }
        loop {
            self.build(question);
            // Without a solution the duals prove that the working set has none; other units may still bring one.
            let (feasible, cost) = match self.simplex.minimise(&self.program) {
                Ok(()) => (true, self.cost),
                Err(Flaw::Infeasible) => (false, 0.0),
                Err(other) => return Err(other),
            };
            if self.join_violators(question, cost) > 0 {
                continue;
            }
            if !feasible {
                return Err(Flaw::Infeasible);
            }
            if question.second_stage {
                self.choose_among_optima(question)?;
            }
            return Ok(self.answer(question));
        }
    }

    /// The program holds the working set, then the other variables, then the slacks.
    fn build(&mut self, question: &Question) {
        let right: Vec<f64> = question.right.iter().zip(question.scales).map(|(right, scale)| right / scale).collect();
        self.program.reset(&right);
        let factors: Vec<f64> = question.scales.iter().map(|scale| 1.0 / scale).collect();
        for &unit in &self.working {
            let blocked = question.excluded == Some(unit);
            let entry = |(data, factor): (&Option<&[f64]>, &f64)| data.map_or(0.0, |row| row[unit] * factor);
            // A blocked unit keeps its place with a column that no optimum uses.
            let column = self.data.iter().zip(&factors).map(|pair| if blocked { 0.0 } else { entry(pair) });
            self.program.push(column, if blocked { 1.0 } else { self.cost });
        }
        for (column, cost, _) in question.others {
            self.program.push(column.iter().zip(&factors).map(|(entry, factor)| entry * factor), *cost);
        }
        for &(row, sign, cost, _) in question.slacks {
            self.program.push_slack(row, sign, cost);
        }
    }

    /// Prices all units and takes in the worst of each part of the list; returns how many joined.
    fn join_violators(&mut self, question: &Question, cost: f64) -> usize {
        self.price_all(question, cost);
        let before = self.working.len();
        let part = self.units.div_ceil(PARTS);
        for start in (0..self.units).step_by(part.max(1)) {
            let mut worst = (-PRICE_TOLERANCE, None);
            for unit in start..(start + part).min(self.units) {
                // The product decides without a division for nearly all units.
                if self.reduced[unit] < worst.0 * self.magnitude[unit] && question.excluded != Some(unit) {
                    worst = (self.reduced[unit] / self.magnitude[unit], Some(unit));
                }
            }
            if let Some(unit) = worst.1.filter(|unit| !self.working.contains(unit)) {
                self.working.push(unit);
            }
        }
        self.working.len() - before
    }

    fn price_all(&mut self, question: &Question, cost: f64) {
        self.reduced.fill(cost);
        self.magnitude.fill(cost.abs() + f64::MIN_POSITIVE);
        for ((data, scale), dual) in self.data.iter().zip(question.scales).zip(self.simplex.duals()) {
            let Some(row) = data else { continue };
            let price = dual / scale;
            if price == 0.0 {
                continue;
            }
            for ((reduced, magnitude), entry) in self.reduced.iter_mut().zip(&mut self.magnitude).zip(*row) {
                let term = price * entry;
                *reduced -= term;
                *magnitude += term.abs();
            }
        }
    }

    /// Takes in every unit of the optimal face, then minimises the second costs over it.
    fn choose_among_optima(&mut self, question: &Question) -> Result<(), Flaw> {
        self.price_all(question, self.cost);
        for unit in 0..self.units {
            if self.reduced[unit] <= 1e-9 * self.magnitude[unit] && question.excluded != Some(unit) && !self.working.contains(&unit) {
                self.working.push(unit);
            }
        }
        self.build(question);
        self.simplex.minimise(&self.program)?;
        let mut costs = vec![0.0; self.working.len()];
        costs.extend(question.others.iter().map(|(_, _, second)| second));
        costs.extend(question.slacks.iter().map(|(_, _, _, second)| second));
        self.simplex.then_minimise(&self.program, &costs)
    }

    fn answer(&self, question: &Question) -> Answer {
        let first = self.working.len();
        let others = (0..question.others.len()).map(|at| self.simplex.amount(first + at)).collect();
        let slacks_from = first + question.others.len();
        let slack = |(at, (row, ..)): (usize, &(usize, f64, f64, f64))| self.simplex.amount(slacks_from + at) * question.scales[*row];
        let mut peers: Vec<(usize, f64)> = self.working.iter().enumerate().map(|(at, &unit)| (unit, self.simplex.amount(at))).collect();
        peers.retain(|(_, weight)| *weight > 1e-12);
        peers.sort_unstable_by_key(|(unit, _)| *unit);
        Answer {
            value: self.simplex.value(&self.program),
            others,
            slacks: question.slacks.iter().enumerate().map(slack).collect(),
            peers,
            duals: self.simplex.duals().iter().zip(question.scales).map(|(dual, scale)| dual / scale).collect(),
        }
    }
}
