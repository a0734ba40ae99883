//! Questions that users ask, answered from the folders that ship.

use std::collections::BTreeMap;
use std::path::Path;

use consequences::practices::{Library, matches};
use consequences::tasks::{obligations, until};
use consequences::{Grades, Proceedings, Verdict, history, members, proceedings, replay, support};
use corpus::Severity;
use jiff::civil::date;
use programme::{Folder, Programme};

fn collect(root: &Path, prefix: &str, folder: &mut Folder) {
    for entry in std::fs::read_dir(root).expect("the folder ships") {
        let path = entry.expect("a readable folder").path();
        let name = format!("{prefix}{}", path.file_name().expect("a file").to_string_lossy());
        if path.is_dir() {
            collect(&path, &format!("{name}/"), folder);
        } else {
            folder.files.insert(name, std::fs::read(&path).expect("a readable file"));
        }
    }
}

pub(crate) fn folder(name: &str) -> Folder {
    let mut folder = Folder { name: format!("programmes/{name}"), ..Folder::default() };
    collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../programmes").join(name), "", &mut folder);
    folder
}

pub(crate) fn programme(name: &str) -> Programme {
    programme::define(&BTreeMap::new(), &folder(name))
}

/// What was decided, with the invented decisions of the demonstration.
fn decided(programme: &Programme) -> Proceedings {
    proceedings(&folder("demonstration-zones"), programme, true)
}

#[test]
fn the_decisions_that_ship_name_what_exists() {
    let programme = programme("demonstration-zones");
    let all = decided(&programme);
    let errors: Vec<_> = all.findings.iter().filter(|finding| finding.severity == Severity::Error).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    assert!(!all.objections.is_empty() && !all.plans.is_empty() && !all.meetings.is_empty() && !all.fund.projects.is_empty());
    let themes: Vec<&str> = programme.practices.iter().map(|practice| practice.theme.zh.as_str()).collect();
    assert!(all.matching.signs.iter().all(|sign| themes.contains(&sign.theme.as_str())), "{:?}", all.matching.signs);
}

#[test]
fn a_decision_that_names_what_does_not_exist_is_an_error_in_its_file() {
    let programme = programme("demonstration-zones");
    let check = |file: &str, from: &str, to: &str, expected: &str| {
        let mut folder = folder("demonstration-zones");
        let path = format!("data/decisions/{file}");
        let text = String::from_utf8(folder.files[&path].clone()).expect("UTF-8");
        assert!(text.contains(from), "{file} holds {from}");
        folder.files.insert(path, text.replacen(from, to, 1).into_bytes());
        let all = proceedings(&folder, &programme, true);
        let errors: Vec<String> = all
            .findings
            .iter()
            .filter(|finding| finding.severity == Severity::Error)
            .map(|finding| format!("{}: {}", finding.location.as_ref().map_or("", |at| &at.file), finding.message.en))
            .collect();
        assert_eq!(errors, [format!("decisions/{file}: the decision names the {expected}, which does not exist")]);
    };
    check("meetings.toml", "cite = [\"866 四/（三）\"]", "cite = [\"866 九\"]", "clause `866 九`");
    check("objections.toml", "cite = [\"1618 （十五）\"]", "cite = [\"X 一\"]", "clause `X 一`");
    check("plans.toml", "cite = [\"866 二/（二）\"]", "cite = [\"866 二/（九）\"]", "clause `866 二/（九）`");
    check("meetings.toml", "\"practice-01-3\"", "\"practice-99\"", "practice `practice-99`");
    check("meetings.toml", "units = [\"430300\"", "units = [\"999999\"", "unit `999999`");
    check("objections.toml", "unit = \"610300\"", "unit = \"999999\"", "unit `999999`");
    check("objections.toml", "rule = \"removal-poor-years-1618\"", "rule = \"removal\"", "rule `removal`");
    check("fund-projects.csv", ",zone-hunan-zhongbu,", ",zone-nowhere,", "unit `zone-nowhere`");
}

#[test]
fn the_rules_of_every_programme_cite_what_it_holds() {
    for name in ["demonstration-zones", "economic-development-zones"] {
        let programme = programme(name);
        let of_rules = |finding: &&corpus::Finding| finding.location.as_ref().is_some_and(|at| at.file.contains("rules/"));
        let errors: Vec<_> = programme.findings.iter().filter(of_rules).filter(|finding| finding.severity == Severity::Error).collect();
        assert!(errors.is_empty(), "{name}: {errors:#?}");
        assert!(!programme.rulebook.rules.is_empty(), "{name}");
    }
}

#[test]
fn xiangtan_must_see_to_5g_by_the_end_of_2025() {
    let programme = programme("demonstration-zones");
    let all = obligations(&programme, &Proceedings::default(), &"430300".into(), date(2025, 6, 1));
    let due = until(&all, date(2025, 12, 31));
    let cites = |wanted: &str| due.iter().any(|task| !task.end_of_period && task.cite.iter().any(|cite| cite.to_string() == wanted));
    assert!(cites("1618 （五）"), "{due:#?}");
    assert!(all.iter().all(|task| !task.cite.is_empty()));
    assert!(due.iter().all(|task| task.by.is_some_and(|by| by <= date(2025, 12, 31))));
}

#[test]
fn the_excellent_cities_of_2020_qualify_for_land_and_the_good_ones_do_not() {
    let programme = programme("demonstration-zones");
    let published = history(&programme, &[], Grades::PublishedFirst, false);
    let years = replay(&programme.rulebook, &members(&programme), &published, 2017..=2020);
    let found = support(&programme, &years, date(2021, 7, 1));
    let land =
        |unit: &str| found.iter().find(|support| support.id == "mnr-land" && support.unit.as_str() == unit).map(|support| support.verdict);
    // Published for 2020: 湘潭 and 六盘水 优秀, 株洲 and 徐州 良好.
    assert_eq!(land("430300"), Some(Verdict::Met));
    assert_eq!(land("520200"), Some(Verdict::Met));
    assert_eq!(land("430200"), Some(Verdict::NotMet));
    assert_eq!(land("320300"), Some(Verdict::NotMet));
}

#[test]
fn a_member_inherits_the_grades_of_its_zone_by_the_stated_rule() {
    let programme = programme("demonstration-zones");
    let published = history(&programme, &[], Grades::PublishedFirst, false);
    // 湖南中部 was graded 优秀 for 2018; 湘潭 is a member, and the fact cites both the result and the succession.
    let years = replay(&programme.rulebook, &members(&programme), &published, 2017..=2018);
    let decisions = &years.last().expect("2018").decisions;
    let praised = decisions.iter().find(|decision| decision.unit.as_str() == "430300" && decision.rule == "commendation").expect("asked");
    assert_eq!(praised.verdict, Verdict::Met);
    let cites: Vec<String> = praised.because[0].cite.iter().map(ToString::to_string).collect();
    assert!(cites.contains(&"S2019g".to_owned()) && cites.contains(&"866 一".to_owned()), "{cites:?}");
}

#[test]
fn every_practice_that_is_shown_has_a_reason_and_a_clause() {
    let programme = programme("demonstration-zones");
    let (decided, votes) = (decided(&programme), BTreeMap::new());
    let library = Library { programme: &programme, matching: &decided.matching, evaluation: None, votes: &votes, day: date(2021, 7, 1) };
    let found = matches(library, &"430300".into(), &[]);
    assert!(!found.is_empty());
    assert!(found.iter().all(|found| !found.reasons.is_empty() && found.cite.iter().all(|cite| programme.clause(cite).is_some())));
}
