//! Checks before belief: what was seen, why it is suspicious, how likely it is wrong, what is likely right.
//!
//! In: a [`Panel`] and the programme's [`Settings`]. Out: [`Suspicion`]s, the likeliest faults first. A likelihood is the posterior
//! probability of a fault given the priors of the settings; `docs` states how often it was right on injected faults.

pub mod bench;
mod boundary;
mod calibration;
mod columns;
mod companions;
mod declared;
mod digits;
mod history;
mod panel;
mod patterns;
mod reconcile;
mod settings;
mod suspicion;
mod task_numbers;

use corpus::Bilingual;

pub use calibration::{Bin, Calibration, Together};
pub use panel::{Panel, Point, Series};
pub use reconcile::{Agreement, Disagreement, reconcile};
pub use settings::{Boundary, Companions, History, Identity, Part, Prior, Range, Ratio, Reconcile, Settings, TaskMeasure, TaskNumber};
pub use suspicion::{Suspect, Suspicion, rounded};
pub use task_numbers::of_targets as task_numbers_of_targets;

use crate::check::companions::Companion;
use crate::check::history::{Beside, Expectations, Expected, Explanation};
use crate::check::patterns::{Mark, Marks, Usual};

/// What the checks of one panel share.
pub(crate) struct Judged {
    /// By position of the series.
    pub(crate) expectations: Vec<Expectations>,
    pub(crate) companions: Vec<Option<Companion>>,
}

/// Runs all checks; the likeliest faults first.
pub fn check(panel: &Panel, settings: &Settings) -> Vec<Suspicion> {
    let judged = judge(panel, settings);
    let mut suspicions = Vec::new();
    for at in 0..panel.series.len() {
        by_history(panel, at, &judged, settings, &mut suspicions);
    }
    // A heading at a time: the marks of ten million figures would take more room than the figures.
    for group in panel.series.chunk_by(|a, b| a.heading == b.heading) {
        let marks: Vec<Marks> = group.iter().map(patterns::marks).collect();
        by_patterns(group, &marks, settings, &mut suspicions);
        digits::alike(group, settings, &mut suspicions);
    }
    columns::swapped(panel, &judged, settings, &mut suspicions);
    columns::same(panel, settings, &mut suspicions);
    declared::ranges(panel, settings, &mut suspicions);
    declared::identities(panel, settings, &mut suspicions);
    declared::ratios(panel, settings, &mut suspicions);
    declared::parts(panel, settings, &mut suspicions);
    task_numbers::equal(panel, settings, &mut suspicions);
    boundary::explain(panel, settings, &mut suspicions);
    for one in &mut suspicions {
        one.calibrated = settings.calibration.of(one);
    }
    suspicions.sort_by(|a, b| {
        let place = |one: &Suspicion| (one.heading.clone(), one.place.clone(), one.year, one.suspect);
        b.likelihood.total_cmp(&a.likelihood).then_with(|| place(a).cmp(&place(b)))
    });
    suspicions
}

pub(crate) fn judge(panel: &Panel, settings: &Settings) -> Judged {
    let groups = panel.series.chunk_by(|a, b| a.heading == b.heading);
    let expectations: Vec<Expectations> = groups.flat_map(|group| history::expectations(group, &settings.history)).collect();
    let companions = match &settings.companions {
        Some(companions) => companions::companions(panel, &expectations, &settings.history, companions),
        None => vec![None; panel.series.len()],
    };
    Judged { expectations, companions }
}

fn by_history(panel: &Panel, at: usize, judged: &Judged, settings: &Settings, suspicions: &mut Vec<Suspicion>) {
    let (series, expectations) = (&panel.series[at], &judged.expectations[at]);
    for (place, (point, expected)) in series.points.iter().zip(&expectations.expected).enumerate() {
        let Some(log) = *expected else { continue };
        let beside = beside(panel, judged, at, place);
        let expected = Expected { log, spread: expectations.spread };
        if history::is_ordinary(point.value, expected, beside, &settings.prior, settings.tell_from) {
            continue;
        }
        let verdict = history::judge(point.value, expected, beside, &settings.history, &settings.prior);
        if verdict.likelihood < settings.tell_from {
            continue;
        }
        let by_history = rounded(libm::pow(10.0, log));
        let usual = if verdict.explanation == Explanation::Unexplained { rounded(verdict.likely) } else { by_history };
        let (suspect, mut message) = match verdict.explanation {
            Explanation::Slip => (Suspect::Slip, slip_message(point.value, verdict.likely, usual)),
            Explanation::DroppedDigit => (
                Suspect::DroppedDigit,
                Bilingual::new(
                    format!("与推得的{usual}不符，疑似少写或多写一位数字"),
                    format!("it does not fit the {usual} that was to be expected, as if a digit were left out or written twice"),
                ),
            ),
            Explanation::SwappedDigits => (
                Suspect::SwappedDigits,
                Bilingual::new(
                    format!("与推得的{usual}不符，两位数字对调后相符"),
                    format!("it does not fit the {usual} that was to be expected, and does with two digits changed about"),
                ),
            ),
            Explanation::Unexplained => (
                Suspect::Unexplained,
                Bilingual::new(format!("与推得的{usual}相差过大"), format!("it is far from the {usual} that was to be expected")),
            ),
        };
        if let Some(companion) = judged.companions[at].as_ref().filter(|_| beside.is_some()) {
            let other = &panel.series[companion.other].heading;
            message.zh.push_str(&format!("（依据前后年份，以及历年与之同步的“{other}”）"));
            message.en.push_str(&format!(" (by the years around it and by `{other}`, which has always gone with it)"));
        }
        suspicions.push(Suspicion { likely: Some(verdict.likely), ..Suspicion::new(series, point, suspect, verdict.likelihood, message) });
    }
}

/// Returns the figure that goes with a point of a series, where there is one that can be judged itself.
fn beside(panel: &Panel, judged: &Judged, at: usize, point: usize) -> Option<Beside> {
    let companion = judged.companions[at].as_ref()?;
    let other = &panel.series[companion.other];
    let place = other.points.binary_search_by_key(&panel.series[at].points[point].year, |point| point.year).ok()?;
    let own = &judged.expectations[companion.other];
    Some(Beside {
        value: other.points[place].value,
        own: Expected { log: own.expected[place]?, spread: own.spread },
        ratio: Expected { log: companion.expected[point]?, spread: companion.spread },
    })
}

fn slip_message(value: f64, likely: f64, usual: f64) -> Bilingual {
    let (factor, zh, en) = if value > likely { (value / likely, "大", "too large") } else { (likely / value, "小", "too small") };
    let factor = rounded(factor);
    Bilingual::new(
        format!("推得应为{usual}左右，疑似单位或小数点有误，{zh}了{factor}倍"),
        format!("it was expected to be about {usual} and looks {en} by a factor of {factor}, a slip of the unit or the decimal point"),
    )
}

/// A mark of copying or filling, and how it is told.
struct Pattern {
    suspect: Suspect,
    prior: f64,
    of: fn(&Marks) -> &[Option<Mark>],
    zh: &'static str,
    en: &'static str,
}

fn by_patterns(group: &[Series], marks: &[Marks], settings: &Settings, suspicions: &mut Vec<Suspicion>) {
    let prior = &settings.prior;
    let patterns = [
        Pattern {
            suspect: Suspect::Copied,
            prior: prior.copied,
            of: |marks| &marks.copied,
            zh: "与上年完全相同，疑似照抄",
            en: "it is exactly last year's figure, as if copied",
        },
        Pattern {
            suspect: Suspect::EqualRun,
            prior: prior.copied,
            of: |marks| &marks.equal_run,
            zh: "连续三年以上完全相同，疑似沿用旧数",
            en: "it has been exactly the same for three years or more, as if an old figure were carried on",
        },
        Pattern {
            suspect: Suspect::Filled,
            prior: prior.filled,
            of: |marks| &marks.filled,
            zh: "与前后年份等差，疑似直线插补",
            en: "it lies exactly between its neighbours, as if filled linearly",
        },
        Pattern {
            suspect: Suspect::EqualGrowth,
            prior: prior.equal_growth,
            of: |marks| &marks.equal_growth,
            zh: "连续几年增速完全相同，疑似按比例推算",
            en: "growth is exactly the same for years, as if computed",
        },
    ];
    for Pattern { suspect, prior, of, zh, en } in patterns {
        let usual = Usual::of(marks.iter().map(of));
        for (series, marks) in group.iter().zip(marks) {
            for (point, mark) in series.points.iter().zip(of(marks)) {
                // What the table itself calls interpolated is no discovery.
                let Some(mark) = mark.filter(|mark| !mark.noted) else { continue };
                // A longer run of equal figures is told as that.
                if suspect == Suspect::Copied && mark.run >= 2 {
                    continue;
                }
                let likelihood = prior / (prior + usual.chance(mark, settings.prior.chance));
                if likelihood >= settings.tell_from {
                    suspicions.push(Suspicion::new(series, point, suspect, likelihood, Bilingual::new(zh, en)));
                }
            }
        }
    }
}
