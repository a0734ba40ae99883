//! Papers by an office's own template, cites as papers print them.

use std::io::{Cursor, Read};

use publication::{letter, notice};

use crate::fixture::cycle;

fn text(bytes: &[u8]) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("a zip");
    let mut xml = String::new();
    archive.by_name("word/document.xml").expect("the document").read_to_string(&mut xml).expect("UTF-8");
    let runs = xml.split("<w:t xml:space=\"preserve\">").skip(1).filter_map(|rest| rest.split("</w:t>").next());
    runs.collect::<Vec<_>>().join("\n")
}

#[test]
fn an_office_writes_its_own_notice() {
    let mut cycle = cycle();
    cycle.templates.insert("notice.md".to_owned(), "# 通报{year}\n本厅评估{evaluated}个单位。\n{{results}}\n".to_owned());
    let own = text(&notice(&cycle, 2020).expect("a notice"));
    assert!(own.contains("通报2020") && own.contains("本厅评估"), "{own}");
    assert!(!own.contains("现将有关情况通报如下"), "{own}");
}

#[test]
fn every_place_of_the_shipped_templates_is_filled() {
    let cycle = cycle();
    for paper in [notice(&cycle, 2020), letter(&cycle, 2020, &"430300".into())] {
        let text = text(&paper.expect("a paper"));
        assert!(!text.contains(['{', '}']), "{text}");
    }
}

#[test]
fn papers_print_numbers_and_titles_and_never_an_id() {
    let mut cycle = cycle();
    // A news report has no number: its title and day take its place.
    for paper in cycle.programme.papers.values_mut() {
        paper.number = None;
        paper.published_on = Some(jiff::civil::date(2019, 8, 31));
    }
    let notice = text(&notice(&cycle, 2020).expect("a notice"));
    for paper in cycle.programme.papers.values() {
        assert!(!notice.contains(&format!("{} ", paper.id)), "{notice}");
    }
    assert!(notice.contains("2019年8月31日"), "{notice}");
}
