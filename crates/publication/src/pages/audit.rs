//! The statistical audit of a year: coverage, structure, weights, firmness, sources of uncertainty, panel, recalculation.

use std::collections::BTreeMap;
use std::fmt::Display;

use askama::Template;
use evaluation::{Audit, FactorName, GroupAudit, Indices, Sensitivity, UnitSensitivity};
use programme::UnitId;

use super::{ABSENT, frame_with, render};
use crate::charts::{Bar, Caption, Chart, bars, pairwise};
use crate::context::Evaluated;
use crate::cycle::Year;
use crate::number;
use crate::route::Route;
use crate::view::{Frame, Link, View};

#[derive(Template)]
#[template(path = "audit.html")]
struct AuditPage<'a> {
    frame: Frame<'a>,
    labels: Vec<String>,
    lead: String,
    sections: Vec<Section>,
}

/// Charts and a table under a heading; the first column of a table names its row, the others are numbers where they say so.
#[derive(Default)]
struct Section {
    anchor: &'static str,
    title: String,
    note: String,
    charts: Vec<Chart>,
    head: Vec<Column>,
    rows: Vec<Vec<Link>>,
}

struct Column {
    name: String,
    number: bool,
}

pub(super) fn page(view: View<'_>, year: i16) -> String {
    let Some((year, audit)) = view.context.year(year).and_then(|year| Some((year, year.audit.as_ref()?))) else { return String::new() };
    let told = Told { view, year, audit };
    let mut sections =
        vec![told.flags(), told.coverage(), told.structure(), told.loadings(), told.correlations(), told.importance(), told.removals()];
    sections.extend([told.reversals(), told.weight_changes()]);
    sections.extend(told.sensitivity());
    sections.extend([told.pairs(), told.checks(), told.panel(), told.filled(), told.treated()]);
    sections.retain(|section| !section.rows.is_empty() || !section.charts.is_empty());
    let mut frame = frame_with(view, view.fill("audit.title", &[("year", &year.year)]), &[]);
    frame.contents = sections.iter().map(|section| Link::new(&section.title, format!("#{}", section.anchor))).collect();
    let lead: [(&str, &dyn Display); 4] = [
        ("n", &audit.units),
        ("coverage", &number::percent(audit.coverage.all)),
        ("filled", &audit.filled.len()),
        ("treated", &audit.treated.len()),
    ];
    render(&AuditPage { frame, labels: view.score_labels(&year.evaluation), lead: view.fill("audit.lead", &lead), sections })
}

/// Returns the factors of a unit's uncertainty by their total index, the strongest first; for the unit's own page too.
pub(super) fn sensitivity_chart(
    view: View<'_>,
    year: &Year,
    id: &str,
    finding: String,
    indices: &Indices,
    factors: &[FactorName],
) -> Chart {
    let mut rows: Vec<Bar> = factors
        .iter()
        .filter_map(|factor| {
            let share = indices.factors.get(&factor.id)?;
            let interval = share
                .total_interval
                .map_or_else(String::new, |(low, high)| format!("{}–{}", number::fixed(low, 2), number::fixed(high, 2)));
            let shown =
                if interval.is_empty() { number::fixed(share.total, 2) } else { format!("{} [{interval}]", number::fixed(share.total, 2)) };
            Some(Bar {
                name: view.of(&factor.name).to_owned(),
                value: share.total.max(0.0),
                shown,
                mark: Some((share.first.max(0.0), number::fixed(share.first, 2))),
            })
        })
        .collect();
    rows.sort_by(|a, b| b.value.total_cmp(&a.value));
    let caption = caption(view, year, id, finding, view.text("audit.sensitivity_measure"));
    bars(caption, &["audit.factor", "audit.total_index", "audit.first_index"], &rows)
}

fn caption(view: View<'_>, year: &Year, id: &str, finding: String, measure: &str) -> Caption {
    Caption { language: view.language, id: id.to_owned(), finding, measure: measure.to_owned(), source: view.source(&year.evaluation) }
}

struct Told<'a> {
    view: View<'a>,
    year: &'a Year,
    audit: &'a Audit,
}

impl Told<'_> {
    fn section(&self, anchor: &'static str, title: &str, note: &str, head: &[(&str, bool)]) -> Section {
        let column = |(key, number): &(&str, bool)| Column { name: self.view.text(key).to_owned(), number: *number };
        Section {
            anchor,
            title: self.view.text(title).to_owned(),
            note: if note.is_empty() { String::new() } else { self.view.text(note).to_owned() },
            head: head.iter().map(column).collect(),
            ..Section::default()
        }
    }

    /// Name of a node, leading to its place in the method.
    fn node(&self, path: &str) -> Link {
        if path.is_empty() {
            return Link::plain(self.view.text("audit.whole"));
        }
        let named = self.audit.importance.iter().find(|one| one.path == path).map(|one| &one.name);
        let named = named.or_else(|| self.audit.groups.iter().find(|group| group.path == path).map(|group| &group.name));
        let text = named.map_or_else(|| path.to_owned(), |name| self.view.of(name).to_owned());
        Link::new(text, self.view.href_at(&Route::Evaluation(self.year.year), &super::evaluation::node_anchor(path)))
    }

    fn unit(&self, unit: &UnitId) -> Link {
        self.view.unit(unit)
    }

    fn flags(&self) -> Section {
        let settings = &self.audit.settings;
        let mut section = self.section(
            "flags",
            "audit.flags",
            "audit.flags_note",
            &[("column.indicator", false), ("audit.against", false), ("column.what", false)],
        );
        let limit = |key: &str, limit: f64| Link::plain(self.view.fill(key, &[("limit", &limit)]));
        for (first, second) in &self.audit.redundant {
            section.rows.push(vec![self.node(first), self.node(second), limit("audit.redundant", settings.redundant)]);
        }
        for (first, second) in &self.audit.conflicts {
            section.rows.push(vec![self.node(first), self.node(second), limit("audit.conflict", settings.conflict)]);
        }
        for path in &self.audit.silent {
            section.rows.push(vec![self.node(path), self.node(""), limit("audit.silent", settings.weak)]);
        }
        if section.rows.is_empty() {
            section.rows.push(vec![Link::plain(self.view.text("layout.nobody")), Link::plain(""), Link::plain("")]);
        }
        section
    }

    fn coverage(&self) -> Section {
        let head = [("column.indicator", false), ("audit.covered", true)];
        let mut section = self.section("coverage", "audit.coverage", "", &head);
        let coverage = &self.audit.coverage;
        let short = coverage.units.iter().filter(|(_, share)| *share < 1.0);
        let names: Vec<String> = short.map(|(unit, share)| format!("{} {}", self.view.unit_name(unit), number::percent(*share))).collect();
        let listed = if names.is_empty() { self.view.text("layout.nobody").to_owned() } else { self.view.language.list(&names) };
        section.note = self.view.fill("audit.coverage_note", &[("units", &listed)]);
        section.rows = coverage
            .nodes
            .iter()
            .map(|one| vec![self.node_named(&one.path, self.view.of(&one.name)), Link::plain(number::percent(one.share))])
            .collect();
        section
    }

    fn structure(&self) -> Section {
        let head = [
            ("method.group", false),
            ("column.units", true),
            ("audit.alpha", true),
            ("audit.adequacy", true),
            ("audit.bartlett", true),
            ("audit.eigenvalues", false),
        ];
        let mut section = self.section("structure", "audit.structure", "audit.structure_note", &head);
        let row = |group: &GroupAudit| {
            let eigenvalues = group.eigenvalues.as_ref().map_or_else(
                || ABSENT.to_owned(),
                |values| values.iter().map(|value| number::fixed(*value, 2)).collect::<Vec<_>>().join("  "),
            );
            vec![
                self.node(&group.path),
                Link::plain(group.units.to_string()),
                Link::plain(decimal(group.alpha.as_ref().map(|alpha| alpha.0))),
                Link::plain(decimal(group.adequacy.as_ref().map(|found| found.0))),
                Link::plain(group.bartlett.as_ref().map_or_else(|| ABSENT.to_owned(), |test| number::fixed(test.probability, 3))),
                Link::plain(eigenvalues),
            ]
        };
        section.rows = self.audit.groups.iter().map(row).collect();
        section
    }

    fn loadings(&self) -> Section {
        let head = [
            ("method.group", false),
            ("column.indicator", false),
            ("audit.unrotated", false),
            ("audit.loadings", false),
            ("audit.adequacy", true),
            ("audit.inflation", true),
            ("audit.alpha_without", true),
        ];
        let mut section = self.section("loadings", "audit.loadings_title", "audit.loadings_note", &head);
        for group in &self.audit.groups {
            for (place, child) in group.children.iter().enumerate() {
                let loadings = |factors: &Option<Vec<Vec<f64>>>| {
                    let loadings = factors.iter().flatten().map(|factor| number::fixed(factor[place], 2));
                    Link::plain(loadings.collect::<Vec<_>>().join("  "))
                };
                section.rows.push(vec![
                    self.node(&group.path),
                    self.node(child),
                    loadings(&group.loadings),
                    loadings(&group.varimax),
                    Link::plain(decimal(group.adequacy.as_ref().map(|found| found.1[place]))),
                    Link::plain(decimal(group.inflation.as_ref().map(|found| found[place]))),
                    Link::plain(decimal(group.alpha.as_ref().and_then(|alpha| alpha.1[place]))),
                ]);
            }
        }
        section
    }

    /// With the own group, with the index and with siblings; those across groups stand in `cycle.json`.
    fn correlations(&self) -> Section {
        let head = [
            ("column.indicator", false),
            ("audit.against", false),
            ("column.units", true),
            ("audit.pearson", true),
            ("audit.spearman", true),
        ];
        let mut section = self.section("correlations", "audit.correlations", "audit.correlations_note", &head);
        let shown = self.audit.correlations.iter().filter(|pair| pair.relation != evaluation::Relation::Across);
        let row = |pair: &evaluation::Correlation| {
            let number = |value: f64| Link::plain(number::fixed(value, 2));
            vec![
                self.node(&pair.first),
                self.node(&pair.second),
                Link::plain(pair.units.to_string()),
                number(pair.pearson),
                number(pair.spearman),
            ]
        };
        section.rows = shown.map(row).collect();
        section
    }

    fn importance(&self) -> Section {
        let mut section = self.section("importance", "audit.importance", "audit.importance_note", &[]);
        for pillar in [true, false] {
            let kind = self.audit.importance.iter().filter(|one| one.pillar == pillar);
            let mut rows: Vec<Bar> = kind
                .filter_map(|one| {
                    let effective = one.effective?;
                    let shown = number::fine_percent(effective);
                    Some(Bar {
                        name: self.view.of(&one.name).to_owned(),
                        value: effective,
                        shown,
                        mark: Some((one.nominal, number::fine_percent(one.nominal))),
                    })
                })
                .collect();
            rows.sort_by(|a, b| b.value.total_cmp(&a.value));
            let Some(first) = rows.first() else { continue };
            let finding = self.view.fill("audit.importance_finding", &[("name", &first.name), ("effective", &first.shown)]);
            let id = if pillar { "importance-pillars" } else { "importance-leaves" };
            let caption = caption(self.view, self.year, id, finding, self.view.text("audit.importance_measure"));
            section.charts.push(bars(caption, &["column.indicator", "audit.effective", "audit.nominal"], &rows));
        }
        section
    }

    fn removals(&self) -> Section {
        let mut section = self.section("removals", "audit.removals", "audit.removals_note", &[]);
        let mut rows: Vec<Bar> = self
            .audit
            .removals
            .iter()
            .map(|one| {
                let shown = self
                    .view
                    .fill("audit.removal", &[("mean", &number::fixed(one.mean_rank_change, 2)), ("grades", &one.other_grade.len())]);
                Bar { name: self.view.of(&one.name).to_owned(), value: one.mean_rank_change, shown, mark: None }
            })
            .collect();
        rows.sort_by(|a, b| b.value.total_cmp(&a.value));
        if let Some(first) = rows.first() {
            let finding = self.view.fill("audit.removals_finding", &[("name", &first.name), ("mean", &number::fixed(first.value, 2))]);
            let caption = caption(self.view, self.year, "tornado", finding, self.view.text("audit.removals_measure"));
            section.charts.push(bars(caption, &["column.indicator", "audit.rank_change"], &rows));
        }
        section
    }

    fn reversals(&self) -> Section {
        let mut section = self.section(
            "reversals",
            "audit.reversals",
            "audit.reversals_note",
            &[("audit.removed", false), ("audit.turned", true), ("audit.reversed", false)],
        );
        let row = |one: &evaluation::Reversal| {
            let pairs = one
                .pairs
                .iter()
                .take(3)
                .map(|(a, b)| format!("{} / {}", self.view.unit_name(a), self.view.unit_name(b)))
                .collect::<Vec<_>>();
            vec![self.unit(&one.removed), Link::plain(one.pairs.len().to_string()), Link::plain(self.view.language.list(&pairs))]
        };
        section.rows = self.audit.reversals.iter().map(row).collect();
        section
    }

    fn weight_changes(&self) -> Section {
        let head = [
            ("column.unit", false),
            ("column.weight", false),
            ("audit.share_now", true),
            ("audit.share_turns", true),
            ("column.grade", false),
        ];
        let mut section = self.section("weights", "audit.weights", "audit.weights_note", &head);
        let mut changes: Vec<_> = self.audit.weight_changes.iter().collect();
        changes.sort_by(|(_, a), (_, b)| (a.turns_at - a.share).abs().total_cmp(&(b.turns_at - b.share).abs()));
        let row = |(unit, one): &(&UnitId, &evaluation::WeightChange)| {
            vec![
                self.unit(unit),
                self.node(&one.path),
                Link::plain(number::fine_percent(one.share)),
                Link::plain(number::fine_percent(one.turns_at)),
                Link::plain(one.grade.as_ref().map_or_else(|| ABSENT.to_owned(), |grade| self.view.grade(grade))),
            ]
        };
        section.rows = changes.iter().map(row).collect();
        section
    }

    fn sensitivity(&self) -> Option<Section> {
        let sensitivity = self.audit.sensitivity.as_ref()?;
        let mut section = self.section(
            "sensitivity",
            "audit.sensitivity",
            "",
            &[("column.unit", false), ("audit.of_score", false), ("audit.of_rank", false), ("audit.of_grade", false)],
        );
        section.note = self.view.fill(
            "audit.sensitivity_note",
            &[("base", &sensitivity.base), ("evaluations", &sensitivity.evaluations), ("failed", &sensitivity.failed)],
        );
        let strongest = |indices: &Option<Indices>| {
            let Some(found) = indices else { return Link::plain(self.view.text("audit.no_doubt")) };
            let most = found.factors.iter().max_by(|a, b| a.1.total.total_cmp(&b.1.total));
            let settled = most.filter(|(_, share)| share.total_interval.is_some_and(|(low, high)| high - low <= WIDEST));
            let text = settled.map(|(id, share)| format!("{} {:.2}", factor_name(self.view, sensitivity, id), share.total));
            Link::plain(text.unwrap_or_else(|| self.view.text("audit.unsettled").to_owned()))
        };
        let row = |(unit, found): (&UnitId, &UnitSensitivity)| {
            vec![self.unit(unit), strongest(&found.score), strongest(&found.rank), strongest(&found.grade)]
        };
        section.rows = sensitivity.units.iter().map(row).collect();
        Some(section)
    }

    /// Who stands above whom, class by class.
    fn pairs(&self) -> Section {
        let mut section = self.section("pairs", "audit.pairs", "audit.pairs_note", &[]);
        let evaluation = &self.year.evaluation;
        let mut classes: BTreeMap<Option<&str>, Vec<(u32, usize)>> = BTreeMap::new();
        for (place, outcome) in evaluation.units.iter().enumerate() {
            if let Some(unit) = Evaluated::of(outcome) {
                classes.entry(outcome.class.as_deref()).or_default().push((unit.rank, place));
            }
        }
        for (number, (class, mut units)) in classes.into_iter().enumerate() {
            units.sort_unstable();
            let names: Vec<String> = units.iter().map(|(_, place)| self.view.unit_name(&evaluation.units[*place].unit)).collect();
            let share = |row: usize, column: usize| evaluation.above.get(row).and_then(|shares| shares.get(column).copied().flatten());
            let above: Vec<Vec<Option<f64>>> =
                units.iter().map(|(_, row)| units.iter().map(|(_, column)| share(*row, *column)).collect()).collect();
            if names.len() < 2 || above.iter().flatten().all(Option::is_none) {
                continue;
            }
            let name = if class.is_none() { self.view.text("evaluation.all_units").to_owned() } else { self.view.class(class) };
            let pairs = above.iter().flatten().flatten().count() / 2;
            let sure = above.iter().flatten().flatten().filter(|share| **share >= 0.9).count();
            let finding = self.view.fill("audit.pairs_finding", &[("class", &name), ("pairs", &pairs), ("sure", &sure)]);
            let caption = caption(self.view, self.year, &format!("pairs-{number}"), finding, self.view.text("audit.pairs_measure"));
            section.charts.push(pairwise(caption, &names, &above));
        }
        section
    }

    fn checks(&self) -> Section {
        let mut section = self.section("checks", "audit.checks", "", &[("column.what", false), ("column.figure", false)]);
        let again = &self.audit.recalculation;
        let mut add = |key: &str, text: String| section.rows.push(vec![Link::plain(self.view.text(key)), Link::plain(text)]);
        add("audit.check_contributions", format!("{:.1e}", again.contributions));
        if let Some(most) = again.weighted_sum {
            add("audit.check_sum", format!("{most:.1e}"));
        }
        if let Some(added) = &self.audit.added_value {
            let values: [(&str, &dyn Display); 4] = [
                ("name", &self.view.of(&added.name)),
                ("pearson", &number::fixed(added.pearson, 2)),
                ("spearman", &number::fixed(added.spearman, 2)),
                ("moved", &number::percent(added.moved)),
            ];
            add("audit.added", self.view.fill("audit.added_value", &values));
        }
        for set in &self.year.evaluation.top_sets {
            let names = |units: &[UnitId]| {
                let names: Vec<String> = units.iter().map(|unit| self.view.unit_name(unit)).collect();
                if names.is_empty() { self.view.text("layout.nobody").to_owned() } else { self.view.language.list(&names) }
            };
            let class =
                if set.class.is_none() { self.view.text("evaluation.all_units").to_owned() } else { self.view.class(set.class.as_deref()) };
            let values: [(&str, &dyn Display); 4] =
                [("class", &class), ("size", &set.size), ("sure", &names(&set.sure)), ("possible", &names(&set.possible))];
            add("audit.top", self.view.fill("audit.top_set", &values));
        }
        section
    }

    fn panel(&self) -> Section {
        let head = [
            ("method.criterion", false),
            ("audit.experts", true),
            ("column.units", true),
            ("audit.icc_single", true),
            ("audit.icc_mean", true),
            ("audit.concordance", true),
            ("audit.krippendorff", true),
            ("audit.leniency", false),
        ];
        let mut section = self.section("panel", "audit.panel", "audit.panel_note", &head);
        let row = |one: &evaluation::CriterionAudit| {
            let with_interval = |value: Option<f64>, interval: Option<(f64, f64)>| {
                let interval = interval.map_or_else(String::new, |(low, high)| format!(" [{low:.2}–{high:.2}]"));
                Link::plain(format!("{}{interval}", decimal(value)))
            };
            let form = |place: usize| {
                let found = one.intraclass.as_ref().map(|forms| &forms[place]);
                with_interval(found.map(|found| found.value), found.and_then(|found| found.interval))
            };
            let farthest = one.experts_apart.iter().max_by(|a, b| a.above_mean.abs().total_cmp(&b.above_mean.abs()));
            vec![
                self.node_named(&one.path, self.view.of(&one.name)),
                Link::plain(one.experts.to_string()),
                Link::plain(one.units.to_string()),
                form(1),
                form(4),
                with_interval(one.concordance.map(|found| found.0), one.concordance_interval),
                with_interval(one.alpha, one.alpha_interval),
                Link::plain(
                    farthest.map_or_else(|| ABSENT.to_owned(), |expert| format!("{} {}", expert.expert, number::signed(expert.above_mean))),
                ),
            ]
        };
        section.rows = self.audit.panel.iter().map(row).collect();
        section
    }

    fn node_named(&self, path: &str, name: &str) -> Link {
        Link::new(name, self.view.href_at(&Route::Evaluation(self.year.year), &super::evaluation::node_anchor(path)))
    }

    fn filled(&self) -> Section {
        let mut section = self.section(
            "filled",
            "audit.filled",
            "audit.filled_note",
            &[("column.unit", false), ("column.indicator", false), ("column.figure", true), ("column.remarks", false)],
        );
        let row = |one: &evaluation::Filled| {
            let how: Vec<String> = one.how.iter().map(|how| self.view.of(how).to_owned()).collect();
            vec![
                self.unit(&one.unit),
                self.node(&one.path),
                Link::plain(one.value.map_or_else(|| ABSENT.to_owned(), number::figure)),
                Link::plain(self.view.language.list(&how)),
            ]
        };
        section.rows = self.audit.filled.iter().map(row).collect();
        section
    }

    fn treated(&self) -> Section {
        let mut section = self.section(
            "treated",
            "audit.treated",
            "",
            &[("column.unit", false), ("column.indicator", false), ("audit.before", true), ("audit.after", true)],
        );
        let row = |one: &evaluation::TreatedCell| {
            vec![
                self.unit(&one.unit),
                self.node(&one.path),
                Link::plain(number::figure(one.before)),
                Link::plain(number::figure(one.after)),
            ]
        };
        section.rows = self.audit.treated.iter().map(row).collect();
        section
    }
}

/// An index whose 95 % interval is wider than this has not settled and is not shown.
const WIDEST: f64 = 0.8;

fn factor_name(view: View<'_>, sensitivity: &Sensitivity, id: &str) -> String {
    sensitivity.factors.iter().find(|factor| factor.id == id).map_or_else(|| id.to_owned(), |factor| view.of(&factor.name).to_owned())
}

fn decimal(value: Option<f64>) -> String {
    value.map_or_else(|| ABSENT.to_owned(), |value| number::fixed(value, 2))
}
