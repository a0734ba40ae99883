//! All rules of a folder and what they share.

use std::collections::BTreeMap;

use corpus::{Bilingual, ClauseId, Location};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Rule, RuleId};
use crate::{GradeId, Validity};

/// The rules of a folder by id, and `rulebook.toml`.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Rulebook {
    pub rules: BTreeMap<RuleId, Rule>,
    /// Best first. Empty when the folder declares none: then every word is taken as a grade.
    pub grades: Vec<Word>,
    pub events: Vec<Word>,
    pub strata: Vec<Word>,
    /// Kinds of membership.
    pub kinds: Vec<Word>,
    pub calendar: Calendar,
    pub successions: Vec<Succession>,
    /// Where `rulebook.toml` is, or would be.
    pub location: Location,
}

/// A word of the rules: how files write it and how people say it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Word {
    pub id: String,
    pub zh: String,
    pub en: String,
    /// Other names under which it is published (一般 for 合格).
    #[serde(default)]
    pub also: Vec<String>,
    #[serde(default)]
    pub cite: Vec<ClauseId>,
}

/// The days on which the results of a year were, or will be, decided: the rules in force on that day apply to the year.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Calendar {
    #[serde(default)]
    pub evaluated_since: Option<i16>,
    #[serde(default)]
    pub decided: Vec<Decided>,
    /// For years that are not listed; the last day of the year itself when absent.
    #[serde(default)]
    pub otherwise: Option<Otherwise>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decided {
    pub year: i16,
    pub on: Date,
    pub cite: Vec<ClauseId>,
    /// Where the day is not printed: how it was taken.
    #[serde(default)]
    pub reading: Option<Bilingual>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Otherwise {
    pub years_later: i16,
    pub month: i8,
    pub day: i8,
    pub reading: Bilingual,
}

/// Grades of a larger unit that its parts carry on, since the graded unit changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Succession {
    pub id: String,
    /// Years whose grades were given to the zone.
    pub first_year: i16,
    pub last_year: i16,
    pub title: Bilingual,
    pub cite: Vec<ClauseId>,
    pub reading: Bilingual,
}

impl Calendar {
    /// Returns the day on which the results of `year` were or will be decided.
    pub fn day_of(&self, year: i16) -> Date {
        if let Some(decided) = self.decided.iter().find(|decided| decided.year == year) {
            return decided.on;
        }
        let last_day = |year: i16| Date::new(year, 12, 31).unwrap_or(Date::MAX);
        match &self.otherwise {
            Some(rest) => Date::new(year.saturating_add(rest.years_later), rest.month, rest.day).unwrap_or_else(|_| last_day(year)),
            None => last_day(year),
        }
    }
}

impl Rulebook {
    /// Returns the rules in force on a day, by id.
    pub fn in_force(&self, day: Date) -> impl Iterator<Item = &Rule> {
        self.rules.values().filter(move |rule| rule.block.validity().holds_on(day))
    }

    /// Returns the days on which some rule begins or ends, in order.
    pub fn turning_days(&self) -> Vec<Date> {
        let mut days: Vec<Date> = self.rules.values().flat_map(|rule| [rule.block.from, rule.block.to]).flatten().collect();
        days.sort();
        days.dedup();
        days
    }

    /// Returns the grade a word stands for, whether written as id, in Chinese or in English.
    pub fn grade(&self, word: &str) -> Option<GradeId> {
        if self.grades.is_empty() {
            return (!word.is_empty()).then(|| word.into());
        }
        find(&self.grades, word).map(GradeId::from)
    }

    pub fn event(&self, word: &str) -> Option<&str> {
        find(&self.events, word)
    }

    pub fn stratum(&self, word: &str) -> Option<&str> {
        find(&self.strata, word)
    }

    pub fn kind(&self, word: &str) -> Option<&str> {
        find(&self.kinds, word)
    }

    /// Returns how a word of the rules is said; the word itself where it is not declared.
    pub fn say(&self, id: &str) -> Bilingual {
        let words = [&self.grades, &self.events, &self.strata, &self.kinds];
        let known = words.into_iter().flatten().find(|word| word.id == id);
        known.map_or_else(|| Bilingual::new(id, id), |word| Bilingual::new(&word.zh, &word.en))
    }

    /// Returns the succession that covers the grades of `year`.
    pub fn succession(&self, year: i16) -> Option<&Succession> {
        self.successions.iter().find(|succession| (succession.first_year..=succession.last_year).contains(&year))
    }

    /// Returns every cite of the rules and of what they share, with its place.
    pub fn cites(&self) -> Vec<(&ClauseId, Location)> {
        let of_rules = self.rules.values().flat_map(|rule| rule.block.cite.iter().map(|cite| (cite, rule.location.clone())));
        let words = [&self.grades, &self.events, &self.strata, &self.kinds].into_iter().flatten().flat_map(|word| &word.cite);
        let days = self.calendar.decided.iter().flat_map(|decided| &decided.cite);
        let inherited = self.successions.iter().flat_map(|succession| &succession.cite);
        let shared = words.chain(days).chain(inherited).map(|cite| (cite, self.location.clone()));
        of_rules.chain(shared).collect()
    }

    /// Returns the spans between turning days, in order, open at both ends.
    pub fn epochs(&self) -> Vec<Validity> {
        let days = self.turning_days();
        let starts = std::iter::once(None).chain(days.iter().copied().map(Some));
        let ends = days.iter().copied().map(Some).chain(std::iter::once(None));
        starts.zip(ends).map(|(from, to)| Validity { from, to }).collect()
    }
}

/// Finds a word by its id or any of its names; case, spaces, hyphens and quotation marks make no difference.
fn find<'a>(words: &'a [Word], wanted: &str) -> Option<&'a str> {
    let wanted = bare(wanted);
    let is = |word: &&Word| [&word.id, &word.zh, &word.en].into_iter().chain(&word.also).any(|name| bare(name) == wanted);
    words.iter().find(is).map(|word| word.id.as_str())
}

fn bare(name: &str) -> String {
    let counts = |letter: &char| !letter.is_whitespace() && !"_-“”\"'《》".contains(*letter);
    name.chars().filter(counts).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(written: &str, expected: Option<&str>) {
        let word = |id: &str, zh: &str, en: &str, also: &[&str]| Word {
            id: id.to_owned(),
            zh: zh.to_owned(),
            en: en.to_owned(),
            also: also.iter().map(ToString::to_string).collect(),
            cite: Vec::new(),
        };
        let words = [word("public_criticism", "被通报批评", "public criticism", &["通报批评"]), word("other", "其他", "other", &[])];
        assert_eq!(find(&words, written), expected, "{written}");
    }

    #[test]
    fn a_word_is_known_however_it_is_spaced() {
        for written in ["public_criticism", "Public criticism", "public-criticism", "通报批评", "“通报批评”", "被通报 批评"]
        {
            check(written, Some("public_criticism"));
        }
        check("criticism", None);
        check("", None);
    }
}
