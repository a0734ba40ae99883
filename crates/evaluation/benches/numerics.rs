//! Times of the numerical modules on the sizes that matter, on one core: `cargo bench -p bihuan-evaluation --bench numerics`.
//!
//! `peers.py` runs the same figures through the peers. The clock is the standard library's: a measuring framework would cost every build more
//! than it adds here.

use std::hint::black_box;
use std::time::Instant;

use evaluation::numerics::aggregation::{Decision, add_weighted, topsis};
use evaluation::numerics::frontier::{Frontier, Orientation, Returns, benefit_of_the_doubt};
use evaluation::numerics::normalisation::{Interval, Normalisation};
use evaluation::numerics::treatment::{ShapeLimits, Transformation, TreatmentRule, treat};
use evaluation::numerics::{Columns, Stream, Ties, ranks_descending, weights};
use programme::Direction;

fn main() {
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

fn linear_index() {
    let columns = table(120, 60);
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
    let columns = table(120, 60);
    let directions = vec![Direction::Up; 60];
    measure("120 x 60: entropy weights and TOPSIS", 20, 300, || {
        let weights = weights::entropy(black_box(&columns)).expect("positive figures");
        black_box(topsis(&Decision::new(&columns, &weights, &directions).expect("matching shapes")).expect("spread"));
    });
}

fn outlier_treatment() {
    let columns = table(51, 49);
    let limits = ShapeLimits { skewness: 2.0, kurtosis: 3.5 };
    let rule = TreatmentRule { limits, winsorised_max: 5, otherwise: Some(Transformation::ShiftedLogarithm) };
    measure("51 x 49: outliers treated", 20, 300, || {
        black_box(columns.iter().map(|column| treat(black_box(column), &rule).expect("spread").winsorised.len()).sum::<usize>());
    });
}

fn efficiency_of_firms(inputs: usize, outputs: usize) {
    let units = 5_000;
    let (used, made) = firms(units, inputs, outputs);
    let ones = vec![1.0; units];
    measure(&format!("{units} units, {inputs} inputs, {outputs} outputs: CCR efficiency"), 3, 1, || {
        let mut frontier = Frontier::new(&used, &made, &ones, Orientation::Input, Returns::Constant).expect("positive figures");
        black_box((0..units).map(|unit| frontier.efficiency(unit).expect("an optimum").score).sum::<f64>());
    });
}

fn benefit_of_firms() {
    let scores = table(5_000, 6);
    measure("5000 units, 6 indicators: benefit of the doubt", 3, 1, || {
        black_box(benefit_of_the_doubt(&scores, None).expect("an optimum").len());
    });
}

/// Figures between 1 and 2, the same for every run and for the peers (a linear congruential sequence that is easy to repeat elsewhere).
fn table(rows: usize, width: usize) -> Columns {
    let mut state: u64 = 12_345;
    let mut next = || {
        state = (state * 1_103_515_245 + 12_345) % (1 << 31);
        1.0 + state as f64 / (1u64 << 31) as f64
    };
    let rows: Vec<Vec<f64>> = (0..rows).map(|_| (0..width).map(|_| next()).collect()).collect();
    Columns::from_rows(&rows).expect("a full table")
}

/// Firms whose outputs grow with their inputs, with efficiency and mix of their own.
fn firms(units: usize, inputs: usize, outputs: usize) -> (Columns, Columns) {
    let mut stream = Stream::new(1, 0);
    let mut firm = || {
        let used: Vec<f64> = (0..inputs).map(|_| 1.0 + 9.0 * stream.uniform()).collect();
        let size: f64 = used.iter().sum::<f64>() * (0.4 + 0.6 * stream.uniform());
        (used, (0..outputs).map(|_| size * (0.5 + stream.uniform())).collect())
    };
    let (used, made): (Vec<Vec<f64>>, Vec<Vec<f64>>) = (0..units).map(|_| firm()).unzip();
    (Columns::from_rows(&used).expect("inputs"), Columns::from_rows(&made).expect("outputs"))
}
