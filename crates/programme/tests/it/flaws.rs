//! Flawed folders: each flaw is a finding with its place, and its neighbours are read.

use std::collections::BTreeMap;

use corpus::Severity;
use programme::{Folder, Programme, define};

const PROGRAMME: &str = "format = 1\n[programme]\nid = \"p\"\nname = { zh = \"甲\", en = \"a\" }\ndescription = { zh = \"甲\", en = \"a\" }\n\
                         [[grades]]\nid = \"good\"\nname = { zh = \"良好\", en = \"good\" }\n";
const PAPERS: &str = "format = 1\n[[papers]]\nid = \"P\"\ntitle = { zh = \"甲\", en = \"a\" }\ntrust = { zh = \"甲\", en = \"a\" }\nheld = false\n\
                      clauses = [{ path = \"一\", gist = { zh = \"甲\", en = \"a\" } }]\n";
const PLACES: &str = "id,name,name_en,level,province,parent,from,to,cite\n430000,湖南省,Hunan,province,430000,,,,P\n\
                      430300,湘潭市,Xiangtan,prefecture,430000,430000,,,P\n";

fn folder(files: &[(&str, &str)]) -> Programme {
    let sound = [("programme.toml", PROGRAMME), ("papers.toml", PAPERS), ("places.csv", PLACES)];
    let files = sound.iter().chain(files).map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec()));
    define(&BTreeMap::new(), &Folder { name: "p".to_owned(), files: files.collect() })
}

/// Compares the findings above information, as `code place`.
fn check(files: &[(&str, &str)], expected: &[&str]) -> Programme {
    let programme = folder(files);
    let of_folder = |code: &str| code.starts_with("folder/");
    let findings = programme.findings.iter().filter(|finding| finding.severity > Severity::Info && of_folder(&finding.code));
    let found: Vec<String> = findings
        .map(|finding| format!("{} {}", finding.code, finding.location.clone().unwrap_or_default()).trim_end().to_owned())
        .collect();
    assert_eq!(found, expected);
    programme
}

#[test]
fn a_sound_folder_has_no_findings() {
    check(&[], &[]);
}

#[test]
fn a_folder_without_a_programme_says_so() {
    let programme = define(&BTreeMap::new(), &Folder::default());
    let codes: Vec<&str> =
        programme.findings.iter().map(|finding| finding.code.as_ref()).filter(|code| code.starts_with("folder/")).collect();
    assert_eq!(codes, ["folder/no-programme"]);
}

#[test]
fn a_misspelt_file_is_not_dropped_in_silence() {
    check(&[("target.toml", "format = 1\n")], &["folder/unknown-file target.toml"]);
}

#[test]
fn a_broken_entry_leaves_its_neighbours_in() {
    let results = "year,kind,unit,grade,subject,published_on,cite,confidence,note\n2020,grade,430300,good,,,P,one_source,\n\
                   twenty,grade,430300,good,,,P,one_source,\n2021,grade,430300,good,,,P 一,one_source,\n";
    let programme = check(&[("results.csv", results)], &["folder/row results.csv:3"]);
    assert_eq!(programme.results.len(), 2);
}

#[test]
fn an_unknown_column_or_key_is_refused() {
    let members = "unit,zone,from,to,cite,confidence,note,colour\n430300,430300,,,P,one_source,,red\n";
    check(&[("members.csv", members)], &["folder/row members.csv:2"]);
    let targets = "format = 1\nwhatever = 1\n";
    check(&[("targets.toml", targets)], &["folder/unknown-key targets.toml:2"]);
}

#[test]
fn broken_toml_is_reported_with_its_line_and_the_rest_is_read() {
    let broken = format!("{PROGRAMME}[[grades]]\nid = \n");
    let programme = folder(&[("programme.toml", &broken)]);
    let syntax = programme.findings.iter().find(|finding| finding.code == "folder/syntax").expect("a finding");
    assert_eq!(syntax.location.as_ref().and_then(|location| location.line), Some(10));
    assert_eq!(programme.about.id, "p");
}

#[test]
fn a_missing_format_number_is_reported() {
    check(&[("tasks.toml", "\n")], &["folder/format tasks.toml:1"]);
}

#[test]
fn cites_lead_to_a_paper_and_a_clause() {
    let events =
        "unit,on,kind,what,what_en,cite\n430300,2021-01-01,note,甲,a,\n430300,2021-01-01,note,甲,a,Q\n430300,2021-01-01,note,甲,a,P 二\n";
    check(
        &[("events.csv", events)],
        &["folder/uncited events.csv:2", "folder/unknown-paper events.csv:3", "folder/dangling-cite events.csv:4"],
    );
}

#[test]
fn places_are_checked_against_the_gazetteer() {
    let places =
        format!("{PLACES}439999,无名市,Nowhere,prefecture,430000,430000,,,P\n430200,湘潭市,Xiangtan,prefecture,430000,430000,,,P\n");
    check(&[("places.csv", &places)], &["folder/unknown-place places.csv:4", "folder/place-name places.csv:5"]);
}

#[test]
fn a_unit_class_or_grade_must_be_entered() {
    let results = "year,kind,unit,grade,subject,published_on,cite,confidence,note\n2020,grade,110000,great,,,P,one_source,\n";
    check(&[("results.csv", results)], &["folder/unknown-unit results.csv:2", "folder/unknown-word results.csv:2"]);
}

#[test]
fn one_thing_holds_at_a_time_and_spans_run_forward() {
    let places = format!("{PLACES}430300,湘潭市,Xiangtan,prefecture,430000,430000,2020-01-01,2019-01-01,P\n");
    check(&[("places.csv", &places)], &["folder/validity places.csv:4", "folder/overlap places.csv:4"]);
    let places = format!("{PLACES}430300,湘潭市,Xiangtan,prefecture,430000,430000,2020-01-01,,P\n");
    check(&[("places.csv", &places)], &["folder/overlap places.csv:4"]);
}

#[test]
fn formulas_name_known_indicators_and_do_not_run_in_circles() {
    let indicator = |id: &str, formula: &str| {
        format!(
            "[[indicators]]\nid = \"{id}\"\nname = {{ zh = \"甲\", en = \"a\" }}\nunit = \"元\"\ndefinition = {{ zh = \"甲\", en = \"a\" }}\n\
             formula = \"{formula}\"\nover_space = \"none\"\nover_time = \"none\"\n"
        )
    };
    let indicators = format!("format = 1\n{}{}{}", indicator("a", "b / 2"), indicator("b", "lag(a) * 1"), indicator("c", "nothing + 1"));
    check(
        &[("indicators.toml", &indicators)],
        &[
            "folder/unknown-indicator indicators.toml:18",
            "folder/circular-formula indicators.toml:2",
            "folder/circular-formula indicators.toml:10",
        ],
    );
}

#[test]
fn more_names_than_were_published_is_an_error_and_fewer_is_told() {
    let counts = |count| format!("year,kind,grade,count,what,what_en,cite,confidence\n2020,grade,good,{count},良好,good,P,one_source\n");
    let results = "year,kind,unit,grade,subject,published_on,cite,confidence,note\n2020,grade,430300,good,,,P,one_source,\n";
    check(&[("results.csv", results), ("counts.csv", &counts(0))], &["folder/count counts.csv:2"]);
    let programme = check(&[("results.csv", results), ("counts.csv", &counts(3))], &[]);
    assert_eq!(programme.findings.iter().filter(|finding| finding.code == "folder/names-unknown").count(), 1);
}

#[test]
fn rows_that_fail_alike_are_one_finding() {
    let members = "unit,zone,from,to,cite,confidence,note\n1,2,,,P,sure,\n1,2,,,P,sure,\n1,2,,,P,sure,\n";
    let programme = check(&[("members.csv", members)], &["folder/row members.csv:2"]);
    let finding = programme.findings.iter().find(|finding| finding.code == "folder/row").expect("a finding");
    assert!(finding.message.en.contains("3 in all"), "{}", finding.message.en);
}

#[test]
fn a_change_needs_a_baseline_and_a_level_has_none() {
    let indicator = "format = 1\n[[indicators]]\nid = \"a\"\nname = { zh = \"甲\", en = \"a\" }\nunit = \"元\"\n\
                     definition = { zh = \"甲\", en = \"a\" }\nover_space = \"sum\"\nover_time = \"sum\"\n";
    let target = |id: &str, kind: &str, unit: &str| {
        format!(
            "[[targets]]\nid = \"{id}\"\nname = {{ zh = \"甲\", en = \"a\" }}\nindicator = \"a\"\nvalue = -18.0\nunit = \"{unit}\"\n\
             kind = \"{kind}\"\ndeadline = \"2017-12-31\"\nscope = \"parks\"\ncite = [\"P 一\"]\n"
        )
    };
    let targets = format!("format = 1\n{}{}", target("x", "change_against_baseline", "%"), target("y", "level", "%"));
    check(
        &[("indicators.toml", indicator), ("targets.toml", &targets)],
        &["folder/target-baseline targets.toml:2", "folder/target-unit targets.toml:12"],
    );
}

#[test]
fn a_held_paper_lists_its_copies() {
    let papers = PAPERS.replace("held = false", "held = true");
    check(&[("papers.toml", &papers)], &["folder/held papers.toml:2"]);
}
