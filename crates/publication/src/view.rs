//! A page's way to words, names and links.

use std::fmt;

use askama::filters::HtmlSafe;
use corpus::{Bilingual, ClauseId};
use evaluation::Evaluation;
use programme::{GradeId, IndicatorId, UnitId};

use crate::charts::escaped;
use crate::cites::{clause_anchor, known_path};
use crate::context::Context;
use crate::language::Language;
use crate::route::{DeskPage, LoopStage, Route, slug};

/// A page being written: which cycle, which language, where it stands.
#[derive(Debug, Clone, Copy)]
pub(crate) struct View<'a> {
    pub context: &'a Context<'a>,
    pub language: Language,
    pub route: &'a Route,
}

/// A text that leads somewhere.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Link {
    pub text: String,
    pub href: String,
    /// Shown on hovering and read to those who ask.
    pub title: String,
}

impl Link {
    pub(crate) fn new(text: impl Into<String>, href: impl Into<String>) -> Self {
        Self { text: text.into(), href: href.into(), title: String::new() }
    }

    /// A text that leads nowhere, where others of its kind are links.
    pub(crate) fn plain(text: impl Into<String>) -> Self {
        Self::new(text, "")
    }
}

/// What stands around the body of every page.
#[derive(Debug, Clone)]
pub(crate) struct Frame<'a> {
    pub view: View<'a>,
    pub title: String,
    /// Page's own contents, for the side.
    pub contents: Vec<Link>,
}

impl<'a> View<'a> {
    pub(crate) fn text<'k>(&self, key: &'k str) -> &'k str {
        self.language.text(key)
    }

    pub(crate) fn fill(&self, key: &str, values: &[(&str, &dyn std::fmt::Display)]) -> String {
        self.language.fill(key, values)
    }

    /// The same with a single place, as templates need it.
    pub(crate) fn fill_one(&self, key: &str, name: &str, value: impl fmt::Display) -> String {
        self.fill(key, &[(name, &value)])
    }

    pub(crate) fn of<'t>(&self, text: &'t Bilingual) -> &'t str {
        self.language.of(text)
    }

    /// Path from this page to the site's root.
    pub(crate) fn root(&self) -> String {
        if *self.route == Route::NotFound {
            return "/".to_owned();
        }
        "../".repeat(self.route.path().matches('/').count() + self.language.folder().matches('/').count())
    }

    pub(crate) fn href(&self, route: &Route) -> String {
        if *self.route == Route::NotFound {
            return format!("/{}{}", self.language.folder(), route.path());
        }
        format!("{}{}", "../".repeat(self.route.path().matches('/').count()), route.path())
    }

    pub(crate) fn href_at(&self, route: &Route, anchor: &str) -> String {
        match (route == self.route, anchor.is_empty()) {
            (true, false) => format!("#{anchor}"),
            (_, true) => self.href(route),
            (false, false) => format!("{}#{anchor}", self.href(route)),
        }
    }

    /// This page in the other language.
    pub(crate) fn twin(&self) -> Link {
        let other = self.language.other();
        Link::new(other.text("layout.language"), format!("{}{}{}", self.root(), other.folder(), self.route.path()))
    }

    pub(crate) fn label(&self) -> Option<&'a str> {
        self.context.cycle.label.as_ref().map(|label| self.language.of(label))
    }

    pub(crate) fn programme_name(&self) -> String {
        let name = self.language.of(&self.context.cycle.programme.about.name);
        if name.is_empty() { self.text("layout.programme").to_owned() } else { name.to_owned() }
    }

    pub(crate) fn loop_bar(&self) -> Vec<(Link, bool)> {
        let entry =
            |stage: LoopStage| (Link::new(self.language.text(stage.key()), self.href(&stage.route())), self.route.stage() == Some(stage));
        LoopStage::ALL.into_iter().map(entry).collect()
    }

    pub(crate) fn crumbs(&self) -> Vec<Link> {
        let mut crumbs = Vec::new();
        let mut route = self.route.parent();
        while let Some(parent) = route {
            crumbs.push(Link::new(self.route_name(&parent), self.href(&parent)));
            route = parent.parent();
        }
        crumbs.reverse();
        crumbs
    }

    fn route_name(&self, route: &Route) -> &'static str {
        let key = match (route, route.stage()) {
            (Route::Papers, _) => "layout.papers",
            (Route::Findings, _) => "layout.findings",
            (Route::Rules, _) => "rules.title",
            (Route::Desk(DeskPage::Index), _) => "desk.title",
            (_, Some(stage)) => stage.key(),
            _ => "layout.overview",
        };
        self.language.find(key).unwrap_or(key)
    }

    /// A unit of measure as the page's readers know it.
    pub(crate) fn measure(&self, unit: &str) -> String {
        match self.language {
            Language::Chinese => observations::unit_in_chinese(unit),
            Language::English => observations::unit_in_english(unit),
        }
    }

    /// A number with its unit; `1,300 × 10,000 persons` where the unit begins with a number itself.
    pub(crate) fn quantity(&self, value: &str, unit: &str) -> String {
        let measure = self.measure(unit);
        let times = if measure.starts_with(|first: char| first.is_ascii_digit()) { "× " } else { "" };
        format!("{value} {times}{measure}")
    }

    pub(crate) fn unit(&self, unit: &UnitId) -> Link {
        Link::new(self.unit_name(unit), self.href(&Route::Unit(unit.clone())))
    }

    /// The zone's own page, for a zone that the programme has.
    pub(crate) fn zone(&self, zone: &UnitId) -> Link {
        match self.context.cycle.programme.zone(zone) {
            Some(known) => Link::new(self.of(&known.name), self.href(&Route::Zone(zone.clone()))),
            None => Link::plain(self.unit_name(zone)),
        }
    }

    /// Links to units; one that a clause names without its being a member has no page and leads to the members.
    pub(crate) fn units(&self, units: &[UnitId]) -> Links {
        let link = |unit: &UnitId| match self.context.units.binary_search(unit) {
            Ok(_) => self.unit(unit),
            Err(_) => Link::new(self.unit_name(unit), self.href_at(&Route::Units, "members")),
        };
        Links(units.iter().map(link).collect())
    }

    pub(crate) fn unit_name(&self, unit: &UnitId) -> String {
        self.of(&self.context.unit_name(unit)).to_owned()
    }

    pub(crate) fn grade(&self, grade: &GradeId) -> String {
        self.of(&self.context.grade_name(grade)).to_owned()
    }

    pub(crate) fn class(&self, class: Option<&str>) -> String {
        class.map_or_else(|| self.text("unit.no_class").to_owned(), |class| self.of(&self.context.class_name(class)).to_owned())
    }

    pub(crate) fn province(&self, unit: &UnitId) -> String {
        match self.context.province(unit) {
            Some(province) => self.province_name(province),
            None => "—".to_owned(),
        }
    }

    pub(crate) fn province_name(&self, province: &'static str) -> String {
        let place = crate::charts::PLACES.iter().find(|place| place.0 == province);
        match (self.language, place) {
            (Language::English, Some(place)) => place.1.to_owned(),
            _ => province.to_owned(),
        }
    }

    /// Leads to the clause's own place on the page of its paper.
    pub(crate) fn cite(&self, clause: &ClauseId) -> Link {
        let cycle = self.context.cycle;
        let anchor = clause_anchor(&known_path(&cycle.readings, clause));
        let paper = cycle.programme.papers.get(&clause.paper);
        let title = paper.map(|paper| self.of(&paper.title).to_owned()).unwrap_or_default();
        let short = paper.and_then(|paper| paper.short.as_ref());
        let text = short.map_or_else(|| clause.to_string(), |short| format!("{} {}", self.of(short), clause.path).trim_end().to_owned());
        Link { text, href: self.href_at(&Route::Paper(clause.paper.clone()), &anchor), title }
    }

    pub(crate) fn cites(&self, clauses: &[ClauseId]) -> Links {
        Links(clauses.iter().map(|clause| self.cite(clause)).collect())
    }

    /// Leads to the figure's cell, if the observations hold it.
    pub(crate) fn origin(&self, unit: &UnitId, indicator: &IndicatorId, year: i16) -> Option<String> {
        self.context.cycle.observations.figure(unit, indicator, year)?;
        Some(self.href_at(&Route::UnitData(unit.clone()), &figure_anchor(indicator, year)))
    }

    /// Labels that a score never stands without: edition of the method, 示例方法 and 演示数据 where true.
    pub(crate) fn score_labels(&self, evaluation: &Evaluation) -> Vec<String> {
        let illustrative = evaluation.illustrative.then(|| self.text("label.illustrative").to_owned());
        illustrative.into_iter().chain(self.label().map(str::to_owned)).collect()
    }

    /// Source line of charts and tables made from a year's evaluation.
    pub(crate) fn source(&self, evaluation: &Evaluation) -> String {
        let labels = self.score_labels(evaluation).iter().map(|label| format!(" · {label}")).collect::<String>();
        let method = self.of(&evaluation.method_title);
        self.fill("source.evaluation", &[("method", &method), ("year", &evaluation.year), ("replicates", &evaluation.replicates)]) + &labels
    }
}

pub(crate) fn figure_anchor(indicator: &IndicatorId, year: i16) -> String {
    format!("{}-{year}", slug(indicator.as_str()))
}

/// Several links on one line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Links(pub Vec<Link>);

impl fmt::Display for Link {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.href.is_empty() {
            return out.write_str(&escaped(&self.text));
        }
        write!(out, "<a href=\"{}\"", escaped(&self.href))?;
        if !self.title.is_empty() {
            write!(out, " title=\"{}\"", escaped(&self.title))?;
        }
        write!(out, ">{}</a>", escaped(&self.text))
    }
}

impl fmt::Display for Links {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, link) in self.0.iter().enumerate() {
            write!(out, "{}{link}", if place > 0 { " " } else { "" })?;
        }
        Ok(())
    }
}

// Both escape what they write.
impl HtmlSafe for Link {}
impl HtmlSafe for Links {}
