use jiff::civil::date;

use super::{Gazetteer, Place, PlaceLevel};

fn code_on(name: &str, year: i16) -> Option<&'static str> {
    Gazetteer::shared().named(name, None, date(year, 6, 30)).map(|place| place.code)
}

#[test]
fn every_row_of_the_table_is_read() {
    let rows = include_str!("../../data/places.csv").lines().filter(|line| !line.starts_with('#')).skip(1);
    for row in rows {
        assert!(Place::parse(row).is_some_and(|place| place.code.len() == 6 && place.name.chars().count() >= 2), "{row}");
    }
}

#[test]
fn a_name_holds_from_a_day_to_a_day() {
    assert_eq!(code_on("襄樊市", 2008), Some("420600"));
    assert_eq!(code_on("襄樊市", 2012), None);
    assert_eq!(code_on("襄阳市", 2012), Some("420600"));
    // The prefecture-level city of 巢湖 was dissolved in 2011; the county-level one of the same name stands in Hefei.
    assert_eq!(code_on("巢湖市", 2005), Some("341400"));
    assert_eq!(code_on("巢湖市", 2013), Some("340181"));
}

#[test]
fn an_abolished_place_leads_to_the_one_that_took_its_area() {
    for (name, province, today) in [
        ("塘沽区", "天津", "滨海新区"),
        ("大厂区", "江苏", "六合区"),
        ("小河区", "贵州省", "花溪区"),
        ("襄樊市", "湖北", "襄阳市"),
        ("莱芜市", "山东", "济南市"),
    ] {
        let gazetteer = Gazetteer::shared();
        let place = gazetteer.by_name(name).filter(|place| place.is_in(province)).max_by_key(|place| place.valid_to).expect(name);
        assert_eq!(gazetteer.today(place).map(|place| place.name), Some(today), "{name}");
    }
}

#[test]
fn a_name_of_several_places_needs_its_province() {
    let gazetteer = Gazetteer::shared();
    let day = date(2021, 6, 30);
    assert_eq!(gazetteer.named("朝阳区", None, day), None);
    assert_eq!(gazetteer.named("朝阳区", Some("北京"), day).map(|place| place.code), Some("110105"));
    assert_eq!(
        gazetteer.by_short_name("吉林").map(|place| place.level).collect::<Vec<_>>(),
        [PlaceLevel::Province, PlaceLevel::Prefecture]
    );
}

#[test]
fn a_district_stands_under_its_city() {
    let gazetteer = Gazetteer::shared();
    let day = date(2021, 6, 30);
    let parent = |code| gazetteer.parent(gazetteer.by_code(code, day).expect("a code of 2021"), day).map(|parent| parent.name);
    assert_eq!(parent("370302"), Some("淄博市"));
    assert_eq!(parent("370300"), Some("山东省"));
    assert_eq!(parent("110107"), None);
    assert_eq!(parent("370000"), None);
}

/// The independent history of prefectures 1987-2026 (CC BY 4.0) only checks the table; it is not its source.
#[test]
fn prefectures_agree_with_an_independent_history() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/gazetteer/entity_names_year_end_1987_2026.csv");
    #[expect(clippy::disallowed_methods, reason = "a test reads its table")]
    let Ok(table) = std::fs::read_to_string(path) else { return eprintln!("skipped: {path} is not there") };
    let gazetteer = Gazetteer::shared();
    let (mut agree, mut differ) = (0, Vec::new());
    for row in table.lines().skip(1) {
        let cells: Vec<&str> = row.split(',').collect();
        let (name, start, end): (_, i16, i16) = (cells[1], cells[2].parse().expect("a year"), cells[3].parse().expect("a year"));
        for year in (start..=end.min(2018)).filter(|_| !name.is_empty()) {
            let mut held = gazetteer.by_name(name).filter(|place| place.code.ends_with("00") && place.valid_on(date(year, 12, 31)));
            if held.next().is_some() { agree += 1 } else { differ.push(format!("{name} {year}")) }
        }
    }
    eprintln!("{agree} prefecture years agree, {} differ: {differ:?}", differ.len());
    assert!(agree > 10_000 && differ.len() * 100 < agree, "{differ:?}");
}
