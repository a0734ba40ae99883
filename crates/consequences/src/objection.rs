//! Objections: filed in time and with evidence, they stay a decision until they are decided; corrections keep the earlier state visible.

use corpus::{Bilingual, ClauseId};
use jiff::civil::Date;
use programme::rule::Outcome;
use programme::{IndicatorId, UnitId};
use serde::{Deserialize, Serialize};

use crate::{Consequences, Decision, Verdict};

/// What an objection is against.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Subject {
    Figure { indicator: IndicatorId, year: i16 },
    Score { year: i16 },
    Decision { rule: String, year: i16 },
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Objection {
    pub id: String,
    pub unit: UnitId,
    pub subject: Subject,
    pub filed_on: Date,
    pub grounds: String,
    /// Names of the files that support it.
    pub evidence: Vec<String>,
    /// `None` while it is open.
    #[serde(default)]
    pub resolution: Option<Resolution>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Resolution {
    pub on: Date,
    pub upheld: bool,
    pub by: String,
    pub reason: String,
    #[serde(default)]
    pub cite: Vec<ClauseId>,
}

/// Whether an objection is heard, and why not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Admission {
    Admitted,
    Refused(Bilingual),
}

/// Returns the days on which a unit may object to a year's results: first day, and first day on which it no longer may. `None` where no
/// rule gives a window.
pub fn window(consequences: &Consequences, unit: &UnitId) -> Option<(Date, Date)> {
    let rights = consequences.decisions.iter().filter(|decision| decision.outcome == Outcome::ObjectionRight);
    let met = rights.filter(|decision| decision.unit == *unit && decision.verdict == Verdict::Met);
    met.filter_map(|decision| decision.from.zip(decision.to)).next()
}

/// Returns whether an objection is heard: within the window, with evidence.
pub fn admission(objection: &Objection, window: Option<(Date, Date)>) -> Admission {
    let refused = |zh: String, en: String| Admission::Refused(Bilingual::new(zh, en));
    let Some((first, end)) = window else {
        return refused("没有规则给出异议期".to_owned(), "no rule gives a time to object".to_owned());
    };
    if objection.filed_on < first || objection.filed_on >= end {
        let last = end.yesterday().unwrap_or(end);
        return refused(format!("不在异议期内（{first}至{last}）"), format!("filed outside the window ({first} to {last})"));
    }
    if objection.evidence.is_empty() {
        return refused("没有附证据".to_owned(), "filed without evidence".to_owned());
    }
    Admission::Admitted
}

/// Returns the decisions of a year that do not take effect on a day because an admitted objection to them is open.
///
/// An objection to a figure or a score of the year stays all decisions about the unit; one to a decision stays that one alone.
pub fn stayed<'a>(consequences: &'a Consequences, objections: &[Objection], day: Date) -> Vec<&'a Decision> {
    let stays = |decision: &Decision, objection: &Objection| {
        let about = match &objection.subject {
            Subject::Figure { year, .. } | Subject::Score { year } => *year == decision.year,
            Subject::Decision { rule, year } => *year == decision.year && *rule == decision.rule,
        };
        let open = objection.filed_on <= day && objection.resolution.as_ref().is_none_or(|resolution| day < resolution.on);
        about && open && objection.unit == decision.unit
    };
    let heard: Vec<&Objection> =
        objections.iter().filter(|objection| admission(objection, window(consequences, &objection.unit)) == Admission::Admitted).collect();
    let effective = consequences.decisions.iter().filter(|decision| decision.verdict == Verdict::Met);
    let bites = effective.filter(|decision| decision.outcome != Outcome::ObjectionRight);
    bites.filter(|decision| heard.iter().any(|objection| stays(decision, objection))).collect()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn decision(rule: &str, outcome: Outcome) -> Decision {
        Decision {
            unit: "a".into(),
            year: 2021,
            rule: rule.to_owned(),
            title: Bilingual::default(),
            clause: Vec::new(),
            outcome,
            verdict: Verdict::Met,
            because: Vec::new(),
            reason: Bilingual::default(),
            unknown: Vec::new(),
            supporter: None,
            from: Some(date(2022, 6, 15)),
            to: (outcome == Outcome::ObjectionRight).then(|| date(2022, 6, 20)),
        }
    }

    fn consequences() -> Consequences {
        let decisions = vec![
            decision("commendation", Outcome::Honour),
            decision("objection", Outcome::ObjectionRight),
            decision("removal", Outcome::Removal),
        ];
        Consequences { year: 2021, decisions, ..Consequences::default() }
    }

    fn objection(filed_on: Date, evidence: &[&str], subject: Subject) -> Objection {
        let evidence = evidence.iter().map(ToString::to_string).collect();
        Objection { id: "1".to_owned(), unit: "a".into(), subject, filed_on, grounds: String::new(), evidence, resolution: None }
    }

    fn check(objection: Objection, day: Date, expected: &[&str]) {
        let consequences = consequences();
        let rules: Vec<&str> = stayed(&consequences, &[objection], day).iter().map(|decision| decision.rule.as_str()).collect();
        assert_eq!(rules, expected);
    }

    #[test]
    fn an_open_objection_stays_what_it_is_about() {
        let removal = || Subject::Decision { rule: "removal".to_owned(), year: 2021 };
        let day = date(2022, 7, 1);
        check(objection(date(2022, 6, 19), &["proof.pdf"], removal()), day, &["removal"]);
        check(objection(date(2022, 6, 19), &["proof.pdf"], Subject::Score { year: 2021 }), day, &["commendation", "removal"]);
        check(objection(date(2022, 6, 19), &["proof.pdf"], Subject::Score { year: 2020 }), day, &[]);
    }

    #[test]
    fn one_that_is_late_or_without_evidence_or_decided_stays_nothing() {
        let score = || Subject::Score { year: 2021 };
        let day = date(2022, 7, 1);
        check(objection(date(2022, 6, 20), &["proof.pdf"], score()), day, &[]);
        check(objection(date(2022, 6, 14), &["proof.pdf"], score()), day, &[]);
        check(objection(date(2022, 6, 19), &[], score()), day, &[]);
        let resolution = Resolution { on: day, upheld: false, by: String::new(), reason: String::new(), cite: Vec::new() };
        let decided = Objection { resolution: Some(resolution), ..objection(date(2022, 6, 19), &["proof.pdf"], score()) };
        check(decided, day, &[]);
    }
}
