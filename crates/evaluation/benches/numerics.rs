//! Times of the numerical modules on the sizes that matter, on one core: `cargo bench -p bihuan-evaluation --bench numerics`.
//!
//! `peers.py` runs the same figures through the peers. The clock is the standard library's: a measuring framework would cost every build more
//! than it adds here.

use std::collections::BTreeMap;
use std::hint::black_box;
use std::time::Instant;

use evaluation::numerics::aggregation::{Decision, add_weighted, topsis};
use evaluation::numerics::frontier::{Frontier, Orientation, Returns, benefit_of_the_doubt};
use evaluation::numerics::normalisation::{Interval, Normalisation};
use evaluation::numerics::treatment::{ShapeLimits, Transformation, TreatmentRule, treat};
use evaluation::numerics::{Ties, ranks_descending, weights};
use evaluation::specimen::{FROM_RAW, Specimen, figures, firms};
use evaluation::{Ballots, Case, Notebook, Rehearsal};
use programme::Direction;

fn main() {
    methods();
    linear_index();
    entropy_and_topsis();
    outlier_treatment();
    efficiency_of_firms(3, 2);
    efficiency_of_firms(5, 3);
    benefit_of_firms();
}

#[expect(clippy::print_stdout, reason = "a benchmark speaks to its user")]
fn report(name: &str, milliseconds: f64) {
    println!("{name}: {milliseconds:.4} ms");
}

/// Reports the best of several rounds, each the mean of many runs.
fn measure(name: &str, rounds: u32, runs: u32, mut work: impl FnMut()) {
    let round = |work: &mut dyn FnMut()| {
        let start = Instant::now();
        (0..runs).for_each(|_| work());
        start.elapsed().as_secs_f64() * 1e3 / f64::from(runs)
    };
    report(name, (0..rounds).map(|_| round(&mut work)).fold(f64::INFINITY, f64::min));
}

/// Whole methods, as `bihuan bench` measures them.
fn methods() {
    rehearse("51 x 49: from raw figures to ranks", &Specimen::new(51, 49, 8, FROM_RAW).expect("a method"), |rehearsal, notebook| {
        rehearsal.from_raw(notebook).ranks.len()
    });
    rehearse(
        "120 x 60: a method from prepared figures to ranks",
        &Specimen::new(120, 60, 1, "").expect("a method"),
        |rehearsal, notebook| rehearsal.from_prepared(notebook).ranks.len(),
    );
}

fn rehearse(name: &str, specimen: &Specimen, work: impl Fn(&Rehearsal<'_>, &mut Notebook) -> usize) {
    let (indicators, methods, ballots) = (BTreeMap::new(), BTreeMap::new(), Ballots::default());
    let case = Case {
        units: &specimen.table.units,
        indicators: &indicators,
        observations: &specimen.table.observations,
        ballots: &ballots,
        methods: &methods,
        year: 0,
    };
    let rehearsal = Rehearsal::new(&case, &specimen.method);
    let mut notebook = Notebook::default();
    measure(name, 20, 500, || {
        black_box(work(&rehearsal, &mut notebook));
    });
}

fn linear_index() {
    let columns = figures(120, 60).expect("a full table");
    let weights = weights::equal(60).expect("sixty criteria");
    let min_max = Normalisation::MinMax { onto: Interval { low: 0.0, high: 100.0 } };
    let mut scores = vec![0.0; 120];
    measure("120 x 60: normalise, weigh, aggregate, rank", 20, 500, || {
        let mut totals = vec![0.0; 120];
        for (column, weight) in columns.iter().zip(&weights) {
            let scale = min_max.fit(black_box(column), Direction::Up).expect("spread");
            scale.score_into(column, &mut scores).expect("finite scores");
            add_weighted(&mut totals, &scores, *weight);
        }
        black_box(ranks_descending(&totals, Ties::Lowest));
    });
}

fn entropy_and_topsis() {
    let columns = figures(120, 60).expect("a full table");
    let directions = vec![Direction::Up; 60];
    measure("120 x 60: entropy weights and TOPSIS", 20, 300, || {
        let weights = weights::entropy(black_box(&columns)).expect("positive figures");
        black_box(topsis(&Decision::new(&columns, &weights, &directions).expect("matching shapes")).expect("spread"));
    });
}

fn outlier_treatment() {
    let columns = figures(51, 49).expect("a full table");
    let limits = ShapeLimits { skewness: 2.0, kurtosis: 3.5 };
    let rule = TreatmentRule { limits, winsorised_max: 5, otherwise: Some(Transformation::ShiftedLogarithm) };
    measure("51 x 49: outliers treated", 20, 300, || {
        black_box(columns.iter().map(|column| treat(black_box(column), &rule).expect("spread").winsorised.len()).sum::<usize>());
    });
}

fn efficiency_of_firms(inputs: usize, outputs: usize) {
    let units = 5_000;
    let (used, made) = firms(units, inputs, outputs).expect("full tables");
    let ones = vec![1.0; units];
    measure(&format!("{units} units, {inputs} inputs, {outputs} outputs: CCR efficiency"), 3, 1, || {
        let mut frontier = Frontier::new(&used, &made, &ones, Orientation::Input, Returns::Constant).expect("positive figures");
        black_box((0..units).map(|unit| frontier.efficiency(unit).expect("an optimum").score).sum::<f64>());
    });
}

fn benefit_of_firms() {
    let scores = figures(5_000, 6).expect("a full table");
    measure("5000 units, 6 indicators: benefit of the doubt", 3, 1, || {
        black_box(benefit_of_the_doubt(&scores, None).expect("an optimum").len());
    });
}
