//! What is varied to see how sure a grade is: the `[uncertainty]` table of a method, or a file of its own.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use corpus::{Finding, Location};
use serde::de::value::{MapAccessDeserializer, StrDeserializer};
use serde::de::{DeserializeOwned, Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::{Aggregate, Method, Missing, Normalise, Short, Treatment, Weigh, read};
use crate::IndicatorId;

/// What is varied. Whatever is left out stays as the method says.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Doubt {
    /// How many times the year is judged anew; the run's own number goes first.
    #[serde(default)]
    pub replicates: Option<u32>,
    #[serde(default)]
    pub seed: Option<u64>,
    /// Half-width of the uniform band around every weight, as a share of it (0.25 is plus or minus 25 %).
    #[serde(default)]
    pub weight_band: Option<f64>,
    /// The same for single nodes, by path, over the general band.
    #[serde(default)]
    pub weight_bands: BTreeMap<String, f64>,
    /// Concentration of a Dirichlet distribution around the weights of each group, instead of the band.
    #[serde(default)]
    pub weight_concentration: Option<f64>,
    /// Normalisations for the leaves that compare units (min-max, z-score, rank ...).
    #[serde(default)]
    pub normalise: Vec<Likely<Normalise>>,
    /// Aggregations for the groups that are means.
    #[serde(default)]
    pub aggregate: Vec<Likely<Aggregate>>,
    /// Sources of the weights for the groups that are means.
    #[serde(default)]
    pub weigh: Vec<Likely<Weigh>>,
    /// Ways with missing figures, for the indicators.
    #[serde(default)]
    pub missing: Vec<Likely<Missing>>,
    /// Ways with outliers, for the indicators.
    #[serde(default)]
    pub treatment: Vec<Likely<Treatment>>,
    /// Relative standard error of a figure by its flag (`reported`, `estimated`, `interpolated`, `imputed`, `disputed`), or `carried` where it
    /// is of an earlier year.
    #[serde(default)]
    pub error: BTreeMap<String, f64>,
    /// Relative standard error of single indicators, over what the flag says.
    #[serde(default)]
    pub indicator_error: BTreeMap<IndicatorId, f64>,
    /// Adds the relative standard deviation of the sources of a figure, times this number.
    #[serde(default)]
    pub disagreement: Option<f64>,
    /// Adds the relative size of the past revisions of a heading by its source, times this number.
    #[serde(default)]
    pub revision: Option<f64>,
    /// Moves what was filled by the errors that the same filling makes on figures that are known, times this number.
    #[serde(default)]
    pub imputation: Option<f64>,
    /// Draws the experts of every criterion anew, with replacement.
    #[serde(default)]
    pub resample_experts: bool,
    /// Size of the set of the best in each class; that of the best grade unless given.
    #[serde(default)]
    pub top: Option<u32>,
    /// Base points of the Sobol indices; 0 leaves them out.
    #[serde(default)]
    pub sobol: Option<u32>,
}

/// A choice with its probability. Those without one share what the others leave.
#[derive(Debug, Clone, PartialEq)]
pub struct Likely<T> {
    /// As the file names it (`min_max`).
    pub name: String,
    pub choice: T,
    pub probability: Option<f64>,
}

/// Flags that `error` may name.
const FLAGS: [&str; 6] = ["reported", "estimated", "interpolated", "imputed", "disputed", "carried"];

impl Doubt {
    /// Reads an uncertainty file: `format = 1` and the keys of a method's `[uncertainty]` table.
    pub fn parse(path: &str, text: &str) -> (Option<Self>, Vec<Finding>) {
        let (doubt, mut findings) = read::read_doubt(path, text);
        findings.extend(doubt.iter().flat_map(|doubt: &Self| doubt.flaws(&Location::file(path))));
        (doubt, findings)
    }

    /// Findings about the numbers; `place` is that of the table.
    pub(super) fn flaws(&self, place: &Location) -> Vec<Finding> {
        let mut findings = Vec::new();
        let mut flaw = |zh: String, en: String| findings.push(Finding::error("method/uncertainty", zh, en).at(place.clone()));
        let choices = [
            ("normalise", probabilities(&self.normalise)),
            ("aggregate", probabilities(&self.aggregate)),
            ("weigh", probabilities(&self.weigh)),
            ("missing", probabilities(&self.missing)),
            ("treatment", probabilities(&self.treatment)),
        ];
        for (key, _) in choices.iter().filter(|(_, chances)| chances.is_none()) {
            flaw(
                format!("“{key}”各选项的概率须为非负数，合计为 1"),
                format!("the probabilities of `{key}` must not be negative and must sum to 1"),
            );
        }
        let bands = self.weight_band.iter().chain(self.weight_bands.values());
        if let Some(band) = bands.into_iter().find(|band| !(0.0..=1.0).contains(*band)) {
            flaw(format!("权重浮动幅度 {band} 应在 0 至 1 之间"), format!("the band {band} of a weight must lie between 0 and 1"));
        }
        if self.weight_concentration.is_some_and(|concentration| concentration <= 0.0) {
            flaw("weight_concentration 应为正数".to_owned(), "`weight_concentration` must be above 0".to_owned());
        }
        for flag in self.error.keys().filter(|flag| !FLAGS.contains(&flag.as_str())) {
            flaw(
                format!("不认识的标记“{flag}”，应为 {}", FLAGS.join("、")),
                format!("there is no flag `{flag}`, only {}", FLAGS.join(", ")),
            );
        }
        let sizes = self.error.values().chain(self.indicator_error.values()).chain(&self.disagreement).chain(&self.revision);
        if let Some(size) = sizes.chain(&self.imputation).find(|size| size.is_nan() || **size < 0.0) {
            flaw(format!("误差 {size} 不应为负数"), format!("an error must not be negative: {size}"));
        }
        findings
    }

    /// Findings about nodes that the method does not have.
    pub(super) fn unknown_nodes(&self, method: &Method, place: &Location) -> Vec<Finding> {
        let unknown = self.weight_bands.keys().filter(|path| method.node(path).is_none());
        let finding = |path: &String| {
            Finding::error(
                "method/uncertainty",
                format!("weight_bands 中的“{path}”不是本办法的节点"),
                format!("`weight_bands` names `{path}`, which is no node"),
            )
            .at(place.clone())
        };
        unknown.map(finding).collect()
    }
}

/// Returns the probability of every choice; `None` where they are negative or do not sum to 1.
pub fn probabilities<T>(choices: &[Likely<T>]) -> Option<Vec<f64>> {
    let given: f64 = choices.iter().filter_map(|choice| choice.probability).sum();
    let open = choices.iter().filter(|choice| choice.probability.is_none()).count();
    let negative = choices.iter().any(|choice| choice.probability.is_some_and(|chance| chance.is_nan() || chance < 0.0));
    let rest = 1.0 - given;
    // 0.1 + 0.2 + 0.7 is not quite 1.
    let noise = 1e-9;
    if negative || rest < -noise || (open == 0 && !choices.is_empty() && rest > noise) {
        return None;
    }
    Some(choices.iter().map(|choice| choice.probability.unwrap_or(rest.max(0.0) / open as f64)).collect())
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for Likely<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(LikelyVisitor(PhantomData))
    }
}

struct LikelyVisitor<T>(PhantomData<T>);

impl<'de, T: DeserializeOwned> Visitor<'de> for LikelyVisitor<T> {
    type Value = Likely<T>;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a name in quotes, or a table with `by`, its numbers and a `probability`")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Self::Value, E> {
        let choice = Short::deserialize(StrDeserializer::new(name))?.0;
        Ok(Likely { name: name.to_owned(), choice, probability: None })
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        let mut table = toml::Table::deserialize(MapAccessDeserializer::new(map))?;
        let probability = match table.remove("probability") {
            Some(toml::Value::Float(chance)) => Some(chance),
            Some(toml::Value::Integer(chance)) => Some(chance as f64),
            Some(_) => return Err(A::Error::custom("`probability` is a number")),
            None => None,
        };
        let name = table.get("by").and_then(toml::Value::as_str).unwrap_or_default().to_owned();
        let choice = T::deserialize(table).map_err(|error| A::Error::custom(error.message()))?;
        Ok(Likely { name, choice, probability })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<&[f64]>) {
        let (doubt, _) = Doubt::parse("u.toml", &format!("format = 1\nnormalise = {text}\n"));
        assert_eq!(probabilities(&doubt.expect("readable").normalise).as_deref(), expected);
    }

    #[test]
    fn choices_without_a_probability_share_the_rest() {
        check("[\"min_max\", \"z_score\"]", Some(&[0.5, 0.5]));
        check("[{ by = \"min_max\", probability = 0.5 }, \"z_score\", { by = \"rank\", stretch = true }]", Some(&[0.5, 0.25, 0.25]));
        check("[{ by = \"min_max\", probability = 1 }]", Some(&[1.0]));
    }

    #[test]
    fn probabilities_that_do_not_sum_to_one_are_a_finding() {
        check("[{ by = \"min_max\", probability = 0.9 }, { by = \"rank\", probability = 0.3 }]", None);
        check("[{ by = \"min_max\", probability = 0.2 }]", None);
        let (_, findings) = Doubt::parse(
            "u.toml",
            "format = 1\nmissing = [{ by = \"mean\", probability = -1 }]\nerror = { wrong = 0.1 }\nweight_band = 2\n",
        );
        assert_eq!(findings.len(), 3, "{findings:?}");
    }
}
