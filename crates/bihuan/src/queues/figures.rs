//! Doubtful figures: what the checks and the comparison of sources found, and one more decision kept.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use corpus::{Bilingual, Finding};
use jiff::civil::Date;
use observations::check::{Disagreement, Panel, Settings, Suspicion, check, reconcile};
use observations::{Action, DECISIONS, FigureDecision, FigureDecisions, Mapping, with_decision};
use programme::Folder;
use serde::Serialize;

use crate::checks::{self, CHECKS, MAPPING};
use crate::failure::Failure;
use crate::folders;

/// A figure that waits for a person, or that a person has looked at.
#[derive(Debug, Serialize)]
pub(crate) struct Item {
    pub(crate) figure: String,
    pub(crate) place: String,
    heading: String,
    year: i16,
    pub(crate) value: f64,
    pub(crate) unit: String,
    pub(crate) likelihood: f64,
    /// How often such a likelihood was right on injected faults.
    pub(crate) calibrated: Option<f64>,
    pub(crate) likely: Option<f64>,
    pub(crate) reasons: Vec<Bilingual>,
    /// `open`, `accepted`, `corrected`, `asked_back`, or `stale`: the table says something else than what was decided on.
    pub(crate) state: &'static str,
    decision: Option<FigureDecision>,
}

/// Doubted figures, and rows of the decisions that could not be read.
pub(crate) struct Doubted {
    pub(crate) items: Vec<Item>,
    pub(crate) findings: Vec<Finding>,
}

impl Item {
    /// Whether a person must still look at it.
    pub(crate) fn is_open(&self) -> bool {
        matches!(self.state, "open" | "stale")
    }
}

/// Every doubted figure once, with all reasons, the likeliest faults first.
pub(crate) fn items(panel: &Panel, folder: &Folder, as_known_on: Option<Date>) -> Result<Doubted, Failure> {
    let settings = settings(folder)?;
    let (decisions, findings) = match folder.files.get(DECISIONS) {
        Some(bytes) => FigureDecisions::read(bytes, as_known_on),
        None => Default::default(),
    };
    let mut by_figure: BTreeMap<(String, String, i16), Item> = BTreeMap::new();
    for suspicion in check(panel, &settings).into_iter().filter(|one| one.likelihood >= settings.tell_from) {
        let Suspicion { heading, place, year, likelihood, calibrated, likely, message, .. } = suspicion;
        add(&mut by_figure, panel, (heading, place, year), (likelihood, calibrated), likely, message);
    }
    let (mapping, _) = Mapping::read(MAPPING, &text(folder, MAPPING));
    for disagreement in reconcile(panel, &mapping.rival_headings(), &settings).0 {
        let Some(side) = disagreement.faulty else { continue };
        let likelihood = disagreement.odds / (1.0 + disagreement.odds);
        let other = disagreement.values[1 - side];
        let message = disagreement_text(&disagreement, side);
        let likely = (side == 0).then_some(other);
        add(
            &mut by_figure,
            panel,
            (disagreement.headings[side].clone(), disagreement.place, disagreement.year),
            (likelihood, None),
            likely,
            message,
        );
    }
    let mut items: Vec<Item> = by_figure.into_values().collect();
    for item in &mut items {
        let code = item.figure.split('/').nth(1).unwrap_or_default().to_owned();
        if let Some(decision) = decisions.about(&[&code], std::iter::once(item.heading.as_str()), item.year) {
            let same = (decision.seen - item.value).abs() <= 1e-9 * item.value.abs();
            item.state = match decision.action {
                _ if !same => "stale",
                Action::Accept => "accepted",
                Action::Correct(_) => "corrected",
                Action::AskBack => "asked_back",
            };
            item.decision = Some(decision.clone());
        }
    }
    items.sort_by(|a, b| b.likelihood.total_cmp(&a.likelihood).then_with(|| a.figure.cmp(&b.figure)));
    Ok(Doubted { items, findings })
}

fn add(
    by_figure: &mut BTreeMap<(String, String, i16), Item>,
    panel: &Panel,
    key: (String, String, i16),
    (likelihood, calibrated): (f64, Option<f64>),
    likely: Option<f64>,
    message: Bilingual,
) {
    let (heading, place, year) = &key;
    let Some((series, point)) = panel.find(heading, place).and_then(|series| Some((series, series.at(*year)?))) else { return };
    let item = by_figure.entry(key.clone()).or_insert_with(|| Item {
        figure: format!("{heading}/{place}/{year}"),
        place: if series.name.is_empty() { place.clone() } else { series.name.clone() },
        heading: heading.clone(),
        year: *year,
        value: point.value,
        unit: series.unit.clone(),
        likelihood,
        calibrated,
        likely,
        reasons: Vec::new(),
        state: "open",
        decision: None,
    });
    if likelihood > item.likelihood {
        (item.likelihood, item.calibrated, item.likely) = (likelihood, calibrated, likely.or(item.likely));
    }
    if !item.reasons.contains(&message) {
        item.reasons.push(message);
    }
}

fn disagreement_text(disagreement: &Disagreement, side: usize) -> Bilingual {
    let other = &disagreement.headings[1 - side];
    let value = disagreement.values[1 - side];
    Bilingual::new(
        format!("与来源“{other}”的{value}不一致，且与本序列前后年份不合"),
        format!("the source `{other}` says {value}, and the figure fits its own years worse"),
    )
}

fn settings(folder: &Folder) -> Result<Settings, Failure> {
    checks::settings(folder)?.ok_or_else(|| Failure::configuration(format!("方案目录没有 {CHECKS}"), format!("the folder has no {CHECKS}")))
}

fn text(folder: &Folder, file: &str) -> String {
    folder.files.get(file).map(|bytes| String::from_utf8_lossy(bytes).into_owned()).unwrap_or_default()
}

/// What a person decides about one figure.
pub(crate) struct Ask<'a> {
    /// `heading/place/year`.
    pub(crate) figure: &'a str,
    pub(crate) action: Action,
    pub(crate) who: &'a str,
    pub(crate) why: &'a str,
    pub(crate) day: Date,
}

/// Keeps a decision in the folder at `path`; returns the file.
pub(crate) fn keep(path: &Path, panel: &Panel, ask: &Ask<'_>) -> Result<PathBuf, Failure> {
    let figure = ask.figure;
    let wrong = || Failure::input(format!("没有数据 `{figure}`"), format!("there is no figure `{figure}`"));
    let mut parts = figure.rsplitn(3, '/');
    let year: i16 = parts.next().and_then(|year| year.parse().ok()).ok_or_else(wrong)?;
    let (place, heading) = (parts.next().ok_or_else(wrong)?, parts.next().ok_or_else(wrong)?);
    let series = panel.find(heading, place).ok_or_else(wrong)?;
    let point = series.at(year).ok_or_else(wrong)?;
    if ask.who.trim().is_empty() || ask.why.trim().is_empty() {
        return Err(Failure::input("须写明经办人和理由", "the author and the reason are needed"));
    }
    let decision = FigureDecision {
        day: ask.day,
        who: ask.who.to_owned(),
        place: place.to_owned(),
        indicator: heading.to_owned(),
        year,
        action: ask.action,
        seen: point.value,
        unit: series.unit.clone(),
        why: ask.why.to_owned(),
        row: 0,
    };
    let file = path.join(DECISIONS);
    let before = if file.is_file() { String::from_utf8_lossy(&folders::read_file(&file)?).into_owned() } else { String::new() };
    folders::write_at_once(&file, with_decision(&before, &decision).as_bytes())?;
    Ok(file)
}
