//! Another grade, another edition, and what holds on a day, with the rules that ship.

use consequences::{Member, Verdict, difference, in_force, ledger, replay, what_if, with_edition, with_grade};
use jiff::civil::date;
use programme::rule::{History, Record, Row, RuleId, Source};
use programme::{UnitId, Validity};

use crate::shipped::rulebook;

fn grade(year: i16, grade: &str) -> Row {
    Row { unit: "a".into(), year, day: None, record: Record::Grade(vec![grade.into()]), source: Source::Computed }
}

fn member() -> Vec<Member> {
    let (unit, kind) = (UnitId::from("a"), "national".to_owned());
    vec![Member { unit, kind, zone: None, province: None, validity: Validity::default(), cite: Vec::new() }]
}

fn history(grades: &[(i16, &str)]) -> History {
    History { rows: grades.iter().map(|(year, id)| grade(*year, id)).collect(), begins: Some(2017) }
}

#[test]
fn the_same_two_poor_years_are_out_under_1618_and_in_under_the_2019_notice() {
    let (book, _) = rulebook("demonstration-zones");
    let poor = history(&[(2018, "good"), (2019, "good"), (2020, "poor"), (2021, "poor")]);
    let edition = |id: &str| with_edition(&book, &RuleId(id.to_owned())).expect("an edition");
    let (of_2019, of_1618) = (edition("removal-poor-years-2019"), edition("removal-poor-years-1618"));
    let changes = difference(&of_2019, &of_1618, &member(), &poor, 2017..=2021);
    let removal = changes.iter().find(|change| change.matter == "removal-poor-years" && change.year == 2021).expect("a change");
    let side = |side: &Option<consequences::Side>| side.as_ref().map(|side| (side.verdict, side.clause[0].to_string()));
    assert_eq!(side(&removal.before), Some((Verdict::NotMet, "S2019a".to_owned())));
    assert_eq!(side(&removal.after), Some((Verdict::Met, "1618 （十五）".to_owned())));
}

#[test]
fn one_better_grade_would_have_kept_the_city_in() {
    let (book, _) = rulebook("demonstration-zones");
    let poor = history(&[(2019, "good"), (2020, "poor"), (2021, "poor")]);
    let better = with_grade(&poor, grade(2021, "fair"));
    let changes = what_if(&book, &member(), &poor, &better, 2017..=2021);
    let changed: Vec<&str> = changes.iter().map(|change| change.matter.as_str()).collect();
    assert_eq!(changed, ["loss-of-support", "removal-poor-years"]);
    assert_eq!(what_if(&book, &member(), &poor, &poor, 2017..=2021), []);
}

#[test]
fn an_entitlement_ends_on_the_day_support_is_lost() {
    let (book, _) = rulebook("demonstration-zones");
    let mut fallen = history(&[(2019, "good"), (2020, "excellent"), (2021, "excellent")]);
    for event in ["major_problem", "public_criticism"] {
        fallen.rows.push(Row { record: Record::Event { event: event.to_owned(), doubtful: false }, ..grade(2021, "excellent") });
    }
    let lines = ledger(&book, &replay(&book, &member(), &fallen, 2017..=2021), &[]);
    let held = |day| in_force(&lines, day).filter(|line| line.rule == "mnr-land").count();
    assert_eq!((held(date(2021, 6, 8)), held(date(2021, 6, 9)), held(date(2022, 6, 8))), (0, 1, 1));
    let rules_on = |day| in_force(&lines, day).map(|line| line.rule.as_str()).collect::<Vec<_>>();
    assert_eq!(rules_on(date(2022, 6, 15)), ["commendation", "loss-of-support", "objection-window", "removal-major-problem"]);
}
