//! One rule in several papers: what each says, and which of them holds on a day.
//!
//! In: the rules that were read from papers, with the day of each paper. Out: groups of rules that speak of the same subject and the same
//! consequence. A later paper's rule takes the place of an earlier one; rules of the same paper are never versions of each other.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::compare::alike;
use crate::reading::Rule;

/// A paper and its rules.
#[derive(Debug, Clone, PartialEq)]
pub struct Edition {
    pub paper: String,
    pub title: Option<String>,
    pub number: Option<String>,
    /// Day from which it holds; none if it is not known.
    pub dated: Option<Date>,
    pub rules: Vec<Rule>,
}

/// Rules of different papers about one thing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Versions {
    /// Of the newest version.
    pub consequence: String,
    pub subject: Option<String>,
    /// True if the papers ask for different things.
    pub differ: bool,
    /// Oldest first, those without a day last.
    pub versions: Vec<Version>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Version {
    pub paper: String,
    pub title: Option<String>,
    pub number: Option<String>,
    pub dated: Option<Date>,
    pub rule: Rule,
    /// On the day asked for; none where a missing day leaves it open.
    pub in_force: Option<bool>,
}

/// Consequences with less in common are different consequences.
const SAME_CONSEQUENCE: f64 = 0.5;

/// Returns the rules that more than one paper has, with the version in force on a day.
pub fn versions(editions: &[Edition], day: Date) -> Vec<Versions> {
    let mut groups: Vec<Vec<(usize, &Rule)>> = Vec::new();
    let rules = editions.iter().enumerate().flat_map(|(paper, edition)| edition.rules.iter().map(move |rule| (paper, rule)));
    for (paper, rule) in rules.filter(|(_, rule)| rule.consequence.is_some()) {
        let fit = |group: &Vec<(usize, &Rule)>| {
            let free = group.iter().all(|(other, _)| *other != paper);
            let least = group.iter().map(|(_, other)| likeness(rule, other)).fold(1.0, f64::min);
            (free && least >= SAME_CONSEQUENCE).then_some(least)
        };
        let best = groups.iter().enumerate().filter_map(|(index, group)| Some((fit(group)?, index))).max_by(|a, b| a.0.total_cmp(&b.0));
        match best {
            Some((_, index)) => groups[index].push((paper, rule)),
            None => groups.push(vec![(paper, rule)]),
        }
    }
    groups.into_iter().filter(|group| group.len() > 1).map(|group| together(editions, &group, day)).collect()
}

/// How much two rules speak of the same thing: their consequences, where their subjects do not part them.
fn likeness(a: &Rule, b: &Rule) -> f64 {
    let apart = match (&a.subject, &b.subject) {
        (Some(a), Some(b)) => !a.contains(b.as_str()) && !b.contains(a.as_str()) && alike(a, b) < SAME_CONSEQUENCE,
        _ => false,
    };
    match (&a.consequence, &b.consequence) {
        (Some(a), Some(b)) if !apart => alike(a, b),
        _ => 0.0,
    }
}

fn together(editions: &[Edition], group: &[(usize, &Rule)], day: Date) -> Versions {
    let mut group = group.to_vec();
    group.sort_by_key(|(paper, _)| (editions[*paper].dated.is_none(), editions[*paper].dated, *paper));
    let undated = group.iter().any(|(paper, _)| editions[*paper].dated.is_none());
    let begun = group.iter().filter_map(|(paper, _)| editions[*paper].dated).filter(|dated| *dated <= day);
    let newest = begun.max();
    let in_force = |dated: Option<Date>| match dated {
        Some(dated) if dated > day => Some(false),
        Some(dated) if Some(dated) < newest => Some(false),
        Some(_) if !undated => Some(true),
        _ => None,
    };
    let version = |(paper, rule): &(usize, &Rule)| {
        let edition = &editions[*paper];
        Version {
            paper: edition.paper.clone(),
            title: edition.title.clone(),
            number: edition.number.clone(),
            dated: edition.dated,
            rule: (*rule).clone(),
            in_force: in_force(edition.dated),
        }
    };
    let versions: Vec<Version> = group.iter().map(version).collect();
    let differ = versions.windows(2).any(|pair| pair[0].rule.condition != pair[1].rule.condition);
    let last = &versions[versions.len() - 1].rule;
    Versions { consequence: last.consequence.clone().unwrap_or_default(), subject: last.subject.clone(), differ, versions }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn edition(paper: &str, text: &str, dated: Option<Date>) -> Edition {
        let reading = crate::read("paper.txt", text.as_bytes());
        Edition { paper: paper.to_owned(), title: reading.title, number: None, dated, rules: reading.rules }
    }

    fn removal(years: &str) -> String {
        format!("关于某项工作的通知\n一、有关要求\n对连续{years}年评估为较差的城市，取消示范区资格。\n对评估优秀的城市，给予资金奖励。\n")
    }

    fn check(day: Date, expected: [Option<bool>; 2]) {
        let editions = [
            edition("旧", &removal("三"), Some(date(2019, 8, 1))),
            edition("新", &removal("两").replace("对评估优秀的城市，给予资金奖励。", ""), Some(date(2021, 11, 1))),
        ];
        let found = versions(&editions, day);
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].differ);
        assert_eq!(found[0].versions.iter().map(|version| version.in_force).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn the_newest_paper_that_has_begun_is_in_force() {
        check(date(2020, 1, 1), [Some(true), Some(false)]);
        check(date(2022, 1, 1), [Some(false), Some(true)]);
        check(date(2018, 1, 1), [Some(false), Some(false)]);
    }

    #[test]
    fn a_paper_without_a_day_leaves_it_open() {
        let editions = [edition("旧", &removal("三"), Some(date(2019, 8, 1))), edition("新", &removal("两"), None)];
        let found = versions(&editions, date(2022, 1, 1));
        let removal = found.iter().find(|group| group.consequence.contains("取消")).expect("the removal rule");
        assert_eq!(removal.versions.iter().map(|version| version.in_force).collect::<Vec<_>>(), [None, None]);
    }
}
