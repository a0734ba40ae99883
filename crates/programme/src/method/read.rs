//! From a method file to a method: entries, then the tree, then the checks.

use std::collections::BTreeMap;

use corpus::{Bilingual, Finding};

use super::document::{Document, Entry, Place};
use super::entry::{ClassesEntry, CriterionEntry, GroupEntry, IndicatorEntry, LeafChoices, MethodEntry, RootEntry};
use super::*;
use crate::GradeId;

/// Newest edition of the file format.
const FORMAT: i64 = 1;

/// A node before the tree is put together.
pub(super) struct Draft {
    pub id: String,
    pub parent: String,
    pub node: Node,
}

pub(super) fn read(path: &str, text: &str) -> (Option<Method>, Vec<Finding>) {
    let mut document = Document::parse(path, text);
    let at = document.place();
    check_format(&mut document);
    let id: Option<String> = document.take("id");
    let title: Option<Bilingual> = document.take("title");
    let named = id.is_some() && title.is_some();
    let root = document.take_entry("root").unwrap_or_else(|| Entry { value: RootEntry::default(), place: at.clone() });
    let drafts = drafts(&mut document);
    let method = Method {
        id: id.unwrap_or_default(),
        title: title.unwrap_or_default(),
        illustrative: document.take("illustrative").unwrap_or(false),
        note: document.take("note").unwrap_or_default(),
        cite: document.take("cite").unwrap_or_default(),
        first_year: document.take("first_year"),
        last_year: document.take("last_year"),
        unit_kind: document.take("unit_kind"),
        units: document.take("units").unwrap_or_default(),
        quantities: document.take_placed("quantity"),
        parameters: document.take("parameters").unwrap_or_default(),
        classes: Classes { by: document.take::<ClassesEntry>("classes").map(|entry| entry.by), entries: document.take_placed("class") },
        nodes: tree::assemble(root_node(root), drafts, &mut document.findings),
        coverage: document.take("coverage").unwrap_or_default(),
        panel: document.take("panel").unwrap_or_default(),
        points: points(&mut document),
        limits: document.take("limits").unwrap_or_default(),
        vetoes: document.take_placed("veto"),
        specials: document.take_placed("special"),
        rounding: document.take("rounding").unwrap_or_default(),
        ties: document.take("ties").unwrap_or_default(),
        ranking: document.take("ranking").unwrap_or_default(),
        grades: document.take_placed("grade"),
        doubt: None,
        at,
    };
    let doubt = document.take_entry::<Doubt>("uncertainty");
    document.findings.extend(check::check(&method));
    if let Some(Entry { value, place }) = &doubt {
        document.findings.extend(value.flaws(&place.start()));
        document.findings.extend(value.unknown_nodes(&method, &place.of("weight_bands")));
    }
    let method = Method { doubt: doubt.map(|entry| entry.value), ..method };
    if !named {
        document.findings.push(
            Finding::error("method/unnamed", "办法缺少 id 或 title", "the method has no `id` or no `title`")
                .at(method.at.start())
                .hint("写明 id 和 title = { zh = \"…\", en = \"…\" }", "write `id` and `title = { zh = \"..\", en = \"..\" }`"),
        );
    }
    let mut findings = document.finish();
    findings.sort_by(|a, b| a.location.cmp(&b.location).then_with(|| a.code.cmp(&b.code)));
    ((named && method.nodes.len() > 1).then_some(method), findings)
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
        let start = document.place().start();
        document.findings.push(
            Finding::error("method/format", "文件须写明 format = 1", "the file must say `format = 1`")
                .at(start)
                .hint("在第一行写 format = 1", "write `format = 1` in the first line"),
        );
    }
}

fn points(document: &mut Document<'_>) -> Vec<Points> {
    let bonus: Vec<Points> = document.take_placed("bonus");
    let deduction: Vec<Points> = document.take_placed("deduction");
    bonus.into_iter().chain(deduction.into_iter().map(|points| Points { adds: false, ..points })).collect()
}

fn root_node(entry: Entry<RootEntry>) -> Node {
    let Entry { value: entry, place: at } = entry;
    Node {
        path: String::new(),
        name: None,
        parent: None,
        weight: Amount::Fixed(1.0),
        round: None,
        at_least: None,
        at_most: None,
        cite: Vec::new(),
        at,
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

/// Groups come first, so that leaves find the choices of their group; the order of the file is restored by line afterwards.
fn drafts(document: &mut Document<'_>) -> Vec<Draft> {
    let general: LeafChoices = document.take("leaf").unwrap_or_default();
    let columns: Columns = document.take("columns").unwrap_or_default();
    let groups = document.take_entries::<GroupEntry>("group");
    let own = groups.iter().map(|entry| (entry.value.id.clone(), (entry.value.leaf.clone(), entry.value.parent.clone())));
    let around = Around { groups: own.collect(), general };
    let mut drafts = Vec::new();
    for entry in groups {
        group(entry, &columns, &around, &mut drafts, &mut document.findings);
    }
    drafts.extend(document.take_entries("indicator").into_iter().map(|entry| indicator(entry, &around)));
    drafts.extend(document.take_entries("criterion").into_iter().map(|entry| criterion(entry, &around)));
    drafts.extend(document.take_entries("method").into_iter().map(|entry| sub_method(entry, &around)));
    drafts
}

/// What groups hand down to their leaves.
struct Around {
    /// By group: its choices, and the group it stands in.
    groups: BTreeMap<String, (LeafChoices, String)>,
    general: LeafChoices,
}

impl Around {
    /// Joins the choices of a group with those of the groups around it.
    fn of(&self, parent: &str) -> LeafChoices {
        let mut joined = LeafChoices::default();
        let mut at = parent;
        for _ in 0..=self.groups.len() {
            let Some((leaf, above)) = self.groups.get(at) else { break };
            joined = joined.or(leaf);
            at = above;
        }
        joined.or(&self.general)
    }
}

fn group(entry: Entry<GroupEntry>, columns: &Columns, around: &Around, drafts: &mut Vec<Draft>, findings: &mut Vec<Finding>) {
    let Entry { value: group, place } = entry;
    if let Some(column) = &group.column {
        match columns.get(column) {
            Some(weights) => drafts.extend(weights.iter().map(|(id, weight)| of_column(&group.id, id, weight, &place, around))),
            None => findings.push(
                Finding::error(
                    "method/unknown-column",
                    format!("组“{}”引用的权重列“{column}”不存在", group.id),
                    format!("group \"{}\" asks for the weight column `{column}`, which is not there", group.id),
                )
                .at(place.of("column"))
                .hint(format!("补上 [columns.{column}]"), format!("add [columns.{column}]")),
            ),
        }
    }
    let node = Node {
        path: String::new(),
        name: group.name,
        parent: None,
        weight: group.weight.unwrap_or(Amount::Fixed(1.0)),
        round: group.round,
        at_least: group.at_least,
        at_most: group.at_most,
        cite: group.cite,
        at: place,
        content: group_content(group.aggregate, group.weigh, group.coverage),
    };
    drafts.push(Draft { id: group.id, parent: group.parent, node });
}

/// A leaf of a weight column.
fn of_column(group: &str, id: &str, weight: &toml::Value, place: &Place, around: &Around) -> Draft {
    let weight = weight.as_float().or_else(|| weight.as_integer().map(|whole| whole as f64));
    let choices = around.of(group);
    let content = leaf_content(IndicatorId(id.to_owned()), &choices);
    leaf_draft(
        id.to_owned(),
        group.to_owned(),
        Leaf { name: None, weight: weight.map(Amount::Fixed), cite: Vec::new() },
        place.clone(),
        &choices,
        content,
    )
}

/// What a leaf has of its own beside its choices.
struct Leaf {
    name: Option<Bilingual>,
    weight: Option<Amount>,
    cite: Vec<ClauseId>,
}

fn leaf_draft(id: String, parent: String, own: Leaf, at: Place, choices: &LeafChoices, content: Content) -> Draft {
    let node = Node {
        path: String::new(),
        name: own.name,
        parent: None,
        weight: own.weight.unwrap_or(Amount::Fixed(1.0)),
        round: choices.round,
        at_least: choices.at_least,
        at_most: choices.at_most,
        cite: own.cite,
        at,
        content,
    };
    Draft { id, parent, node }
}

/// Scale on which leaves are shown unless the method says otherwise: the hundred-point system.
const FULL_MARK: f64 = 100.0;

fn leaf_content(indicator: IndicatorId, choices: &LeafChoices) -> Content {
    let all = choices.clone();
    Content::Indicator {
        indicator,
        value: all.value,
        direction: all.direction,
        normalise: all.normalise.map_or(Normalise::MinMax {}, |choice| choice.0),
        scale: all.scale.unwrap_or(FULL_MARK),
        missing: all.missing.map_or(Missing::KeepOut {}, |choice| choice.0),
        treatment: all.treatment.map_or(Treatment::None {}, |choice| choice.0),
        within: all.within.unwrap_or(Within::Class),
    }
}

fn indicator(entry: Entry<IndicatorEntry>, around: &Around) -> Draft {
    let Entry { value: leaf, place } = entry;
    let figure = leaf.indicator.unwrap_or_else(|| IndicatorId(leaf.id.clone()));
    let own = LeafChoices {
        value: leaf.value,
        direction: leaf.direction,
        normalise: leaf.normalise,
        scale: leaf.scale,
        missing: leaf.missing,
        treatment: leaf.treatment,
        within: leaf.within,
        round: leaf.round,
        at_least: leaf.at_least,
        at_most: leaf.at_most,
    };
    let choices = own.or(&around.of(&leaf.parent));
    let content = leaf_content(figure, &choices);
    leaf_draft(leaf.id, leaf.parent, Leaf { name: leaf.name, weight: leaf.weight, cite: leaf.cite }, place, &choices, content)
}

/// Experts' marks and other methods' totals take over scale, bounds and rounding, but not what only figures need.
fn criterion(entry: Entry<CriterionEntry>, around: &Around) -> Draft {
    let Entry { value: leaf, place } = entry;
    let own =
        LeafChoices { scale: leaf.scale, round: leaf.round, at_least: leaf.at_least, at_most: leaf.at_most, ..LeafChoices::default() };
    let choices = own.or(&around.of(&leaf.parent));
    let content = Content::Criterion {
        id: leaf.id.clone(),
        low: leaf.low,
        high: leaf.high,
        scale: choices.scale.unwrap_or(FULL_MARK),
        missing: leaf.missing.map_or(Missing::KeepOut {}, |choice| choice.0),
    };
    leaf_draft(leaf.id, leaf.parent, Leaf { name: leaf.name, weight: leaf.weight, cite: leaf.cite }, place, &choices, content)
}

fn sub_method(entry: Entry<MethodEntry>, around: &Around) -> Draft {
    let Entry { value: leaf, place } = entry;
    let own = LeafChoices {
        scale: leaf.scale,
        within: leaf.within,
        round: leaf.round,
        at_least: leaf.at_least,
        at_most: leaf.at_most,
        ..LeafChoices::default()
    };
    let choices = own.or(&around.of(&leaf.parent));
    let content = Content::Method {
        id: leaf.method,
        normalise: leaf.normalise.map_or(Normalise::None {}, |choice| choice.0),
        scale: choices.scale.unwrap_or(FULL_MARK),
        missing: leaf.missing.map_or(Missing::KeepOut {}, |choice| choice.0),
        within: choices.within.unwrap_or(Within::Class),
    };
    leaf_draft(leaf.id, leaf.parent, Leaf { name: leaf.name, weight: leaf.weight, cite: leaf.cite }, place, &choices, content)
}

/// Dangling grade names of vetoes and specials need the list of grades.
pub(super) fn grade_known(grades: &[Grade], specials: &[Special], id: &GradeId) -> bool {
    grades.iter().any(|grade| grade.id == *id) || specials.iter().any(|special| special.grade.as_ref() == Some(id))
}
