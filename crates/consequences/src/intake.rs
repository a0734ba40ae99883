//! Memberships and history as the rules need them, from the programme and the run's own evaluations.

use corpus::ClauseId;
use evaluation::{Evaluation, Standing};
use programme::rule::{History, Record, Row, Source};
use programme::{Confidence, EventKind, GradeId, ParkKind, Programme, PublishedResult, ResultKind, Tier, UnitId};

use crate::Member;

/// Whose grades count where the run and a publication both have one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grades {
    /// The published one; the run's own where nothing definite was published.
    PublishedFirst,
    /// The run's own; the published one for years that the run did not evaluate.
    ComputedFirst,
}

/// Returns the memberships of cities, provincial zones and county parks.
pub fn members(programme: &Programme) -> Vec<Member> {
    let cities = programme.members.iter().filter(|member| member.confidence != Confidence::NotFound).map(|member| {
        let zone = programme.zone(&member.zone);
        let kind = if zone.is_some_and(|zone| zone.tier == Tier::Provincial) { "provincial" } else { "national" };
        Member {
            unit: member.unit.clone(),
            kind: kind.to_owned(),
            zone: Some(member.zone.clone()),
            province: zone.map(|zone| zone.province.to_string()),
            validity: member.validity,
            cite: member.cite.clone(),
        }
    });
    let parks = programme.parks.iter().filter(|park| park.kind == ParkKind::County).map(|park| Member {
        unit: park.id.clone(),
        kind: "county_park".to_owned(),
        zone: None,
        province: programme.places.iter().find(|place| place.id == park.place).map(|place| place.province.to_string()),
        validity: park.validity,
        cite: park.cite.clone(),
    });
    cities.chain(parks).collect()
}

/// Returns grades, incentives and events by unit and year.
///
/// Invented events (`demonstration`) are seen by demonstration runs alone.
pub fn history(programme: &Programme, evaluations: &[Evaluation], grades: Grades, demonstration: bool) -> History {
    let published: Vec<Row> = programme.results.iter().filter_map(|result| published_row(programme, result)).collect();
    let computed: Vec<Row> = evaluations.iter().flat_map(computed_rows).collect();
    let (first, second) = match grades {
        Grades::PublishedFirst => (published, computed),
        Grades::ComputedFirst => (computed, published),
    };
    let mut rows = first;
    for row in second {
        let place = rows
            .iter()
            .position(|known| is_grade(&known.record) && is_grade(&row.record) && known.unit == row.unit && known.year == row.year);
        match place {
            None => rows.push(row),
            Some(at) if narrows(&rows[at].record, &row.record) => rows[at] = row,
            Some(_) => {}
        }
    }
    rows.extend(event_rows(programme, demonstration));
    rows.sort_by(|a, b| (&a.unit, a.year).cmp(&(&b.unit, b.year)));
    History { rows, begins: programme.rulebook.calendar.evaluated_since }
}

fn is_grade(record: &Record) -> bool {
    matches!(record, Record::Grade(_) | Record::NotGraded)
}

/// A computed grade fills what a publication leaves open, but never contradicts it.
fn narrows(open: &Record, by: &Record) -> bool {
    match (open, by) {
        (Record::Grade(open), Record::Grade(by)) => open.len() != 1 && by.iter().all(|grade| open.is_empty() || open.contains(grade)),
        _ => false,
    }
}

fn published_row(programme: &Programme, result: &PublishedResult) -> Option<Row> {
    if !result.subject.is_empty() || result.confidence == Confidence::NotFound {
        return None;
    }
    let record = match result.kind {
        ResultKind::Grade => Record::Grade(result.grade.iter().cloned().collect()),
        ResultKind::BelowGood => Record::Grade(below_good(programme)),
        ResultKind::StateCouncilIncentive => event("state_council_incentive"),
        ResultKind::IncentiveNominee => event("incentive_nominee"),
        ResultKind::NdrcCommendation => event("ndrc_commendation"),
        ResultKind::CommendedPark | ResultKind::CommendedProject | ResultKind::FieldCommendation => return None,
    };
    Some(row(&result.unit, result.year, record, Source::Cited(result.cite.clone())))
}

/// The two upper grades are published by name; what is left is every grade below them.
fn below_good(programme: &Programme) -> Vec<GradeId> {
    let mut grades: Vec<GradeId> = programme.about.grades.iter().skip(2).map(|grade| grade.id.clone()).collect();
    grades.sort();
    grades
}

fn event(name: &str) -> Record {
    Record::Event { event: name.to_owned(), doubtful: false }
}

fn row(unit: &UnitId, year: i16, record: Record, source: Source) -> Row {
    Row { unit: unit.clone(), year, day: None, record, source }
}

fn computed_rows(evaluation: &Evaluation) -> Vec<Row> {
    let units = evaluation.units.iter();
    units
        .flat_map(|outcome| {
            let Standing::Evaluated { score, grade, .. } = &outcome.standing else { return Vec::new() };
            let grade = grade.iter().map(|grade| Record::Grade(vec![grade.clone()]));
            let class = outcome.class.iter().map(|class| Record::Stratum(class.clone()));
            let records = grade.chain(class).chain([Record::Score(*score)]);
            records.map(|record| row(&outcome.unit, evaluation.year, record, Source::Computed)).collect()
        })
        .collect()
}

fn event_rows(programme: &Programme, demonstration: bool) -> Vec<Row> {
    let seen = programme.events.iter().filter(|event| demonstration || !event.demonstration);
    seen.flat_map(|happened| {
        let names: &[&str] = match happened.kind {
            EventKind::MajorProblemCriticised => &["major_problem", "public_criticism"],
            EventKind::Note => &[],
        };
        let source = |cite: &[ClauseId]| if cite.is_empty() { Source::Computed } else { Source::Cited(cite.to_vec()) };
        names
            .iter()
            .map(|name| Row { day: Some(happened.on), ..row(&happened.unit, happened.on.year(), event(name), source(&happened.cite)) })
            .collect::<Vec<_>>()
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn programme(kind: ResultKind, grade: Option<&str>) -> Programme {
        let result = PublishedResult {
            year: 2020,
            kind,
            unit: "430300".into(),
            grade: grade.map(GradeId::from),
            subject: String::new(),
            published_on: None,
            cite: vec!["866 一".parse().expect("a cite")],
            confidence: Confidence::TwoAgree,
            note: String::new(),
        };
        let grades = ["excellent", "good", "fair", "poor"].map(|id| programme::Grade { id: id.into(), name: Default::default() });
        let about = programme::About { grades: grades.to_vec(), ..Default::default() };
        Programme { results: vec![result], about, ..Programme::default() }
    }

    fn evaluation(grade: &str) -> Evaluation {
        let standing = Standing::Evaluated {
            score: 60.0,
            rank: 1,
            of: 1,
            grade: Some(grade.into()),
            nodes: Default::default(),
            contributions: Vec::new(),
            uncertainty: None,
        };
        let outcome = evaluation::UnitOutcome { unit: "430300".into(), class: None, standing, n_present: 1, n_asked: 1 };
        Evaluation {
            year: 2020,
            method: "2020".to_owned(),
            method_title: Default::default(),
            illustrative: true,
            units: vec![outcome],
            replicates: 0,
            seed: 0,
            above: Vec::new(),
            top_sets: Vec::new(),
            findings: Vec::new(),
        }
    }

    fn check(kind: ResultKind, published: Option<&str>, computed: &str, grades: Grades, expected: &[&str]) {
        let history = history(&programme(kind, published), &[evaluation(computed)], grades, false);
        let found: Vec<&Record> = history.rows.iter().map(|row| &row.record).filter(|record| is_grade(record)).collect();
        assert_eq!(found, [&Record::Grade(expected.iter().map(|grade| GradeId::from(*grade)).collect())]);
    }

    #[test]
    fn one_grade_stands_for_a_unit_and_year() {
        check(ResultKind::Grade, Some("excellent"), "good", Grades::PublishedFirst, &["excellent"]);
        check(ResultKind::Grade, Some("excellent"), "good", Grades::ComputedFirst, &["good"]);
        check(ResultKind::BelowGood, None, "good", Grades::ComputedFirst, &["good"]);
    }

    #[test]
    fn a_computed_grade_fills_what_is_open_and_contradicts_nothing() {
        check(ResultKind::BelowGood, None, "fair", Grades::PublishedFirst, &["fair"]);
        check(ResultKind::BelowGood, None, "good", Grades::PublishedFirst, &["fair", "poor"]);
        check(ResultKind::Grade, None, "good", Grades::PublishedFirst, &["good"]);
    }

    #[test]
    fn an_event_keeps_its_day_and_its_clause_and_an_invented_one_is_for_demonstrations() {
        let happened = |demonstration, kind| programme::Event {
            unit: "430300".into(),
            on: jiff::civil::date(2021, 5, 4),
            kind,
            what: Default::default(),
            cite: vec!["1618 （十五）".parse().expect("a cite")],
            demonstration,
        };
        let rows = |event, demonstration| {
            let programme = Programme { events: vec![event], ..Programme::default() };
            history(&programme, &[], Grades::PublishedFirst, demonstration).rows
        };
        let told = rows(happened(false, EventKind::MajorProblemCriticised), false);
        assert_eq!(told.iter().map(|row| row.record.clone()).collect::<Vec<_>>(), [event("major_problem"), event("public_criticism")]);
        assert!(told.iter().all(|row| row.year == 2021 && row.day == Some(jiff::civil::date(2021, 5, 4))));
        assert!(told.iter().all(|row| matches!(&row.source, Source::Cited(cite) if cite[0].to_string() == "1618 （十五）")));
        assert_eq!(rows(happened(true, EventKind::MajorProblemCriticised), false), []);
        assert_eq!(rows(happened(true, EventKind::MajorProblemCriticised), true).len(), 2);
        assert_eq!(rows(happened(false, EventKind::Note), true), []);
    }

    #[test]
    fn incentives_are_events_and_what_was_published_of_a_park_or_of_nobody_is_none() {
        let of = |kind, change: &dyn Fn(&mut PublishedResult)| {
            let mut programme = programme(kind, None);
            change(&mut programme.results[0]);
            history(&programme, &[], Grades::PublishedFirst, false).rows.into_iter().map(|row| row.record).collect::<Vec<_>>()
        };
        let as_is = |_: &mut PublishedResult| ();
        assert_eq!(of(ResultKind::StateCouncilIncentive, &as_is), [event("state_council_incentive")]);
        assert_eq!(of(ResultKind::IncentiveNominee, &as_is), [event("incentive_nominee")]);
        assert_eq!(of(ResultKind::NdrcCommendation, &as_is), [event("ndrc_commendation")]);
        assert_eq!(of(ResultKind::CommendedPark, &as_is), []);
        assert_eq!(of(ResultKind::StateCouncilIncentive, &|result| result.subject = "园区".to_owned()), []);
        assert_eq!(of(ResultKind::StateCouncilIncentive, &|result| result.confidence = Confidence::NotFound), []);
    }

    #[test]
    fn a_run_tells_grade_class_and_score() {
        let mut evaluation = evaluation("good");
        evaluation.units[0].class = Some("old".to_owned());
        let rows = history(&Programme::default(), &[evaluation], Grades::ComputedFirst, false).rows;
        let records: Vec<Record> = rows.iter().map(|row| row.record.clone()).collect();
        assert_eq!(records, [Record::Grade(vec!["good".into()]), Record::Stratum("old".to_owned()), Record::Score(60.0)]);
        assert!(rows.iter().all(|row| row.unit.as_str() == "430300" && row.year == 2020));
    }

    #[test]
    fn a_park_of_a_county_is_a_member_of_its_own_kind() {
        let park = |id: &str, kind| programme::Park {
            id: id.into(),
            name: Default::default(),
            kind,
            place: "430381".into(),
            zone: None,
            validity: Default::default(),
            cite: Vec::new(),
            confidence: Confidence::TwoAgree,
            note: String::new(),
        };
        let city = |unit: &str, zone: &str, confidence| programme::Member {
            unit: unit.into(),
            zone: zone.into(),
            validity: Default::default(),
            cite: Vec::new(),
            confidence,
            note: String::new(),
        };
        let zone = |id: &str, tier| programme::Zone {
            id: id.into(),
            name: Default::default(),
            tier,
            batch: None,
            province: "430000".into(),
            validity: Default::default(),
            cite: Vec::new(),
            confidence: Confidence::TwoAgree,
            note: String::new(),
        };
        let programme = Programme {
            parks: vec![park("park-c", ParkKind::County), park("park-d", ParkKind::Demonstration)],
            zones: vec![zone("n", Tier::National), zone("p", Tier::Provincial)],
            members: vec![
                city("a", "n", Confidence::TwoAgree),
                city("b", "p", Confidence::OneSource),
                city("c", "n", Confidence::NotFound),
            ],
            ..Programme::default()
        };
        let found = members(&programme);
        let said: Vec<(&str, &str, Option<&str>)> =
            found.iter().map(|member| (member.unit.as_str(), member.kind.as_str(), member.province.as_deref())).collect();
        let expected = [("a", "national", Some("430000")), ("b", "provincial", Some("430000")), ("park-c", "county_park", None)];
        assert_eq!(said, expected);
    }

    #[test]
    fn grades_of_other_units_and_years_stand_beside_a_published_one() {
        let elsewhere = |unit: &str, year: i16| {
            let mut evaluation = evaluation("good");
            evaluation.year = year;
            evaluation.units[0].unit = unit.into();
            evaluation
        };
        let programme = programme(ResultKind::Grade, Some("excellent"));
        for grades in [Grades::PublishedFirst, Grades::ComputedFirst] {
            let history = history(&programme, &[elsewhere("430300", 2021), elsewhere("210400", 2020)], grades, false);
            let graded = history.rows.iter().filter_map(|row| match &row.record {
                Record::Grade(grades) => Some((row.unit.to_string(), row.year, grades[0].to_string())),
                _ => None,
            });
            let row = |unit: &str, year, grade: &str| (unit.to_owned(), year, grade.to_owned());
            let expected = [row("210400", 2020, "good"), row("430300", 2020, "excellent"), row("430300", 2021, "good")];
            assert_eq!(graded.collect::<Vec<_>>(), expected);
        }
    }
}
