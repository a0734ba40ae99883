//! The notice, the workbook and `cycle.json`.

use std::io::{Cursor, Read};

use publication::{cycle_json, notice, workbook};
use zip::ZipArchive;

use crate::fixture::cycle;

fn part(bytes: &[u8], name: &str) -> String {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).expect("a zip");
    let mut text = String::new();
    archive.by_name(name).expect("the part").read_to_string(&mut text).expect("XML in UTF-8");
    text
}

/// The number in an attribute of the first element of that name, in twentieths of a point.
fn number(xml: &str, element: &str, attribute: &str) -> f64 {
    let element = xml.split(&format!("<w:{element} ")).nth(1).and_then(|rest| rest.split("/>").next()).expect("the element");
    let value = element.split(&format!("w:{attribute}=\"")).nth(1).and_then(|rest| rest.split('"').next()).expect("the attribute");
    value.parse().expect("a number")
}

const TWIPS_PER_MM: f64 = 1440.0 / 25.4;

#[test]
fn the_notice_has_the_geometry_of_the_standard() {
    // GB/T 9704-2012, 5.2 and 6: A4, margins of 37, 35, 28 and 26 mm, 22 lines of 28 characters.
    let document = part(&notice(&cycle(), 2020).expect("a notice"), "word/document.xml");
    for (element, attribute, millimetres) in [
        ("pgSz", "w", 210.0),
        ("pgSz", "h", 297.0),
        ("pgMar", "top", 37.0),
        ("pgMar", "bottom", 35.0),
        ("pgMar", "left", 28.0),
        ("pgMar", "right", 26.0),
    ] {
        let found = number(&document, element, attribute) / TWIPS_PER_MM;
        assert!((found - millimetres).abs() < 0.05, "{element} {attribute}: {found} mm");
    }
    let lines = (297.0 - 37.0 - 35.0) * TWIPS_PER_MM / number(&document, "docGrid", "linePitch");
    let styles = part(&notice(&cycle(), 2020).expect("a notice"), "word/styles.xml");
    let defaults = styles.split("</w:rPrDefault>").next().expect("defaults").replace("w:spacing w:val", "w:pitch w:val");
    let character = 16.0 + number(&defaults, "pitch", "val") / 20.0;
    let characters = (210.0 - 28.0 - 26.0) * TWIPS_PER_MM / 20.0 / character;
    assert_eq!((lines.floor(), characters.floor()), (22.0, 28.0));
}

#[test]
fn the_notice_names_the_fonts_of_the_standard_by_level() {
    let styles = part(&notice(&cycle(), 2020).expect("a notice"), "word/styles.xml");
    for (style, font, half_points) in [
        ("PaperTitle", "方正小标宋简体", 44),
        ("Heading1", "黑体", 32),
        ("Heading2", "楷体_GB2312", 32),
        ("BodyText", "仿宋_GB2312", 32),
        ("PageNumber", "宋体", 28),
    ] {
        let own =
            styles.split(&format!("w:styleId=\"{style}\"")).nth(1).and_then(|rest| rest.split("</w:style>").next()).expect("the style");
        assert!(own.contains(&format!("w:eastAsia=\"{font}\"")) && own.contains(&format!("<w:sz w:val=\"{half_points}\"/>")), "{own}");
    }
}

#[test]
fn the_notice_says_that_it_is_an_example() {
    let document = part(&notice(&cycle(), 2020).expect("a notice"), "word/document.xml");
    assert!(document.contains("【示例方法、演示数据】") && document.contains("（示例）"));
    assert!(notice(&cycle(), 1999).is_none());
}

#[test]
fn the_same_cycle_gives_the_same_bytes() {
    let (first, second) = (cycle(), cycle());
    assert_eq!(notice(&first, 2020), notice(&second, 2020));
    assert_eq!(workbook(&first), workbook(&second));
    assert_eq!(cycle_json(&first), cycle_json(&second));
    assert_eq!(publication::site(&first), publication::site(&second));
}

#[test]
fn the_workbook_keeps_numbers_as_numbers() {
    let bytes = workbook(&cycle());
    // What the reader opens: the first sheet is the results.
    let results = part(&bytes, "xl/worksheets/sheet1.xml");
    assert!(results.contains("<v>72.25</v>"), "{results}");
    assert!(part(&bytes, "xl/sharedStrings.xml").contains("演示数据"));
}

#[test]
fn cycle_json_names_its_format_and_keeps_origins() {
    let json: serde_json::Value = serde_json::from_slice(&cycle_json(&cycle())).expect("JSON");
    assert_eq!(json["format"], 1);
    assert_eq!(json["figures"]["430300"]["gdp_growth"]["2020"]["from"][0]["cell"], "F7");
    assert_eq!(json["years"][1]["evaluation"]["units"][1]["score"], 72.25);
}

#[test]
fn a_letter_names_indicators_that_differ_and_nothing_else() {
    let mut cycle = cycle();
    for outcome in cycle.years.iter_mut().flat_map(|year| &mut year.evaluation.units) {
        let evaluation::Standing::Evaluated { contributions, .. } = &mut outcome.standing else { continue };
        let leaf = contributions[0].clone();
        let added = if outcome.unit.as_str() == "430300" { -0.3 } else { 0.3 };
        // A difference of 0.003 points, which prints as nought, and what rounding adds.
        contributions.push(evaluation::Contribution {
            path: "economy/equal".to_owned(),
            name: corpus::Bilingual::new("相同", "equal"),
            points: 1.0 + added / 100.0,
            ..leaf.clone()
        });
        let name = corpus::Bilingual::new("四舍五入", "rounding");
        contributions.push(evaluation::Contribution {
            path: "rounding".to_owned(),
            name,
            normalised: None,
            weight: None,
            points: added,
            ..leaf
        });
    }
    let letters = publication::publish(&cycle);
    let (_, bytes) = letters.iter().find(|(path, _)| path.starts_with("letters/") && path.contains("430300")).expect("a letter");
    let document = part(bytes, "word/document.xml");
    let text: String = document.split('<').filter_map(|piece| piece.split_once('>')).map(|(_, text)| text).collect();
    assert!(text.contains("gdp_growth（"), "{text}");
    assert!(["相同（", "四舍五入（", "incentive（", "unknown（"].iter().all(|name| !text.contains(name)), "{text}");
}
