//! From a method file to a method: entries, then the tree, then the checks.

use std::collections::BTreeMap;

use corpus::{Bilingual, ClauseId, Finding};
use serde::Deserialize;

use super::document::{Document, Entry, Place};
use super::*;
use crate::{Direction, GradeId};

/// Newest edition of the file format.
const FORMAT: i64 = 1;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GroupEntry {
    id: String,
    #[serde(default)]
    name: Option<Bilingual>,
    #[serde(default, rename = "in")]
    parent: String,
    #[serde(default)]
    weight: Option<Amount>,
    #[serde(default)]
    aggregate: Option<Short<Aggregate>>,
    #[serde(default)]
    weigh: Option<Short<Weigh>>,
    #[serde(default)]
    coverage: Option<f64>,
    #[serde(default)]
    round: Option<u32>,
    #[serde(default)]
    cite: Vec<ClauseId>,
    /// Makes a leaf of every indicator of a weight column.
    #[serde(default)]
    column: Option<String>,
    #[serde(default)]
    leaf: LeafDefaults,
}

/// What leaves take over where they do not say otherwise.
#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct LeafDefaults {
    #[serde(default)]
    value: Option<Formula>,
    #[serde(default)]
    direction: Option<Direction>,
    #[serde(default)]
    normalise: Option<Short<Normalise>>,
    #[serde(default)]
    scale: Option<f64>,
    #[serde(default)]
    missing: Option<Short<Missing>>,
    #[serde(default)]
    treatment: Option<Short<Treatment>>,
    #[serde(default)]
    within: Option<Within>,
    #[serde(default)]
    round: Option<u32>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct IndicatorEntry {
    id: String,
    /// The figure, when the leaf's id is another (the same indicator twice in a tree).
    #[serde(default)]
    indicator: Option<IndicatorId>,
    #[serde(default)]
    name: Option<Bilingual>,
    #[serde(default, rename = "in")]
    parent: String,
    #[serde(default)]
    weight: Option<Amount>,
    #[serde(default)]
    value: Option<Formula>,
    #[serde(default)]
    direction: Option<Direction>,
    #[serde(default)]
    normalise: Option<Short<Normalise>>,
    #[serde(default)]
    scale: Option<f64>,
    #[serde(default)]
    missing: Option<Short<Missing>>,
    #[serde(default)]
    treatment: Option<Short<Treatment>>,
    #[serde(default)]
    within: Option<Within>,
    #[serde(default)]
    round: Option<u32>,
    #[serde(default)]
    cite: Vec<ClauseId>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CriterionEntry {
    id: String,
    name: Bilingual,
    #[serde(default, rename = "in")]
    parent: String,
    #[serde(default)]
    weight: Option<Amount>,
    low: f64,
    high: f64,
    #[serde(default)]
    scale: Option<f64>,
    #[serde(default)]
    missing: Option<Short<Missing>>,
    #[serde(default)]
    round: Option<u32>,
    #[serde(default)]
    cite: Vec<ClauseId>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MethodEntry {
    id: String,
    method: String,
    #[serde(default)]
    name: Option<Bilingual>,
    #[serde(default, rename = "in")]
    parent: String,
    #[serde(default)]
    weight: Option<Amount>,
    #[serde(default)]
    normalise: Option<Short<Normalise>>,
    #[serde(default)]
    scale: Option<f64>,
    #[serde(default)]
    missing: Option<Short<Missing>>,
    #[serde(default)]
    within: Option<Within>,
    #[serde(default)]
    round: Option<u32>,
    #[serde(default)]
    cite: Vec<ClauseId>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct QuantityEntry {
    id: String,
    #[serde(default)]
    name: Option<Bilingual>,
    #[serde(default)]
    unit: String,
    #[serde(default)]
    direction: Option<Direction>,
    formula: Formula,
    #[serde(default)]
    cite: Vec<ClauseId>,
}

/// The root is a group too.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct RootEntry {
    #[serde(default)]
    aggregate: Option<Short<Aggregate>>,
    #[serde(default)]
    weigh: Option<Short<Weigh>>,
    #[serde(default)]
    coverage: Option<f64>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct ClassesEntry {
    by: String,
}

/// A node before the tree is put together.
pub(super) struct Draft {
    pub id: String,
    pub parent: String,
    pub node: Node,
    pub place: Place,
    leaf: LeafDefaults,
}

pub(super) fn read(path: &str, text: &str) -> (Option<Method>, Vec<Finding>) {
    let (method, _, findings) = read_placed(path, text);
    (method, findings)
}

/// Returns the places of nodes, grades and classes in the file.
pub(super) fn places(path: &str, text: &str) -> check::Places {
    read_placed(path, text).1
}

fn read_placed(path: &str, text: &str) -> (Option<Method>, check::Places, Vec<Finding>) {
    let mut document = Document::parse(path, text);
    check_format(&mut document);
    let id: Option<String> = document.take("id");
    let title: Option<Bilingual> = document.take("title");
    let defaults: LeafDefaults = document.take("leaf").unwrap_or_default();
    let root: RootEntry = document.take("root").unwrap_or_default();
    let columns: BTreeMap<String, toml::map::Map<String, toml::Value>> = document.take("columns").unwrap_or_default();
    let drafts = drafts(&mut document, &defaults, &columns);
    let (nodes, places) = tree::assemble(root_node(root), drafts, &mut document.findings);
    let grades = document.take_entries::<Grade>("grade");
    let classes = document.take_entries::<Class>("class");
    let method = Method {
        id: id.clone().unwrap_or_default(),
        title: title.clone().unwrap_or_default(),
        illustrative: document.take("illustrative").unwrap_or(false),
        note: document.take("note").unwrap_or_default(),
        cite: document.take("cite").unwrap_or_default(),
        first_year: document.take("first_year"),
        last_year: document.take("last_year"),
        unit_kind: document.take("unit_kind"),
        quantities: values(document.take_entries("quantity")).into_iter().map(quantity).collect(),
        parameters: document.take("parameters").unwrap_or_default(),
        classes: Classes { by: document.take::<ClassesEntry>("classes").map(|entry| entry.by), entries: Vec::new() },
        nodes,
        coverage: document.take("coverage").unwrap_or_default(),
        panel: document.take("panel").unwrap_or_default(),
        points: points(&mut document),
        vetoes: values(document.take_entries("veto")),
        specials: values(document.take_entries("special")),
        rounding: document.take("rounding").unwrap_or_default(),
        ties: document.take("ties").unwrap_or_default(),
        grades: Vec::new(),
        doubt: document.take("uncertainty"),
    };
    let places = check::Places { start: document.start(), nodes: places, grades: placed(&grades), classes: placed(&classes) };
    let method = Method { grades: values(grades), classes: Classes { entries: values(classes), ..method.classes.clone() }, ..method };
    document.findings.extend(check::check(&method, &places));
    let whole = id.is_some() && title.is_some() && method.nodes.len() > 1;
    if id.is_none() || title.is_none() {
        document.findings.push(
            Finding::error("method/unnamed", "办法缺少 id 或 title", "the method has no `id` or no `title`").at(places.start.clone()),
        );
    }
    let mut findings = document.finish();
    findings.sort_by(|a, b| a.location.cmp(&b.location).then_with(|| a.code.cmp(&b.code)));
    (whole.then_some(method), places, findings)
}

pub(super) fn read_doubt(path: &str, text: &str) -> (Option<Doubt>, Vec<Finding>) {
    let mut document = Document::parse(path, text);
    check_format(&mut document);
    let doubt = document.take_rest();
    (doubt, document.finish())
}

fn check_format(document: &mut Document<'_>) {
    let format: Option<i64> = document.take("format");
    if format != Some(FORMAT) {
        let start = document.start();
        document.findings.push(
            Finding::error("method/format", "文件须写明 format = 1", "the file must say `format = 1`")
                .at(start)
                .hint("在第一行写 format = 1", "write `format = 1` in the first line"),
        );
    }
}

fn values<T>(entries: Vec<Entry<T>>) -> Vec<T> {
    entries.into_iter().map(|entry| entry.value).collect()
}

fn placed<T>(entries: &[Entry<T>]) -> Vec<Place> {
    entries.iter().map(|entry| entry.place.clone()).collect()
}

fn points(document: &mut Document<'_>) -> Vec<Points> {
    let bonus = values(document.take_entries::<Points>("bonus")).into_iter().map(|points| Points { adds: true, ..points });
    let bonus: Vec<Points> = bonus.collect();
    let deduction = values(document.take_entries::<Points>("deduction")).into_iter().map(|points| Points { adds: false, ..points });
    bonus.into_iter().chain(deduction).collect()
}

fn quantity(entry: QuantityEntry) -> Quantity {
    let QuantityEntry { id, name, unit, direction, formula, cite } = entry;
    Quantity { id, name, unit, direction, formula, cite }
}

fn root_node(entry: RootEntry) -> Node {
    Node {
        path: String::new(),
        name: None,
        parent: None,
        weight: Amount::Fixed(1.0),
        round: None,
        cite: Vec::new(),
        content: group_content(entry.aggregate, entry.weigh, entry.coverage),
    }
}

fn group_content(aggregate: Option<Short<Aggregate>>, weigh: Option<Short<Weigh>>, coverage: Option<f64>) -> Content {
    Content::Group {
        aggregate: aggregate.map_or(Aggregate::Arithmetic {}, |choice| choice.0),
        weigh: weigh.map_or(Weigh::Fixed {}, |choice| choice.0),
        coverage,
    }
}

type Columns = BTreeMap<String, toml::map::Map<String, toml::Value>>;

/// Groups come first, so that leaves find the defaults of their group; the order of the file among leaves is kept by line.
fn drafts(document: &mut Document<'_>, defaults: &LeafDefaults, columns: &Columns) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for entry in document.take_entries::<GroupEntry>("group") {
        group(entry, columns, &mut drafts, &mut document.findings);
    }
    let groups: BTreeMap<String, (LeafDefaults, String)> = drafts
        .iter()
        .filter(|draft| !draft.node.is_leaf())
        .map(|draft| (draft.id.clone(), (draft.leaf.clone(), draft.parent.clone())))
        .collect();
    let inherited = |parent: &str| inherited(parent, &groups, defaults);
    let mut leaves: Vec<Draft> = Vec::new();
    for draft in &mut drafts {
        if let Content::Indicator { .. } = draft.node.content {
            let own = std::mem::take(&mut draft.leaf);
            finish_leaf(&mut draft.node, &own, &inherited(&draft.parent));
        }
    }
    leaves.extend(document.take_entries::<IndicatorEntry>("indicator").into_iter().map(|entry| indicator(entry, &inherited)));
    leaves.extend(document.take_entries::<CriterionEntry>("criterion").into_iter().map(|entry| criterion(entry, &inherited)));
    leaves.extend(document.take_entries::<MethodEntry>("method").into_iter().map(|entry| sub_method(entry, &inherited)));
    leaves.sort_by_key(|draft| draft.place.of("").line);
    drafts.extend(leaves);
    drafts
}

/// Joins the defaults of a group with those of the groups around it.
fn inherited(parent: &str, groups: &BTreeMap<String, (LeafDefaults, String)>, defaults: &LeafDefaults) -> LeafDefaults {
    let mut joined = LeafDefaults::default();
    let mut at = parent.to_owned();
    for _ in 0..=groups.len() {
        let Some((leaf, above)) = groups.get(&at) else { break };
        joined = joined.or(leaf);
        at.clone_from(above);
    }
    joined.or(defaults)
}

impl LeafDefaults {
    fn or(self, other: &Self) -> Self {
        Self {
            value: self.value.or_else(|| other.value.clone()),
            direction: self.direction.or(other.direction),
            normalise: self.normalise.or_else(|| other.normalise.clone()),
            scale: self.scale.or(other.scale),
            missing: self.missing.or_else(|| other.missing.clone()),
            treatment: self.treatment.or_else(|| other.treatment.clone()),
            within: self.within.or(other.within),
            round: self.round.or(other.round),
        }
    }
}

fn group(entry: Entry<GroupEntry>, columns: &Columns, drafts: &mut Vec<Draft>, findings: &mut Vec<Finding>) {
    let Entry { value: group, place } = entry;
    let content = group_content(group.aggregate, group.weigh, group.coverage);
    let node = new_node(group.name, group.weight, group.round, group.cite, content);
    drafts.push(Draft { id: group.id.clone(), parent: group.parent, node, place: place.clone(), leaf: group.leaf });
    let Some(column) = group.column else { return };
    let Some(weights) = columns.get(&column) else {
        findings.push(
            Finding::error(
                "method/unknown-column",
                format!("组“{}”引用的权重列“{column}”不存在", group.id),
                format!("group \"{}\" asks for the weight column `{column}`, which is not there", group.id),
            )
            .at(place.of("column"))
            .hint(format!("补上 [columns.{column}]"), format!("add [columns.{column}]")),
        );
        return;
    };
    for (indicator, weight) in weights {
        let weight = weight.as_float().or_else(|| weight.as_integer().map(|whole| whole as f64));
        let content = leaf_content(IndicatorId(indicator.clone()));
        let node = new_node(None, weight.map(Amount::Fixed), None, Vec::new(), content);
        drafts.push(Draft { id: indicator.clone(), parent: group.id.clone(), node, place: place.clone(), leaf: LeafDefaults::default() });
    }
}

fn new_node(name: Option<Bilingual>, weight: Option<Amount>, round: Option<u32>, cite: Vec<ClauseId>, content: Content) -> Node {
    Node { path: String::new(), name, parent: None, weight: weight.unwrap_or(Amount::Fixed(1.0)), round, cite, content }
}

/// A leaf whose choices are still to be filled in.
fn leaf_content(indicator: IndicatorId) -> Content {
    Content::Indicator {
        indicator,
        value: None,
        direction: None,
        normalise: Normalise::MinMax {},
        scale: 1.0,
        missing: Missing::KeepOut {},
        treatment: Treatment::None {},
        within: Within::Class,
    }
}

fn finish_leaf(node: &mut Node, own: &LeafDefaults, inherited: &LeafDefaults) {
    let all = own.clone().or(inherited);
    node.round = all.round;
    if let Content::Indicator { value, direction, normalise, scale, missing, treatment, within, .. } = &mut node.content {
        *value = all.value;
        *direction = all.direction;
        *normalise = all.normalise.map_or(Normalise::MinMax {}, |choice| choice.0);
        *scale = all.scale.unwrap_or(FULL_MARK);
        *missing = all.missing.map_or(Missing::KeepOut {}, |choice| choice.0);
        *treatment = all.treatment.map_or(Treatment::None {}, |choice| choice.0);
        *within = all.within.unwrap_or(Within::Class);
    }
}

/// Scale on which leaves are shown unless the method says otherwise: the hundred-point system.
const FULL_MARK: f64 = 100.0;

fn indicator(entry: Entry<IndicatorEntry>, inherited: &dyn Fn(&str) -> LeafDefaults) -> Draft {
    let Entry { value: leaf, place } = entry;
    let id = leaf.indicator.unwrap_or_else(|| IndicatorId(leaf.id.clone()));
    let own = LeafDefaults {
        value: leaf.value,
        direction: leaf.direction,
        normalise: leaf.normalise,
        scale: leaf.scale,
        missing: leaf.missing,
        treatment: leaf.treatment,
        within: leaf.within,
        round: leaf.round,
    };
    let mut node = new_node(leaf.name, leaf.weight, leaf.round, leaf.cite, leaf_content(id));
    finish_leaf(&mut node, &own, &inherited(&leaf.parent));
    Draft { id: leaf.id, parent: leaf.parent, node, place, leaf: LeafDefaults::default() }
}

fn criterion(entry: Entry<CriterionEntry>, inherited: &dyn Fn(&str) -> LeafDefaults) -> Draft {
    let Entry { value: leaf, place } = entry;
    let defaults = inherited(&leaf.parent);
    let content = Content::Criterion {
        id: leaf.id.clone(),
        low: leaf.low,
        high: leaf.high,
        scale: leaf.scale.or(defaults.scale).unwrap_or(FULL_MARK),
        missing: leaf.missing.map_or(Missing::KeepOut {}, |choice| choice.0),
    };
    let node = new_node(Some(leaf.name), leaf.weight, leaf.round.or(defaults.round), leaf.cite, content);
    Draft { id: leaf.id, parent: leaf.parent, node, place, leaf: LeafDefaults::default() }
}

fn sub_method(entry: Entry<MethodEntry>, inherited: &dyn Fn(&str) -> LeafDefaults) -> Draft {
    let Entry { value: leaf, place } = entry;
    let defaults = inherited(&leaf.parent);
    let content = Content::Method {
        id: leaf.method,
        normalise: leaf.normalise.map_or(Normalise::None {}, |choice| choice.0),
        scale: leaf.scale.or(defaults.scale).unwrap_or(FULL_MARK),
        missing: leaf.missing.map_or(Missing::KeepOut {}, |choice| choice.0),
        within: leaf.within.or(defaults.within).unwrap_or(Within::Class),
    };
    let node = new_node(leaf.name, leaf.weight, leaf.round.or(defaults.round), leaf.cite, content);
    Draft { id: leaf.id, parent: leaf.parent, node, place, leaf: LeafDefaults::default() }
}

/// Dangling grade names of vetoes and specials need the list of grades.
pub(super) fn grade_known(grades: &[Grade], specials: &[Special], id: &GradeId) -> bool {
    grades.iter().any(|grade| grade.id == *id) || specials.iter().any(|special| special.grade.as_ref() == Some(id))
}
