//! Does every entry cite something, and is it there?

use std::collections::{BTreeMap, BTreeSet};

use corpus::{ClauseId, Finding, Location, PaperId, Reading};

use crate::define::Loaded;
use crate::file::At;
use crate::{Method, Paper};

pub(super) fn check(loaded: &Loaded, readings: &BTreeMap<PaperId, Reading>) -> Vec<Finding> {
    let papers = by_id(loaded);
    let mut findings = Vec::new();
    for (cites, location) in must_cite(loaded) {
        if cites.is_empty() {
            findings.push(uncited(location));
        }
        findings.extend(cites.iter().filter_map(|cite| dangling(cite, &papers, location)));
    }
    let about = Location::file("programme.toml");
    for cites in about_cites(loaded) {
        if cites.is_empty() {
            findings.push(uncited(&about));
        }
        findings.extend(cites.iter().filter_map(|cite| dangling(cite, &papers, &about)));
    }
    let free = loaded.indicators.iter().map(|entry| (&entry.value.cite, &entry.location));
    for (cites, location) in free {
        findings.extend(cites.iter().filter_map(|cite| dangling(cite, &papers, location)));
    }
    for (cite, location) in loaded.rulebook.cites() {
        findings.extend(dangling(cite, &papers, &location));
    }
    for paper in &loaded.papers {
        if let Some(reading) = readings.get(&paper.value.id) {
            findings.extend(against_reading(paper, reading));
        }
    }
    findings
}

fn by_id(loaded: &Loaded) -> BTreeMap<&PaperId, &Paper> {
    loaded.papers.iter().map(|paper| (&paper.value.id, &paper.value)).collect()
}

/// Returns the cites of a method that lead nowhere, each once.
pub(crate) fn method_cites(method: &Method, path: &str, loaded: &Loaded) -> Vec<Finding> {
    let papers = by_id(loaded);
    let quantities = method.quantities.iter().map(|quantity| &quantity.cite);
    let nodes = method.nodes.iter().map(|node| &node.cite);
    let classes = method.classes.entries.iter().map(|class| &class.cite);
    let points = method.points.iter().map(|points| &points.cite);
    let vetoes = method.vetoes.iter().map(|veto| &veto.cite);
    let specials = method.specials.iter().map(|special| &special.cite);
    let grades = method.grades.iter().map(|grade| &grade.cite);
    let parts = quantities.chain(nodes).chain(classes).chain(points).chain(vetoes).chain(specials).chain(grades);
    let cites: BTreeSet<&ClauseId> = parts.flatten().chain(&method.cite).collect();
    cites.into_iter().filter_map(|cite| dangling(cite, &papers, &Location::file(path))).collect()
}

/// Returns every entry that rests on a paper: all but indicators (many are everyday statistics) and invented events.
fn must_cite(loaded: &Loaded) -> Vec<(&Vec<ClauseId>, &Location)> {
    fn of<'a, T>(
        entries: &'a [At<T>],
        cite: impl Fn(&'a T) -> &'a Vec<ClauseId> + 'a,
    ) -> impl Iterator<Item = (&'a Vec<ClauseId>, &'a Location)> {
        entries.iter().map(move |entry| (cite(&entry.value), &entry.location))
    }
    of(&loaded.places, |place| &place.cite)
        .chain(of(&loaded.old_industrial_cities, |city| &city.cite))
        .chain(of(&loaded.industries, |industry| &industry.cite))
        .chain(of(&loaded.class_members, |member| &member.cite))
        .chain(of(&loaded.zones, |zone| &zone.cite))
        .chain(of(&loaded.members, |member| &member.cite))
        .chain(of(&loaded.parks, |park| &park.cite))
        .chain(of(&loaded.targets, |target| &target.cite))
        .chain(of(&loaded.tasks, |task| &task.cite))
        .chain(of(&loaded.measures, |measure| &measure.cite))
        .chain(of(&loaded.results, |result| &result.cite))
        .chain(of(&loaded.counts, |count| &count.cite))
        .chain(of(&loaded.funds, |fund| &fund.cite))
        .chain(of(&loaded.practices, |practice| &practice.cite))
        .chain(
            of(&loaded.events, |event| &event.cite)
                .zip(&loaded.events)
                .filter(|(_, event)| !event.value.demonstration)
                .map(|(cite, _)| cite),
        )
        .collect()
}

/// Returns the cites of `programme.toml`.
fn about_cites(loaded: &Loaded) -> impl Iterator<Item = &Vec<ClauseId>> {
    let about = &loaded.about;
    let editions = about.editions.iter().map(|edition| &edition.cite);
    let kinds = about.unit_kinds.iter().map(|kind| &kind.cite);
    let classes = about.classes.iter().map(|class| &class.cite);
    editions.chain(kinds).chain(classes).chain(about.announced.iter().map(|announced| &announced.cite))
}

fn uncited(location: &Location) -> Finding {
    Finding::error("folder/uncited", "该条目没有注明出处", "the entry cites nothing")
        .at(location.clone())
        .hint("请在 cite 中写明文件和条款，如 `1618 （十五）`", "name paper and clause in `cite`, for instance `1618 （十五）`")
}

fn dangling(cite: &ClauseId, papers: &BTreeMap<&PaperId, &Paper>, location: &Location) -> Option<Finding> {
    let Some(paper) = papers.get(&cite.paper) else {
        let finding = Finding::error(
            "folder/unknown-paper",
            format!("引用的文件 `{}` 未在 papers.toml 中登记", cite.paper),
            format!("the cited paper `{}` is not in papers.toml", cite.paper),
        );
        return Some(finding.at(location.clone()).hint("请先登记该文件", "enter the paper there first"));
    };
    if cite.path.is_empty() || paper.clause(&cite.path).is_some() {
        return None;
    }
    let finding = Finding::error(
        "folder/dangling-cite",
        format!("引用的条款 `{cite}` 未在 papers.toml 中登记"),
        format!("the cited clause `{cite}` is not in papers.toml"),
    );
    let known = paper.clauses.iter().map(|clause| clause.id.path.as_str()).collect::<Vec<_>>().join("、");
    let finding = finding.at(location.clone());
    Some(finding.hint(format!("已登记的条款：{known}"), format!("clauses entered: {known}")))
}

fn against_reading(paper: &At<Paper>, reading: &Reading) -> Vec<Finding> {
    let At { value: paper, location } = paper;
    let missing = paper.clauses.iter().filter(|clause| reading.clause(&clause.id.path).is_none());
    let mut findings: Vec<Finding> = missing
        .map(|clause| {
            Finding::warning(
                "folder/clause-not-in-paper",
                format!("所读文件 `{}` 中没有条款 `{}`", reading.source.file, clause.id),
                format!("the paper as read, `{}`, has no clause `{}`", reading.source.file, clause.id),
            )
            .at(location.clone())
            .hint("请核对条款编号，或查看该文件的阅读结果", "check the clause's number, or how the paper was read")
        })
        .collect();
    if paper.is_held() && !paper.held.iter().any(|copy| copy.sha256 == reading.source.sha256) {
        findings.push(
            Finding::warning(
                "folder/other-copy",
                format!("所读文件 `{}` 与登记的副本不一致", reading.source.file),
                format!("the paper as read, `{}`, is not one of the copies entered", reading.source.file),
            )
            .at(location.clone())
            .hint("如确为该文件，请登记其 SHA-256", "if it is the right paper, enter its SHA-256"),
        );
    }
    findings.extend(other_number(paper, reading).map(|finding| finding.at(location.clone())));
    findings
}

/// A paper that carries its number carries ours.
fn other_number(paper: &Paper, reading: &Reading) -> Option<Finding> {
    let (told, printed) = (paper.number.as_ref()?, reading.metadata.number.as_ref()?);
    let (id, file) = (&paper.id, &reading.source.file);
    (told != printed).then(|| {
        Finding::warning(
            "folder/paper-number",
            format!("文件 `{id}` 登记的文号是{told}，所读文件 `{file}` 是{printed}"),
            format!("the paper `{id}` is entered as {told}, `{file}` carries {printed}"),
        )
        .hint("请核对文号，或核对所读文件是否同一文件", "check the number, and that it is the same paper")
    })
}
