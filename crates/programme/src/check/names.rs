//! Is everything that an entry names known, and named once?

use std::collections::BTreeSet;

use corpus::gazetteer::Gazetteer;
use corpus::{Finding, Location};

use crate::define::Loaded;
use crate::file::At;
use crate::{About, Method, Place, PlaceLevel, UnitId};

pub(super) fn check(loaded: &Loaded) -> Vec<Finding> {
    let mut findings = doubles(loaded);
    findings.extend(loaded.places.iter().filter_map(unknown_place));
    findings.extend(unknown_units(loaded));
    findings.extend(unknown_words(loaded));
    findings
}

fn doubles(loaded: &Loaded) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut once = |ids: Vec<(String, &Location)>| {
        let mut seen = BTreeSet::new();
        findings.extend(ids.into_iter().filter(|(id, _)| !seen.insert(id.clone())).map(|(id, location)| double(&id, location)));
    };
    once(ids(&loaded.papers, |paper| paper.id.to_string()));
    once(ids(&loaded.old_industrial_cities, |city| city.unit.to_string()));
    once(ids(&loaded.zones, |zone| zone.id.to_string()));
    once(ids(&loaded.parks, |park| park.id.to_string()));
    once(ids(&loaded.indicators, |indicator| indicator.id.to_string()));
    once(ids(&loaded.targets, |target| target.id.clone()));
    once(ids(&loaded.tasks, |task| task.id.clone()));
    once(ids(&loaded.measures, |measure| measure.id.clone()));
    once(ids(&loaded.practices, |practice| practice.id.clone()));
    once(ids(&loaded.results, |result| format!("{} {:?} {} {}", result.year, result.kind, result.unit, result.subject)));
    findings
}

fn ids<T>(entries: &[At<T>], id: impl Fn(&T) -> String) -> Vec<(String, &Location)> {
    entries.iter().map(|entry| (id(&entry.value), &entry.location)).collect()
}

fn double(id: &str, location: &Location) -> Finding {
    Finding::error("folder/duplicate", format!("`{id}` 重复出现"), format!("`{id}` is there twice"))
        .at(location.clone())
        .hint("请删去一处或改用不同编号", "delete one or give it another id")
}

/// A place that goes by a code must be in the gazetteer under that code and name on the days for which the folder says so.
fn unknown_place(place: &At<Place>) -> Option<Finding> {
    let At { value: place, location } = place;
    let is_code = place.id.as_str().bytes().all(|byte| byte.is_ascii_digit());
    if place.level == PlaceLevel::Base || !is_code {
        return None;
    }
    let mut history = Gazetteer::shared().history(place.id.as_str()).peekable();
    if history.peek().is_none() {
        let finding = Finding::error(
            "folder/unknown-place",
            format!("行政区划代码 `{}` 不存在", place.id),
            format!("there is no administrative code `{}`", place.id),
        );
        return Some(finding.at(location.clone()).hint("请核对代码", "check the code"));
    }
    if history.any(|known| known.name == place.name.zh) {
        return None;
    }
    let names: Vec<&str> = Gazetteer::shared().history(place.id.as_str()).map(|known| known.name).collect();
    let names = names.join("、");
    let finding = Finding::error(
        "folder/place-name",
        format!("代码 `{}` 不叫“{}”", place.id, place.name.zh),
        format!("the code `{}` never bore the name `{}`", place.id, place.name.zh),
    );
    Some(finding.at(location.clone()).hint(format!("该代码的名称：{names}"), format!("names of the code: {names}")))
}

fn unknown_units(loaded: &Loaded) -> Vec<Finding> {
    let places: BTreeSet<&UnitId> = loaded.places.iter().map(|place| &place.value.id).collect();
    let zones: BTreeSet<&UnitId> = loaded.zones.iter().map(|zone| &zone.value.id).collect();
    let parks: BTreeSet<&UnitId> = loaded.parks.iter().map(|park| &park.value.id).collect();
    let is_known = |unit: &UnitId| places.contains(unit) || zones.contains(unit) || parks.contains(unit);
    let members = loaded.members.iter().filter(|member| member.value.confidence != crate::Confidence::NotFound);
    let named = (members.clone().map(|entry| (&entry.value.unit, &entry.location)))
        .chain(loaded.members.iter().map(|entry| (&entry.value.zone, &entry.location)))
        .chain(loaded.places.iter().map(|entry| (&entry.value.province, &entry.location)))
        .chain(loaded.places.iter().filter_map(|entry| Some((entry.value.parent.as_ref()?, &entry.location))))
        .chain(loaded.old_industrial_cities.iter().map(|entry| (&entry.value.unit, &entry.location)))
        .chain(loaded.industries.iter().flat_map(|entry| entry.value.cities.iter().map(|unit| (unit, &entry.location))))
        .chain(loaded.class_members.iter().map(|entry| (&entry.value.unit, &entry.location)))
        .chain(loaded.parks.iter().map(|entry| (&entry.value.place, &entry.location)))
        .chain(loaded.parks.iter().filter_map(|entry| Some((entry.value.zone.as_ref()?, &entry.location))))
        .chain(loaded.tasks.iter().flat_map(|entry| entry.value.units.iter().map(|unit| (unit, &entry.location))))
        .chain(loaded.measures.iter().flat_map(|entry| entry.value.units.iter().map(|unit| (unit, &entry.location))))
        .chain(loaded.results.iter().map(|entry| (&entry.value.unit, &entry.location)))
        .chain(loaded.practices.iter().flat_map(|entry| entry.value.units.iter().map(|unit| (unit, &entry.location))))
        .chain(loaded.events.iter().map(|entry| (&entry.value.unit, &entry.location)));
    named.filter(|(unit, _)| !is_known(unit)).map(|(unit, location)| unknown_unit(unit, location)).collect()
}

fn unknown_unit(unit: &UnitId, location: &Location) -> Finding {
    Finding::error(
        "folder/unknown-unit",
        format!("`{unit}` 未在 places.csv、zones.csv 或 parks.csv 中登记"),
        format!("`{unit}` is neither in places.csv nor in zones.csv nor in parks.csv"),
    )
    .at(location.clone())
    .hint("请核对代码，或先登记该地", "check the code, or enter the place first")
}

/// Kind of unit and grades that a method names must be the programme's own, where the programme has a list of them.
pub(crate) fn method_words(method: &Method, path: &str, about: &About) -> Vec<Finding> {
    let location = Location::file(path);
    let kind =
        method.unit_kind.iter().filter(|kind| !about.unit_kinds.is_empty() && !about.unit_kinds.iter().any(|known| known.id == **kind));
    let kinds = kind.map(|kind| unknown_word("unit_kinds", kind, &location));
    let grade = |id: &str| !method.judges_members() || about.grades.is_empty() || about.grades.iter().any(|known| known.id.as_str() == id);
    let grades = method.grades.iter().filter(|entry| !grade(entry.id.as_str()));
    kinds.chain(grades.map(|entry| unknown_word("grades", entry.id.as_str(), &location))).collect()
}

/// Classes and grades are named by `programme.toml`.
fn unknown_words(loaded: &Loaded) -> Vec<Finding> {
    let class = |id: &str| loaded.about.classes.iter().any(|class| class.id == id);
    let grade = |id: &str| loaded.about.grades.iter().any(|grade| grade.id.as_str() == id);
    let classes = loaded.class_members.iter().filter(|entry| !class(&entry.value.class));
    let classes = classes.map(|entry| unknown_word("classes", &entry.value.class, &entry.location));
    let results = loaded.results.iter().filter_map(|entry| Some((entry.value.grade.as_ref()?, &entry.location)));
    let counts = loaded.counts.iter().filter_map(|entry| Some((entry.value.grade.as_ref()?, &entry.location)));
    let grades =
        results.chain(counts).filter(|(id, _)| !grade(id.as_str())).map(|(id, location)| unknown_word("grades", id.as_str(), location));
    classes.chain(grades).collect()
}

fn unknown_word(list: &str, word: &str, location: &Location) -> Finding {
    Finding::error(
        "folder/unknown-word",
        format!("`{word}` 未在 programme.toml 的 {list} 中登记"),
        format!("`{word}` is not among the {list} of programme.toml"),
    )
    .at(location.clone())
    .hint("请核对写法，或先在 programme.toml 中登记", "check its spelling, or enter it in programme.toml")
}
