//! Arithmetic that a method writes down: `gdp / pop_resident * 10000`, `score(economy) >= 60 and not missing(rd)`.

use std::collections::BTreeSet;
use std::fmt;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

use super::parse::parse;

/// An expression as a value; `source` is how the method wrote it.
#[derive(Debug, Clone, PartialEq)]
pub struct Formula {
    pub source: String,
    pub root: Expression,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Expression {
    Number(f64),
    Text(String),
    /// An indicator, quantity, parameter, attribute or event of the unit; `x` is the leaf's own figure.
    Name(String),
    Negative(Box<Self>),
    Not(Box<Self>),
    Binary(Operator, Box<Self>, Box<Self>),
    Call(Function, Vec<Self>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operator {
    Add,
    Subtract,
    Multiply,
    Divide,
    Power,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    And,
    Or,
}

macro_rules! functions {
    ($($(#[$doc:meta])* $variant:ident $name:literal $least:literal $most:literal;)*) => {
        /// What a formula may call. `usize::MAX` stands for "as many as wanted".
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Function { $($(#[$doc])* $variant,)* }

        impl Function {
            /// Every name, in the order of the documentation.
            pub const NAMES: &[&str] = &[$($name),*];

            pub fn named(name: &str) -> Option<Self> {
                match name { $($name => Some(Self::$variant),)* _ => None }
            }

            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// Returns the least and the largest number of arguments.
            pub fn arity(self) -> (usize, usize) {
                match self { $(Self::$variant => ($least, $most as usize),)* }
            }
        }
    };
}

functions! {
    Abs "abs" 1 1;
    Sqrt "sqrt" 1 1;
    /// Natural logarithm; missing for arguments that are not positive.
    Ln "ln" 1 1;
    /// Logarithm to the base 10; missing for arguments that are not positive.
    Log10 "log10" 1 1;
    Exp "exp" 1 1;
    Floor "floor" 1 1;
    Ceil "ceil" 1 1;
    /// `round(x, places)`: half away from zero in decimal notation.
    Round "round" 2 2;
    Min "min" 1 4294967295_u32;
    Max "max" 1 4294967295_u32;
    /// Sum of the arguments that are there; missing when none is.
    Total "total" 1 4294967295_u32;
    /// Mean of the arguments that are there; missing when none is.
    Mean "mean" 1 4294967295_u32;
    /// Largest of the arguments that are there.
    Highest "highest" 1 4294967295_u32;
    /// Smallest of the arguments that are there.
    Lowest "lowest" 1 4294967295_u32;
    /// Number of arguments that are there.
    Present "present" 1 4294967295_u32;
    /// `clamp(x, low, high)`.
    Clamp "clamp" 3 3;
    /// `if(condition, then, else)`; only the branch that is taken needs its figures.
    If "if" 3 3;
    /// First argument that is not missing.
    Coalesce "coalesce" 1 4294967295_u32;
    /// 1 when the argument is missing, else 0.
    Missing "missing" 1 1;
    /// `choose(x, "A", 100, "B", 80, 0)`: the value behind the first key that equals `x`, else the last argument if the count is even.
    Choose "choose" 3 4294967295_u32;
    /// `steps(x, v0, b1, v1, b2, v2 ...)`: `v0` below `b1`, `v1` from `b1`, `v2` from `b2` ...
    Steps "steps" 2 4294967295_u32;
    /// `lag(x)` or `lag(x, years)`: the argument some years before.
    Lag "lag" 1 2;
    /// `growth(x)` or `growth(x, years)`: change against the figure before, as a ratio less 1.
    Growth "growth" 1 2;
    /// `mean_over(x, years)`: mean of the last years, this one included; missing if one of them is.
    MeanOver "mean_over" 2 2;
    /// `sum_over(x, years)`.
    SumOver "sum_over" 2 2;
    /// `max_over(x, years)`, `min_over(x, years)`: of the last years, this one included, those that are there.
    MaxOver "max_over" 2 2;
    MinOver "min_over" 2 2;
    /// `at(x, year)`: the argument in a named year.
    At "at" 2 2;
    PeerMean "peer_mean" 1 1;
    PeerMedian "peer_median" 1 1;
    PeerMax "peer_max" 1 1;
    PeerMin "peer_min" 1 1;
    PeerSum "peer_sum" 1 1;
    /// Sample standard deviation over the peers.
    PeerDeviation "peer_deviation" 1 1;
    /// `peer_quantile(x, share)`: linear between order statistics.
    PeerQuantile "peer_quantile" 2 2;
    /// Number of peers that have the argument.
    PeerCount "peer_count" 1 1;
    /// Rank among the peers, 1 for the largest; ties share the better rank.
    PeerRank "peer_rank" 1 1;
    /// `score(economy)`, `score("economy/gdp")`, `score()` for the total: what the tree has given.
    Score "score" 0 1;
    /// Lowest score among the children of a node (the root without an argument).
    LowestChild "lowest_child" 0 1;
    /// Rank of the total within the class, 1 is best. Only for grades and vetoes.
    Rank "rank" 0 0;
    /// Number ranked in the class. Only for grades and vetoes.
    Ranked "ranked" 0 0;
}

impl Formula {
    /// Parses a formula; the message says what was expected and where.
    pub fn parse(source: &str) -> Result<Self, String> {
        Ok(Self { source: source.to_owned(), root: parse(source)? })
    }

    /// Returns the names that must be known elsewhere, without those inside `score(..)` and `lowest_child(..)`.
    pub fn names(&self) -> BTreeSet<&str> {
        let mut names = BTreeSet::new();
        self.root.visit(&mut |expression| {
            if let Expression::Name(name) = expression {
                names.insert(name.as_str());
            }
        });
        names
    }

    /// Returns the nodes asked for by `score(..)` and `lowest_child(..)`; the total is the empty path.
    pub fn nodes(&self) -> BTreeSet<&str> {
        let mut nodes = BTreeSet::new();
        self.root.visit(&mut |expression| {
            if let Expression::Call(Function::Score | Function::LowestChild, arguments) = expression {
                nodes.insert(node_argument(arguments));
            }
        });
        nodes
    }
}

/// Returns the node that `score(..)` names: a bare name, a text, or nothing for the total.
pub fn node_argument(arguments: &[Expression]) -> &str {
    match arguments.first() {
        Some(Expression::Name(name) | Expression::Text(name)) => name,
        _ => "",
    }
}

impl Expression {
    /// Shows every part, the whole first; nodes named by `score(..)` are not parts.
    pub fn visit<'a>(&'a self, see: &mut impl FnMut(&'a Self)) {
        see(self);
        match self {
            Self::Negative(inner) | Self::Not(inner) => inner.visit(see),
            Self::Binary(_, left, right) => {
                left.visit(see);
                right.visit(see);
            }
            Self::Call(Function::Score | Function::LowestChild, _) => {}
            Self::Call(_, arguments) => arguments.iter().for_each(|argument| argument.visit(see)),
            Self::Number(_) | Self::Text(_) | Self::Name(_) => {}
        }
    }
}

impl fmt::Display for Formula {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.source)
    }
}

impl<'de> Deserialize<'de> for Formula {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let source = String::deserialize(from)?;
        Self::parse(&source).map_err(|message| D::Error::custom(format!("formula `{source}`: {message}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_inside_score_are_nodes_and_not_figures() {
        let formula = Formula::parse("if(score(economy) >= 60, gdp / lag(pop, 2), score())").expect("a formula");
        assert_eq!(formula.names(), ["gdp", "pop"].into());
        assert_eq!(formula.nodes(), ["", "economy"].into());
    }
}
