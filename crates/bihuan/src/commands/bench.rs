//! `bihuan bench`: how fast evaluation, decisions and documents are on this machine, each against the bar the project sets itself.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use consequences::Grades;
use evaluation::numerics::Columns;
use evaluation::numerics::aggregation::{Decision, topsis};
use evaluation::numerics::weights;
use evaluation::{Ballots, Case, Notebook, OneOff, Rehearsal, one_off};
use programme::rule::{Rule, RuleId};
use programme::{Direction, Method};
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
    let measures = [chain()?, pass()?, reweigh()?, entropy_topsis()?, decisions_and_documents(language)?];
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
const PATIENCE: Duration = Duration::from_secs(3);

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
    let leaf = "within = \"all\"\nmissing = { by = \"mean\", group = \"region\" }\ntreatment = { by = \"winsorise\", skewness = 2, kurtosis = 3.5, most = 5, then = \"log\" }\n";
    let value = rehearse(51, 49, 8, leaf, |rehearsal| {
        let mut notebook = Notebook::default();
        milliseconds(|| rehearsal.from_raw(&mut notebook).ranks.len())
    })?;
    Ok(Measure { name: "chain_51x49_impute_treat_normalise_aggregate_rank", value, unit: "ms", bar: 0.2 })
}

fn pass() -> Result<Measure, Failure> {
    let value = rehearse(120, 60, 1, "", |rehearsal| {
        let mut notebook = Notebook::default();
        milliseconds(|| rehearsal.from_prepared(&mut notebook).ranks.len())
    })?;
    Ok(Measure { name: "pass_120x60_normalise_weigh_aggregate_rank", value, unit: "ms", bar: 0.03 })
}

fn reweigh() -> Result<Measure, Failure> {
    let value = rehearse(120, 60, 6, "", |rehearsal| {
        let factors = vec![1.1; 67];
        milliseconds(|| (0..500).map(|_| rehearsal.with_weights(&factors).ranks.len()).sum())
    })?;
    Ok(Measure { name: "reweigh_120x60_500_replicates", value, unit: "ms", bar: 100.0 })
}

fn entropy_topsis() -> Result<Measure, Failure> {
    let mut noise = Noise(60);
    let columns: Vec<Vec<f64>> = (0..60).map(|_| (0..120).map(|_| 1.0 + 99.0 * noise.next()).collect()).collect();
    let columns = Columns::new(&columns).map_err(|flaw| Failure::us(flaw.to_string(), flaw.to_string()))?;
    let directions = vec![Direction::Up; 60];
    let once = || {
        let weights = weights::entropy(&columns).unwrap_or_default();
        Decision::new(&columns, &weights, &directions).and_then(|decision| topsis(&decision)).map_or(0, |found| found.closeness.len())
    };
    Ok(Measure { name: "entropy_topsis_120x60", value: milliseconds(once), unit: "ms", bar: 0.15 })
}

/// Figures that only need to look like figures (a linear congruential generator of Knuth's).
struct Noise(u64);

impl Noise {
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 11) as f64 / (1_u64 << 53) as f64
    }
}

fn rehearse(
    units: usize,
    indicators: usize,
    pillars: usize,
    leaf: &str,
    measure: impl FnOnce(&Rehearsal<'_>) -> f64,
) -> Result<f64, Failure> {
    let (method, table) = example(units, indicators, pillars, leaf)?;
    let indicators = BTreeMap::new();
    let methods = BTreeMap::new();
    let ballots = Ballots::default();
    let case = Case {
        units: &table.units,
        indicators: &indicators,
        observations: &table.observations,
        ballots: &ballots,
        methods: &methods,
        year: 0,
    };
    Ok(measure(&Rehearsal::new(&case, &method)))
}

fn example(units: usize, indicators: usize, pillars: usize, leaf: &str) -> Result<(Method, OneOff), Failure> {
    let mut text = format!("format = 1\nid = \"bench\"\ntitle = {{ zh = \"测速\", en = \"bench\" }}\n[leaf]\n{leaf}");
    let mut write = |line: String| text.push_str(&line);
    (0..pillars).for_each(|pillar| write(format!("[[group]]\nid = \"p{pillar}\"\n")));
    (0..indicators).for_each(|index| write(format!("[[indicator]]\nid = \"i{index:02}\"\nin = \"p{}\"\n", index % pillars)));
    let (method, findings) = Method::parse("bench.toml", &text);
    let method = method.ok_or_else(|| Failure::us(format!("{findings:?}"), format!("{findings:?}")))?;
    let mut noise = Noise(1);
    let mut table = String::from("unit,region");
    (0..indicators).for_each(|index| write!(table, ",i{index:02}").unwrap_or(()));
    for unit in 0..units {
        write!(table, "\nu{unit:03},{}", if unit % 3 == 0 { "east" } else { "west" }).unwrap_or(());
        for index in 0..indicators {
            let far = if index % 4 == 0 && unit % 17 == 0 { 40.0 } else { 1.0 };
            let figure = (1.0 + noise.next()) * far;
            let gap = !leaf.is_empty() && (unit * 7 + index) % 40 == 0;
            if gap { table.push(',') } else { write!(table, ",{figure}").unwrap_or(()) }
        }
    }
    let table = one_off("bench.csv", "", &table, &method, 0);
    Ok((method, table))
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
