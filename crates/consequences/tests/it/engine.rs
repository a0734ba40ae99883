//! Every kind of condition over small histories: verdicts, the rows that decide, and what is missing.

use std::collections::BTreeMap;

use consequences::{Member, Replayed, State, Verdict, check_cases, read_history, replay, replay_history, replay_verdicts};
use corpus::Finding;
use programme::rule::{Rulebook, read};
use programme::{Folder, Validity};

pub(crate) const WORDS: &str = r#"format = 1
grade = [{ id = "good", zh = "良好", en = "good" }, { id = "fair", zh = "一般", en = "fair" }, { id = "poor", zh = "较差", en = "poor" }]
event = [{ id = "crash", zh = "事故", en = "crash" }, { id = "flood", zh = "水灾", en = "flood" }]
stratum = [{ id = "big", zh = "大", en = "big" }, { id = "small", zh = "小", en = "small" }]
kind = [{ id = "city", zh = "城市", en = "city" }, { id = "guest", zh = "观察员", en = "guest" }]
"#;

/// Rules by name: the outcome and the other lines of the block.
pub(crate) fn book(rules: &[(&str, &str)]) -> Rulebook {
    with_words(WORDS, rules)
}

pub(crate) fn with_words(words: &str, rules: &[(&str, &str)]) -> Rulebook {
    let file = |(name, lines): &(&str, &str)| {
        let (outcome, lines) = lines.split_once(' ').expect("an outcome, then lines");
        let kinds = if lines.contains("for =") { "" } else { "for = [\"city\"]\n" };
        let block = format!(
            "# 甲{name} | {name}\n\n要义\n\ngist\n\n```toml rule\nformat = 1\noutcome = \"{outcome}\"\neffect = {{ zh = \"效\", en = \"effect\" }}\n\
             cite = [\"{name} 一\"]\n{kinds}{lines}\n```\n"
        );
        (format!("{name}.md"), block.into_bytes())
    };
    let mut files: BTreeMap<String, Vec<u8>> = rules.iter().map(file).collect();
    files.insert("rulebook.toml".to_owned(), words.as_bytes().to_vec());
    let (book, findings) = read(&Folder { name: "rules".to_owned(), files }, "");
    assert_eq!(book.rules.len(), rules.len(), "{findings:?}");
    book
}

pub(crate) fn replayed(book: &Rulebook, rows: &str) -> (Vec<Replayed>, Vec<Finding>) {
    let table = format!("unit,year,kind,value,day\n{}", rows.trim().lines().map(|row| format!("{}\n", full(row))).collect::<String>());
    let (history, findings) = read_history("h.csv", table.as_bytes(), book);
    assert_eq!(findings, []);
    replay_history(book, &history, &[])
}

/// Rows may leave the day out.
fn full(row: &str) -> String {
    let row = row.trim();
    if row.matches(',').count() == 3 { format!("{row},") } else { row.to_owned() }
}

/// What a rule says of a unit in a year: verdict, lines of the table that decide, and what is missing; `-` where it is not asked.
pub(crate) fn said(book: &Rulebook, rows: &str, unit: &str, year: i16, rule: &str) -> String {
    let (replayed, _) = replayed(book, rows);
    let Some(row) = replayed.iter().find(|row| row.unit.as_str() == unit && row.year == year && row.rule == rule) else {
        return "-".to_owned();
    };
    let verdict = match row.verdict {
        Verdict::Met => "met",
        Verdict::NotMet => "not met",
        Verdict::Unknown => "unknown",
    };
    let lines: Vec<String> = row.because.iter().filter_map(|row| row.line).map(|line| line.to_string()).collect();
    let unknown: Vec<&str> = row.unknown.iter().map(|input| input.en.as_str()).collect();
    format!("{verdict} {} {}", lines.join(","), unknown.join("; ")).trim().to_owned()
}

/// Checks what one rule says of unit `u` in 2020.
pub(crate) fn check(rule: &str, rows: &str, expected: &str) {
    let book = book(&[("r", rule)]);
    assert_eq!(said(&book, rows, "u", 2020, "r"), expected, "{rule}\n{rows}");
}

#[test]
fn grades_count_in_a_row_within_the_last_years_and_since_a_day() {
    let two = "warning when = { grade = { is = [\"poor\"], over = { consecutive = 2 } } }";
    check(two, "u,2019,grade,poor\nu,2020,grade,较差", "met 3,2");
    check(two, "u,2018,grade,poor\nu,2019,grade,fair\nu,2020,grade,poor", "not met 4,3");
    check(two, "u,2019,grade,?\nu,2020,grade,poor", "unknown 3 grade of 2019");
    check(two, "u,2019,grade,fair|poor\nu,2020,grade,poor", "unknown 3 grade of 2019 (known only to be fair or poor)");
    check(two, "u,2019,grade,fair|good\nu,2020,grade,poor", "not met 3,2");
    check(two, "u,2019,grade,-\nu,2020,grade,poor", "not met 3,2");
    check(two, "u,2020,grade,poor", "not met 2");
    let open = "warning when = { grade = { is = [\"poor\"], over = { consecutive = { at_least = 2, at_most = 3 } } } }";
    check(open, "u,2018,grade,poor\nu,2019,grade,poor\nu,2020,grade,poor", "met 4,3,2");
    check(open, "u,2018,grade,fair\nu,2019,grade,fair\nu,2020,grade,poor", "not met 4,3");
    let missing =
        "how many years \"graded poor in consecutive years (the clause gives no number; between 2 and 3)\" means (not stated, 2 to 3)";
    check(open, "u,2018,grade,fair\nu,2019,grade,poor\nu,2020,grade,poor", &format!("unknown 4,3 {missing}"));
    let times = "warning when = { grade = { is = [\"poor\"], over = { times = { at_least = 2, of_last = 3 } } } }";
    check(times, "u,2018,grade,poor\nu,2019,grade,fair\nu,2020,grade,poor", "met 4,3,2");
    check(times, "u,2017,grade,poor\nu,2018,grade,fair\nu,2019,grade,fair\nu,2020,grade,poor", "not met 5,4,3");
    check(times, "u,2018,grade,?\nu,2019,grade,fair\nu,2020,grade,poor", "unknown 4,3 grade of 2018");
    check(times, "u,2018,grade,?\nu,2019,grade,poor\nu,2020,grade,poor", "met 4,3");
    let since = "warning when = { grade = { is = [\"poor\"], over = { since = { day = \"2018-12-31\", at_least = 2 } } } }";
    check(since, "u,2018,grade,poor\nu,2019,grade,good\nu,2020,grade,poor", "met 4,3,2");
    check(since, "u,2017,grade,poor\nu,2018,grade,good\nu,2019,grade,good\nu,2020,grade,poor", "not met 5,4,3");
}

#[test]
fn events_happen_may_have_happened_or_are_not_on_record() {
    let crash = "warning when = { event = { is = [\"crash\"] } }";
    check(crash, "u,2020,event,事故", "met 2");
    check(crash, "u,2020,event,flood", "not met");
    check(crash, "u,2020,event,crash?", "unknown  whether \"crash\" happened in 2020");
    check(crash, "u,2020,event,crash?\nu,2020,event,crash", "met 3");
    let asked = "warning when = { event = { is = [\"crash\"], silence = \"unknown\" } }";
    check(asked, "u,2020,grade,good", "unknown  whether \"crash\" in 2020");
    let since = "warning when = { event = { is = [\"crash\"], over = { since = { day = \"2019-03-01\", at_least = 1 } } } }";
    check(since, "u,2019,event,crash,2019-02-28\nu,2020,grade,good", "not met");
    check(since, "u,2019,event,crash,2019-03-01\nu,2020,grade,good", "met 2");
    check(since, "u,2019,event,crash\nu,2020,grade,good", "met 2");
}

#[test]
fn since_a_day_events_count_one_by_one_and_the_same_one_once() {
    let twice = "warning when = { event = { is = [\"crash\", \"flood\"], over = { since = { day = \"2019-03-01\", at_least = 2 } } } }";
    check(twice, "u,2020,event,crash,2020-05-01\nu,2020,event,crash,2020-06-01", "met 2,3");
    check(twice, "u,2020,event,crash,2020-05-01\nu,2020,event,crash,2020-05-01", "not met 2");
    check(twice, "u,2020,event,crash\nu,2020,event,crash", "not met 2");
    check(twice, "u,2020,event,crash\nu,2020,event,flood", "met 2,3");
    check(twice, "u,2019,event,crash\nu,2020,event,flood", "met 3,2");
    check(twice, "u,2019,event,crash,2019-02-01\nu,2020,event,flood", "not met 3");
    check(twice, "u,2020,event,crash,2020-05-01\nu,2020,event,flood?", "unknown 2 whether \"flood\" happened in 2020");
    check(twice, "u,2020,event,crash?\nu,2020,event,crash\nu,2020,event,flood", "met 3,4");
}

#[test]
fn scores_lie_within_limits_that_include_the_lower_one() {
    let between = "warning when = { score = { at_least = 60, below = 80 } }";
    check(between, "u,2020,score,60", "met 2");
    check(between, "u,2020,score,79.9", "met 2");
    check(between, "u,2020,score,80", "not met 2");
    check(between, "u,2020,score,59.9", "not met 2");
    check(between, "u,2020,grade,good", "unknown  score of 2020");
    check(between, "u,2020,grade,-", "not met");
}

#[test]
fn the_mean_of_some_years_is_known_when_every_score_is() {
    let mean = "warning when = { score = { below = 60, mean_of_last = 2 } }";
    check(mean, "u,2019,score,70\nu,2020,score,49", "met 3,2");
    check(mean, "u,2019,score,70\nu,2020,score,50", "not met 3,2");
    check(mean, "u,2018,score,0\nu,2019,score,70\nu,2020,score,50", "not met 4,3");
    check(mean, "u,2019,grade,good\nu,2020,score,10", "unknown  score of 2019");
    check(mean, "u,2018,score,50\nu,2019,grade,?\nu,2020,grade,good", "unknown  score of 2020; score of 2019");
    check(mean, "u,2019,grade,-\nu,2020,score,10", "not met");
    check(mean, "u,2020,score,10", "not met");
    let twice = "warning when = { score = { below = 60, mean_of_last = 2, over = { consecutive = 2 } } }";
    check(twice, "u,2018,score,60\nu,2019,score,50\nu,2020,score,40", "met 4,3,3,2");
    check(twice, "u,2018,score,80\nu,2019,score,40\nu,2020,score,40", "not met 4,3,3,2");
    // 62.47 + 66.99 + 50.54 is 180; their binary sum is a little less.
    let sixty = "u,2018,score,62.47\nu,2019,score,66.99\nu,2020,score,50.54";
    check("warning when = { score = { below = 60, mean_of_last = 3 } }", sixty, "not met 4,3,2");
    check("warning when = { score = { at_least = 60, mean_of_last = 3 } }", sixty, "met 4,3,2");
}

#[test]
fn ranks_are_counted_from_either_end_as_far_as_they_are_known() {
    let last = "warning when = { rank = { last = 2, within = \"all\" } }";
    check(last, "u,2020,rank,9/10", "met 2");
    check(last, "u,2020,rank,8/10", "not met 2");
    check(last, "u,2020,rank,-2", "met 2");
    check(last, "u,2020,rank,-3", "not met 2");
    check(last, "u,2020,rank,last 2", "met 2");
    let open = "rank of 2020 (number of units ranked, or others' scores, are missing)";
    check(last, "u,2020,rank,last 3", &format!("unknown 2 {open}"));
    check(last, "u,2020,rank,8", &format!("unknown 2 {open}"));
    check(last, "u,2020,rank,first 5", &format!("unknown 2 {open}"));
    check(last, "u,2020,grade,-", "not met");
    check(last, "u,2020,grade,good", "unknown  rank of 2020");
    let first = "honour when = { rank = { first = 2, within = \"all\" } }";
    check(first, "u,2020,rank,2", "met 2");
    check(first, "u,2020,rank,3", "not met 2");
    check(first, "u,2020,rank,first 2", "met 2");
    check(first, "u,2020,rank,-1", &format!("unknown 2 {open}"));
}

#[test]
fn a_whole_list_of_ranks_tells_how_many_there_are() {
    let last = "warning when = { rank = { last = 1, within = \"all\" } }";
    check(last, "u,2020,rank,3\nv,2020,rank,2\nw,2020,rank,1", "met 2");
    check(last, "u,2020,rank,2\nv,2020,rank,2\nw,2020,rank,1", "not met 2");
    check(
        last,
        "u,2020,rank,4\nv,2020,rank,2\nw,2020,rank,1",
        "unknown 2 rank of 2020 (number of units ranked, or others' scores, are missing)",
    );
    check(last, "u,2020,rank,2\nv,2020,rank,4\nw,2020,rank,1", "not met 2");
}

#[test]
fn scores_rank_the_units_of_a_stratum_and_ties_share_the_better_place() {
    let first = "honour when = { rank = { first = 1, within = \"stratum\" } }";
    let of = |own: &str, other: &str, far: &str| {
        format!("u,2020,stratum,big\nu,2020,score,{own}\nv,2020,stratum,大\nv,2020,score,{other}\nw,2020,stratum,small\nw,2020,score,{far}")
    };
    check(first, &of("70", "60", "90"), "met 3");
    check(first, &of("70", "70", "90"), "met 3");
    check(first, &of("70", "71", "90"), "not met 3");
    let last = "warning when = { rank = { last = 1, within = \"stratum\" } }";
    check(last, &of("70", "71", "60"), "met 3");
    check(last, &of("70", "69", "60"), "not met 3");
    // Of two that tie for the better place none is the last.
    check(last, &of("70", "70", "60"), "not met 3");
    let open = "rank of 2020 (number of units ranked, or others' scores, are missing)";
    let without = "u,2020,stratum,big\nu,2020,score,70\nv,2020,stratum,big\nv,2020,grade,good";
    check(first, without, &format!("unknown 3 {open}"));
    check(first, &without.replace("v,2020,grade,good", "v,2020,grade,-"), "met 3");
}

#[test]
fn the_mean_of_the_years_that_counted_is_told() {
    let book = book(&[("r", "warning when = { rank = { last = 2, within = \"all\", over = { times = { at_least = 2, of_last = 3 } } } }")]);
    let rows = "u,2018,rank,-1\nu,2018,score,50\nu,2019,rank,-9\nu,2019,score,90\nu,2020,rank,-2\nu,2020,score,61";
    let reasons = |rows: &str| {
        let (replayed, _) = replayed(&book, rows);
        let row = replayed.into_iter().find(|row| row.year == 2020).expect("asked");
        (row.reason.en, row.because.len())
    };
    let (reason, because) = reasons(rows);
    assert_eq!(reason, "met: among the last 2 of all units in at least 2 of the last 3 years (2 of the last 3 years, 2 needed)");
    assert_eq!(because, 3);
    let mean = |rows: &str| {
        let table = format!("unit,year,kind,value\n{rows}");
        let (history, _) = read_history("h.csv", table.as_bytes(), &book);
        let last = replay(&book, &[Member { kind: "city".to_owned(), ..member("u") }], &history, 2018..=2020).pop().expect("a year");
        last.decisions[0].because.iter().map(|fact| fact.what.en.clone()).find(|what| what.starts_with("mean"))
    };
    // 50 and 61; the year in which it was ninth from the end does not count.
    assert_eq!(mean(rows).as_deref(), Some("mean score of 2020, 2018: 55.5"));
    assert_eq!(mean(&rows.replace("rank,-2", "rank,-3")), None);
    assert_eq!(mean(&rows.replace("2018,score,50", "2018,grade,poor")), None);
}

#[test]
fn strata_and_memberships_hold_from_a_year_on() {
    let big = "honour when = { stratum = [\"big\"] }";
    check(big, "u,2019,stratum,big\nu,2020,grade,good", "met 2");
    check(big, "u,2019,stratum,big\nu,2020,stratum,small", "not met 3");
    check(big, "u,2020,grade,good", "unknown  class or region of 2020");
    let guest = "honour for = [\"city\", \"guest\"]\nwhen = { member = [\"guest\"] }";
    check(guest, "u,2019,member,guest\nu,2020,grade,good", "met");
    check(guest, "u,2019,member,guest\nu,2020,member,city", "not met");
    check(guest, "u,2020,grade,good", "not met");
    check("honour when = { all = [] }", "u,2019,member,guest\nu,2020,grade,good", "-");
    check("honour when = { all = [] }", "u,2019,member,city\nu,2020,member,none", "-");
    check("honour when = { all = [] }", "v,2019,grade,good\nu,2021,grade,good", "-");
}

#[test]
fn units_of_a_group_are_counted_with_what_is_unknown_of_them() {
    let two = "honour when = { count = { among = \"province\", at_least = 2, of = { grade = { is = [\"good\"] } } } }";
    let of = |own: &str, other: &str| {
        format!("u,2020,province,p\nu,2020,grade,{own}\nv,2020,province,p\nv,2020,grade,{other}\nw,2020,province,q\nw,2020,grade,good")
    };
    check(two, &of("good", "good"), "met");
    check(two, &of("good", "poor"), "not met");
    check(two, &of("good", "?"), "unknown  grade of 2020");
    check(two, &of("poor", "?"), "not met");
    let most = "honour when = { count = { among = \"province\", at_most = 1, of = { grade = { is = [\"good\"] } } } }";
    check(most, &of("good", "poor"), "met");
    check(most, &of("good", "good"), "not met");
    check(most, &of("poor", "?"), "met");
    check(most, &of("good", "?"), "unknown  grade of 2020");
    check(two, "u,2020,grade,good", "unknown  group of 2020");
    let all = "honour when = { count = { among = \"all\", at_least = 3, of = { grade = { is = [\"good\"] } } } }";
    check(all, &of("good", "good"), "met");
    let zone = "honour when = { count = { among = \"zone\", at_least = 2, of = { grade = { is = [\"good\"] } } } }";
    check(zone, "u,2020,zone,z\nu,2020,grade,good\nv,2019,zone,z\nv,2020,grade,good\nw,2020,zone,y", "met");
    check(zone, "u,2020,zone,z\nu,2020,grade,good\nv,2019,zone,z\nv,2020,zone,y\nv,2020,grade,good", "not met");
}

#[test]
fn not_any_and_all_follow_the_logic_of_three_values() {
    let (good, crash) = ("{ grade = { is = [\"good\"] } }", "{ event = { is = [\"crash\"] } }");
    let any = format!("warning when = {{ any = [{good}, {crash}] }}");
    check(&any, "u,2020,grade,?\nu,2020,event,crash", "met 3");
    check(&any, "u,2020,grade,?", "unknown  grade of 2020");
    let all = format!("warning when = {{ all = [{good}, {crash}] }}");
    check(&all, "u,2020,grade,?", "not met");
    check(&all, "u,2020,grade,?\nu,2020,event,crash", "unknown  grade of 2020");
    check(&all, "u,2020,grade,good\nu,2020,event,crash", "met 2,3");
    let not = format!("warning when = {{ not = {good} }}");
    check(&not, "u,2020,grade,poor", "met 2");
    check(&not, "u,2020,grade,good", "not met 2");
    check(&not, "u,2020,grade,?", "unknown  grade of 2020");
}

#[test]
fn an_exception_refuses_and_an_unknown_one_leaves_open() {
    let excepted = "warning when = { grade = { is = [\"poor\"] } }\nunless = { event = { is = [\"flood\"] } }";
    check(excepted, "u,2020,grade,poor", "met 2");
    check(excepted, "u,2020,grade,poor\nu,2020,event,flood", "not met 3");
    check(excepted, "u,2020,grade,poor\nu,2020,event,flood?", "unknown 2 whether \"flood\" happened in 2020");
    check(excepted, "u,2020,grade,?\nu,2020,event,flood?", "unknown  grade of 2020; whether \"flood\" happened in 2020");
    let book = book(&[("r", excepted)]);
    let (replayed, _) = replayed(&book, "u,2020,grade,poor\nu,2020,event,flood");
    assert_eq!(replayed[0].reason.en, "not yet: it must be that: graded poor this year (excepted: event \"flood\" this year)");
}

#[test]
fn what_one_rule_refuses_no_open_one_leaves_open() {
    let goes_first = "removal overrides = [\"a\"]\nwhen = ";
    let removals =
        [format!("{goes_first}{{ event = {{ is = [\"crash\"] }} }}"), format!("{goes_first}{{ event = {{ is = [\"flood\"] }} }}")];
    let book = book(&[("a", WARNING), ("y", &removals[0]), ("z", &removals[1])]);
    for (crash, flood) in [("crash", "flood?"), ("crash?", "flood")] {
        let rows = format!("u,2020,grade,poor\nu,2020,event,{crash}\nu,2020,event,{flood}");
        assert_eq!(said(&book, &rows, "u", 2020, "a"), "not met", "{rows}");
    }
}

const REMOVAL: &str = "removal when = { grade = { is = [\"poor\"], over = { consecutive = 2 } } }\noverrides = [\"a\"]";
const WARNING: &str = "warning when = { grade = { is = [\"poor\"] } }";

#[test]
fn a_rule_gives_way_to_the_one_that_goes_before_it() {
    let book = book(&[("a", WARNING), ("z", REMOVAL)]);
    let rows = "u,2018,grade,poor\nu,2019,grade,fair\nu,2020,grade,poor";
    assert_eq!(said(&book, rows, "u", 2020, "a"), "met 4");
    let rows = "u,2019,grade,poor\nu,2020,grade,poor";
    assert_eq!(said(&book, rows, "u", 2019, "a"), "met 2");
    assert_eq!(said(&book, rows, "u", 2020, "a"), "not met");
    assert_eq!(said(&book, rows, "u", 2020, "z"), "met 3,2");
    let (replayed, _) = replayed(&book, rows);
    let refused = replayed.iter().find(|row| row.rule == "a" && row.year == 2020).expect("asked");
    assert_eq!(refused.reason.en, "not yet: it must be that: graded poor this year (gives way to \"z\")");
    let rows = "u,2019,grade,?\nu,2020,grade,poor";
    assert_eq!(said(&book, rows, "u", 2020, "a"), "unknown 3 whether \"decided for 2020: z\" holds; grade of 2019");
}

#[test]
fn a_removed_unit_is_asked_as_removed_until_its_term_ends_or_it_is_taken_in_again() {
    let lost = "loss_of_support for = [\"removed\"]\nwhen = { all = [] }";
    let book_for = |term: &str| book(&[("a", WARNING), ("lost", lost), ("z", &format!("{REMOVAL}\n{term}"))]);
    let rows = "u,2018,grade,poor\nu,2019,grade,poor\nu,2020,grade,poor\nu,2021,grade,poor\nu,2022,grade,poor";
    let for_good = book_for("");
    assert_eq!(said(&for_good, rows, "u", 2019, "lost"), "-");
    for year in 2020..=2022 {
        assert_eq!(
            (said(&for_good, rows, "u", year, "a").as_str(), said(&for_good, rows, "u", year, "lost").as_str()),
            ("-", "met"),
            "{year}"
        );
    }
    let two_years = book_for("lasts_years = 2");
    assert_eq!(said(&two_years, rows, "u", 2020, "lost"), "met");
    assert_eq!(said(&two_years, rows, "u", 2021, "lost"), "-");
    assert_eq!(said(&two_years, rows, "u", 2021, "z"), "met 5,4");
    let again = format!("{rows}\nu,2017,member,city\nu,2020,member,none\nu,2022,member,city");
    assert_eq!(said(&for_good, &again, "u", 2021, "lost"), "-");
    assert_eq!(said(&for_good, &again, "u", 2022, "a"), "not met");
    // A membership told again without an end before it takes nobody in.
    let told = format!("{rows}\nu,2017,member,city\nu,2022,member,city");
    assert_eq!(said(&for_good, &told, "u", 2022, "a"), "-");
}

#[test]
fn a_year_spent_removed_is_one_without_a_grade() {
    let book = book(&[("z", &format!("{REMOVAL}\nlasts_years = 2"))]);
    let rows = "u,2018,grade,poor\nu,2019,grade,poor\nv,2022,grade,good";
    assert_eq!(said(&book, rows, "u", 2019, "z"), "met 3,2");
    assert_eq!(said(&book, rows, "u", 2021, "z"), "not met");
    assert_eq!(said(&book, &format!("{rows}\nu,2021,grade,poor"), "u", 2021, "z"), "not met 5");
    assert_eq!(said(&book, &format!("{rows}\nu,2020,grade,poor\nu,2021,grade,poor"), "u", 2021, "z"), "met 6,5");
}

#[test]
fn a_unit_counts_from_the_first_year_that_mentions_it_and_a_zone_while_zones_are_graded() {
    let passed_on = "[calendar.otherwise]\nyears_later = 1\nmonth = 2\nday = 1\nreading = { zh = \"次年\", en = \"next year\" }\n[[succession]]\nid = \"s\"\nfirst_year = 2018\nlast_year = 2019\n\
                     title = { zh = \"承继\", en = \"carried on\" }\ncite = [\"s 一\"]\nreading = { zh = \"如此\", en = \"so\" }\n";
    let book = with_words(&format!("{WORDS}{passed_on}"), &[("a", WARNING)]);
    let rows = "z,2018,grade,poor\nz,2019,grade,good\nu,2019,zone,z\nu,2020,grade,poor\nv,2021,grade,poor";
    let years = |unit: &str| (2018..=2021).map(|year| said(&book, rows, unit, year, "a")).collect::<Vec<_>>();
    assert_eq!(years("z"), ["met 2", "not met 3", "-", "-"]);
    assert_eq!(years("u"), ["-", "not met 3", "met 5", "unknown  grade of 2021"]);
    assert_eq!(years("v"), ["-", "-", "-", "met 6"]);
}

#[test]
fn decisions_are_looked_back_on_by_rule_outcome_group_and_term() {
    let removal = "removal when = { event = { is = [\"crash\"] } }\nlasts_years = 2";
    let of =
        |when: &str| book(&[("a", &format!("embargo for = [\"city\", \"removed\"]\nwhen = {{ decided = {{ {when} }} }}")), ("z", removal)]);
    let rows =
        "u,2018,event,crash\nu,2018,province,p\nv,2018,province,p\nw,2018,province,q\nu,2020,grade,good\nv,2020,grade,?\nw,2020,grade,?";
    let ask = |when: &str, unit: &str, year: i16| said(&of(when), rows, unit, year, "a");
    assert_eq!(ask("rule = \"z\"", "u", 2018), "met 2");
    assert_eq!(ask("outcome = \"removal\"", "u", 2018), "met 2");
    assert_eq!(ask("outcome = \"warning\"", "u", 2018), "not met");
    assert_eq!(ask("rule = \"y\"", "u", 2018), "not met");
    assert_eq!(ask("rule = \"z\", outcome = \"warning\"", "u", 2018), "not met");
    assert_eq!(ask("rule = \"z\"", "u", 2019), "not met");
    assert_eq!(ask("rule = \"z\", over = { times = { at_least = 1, of_last = 2 } }", "u", 2019), "met 2");
    assert_eq!(ask("rule = \"z\", in_force = true", "u", 2019), "met 2");
    assert_eq!(ask("rule = \"z\", in_force = true", "u", 2020), "not met");
    assert_eq!(ask("rule = \"z\", of = \"province\"", "v", 2018), "met 2");
    assert_eq!(ask("rule = \"z\", of = \"province\"", "w", 2018), "not met");
    assert_eq!(ask("rule = \"z\", of = \"zone\"", "w", 2018), "unknown  province or group of 2018");
    let open = rows.replacen("crash", "crash?", 1);
    assert_eq!(
        said(&of("rule = \"z\", of = \"province\""), &open, "v", 2018, "a"),
        "unknown  u: whether \"decided for 2018: z\" holds; u: whether \"crash\" happened in 2018"
    );
}

#[test]
fn a_case_that_comes_out_otherwise_is_an_error_that_says_how() {
    let cases = "when = { grade = { is = [\"poor\"] } }\n```\n\n| case | year | history | expected |\n|---|---|---|---|\n\
                 | right | 2020 | 2020 grade poor | met |\n| wrong | 2020 | 2020 grade good | met |\n\
                 | open | 2020 | 2020 grade ? | not met |\n| none | 2020 | 2020 grade poor; 2020 member guest | unknown |\n\n```toml";
    let found = check_cases(&book(&[("a", &format!("warning {cases}"))]));
    let said: Vec<&str> = found.iter().map(|finding| finding.message.en.split(". ").next().unwrap_or("")).collect();
    let expected = [
        "case \"wrong\" should be met but is not met",
        "case \"open\" should be not met but is unknown",
        "case \"none\" should be unknown but is not asked",
    ];
    assert_eq!(said, expected);
}

#[test]
fn rules_that_wait_for_each_other_are_an_error() {
    let wait = |other: &str| format!("warning when = {{ decided = {{ rule = \"{other}\" }} }}");
    let (_, findings) = replayed(&book(&[("a", &wait("b")), ("b", &wait("a")), ("c", WARNING)]), "u,2020,grade,poor");
    let told: Vec<(&str, &str)> = findings.iter().map(|finding| (&*finding.code, finding.message.en.as_str())).collect();
    assert_eq!(told, [("rule/circle", "rules wait for each other: a, b")]);
}

#[test]
fn a_rule_that_asks_for_an_outcome_the_other_has_not_does_not_wait_for_it() {
    let first = "warning when = { decided = { rule = \"b\", outcome = \"removal\" } }";
    let rules = [("a", first), ("b", "bonus when = { decided = { rule = \"a\" } }")];
    let (_, findings) = replayed(&book(&rules), "u,2020,grade,poor");
    assert_eq!(findings, []);
    let waits = [("a", first), ("b", "removal when = { decided = { outcome = \"warning\" } }")];
    let (_, findings) = replayed(&book(&waits), "u,2020,grade,poor");
    assert_eq!(findings.len(), 1);
}

#[test]
fn a_missing_grade_is_unknown_from_the_first_year_of_the_history_on() {
    let two = "warning when = { grade = { is = [\"poor\"], over = { consecutive = 2 } } }";
    check(two, "u,2019,event,flood\nu,2020,grade,poor", "unknown 3 grade of 2019");
    check(two, "u,2020,grade,poor\nu,2021,event,flood", "not met 2");
}

#[test]
fn two_rules_in_conflict_are_an_error_with_both_clauses() {
    let removal = "removal when = { grade = { is = [\"poor\"] } }";
    let honour = "honour when = { event = { is = [\"crash\"] } }";
    let book = book(&[("honoured", honour), ("out", removal), ("warned", WARNING)]);
    let rows = "u,2020,grade,poor\nu,2020,event,crash\nv,2020,grade,poor\nw,2020,grade,good\nw,2020,event,crash";
    let (replayed, findings) = replayed(&book, rows);
    let told: Vec<&str> = findings.iter().map(|finding| finding.message.en.as_str()).collect();
    assert_eq!(told, ["two rules contradict each other for u in 2020: \"honoured\" (honoured 一) and \"out\" (out 一)"]);
    let opposed: Vec<(&str, &str, Vec<&str>)> = replayed
        .iter()
        .filter(|row| !row.conflicts.is_empty())
        .map(|row| (row.unit.as_str(), row.rule.as_str(), row.conflicts.iter().map(|other| other.rule.as_str()).collect()))
        .collect();
    assert_eq!(opposed, [("u", "honoured", vec!["out"]), ("u", "out", vec!["honoured"])]);
}

#[test]
fn a_ruling_goes_before_what_the_rule_says_and_before_no_other() {
    let book = book(&[("a", WARNING), ("b", WARNING)]);
    let rows = "u,2020,grade,poor\nu,2020,ruling,not a\nv,2020,grade,good\nv,2020,ruling,b";
    assert_eq!(said(&book, rows, "u", 2020, "a"), "not met 3");
    assert_eq!(said(&book, rows, "u", 2020, "b"), "met 2");
    assert_eq!(said(&book, rows, "v", 2020, "b"), "met 5");
    assert_eq!(said(&book, rows, "v", 2020, "a"), "not met 4");
    let (replayed, _) = replayed(&book, rows);
    let reason = |unit: &str, rule: &str| {
        let row = replayed.iter().find(|row| row.unit.as_str() == unit && row.rule == rule).expect("asked");
        row.reason.en.clone()
    };
    assert_eq!(reason("v", "b"), "met: graded poor this year (ruling on an objection for 2020: the decision stands)");
    assert_eq!(
        reason("u", "a"),
        "not yet: it must be that: graded poor this year (ruling on an objection for 2020: the decision is set aside)"
    );
}

#[test]
fn a_city_carries_on_the_grades_of_its_zone_where_the_graded_unit_changed() {
    let words = format!(
        "{WORDS}succession = [{{ id = \"s\", first_year = 2018, last_year = 2019, title = {{ zh = \"承\", en = \"s\" }}, cite = [\"P 一\"], reading = {{ zh = \"读\", en = \"r\" }} }}]\n"
    );
    let three = "removal when = { grade = { is = [\"poor\"], over = { consecutive = 3 } } }";
    let book = with_words(&words, &[("r", three)]);
    let rows = "z,2018,grade,poor\nz,2019,grade,poor\nu,2018,zone,z\nu,2020,grade,poor\nv,2019,zone,z\nv,2018,member,city\nv,2018,grade,good\nv,2019,grade,?\nv,2020,grade,poor";
    assert_eq!(said(&book, rows, "u", 2020, "r"), "met 5,3,2");
    assert_eq!(said(&book, rows, "v", 2020, "r"), "not met 10,8");
    let later = rows.replace("2018,grade,poor", "2017,grade,poor");
    assert_eq!(said(&book, &later, "u", 2020, "r"), "unknown 5,3 grade of 2018");
}

#[test]
fn terms_begin_on_the_day_of_decision_and_end_after_years_or_days() {
    let book = book(&[
        ("days", "warning when = { all = [] }\nlasts_days = 30"),
        ("never", "warning when = { any = [] }\nlasts_days = 30"),
        ("open", "warning when = { all = [] }"),
        ("years", "warning when = { all = [] }\nlasts_years = 3"),
    ]);
    let (replayed, _) = replayed(&book, "u,2020,grade,good");
    let day = |day: Option<jiff::civil::Date>| day.map_or_else(|| "-".to_owned(), |day| day.to_string());
    let terms: Vec<String> = replayed.iter().map(|row| format!("{} {} {}", row.rule, day(row.from), day(row.to))).collect();
    assert_eq!(terms, ["days 2020-12-31 2021-01-30", "never - -", "open 2020-12-31 -", "years 2020-12-31 2023-12-31"]);
}

#[test]
fn the_standing_after_a_year_is_removed_warned_member_or_never_admitted() {
    let book = book(&[("out", "removal when = { grade = { is = [\"poor\"], over = { consecutive = 2 } } }"), ("warned", WARNING)]);
    let rows = "u,2019,grade,poor\nu,2020,grade,poor\nv,2020,grade,poor\nv,2019,grade,good\nw,2019,grade,good\nw,2020,grade,good\nx,2019,member,none\ny,2019,grade,good\ny,2020,grade,?";
    let table = format!("unit,year,kind,value\n{rows}");
    let (history, _) = read_history("h.csv", table.as_bytes(), &book);
    let members = ["u", "v", "w", "y"].map(|unit| Member {
        unit: unit.into(),
        kind: "city".to_owned(),
        zone: None,
        province: None,
        validity: Validity::default(),
        cite: Vec::new(),
    });
    let standing = |year: i16| {
        let last = replay(&book, &members, &history, 2019..=year).pop().expect("a year");
        last.members.into_iter().map(|(_, state)| state).collect::<Vec<_>>()
    };
    assert_eq!(standing(2019), [State::Warned, State::Member, State::Member, State::NeverAdmitted, State::Member]);
    assert_eq!(standing(2020), [State::Removed, State::Warned, State::Member, State::NeverAdmitted, State::Member]);
    assert_eq!(standing(2021), [State::Removed, State::Member, State::Member, State::NeverAdmitted, State::Member]);
}

fn member(unit: &str) -> Member {
    let kind = "national".to_owned();
    Member { unit: unit.into(), kind, zone: None, province: None, validity: Validity::default(), cite: Vec::new() }
}

#[test]
fn a_refusal_cites_the_clause_that_goes_before() {
    let book = book(&[("a", &format!("{WARNING}\nfor = [\"national\"]")), ("z", &format!("{REMOVAL}\nfor = [\"national\"]"))]);
    let table = "unit,year,kind,value\nu,2019,grade,poor\nu,2020,grade,poor";
    let (history, _) = read_history("h.csv", table.as_bytes(), &book);
    let last = replay(&book, &[member("u")], &history, 2019..=2020).pop().expect("a year");
    let refused = last.decisions.iter().find(|decision| decision.rule == "a").expect("asked");
    let cites: Vec<String> = refused.because.iter().flat_map(|fact| &fact.cite).map(ToString::to_string).collect();
    assert_eq!((refused.verdict, cites), (Verdict::NotMet, vec!["z 一".to_owned()]));
}

#[test]
fn verdicts_without_reasons_are_the_same_verdicts() {
    let (book, _) = crate::shipped::rulebook("demonstration-zones");
    let rows = "u,2018,grade,poor\nu,2019,grade,?\nu,2020,grade,excellent\nu,2021,grade,poor\nu,2021,event,major_problem?\nu,2022,grade,poor\n\
         v,2020,grade,?\nv,2021,grade,poor";
    let table = format!("unit,year,kind,value\n{rows}");
    let (history, _) = read_history("h.csv", table.as_bytes(), &book);
    let members = ["u", "v"].map(member);
    let short = |years: Vec<consequences::Consequences>| {
        let decisions = years.into_iter().flat_map(|year| year.decisions);
        decisions.map(|decision| (decision.year, decision.rule, decision.verdict, decision.from, decision.to)).collect::<Vec<_>>()
    };
    let told = replay(&book, &members, &history, 2018..=2022);
    let bare = replay_verdicts(&book, &members, &history, 2018..=2022);
    assert!(bare.iter().flat_map(|year| &year.decisions).all(|decision| decision.because.is_empty() && decision.unknown.is_empty()));
    assert_eq!(short(bare), short(told));
}
