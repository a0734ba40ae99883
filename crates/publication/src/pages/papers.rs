//! The papers: what the original says beside the gist, what was taken from it, and what rests on it.

use std::collections::BTreeSet;
use std::ops::Range;

use askama::Template;
use corpus::{ClauseId, Mended, PaperId, Reading};

use super::paper_facts::{Fact, Segment, facts, segments};
use super::paper_variants::{CopySection, RuleSection, copies, rule_versions};
use super::{ABSENT, frame, frame_with, render};
use crate::cites::{Use, clause_anchor, known_path};
use crate::route::Route;
use crate::view::{Frame, Link, View};

#[derive(Template)]
#[template(path = "papers.html")]
struct Papers<'a> {
    frame: Frame<'a>,
    papers: Vec<PaperRow>,
}

struct PaperRow {
    link: Link,
    title: String,
    number: String,
    date: String,
    state: &'static str,
    cited: usize,
    facts: usize,
}

#[derive(Template)]
#[template(path = "paper.html")]
struct PaperPage<'a> {
    frame: Frame<'a>,
    about: Vec<(&'static str, String)>,
    url: Option<String>,
    has_text: bool,
    whole_uses: Vec<Link>,
    clauses: Vec<ClauseSection>,
    quarantined: Vec<SetAside>,
    /// Sections that the contents page announces and the body lacks.
    missing: Vec<String>,
    decisions: Vec<DecisionRow>,
    repairs: String,
    copies: Vec<CopySection>,
    versions: Vec<RuleSection>,
    versions_lead: String,
}

struct SetAside {
    about: String,
    printed: String,
}

/// What a person decided about the reading.
struct DecisionRow {
    clause: Option<Link>,
    quote: String,
    verdict: &'static str,
    value: String,
    who: String,
    because: String,
}

struct ClauseSection {
    anchor: String,
    path: String,
    title: Option<String>,
    /// 1 to 4.
    level: u8,
    found: bool,
    gist: String,
    lines: Vec<Vec<Segment>>,
    /// As the file shows it, where that differs from the text by more than white space.
    printed: Option<String>,
    place: Option<String>,
    facts: Vec<Fact>,
    uses: Vec<Link>,
}

pub(super) fn list(view: View<'_>) -> String {
    let papers = view.context.papers.iter().map(|paper| paper_row(view, paper)).collect();
    render(&Papers { frame: frame(view, view.text("papers.title")), papers })
}

fn paper_row(view: View<'_>, id: &PaperId) -> PaperRow {
    let cycle = view.context.cycle;
    let (declared, reading) = (cycle.programme.papers.get(id), cycle.readings.get(id));
    let number = declared.and_then(|paper| paper.number.clone()).or_else(|| reading?.metadata.number.clone());
    let date = declared.and_then(|paper| paper.signed_on.or(paper.published_on)).map(|day| day.to_string());
    let date = date.or_else(|| reading?.metadata.signed_on.clone());
    let absent = || ABSENT.to_owned();
    PaperRow {
        link: Link::new(id.to_string(), view.href(&Route::Paper(id.clone()))),
        title: title(view, id),
        number: number.unwrap_or_else(absent),
        date: date.unwrap_or_else(absent),
        state: view.language.text(if reading.is_some() { "papers.read" } else { "papers.cited_only" }),
        cited: view.context.cites.get(id).map_or(0, |cited| cited.len()),
        facts: reading.map_or(0, |reading| facts(view, reading).len()),
    }
}

fn title(view: View<'_>, id: &PaperId) -> String {
    let cycle = view.context.cycle;
    let declared = cycle.programme.papers.get(id).map(|paper| view.of(&paper.title).to_owned());
    declared.or_else(|| cycle.readings.get(id)?.title.clone()).unwrap_or_else(|| id.to_string())
}

pub(super) fn page(view: View<'_>, id: &PaperId) -> String {
    let cycle = view.context.cycle;
    let (declared, reading) = (cycle.programme.papers.get(id), cycle.readings.get(id));
    let clauses = clauses(view, id, reading);
    let missing = reading.map(missing).unwrap_or_default();
    let mut frame = frame_with(view, title(view, id), &[]);
    let top = |clause: &&ClauseSection| clause.level == 1;
    let entry = |clause: &ClauseSection| {
        Link::new(format!("{} {}", clause.path, clause.title.clone().unwrap_or_default()).trim(), format!("#{}", clause.anchor))
    };
    frame.contents = clauses.iter().filter(top).map(entry).collect();
    let quarantined: Vec<SetAside> =
        reading.into_iter().flat_map(|reading| &reading.quarantined).map(|entry| set_aside(view, reading, entry)).collect();
    let (copies, versions) = (copies(view, id), rule_versions(view, id));
    let behind = [
        ("missing", "paper.missing_short", missing.len()),
        ("quarantined", "paper.quarantined", quarantined.len()),
        ("copies", "copies.title", copies.len()),
        ("versions", "versions.title", versions.len()),
    ];
    let behind = behind.into_iter().filter(|(_, _, count)| *count > 0);
    frame
        .contents
        .extend(behind.map(|(anchor, key, count)| Link::new(format!("{} {count}", view.language.text(key)), format!("#{anchor}"))));
    render(&PaperPage {
        about: about(view, id),
        url: declared.and_then(|paper| paper.url.clone()),
        has_text: reading.is_some(),
        whole_uses: uses(view, id, ""),
        clauses,
        quarantined,
        missing,
        decisions: reading.map(|reading| decisions(view, reading)).unwrap_or_default(),
        repairs: reading.map(|reading| repairs(view, reading)).unwrap_or_default(),
        copies,
        versions,
        versions_lead: view.fill_one("versions.lead", "day", cycle.day),
        frame,
    })
}

fn set_aside(view: View<'_>, reading: Option<&Reading>, entry: &corpus::reading::Quarantined) -> SetAside {
    let printed = reading.map(|reading| reading.paper.printed_at(&entry.at)).unwrap_or_default();
    SetAside { about: format!("{} {}", places(view, &entry.at), entry.reason), printed }
}

fn missing(reading: &Reading) -> Vec<String> {
    let missing = reading.contents.iter().flat_map(|contents| &contents.missing);
    missing.map(|entry| format!("{}{}", entry.label, entry.title)).collect()
}

fn decisions(view: View<'_>, reading: &Reading) -> Vec<DecisionRow> {
    let row = |decided: &corpus::review::Decided| DecisionRow {
        clause: decided.clause.as_ref().map(|path| Link::new(path.clone(), format!("#{}", clause_anchor(path)))),
        quote: shortened(&decided.quote),
        verdict: view.language.text(match decided.verdict {
            corpus::review::Verdict::Accept => "verdict.accept",
            corpus::review::Verdict::Correct => "verdict.correct",
            corpus::review::Verdict::Reject => "verdict.reject",
        }),
        value: decided.value.clone().unwrap_or_default(),
        who: format!("{} {}", decided.who, decided.on),
        because: decided.because.clone(),
    };
    reading.decisions.iter().map(row).collect()
}

fn shortened(text: &str) -> String {
    const SHOWN: usize = 60;
    let mut letters = text.chars();
    let shown: String = letters.by_ref().take(SHOWN).collect();
    if letters.next().is_some() { shown + "…" } else { shown }
}

/// Returns what the file shows where a clause stands, if it differs; a packed file has no places inside.
fn printed(reading: &Reading, clause: &corpus::Clause) -> Option<String> {
    reading.source.charset.as_ref()?;
    let range = clause.heading.start..clause.body.end.max(clause.heading.end);
    let at = reading.paper.at(range.clone());
    let (start, end) = (at.iter().map(|range| range.0).min()?, at.iter().map(|range| range.1).max()?);
    let printed = reading.paper.printed_at(&[(start, end)]);
    let bare = |text: &str| text.chars().filter(|letter| !letter.is_whitespace()).collect::<String>();
    (bare(&printed) != bare(&reading.text[range])).then_some(printed)
}

fn about(view: View<'_>, id: &PaperId) -> Vec<(&'static str, String)> {
    let cycle = view.context.cycle;
    let (declared, reading) = (cycle.programme.papers.get(id), cycle.readings.get(id));
    let issuers = declared.map(|paper| paper.issuers.clone()).or_else(|| Some(reading?.metadata.issuers.clone())).unwrap_or_default();
    let date = declared.and_then(|paper| paper.signed_on.or(paper.published_on)).map(|day| day.to_string());
    let rows = [
        ("paper.id", Some(id.to_string())),
        ("column.number", declared.and_then(|paper| paper.number.clone()).or_else(|| reading?.metadata.number.clone())),
        ("paper.issuers", (!issuers.is_empty()).then(|| view.language.list(&issuers))),
        ("column.date", date.or_else(|| reading?.metadata.signed_on.clone())),
        ("paper.trust", declared.map(|paper| view.of(&paper.trust).to_owned()).filter(|trust| !trust.is_empty())),
        ("column.file", reading.map(|reading| format!("{} · SHA-256 {}", reading.source.file, reading.source.sha256))),
    ];
    rows.into_iter().filter_map(|(key, value)| Some((view.language.text(key), value?))).collect()
}

/// Clauses of the reading in order, then those that are only declared or cited.
fn clauses(view: View<'_>, id: &PaperId, reading: Option<&Reading>) -> Vec<ClauseSection> {
    let facts = reading.map(|reading| facts(view, reading)).unwrap_or_default();
    let mended = reading.map(|reading| reading.paper.mended()).unwrap_or_default();
    let mut sections: Vec<ClauseSection> = Vec::new();
    for clause in reading.into_iter().flat_map(|reading| reading.paper.clauses.iter().map(move |clause| (reading, clause))) {
        let (reading, clause) = clause;
        if !sections.iter().any(|section| section.path == clause.path) {
            sections.push(found(view, id, reading, clause, &facts, &mended));
        }
    }
    for path in named_paths(view, id) {
        if !path.is_empty() && !sections.iter().any(|section| section.path == path) {
            sections.push(only_named(view, id, &path));
        }
    }
    sections
}

/// Paths that the programme declares or anything cites, as the reading knows them.
fn named_paths(view: View<'_>, id: &PaperId) -> Vec<String> {
    let cycle = view.context.cycle;
    let declared = cycle.programme.papers.get(id).into_iter().flat_map(|paper| &paper.clauses);
    let declared = declared.map(|clause| known_path(&cycle.readings, &clause.id));
    let cited = view.context.cites.get(id).into_iter().flat_map(|cited| cited.keys().cloned());
    let mut seen = BTreeSet::new();
    declared.chain(cited).filter(|path| seen.insert(path.clone())).collect()
}

fn found(view: View<'_>, id: &PaperId, reading: &Reading, clause: &corpus::Clause, facts: &[Fact], mended: &[Mended]) -> ClauseSection {
    let body = if clause.run_in { clause.heading.start..clause.body.end.max(clause.heading.end) } else { clause.body.clone() };
    let here = facts.iter().filter(|fact| fact.aside && clause.body.contains(&fact.start) || clause.heading.contains(&fact.start));
    ClauseSection {
        anchor: clause_anchor(&clause.path),
        path: clause.path.clone(),
        title: clause.title.clone().filter(|_| !clause.run_in),
        level: clause.level.clamp(1, 4),
        found: true,
        gist: gist(view, id, &clause.path),
        lines: own_parts(reading, body).into_iter().flat_map(|part| segments(view, reading, part, facts, mended)).collect(),
        printed: printed(reading, clause),
        place: Some(places(view, &reading.paper.at(clause.whole.clone()))),
        facts: here.filter(|fact| fact.aside).cloned().collect(),
        uses: uses(view, id, &clause.path),
    }
}

/// The parts of a body that stand in no clause below it, which has a section of its own.
fn own_parts(reading: &Reading, body: Range<usize>) -> Vec<Range<usize>> {
    let below = reading.paper.clauses.iter().filter(|clause| body.start < clause.heading.start && clause.heading.start < body.end);
    let mut parts = Vec::new();
    let mut from = body.start;
    for clause in below {
        parts.push(from..clause.heading.start.max(from));
        from = from.max(clause.heading.end).max(clause.body.end);
    }
    parts.push(from..body.end.max(from));
    parts.retain(|part| !part.is_empty());
    parts
}

fn only_named(view: View<'_>, id: &PaperId, path: &str) -> ClauseSection {
    ClauseSection {
        anchor: clause_anchor(path),
        path: path.to_owned(),
        title: None,
        level: (path.matches('/').count() as u8 + 1).min(4),
        found: false,
        gist: gist(view, id, path),
        lines: Vec::new(),
        printed: None,
        place: None,
        facts: Vec::new(),
        uses: uses(view, id, path),
    }
}

/// The gist is declared under the path as cited, which need not be the reading's own.
fn gist(view: View<'_>, id: &PaperId, path: &str) -> String {
    let cycle = view.context.cycle;
    let declared = cycle.programme.papers.get(id).into_iter().flat_map(|paper| &paper.clauses);
    let mut same =
        declared.filter(|clause| known_path(&cycle.readings, &ClauseId { paper: id.clone(), path: clause.id.path.clone() }) == path);
    same.next().map(|clause| view.of(&clause.gist).to_owned()).unwrap_or_default()
}

/// What rests on the clause: the first few by name, the rest by number.
fn uses(view: View<'_>, id: &PaperId, path: &str) -> Vec<Link> {
    const SHOWN: usize = 12;
    let uses: &[Use] = view.context.cites.get(id).and_then(|cited| cited.get(path)).map(Vec::as_slice).unwrap_or_default();
    let mut said = BTreeSet::new();
    let uses: Vec<&Use> = uses.iter().filter(|used| said.insert((used.kind, &used.name))).collect();
    let link = |used: &&Use| {
        let name = view.of(&used.name);
        let kind = view.text(used.kind);
        let text = if name.is_empty() { kind.to_owned() } else { format!("{kind}{}{name}", view.text("layout.colon")) };
        Link::new(text, view.href_at(&used.route, &used.anchor))
    };
    let mut links: Vec<Link> = uses.iter().take(SHOWN).map(link).collect();
    if uses.len() > SHOWN {
        links.push(Link::plain(view.fill("paper.more_uses", &[("n", &(uses.len() - SHOWN))])));
    }
    links
}

fn places(view: View<'_>, at: &[corpus::ByteRange]) -> String {
    let (Some(first), Some(last)) = (at.first(), at.last()) else { return String::new() };
    view.fill("paper.bytes", &[("start", &first.0), ("end", &last.1)])
}

fn repairs(view: View<'_>, reading: &Reading) -> String {
    let repairs: Vec<String> = reading
        .repairs
        .iter()
        .map(|repair| {
            let name = view.language.find(&format!("repair.{}", repair.kind)).unwrap_or(&repair.kind);
            format!("{name} {}", repair.count)
        })
        .collect();
    view.language.list(&repairs)
}
