//! What is said of rules and decisions, in both languages, and what each fact cites.

use consequences::words::{describe, outcome, verdict};
use consequences::{Decision, Member, Verdict, read_history, replay};
use corpus::Bilingual;
use programme::Validity;
use programme::rule::{Outcome, RuleId};

use crate::engine::{WORDS, book, with_words};

fn asked(when: &str, zh: &str, en: &str) {
    let book = book(&[("r", &format!("warning when = {{ {when} }}")), ("other", "removal when = { all = [] }")]);
    let found = describe(&book.rules[&RuleId("r".to_owned())].block.when, &book);
    assert_eq!((found.zh.as_str(), found.en.as_str()), (zh, en), "{when}");
}

#[test]
fn every_condition_is_said_as_a_phrase() {
    asked("all = []", "无条件", "no condition");
    asked("grade = { is = [\"poor\", \"fair\"] }", "本年度评为较差或一般", "graded poor or fair this year");
    asked("grade = { is = [\"poor\"], over = { consecutive = 2 } }", "连续2年评为较差", "graded poor 2 years in a row");
    asked(
        "grade = { is = [\"poor\"], over = { consecutive = { at_least = 2, at_most = 3 } } }",
        "连续评为较差（条款未载明年数，在2年至3年之间）",
        "graded poor in consecutive years (the clause gives no number; between 2 and 3)",
    );
    asked(
        "event = { is = [\"crash\"], over = { times = { at_least = 2, of_last = 5 } } }",
        "最近5年中至少2年发生“事故”",
        "event \"crash\" in at least 2 of the last 5 years",
    );
    asked(
        "event = { is = [\"crash\"], over = { since = { day = \"2018-06-01\", at_least = 3 } } }",
        "自2018-06-01以来至少3次发生“事故”",
        "event \"crash\" at least 3 times since 2018-06-01",
    );
    asked("rank = { first = 3, within = \"all\" }", "本年度位列全部单位中前3名", "among the first 3 of all units this year");
    asked(
        "rank = { last = 5, within = \"stratum\" }",
        "本年度位列所在分组内后5名",
        "among the last 5 within its class or region this year",
    );
    asked("score = { at_least = 60, below = 80 }", "本年度得分不低于60且得分低于80", "score at least 60 and score below 80 this year");
    asked("score = { below = 60, mean_of_last = 2 }", "本年度近2年平均得分低于60", "mean score of 2 years below 60 this year");
    asked("score = { below = 60 }", "本年度得分低于60", "score below 60 this year");
    asked("stratum = [\"big\"]", "属于大", "belongs to big");
    asked("member = [\"guest\", \"city\"]", "身份为观察员或城市", "is guest or city");
    asked("decided = { rule = \"other\" }", "本年度已有“甲other”决定", "\"other\" decided this year");
    asked(
        "decided = { outcome = \"removal\", of = \"province\" }",
        "本年度所在省（区、市）内已有“取消资格”决定",
        "\"removal\" decided within its province this year",
    );
    let good = "of = { grade = { is = [\"good\"] } }";
    asked(
        &format!("count = {{ among = \"zone\", at_least = 2, at_most = 3, {good} }}"),
        "所在示范区内符合“本年度评为良好”的单位至少2个且至多3个",
        "at least 2 and at most 3 units within its zone that are: graded good this year",
    );
    asked("not = { stratum = [\"big\"] }", "并非（属于大）", "not (belongs to big)");
    asked("any = [{ stratum = [\"big\"] }, { stratum = [\"small\"] }]", "属于大，或者属于小", "belongs to big, or belongs to small");
    asked("all = [{ stratum = [\"big\"] }, { member = [\"city\"] }]", "属于大且身份为城市", "belongs to big and is city");
}

#[test]
fn outcomes_and_verdicts_have_names() {
    let names = [
        (Outcome::Honour, "表扬", "honour"),
        (Outcome::Recommendation, "推荐", "recommendation"),
        (Outcome::Entitlement, "政策支持", "entitlement"),
        (Outcome::Bonus, "加分", "bonus"),
        (Outcome::Warning, "警示", "warning"),
        (Outcome::Removal, "取消资格", "removal"),
        (Outcome::Embargo, "暂停新增", "embargo"),
        (Outcome::AdmissionRight, "新增资格", "admission right"),
        (Outcome::ObjectionRight, "异议权", "right to object"),
        (Outcome::LossOfSupport, "停止享受政策", "loss of support"),
    ];
    for (one, zh, en) in names {
        assert_eq!(outcome(one), Bilingual::new(zh, en));
    }
    assert_eq!([Verdict::Met, Verdict::NotMet, Verdict::Unknown].map(|one| verdict(one).en), ["met", "not met", "unknown"]);
    assert_eq!([Verdict::Met, Verdict::NotMet, Verdict::Unknown].map(|one| verdict(one).zh), ["满足", "不满足", "不明"]);
}

/// What a rule says of city `u` in 2020, where it is a listed member by clause `M 一`.
fn decided(when: &str, rows: &str) -> Decision {
    let words = format!(
        "{WORDS}succession = [{{ id = \"s\", first_year = 2018, last_year = 2019, title = {{ zh = \"承\", en = \"s\" }}, cite = [\"S 一\"], \
         reading = {{ zh = \"读\", en = \"r\" }} }}]\n"
    );
    let book =
        with_words(&words, &[("r", &format!("warning when = {{ {when} }}")), ("z", "removal when = { event = { is = [\"crash\"] } }")]);
    let table = format!("unit,year,kind,value\n{rows}");
    let (history, _) = read_history("h.csv", table.as_bytes(), &book);
    let member = |unit: &str| Member {
        unit: unit.into(),
        kind: "city".to_owned(),
        zone: (unit == "u").then(|| "z".into()),
        province: Some("p".to_owned()),
        validity: Validity::default(),
        cite: vec!["M 一".parse().expect("a cite")],
    };
    let last = replay(&book, &[member("u"), member("v")], &history, 2018..=2020).pop().expect("a year");
    last.decisions.into_iter().find(|decision| decision.unit.as_str() == "u" && decision.rule == "r").expect("asked")
}

/// The facts in Chinese and English, each with its cites in brackets.
fn facts(when: &str, rows: &str, expected: &[(&str, &str)]) {
    let because = decided(when, rows).because;
    let said: Vec<(String, String)> = because
        .into_iter()
        .map(|fact| {
            let cites: String = fact.cite.iter().map(|cite| format!(" [{cite}]")).collect();
            (fact.what.zh + &cites, fact.what.en + &cites)
        })
        .collect();
    let said: Vec<(&str, &str)> = said.iter().map(|(zh, en)| (zh.as_str(), en.as_str())).collect();
    assert_eq!(said, expected, "{when}");
}

#[test]
fn every_fact_says_what_was_so_and_where_that_stands() {
    let poor = "grade = { is = [\"poor\"] }";
    facts(poor, "u,2020,grade,poor", &[("2020年度评为较差", "graded poor for 2020")]);
    facts(poor, "u,2020,grade,-", &[("2020年度未评等次", "not graded for 2020")]);
    facts(
        "grade = { is = [\"poor\"], over = { times = { at_least = 1, of_last = 2 } } }",
        "z,2019,grade,poor\nu,2020,grade,good",
        &[
            ("2020年度评为良好", "graded good for 2020"),
            (
                "2019年度所在示范区评为较差，由成员城市承继 [S 一]",
                "its zone was graded poor for 2019; the member cities carry the grade on [S 一]",
            ),
        ],
    );
    facts("event = { is = [\"crash\"] }", "u,2020,event,crash", &[("2020年度：事故", "2020: crash")]);
    facts("event = { is = [\"crash\"] }", "u,2020,grade,good", &[("2020年度没有“事故”的记录", "no record of \"crash\" in 2020")]);
    facts("score = { at_least = 60 }", "u,2020,score,61.5", &[("2020年度得分61.5", "score 61.5 in 2020")]);
    facts("member = [\"city\"]", "u,2020,grade,good", &[("城市 [M 一]", "city [M 一]")]);
    facts("stratum = [\"big\"]", "u,2020,stratum,big", &[("大", "big")]);
    let rank = |value: &str, zh: &str, en: &str| {
        facts("rank = { last = 5, within = \"all\" }", &format!("u,2020,rank,{value}"), &[(zh, en)]);
    };
    rank("9/10", "2020年度第9名（共10个）", "rank 9 of 10 in 2020");
    rank("9", "2020年度第9名", "rank 9 in 2020");
    rank("-3", "2020年度倒数第3名", "rank 3 from the end in 2020");
    rank("last 5", "2020年度后5名", "among the last 5 in 2020");
    rank("first 5", "2020年度前5名", "among the first 5 in 2020");
    facts(
        "rank = { first = 1, within = \"all\" }",
        "u,2020,score,70\nv,2020,score,60",
        &[("2020年度得分70，在2个单位中列第1", "score 70 in 2020, rank 1 of 2")],
    );
    facts(
        "decided = { rule = \"z\" }",
        "u,2020,event,crash",
        &[("2020年度决定：甲z [z 一]", "decided for 2020: z [z 一]"), ("2020年度：事故", "2020: crash")],
    );
    facts(
        "decided = { rule = \"z\" }",
        "u,2020,grade,good",
        &[("2020年度没有这一决定（本年度已有“甲z”决定）", "no such decision for 2020 (\"z\" decided this year)")],
    );
    let two = "count = { among = \"province\", at_least = 2, of = { grade = { is = [\"good\"] } } }";
    facts(two, "u,2020,grade,good\nv,2020,grade,good", &[("符合的单位2个", "units that meet it: 2")]);
    facts(two, "u,2020,grade,good\nv,2020,grade,?", &[("符合的单位1个，另有1个不明", "units that meet it: 1, 1 more unknown")]);
}

#[test]
fn a_reason_says_how_far_it_got_and_what_is_missing() {
    let reason = |when: &str, rows: &str| decided(when, rows).reason.zh;
    let twice = "grade = { is = [\"poor\"], over = { consecutive = 2 } }";
    assert_eq!(reason(twice, "u,2019,grade,good\nu,2020,grade,poor"), "尚不满足：须连续2年评为较差（至本年度连续1年，须2年）");
    assert_eq!(reason(twice, "u,2019,grade,poor\nu,2020,grade,poor"), "满足条件：连续2年评为较差（至本年度连续2年，须2年）");
    assert_eq!(reason(twice, "u,2019,grade,?\nu,2020,grade,poor"), "无法判定：须连续2年评为较差（2019年度等次）");
    let since = "grade = { is = [\"poor\"], over = { since = { day = \"2018-12-31\", at_least = 3 } } }";
    assert_eq!(
        reason(since, "u,2018,grade,good\nu,2019,grade,poor\nu,2020,grade,poor"),
        "尚不满足：须自2018-12-31以来至少3次评为较差（自2018-12-31以来2次，须3次）"
    );
    assert_eq!(reason("all = []", "u,2020,grade,good"), "满足条件：无条件");
}
