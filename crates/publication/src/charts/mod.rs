//! Charts as SVG. A chart says one thing in its title, names its source, is described in words and carries its numbers as a table.

mod bars;
mod contributions;
mod coverage;
mod grade_probabilities;
mod network;
mod pairwise;
mod rank_intervals;
mod ranks_over_years;
mod scatter;
mod series;
mod svg;
mod tile_grid;

use askama::Template;

use crate::language::Language;

pub(crate) use bars::{Bar, bars};
pub(crate) use contributions::{Step, contributions};
pub(crate) use coverage::{CoverageRow, coverage};
pub(crate) use grade_probabilities::{GradeBand, ProbabilityRow, grade_probabilities};
pub(crate) use network::{Edge, network};
pub(crate) use pairwise::pairwise;
pub(crate) use rank_intervals::{RankRow, rank_intervals};
pub(crate) use ranks_over_years::{RankLine, RankPoint, ranks_over_years};
pub(crate) use scatter::{ScatterPoint, scatter};
pub(crate) use series::{SeriesBreak, SeriesPoint, series};
pub(crate) use svg::{Anchor, Svg, escaped};
pub(crate) use tile_grid::{PLACES, Tile, tile_grid};

/// A drawing with everything that must stand beside it.
#[derive(Debug, Clone, Template)]
#[template(path = "chart.html")]
pub(crate) struct Chart {
    pub language: Language,
    /// Unique on its page.
    pub id: String,
    /// What the chart shows, as a sentence.
    pub finding: String,
    /// Measure and unit.
    pub measure: String,
    pub source: String,
    /// For readers who do not see the drawing.
    pub description: String,
    pub width: f64,
    pub height: f64,
    pub drawing: String,
    pub head: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

/// Words around a drawing, written by the page that knows what is shown.
#[derive(Debug, Clone)]
pub(crate) struct Caption {
    pub language: Language,
    pub id: String,
    pub finding: String,
    pub measure: String,
    pub source: String,
}

impl Caption {
    fn chart(
        self,
        description: String,
        (width, height): (f64, f64),
        drawing: svg::Svg,
        head: Vec<String>,
        rows: Vec<Vec<String>>,
    ) -> Chart {
        let Self { language, id, finding, measure, source } = self;
        Chart { language, id, finding, measure, source, description, width, height, drawing: drawing.into_string(), head, rows }
    }

    /// Reads interface texts into a head of a table.
    fn head(&self, keys: &[&str]) -> Vec<String> {
        keys.iter().map(|key| self.language.text(key).to_owned()).collect()
    }
}

/// Four steps of a colour-blind-safe scale (viridis), best grade first, and the ink that can be read on each.
pub(crate) const GRADE_SCALE: [(&str, &str); 4] = [("#440154", "light"), ("#31688e", "light"), ("#5ec962", "dark"), ("#fde725", "dark")];
