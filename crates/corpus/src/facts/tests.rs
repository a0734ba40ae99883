//! Facts of real papers, judged by what a reader finds in them: names, counts and figures.

use std::collections::BTreeSet;

use crate::Reading;
use crate::reading::{Bound, PlaceLevel, TargetKind};

/// Reads one of the papers beside the project; none where it is not at hand.
fn paper(file: &str) -> Option<Reading> {
    let path = format!("{}/../../../shared/corpus/{file}", env!("CARGO_MANIFEST_DIR"));
    #[expect(clippy::disallowed_methods, reason = "a test reads its paper")]
    let bytes = std::fs::read(&path);
    match bytes {
        Ok(bytes) => Some(crate::read(file, &bytes)),
        Err(_) => {
            eprintln!("skipped: {path} is not there");
            None
        }
    }
}

const PRACTICES: &str = "000_aa9a1006e2c6e58f.txt";
const DAMAGED_PLAN: &str = "001_7bc94a6b16bf2efc.txt";
const PLAN: &str = "002_ae5a9ca9b460c19e.txt";
const RESULTS: &str = "003_1c81399cce22526a.txt";
const PLAN_2013: &str = "004_66366e4ef13f23ad.txt";

fn administrative(reading: &Reading) -> BTreeSet<(&str, &str)> {
    let below_province = |level| matches!(level, PlaceLevel::Prefecture | PlaceLevel::District | PlaceLevel::County);
    let places = reading.places.iter().filter(|place| below_province(place.level));
    places.map(|place| (place.province.as_deref().unwrap_or_default(), place.name.as_str())).collect()
}

#[test]
fn sixty_practices_of_thirty_one_places() {
    let Some(reading) = paper(PRACTICES) else { return };
    let practices = &reading.practices;
    let places: BTreeSet<&str> = practices.iter().flat_map(|practice| practice.places.iter().map(String::as_str)).collect();
    let pairs: usize = practices.iter().map(|practice| practice.places.len()).sum();
    assert_eq!((practices.len(), pairs, places.len()), (60, 62, 31));
    let of_clause = |clause: &str| practices.iter().filter(|practice| practice.clause == clause).count();
    let clauses = [
        "一/（一）",
        "一/（二）",
        "一/（三）",
        "一/（四）",
        "二/（一）",
        "二/（二）",
        "二/（三）",
        "三/（一）",
        "三/（二）",
        "三/（三）",
        "四/（一）",
        "四/（二）",
        "四/（三）",
    ];
    assert_eq!(clauses.map(of_clause), [5, 4, 5, 4, 6, 4, 8, 5, 4, 4, 4, 4, 3]);
    let joint: Vec<_> = practices.iter().filter(|practice| practice.places.len() == 3).collect();
    assert_eq!(joint.iter().map(|practice| &practice.places).collect::<Vec<_>>(), [&["沈阳市", "大连市", "长春市"]]);
    assert!(places.contains("宁东能源化工基地") && places.contains("永川区") && !places.contains("北京市"));
    assert!(practices.iter().all(|practice| practice.theme.is_some() && practice.chapter.chars().count() == 1));
}

#[test]
fn figures_of_the_practices_have_value_unit_bound_and_owner() {
    let Some(reading) = paper(PRACTICES) else { return };
    for (value, unit, bound, owner) in [
        (70.0, "个", Some(Bound::MoreThan), "株洲市"),
        (80.0, "%", Some(Bound::Approx), "株洲市"),
        (29.0, "家", None, "宜宾市"),
        (4.5, "万人", None, "淄博市"),
        (4.0, "万人", Some(Bound::MoreThan), "永川区"),
        (1200.0, "亿元", Some(Bound::MoreThan), "沈阳市"),
        (24.0, "位", None, "徐州市"),
        (1020.0, "亿元", None, "襄阳市"),
        (1.3, "万项", Some(Bound::MoreThan), "淄博市"),
        (2.0, "万公顷", Some(Bound::MoreThan), "鄂尔多斯市"),
        (30.0, "%", Some(Bound::LessThan), "宁东能源化工基地"),
    ] {
        let is_it =
            |figure: &&crate::reading::Quantity| figure.value == value && figure.unit == unit && figure.owner.as_deref() == Some(owner);
        let found = reading.quantities.iter().find(is_it).unwrap_or_else(|| panic!("{value} {unit} of {owner}"));
        assert_eq!(found.bound, bound, "{value} {unit}");
    }
    // Names, years and programmes with figures in them are no quantities.
    for quote in ["5G", "5", "1+6", "1", "6", "2020", "2020年", "2021年", "00"] {
        assert!(reading.quantities.iter().all(|figure| figure.quote != quote), "{quote}");
    }
    assert!((40..=43).contains(&reading.quantities.len()), "{}", reading.quantities.len());
}

#[test]
fn a_school_a_company_and_a_nickname_are_no_places() {
    let Some(reading) = paper(PRACTICES) else { return };
    let names = administrative(&reading);
    assert_eq!(names.len(), 33, "the 30 of the practices, and 杭州, 武汉 and 长沙 beside them: {names:?}");
    for province in ["浙江省", "海南省", "台湾省"] {
        assert!(reading.places.iter().all(|place| place.name != province), "{province}");
    }
}

#[test]
fn twelve_targets_with_base_values_baseline_and_deadline() {
    let Some(reading) = paper(PLAN_2013) else { return };
    let targets: Vec<_> = reading
        .targets
        .iter()
        .map(|target| (target.quantity.value_base, target.quantity.unit_base.as_str(), target.kind, target.baseline_year))
        .collect();
    let expected = [
        (17.8, "%", TargetKind::Level, None),
        (45.0, "%", TargetKind::Level, None),
        (32.0, "%", TargetKind::Decrease, Some(2012)),
        (18.0, "%", TargetKind::Decrease, Some(2012)),
        (10.0, "%", TargetKind::Decrease, Some(2012)),
        (9.0, "%", TargetKind::Decrease, Some(2012)),
        (2.2, "%", TargetKind::Level, None),
        (3.1, "件", TargetKind::IncreaseTo, None),
        (29_900.0, "元", TargetKind::Level, None),
        (100_000_000.0, "人", TargetKind::Level, None),
        (13_000_000.0, "人", TargetKind::Cumulative, None),
        (6_800_000.0, "套", TargetKind::Cumulative, None),
    ];
    assert_eq!(targets, expected);
    assert!(reading.targets.iter().all(|target| target.deadline_year == Some(2017) && target.clause.starts_with("二/（四）")));
}

#[test]
fn box_one_holds_ninety_five_cities_and_twenty_five_districts_with_codes() {
    let Some(reading) = paper(PLAN_2013) else { return };
    let rows = &reading.boxes[0].rows;
    let (districts, cities) = rows.split_last().expect("box one has rows");
    assert_eq!((rows.len(), cities.iter().map(|row| row.places.len()).sum::<usize>(), districts.places.len()), (22, 95, 25));
    let listed: BTreeSet<&str> = rows.iter().flat_map(|row| row.places.iter().map(String::as_str)).collect();
    assert_eq!(listed.len(), 120);
    for name in listed {
        assert!(reading.places.iter().any(|place| place.name == name && place.code.is_some()), "{name}");
    }
    for (name, code) in
        [("塘沽区", "120107"), ("大厂区", "320112"), ("小河区", "520114"), ("吉林市", "220200"), ("城中区", "630103"), ("长安区", "130102")]
    {
        assert!(reading.places.iter().any(|place| place.name == name && place.code.as_deref() == Some(code)), "{name}");
    }
    let codes: Vec<&str> = reading.findings.iter().map(|finding| finding.code.as_ref()).collect();
    assert_eq!(codes.iter().filter(|code| **code == "facts/former-place").count(), 3);
    assert!(codes.contains(&"facts/counts-confirmed") && !codes.contains(&"facts/count-differs"));
}

#[test]
fn boxes_two_and_three_say_who_focuses_on_what() {
    let Some(reading) = paper(PLAN_2013) else { return };
    let count = |index: usize| {
        let rows = &reading.boxes[index].rows;
        (rows.len(), rows.iter().filter_map(|row| row.industry.as_deref()).collect::<BTreeSet<_>>().len())
    };
    assert_eq!((count(1), count(2)), ((13, 6), (12, 7)));
    let steel = reading.boxes[1].rows.iter().find(|row| row.industry.as_deref() == Some("钢铁工业")).expect("a row of steel");
    assert_eq!(steel.places, ["鞍山市", "攀枝花市", "嘉峪关市"]);
}

#[test]
fn the_damaged_twin_names_the_same_places() {
    let (Some(damaged), Some(sound)) = (paper(DAMAGED_PLAN), paper(PLAN)) else { return };
    assert_eq!(administrative(&damaged), administrative(&sound));
    assert_eq!(administrative(&sound).len(), 38);
    assert_eq!(damaged.rules.len(), sound.rules.len());
}

#[test]
fn each_institution_of_the_results_notice_gives_its_own_support() {
    let Some(reading) = paper(RESULTS) else { return };
    let givers: Vec<&str> = reading
        .measures
        .iter()
        .filter(|measure| measure.clause == "四/（一）")
        .filter_map(|measure| measure.supporter.as_deref())
        .collect();
    assert_eq!(givers, ["国家发展改革委", "科技部", "工业和信息化部", "自然资源部", "国家开发银行"]);
    let land = reading.measures.iter().find(|measure| measure.supporter.as_deref() == Some("自然资源部")).expect("a measure on land");
    assert!(land.condition.as_deref().is_some_and(|condition| condition.contains("三条控制线")));
    let removal = reading
        .rules
        .iter()
        .find(|rule| rule.consequence.as_deref().is_some_and(|words| words.starts_with("取消")))
        .expect("a rule on removal");
    assert_eq!((removal.clause.as_str(), removal.subject.as_deref()), ("四/（一）", Some("城市")));
    let meant = reading.findings.iter().find(|finding| finding.code == "facts/coreference").expect("国家四部委 is resolved");
    assert!(meant.message.zh.contains("自然资源部") && !meant.message.zh.contains("国家开发银行"));
}

#[test]
fn every_fact_leads_back_to_its_bytes() {
    for file in [PLAN, RESULTS] {
        let Some(reading) = paper(file) else { return };
        let quotes = reading.measures.iter().map(|fact| (&fact.quote, &fact.at));
        let quotes = quotes.chain(reading.rules.iter().map(|fact| (&fact.quote, &fact.at)));
        let quotes = quotes.chain(reading.obligations.iter().map(|fact| (&fact.quote, &fact.at)));
        let quotes = quotes.chain(reading.quantities.iter().map(|fact| (&fact.quote, &fact.at)));
        let path = format!("{}/../../../shared/corpus/{file}", env!("CARGO_MANIFEST_DIR"));
        #[expect(clippy::disallowed_methods, reason = "a test reads its paper")]
        let bytes = std::fs::read(path).expect("the paper was just read");
        for (quote, at) in quotes {
            let piece: Vec<u8> = at.iter().flat_map(|&(start, end)| &bytes[start as usize..end as usize]).copied().collect();
            let bare = |text: &str| text.chars().filter(|char| !char.is_whitespace()).collect::<String>();
            assert_eq!(bare(&String::from_utf8_lossy(&piece)), bare(quote));
        }
    }
}
