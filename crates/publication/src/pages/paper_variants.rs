//! Other copies of a paper beside the one that is read, and what other papers say about the same thing.

use corpus::PaperId;
use corpus::compare::{Class, Difference, Side};
use corpus::versions::{Edition, Version, Versions, versions};

use crate::cites::clause_anchor;
use crate::cycle::OtherCopy;
use crate::number;
use crate::route::Route;
use crate::view::{Link, View};

/// A copy and where it differs.
pub(super) struct CopySection {
    pub(super) file: String,
    pub(super) about: String,
    /// What speaks against each copy: the one that is read, and this one.
    pub(super) flaws: Vec<String>,
    pub(super) rows: Vec<DifferenceRow>,
    /// Differences that are not shown.
    pub(super) more: String,
}

pub(super) struct DifferenceRow {
    pub(super) clause: Link,
    pub(super) class: &'static str,
    pub(super) read: String,
    pub(super) other: String,
}

/// One thing that several papers rule.
pub(super) struct RuleSection {
    pub(super) about: String,
    pub(super) rows: Vec<RuleRow>,
}

pub(super) struct RuleRow {
    pub(super) paper: Link,
    pub(super) dated: String,
    pub(super) quote: String,
    pub(super) state: &'static str,
}

pub(super) fn copies(view: View<'_>, id: &PaperId) -> Vec<CopySection> {
    let copies = view.context.cycle.copies.get(id).map(Vec::as_slice).unwrap_or_default();
    copies.iter().map(|copy| section(view, copy)).collect()
}

fn section(view: View<'_>, copy: &OtherCopy) -> CopySection {
    const SHOWN: usize = 100;
    let comparison = &copy.comparison;
    let count = |class: Class| comparison.differences.iter().filter(|difference| difference.class == class).count();
    let sounder = match comparison.sounder {
        Some(Side::A) => "copies.this_sounder",
        Some(Side::B) => "copies.other_sounder",
        None => "copies.equally_sound",
    };
    let about = view.fill(
        "copies.about",
        &[
            ("alike", &number::fine_percent(comparison.similarity)),
            ("sounder", &view.language.text(sounder)),
            ("damage", &count(Class::Damage)),
            ("orthography", &count(Class::Orthography)),
            ("substance", &count(Class::Substance)),
        ],
    );
    let flaws = |key: &str, reasons: &[corpus::Bilingual]| {
        let reasons: Vec<String> = reasons.iter().map(|reason| view.of(reason).to_owned()).collect();
        (!reasons.is_empty()).then(|| format!("{}{}{}", view.language.text(key), view.text("layout.colon"), view.language.list(&reasons)))
    };
    let soundness = &comparison.soundness;
    let hidden = comparison.differences.len().saturating_sub(SHOWN);
    CopySection {
        file: copy.file.clone(),
        about,
        flaws: [flaws("copies.flaws_read", &soundness.a.reasons), flaws("copies.flaws_other", &soundness.b.reasons)]
            .into_iter()
            .flatten()
            .collect(),
        rows: comparison.differences.iter().take(SHOWN).map(|difference| row(view, difference)).collect(),
        more: if hidden > 0 { view.fill_one("copies.more", "n", hidden) } else { String::new() },
    }
}

fn row(view: View<'_>, difference: &Difference) -> DifferenceRow {
    DifferenceRow {
        clause: Link::new(difference.clause.clone(), format!("#{}", clause_anchor(&difference.clause))),
        class: view.language.text(match difference.class {
            Class::Damage => "copies.damage",
            Class::Orthography => "copies.orthography",
            Class::Substance => "copies.substance",
        }),
        read: difference.a.clone(),
        other: difference.b.clone(),
    }
}

/// What this paper and others rule about the same thing, with the one that holds on the day of the run.
pub(super) fn rule_versions(view: View<'_>, id: &PaperId) -> Vec<RuleSection> {
    let cycle = view.context.cycle;
    let edition = |(paper, reading): (&PaperId, &corpus::Reading)| {
        let declared = cycle.programme.papers.get(paper);
        Edition {
            paper: paper.0.clone(),
            title: reading.title.clone(),
            number: declared.and_then(|paper| paper.number.clone()).or_else(|| reading.metadata.number.clone()),
            dated: declared.and_then(|paper| paper.signed_on.or(paper.published_on)),
            rules: reading.rules.clone(),
        }
    };
    let editions: Vec<Edition> = cycle.readings.iter().map(edition).collect();
    let ours = |versions: &Versions| versions.differ && versions.versions.iter().any(|version| version.paper == id.0);
    versions(&editions, cycle.day).iter().filter(|versions| ours(versions)).map(|versions| rule_section(view, versions)).collect()
}

fn rule_section(view: View<'_>, versions: &Versions) -> RuleSection {
    let row = |version: &Version| RuleRow {
        paper: paper_link(view, version),
        dated: version.dated.map(|day| day.to_string()).unwrap_or_default(),
        quote: version.rule.quote.clone(),
        state: view.language.text(match version.in_force {
            Some(true) => "versions.in_force",
            Some(false) => "versions.not_in_force",
            None => "versions.open",
        }),
    };
    RuleSection { about: versions.consequence.clone(), rows: versions.versions.iter().map(row).collect() }
}

fn paper_link(view: View<'_>, version: &Version) -> Link {
    let id = PaperId(version.paper.clone());
    let clause = version.rule.clause.as_str();
    let anchor = if clause.is_empty() { String::new() } else { clause_anchor(clause) };
    let name = version.number.clone().unwrap_or_else(|| version.paper.clone());
    Link::new(format!("{name} {clause}").trim().to_owned(), view.href_at(&Route::Paper(id), &anchor))
}
