//! The named choices of composite-indicator practice. Each may be written short (`"min_max"`) or with its numbers (`{ by = "goalposts", low = 0, high = 100 }`).

use std::fmt;
use std::marker::PhantomData;

use serde::de::value::{MapAccessDeserializer, MapDeserializer};
use serde::de::{DeserializeOwned, Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::{Amount, Formula};

/// Among whom a leaf is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Within {
    Class,
    All,
}

/// How a figure becomes comparable. Where the choice compares units, the result is on the method's `scale`, and low-is-better figures are turned.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(tag = "by", rename_all = "snake_case", deny_unknown_fields)]
pub enum Normalise {
    /// As it stands: points already, or a formula that gives them.
    None {},
    MinMax {},
    /// Fixed ends; `cap` keeps the result between 0 and the scale.
    Goalposts {
        low: Amount,
        high: Amount,
        #[serde(default = "yes")]
        cap: bool,
    },
    /// `centre + spread * z`, with the sample standard deviation.
    ZScore {
        #[serde(default)]
        centre: Option<f64>,
        #[serde(default)]
        spread: Option<f64>,
        /// Divisor n instead of n - 1.
        #[serde(default)]
        population: bool,
    },
    /// 1 for the worst to n for the best (the raw rank of COINr), ties share the mean, or stretched to the scale.
    Rank {
        #[serde(default)]
        stretch: bool,
        #[serde(default)]
        ties: RankOfTies,
    },
    /// Share of the others that are worse, ties counting half, from `floor` (0 unless given) to the scale.
    Percentile {
        #[serde(default)]
        floor: f64,
        #[serde(default)]
        ties: RankOfTies,
    },
    /// Number of units that are worse: `rank - 1`.
    Borda {
        #[serde(default)]
        ties: RankOfTies,
    },
    /// `1 - (best - x) / (best - worst)` is min-max; this is `1 - (best - x) / best`.
    DistanceToBest {},
    DistanceToReference {
        reference: Amount,
    },
    /// `x / max(x)`.
    ShareOfMax {},
    /// `x / sum(x)`.
    ShareOfTotal {},
    /// 功效系数法: `floor + (top - floor) * (x - low) / (high - low)`; the ends are the peers' extremes unless given.
    Efficacy {
        #[serde(default)]
        low: Option<Amount>,
        #[serde(default)]
        high: Option<Amount>,
        #[serde(default = "sixty")]
        floor: f64,
        #[serde(default = "hundred")]
        top: f64,
        #[serde(default)]
        cap: bool,
        /// `floor * exp(ln(top / floor) * share)` instead of the straight line.
        #[serde(default)]
        exponential: bool,
    },
    /// `x / benchmark` (or `benchmark / x` where less is better) times the scale, between `floor` and `cap` in units of the scale.
    Ratio {
        benchmark: Amount,
        #[serde(default)]
        cap: Option<f64>,
        #[serde(default)]
        floor: Option<f64>,
    },
    /// Piecewise linear through `points` (`[[0, 0], [0.9, 60], [1, 100]]`), flat beyond the ends.
    Attainment {
        points: Vec<(Amount, f64)>,
    },
    /// Step bands `[[lower bound, points] ...]`: the points of the highest bound that is not above the figure, `below` under the first.
    Bands {
        steps: Vec<(Amount, f64)>,
        #[serde(default)]
        below: f64,
        /// The bound itself belongs to the band under it ("more than 80" instead of "80 and more").
        #[serde(default)]
        over: bool,
    },
    /// Best inside `from` to `to`, falling in a straight line to 0 at `low` and `high`.
    Range {
        low: f64,
        from: f64,
        to: f64,
        high: f64,
    },
    /// Any other rule: a formula over `x`, the unit's figures and the peers.
    Formula {
        formula: Formula,
    },
}

/// Rank that equal figures share, counted from the worst.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RankOfTies {
    /// 1, 2.5, 2.5, 4.
    #[default]
    Mean,
    /// 1, 2, 2, 4 (COINr).
    Lowest,
    /// 1, 3, 3, 4.
    Highest,
    /// 1, 2, 2, 3.
    Dense,
}

/// Where the weights of a group's children come from.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(tag = "by", rename_all = "snake_case", deny_unknown_fields)]
pub enum Weigh {
    /// The `weight` of every child.
    Fixed {},
    Equal {},
    Entropy {},
    Critic {},
    StandardDeviation {},
    /// Squared loadings of the first component scaled to sum 1; negative loadings are refused with a finding.
    Pca {},
    /// Pairwise comparisons, rows and columns in the order of the children.
    Ahp {
        matrix: Vec<Vec<f64>>,
        /// Row geometric means instead of the principal eigenvector.
        #[serde(default)]
        geometric_mean: bool,
        /// Largest consistency ratio that passes without a finding.
        #[serde(default)]
        consistency: Option<f64>,
    },
    /// Points that each expert spreads over the children; shares are averaged.
    Budget {
        ballots: Vec<Vec<f64>>,
    },
    /// Mean of several ways, each with its share.
    Mix {
        of: Vec<Short<Self>>,
        shares: Vec<f64>,
        /// Products to the power of the shares instead of sums: 乘法合成.
        #[serde(default)]
        product: bool,
    },
}

/// How children become their parent.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(tag = "by", rename_all = "snake_case", deny_unknown_fields)]
pub enum Aggregate {
    Arithmetic {},
    /// Weighted product with exponents of sum 1; 0 gives 0, a negative child gives none.
    Geometric {},
    Harmonic {},
    Power {
        exponent: f64,
    },
    /// Weighted sum without division: the weight is the full mark, a child of 1 (or of `scale`, where leaves are scaled) earns it.
    Sum {
        /// What a child has that earns the full mark; 1 unless given.
        #[serde(default)]
        full: Option<f64>,
    },
    Product {},
    Minimum {},
    Maximum {},
    /// Mean less (or, for a negative phenomenon, plus) the spread times the coefficient of variation.
    MazziottaPareto {
        #[serde(default)]
        plus: bool,
    },
    Topsis {},
    Vikor {
        #[serde(default = "half")]
        majority: f64,
    },
    GreyRelation {
        #[serde(default = "half")]
        distinguishing: f64,
    },
    Copeland {},
    Borda {},
    Kemeny {},
    /// Every unit with the weights that show it best, each child's share of the score between the limits.
    BenefitOfTheDoubt {
        #[serde(default)]
        share_low: Option<f64>,
        #[serde(default)]
        share_high: Option<f64>,
    },
    /// Any other rule: a formula over `score(child)` and the unit's figures.
    Formula {
        formula: Formula,
    },
}

/// What is done about a figure that is not there.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(tag = "by", rename_all = "snake_case", deny_unknown_fields)]
pub enum Missing {
    /// Left out; the other weights of the group are stretched.
    KeepOut {},
    /// Mean, median of those of the same class (or of the same value of `group`, an attribute).
    Mean {
        #[serde(default)]
        group: Option<String>,
    },
    Median {
        #[serde(default)]
        group: Option<String>,
    },
    /// Mean of the others' normalised scores on the same leaf.
    MeanScore {},
    /// Straight line between the years before and after, at most `years` apart from the evaluated one.
    LinearInTime { years: i16 },
    /// The newest figure of the last `years` years.
    LastValue { years: i16 },
    /// Least squares on the leaf or figure named.
    Regression { on: String },
    /// A fixed figure, before normalisation.
    Value { value: f64 },
    /// Fixed points, after normalisation.
    Points { points: f64 },
}

/// What is done about outliers, before normalisation.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(tag = "by", rename_all = "snake_case", deny_unknown_fields)]
pub enum Treatment {
    None {},
    /// The rule of COINr: passes when |skewness| or excess kurtosis is below its bound; else winsorise up to `most` points; else `then`.
    Winsorise {
        skewness: f64,
        kurtosis: f64,
        most: usize,
        #[serde(default)]
        then: Then,
    },
    /// Natural logarithm, for positive figures; `shifted` is `ln(x - min + 0.01 (max - min))`.
    Log {
        #[serde(default)]
        shifted: bool,
    },
    /// `(x ^ lambda - 1) / lambda`, for positive figures; `shifted` takes `x - min + 1`.
    BoxCox {
        lambda: f64,
        #[serde(default)]
        shifted: bool,
    },
    /// Everything beyond the quantiles becomes the quantile.
    Trim {
        low: f64,
        high: f64,
    },
}

/// What follows when winsorising does not suffice; it starts from the figures as they were.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Then {
    #[default]
    Leave,
    /// `ln(x - min + 0.01 (max - min))`.
    Log,
}

/// A choice that may be written as its bare name.
#[derive(Debug, Clone, PartialEq)]
pub struct Short<T>(pub T);

impl<'de, T: DeserializeOwned> Deserialize<'de> for Short<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(ShortVisitor(PhantomData)).map(Short)
    }
}

struct ShortVisitor<T>(PhantomData<T>);

impl<'de, T: DeserializeOwned> Visitor<'de> for ShortVisitor<T> {
    type Value = T;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a name in quotes, or a table with `by` and its numbers")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<T, E> {
        T::deserialize(MapDeserializer::new([("by", name)].into_iter()))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
        T::deserialize(MapAccessDeserializer::new(map))
    }
}

fn yes() -> bool {
    true
}

fn sixty() -> f64 {
    60.0
}

fn hundred() -> f64 {
    100.0
}

fn half() -> f64 {
    0.5
}
