//! The year judged once more, at a point of the space of doubts.
//!
//! Every doubt is a factor with one coordinate in (0, 1): a choice is looked up in its cumulative probabilities; a factor of many numbers
//! (weights of a group, errors of all figures, experts drawn) takes them from a stream of random numbers that its coordinate names. So the
//! same function serves Monte Carlo replicates and the designs of sensitivity analysis.

use std::collections::{BTreeMap, BTreeSet};

use corpus::Bilingual;
use programme::method::{Content, Doubt, Likely, Method, probabilities};

use crate::Case;
use crate::cell_error::CellErrors;
use crate::contribution::name_of;
use crate::figures::Column;
use crate::leaves;
use crate::numerics::Stream;
use crate::prepare::{Fate, Prepared, prepare};
use crate::standing::{Beside, stand};
use crate::tree::{Basis, basis, climb, is_mean};

/// Something that is in doubt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Factor {
    Weigh,
    Missing,
    Treatment,
    Normalise,
    Aggregate,
    /// Weights of the children of a group (its node).
    Weights(usize),
    Figures,
    Filling,
    Experts,
}

/// What a trial left.
pub(crate) struct Trial {
    pub totals: Column,
    pub ranks: Vec<Option<u32>>,
    /// Index in `Method::grades`, by unit.
    pub grades: Vec<Option<usize>>,
    pub failure: Option<Failure>,
}

/// A unit that is judged has no total; the choices that were drawn.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Failure {
    pub choices: String,
    pub unit: usize,
}

pub(crate) struct Trials<'a> {
    doubt: &'a Doubt,
    seed: u64,
    variants: Vec<Variant<'a>>,
    /// Units that must have a total.
    judged: Vec<usize>,
    factors: Vec<Factor>,
    lots: Lots,
}

/// One way with missing figures, outliers and sources of weights, made ready.
struct Variant<'a> {
    prepared: Prepared<'a>,
    beside: Beside,
    /// One for every normalisation.
    bases: Vec<Basis>,
    errors: CellErrors,
}

/// Cumulative probabilities of the choices; a single 1 where nothing is to be chosen.
struct Lots {
    weigh: Vec<f64>,
    missing: Vec<f64>,
    treatment: Vec<f64>,
    normalise: Vec<f64>,
    aggregate: Vec<f64>,
}

/// Returns the method once for every combination of its ways with weights, missing figures and outliers; [`Trials`] borrows them.
pub(crate) fn variants(method: &Method, doubt: &Doubt) -> Vec<Method> {
    let mut out = Vec::new();
    for weigh in alternatives(&doubt.weigh) {
        for missing in alternatives(&doubt.missing) {
            for treatment in alternatives(&doubt.treatment) {
                let mut variant = method.clone();
                for node in &mut variant.nodes {
                    match &mut node.content {
                        Content::Group { aggregate, weigh: own, .. } if is_mean(aggregate) => replace(own, weigh),
                        Content::Indicator { missing: own_missing, treatment: own_treatment, .. } => {
                            replace(own_missing, missing);
                            replace(own_treatment, treatment);
                        }
                        _ => {}
                    }
                }
                out.push(variant);
            }
        }
    }
    out
}

fn replace<T: Clone>(own: &mut T, other: Option<&Likely<T>>) {
    if let Some(other) = other {
        own.clone_from(&other.choice);
    }
}

/// The alternatives, or the method's own choice where none are named.
fn alternatives<T>(named: &[Likely<T>]) -> Vec<Option<&Likely<T>>> {
    if named.is_empty() { vec![None] } else { named.iter().map(Some).collect() }
}

impl<'a> Trials<'a> {
    /// Makes every variant ready; `base` is the case under the method itself.
    pub(crate) fn new(
        case: &'a Case<'a>,
        base: &Prepared<'_>,
        variants: &'a [Method],
        doubt: &'a Doubt,
        seed: u64,
        subs: &dyn Fn(&str) -> Column,
    ) -> Self {
        let variant = |method: &'a Method| {
            let prepared = prepare(case, method, subs);
            let bases = alternatives(&doubt.normalise)
                .into_iter()
                .map(|choice| basis(&prepared, choice.map(|choice| &choice.choice), None))
                .collect();
            Variant { beside: Beside::of(&prepared), errors: CellErrors::of(&prepared, doubt), bases, prepared }
        };
        let mut trials = Self {
            doubt,
            seed,
            variants: variants.iter().map(variant).collect(),
            judged: (0..base.fate.len()).filter(|unit| base.fate[*unit] == Fate::Judged).collect(),
            factors: Vec::new(),
            lots: Lots {
                weigh: cumulative(&doubt.weigh),
                missing: cumulative(&doubt.missing),
                treatment: cumulative(&doubt.treatment),
                normalise: cumulative(&doubt.normalise),
                aggregate: cumulative(&doubt.aggregate),
            },
        };
        trials.factors = trials.gather_factors();
        trials
    }

    pub(crate) fn factors(&self) -> &[Factor] {
        &self.factors
    }

    /// Size of the set of the best that the method asks for.
    pub(crate) fn top(&self) -> Option<u32> {
        self.doubt.top
    }

    fn gather_factors(&self) -> Vec<Factor> {
        let lots = [
            (Factor::Weigh, &self.lots.weigh),
            (Factor::Missing, &self.lots.missing),
            (Factor::Treatment, &self.lots.treatment),
            (Factor::Normalise, &self.lots.normalise),
            (Factor::Aggregate, &self.lots.aggregate),
        ];
        let mut factors: Vec<Factor> = lots.into_iter().filter(|(_, lot)| lot.len() > 1).map(|(factor, _)| factor).collect();
        let method = self.variants[0].prepared.method;
        let moves = |child: usize| self.doubt.weight_concentration.is_some() || self.band(method, child) > 0.0;
        let groups = (0..method.nodes.len()).filter(|node| method.children(*node).count() > 1 && method.children(*node).any(moves));
        factors.extend(groups.map(Factor::Weights));
        let any = |holds: &dyn Fn(&Variant<'_>) -> bool| self.variants.iter().any(holds);
        factors.extend(any(&|variant| variant.errors.has_noise()).then_some(Factor::Figures));
        factors.extend(any(&|variant| variant.errors.has_filling()).then_some(Factor::Filling));
        let ballots = !self.variants[0].prepared.case.ballots.ballots.is_empty();
        factors.extend((self.doubt.resample_experts && ballots).then_some(Factor::Experts));
        factors
    }

    fn band(&self, method: &Method, node: usize) -> f64 {
        let path = &method.nodes[node].path;
        let own = self.doubt.weight_bands.iter().find(|(name, _)| *name == path || method.node(name) == Some(node));
        own.map(|(_, band)| *band).or(self.doubt.weight_band).unwrap_or(0.0)
    }

    /// Judges the year at a point: one coordinate for every factor.
    pub(crate) fn judge(&self, point: &[f64]) -> Trial {
        let coordinate = |factor: Factor| self.factors.iter().position(|own| *own == factor).map(|place| point[place]);
        let pick = |factor: Factor, lot: &[f64]| coordinate(factor).map_or(0, |u| picked(lot, u));
        let (weigh, missing, treatment) = (
            pick(Factor::Weigh, &self.lots.weigh),
            pick(Factor::Missing, &self.lots.missing),
            pick(Factor::Treatment, &self.lots.treatment),
        );
        let (normalise, aggregate) = (pick(Factor::Normalise, &self.lots.normalise), pick(Factor::Aggregate, &self.lots.aggregate));
        let variant = &self.variants[(weigh * self.lots.missing.len() + missing) * self.lots.treatment.len() + treatment];
        let noisy = [Factor::Figures, Factor::Filling, Factor::Experts].map(|factor| self.stream(factor, coordinate(factor)));
        let noisy_basis = noisy.iter().any(Option::is_some).then(|| {
            let choice = self.doubt.normalise.get(normalise).map(|choice| &choice.choice);
            basis(&variant.prepared, choice, Some(&noisy_figures(variant, noisy)))
        });
        let basis = noisy_basis.as_ref().unwrap_or(&variant.bases[normalise]);
        let factors = self.weight_factors(variant, basis, &coordinate);
        let nodes = climb(&variant.prepared, basis, Some(&factors), self.doubt.aggregate.get(aggregate).map(|choice| &choice.choice));
        let standings = stand(&variant.prepared, &variant.beside, nodes);
        let grades = &variant.prepared.method.grades;
        let without = self.judged.iter().find(|unit| standings.totals[**unit].is_none());
        Trial {
            failure: without.map(|unit| Failure { choices: self.drawn([weigh, missing, treatment, normalise, aggregate]), unit: *unit }),
            grades: standings.grades.iter().map(|id| id.and_then(|id| grades.iter().position(|grade| grade.id == *id))).collect(),
            totals: standings.totals,
            ranks: standings.ranks,
        }
    }

    /// Puts other figures (before filling, by leaf) in the place of the case's.
    pub(crate) fn put(&mut self, raw: &[Column]) {
        for variant in &mut self.variants {
            variant.prepared.raw = raw.to_vec();
            let figures = variant.prepared.filled_and_treated(raw.to_vec(), &mut |_, _| {});
            let choices = alternatives(&self.doubt.normalise);
            variant.bases =
                choices.into_iter().map(|choice| basis(&variant.prepared, choice.map(|choice| &choice.choice), Some(&figures))).collect();
        }
    }

    /// The stream of a factor of many numbers, named by its coordinate.
    fn stream(&self, factor: Factor, coordinate: Option<f64>) -> Option<Stream> {
        let number = match factor {
            Factor::Weights(node) => 8 + node as u64,
            Factor::Figures => 1,
            Factor::Filling => 2,
            Factor::Experts => 3,
            Factor::Weigh | Factor::Missing | Factor::Treatment | Factor::Normalise | Factor::Aggregate => return None,
        };
        coordinate.map(|u| Stream::new(self.seed.wrapping_add(number.wrapping_mul(0x9e37_79b9_7f4a_7c15)), u.to_bits()))
    }

    /// Factor of every node's weight. With a concentration, the weights of each group are a Dirichlet draw around the method's.
    fn weight_factors(&self, variant: &Variant<'_>, basis: &Basis, coordinate: &impl Fn(Factor) -> Option<f64>) -> Vec<f64> {
        let method = variant.prepared.method;
        let mut factors = vec![1.0; method.nodes.len()];
        for own in &self.factors {
            let (Factor::Weights(group), Some(mut draws)) = (*own, self.stream(*own, coordinate(*own))) else { continue };
            let Some(concentration) = self.doubt.weight_concentration else {
                method.children(group).for_each(|child| factors[child] = 1.0 + self.band(method, child) * (2.0 * draws.uniform() - 1.0));
                continue;
            };
            let weight = |child: usize| basis.weights[child].iter().copied().fold(0.0, f64::max);
            let total: f64 = method.children(group).map(weight).sum();
            for child in method.children(group) {
                let share = if total > 0.0 { weight(child) / total } else { 0.0 };
                if share > 0.0 {
                    factors[child] = draws.gamma(concentration * share) / (concentration * share);
                }
            }
        }
        factors
    }

    /// Names of the choices that a trial drew: `geometric, z_score`.
    fn drawn(&self, places: [usize; 5]) -> String {
        let doubt = self.doubt;
        let names = [
            doubt.weigh.get(places[0]).map(|choice| &choice.name),
            doubt.missing.get(places[1]).map(|choice| &choice.name),
            doubt.treatment.get(places[2]).map(|choice| &choice.name),
            doubt.normalise.get(places[3]).map(|choice| &choice.name),
            doubt.aggregate.get(places[4]).map(|choice| &choice.name),
        ];
        names.into_iter().flatten().cloned().collect::<Vec<_>>().join(", ")
    }

    /// Identity of a factor in outputs.
    pub(crate) fn id(&self, factor: Factor) -> String {
        match factor {
            Factor::Weigh => "weigh".to_owned(),
            Factor::Missing => "missing".to_owned(),
            Factor::Treatment => "treatment".to_owned(),
            Factor::Normalise => "normalise".to_owned(),
            Factor::Aggregate => "aggregate".to_owned(),
            Factor::Weights(0) => "weights".to_owned(),
            Factor::Weights(node) => format!("weights/{}", self.variants[0].prepared.method.nodes[node].path),
            Factor::Figures => "figures".to_owned(),
            Factor::Filling => "imputation".to_owned(),
            Factor::Experts => "experts".to_owned(),
        }
    }

    pub(crate) fn name(&self, factor: Factor) -> Bilingual {
        match factor {
            Factor::Weigh => Bilingual::new("赋权方法", "source of weights"),
            Factor::Missing => Bilingual::new("缺失值填补方法", "way with missing figures"),
            Factor::Treatment => Bilingual::new("异常值处理方法", "way with outliers"),
            Factor::Normalise => Bilingual::new("标准化方法", "normalisation"),
            Factor::Aggregate => Bilingual::new("合成方法", "aggregation"),
            Factor::Weights(0) => Bilingual::new("一级权重", "weights at the top"),
            Factor::Weights(node) => {
                let name = name_of(&self.variants[0].prepared, node);
                Bilingual::new(format!("“{}”内的权重", name.zh), format!("weights within {}", name.en))
            }
            Factor::Figures => Bilingual::new("数据误差", "errors of figures"),
            Factor::Filling => Bilingual::new("填补误差", "errors of imputation"),
            Factor::Experts => Bilingual::new("专家抽样", "choice of experts"),
        }
    }
}

fn cumulative<T>(choices: &[Likely<T>]) -> Vec<f64> {
    // Probabilities that make no sense were reported when the file was read; the choices then have equal chance.
    let chances = probabilities(choices).filter(|chances| !chances.is_empty());
    let chances = chances.unwrap_or_else(|| vec![1.0 / choices.len().max(1) as f64; choices.len().max(1)]);
    let sums = chances.iter().scan(0.0, |sum, chance| {
        *sum += chance;
        Some(*sum)
    });
    sums.collect()
}

fn picked(lot: &[f64], coordinate: f64) -> usize {
    lot.iter().position(|upper| coordinate < *upper).unwrap_or(lot.len() - 1)
}

/// Figures of the leaves with their errors, the experts drawn anew, gaps filled and outliers treated.
fn noisy_figures(variant: &Variant<'_>, streams: [Option<Stream>; 3]) -> Vec<Column> {
    let [figures, filling, experts] = streams;
    let mut raw = variant.prepared.raw.clone();
    if let Some(mut draws) = figures {
        variant.errors.shake(&mut raw, &mut draws);
    }
    if let Some(mut draws) = experts {
        let times = resampled(variant.prepared.case, &mut draws);
        for (leaf, column) in variant.prepared.leaves.iter().zip(&mut raw) {
            if let Content::Criterion { .. } = variant.prepared.method.nodes[leaf.node].content {
                *column = leaves::criterion_figures(variant.prepared.case, variant.prepared.method, leaf.node, Some(&times));
            }
        }
    }
    let mut filled = variant.prepared.filled(raw.clone());
    if let Some(mut draws) = filling {
        variant.errors.shake_filled(&raw, &mut filled, &mut draws);
    }
    variant.prepared.treated(filled, &mut |_, _| {})
}

/// How many times each expert is drawn, with replacement (Efron 1979).
fn resampled(case: &Case<'_>, draws: &mut Stream) -> BTreeMap<String, u32> {
    let names: BTreeSet<&str> = case.ballots.ballots.iter().map(|ballot| ballot.expert.as_str()).collect();
    let names: Vec<&str> = names.into_iter().collect();
    let mut times = BTreeMap::new();
    for _ in 0..names.len() {
        *times.entry(names[draws.below(names.len())].to_owned()).or_insert(0) += 1;
    }
    times
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use observations::Reading;

    use crate::examples::{with_case, with_table};
    use crate::{Chance, Evaluation, Standing, Uncertainty, evaluate};

    const CHANCE: Chance = Chance { seed: 3, replicates: 2000 };
    const LEAVES: &str = "[leaf]\nnormalise = \"none\"\n[[indicator]]\nid = \"a\"\n";
    const GRADES: &str =
        "[[grade]]\nid = \"up\"\nname = { zh = \"\", en = \"\" }\nfrom = 50\n[[grade]]\nid = \"low\"\nname = { zh = \"\", en = \"\" }\n";

    fn of(evaluation: &Evaluation, unit: usize) -> &Uncertainty {
        match &evaluation.units[unit].standing {
            Standing::Evaluated { uncertainty: Some(doubt), .. } => doubt,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn choices_come_as_often_as_their_probability_says() {
        // y stands at 50 by min-max and at 0 by z-score.
        let body = format!(
            "[[indicator]]\nid = \"a\"\n{GRADES}[uncertainty]\nnormalise = [{{ by = \"min_max\", probability = 0.8 }}, {{ by = \"z_score\", centre = 0, spread = 1 }}]\n"
        );
        let evaluation = with_case(&body, "unit,a\nx,0\ny,5\nz,10\n", |case, method| evaluate(case, method, CHANCE));
        // Five standard errors of a share of 0.8 among 2,000.
        assert!((of(&evaluation, 1).grade_probability[&"up".into()] - 0.8).abs() < 5.0 * (0.16_f64 / 2000.0).sqrt());
    }

    #[test]
    fn what_is_filled_moves_by_the_misses_of_the_filling() {
        // Each known figure less the mean of the other two: -1.5, 0, 1.5; the gap is filled by 2.
        let body = format!("{LEAVES}missing = \"mean\"\n[[indicator]]\nid = \"b\"\n[uncertainty]\nimputation = 1\n");
        let evaluation = with_case(&body, "unit,a,b\np,1,0\nq,2,0\nr,3,0\ns,,0\n", |case, method| evaluate(case, method, CHANCE));
        assert_eq!((of(&evaluation, 3).score_low, of(&evaluation, 3).score_high), (0.25, 1.75));
        assert_eq!((of(&evaluation, 0).score_low, of(&evaluation, 0).score_high), (0.5, 0.5));
    }

    #[test]
    fn sources_that_disagree_and_figures_that_were_revised_widen_the_interval() {
        let rival = |reading: &Reading, source: &str, day: Option<jiff::civil::Date>, value: f64| {
            let mut rival = reading.clone();
            rival.value = value;
            rival.origin.source = source.into();
            rival.origin.known_on = day;
            rival.origin.cell = format!("{source}9");
            rival
        };
        let check = |keys: &str, sources: &[(&str, Option<jiff::civil::Date>, f64)], expected: f64| {
            let body = format!("{LEAVES}[uncertainty]\n{keys}\n");
            let change = |read: &mut crate::OneOff| {
                let figure = read
                    .observations
                    .figures
                    .get_mut(&"x".into())
                    .expect("x")
                    .get_mut(&"a".into())
                    .expect("a")
                    .get_mut(&2020)
                    .expect("2020");
                figure.from[0].origin.known_on = Some(date(2022, 1, 1));
                figure.rivals = sources.iter().map(|(source, day, value)| rival(&figure.from[0], source, *day, *value)).collect();
            };
            let evaluation = with_table(&body, "unit,a\nx,100\ny,10\n", change, |case, method| evaluate(case, method, CHANCE));
            let doubt = of(&evaluation, 0);
            // Nine tenths of a normal distribution lie within 1.645 deviations; the ends of the interval within a tenth of them.
            assert!(
                ((doubt.score_high - doubt.score_low) / (2.0 * 1.645) - expected).abs() < 0.1 * expected + 1e-12,
                "{doubt:?} {expected}"
            );
        };
        // 100 and 110: standard deviation 7.071 around 105; as a share of the figure 6.734.
        check("disagreement = 1", &[("B", None, 110.0)], 100.0 * 7.0711 / 105.0);
        check("disagreement = 0.5", &[("B", None, 110.0)], 50.0 * 7.0711 / 105.0);
        // The same source said 80 a year before: revised by a quarter.
        check("revision = 1", &[("", Some(date(2021, 1, 1)), 80.0)], 25.0);
        check("revision = 1", &[("B", Some(date(2021, 1, 1)), 80.0)], 0.0);
    }

    #[test]
    fn a_band_of_one_node_moves_that_node_only() {
        let body = "[leaf]\nnormalise = \"none\"\n[[indicator]]\nid = \"a\"\nweight = 50\n[[indicator]]\nid = \"b\"\nweight = 50\n[uncertainty]\nweight_bands = { a = 0.5 }\n";
        let evaluation = with_case(body, "unit,a,b\nx,100,0\n", |case, method| evaluate(case, method, CHANCE));
        // The share of a lies between 0.5 / 1.5 and 1.5 / 2.5; nine tenths between 0.55 / 1.55 and 1.45 / 2.45.
        assert!((of(&evaluation, 0).score_low - 100.0 * 0.55 / 1.55).abs() < 1.0, "{:?}", of(&evaluation, 0));
        assert!((of(&evaluation, 0).score_high - 100.0 * 1.45 / 2.45).abs() < 1.0, "{:?}", of(&evaluation, 0));
    }

    #[test]
    fn other_ways_with_gaps_and_weights_change_replicates() {
        let body =
            "[leaf]\nnormalise = \"none\"\n[[indicator]]\nid = \"a\"\nweight = 80\n[[indicator]]\nid = \"b\"\nweight = 20\n[uncertainty]\n";
        let check = |key: &str, expected: (f64, f64)| {
            let evaluation =
                with_case(&format!("{body}{key}\n"), "unit,a,b\nx,100,50\ny,60,\n", |case, method| evaluate(case, method, CHANCE));
            assert_eq!((of(&evaluation, 1).score_low, of(&evaluation, 1).score_high), expected, "{key}");
        };
        check("missing = [{ by = \"value\", value = 10 }, \"keep_out\"]", (50.0, 60.0));
        check("missing = [\"mean\"]\nweigh = [\"fixed\", \"equal\"]", (55.0, 58.0));
    }

    #[test]
    fn failed_replicates_are_counted_and_told_with_their_choices() {
        let body = "[[indicator]]\nid = \"a\"\n[[indicator]]\nid = \"b\"\n[uncertainty]\nnormalise = [\"min_max\", { by = \"z_score\", centre = 0, spread = 1 }]\naggregate = [\"arithmetic\", \"geometric\"]\n";
        let evaluation = with_case(body, "unit,a,b\nx,0,1\ny,5,7\nz,10,2\n", |case, method| evaluate(case, method, CHANCE));
        let found: Vec<_> = evaluation.findings.iter().filter(|finding| finding.code == "evaluation/failed-replicates").collect();
        assert_eq!(found.len(), 1);
        let failed = 2000 - evaluation.replicates;
        assert!(found[0].message.en.starts_with(&format!("{failed} of 2000 replicates under z_score, geometric")), "{:?}", found[0]);
        // A quarter of the replicates, within five standard errors.
        assert!((f64::from(failed) / 2000.0 - 0.25).abs() < 5.0 * (0.1875_f64 / 2000.0).sqrt());
    }

    #[test]
    fn the_top_set_holds_who_is_surely_among_the_best() {
        let body = format!("{LEAVES}{GRADES}[uncertainty]\nindicator_error = {{ a = 0.05 }}\n");
        let evaluation = with_case(&body, "unit,a\nx,100\ny,60\nz,59\nw,10\n", |case, method| evaluate(case, method, CHANCE));
        let top = &evaluation.top_sets[0];
        assert_eq!(top.size, 3);
        assert_eq!(top.sure, ["x".into(), "y".into(), "z".into()]);
        assert!((top.probability.values().sum::<f64>() - 3.0).abs() < 1e-9);
        let two = with_case(
            &format!("{LEAVES}{GRADES}[uncertainty]\nindicator_error = {{ a = 0.05 }}\ntop = 2\n"),
            "unit,a\nx,100\ny,60\nz,59\nw,10\n",
            |case, method| evaluate(case, method, CHANCE),
        );
        assert_eq!(
            (two.top_sets[0].sure.as_slice(), two.top_sets[0].possible.as_slice()),
            (["x".into()].as_slice(), ["y".into(), "z".into()].as_slice())
        );
    }
}
