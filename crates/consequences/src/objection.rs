//! Objections: filed in time and with evidence, they stay a decision until they are decided; corrections keep the earlier state visible.

mod correct;

use corpus::{Bilingual, ClauseId, Finding};
use jiff::civil::Date;
use programme::rule::{Outcome, Record, Row, RuleId, Source};
use programme::{GradeId, IndicatorId, UnitId};
use serde::{Deserialize, Serialize};

use crate::{Consequences, Decision, Verdict};

pub use correct::{Correction, correct_grades, corrected_figures, figures_told, restated, rulings_told};

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
    /// Who filed it.
    pub by: String,
    pub grounds: String,
    /// Names of the files that support it.
    pub evidence: Vec<String>,
    /// `None` while it is open.
    #[serde(default)]
    pub resolution: Option<Resolution>,
}

/// How an objection was decided. What takes the place of what was objected to stands in `value`, `grade` or `met`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Resolution {
    pub on: Date,
    pub upheld: bool,
    pub by: String,
    pub reason: String,
    #[serde(default)]
    pub cite: Vec<ClauseId>,
    /// The figure in its place, in the indicator's unit.
    #[serde(default)]
    pub value: Option<f64>,
    /// The grade in its place.
    #[serde(default)]
    pub grade: Option<GradeId>,
    /// Whether the rule is met after all; an upheld objection to a decision sets it aside where this is absent.
    #[serde(default)]
    pub met: Option<bool>,
}

impl Subject {
    /// The year whose result it is about.
    pub fn year(&self) -> i16 {
        match self {
            Self::Figure { year, .. } | Self::Score { year } | Self::Decision { year, .. } => *year,
        }
    }
}

impl Objection {
    /// Returns its resolution if it was upheld by `day`.
    pub fn upheld(&self, day: Date) -> Option<&Resolution> {
        self.resolution.as_ref().filter(|resolution| resolution.upheld && resolution.on <= day)
    }

    /// Finds a resolution that does not say what it puts in place, or was given before the objection.
    pub fn check(&self) -> Option<Finding> {
        let id = &self.id;
        let resolution = self.resolution.as_ref()?;
        if resolution.on < self.filed_on {
            return Some(Finding::error(
                "objection/decided-before-filed",
                format!("异议{id}的处理日期早于提出日期"),
                format!("objection {id} was decided before it was filed"),
            ));
        }
        let lacks = match self.subject {
            Subject::Figure { .. } => resolution.value.is_none(),
            Subject::Score { .. } => resolution.grade.is_none(),
            Subject::Decision { .. } => false,
        };
        (resolution.upheld && lacks).then(|| {
            Finding::error(
                "objection/no-correction",
                format!("异议{id}已支持，但没有写明更正后的数值或等次"),
                format!("objection {id} was upheld without the figure or grade that takes the place"),
            )
            .hint("在 resolution 中写 value 或 grade", "write `value` or `grade` in its resolution")
        })
    }
}

/// Returns the rulings on decisions given by `day`, as rows of the history that the rules see.
pub fn rulings(objections: &[Objection], day: Date) -> Vec<Row> {
    let row = |objection: &Objection| {
        let resolution = objection.upheld(day)?;
        let Subject::Decision { rule, year } = &objection.subject else { return None };
        let record = Record::Ruled { rule: RuleId(rule.clone()), met: resolution.met.unwrap_or(false) };
        let source = if resolution.cite.is_empty() { Source::Computed } else { Source::Cited(resolution.cite.clone()) };
        Some(Row { unit: objection.unit.clone(), year: *year, day: Some(resolution.on), record, source })
    };
    objections.iter().filter_map(row).collect()
}

/// Whether an objection is heard, and why not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Admission {
    Admitted,
    Refused(Bilingual),
    /// In time and with evidence, but it is not known whether the unit may object: what is missing.
    Open(Bilingual),
}

/// The days on which a unit may object to a year's results.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Window {
    pub first: Date,
    /// The first day on which it no longer may.
    pub end: Date,
    /// Without which it is open whether the unit has this right; empty where it has.
    pub unknown: Vec<Bilingual>,
}

/// Returns when a unit may object to a year's results; `None` where no rule gives it a window.
pub fn window(consequences: &Consequences, unit: &UnitId) -> Option<Window> {
    let rights = consequences.decisions.iter().filter(|decision| decision.outcome == Outcome::ObjectionRight && decision.unit == *unit);
    let given = |decision: &Decision| {
        let (first, end) = decision.from.zip(decision.to)?;
        Some(Window { first, end, unknown: decision.unknown.clone() })
    };
    let windows = |verdict| rights.clone().filter(move |decision| decision.verdict == verdict).find_map(given);
    windows(Verdict::Met).or_else(|| windows(Verdict::Unknown))
}

/// Returns whether an objection is heard: within the window, with evidence.
pub fn admission(objection: &Objection, window: Option<&Window>) -> Admission {
    let refused = |zh: String, en: String| Admission::Refused(Bilingual::new(zh, en));
    let Some(Window { first, end, unknown }) = window else {
        return refused("没有规则给出异议期".to_owned(), "no rule gives a time to object".to_owned());
    };
    if objection.filed_on < *first || objection.filed_on >= *end {
        let last = end.yesterday().unwrap_or(*end);
        return refused(format!("不在异议期内（{first}至{last}）"), format!("filed outside the window ({first} to {last})"));
    }
    if objection.evidence.is_empty() {
        return refused("没有附证据".to_owned(), "filed without evidence".to_owned());
    }
    if unknown.is_empty() {
        return Admission::Admitted;
    }
    let (zh, en): (Vec<&str>, Vec<&str>) = unknown.iter().map(|input| (input.zh.as_str(), input.en.as_str())).unzip();
    let lacks = Bilingual::new(format!("在异议期内，尚缺{}", zh.join("、")), format!("in time, but not known: {}", en.join("; ")));
    Admission::Open(lacks)
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
    let heard: Vec<&Objection> = objections
        .iter()
        .filter(|objection| admission(objection, window(consequences, &objection.unit).as_ref()) == Admission::Admitted)
        .collect();
    let effective = consequences.decisions.iter().filter(|decision| decision.verdict == Verdict::Met);
    let bites = effective.filter(|decision| decision.outcome != Outcome::ObjectionRight);
    bites.filter(|decision| heard.iter().any(|objection| stays(decision, objection))).collect()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn decision(rule: &str, outcome: Outcome) -> Decision {
        let to = (outcome == Outcome::ObjectionRight).then(|| date(2022, 6, 20));
        Decision { from: Some(date(2022, 6, 15)), to, ..Decision::met("a", 2021, rule, outcome) }
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
        Objection {
            id: "1".to_owned(),
            unit: "a".into(),
            subject,
            filed_on,
            by: String::new(),
            grounds: String::new(),
            evidence,
            resolution: None,
        }
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
        let resolution = Resolution {
            on: day,
            upheld: false,
            by: String::new(),
            reason: String::new(),
            cite: Vec::new(),
            value: None,
            grade: None,
            met: None,
        };
        let decided = Objection { resolution: Some(resolution), ..objection(date(2022, 6, 19), &["proof.pdf"], score()) };
        check(decided.clone(), day, &[]);
        check(decided.clone(), date(2022, 6, 30), &["commendation", "removal"]);
        check(decided.clone(), date(2022, 6, 19), &["commendation", "removal"]);
        check(decided, date(2022, 6, 18), &[]);
    }

    #[test]
    fn where_it_is_open_whether_a_unit_may_object_what_is_missing_is_named() {
        let score = || Subject::Score { year: 2021 };
        let mut unsure = consequences();
        unsure.decisions[1].verdict = Verdict::Unknown;
        unsure.decisions[1].unknown = vec![Bilingual::new("2021年度等次", "grade of 2021")];
        let found = window(&unsure, &"a".into());
        let days = found.as_ref().map(|window| (window.first, window.end));
        assert_eq!(days, Some((date(2022, 6, 15), date(2022, 6, 20))));
        let heard = |filed_on| admission(&objection(filed_on, &["proof.pdf"], score()), found.as_ref());
        assert_eq!(
            heard(date(2022, 6, 19)),
            Admission::Open(Bilingual::new("在异议期内，尚缺2021年度等次", "in time, but not known: grade of 2021"))
        );
        let late = Bilingual::new("不在异议期内（2022-06-15至2022-06-19）", "filed outside the window (2022-06-15 to 2022-06-19)");
        assert_eq!(heard(date(2022, 6, 20)), Admission::Refused(late));
        assert!(stayed(&unsure, &[objection(date(2022, 6, 19), &["proof.pdf"], score())], date(2022, 7, 1)).is_empty());
        assert_eq!(window(&unsure, &"b".into()), None);
    }

    #[test]
    fn an_upheld_objection_to_a_decision_sets_it_aside_from_its_day_on() {
        let removal = Subject::Decision { rule: "removal".to_owned(), year: 2021 };
        let resolution = |upheld| Resolution {
            on: date(2022, 7, 1),
            upheld,
            by: String::new(),
            reason: String::new(),
            cite: Vec::new(),
            value: None,
            grade: None,
            met: None,
        };
        let decided =
            |upheld| Objection { resolution: Some(resolution(upheld)), ..objection(date(2022, 6, 19), &["proof.pdf"], removal.clone()) };
        let said = |upheld, day| rulings(&[decided(upheld)], day).into_iter().map(|row| row.record).collect::<Vec<_>>();
        let aside = Record::Ruled { rule: RuleId("removal".to_owned()), met: false };
        assert_eq!(said(true, date(2022, 7, 1)), [aside]);
        assert_eq!(said(true, date(2022, 6, 30)), []);
        assert_eq!(said(false, date(2022, 7, 1)), []);
    }

    #[test]
    fn an_objection_is_about_one_year() {
        let figure = Subject::Figure { indicator: "gdp".into(), year: 2019 };
        let decision = Subject::Decision { rule: "removal".to_owned(), year: 2021 };
        assert_eq!([figure, Subject::Score { year: 2020 }, decision].map(|subject| subject.year()), [2019, 2020, 2021]);
    }

    #[test]
    fn the_ruling_cites_its_clauses_and_can_hold_a_decision_up() {
        let resolution = |met, cite: Vec<ClauseId>| Resolution {
            on: date(2022, 7, 1),
            upheld: true,
            by: String::new(),
            reason: String::new(),
            cite,
            value: None,
            grade: None,
            met,
        };
        let ruled = |met, cite| {
            let subject = Subject::Decision { rule: "removal".to_owned(), year: 2021 };
            let decided = Objection { resolution: Some(resolution(met, cite)), ..objection(date(2022, 6, 19), &["proof.pdf"], subject) };
            rulings(&[decided], date(2022, 7, 1)).remove(0)
        };
        let clause: ClauseId = "1618 （十五）".parse().expect("a cite");
        let held = ruled(Some(true), vec![clause.clone()]);
        assert_eq!(held.record, Record::Ruled { rule: RuleId("removal".to_owned()), met: true });
        assert_eq!(
            (held.source, held.unit.as_str(), held.year, held.day),
            (Source::Cited(vec![clause]), "a", 2021, Some(date(2022, 7, 1)))
        );
        assert_eq!(ruled(None, Vec::new()).source, Source::Computed);
    }

    #[test]
    fn an_upheld_objection_says_what_takes_the_place() {
        let check = |subject: Subject, value: Option<f64>, on: Date, expected: Option<&str>| {
            let resolution =
                Resolution { on, upheld: true, by: String::new(), reason: String::new(), cite: Vec::new(), value, grade: None, met: None };
            let objection = Objection { resolution: Some(resolution), ..objection(date(2022, 6, 19), &["proof.pdf"], subject) };
            assert_eq!(objection.check().map(|finding| finding.code.to_string()).as_deref(), expected);
        };
        let figure = || Subject::Figure { indicator: "gdp".into(), year: 2021 };
        check(figure(), Some(1.0), date(2022, 6, 20), None);
        check(figure(), None, date(2022, 6, 20), Some("objection/no-correction"));
        check(figure(), Some(1.0), date(2022, 6, 18), Some("objection/decided-before-filed"));
        check(figure(), Some(1.0), date(2022, 6, 19), None);
        check(Subject::Decision { rule: "removal".to_owned(), year: 2021 }, None, date(2022, 6, 20), None);
        check(Subject::Score { year: 2021 }, None, date(2022, 6, 20), Some("objection/no-correction"));
    }
}
