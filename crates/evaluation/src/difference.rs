//! Why a score differs from another one: of the same unit a year before, or of another unit.
//!
//! Four things can differ: the unit's own data, the method, the class it is compared in, and the peers. Each may come from either side, so
//! there are sixteen judgements; Shapley values (Shapley 1953) over the four split the difference without a rest.

use std::collections::BTreeMap;

use observations::{Figure, Observations};
use programme::method::{Content, Method};
use programme::{GradeId, IndicatorId, UnitId};
use serde::{Deserialize, Serialize};

use crate::evaluate::with_prepared;
use crate::numerics::sensitivity::shapley_exact;
use crate::standing::{Beside, stand};
use crate::tree::{basis, climb};
use crate::{Ballots, Case, Unit};

/// One side of a comparison: a unit, judged in a case by a method.
#[derive(Debug, Clone, Copy)]
pub struct Side<'a> {
    pub case: &'a Case<'a>,
    pub method: &'a Method,
    pub unit: &'a UnitId,
}

/// Where a unit stands on its side.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Seat {
    pub unit: UnitId,
    pub year: i16,
    pub method: String,
    pub class: Option<String>,
    pub score: f64,
    pub rank: u32,
    pub grade: Option<GradeId>,
}

/// `to.score - from.score = data + method + class + peers`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Difference {
    pub from: Seat,
    pub to: Seat,
    /// The unit's own figures, events and experts' marks.
    pub data: f64,
    /// Tree, weights, formulas, points and the year that formulas speak of.
    pub method: f64,
    /// The class that an attribute names (a class that follows from figures belongs to the data).
    pub class: f64,
    /// Who it is compared with, and their figures.
    pub peers: f64,
}

const DATA: u32 = 1;
const METHOD: u32 = 2;
const CLASS: u32 = 4;
const PEERS: u32 = 8;

/// Splits the difference between two scores; `None` where one of the sixteen judgements gives no score (the unit is not judged by the
/// other method, for instance).
pub fn difference(from: Side<'_>, to: Side<'_>) -> Option<Difference> {
    let sides = [from, to];
    let seats = [Mix { sides, coalition: 0 }.judge()?, Mix { sides, coalition: 15 }.judge()?];
    // What is equal on both sides needs no second judgement.
    let equal = equal_parts(from, to);
    let mut known: BTreeMap<u32, Option<f64>> = BTreeMap::from([(0, Some(seats[0].score))]);
    known.insert(15 & !equal, Some(seats[1].score));
    let shares = shapley_exact(4, |coalition| {
        let score =
            known.entry(coalition & !equal).or_insert_with(|| Mix { sides, coalition: coalition & !equal }.judge().map(|seat| seat.score));
        score.unwrap_or(f64::NAN)
    });
    let shares = shares.ok()?.shares;
    let [from, to] = seats;
    Some(Difference { from, to, data: shares[0], method: shares[1], class: shares[2], peers: shares[3] })
}

/// Parts that are the same whichever side they are taken from.
fn equal_parts(from: Side<'_>, to: Side<'_>) -> u32 {
    let class = |side: Side<'_>| unit_of(side).map(|unit| class_words(&unit, [from.method, to.method]));
    let mut equal = 0;
    if from.method == to.method && from.case.year == to.case.year {
        equal |= METHOD;
    }
    if class(from) == class(to) {
        equal |= CLASS;
    }
    equal
}

fn class_words(unit: &Unit, methods: [&Method; 2]) -> Vec<(String, Option<String>)> {
    let keys = methods.into_iter().filter_map(|method| method.classes.by.clone());
    keys.map(|key| (key.clone(), unit.attributes.get(&key).cloned())).collect()
}

/// The unit with its attributes as they were in the year of its side.
fn unit_of(side: Side<'_>) -> Option<Unit> {
    side.case.units.iter().find(|unit| unit.id == *side.unit).map(|unit| unit.as_of(side.case.year))
}

/// Parts taken from the second side where the coalition has their bit.
#[derive(Clone, Copy)]
struct Mix<'a> {
    sides: [Side<'a>; 2],
    coalition: u32,
}

impl<'a> Mix<'a> {
    fn side(&self, part: u32) -> Side<'a> {
        self.sides[usize::from(self.coalition & part != 0)]
    }

    fn judge(self) -> Option<Seat> {
        let (data, method, peers) = (self.side(DATA), self.side(METHOD), self.side(PEERS));
        // The unit sits in the place of the peers' own one.
        let seat = peers.unit;
        let units = self.units()?;
        let observations = self.observations(&units);
        let ballots = self.ballots();
        let case = Case {
            units: &units,
            indicators: method.case.indicators,
            observations: &observations,
            ballots: &ballots,
            methods: method.case.methods,
            year: method.case.year,
        };
        with_prepared(&case, method.method, |prepared, _| {
            let basis = basis(&prepared, None, None);
            let standings = stand(&prepared, &Beside::of(&prepared), climb(&prepared, &basis, None, None));
            let place = prepared.case.units.iter().position(|unit| unit.id == *seat)?;
            Some(Seat {
                unit: data.unit.clone(),
                year: data.case.year,
                method: method.method.id.clone(),
                class: prepared.classes[place].clone(),
                score: standings.totals[place]?,
                rank: standings.ranks[place]?,
                grade: standings.grades[place].cloned(),
            })
        })
    }

    fn units(&self) -> Option<Vec<Unit>> {
        let (data, class, peers) = (self.side(DATA), self.side(CLASS), self.side(PEERS));
        let mut own = unit_of(data)?;
        own.id = peers.unit.clone();
        for (key, word) in class_words(&unit_of(class)?, [self.sides[0].method, self.sides[1].method]) {
            match word {
                Some(word) => drop(own.attributes.insert(key, word)),
                None => drop(own.attributes.remove(&key)),
            }
        }
        let others = peers.case.units.iter().filter(|unit| unit.id != *peers.unit).map(|unit| unit.as_of(peers.case.year));
        Some(others.chain([own]).collect())
    }

    /// Figures of peers and unit, moved to the year of the method; only what the method asks for, and without readings.
    fn observations(&self, units: &[Unit]) -> Observations {
        let (data, method, peers) = (self.side(DATA), self.side(METHOD), self.side(PEERS));
        let asked = names(method);
        let figures = units.iter().map(|unit| {
            let (side, id) = if unit.id == *peers.unit { (data, data.unit) } else { (peers, &unit.id) };
            let years = method.case.year - side.case.year;
            (unit.id.clone(), side.case.observations.figures.get(id).map(|figures| moved(figures, years, &asked)).unwrap_or_default())
        });
        Observations { figures: figures.collect(), findings: Vec::new() }
    }

    fn ballots(&self) -> Ballots {
        let (data, method, peers) = (self.side(DATA), self.side(METHOD), self.side(PEERS));
        let mut out = Ballots::default();
        let year = method.case.year;
        let counts = |own: Option<i16>, side: Side<'_>| own.is_none_or(|own| own == side.case.year);
        for ballot in peers.case.ballots.ballots.iter().filter(|ballot| ballot.unit != *peers.unit && counts(ballot.year, peers)) {
            out.ballots.push(crate::Ballot { year: Some(year), ..ballot.clone() });
        }
        for ballot in data.case.ballots.ballots.iter().filter(|ballot| ballot.unit == *data.unit && counts(ballot.year, data)) {
            out.ballots.push(crate::Ballot { year: Some(year), unit: peers.unit.clone(), ..ballot.clone() });
        }
        out
    }
}

/// Names that a method needs; nothing where it uses other methods, whose names are theirs.
fn names<'m>(side: Side<'m>) -> Option<Vec<&'m str>> {
    let whole = side.method.nodes.iter().any(|node| matches!(node.content, Content::Method { .. }));
    (!whole).then(|| side.method.names_needed().into_iter().collect())
}

type Figures = BTreeMap<IndicatorId, BTreeMap<i16, Figure>>;

fn moved(figures: &Figures, years: i16, asked: &Option<Vec<&str>>) -> Figures {
    let bare = |(year, figure): (&i16, &Figure)| {
        let flag = figure.from.iter().map(|reading| reading.flag).chain([figure.flag]).max().unwrap_or(figure.flag);
        (year + years, Figure { value: figure.value, flag, from: Vec::new(), rivals: Vec::new(), formula: None })
    };
    let is_asked = |id: &IndicatorId| asked.as_ref().is_none_or(|asked| asked.contains(&id.as_str()));
    figures.iter().filter(|(id, _)| is_asked(id)).map(|(id, years)| (id.clone(), years.iter().map(bare).collect())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::examples::with_case;

    const LEAVES: &str = "[[indicator]]\nid = \"a\"\nweight = 50\n[[indicator]]\nid = \"b\"\nweight = 50\n";
    const TABLE: &str =
        "unit,year,size,a,b\nx,2019,big,2,0\ny,2019,big,0,10\nz,2019,big,10,5\nx,2020,big,5,0\ny,2020,big,0,10\nz,2020,big,20,5\n";

    fn close(found: f64, expected: f64) {
        assert!((found - expected).abs() < 1e-9, "{found} {expected}");
    }

    /// By hand: a of x is 2 of 0..10, then 5 of 0..20; scores 10 and 12.5. With the new data among the old peers 25, the old data among the
    /// new peers 5: data (25 - 10 + 12.5 - 5) / 2 = 11.25, peers (5 - 10 + 12.5 - 25) / 2 = -8.75.
    #[test]
    fn a_year_s_difference_is_split_into_data_and_peers() {
        with_case(LEAVES, TABLE, |case, method| {
            let before = Case { year: 2019, ..*case };
            let unit = "x".into();
            let found =
                difference(Side { case: &before, method, unit: &unit }, Side { case, method, unit: &unit }).expect("judged in both");
            close(found.from.score, 10.0);
            close(found.to.score, 12.5);
            close(found.data, 11.25);
            close(found.peers, -8.75);
            close(found.method + found.class, 0.0);
        });
    }

    /// Weights 50/50 become 80/20: the method alone changes nothing for a = 5 of 0..20 and b = 0 save 25 x 0.8 - 25 x 0.5 = 7.5.
    #[test]
    fn a_changed_method_has_its_own_share() {
        with_case(LEAVES, TABLE, |case, method| {
            let other = crate::with_weights(method, &BTreeMap::from([("a".to_owned(), 80.0), ("b".to_owned(), 20.0)])).0;
            let unit = "x".into();
            let found = difference(Side { case, method, unit: &unit }, Side { case, method: &other, unit: &unit }).expect("judged by both");
            close(found.method, 7.5);
            close(found.data + found.class + found.peers, 0.0);
        });
    }

    #[test]
    fn two_units_differ_by_data_class_and_peers_without_a_rest() {
        let body = format!("[classes]\nby = \"size\"\n{LEAVES}");
        let table = "unit,size,a,b\np,big,1,9\nq,big,5,2\nr,big,9,1\ns,small,2,2\nt,small,3,9\nu,small,8,4\n";
        with_case(&body, table, |case, method| {
            let (first, second) = ("q".into(), "t".into());
            let found = difference(Side { case, method, unit: &first }, Side { case, method, unit: &second }).expect("both judged");
            close(found.data + found.method + found.class + found.peers, found.to.score - found.from.score);
            close(found.method, 0.0);
            assert!(found.data.abs() > 0.1 && found.class.abs() > 0.1, "{found:?}");
        });
    }
}
