//! Everything about a case that does not change from replicate to replicate.

use corpus::{Bilingual, Finding};
use programme::method::{Content, Method, Missing, Treatment, Within};

use crate::figures::{Column, Figures};
use crate::leaves::{Leaf, gather};
use crate::normalise::Marks;
use crate::points::GroupPoints;
use crate::severity::fair_marks;
use crate::{Case, NotEvaluable};
use crate::{impute, treat};

pub(crate) struct Prepared<'a> {
    pub case: &'a Case<'a>,
    pub method: &'a Method,
    pub classes: Vec<Option<String>>,
    /// Units by class, and all of them together: only those that are judged.
    pub by_class: Vec<Vec<usize>>,
    pub together: Vec<Vec<usize>>,
    pub leaves: Vec<Leaf<'a>>,
    /// One for every leaf.
    pub marks: Vec<Marks>,
    /// By node and unit; 0 where the node is not asked of the unit.
    pub weights: Vec<Vec<f64>>,
    pub fate: Vec<Fate>,
    /// By unit: leaves with a figure of their own, leaves asked for.
    pub present: Vec<(u32, u32)>,
    /// Points that change the score of a group.
    pub group_points: Vec<GroupPoints>,
    pub treated: Vec<treat::TreatedCell>,
    /// Figures of every leaf before filling and treatment.
    pub raw: Vec<Column>,
    pub findings: Vec<Finding>,
}

/// What becomes of a unit before any score.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Fate {
    Judged,
    /// Index in `Method::specials`.
    Special(usize),
    NotEvaluable(NotEvaluable),
}

pub(crate) fn prepare<'a>(case: &'a Case<'a>, method: &'a Method, sub_scores: &dyn Fn(&str) -> Column) -> Prepared<'a> {
    let nobody: Vec<Option<String>> = vec![None; case.units.len()];
    let everybody = vec![(0..case.units.len()).collect::<Vec<usize>>()];
    let (classes, mut findings) = classes_of(Figures::of(case, method, &nobody, &everybody));
    let inside = group_by_class(&classes, |_| true);
    let special = specials(Figures::of(case, method, &classes, &inside));
    let ranked = group_by_class(&classes, |unit| special[unit].is_none());
    let together = vec![ranked.iter().flatten().copied().collect::<Vec<_>>()];
    let figures = Figures::of(case, method, &classes, &ranked);
    let weights = weights(figures);
    let (fair, unfair) = fair_marks(case, method);
    findings.extend(unfair);
    let leaves = gather(method, figures, &together, sub_scores, fair.as_ref());
    let mut prepared = Prepared {
        case,
        method,
        by_class: Vec::new(),
        together: Vec::new(),
        leaves,
        marks: Vec::new(),
        weights,
        fate: Vec::new(),
        present: Vec::new(),
        group_points: Vec::new(),
        treated: Vec::new(),
        raw: Vec::new(),
        findings: Vec::new(),
        classes,
    };
    prepared.drop_empty_leaves(&special);
    prepared.decide_fates(&special);
    prepared.by_class = group_by_class(&prepared.classes, |unit| prepared.fate[unit] == Fate::Judged);
    prepared.together = vec![(0..case.units.len()).filter(|unit| prepared.fate[*unit] == Fate::Judged).collect()];
    prepared.fill_and_treat();
    prepared.marks = prepared.leaves.iter().map(|leaf| Marks::of(leaf.normalise, leaf, prepared.figures(leaf.within))).collect();
    prepared.group_points = GroupPoints::all(&prepared);
    findings.append(&mut prepared.findings);
    prepared.findings = findings;
    prepared
}

impl<'a> Prepared<'a> {
    pub(crate) fn figures(&self, within: Within) -> Figures<'_> {
        let peers = match within {
            Within::Class => &self.by_class,
            Within::All => &self.together,
        };
        Figures::of(self.case, self.method, &self.classes, peers)
    }

    /// Groups of units that are ranked and graded among themselves.
    pub(crate) fn ranked_together(&self) -> &[Vec<usize>] {
        match self.method.ranking.within {
            Within::Class => &self.by_class,
            Within::All => &self.together,
        }
    }

    /// Share of the tree that a leaf has for a unit, 0 when one of the weights above it is 0.
    pub(crate) fn is_asked(&self, node: usize, unit: usize) -> bool {
        let mut at = Some(node);
        while let Some(node) = at {
            if node != 0 && self.weights[node][unit] <= 0.0 {
                return false;
            }
            at = self.method.nodes[node].parent;
        }
        true
    }

    /// A leaf that too few units have is left out for all, with a finding.
    fn drop_empty_leaves(&mut self, special: &[Option<usize>]) {
        let least = self.method.coverage.indicator.unwrap_or(0.0);
        for leaf in 0..self.leaves.len() {
            let node = self.leaves[leaf].node;
            let asked: Vec<usize> =
                (0..self.case.units.len()).filter(|unit| special[*unit].is_none() && self.is_asked(node, *unit)).collect();
            let present = asked.iter().filter(|unit| self.leaves[leaf].figures[**unit].is_some()).count();
            let earns = earns_without_figures(self.leaves[leaf].missing);
            let enough = (present > 0 || earns) && present as f64 >= least * asked.len() as f64;
            if enough || asked.is_empty() {
                continue;
            }
            let path = &self.method.nodes[node].path;
            let (year, all) = (self.case.year, asked.len());
            let (of_year, of) = if year == 0 { Default::default() } else { (format!("{year}年"), format!(" in {year}")) };
            let place = self.method.nodes[node].at.start();
            self.findings.push(
                Finding::warning(
                    "evaluation/leaf-left-out",
                    format!("{of_year}“{path}”只有 {present}/{all} 个单位有数据，该项不计入评价"),
                    format!("{present} of {all} units have \"{path}\"{of}; it is left out for all"),
                )
                .at(place)
                .hint(
                    "补报数据，或在办法中改用 last_value 等填补方式",
                    "deliver the figures, or let the method fill them (`last_value`, for instance)",
                ),
            );
            self.weights[node].iter_mut().for_each(|weight| *weight = 0.0);
        }
    }

    fn decide_fates(&mut self, special: &[Option<usize>]) {
        for (unit, special) in special.iter().enumerate() {
            let asked: Vec<&Leaf<'_>> = self.leaves.iter().filter(|leaf| self.is_asked(leaf.node, unit)).collect();
            let missing: Vec<&Leaf<'_>> = asked.iter().copied().filter(|leaf| leaf.figures[unit].is_none()).collect();
            let present = asked.len() - missing.len();
            self.present.push((present as u32, asked.len() as u32));
            let reason = if let Some(entry) = special {
                self.fate.push(Fate::Special(*entry));
                continue;
            } else if self.method.has_classes() && self.classes[unit].is_none() {
                Some(Bilingual::new("未归入任何类别", "it is in no class"))
            } else {
                self.too_little(unit, present, &asked)
            };
            let missing = missing.iter().filter_map(|leaf| leaf.indicator.cloned()).collect();
            self.fate.push(reason.map_or(Fate::Judged, |reason| Fate::NotEvaluable(NotEvaluable { reason, missing })));
        }
    }

    fn too_little(&self, unit: usize, present: usize, leaves: &[&Leaf<'_>]) -> Option<Bilingual> {
        let asked = leaves.len();
        if present == 0 && !leaves.iter().any(|leaf| earns_without_figures(leaf.missing)) {
            let year = self.case.year;
            let (of_year, of) = if year == 0 { Default::default() } else { (format!("{year}年"), format!(" for {year}")) };
            return Some(Bilingual::new(format!("{of_year}没有任何指标数据"), format!("no figure{of}")));
        }
        if (present as f64) < self.method.coverage.unit.unwrap_or(0.0) * asked as f64 {
            return Some(Bilingual::new(
                format!("{asked} 项指标中只有 {present} 项有数据"),
                format!("only {present} of {asked} indicators have a figure"),
            ));
        }
        for (node, entry) in self.method.nodes.iter().enumerate() {
            let Content::Group { coverage, .. } = &entry.content else { continue };
            let least = coverage.or(self.method.coverage.group).unwrap_or(0.0);
            if self.is_asked(node, unit) && self.coverage_of(node, unit).is_some_and(|share| share < least) {
                let root = || Bilingual::new("总体", "the whole tree");
                let path = || if entry.path.is_empty() { root() } else { Bilingual::new(entry.path.clone(), entry.path.clone()) };
                let name = entry.name.clone().unwrap_or_else(path);
                return Some(Bilingual::new(format!("“{}”的数据不足", name.zh), format!("too few figures in \"{}\"", name.en)));
            }
        }
        None
    }

    /// Share of a group's leaves, by weight, that the unit has; `None` where nothing is asked.
    fn coverage_of(&self, node: usize, unit: usize) -> Option<f64> {
        if let Some(leaf) = self.leaves.iter().find(|leaf| leaf.node == node) {
            return Some(f64::from(u8::from(leaf.figures[unit].is_some())));
        }
        let children = self.method.children(node).filter(|child| self.weights[*child][unit] > 0.0);
        let (mut sum, mut total) = (0.0, 0.0);
        for child in children {
            if let Some(share) = self.coverage_of(child, unit) {
                sum += self.weights[child][unit] * share;
                total += self.weights[child][unit];
            }
        }
        (total > 0.0).then(|| sum / total)
    }

    fn fill_and_treat(&mut self) {
        let raw: Vec<Column> = self.leaves.iter().map(|leaf| leaf.figures.clone()).collect();
        let mut cells = Vec::new();
        let mut findings = Vec::new();
        let columns = self.filled_and_treated(raw.clone(), &mut |treated, found| {
            cells.extend(treated);
            findings.extend(found);
        });
        for ((leaf, raw), column) in self.leaves.iter_mut().zip(&raw).zip(&columns) {
            for unit in 0..raw.len() {
                leaf.notes[unit].imputed |= raw[unit].is_none() && column[unit].is_some();
            }
        }
        self.leaves.iter_mut().zip(columns).for_each(|(leaf, column)| leaf.figures = column);
        self.raw = raw;
        self.treated = cells;
        self.findings.extend(findings);
    }

    /// Fills what is missing and treats outliers; what treatment did goes to `tell`.
    pub(crate) fn filled_and_treated(&self, raw: Vec<Column>, tell: &mut dyn FnMut(Vec<treat::TreatedCell>, Vec<Finding>)) -> Vec<Column> {
        self.treated(self.filled(raw), tell)
    }

    /// Fills what is missing.
    pub(crate) fn filled(&self, raw: Vec<Column>) -> Vec<Column> {
        let fillings: Vec<_> = (0..raw.len()).map(|leaf| impute::fill(self, leaf, &raw)).collect();
        let mut columns = raw;
        for (column, filling) in columns.iter_mut().zip(fillings) {
            filling.into_iter().for_each(|(unit, value)| column[unit] = Some(value));
        }
        columns
    }

    /// Treats outliers; what was done goes to `tell`.
    pub(crate) fn treated(&self, mut columns: Vec<Column>, tell: &mut dyn FnMut(Vec<treat::TreatedCell>, Vec<Finding>)) -> Vec<Column> {
        for (leaf, column) in self.leaves.iter().zip(&mut columns) {
            if !matches!(leaf.treatment, Treatment::None {}) {
                let (treated, cells, findings) = treat::treat(self, leaf, column);
                *column = treated;
                tell(cells, findings);
            }
        }
        columns
    }

    /// Units that are judged.
    pub(crate) fn judged(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.fate.len()).filter(|unit| self.fate[*unit] == Fate::Judged)
    }
}

/// Whether a leaf gives a score to who has no figure, as "not reported counts 0" does.
fn earns_without_figures(missing: &Missing) -> bool {
    matches!(missing, Missing::Points { .. } | Missing::Value { .. })
}

/// Units of equal class, in order of their classes; without classes all are one group.
fn group_by_class(classes: &[Option<String>], is_in: impl Fn(usize) -> bool) -> Vec<Vec<usize>> {
    let mut groups = std::collections::BTreeMap::<&Option<String>, Vec<usize>>::new();
    for (unit, class) in classes.iter().enumerate().filter(|(unit, _)| is_in(*unit)) {
        groups.entry(class).or_default().push(unit);
    }
    groups.into_values().collect()
}

fn classes_of(figures: Figures<'_>) -> (Vec<Option<String>>, Vec<Finding>) {
    let classes = &figures.method.classes;
    let count = figures.case.units.len();
    let mut out: Vec<Option<String>> = vec![None; count];
    let mut findings = Vec::new();
    let word = |by: &str, unit: usize| figures.case.units[unit].word(by, figures.year);
    if let Some(by) = classes.by.as_ref().filter(|by| count > 0 && (0..count).all(|unit| word(by, unit).is_none())) {
        findings.push(
            Finding::error("evaluation/no-class", format!("没有一个单位写明类别“{by}”"), format!("no unit says what its \"{by}\" is"))
                .at(figures.method.at.of("classes"))
                .hint("在数据中补上这一列，或改用 [[class]] 的条件", "add the column, or let the conditions of `[[class]]` decide"),
        );
    }
    for class in &classes.entries {
        let holds = class.when.as_ref().map(|when| figures.holds(when));
        for unit in 0..count {
            let named = classes.by.as_ref().is_some_and(|by| word(by, unit) == Some(class.id.as_str()));
            let meets = holds.as_ref().is_some_and(|holds| holds[unit]);
            if out[unit].is_none() && (named || meets) {
                out[unit] = Some(class.id.clone());
            }
        }
    }
    if let (Some(by), true) = (&classes.by, classes.entries.is_empty()) {
        out = (0..count).map(|unit| word(by, unit).map(str::to_owned)).collect();
    }
    for class in classes.entries.iter().filter(|class| !out.iter().flatten().any(|found| *found == class.id)) {
        findings.push(
            Finding::info(
                "evaluation/empty-class",
                format!("类别“{}”没有单位", class.name.zh),
                format!("no unit is in the class \"{}\"", class.name.en),
            )
            .at(class.at.start())
            .hint("核对类别的编号和条件", "look at the class's id and condition"),
        );
    }
    (out, findings)
}

fn specials(figures: Figures<'_>) -> Vec<Option<usize>> {
    let mut out = vec![None; figures.case.units.len()];
    for (entry, special) in figures.method.specials.iter().enumerate() {
        for (unit, holds) in figures.holds(&special.when).into_iter().enumerate() {
            if holds && out[unit].is_none() {
                out[unit] = Some(entry);
            }
        }
    }
    out
}

/// A weight that is missing or negative takes the node out.
fn weights(figures: Figures<'_>) -> Vec<Vec<f64>> {
    let method = figures.method;
    let node_weights = |(node, entry): (usize, &programme::method::Node)| {
        let worked = entry.weight.formula().map(|formula| figures.numbers(formula));
        let of_unit = |(unit, class): (usize, &Option<String>)| {
            let weight = match &worked {
                Some(worked) => worked[unit],
                None => method.weight(node, class.as_deref()),
            };
            weight.filter(|weight| *weight > 0.0).unwrap_or(0.0)
        };
        figures.classes.iter().enumerate().map(of_unit).collect()
    };
    method.nodes.iter().enumerate().map(node_weights).collect()
}
