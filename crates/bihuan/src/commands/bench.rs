//! `bihuan bench`: how fast evaluation, decisions and documents are on this machine, each against the bar the project sets itself.

use std::collections::BTreeMap;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use consequences::Grades;
use evaluation::numerics::Flaw;
use evaluation::numerics::aggregation::{Decision, topsis};
use evaluation::numerics::frontier::{Frontier, Orientation, Returns, benefit_of_the_doubt};
use evaluation::numerics::weights;
use evaluation::specimen::{FROM_RAW, Specimen, figures, firms};
use evaluation::{Ballots, Case, Chance, Notebook, Rehearsal, evaluate};
use programme::Direction;
use programme::rule::{Rule, RuleId};
use serde::Serialize;

use crate::commands::demo;
use crate::failure::Failure;
use crate::run;
use crate::terminal::{self, Language, Progress, say};

/// 测量评价引擎的速度 / measure the speed of the evaluation
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// 输出 JSON / print JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Serialize)]
struct Measure {
    name: &'static str,
    value: f64,
    unit: &'static str,
    bar: f64,
}

pub(crate) fn execute(arguments: &Arguments, language: Language) -> Result<ExitCode, Failure> {
    let measures =
        [chain()?, pass()?, reweigh()?, entropy_topsis()?, efficiency()?, doubt()?, scaling()?, decisions_and_documents(language)?];
    if arguments.json {
        terminal::json(&measures)?;
        return Ok(ExitCode::SUCCESS);
    }
    let head = language.pick("项目,数值,单位,目标", "name,value,unit,bar").split(',').collect::<Vec<_>>();
    let rows = measures.iter().map(|one| vec![one.name.to_owned(), format!("{:.4}", one.value), one.unit.to_owned(), one.bar.to_string()]);
    say(terminal::table(&head, &[1, 3], rows));
    Ok(ExitCode::SUCCESS)
}

/// How long each measure repeats its work.
const PATIENCE: Duration = Duration::from_secs(1);

/// Median time of a run, in milliseconds.
fn milliseconds(mut work: impl FnMut() -> usize) -> f64 {
    let mut times = Vec::new();
    let start = Instant::now();
    while start.elapsed() < PATIENCE {
        let before = Instant::now();
        std::hint::black_box(work());
        times.push(before.elapsed().as_secs_f64() * 1000.0);
    }
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

/// A table as large as the ASEM example: 51 units, 49 indicators in 8 pillars, gaps and outliers.
fn chain() -> Result<Measure, Failure> {
    let value = rehearse(&specimen(51, 49, 8, FROM_RAW)?, |rehearsal| {
        let mut notebook = Notebook::default();
        milliseconds(|| rehearsal.from_raw(&mut notebook).ranks.len())
    });
    Ok(Measure { name: "chain_51x49_impute_treat_normalise_aggregate_rank", value, unit: "ms", bar: 0.2 })
}

fn pass() -> Result<Measure, Failure> {
    let value = rehearse(&specimen(120, 60, 1, "")?, |rehearsal| {
        let mut notebook = Notebook::default();
        milliseconds(|| rehearsal.from_prepared(&mut notebook).ranks.len())
    });
    Ok(Measure { name: "pass_120x60_normalise_weigh_aggregate_rank", value, unit: "ms", bar: 0.03 })
}

fn reweigh() -> Result<Measure, Failure> {
    let value = rehearse(&specimen(120, 60, 6, "")?, |rehearsal| {
        let factors = vec![1.1; 67];
        milliseconds(|| (0..500).map(|_| rehearsal.with_weights(&factors).ranks.len()).sum())
    });
    Ok(Measure { name: "reweigh_120x60_500_replicates", value, unit: "ms", bar: 100.0 })
}

fn entropy_topsis() -> Result<Measure, Failure> {
    let columns = figures(120, 60).map_err(ours)?;
    let directions = vec![Direction::Up; 60];
    let once = || {
        let weights = weights::entropy(&columns).unwrap_or_default();
        Decision::new(&columns, &weights, &directions).and_then(|decision| topsis(&decision)).map_or(0, |found| found.closeness.len())
    };
    Ok(Measure { name: "entropy_topsis_120x60", value: milliseconds(once), unit: "ms", bar: 0.15 })
}

/// Units of the frontier measures.
const FIRMS: usize = 5_000;

fn efficiency() -> Result<Measure, Failure> {
    let (used, made) = firms(FIRMS, 3, 2).map_err(ours)?;
    let ones = vec![1.0; FIRMS];
    let mut frontier = Frontier::new(&used, &made, &ones, Orientation::Input, Returns::Constant).map_err(ours)?;
    let start = Instant::now();
    let found: Result<Vec<_>, _> = (0..FIRMS).map(|unit| frontier.efficiency(unit)).collect();
    let value = start.elapsed().as_secs_f64();
    std::hint::black_box(found.map_err(ours)?);
    Ok(Measure { name: "ccr_efficiency_5000_units_3_inputs_2_outputs", value, unit: "s", bar: 1.0 })
}

fn doubt() -> Result<Measure, Failure> {
    let columns = figures(FIRMS, 6).map_err(ours)?;
    let start = Instant::now();
    std::hint::black_box(benefit_of_the_doubt(&columns, None).map_err(ours)?);
    let value = start.elapsed().as_secs_f64();
    Ok(Measure { name: "benefit_of_the_doubt_5000_units_6_indicators", value, unit: "s", bar: 1.0 })
}

/// Replicates of the scaling measure, and how often it is taken.
const REPLICATES: u32 = 600;
const TURNS: usize = 4;

/// How much sooner an uncertainty analysis of 300 units is done by two threads than by one; more is better.
fn scaling() -> Result<Measure, Failure> {
    let specimen =
        specimen(300, 60, 6, FROM_RAW)?.with_uncertainty("format = 1\nweight_band = 0.25\nerror = { reported = 0.02, imputed = 0.05 }\n");
    let pool = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        pool.map_err(|error| Failure::us(error.to_string(), error.to_string()))
    };
    let (one, two) = (pool(1)?, pool(2)?);
    let seconds = |pool: &rayon::ThreadPool| {
        let start = Instant::now();
        pool.install(|| {
            on_case(&specimen, |case| evaluate(case, &specimen.method, Chance { seed: 1, replicates: REPLICATES }).units.len())
        });
        start.elapsed().as_secs_f64()
    };
    // In turns, the fastest of each: whatever else the machine does only ever adds time, and falls on both.
    let (mut alone, mut together) = (f64::INFINITY, f64::INFINITY);
    for _ in 0..TURNS {
        alone = alone.min(seconds(&one));
        together = together.min(seconds(&two));
    }
    let value = alone / together;
    Ok(Measure { name: "speedup_of_two_threads_uncertainty_300x60", value, unit: "times (more is better)", bar: 1.8 })
}

fn ours(flaw: Flaw) -> Failure {
    Failure::us(flaw.to_string(), flaw.to_string())
}

fn specimen(units: usize, indicators: usize, pillars: usize, leaf: &str) -> Result<Specimen, Failure> {
    Specimen::new(units, indicators, pillars, leaf).map_err(|findings| Failure::us(format!("{findings:?}"), format!("{findings:?}")))
}

fn rehearse(specimen: &Specimen, measure: impl FnOnce(&Rehearsal<'_>) -> f64) -> f64 {
    on_case(specimen, |case| measure(&Rehearsal::new(case, &specimen.method)))
}

fn on_case<T>(specimen: &Specimen, work: impl FnOnce(&Case<'_>) -> T) -> T {
    let (indicators, methods, ballots) = (BTreeMap::new(), BTreeMap::new(), Ballots::default());
    work(&Case {
        units: &specimen.table.units,
        indicators: &indicators,
        observations: &specimen.table.observations,
        ballots: &ballots,
        methods: &methods,
        year: 0,
    })
}

/// Decisions of five years and all their documents: the zones of the shipped programme, filled up to 60 indicators, 30 rules and 500 tasks.
fn decisions_and_documents(language: Language) -> Result<Measure, Failure> {
    const SIZE: [usize; 3] = [60, 30, 500];
    let [indicators, rules, tasks] = SIZE;
    let mut cycle = run::cycle(&demo::sources(), &Progress::new(language))?;
    fill(&mut cycle.programme.tasks, tasks, |task, number| task.id = format!("{}-{number}", task.id));
    let more: Vec<Rule> = cycle.programme.rulebook.rules.values().cycle().take(rules).cloned().collect();
    for (number, mut rule) in more.into_iter().enumerate().skip(cycle.programme.rulebook.rules.len()) {
        rule.id = RuleId(format!("{}-{number}", rule.id));
        rule.block.edition_of = None;
        cycle.programme.rulebook.rules.insert(rule.id.clone(), rule);
    }
    for outcome in cycle.years.iter_mut().flat_map(|year| &mut year.evaluation.units) {
        if let evaluation::Standing::Evaluated { contributions, .. } = &mut outcome.standing {
            fill(contributions, indicators, |contribution, number| contribution.path = format!("{}-{number}", contribution.path));
        }
    }
    let members = consequences::members(&cycle.programme);
    let evaluations: Vec<evaluation::Evaluation> = cycle.years.iter().map(|year| year.evaluation.clone()).collect();
    let mut once = || {
        let history = consequences::history(&cycle.programme, &evaluations, Grades::ComputedFirst, true);
        for year in &mut cycle.years {
            year.consequences = consequences::apply(&cycle.programme.rulebook, &members, &history, year.year);
        }
        publication::documents(&cycle).len()
    };
    Ok(Measure { name: "decisions_and_documents_20_zones_5_years", value: milliseconds(&mut once), unit: "ms", bar: 3000.0 })
}

/// Repeats entries, each made different, until there are so many.
fn fill<T: Clone>(entries: &mut Vec<T>, wanted: usize, mut differ: impl FnMut(&mut T, usize)) {
    let own = entries.len();
    for number in own..wanted {
        let mut entry = entries[number % own].clone();
        differ(&mut entry, number);
        entries.push(entry);
    }
}
