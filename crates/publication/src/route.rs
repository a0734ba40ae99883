//! Every page of the site, by one list: the static site and the desk show the same pages under the same paths.

use corpus::PaperId;
use programme::UnitId;
use programme::rule::RuleId;

use crate::cycle::Cycle;

/// A page.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Route {
    Overview,
    Units,
    Unit(UnitId),
    Zone(UnitId),
    Targets,
    Tasks,
    Support,
    Data,
    DataMap,
    DataTypes,
    UnitData(UnitId),
    Evaluations,
    Evaluation(i16),
    Audit(i16),
    Consequences,
    YearConsequences(i16),
    Rules,
    Rule(RuleId),
    Practices,
    Effect,
    Papers,
    Paper(PaperId),
    Findings,
    Desk(DeskPage),
    /// What the server answers where there is no page; its links lead from the root, since it stands under any address.
    NotFound,
}

/// Pages that need the program at work. The static site has only the first, which says how to reach the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DeskPage {
    Index,
    Search,
    Weights,
    Practices,
    Figures,
    Readings,
}

/// The stages of the loop, as the bar on every page shows them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum LoopStage {
    Admission,
    Targets,
    Support,
    Data,
    Evaluation,
    Consequences,
    Practices,
    Effect,
}

impl LoopStage {
    pub(crate) const ALL: [Self; 8] =
        [Self::Admission, Self::Targets, Self::Support, Self::Data, Self::Evaluation, Self::Consequences, Self::Practices, Self::Effect];

    pub(crate) fn key(self) -> &'static str {
        match self {
            Self::Admission => "loop.admission",
            Self::Targets => "loop.targets",
            Self::Support => "loop.support",
            Self::Data => "loop.data",
            Self::Evaluation => "loop.evaluation",
            Self::Consequences => "loop.consequences",
            Self::Practices => "loop.practices",
            Self::Effect => "loop.effect",
        }
    }

    pub(crate) fn route(self) -> Route {
        match self {
            Self::Admission => Route::Units,
            Self::Targets => Route::Targets,
            Self::Support => Route::Support,
            Self::Data => Route::Data,
            Self::Evaluation => Route::Evaluations,
            Self::Consequences => Route::Consequences,
            Self::Practices => Route::Practices,
            Self::Effect => Route::Effect,
        }
    }
}

impl Route {
    /// Path below the language's folder.
    pub(crate) fn path(&self) -> String {
        match self {
            Self::Overview => "index.html".to_owned(),
            Self::Units => "units/index.html".to_owned(),
            Self::Unit(unit) => format!("units/{}.html", slug(unit.as_str())),
            Self::Zone(zone) => format!("zones/{}.html", slug(zone.as_str())),
            Self::Targets => "targets/index.html".to_owned(),
            Self::Tasks => "tasks/index.html".to_owned(),
            Self::Support => "support/index.html".to_owned(),
            Self::Data => "data/index.html".to_owned(),
            Self::DataMap => "data/map.html".to_owned(),
            Self::DataTypes => "data/types.html".to_owned(),
            Self::UnitData(unit) => format!("data/{}.html", slug(unit.as_str())),
            Self::Evaluations => "evaluation/index.html".to_owned(),
            Self::Evaluation(year) => format!("evaluation/{year}.html"),
            Self::Audit(year) => format!("evaluation/{year}-audit.html"),
            Self::Consequences => "consequences/index.html".to_owned(),
            Self::YearConsequences(year) => format!("consequences/{year}.html"),
            Self::Rules => "rules/index.html".to_owned(),
            Self::Rule(rule) => format!("rules/{}.html", slug(&rule.0)),
            Self::Practices => "practices/index.html".to_owned(),
            Self::Effect => "effect/index.html".to_owned(),
            Self::Papers => "papers/index.html".to_owned(),
            Self::Paper(paper) => format!("papers/{}.html", slug(&paper.0)),
            Self::Findings => "findings.html".to_owned(),
            Self::Desk(page) => format!("desk/{}.html", page.name()),
            Self::NotFound => "404.html".to_owned(),
        }
    }

    /// Stage of the loop that the page belongs to; papers, findings and most of the desk belong to all.
    pub(crate) fn stage(&self) -> Option<LoopStage> {
        match self {
            Self::Overview | Self::Papers | Self::Paper(_) | Self::Findings | Self::NotFound => None,
            Self::Desk(page) => page.stage(),
            Self::Units | Self::Unit(_) | Self::Zone(_) => Some(LoopStage::Admission),
            Self::Targets | Self::Tasks => Some(LoopStage::Targets),
            Self::Support => Some(LoopStage::Support),
            Self::Data | Self::DataMap | Self::DataTypes | Self::UnitData(_) => Some(LoopStage::Data),
            Self::Evaluations | Self::Evaluation(_) | Self::Audit(_) => Some(LoopStage::Evaluation),
            Self::Consequences | Self::YearConsequences(_) | Self::Rules | Self::Rule(_) => Some(LoopStage::Consequences),
            Self::Practices => Some(LoopStage::Practices),
            Self::Effect => Some(LoopStage::Effect),
        }
    }

    /// The page that this one lies under.
    pub(crate) fn parent(&self) -> Option<Self> {
        match self {
            Self::Overview | Self::NotFound => None,
            Self::Desk(page) if *page != DeskPage::Index => Some(Self::Desk(DeskPage::Index)),
            Self::Unit(_) | Self::Zone(_) => Some(Self::Units),
            Self::DataMap | Self::DataTypes | Self::UnitData(_) => Some(Self::Data),
            Self::Tasks => Some(Self::Targets),
            Self::Evaluation(_) | Self::Audit(_) => Some(Self::Evaluations),
            Self::YearConsequences(_) | Self::Rules => Some(Self::Consequences),
            Self::Rule(_) => Some(Self::Rules),
            Self::Paper(_) => Some(Self::Papers),
            _ => Some(Self::Overview),
        }
    }
}

impl DeskPage {
    pub const ALL: [Self; 6] = [Self::Index, Self::Search, Self::Weights, Self::Practices, Self::Figures, Self::Readings];

    fn name(self) -> &'static str {
        match self {
            Self::Index => "index",
            Self::Search => "search",
            Self::Weights => "weights",
            Self::Practices => "practices",
            Self::Figures => "figures",
            Self::Readings => "readings",
        }
    }

    /// Returns the page that stands under a path below the language's folder.
    pub fn at(path: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|page| Route::Desk(*page).path() == path)
    }

    fn stage(self) -> Option<LoopStage> {
        match self {
            Self::Index | Self::Search | Self::Readings => None,
            Self::Weights => Some(LoopStage::Evaluation),
            Self::Practices => Some(LoopStage::Practices),
            Self::Figures => Some(LoopStage::Data),
        }
    }
}

/// Returns an identity as it can stand in a file's name.
pub(crate) fn slug(id: &str) -> String {
    id.chars().map(|letter| if letter.is_alphanumeric() || letter == '_' { letter } else { '-' }).collect()
}

/// Returns every page of a cycle, in the order of the loop.
pub(crate) fn routes(cycle: &Cycle, units: &[UnitId], papers: &[PaperId]) -> Vec<Route> {
    let mut routes = vec![Route::Overview, Route::Units, Route::Targets, Route::Tasks, Route::Support];
    routes.extend([Route::Data, Route::DataMap, Route::DataTypes, Route::Evaluations]);
    routes.extend([Route::Consequences, Route::Rules, Route::Practices, Route::Effect, Route::Papers, Route::Findings]);
    routes.extend([Route::Desk(DeskPage::Index), Route::NotFound]);
    routes.extend(units.iter().flat_map(|unit| [Route::Unit(unit.clone()), Route::UnitData(unit.clone())]));
    routes.extend(cycle.programme.zones.iter().map(|zone| Route::Zone(zone.id.clone())));
    routes.extend(cycle.years.iter().flat_map(|year| [Route::Evaluation(year.year), Route::YearConsequences(year.year)]));
    routes.extend(cycle.years.iter().filter(|year| year.audit.is_some()).map(|year| Route::Audit(year.year)));
    routes.extend(cycle.programme.rulebook.rules.keys().cloned().map(Route::Rule));
    routes.extend(papers.iter().cloned().map(Route::Paper));
    routes
}
