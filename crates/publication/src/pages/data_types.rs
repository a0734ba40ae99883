//! Types of cities: which cities are old industrial ones, how they develop, what they live on, and how far that hangs on the thresholds.

use std::collections::BTreeMap;

use askama::Template;
use observations::typing::{Axis, Compared, Condition, Scheme, Type, Typed, TypedCity, Typing};

use super::{ABSENT, frame_with, render};
use crate::charts::{Caption, Chart, ScatterPoint, scatter};
use crate::number;
use crate::view::{Frame, Link, View};

#[derive(Template)]
#[template(path = "data_types.html")]
struct Types<'a> {
    frame: Frame<'a>,
    lead: String,
    schemes: Vec<String>,
    members: Vec<(Link, Vec<String>)>,
    sections: Vec<Section>,
}

struct Section {
    anchor: String,
    name: String,
    remark: String,
    axes: Vec<AxisRow>,
    /// Whether the number of named cities is told beside each axis.
    against_list: bool,
    chart: Option<Chart>,
    types: Vec<TypeRow>,
    open: String,
    compared: Option<Listed>,
}

struct AxisRow {
    name: String,
    stands_for: String,
    cities: usize,
    named: usize,
}

struct TypeRow {
    name: String,
    conditions: String,
    count: usize,
    /// Members of the programme first, each with the share of moved thresholds under which its type stays.
    cities: String,
}

/// Hits and misses against the programme's list, and what moved thresholds make of them.
struct Listed {
    summary: String,
    /// What of the outcome lies with the data.
    because: String,
    missed: String,
    beyond: String,
    unknown: String,
    moved: Vec<Vec<String>>,
}

pub(super) fn page(view: View<'_>) -> String {
    let survey = &view.context.cycle.survey;
    let (typing, typed) = (survey.typing.as_ref(), &survey.typed);
    let sections: Vec<Section> = typing.map_or_else(Vec::new, |typing| {
        let pairs = typing.scheme.iter().zip(typed).filter(|(scheme, typed)| scheme.id == typed.scheme);
        pairs.map(|(scheme, typed)| section(view, typing, scheme, typed)).collect()
    });
    let contents: &[(&str, &str)] = if sections.is_empty() { &[] } else { &[("members", "data_types.members")] };
    let mut frame = frame_with(view, view.text("data_types.title"), contents);
    frame.contents.extend(sections.iter().map(|section| Link::new(&section.name, format!("#{}", section.anchor))));
    let cities = typed.first().map_or(0, |typed| typed.cities.len());
    render(&Types {
        frame,
        lead: view.fill("data_types.lead", &[("cities", &cities), ("schemes", &sections.len())]),
        schemes: typed.iter().map(|typed| view.of(&typed.name).to_owned()).collect(),
        members: members(view, typing, typed),
        sections,
    })
}

/// Every unit of the programme that the tables have, and its type under every scheme.
fn members(view: View<'_>, typing: Option<&Typing>, typed: &[Typed]) -> Vec<(Link, Vec<String>)> {
    let types =
        |scheme: &str| typing.and_then(|typing| typing.scheme.iter().find(|own| own.id == scheme)).map(|scheme| scheme.types.as_slice());
    let told = |typed: &Typed, place: &str| {
        let city = typed.cities.iter().find(|city| city.place == place);
        city.map_or_else(|| ABSENT.to_owned(), |city| type_of(view, types(&typed.scheme).unwrap_or_default(), city))
    };
    let units =
        view.context.units.iter().filter(|unit| typed.iter().any(|typed| typed.cities.iter().any(|city| city.place == unit.as_str())));
    units.map(|unit| (view.unit(unit), typed.iter().map(|typed| told(typed, unit.as_str())).collect())).collect()
}

fn type_of(view: View<'_>, types: &[Type], city: &TypedCity) -> String {
    match types.iter().find(|kind| Some(&kind.id) == city.type_id.as_ref()) {
        Some(kind) => format!("{} {}", view.of(&kind.name), number::percent(city.stability)),
        None if city.missing.is_empty() => view.text("data_types.none").to_owned(),
        None => view.text("data_types.open").to_owned(),
    }
}

fn section(view: View<'_>, typing: &Typing, scheme: &Scheme, typed: &Typed) -> Section {
    let used: Vec<&Axis> = typing.axis.iter().filter(|axis| is_used(scheme, &axis.id)).collect();
    let open = typed.cities.iter().filter(|city| city.type_id.is_none() && !city.missing.is_empty()).count();
    let other = typed.cities.iter().filter(|city| city.type_id.is_none() && city.missing.is_empty()).count();
    Section {
        anchor: format!("scheme-{}", crate::route::slug(&scheme.id)),
        name: view.of(&scheme.name).to_owned(),
        remark: view.of(&scheme.remark).to_owned(),
        axes: used.iter().map(|axis| axis_row(view, axis, typed)).collect(),
        against_list: typed.compared.is_some(),
        chart: scatter_of(view, scheme, &used, typed),
        types: scheme.types.iter().map(|kind| type_row(view, typing, kind, typed)).collect(),
        open: view.fill("data_types.open_count", &[("open", &open), ("other", &other)]),
        compared: typed.compared.as_ref().map(|compared| listed(view, typing, compared)),
    }
}

fn is_used(scheme: &Scheme, axis: &str) -> bool {
    scheme.types.iter().flat_map(|kind| &kind.when).any(|condition| condition.axis == axis)
}

fn axis_row(view: View<'_>, axis: &Axis, typed: &Typed) -> AxisRow {
    let known = typed.known.get(&axis.id);
    AxisRow {
        name: view.of(&axis.name).to_owned(),
        stands_for: axis.stands_for.as_ref().map_or_else(|| ABSENT.to_owned(), |stands_for| view.of(stands_for).to_owned()),
        cities: known.map_or(0, |known| known.cities),
        named: known.map_or(0, |known| known.named),
    }
}

fn type_row(view: View<'_>, typing: &Typing, kind: &Type, typed: &Typed) -> TypeRow {
    let mut cities: Vec<&TypedCity> = typed.cities.iter().filter(|city| city.type_id.as_ref() == Some(&kind.id)).collect();
    let is_member = |city: &TypedCity| view.context.units.iter().any(|unit| unit.as_str() == city.place);
    cities.sort_by(|a, b| {
        is_member(b).cmp(&is_member(a)).then_with(|| b.stability.total_cmp(&a.stability)).then_with(|| a.place.cmp(&b.place))
    });
    let names: Vec<String> = cities.iter().map(|city| format!("{} {}", city.name, number::percent(city.stability))).collect();
    let conditions: Vec<String> = kind.when.iter().map(|condition| condition_text(view, typing, condition)).collect();
    let conditions = match kind.least {
        Some(least) => view.fill("data_types.least", &[("least", &least), ("conditions", &view.language.list(&conditions))]),
        None => view.language.list(&conditions),
    };
    TypeRow { name: view.of(&kind.name).to_owned(), conditions, count: cities.len(), cities: view.language.list(&names) }
}

fn condition_text(view: View<'_>, typing: &Typing, condition: &Condition) -> String {
    let axis = typing.axis.iter().find(|axis| axis.id == condition.axis).map_or(condition.axis.as_str(), |axis| view.of(&axis.name));
    let thresholds = [
        (condition.at_least.map(number::figure), "data_types.at_least"),
        (condition.below.map(number::figure), "data_types.below"),
        (condition.highest_share.map(number::percent), "data_types.highest"),
        (condition.not_highest_share.map(number::percent), "data_types.not_highest"),
    ];
    let told = thresholds.into_iter().find_map(|(value, key)| value.map(|value| view.fill(key, &[("axis", &axis), ("value", &value)])));
    told.unwrap_or_else(|| axis.to_owned())
}

/// Drawn where two axes make all the types.
fn scatter_of(view: View<'_>, scheme: &Scheme, axes: &[&Axis], typed: &Typed) -> Option<Chart> {
    let [across, up] = axes else { return None };
    let point = |city: &TypedCity| {
        let kind = scheme.types.iter().position(|kind| Some(&kind.id) == city.type_id.as_ref())?;
        Some(ScatterPoint {
            name: city.name.clone(),
            x: *city.values.get(&across.id)?,
            y: *city.values.get(&up.id)?,
            kind,
            own: view.context.units.iter().any(|unit| unit.as_str() == city.place),
        })
    };
    let points: Vec<ScatterPoint> = typed.cities.iter().filter_map(point).collect();
    let own = points.iter().filter(|point| point.own).count();
    if own == 0 {
        return None;
    }
    let caption = Caption {
        language: view.language,
        id: format!("scatter-{}", crate::route::slug(&scheme.id)),
        finding: finding(view, scheme, &points),
        measure: view.fill(
            "data_types.axes",
            &[("across", &view.of(&across.name)), ("up", &view.of(&up.name)), ("n", &points.len()), ("own", &own)],
        ),
        source: view.text("source.observations").to_owned(),
    };
    let kinds: Vec<String> = scheme.types.iter().map(|kind| view.of(&kind.name).to_owned()).collect();
    Some(scatter(caption, [view.of(&across.name), view.of(&up.name)], &kinds, &points))
}

/// Which type most of the members are of.
fn finding(view: View<'_>, scheme: &Scheme, points: &[ScatterPoint]) -> String {
    let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
    for point in points.iter().filter(|point| point.own) {
        *counts.entry(point.kind).or_default() += 1;
    }
    let (kind, count) = counts.into_iter().max_by_key(|(kind, count)| (*count, usize::MAX - kind)).unwrap_or_default();
    let own = points.iter().filter(|point| point.own).count();
    let name = scheme.types.get(kind).map_or("", |kind| view.of(&kind.name));
    view.fill("data_types.finding", &[("own", &own), ("count", &count), ("kind", &name)])
}

fn listed(view: View<'_>, typing: &Typing, compared: &Compared) -> Listed {
    let share = |share: Option<f64>| share.map_or_else(|| ABSENT.to_owned(), number::percent);
    // A city that no table has is listed by its code alone.
    let printed = |code: &str| {
        let named = view.context.cycle.programme.old_industrial_cities.iter().find(|city| city.unit.as_str() == code);
        named.map_or_else(|| code.to_owned(), |city| city.printed.clone())
    };
    let name = |label: &String| label.split_once(' ').map_or_else(|| printed(label), |(_, name)| name.to_owned());
    let names = |labels: &[String]| {
        let names: Vec<String> = labels.iter().map(name).collect();
        if names.is_empty() { ABSENT.to_owned() } else { view.language.list(&names) }
    };
    let axis = |id: &Option<String>| {
        let known = id.as_ref().and_then(|id| typing.axis.iter().find(|axis| axis.id == *id));
        known.map_or_else(|| view.text("data_types.all_thresholds").to_owned(), |axis| view.of(&axis.name).to_owned())
    };
    let moved = compared.moved.iter().map(|one| vec![axis(&one.axis), one.factor.to_string(), one.found.to_string(), one.hits.to_string()]);
    let (hits, found) = (compared.hits, compared.hits + compared.beyond.len());
    Listed {
        summary: view.fill(
            "data_types.compared",
            &[
                ("named", &compared.named),
                ("found", &found),
                ("hits", &hits),
                ("missed", &compared.missed.len()),
                ("beyond", &compared.beyond.len()),
                ("unknown", &compared.unknown.len()),
                ("recall", &share(compared.recall)),
                ("precision", &share(compared.precision)),
            ],
        ),
        because: view.fill(
            "data_types.because",
            &[
                ("named", &compared.named),
                ("absent", &compared.absent),
                ("complete", &compared.complete),
                ("beyond", &compared.beyond.len()),
                ("parts", &compared.beyond_with_named_part),
            ],
        ),
        missed: names(&compared.missed),
        beyond: names(&compared.beyond),
        unknown: names(&compared.unknown),
        moved: moved.collect(),
    }
}
