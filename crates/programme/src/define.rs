//! From a folder and the readings of its papers to a programme.

use std::collections::BTreeMap;

use corpus::review::{self, Decisions};
use corpus::{Finding, PaperId, Reading};

use crate::file::{self, At};
use crate::rule::Rulebook;
use crate::{
    About, ClassMember, Event, Folder, Fund, Indicator, IndustryFocus, Measure, Member, Method, OldIndustrialCity, Paper, Park, Place,
    Practice, Programme, PublishedCount, PublishedResult, ResultKind, Target, Task, Zone, check, rule,
};

/// All entries of a folder, each with its place in the files.
pub(crate) struct Loaded {
    pub about: About,
    pub papers: Vec<At<Paper>>,
    pub places: Vec<At<Place>>,
    pub old_industrial_cities: Vec<At<OldIndustrialCity>>,
    pub industries: Vec<At<IndustryFocus>>,
    pub class_members: Vec<At<ClassMember>>,
    pub zones: Vec<At<Zone>>,
    pub members: Vec<At<Member>>,
    pub parks: Vec<At<Park>>,
    pub indicators: Vec<At<Indicator>>,
    pub targets: Vec<At<Target>>,
    pub tasks: Vec<At<Task>>,
    pub measures: Vec<At<Measure>>,
    pub results: Vec<At<PublishedResult>>,
    pub counts: Vec<At<PublishedCount>>,
    pub funds: Vec<At<Fund>>,
    pub practices: Vec<At<Practice>>,
    pub events: Vec<At<Event>>,
    pub rulebook: Rulebook,
}

/// Reads a programme folder and checks it against itself, the gazetteer and the papers that were read.
///
/// A paper without a reading is only checked against `papers.toml`. Entries that cannot be read are left out with a finding; entries that
/// can be read but are doubtful are kept with a finding.
pub fn define(papers: &BTreeMap<PaperId, Reading>, folder: &Folder) -> Programme {
    let mut findings = Vec::new();
    let loaded = load(folder, &mut findings);
    findings.extend(check::check(&loaded, papers));
    findings.extend(check::reading_decisions(folder, &loaded));
    findings.extend(check::unknown_files(folder));
    let methods = methods(folder, &loaded, &mut findings);
    Programme { methods, ..programme(loaded, findings) }
}

/// What a method may ask about a unit besides its figures and events.
const UNIT_ATTRIBUTES: [&str; 2] = ["class", "province"];

/// Reads `methods/*.toml`; of two methods with one id the first is kept.
fn methods(folder: &Folder, loaded: &Loaded, findings: &mut Vec<Finding>) -> BTreeMap<String, Method> {
    let is_event = |name: &str| {
        ResultKind::ALL.into_iter().any(|kind| kind.event() == Some(name)) || loaded.rulebook.events.iter().any(|event| event.id == name)
    };
    // A folder without indicators of its own is for tables whose headings are the method's own names.
    let known = |name: &str| {
        loaded.indicators.is_empty()
            || loaded.indicators.iter().any(|indicator| indicator.value.id.as_str() == name)
            || is_event(name)
            || UNIT_ATTRIBUTES.contains(&name)
    };
    let unit_of = |name: &str| {
        let indicator = loaded.indicators.iter().find(|indicator| indicator.value.id.as_str() == name);
        indicator.map(|indicator| indicator.value.unit.clone())
    };
    let mut methods: BTreeMap<String, Method> = BTreeMap::new();
    for (path, bytes) in folder.files.iter().filter(|(path, _)| path.starts_with("methods/") && path.ends_with(".toml")) {
        let text = String::from_utf8_lossy(bytes);
        let (method, flaws) = Method::parse(path, &text);
        findings.extend(flaws);
        let Some(method) = method else { continue };
        findings.extend(method.check_names(&known));
        findings.extend(method.check_units(&unit_of));
        findings.extend(check::method_cites(&method, path, loaded));
        findings.extend(check::method_words(&method, path, &loaded.about));
        if methods.contains_key(&method.id) {
            let id = &method.id;
            let finding = Finding::error(
                "method/double",
                format!("方法“{id}”重复，未采用"),
                format!("the method `{id}` was given before; this one is left out"),
            );
            findings.push(finding.at(corpus::Location::file(path)).hint("改用另一个 id", "give it another id"));
            continue;
        }
        methods.insert(method.id.clone(), method);
    }
    methods
}

/// Returns what `papers.toml` says, for finding out which delivered file is which paper before the rest is read.
pub fn papers(folder: &Folder) -> Vec<Paper> {
    values(file::papers(folder, &mut Vec::new()))
}

/// Returns what people decided about the readings of the folder's papers, and findings about what cannot be read.
pub fn reading_decisions(folder: &Folder) -> (Decisions, Vec<Finding>) {
    let text = folder.files.get(review::FILE).map(|bytes| String::from_utf8_lossy(bytes)).unwrap_or_default();
    Decisions::parse(&text)
}

fn load(folder: &Folder, findings: &mut Vec<Finding>) -> Loaded {
    let mut events = file::events(folder, findings);
    events.extend(file::demonstration_events(folder, findings));
    let (rulebook, rule_findings) = rule::read(folder, "rules");
    findings.extend(rule_findings);
    Loaded {
        about: file::about(folder, findings),
        papers: file::papers(folder, findings),
        places: file::places(folder, findings),
        old_industrial_cities: file::old_industrial_cities(folder, findings),
        industries: file::industries(folder, findings),
        class_members: file::class_members(folder, findings),
        zones: file::zones(folder, findings),
        members: file::members(folder, findings),
        parks: file::parks(folder, findings),
        indicators: file::indicators(folder, findings),
        targets: file::targets(folder, findings),
        tasks: file::tasks(folder, findings),
        measures: file::measures(folder, findings),
        results: file::results(folder, findings),
        counts: file::counts(folder, findings),
        funds: file::funds(folder, findings),
        practices: file::practices(folder, findings),
        events,
        rulebook,
    }
}

fn programme(loaded: Loaded, findings: Vec<Finding>) -> Programme {
    let mut places = values(loaded.places);
    places.sort_by(|a, b| (&a.id, a.validity.from).cmp(&(&b.id, b.validity.from)));
    Programme {
        about: loaded.about,
        papers: first_by(loaded.papers, |paper| paper.id.clone()),
        places,
        old_industrial_cities: values(loaded.old_industrial_cities),
        industries: values(loaded.industries),
        class_members: values(loaded.class_members),
        zones: values(loaded.zones),
        members: values(loaded.members),
        parks: values(loaded.parks),
        indicators: first_by(loaded.indicators, |indicator| indicator.id.clone()),
        targets: values(loaded.targets),
        tasks: values(loaded.tasks),
        measures: values(loaded.measures),
        methods: BTreeMap::new(),
        results: values(loaded.results),
        counts: values(loaded.counts),
        funds: values(loaded.funds),
        practices: values(loaded.practices),
        events: values(loaded.events),
        rulebook: loaded.rulebook,
        findings,
    }
}

fn values<T>(entries: Vec<At<T>>) -> Vec<T> {
    entries.into_iter().map(|entry| entry.value).collect()
}

/// Of two entries with one id the first is kept; the check reports the second.
fn first_by<K: Ord, T>(entries: Vec<At<T>>, key: impl Fn(&T) -> K) -> BTreeMap<K, T> {
    let mut map = BTreeMap::new();
    for entry in entries {
        map.entry(key(&entry.value)).or_insert(entry.value);
    }
    map
}
