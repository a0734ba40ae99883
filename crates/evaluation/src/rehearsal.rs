//! A year judged again and again: what an interactive page and a benchmark need, without the telling.

use programme::method::Method;

use crate::Case;
use crate::figures::Column;
use crate::plan::{From, Memory, Plan};
use crate::prepare::{Prepared, prepare};
use crate::standing::{Beside, stand};
use crate::tree::{Basis, basis, climb};

/// A case made ready; units must be sorted by id.
pub struct Rehearsal<'a> {
    prepared: Prepared<'a>,
    beside: Beside,
    basis: Basis,
    /// The short way, where the case has one.
    plan: Option<Plan>,
}

/// Memory of a rehearsal's passes, to be used again.
#[derive(Default)]
pub struct Notebook(Memory);

/// Totals and ranks within the class, in the order of the units.
#[derive(Debug, Clone, PartialEq)]
pub struct Ranking {
    pub totals: Column,
    pub ranks: Vec<Option<u32>>,
}

impl<'a> Rehearsal<'a> {
    pub fn new(case: &'a Case<'a>, method: &'a Method) -> Self {
        let prepared = prepare(case, method, &|_| vec![None; case.units.len()]);
        let beside = Beside::of(&prepared);
        let basis = basis(&prepared, None, None);
        let plan = Plan::of(&prepared);
        Self { prepared, beside, basis, plan }
    }

    /// Ranks with the weight of every node (in the order of the method) times its factor; normalisation stays.
    pub fn with_weights(&self, factors: &[f64]) -> Ranking {
        self.rank(&self.basis, Some(factors))
    }

    /// Normalises, weighs, aggregates and ranks.
    pub fn from_prepared(&self, notebook: &mut Notebook) -> Ranking {
        self.shortly(From::Ready, notebook).unwrap_or_else(|| self.prepared_at_length())
    }

    /// Fills, treats, normalises, weighs, aggregates and ranks.
    pub fn from_raw(&self, notebook: &mut Notebook) -> Ranking {
        self.shortly(From::Raw, notebook).unwrap_or_else(|| self.raw_at_length())
    }

    fn shortly(&self, from: From, notebook: &mut Notebook) -> Option<Ranking> {
        self.plan.as_ref()?.rank(from, &mut notebook.0)
    }

    fn prepared_at_length(&self) -> Ranking {
        self.rank(&basis(&self.prepared, None, None), None)
    }

    fn raw_at_length(&self) -> Ranking {
        let figures = self.prepared.filled_and_treated(self.prepared.raw.clone(), &mut |_, _| {});
        self.rank(&basis(&self.prepared, None, Some(&figures)), None)
    }

    fn rank(&self, basis: &Basis, factors: Option<&[f64]>) -> Ranking {
        let standings = stand(&self.prepared, &self.beside, climb(&self.prepared, basis, factors, None));
        Ranking { totals: standings.totals, ranks: standings.ranks }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::fmt::Write as _;

    use super::*;
    use crate::{Ballots, one_off};

    /// Figures with gaps and outliers, from a fixed sequence.
    fn table(units: u64, indicators: u64) -> String {
        let mut table = String::from("unit,region");
        (0..indicators).for_each(|index| write!(table, ",i{index}").expect("text"));
        for unit in 0..units {
            write!(table, "\nu{unit:03},{}", ["east", "west", "north"][(unit % 3) as usize]).expect("text");
            for index in 0..indicators {
                let noise = (unit * 7919 + index * 104_729) % 1009;
                let far = if index % 4 == 0 && unit % 17 == 0 { 40 } else { 1 };
                let gap = (unit * 7 + index) % 31 == 0;
                if gap { table.push(',') } else { write!(table, ",{}.{}", (noise + 3) * far, noise % 7).expect("text") }
            }
        }
        table
    }

    /// Both ways over a method; says whether there is a short one.
    fn check(leaf: &str, rest: &str, has_plan: bool) {
        let mut text = format!("format = 1\nid = \"m\"\ntitle = {{ zh = \"\", en = \"\" }}\n{rest}\n[leaf]\n{leaf}\n");
        (0..3).for_each(|group| write!(text, "[[group]]\nid = \"g{group}\"\nweight = {}\n", [50, 30, 20][group]).expect("text"));
        (0..12).for_each(|index| write!(text, "[[indicator]]\nid = \"i{index}\"\nin = \"g{}\"\n", index % 3).expect("text"));
        let (method, findings) = Method::parse("m", &text);
        assert_eq!(findings, []);
        let method = method.expect("a method");
        let table = one_off("t.csv", table(47, 12).as_bytes(), &method, 0);
        let (indicators, methods, ballots) = (BTreeMap::new(), BTreeMap::new(), Ballots::default());
        let case = Case {
            units: &table.units,
            indicators: &indicators,
            observations: &table.observations,
            ballots: &ballots,
            methods: &methods,
            year: 0,
        };
        let rehearsal = Rehearsal::new(&case, &method);
        assert_eq!(rehearsal.plan.is_some(), has_plan, "{leaf} {rest}");
        let mut notebook = Notebook::default();
        for _ in 0..2 {
            assert_eq!(rehearsal.from_raw(&mut notebook), rehearsal.raw_at_length(), "{leaf} {rest}");
            assert_eq!(rehearsal.from_prepared(&mut notebook), rehearsal.prepared_at_length(), "{leaf} {rest}");
        }
    }

    #[test]
    fn the_short_way_and_the_long_one_agree_to_the_last_bit() {
        let filled = "missing = { by = \"mean\", group = \"region\" }";
        let treated = "treatment = { by = \"winsorise\", skewness = 2, kurtosis = 3.5, most = 5, then = \"log\" }";
        check(&format!("{filled}\n{treated}"), "", true);
        check("missing = \"mean\"\ndirection = \"down\"", "[rounding]\nleaf = 2\ngroup = 1\nscore = 0", true);
        check(
            &format!("{filled}\nnormalise = {{ by = \"z_score\", centre = 50, spread = 20 }}\nat_most = 80"),
            "[ranking]\nbest = \"low\"",
            true,
        );
        check(&format!("{filled}\nnormalise = {{ by = \"percentile\" }}"), "[ties]\nrank = \"worst\"", true);
        check(&format!("{filled}\nnormalise = {{ by = \"goalposts\", low = 3, high = \"peer_max(x)\" }}\nscale = 10"), "", true);
    }

    #[test]
    fn what_does_not_fit_takes_the_long_way() {
        check("missing = \"keep_out\"", "", false);
        check("missing = \"mean\"", "[classes]\nby = \"region\"", false);
        check("missing = \"mean\"", "[root]\naggregate = \"geometric\"", false);
    }
}
