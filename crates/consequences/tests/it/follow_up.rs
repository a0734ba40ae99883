//! Whom tasks concern, what their parts carry, what is due until a day, and the calendar file.

use consequences::Proceedings;
use consequences::meeting::{Meeting, MeetingKind, Resolved};
use consequences::tasks::{Addressee, Obligation, Progress, Reminders, Subtask, TaskState, addressee, calendar, obligations, until};
use corpus::Bilingual;
use jiff::civil::{Date, date};
use programme::{Confidence, Force, Member, Park, ParkKind, Programme, Task, Tier, UnitId, Validity, Zone};

/// City `a` of a national zone, city `b` of a provincial one, park `p` in city `a`, and city `c` of neither.
fn programme(tasks: Vec<Task>) -> Programme {
    let zone = |id: &str, tier| Zone {
        id: id.into(),
        name: Bilingual::default(),
        tier,
        batch: None,
        province: "430000".into(),
        validity: Validity::default(),
        cite: Vec::new(),
        confidence: Confidence::TwoAgree,
        note: String::new(),
    };
    let member = |unit: &str, zone: &str| Member {
        unit: unit.into(),
        zone: zone.into(),
        validity: Validity { from: Some(date(2019, 1, 1)), to: None },
        cite: Vec::new(),
        confidence: Confidence::TwoAgree,
        note: String::new(),
    };
    let park = Park {
        id: "park-p".into(),
        name: Bilingual::default(),
        kind: ParkKind::Demonstration,
        place: "a".into(),
        zone: None,
        validity: Validity::default(),
        cite: Vec::new(),
        confidence: Confidence::TwoAgree,
        note: String::new(),
    };
    Programme {
        zones: vec![zone("zone-n", Tier::National), zone("zone-p", Tier::Provincial)],
        members: vec![member("a", "zone-n"), member("b", "zone-p")],
        parks: vec![park],
        tasks,
        ..Programme::default()
    }
}

fn task(who: &str, by: Option<Date>) -> Task {
    Task {
        id: "t".to_owned(),
        who: Bilingual::new(who, who),
        with: None,
        what: Bilingual::new("建设5G基站", "build 5G stations"),
        for_whom: None,
        condition: None,
        force: Force::Must,
        units: Vec::new(),
        open_list: false,
        by,
        cite: vec!["1618 （五）".parse().expect("a cite")],
        validity: Validity { from: Some(date(2021, 1, 1)), to: Some(date(2026, 1, 1)) },
    }
}

fn owed(task: Task, unit: &str, day: Date) -> Vec<Obligation> {
    obligations(&programme(vec![task]), &Proceedings::default(), &unit.into(), day)
}

const UNITS: [&str; 4] = ["a", "b", "park-p", "c"];

fn concerned(task: &Task, day: Date) -> Vec<&'static str> {
    UNITS.into_iter().filter(|unit| !owed(task.clone(), unit, day).is_empty()).collect()
}

#[test]
fn a_clause_concerns_those_whom_its_words_mean() {
    let day = date(2022, 6, 1);
    let check = |who: &str, level: Addressee, expected: &[&str]| {
        let task = task(who, None);
        assert_eq!(addressee(&task), level, "{who}");
        assert_eq!(concerned(&task, day), expected, "{who}");
    };
    check("示范区城市", Addressee::City, &["a"]);
    check("省级示范区城市", Addressee::ProvincialZone, &["b"]);
    check("示范园区", Addressee::Park, &["a", "park-p"]);
    check("有关省发展改革委", Addressee::Province, &["a", "b"]);
    check("国家发展改革委", Addressee::Nation, &["a", "b"]);
}

#[test]
fn a_clause_that_names_units_means_those_alone_unless_it_names_examples() {
    let day = date(2022, 6, 1);
    let named = |units: &[&str], open_list| Task {
        units: units.iter().map(|unit| UnitId::from(*unit)).collect(),
        open_list,
        ..task("示范区城市", None)
    };
    assert_eq!(concerned(&named(&["c"], false), day), ["c"]);
    assert_eq!(concerned(&named(&["c"], true), day), ["a", "c"]);
    let sure = |units: &[&str], open_list, unit: &str| owed(named(units, open_list), unit, day)[0].named_or_general;
    assert!(sure(&["c"], true, "c") && sure(&[], false, "a") && !sure(&["c"], true, "a"));
}

#[test]
fn a_task_is_owed_in_its_period_and_after_it_only_where_a_day_is_stated() {
    let stated = task("示范区城市", Some(date(2024, 12, 31)));
    let periods =
        |task: &Task| [date(2020, 12, 31), date(2021, 1, 1), date(2025, 12, 31), date(2026, 1, 1)].map(|day| concerned(task, day).len());
    assert_eq!(periods(&stated), [0, 1, 1, 1]);
    assert_eq!(periods(&task("示范区城市", None)), [0, 1, 1, 0]);
    let early = Task { by: Some(date(2020, 6, 1)), ..stated };
    assert_eq!(periods(&early), [0, 1, 1, 1]);
}

#[test]
fn without_a_stated_day_the_last_day_of_the_period_is_taken() {
    let day = date(2025, 12, 1);
    let one = |by| owed(task("示范区城市", by), "a", day).remove(0);
    let stated = one(Some(date(2025, 12, 21)));
    assert_eq!((stated.by, stated.end_of_period, stated.days_left), (Some(date(2025, 12, 21)), false, Some(20)));
    let open = one(None);
    assert_eq!((open.by, open.end_of_period, open.days_left), (Some(date(2025, 12, 31)), true, Some(30)));
    let late = one(Some(date(2025, 11, 21)));
    assert_eq!((late.state, late.days_left), (TaskState::Overdue, Some(-10)));
    let borne = |who: &str, by| owed(task(who, by), "a", day)[0].is_borne();
    assert!(borne("示范区城市", None) && borne("有关省发展改革委", Some(date(2025, 12, 31))));
    assert!(!borne("有关省发展改革委", None) && !borne("国家发展改革委", None));
}

fn report(task: &str, on: Date, done_pct: f64) -> Progress {
    let (by, evidence, note) = ("市发展改革委".to_owned(), vec!["a.pdf".to_owned()], String::new());
    Progress { task: task.to_owned(), unit: "a".into(), on, done_pct, by, evidence, note }
}

#[test]
fn until_a_day_means_what_falls_on_it_or_before_and_is_not_done() {
    let programme = programme(vec![
        Task { id: "early".to_owned(), ..task("示范区城市", Some(date(2025, 6, 30))) },
        Task { id: "last".to_owned(), ..task("示范区城市", Some(date(2025, 12, 31))) },
        Task { id: "next".to_owned(), validity: Validity::default(), ..task("示范区城市", Some(date(2026, 1, 1))) },
        Task { id: "done".to_owned(), ..task("示范区城市", Some(date(2025, 6, 30))) },
        Task { id: "dayless".to_owned(), validity: Validity::default(), ..task("示范区城市", None) },
    ]);
    let proceedings = Proceedings { progress: vec![report("done", date(2025, 1, 1), 100.0)], ..Proceedings::default() };
    let all = obligations(&programme, &proceedings, &"a".into(), date(2025, 3, 1));
    let due: Vec<&str> = until(&all, date(2025, 12, 31)).iter().map(|one| one.task.as_str()).collect();
    assert_eq!(due, ["early", "last"]);
    // Open ones by their day, those without a day after them, what is done at the end.
    assert_eq!(all.iter().map(|one| one.task.as_str()).collect::<Vec<_>>(), ["early", "last", "next", "dayless", "done"]);
}

#[test]
fn a_report_lies_between_nought_and_a_hundred_and_is_done_with_a_file() {
    let code = |done, evidence: bool| {
        let mut told = report("t", date(2022, 1, 1), done);
        told.evidence.retain(|_| evidence);
        told.check().map(|finding| finding.code.to_string())
    };
    for done in [0.0, 50.0, 99.9] {
        assert_eq!((code(done, true), code(done, false)), (None, None), "{done}");
    }
    assert_eq!((code(100.0, true), code(100.0, false).as_deref()), (None, Some("task/done-without-evidence")));
    assert_eq!([-0.1, 100.1, f64::NAN].map(|done| code(done, true).as_deref() == Some("task/progress-range")), [true; 3]);
}

#[test]
fn the_last_report_up_to_the_day_counts() {
    let programme = programme(vec![task("示范区城市", Some(date(2025, 12, 31)))]);
    let elsewhere = Progress { unit: "b".into(), ..report("t", date(2022, 5, 1), 90.0) };
    let progress =
        vec![report("t", date(2022, 3, 1), 30.0), report("t", date(2022, 1, 1), 10.0), report("u", date(2022, 5, 1), 80.0), elsewhere];
    let proceedings = Proceedings { progress, ..Proceedings::default() };
    let done = |day| obligations(&programme, &proceedings, &"a".into(), day)[0].done_pct;
    assert_eq!(
        [date(2021, 12, 31), date(2022, 1, 1), date(2022, 2, 28), date(2022, 6, 1)].map(done),
        [None, Some(10.0), Some(10.0), Some(30.0)]
    );
}

#[test]
fn a_part_says_its_own_words_and_day_and_bears_the_clause_of_the_whole() {
    let part = |id: &str, by, units: &[&str]| Subtask {
        id: id.to_owned(),
        part_of: "t".to_owned(),
        units: units.iter().map(|unit| UnitId::from(*unit)).collect(),
        who: Bilingual::new("市工信局", "the city's bureau"),
        what: Bilingual::new("选址", "sites"),
        by,
        assigned_by: "市政府".to_owned(),
        assigned_on: date(2022, 3, 1),
    };
    let subtasks = vec![part("t-1", Some(date(2023, 6, 30)), &[]), part("t-2", None, &["a"]), part("t-3", None, &["b"])];
    let programme = programme(vec![task("示范区城市", Some(date(2025, 12, 31)))]);
    let reminders = Reminders { due_days: 30, behind_pct: 10.0, ..Reminders::default() };
    let proceedings = Proceedings { subtasks, reminders, ..Proceedings::default() };
    let said = |day| {
        let all = obligations(&programme, &proceedings, &"a".into(), day);
        all.into_iter().map(|one| (one.task, one.by, one.part_of)).collect::<Vec<_>>()
    };
    let whole = ("t".to_owned(), Some(date(2025, 12, 31)), None);
    assert_eq!(said(date(2022, 2, 28)), std::slice::from_ref(&whole));
    let of = Some("t".to_owned());
    let expected = [("t-1".to_owned(), Some(date(2023, 6, 30)), of.clone()), whole, ("t-2".to_owned(), Some(date(2025, 12, 31)), of)];
    assert_eq!(said(date(2022, 3, 1)), expected);
    let parts = obligations(&programme, &proceedings, &"a".into(), date(2022, 3, 1));
    let first = &parts[0];
    assert_eq!((first.who.zh.as_str(), first.what.zh.as_str(), first.addressee), ("市工信局", "选址", Addressee::City));
    assert_eq!(first.cite, parts[1].cite);
    // A part counts from the day on which it was assigned: on 30 June 2022 a quarter of its 486 days has passed, and nothing is done.
    let progress = vec![report("t-1", date(2022, 4, 1), 0.0)];
    let behind = Proceedings { progress, ..proceedings.clone() };
    let state = |day| obligations(&programme, &behind, &"a".into(), day).iter().find(|one| one.task == "t-1").expect("owed").state;
    assert_eq!([date(2022, 4, 10), date(2022, 6, 30), date(2023, 6, 1)].map(state), [TaskState::Open, TaskState::AtRisk, TaskState::Due]);
}

#[test]
fn what_a_meeting_decides_bears_its_words_day_and_clause() {
    let decided = Resolved {
        id: "m-1".to_owned(),
        who: Bilingual::new("示范区城市", "zone cities"),
        what: Bilingual::new("报送清单", "send a list"),
        for_whom: Some(Bilingual::new("联席会议", "the conference")),
        units: Vec::new(),
        by: Some(date(2022, 5, 1)),
        cite: vec!["1618 （十三）".parse().expect("a cite")],
    };
    let meeting = Meeting {
        id: "m".to_owned(),
        kind: MeetingKind::JointConference,
        on: date(2022, 3, 1),
        title: Bilingual::default(),
        chaired_by: String::new(),
        present: Vec::new(),
        practices: Vec::new(),
        cite: Vec::new(),
        decisions: vec![decided],
    };
    let proceedings = Proceedings { meetings: vec![meeting], ..Proceedings::default() };
    let of = |unit: &str, day| obligations(&programme(Vec::new()), &proceedings, &unit.into(), day);
    assert!(of("a", date(2022, 2, 28)).is_empty() && of("c", date(2022, 3, 1)).is_empty());
    let one = of("a", date(2022, 5, 3)).remove(0);
    assert_eq!(
        (one.task.as_str(), one.what.zh.as_str(), one.who.zh.as_str(), one.by),
        ("m-1", "报送清单", "示范区城市", Some(date(2022, 5, 1)))
    );
    assert_eq!((one.for_whom.map(|whom| whom.zh).as_deref(), one.state, one.days_left), (Some("联席会议"), TaskState::Overdue, Some(-2)));
    assert_eq!(one.cite[0].to_string(), "1618 （十三）");
}

#[test]
fn the_calendar_has_a_to_do_for_every_task_with_a_day() {
    let programme = programme(vec![
        task("示范区城市", Some(date(2025, 12, 31))),
        Task { id: "dayless".to_owned(), validity: Validity::default(), ..task("示范区城市", None) },
    ]);
    let ended = |done| {
        let progress = vec![report("t", date(2022, 1, 1), done)];
        obligations(&programme, &Proceedings { progress, ..Proceedings::default() }, &"a".into(), date(2022, 3, 1))
    };
    let lines = |all: &[Obligation]| calendar(all, "甲市, 任务", date(2022, 3, 1)).lines().map(str::to_owned).collect::<Vec<_>>();
    let expected = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Bihuan//tasks//ZH",
        "X-WR-CALNAME:甲市\\, 任务",
        "BEGIN:VTODO",
        "UID:t-a@bihuan",
        "DTSTAMP:20220301T000000Z",
        "DUE;VALUE=DATE:20251231",
        "SUMMARY:建设5G基站",
        "DESCRIPTION:示范区城市；依据：1618 （五）\\nbuild 5G stations",
        "PERCENT-COMPLETE:40",
        "STATUS:NEEDS-ACTION",
        "END:VTODO",
        "END:VCALENDAR",
    ];
    assert_eq!(lines(&ended(40.6)), expected);
    assert!(lines(&ended(100.0)).contains(&"STATUS:COMPLETED".to_owned()));
    let folded = calendar(&ended(0.0), &"字".repeat(60), date(2022, 3, 1));
    let long: Vec<usize> = folded.split("\r\n").skip(3).take(3).map(str::len).collect();
    // 13 bytes of heading and 20 characters of three bytes make 73, one more would be 76; a line that goes on has a blank and 24 characters.
    assert_eq!(long, [73, 73, 49]);
}
