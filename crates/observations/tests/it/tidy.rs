//! Tidy tables made for one question each.

use corpus::Bilingual;
use observations::{CorrectedFigure, FigureDecisions, Flag, Inputs, Mapping, Observations, Subject, Table, observe};
use programme::{Indicator, IndicatorId, Over, UnitId, Validity};

const MAPPING: &str = r#"
format = 1
[notes.interpolated_at_source]
flag = "interpolated"
zh = "插补"
en = "filled"
[sources]
A = { zh = "甲", en = "a" }
C1 = { zh = "丙", en = "c" }
[[indicator]]
id = "gdp"
readings = [{ heading = "gdp_c", source = "C1", years = [2016, 2030] }, { heading = "gdp", source = "A" }]
"#;

pub(crate) fn indicator(id: &str, unit: &str, formula: Option<&str>, over_space: Over) -> Indicator {
    Indicator {
        id: IndicatorId::from(id),
        name: Bilingual::new(id, id),
        unit: unit.to_owned(),
        direction: None,
        definition: Bilingual::default(),
        formula: formula.map(str::to_owned),
        reported_as: Vec::new(),
        department: None,
        over_space,
        over_time: Over::None,
        breaks: Vec::new(),
        cite: Vec::new(),
        validity: Validity::default(),
    }
}

fn subject(id: &str, name: &str, members: &[&str]) -> Subject {
    let members = members.iter().map(|&member| UnitId::from(member)).collect();
    Subject { id: UnitId::from(id), codes: vec![id.to_owned()], names: vec![name.to_owned()], members }
}

fn run(rows: &str) -> Observations {
    corrected(rows, &[])
}

fn corrected(rows: &str, corrections: &[CorrectedFigure]) -> Observations {
    let text = format!("code,city,province,year,indicator,value,unit,source,note\n{rows}");
    let tables = [Table { name: "t.csv".to_owned(), bytes: text.into_bytes(), known_on: None }];
    let (mapping, findings) = Mapping::read("mapping.toml", MAPPING);
    assert_eq!(findings, []);
    let indicators = [
        indicator("gdp", "亿元", None, Over::Sum),
        indicator("pop", "万人", None, Over::Sum),
        indicator("gdp_per_capita", "元/人", Some("gdp / pop * 10000"), Over::None),
        indicator("gdp_growth", "%", Some("growth(gdp)"), Over::None),
        indicator("air", "ug/m3", None, Over::MeanBy(IndicatorId::from("pop"))),
    ];
    let units = [subject("430200", "株洲市", &[]), subject("430300", "湘潭市", &[]), subject("zone", "示范区", &["430200", "430300"])];
    observe(&Inputs {
        tables: &tables,
        mapping: &mapping,
        indicators: &indicators,
        units: &units,
        years: 2015..=2016,
        decisions: &FigureDecisions::default(),
        corrections,
        as_known_on: None,
    })
}

fn value(observations: &Observations, unit: &str, indicator: &str, year: i16) -> Option<f64> {
    observations.figure(&UnitId::from(unit), &IndicatorId::from(indicator), year).map(|figure| figure.value)
}

fn finding<'a>(observations: &'a Observations, code: &str) -> &'a corpus::Finding {
    observations.findings.iter().find(|finding| finding.code == code).unwrap_or_else(|| panic!("no {code} in {:#?}", observations.findings))
}

fn cell(finding: &corpus::Finding) -> &str {
    finding.location.as_ref().and_then(|place| place.cell.as_deref()).expect("a cell")
}

#[test]
fn the_more_trusted_source_is_chosen_in_its_years_and_the_other_is_its_rival() {
    let observations = run("430300,湘潭市,湖南省,2015,gdp,1703.1,亿元,A,\n\
         430300,湘潭市,湖南省,2015,gdp_c,1700,亿元,C1,\n\
         430300,湘潭市,湖南省,2016,gdp,1845.7,亿元,A,interpolated_at_source\n\
         430300,湘潭市,湖南省,2016,gdp_c,18660000,万元,C1,\n");
    assert_eq!(value(&observations, "430300", "gdp", 2015), Some(1703.1));
    let figure = observations.figure(&UnitId::from("430300"), &IndicatorId::from("gdp"), 2016).expect("a figure");
    assert_eq!((figure.value, figure.flag), (1866.0, Flag::Reported));
    let origin = &figure.from[0].origin;
    assert_eq!((origin.cell.as_str(), origin.printed.as_str(), &*origin.unit, &*origin.source), ("F5", "18660000", "万元", "C1"));
    assert_eq!((figure.rivals[0].value, figure.rivals[0].flag), (1845.7, Flag::Interpolated));
}

#[test]
fn a_remark_follows_the_figure_into_what_is_made_of_it() {
    let observations =
        run("430300,湘潭市,湖南省,2014,gdp,1500,亿元,A,interpolated_at_source\n430300,湘潭市,湖南省,2015,gdp,1650,亿元,A,\n");
    let growth = observations.figure(&UnitId::from("430300"), &IndicatorId::from("gdp_growth"), 2015).expect("a figure");
    assert!((growth.value - 10.0).abs() < 1e-9);
    assert_eq!(growth.flag, Flag::Interpolated);
    assert_eq!(growth.from.iter().map(|reading| reading.origin.cell.as_str()).collect::<Vec<_>>(), ["F3", "F2"]);
    assert_eq!(value(&observations, "430300", "gdp", 2014), None, "years that were only looked back to are not told");
}

#[test]
fn a_composite_unit_is_put_together_as_each_indicator_allows() {
    let observations = run("430200,株洲市,湖南省,2015,gdp,2335,亿元,A,\n430300,湘潭市,湖南省,2015,gdp,1703,亿元,A,\n\
         430200,株洲市,湖南省,2015,pop,400,万人,A,\n430300,湘潭市,湖南省,2015,pop,280,万人,A,\n\
         430200,株洲市,湖南省,2015,air,50,ug/m3,E,\n430300,湘潭市,湖南省,2015,air,33,ug/m3,E,\n\
         430200,株洲市,湖南省,2016,gdp,2500,亿元,A,\n");
    assert_eq!(value(&observations, "zone", "gdp", 2015), Some(4038.0));
    assert_eq!(value(&observations, "zone", "air", 2015), Some(43.0));
    let per_head = value(&observations, "zone", "gdp_per_capita", 2015).expect("a figure");
    assert!((per_head - 4038.0 / 680.0 * 1e4).abs() < 1e-6);
    assert_eq!(value(&observations, "zone", "gdp", 2016), None, "a missing member is not counted as nothing");
}

#[test]
fn text_in_a_number_s_place_is_told_with_its_cell() {
    let observations = run("430300,湘潭市,湖南省,2015,gdp,约一千七百,亿元,A,\n");
    assert_eq!(value(&observations, "430300", "gdp", 2015), None);
    assert_eq!(cell(finding(&observations, "table/text-for-number")), "F2");
}

#[test]
fn an_unknown_city_is_told_and_a_known_one_that_is_not_asked_for_is_counted() {
    let observations = run("430100,长沙市,湖南省,2015,gdp,8510,亿元,A,\n999900,无名市,湖南省,2015,gdp,1,亿元,A,\n");
    assert_eq!(cell(finding(&observations, "table/unknown-place")), "A3");
    finding(&observations, "table/places-not-asked");
}

#[test]
fn a_code_under_the_name_of_another_city_is_left_out() {
    let observations = run("430300,长沙市,湖南省,2015,gdp,8510,亿元,A,\n");
    assert_eq!(value(&observations, "430300", "gdp", 2015), None);
    assert_eq!(cell(finding(&observations, "table/name-mismatch")), "B2");
}

#[test]
fn duplicate_rows_are_told_and_the_first_is_kept() {
    let observations = run("430300,湘潭市,湖南省,2015,gdp,1703,亿元,A,\n430300,湘潭市,湖南省,2015,gdp,1730,亿元,A,\n");
    assert_eq!(value(&observations, "430300", "gdp", 2015), Some(1703.0));
    assert_eq!(cell(finding(&observations, "table/duplicate")), "F3");
}

#[test]
fn a_unit_of_another_dimension_is_refused_and_an_empty_cell_is_missing() {
    let observations = run(
        "430300,湘潭市,湖南省,2015,gdp,1703,万人,A,\n430300,湘潭市,湖南省,2015,pop,,万人,A,\n430300,湘潭市,湖南省,2015,air,—,ug/m3,E,\n",
    );
    assert!(observations.figures.is_empty());
    assert_eq!(cell(finding(&observations, "table/unit")), "G2");
    assert!(observations.findings.iter().all(|finding| finding.code != "table/text-for-number"));
}

#[test]
fn a_year_and_a_unit_without_data_are_told() {
    let observations = run("430300,湘潭市,湖南省,2015,gdp,1703,亿元,A,\n");
    assert!(finding(&observations, "observations/year-without-data").message.en.contains("2016"));
    assert!(finding(&observations, "observations/unit-without-data").message.en.contains("430200"));
}

#[test]
fn what_is_made_of_a_corrected_figure_is_made_anew() {
    let rows = "430300,湘潭市,湖南省,2015,gdp,1700,亿元,A,\n430300,湘潭市,湖南省,2015,pop,270,万人,A,\n\
                430300,湘潭市,湖南省,2016,gdp,1870,亿元,A,\n430200,株洲市,湖南省,2015,gdp,2300,亿元,A,\n";
    let before = run(rows);
    let reading = before.figure(&"430300".into(), &IndicatorId::from("gdp"), 2015).expect("a figure").from[0].clone();
    let correction = CorrectedFigure {
        unit: "430300".into(),
        indicator: IndicatorId::from("gdp"),
        year: 2015,
        reading: observations::Reading { value: 1000.0, ..reading },
    };
    let after = corrected(rows, &[correction]);
    let all = |observations: &Observations| {
        [("430300", "gdp", 2015), ("430300", "gdp_growth", 2016), ("zone", "gdp", 2015)]
            .map(|(unit, indicator, year)| value(observations, unit, indicator, year).expect("a figure").round())
    };
    assert_eq!(all(&before), [1700.0, 10.0, 4000.0]);
    assert_eq!(all(&after), [1000.0, 87.0, 3300.0]);
    let own = after.figure(&"430300".into(), &IndicatorId::from("gdp"), 2015).expect("a figure");
    assert_eq!(own.rivals.iter().map(|rival| rival.value).collect::<Vec<_>>(), [1700.0]);
}

#[test]
fn a_table_of_another_shape_is_a_finding() {
    let tables = [Table { name: "t.csv".to_owned(), bytes: b"a,b\n1,2\n".to_vec(), known_on: None }];
    let mapping = Mapping::default();
    let observations = observe(&Inputs {
        tables: &tables,
        mapping: &mapping,
        indicators: &[],
        units: &[],
        years: 2015..=2016,
        decisions: &FigureDecisions::default(),
        corrections: &[],
        as_known_on: None,
    });
    finding(&observations, "table/columns");
}

/// Indicators of every way of putting parts together.
fn aggregated(rows: &str) -> Observations {
    let text = format!("code,city,province,year,indicator,value,unit,source,note\n{rows}");
    let tables = [Table { name: "t.csv".to_owned(), bytes: text.into_bytes(), known_on: None }];
    let pop = Over::MeanBy(IndicatorId::from("pop"));
    let over = |id: &str, over_space: Over, over_time: Over| Indicator { over_time, ..indicator(id, "万人", None, over_space) };
    let indicators = [
        over("jobs", Over::Sum, Over::Sum),
        over("pop", Over::Sum, Over::Last),
        over("air", pop.clone(), pop),
        over("growth", Over::None, Over::None),
    ];
    observe(&Inputs {
        tables: &tables,
        mapping: &Mapping::default(),
        indicators: &indicators,
        units: &[subject("430300", "湘潭市", &[])],
        years: 2020..=2020,
        decisions: &FigureDecisions::default(),
        corrections: &[],
        as_known_on: None,
    })
}

fn figure_of(observations: &Observations, id: &str) -> Option<(f64, Option<String>, usize)> {
    let figure = observations.figure(&UnitId::from("430300"), &IndicatorId::from(id), 2020)?;
    Some((figure.value, figure.formula.clone(), figure.from.len()))
}

fn codes(observations: &Observations) -> Vec<&str> {
    observations.findings.iter().map(|finding| finding.code.as_ref()).filter(|code| code.starts_with("observations/")).collect()
}

fn parts(id: &str, parts: &[(&str, f64)]) -> String {
    parts.iter().map(|(part, value)| format!("430300,湘潭市,湖南省,{part},{id},{value},万人,,\n")).collect()
}

#[test]
fn quarters_and_months_make_a_year_as_the_indicator_says() {
    let quarters = [("2020年一季度", 1.0), ("2020年二季度", 2.0), ("2020Q3", 3.0), ("2020年10-12月", 4.0)];
    let air = [("2020年一季度", 40.0), ("2020年二季度", 30.0), ("2020Q3", 20.0), ("2020年10-12月", 50.0)];
    let observations = aggregated(&[parts("jobs", &quarters), parts("pop", &quarters), parts("air", &air)].concat());
    assert_eq!(figure_of(&observations, "jobs"), Some((10.0, Some("sum of jobs over 4 parts of the year".to_owned()), 4)));
    assert_eq!(figure_of(&observations, "pop"), Some((4.0, Some("last of pop over 1 parts of the year".to_owned()), 1)));
    // (40 x 1 + 30 x 2 + 20 x 3 + 50 x 4) / 10
    assert_eq!(figure_of(&observations, "air").map(|figure| figure.0), Some(36.0));
}

#[test]
fn what_runs_over_the_year_is_not_counted_twice() {
    let running = [("2020年1月", 1.0), ("2020年1-6月", 5.0), ("2020年1-12月", 11.0)];
    assert_eq!(figure_of(&aggregated(&parts("jobs", &running)), "jobs").map(|figure| figure.0), Some(11.0));
    let given = parts("jobs", &[("2020", 12.5), ("2020年1-12月", 11.0)]);
    assert_eq!(figure_of(&aggregated(&given), "jobs"), Some((12.5, None, 1)), "a figure of the year itself is believed");
}

#[test]
fn parts_that_make_no_whole_are_told() {
    let three = parts("jobs", &[("2020Q1", 1.0), ("2020Q2", 2.0), ("2020Q3", 3.0)]);
    let observations = aggregated(&three);
    assert_eq!(figure_of(&observations, "jobs"), None);
    assert!(codes(&observations).contains(&"observations/parts-missing"), "{:?}", observations.findings);
    let rates = parts("growth", &[("2020Q1", 1.0), ("2020Q2", 2.0), ("2020Q3", 3.0), ("2020Q4", 3.0)]);
    let observations = aggregated(&rates);
    assert_eq!(figure_of(&observations, "growth"), None);
    assert!(codes(&observations).contains(&"observations/not-aggregated"), "{:?}", observations.findings);
}

#[test]
fn counties_make_a_city_when_all_are_there() {
    // Xiangtan has two districts, a county and two county-level cities.
    let counties = ["430302", "430304", "430321", "430381", "430382"];
    let rows = |codes: &[&str]| -> String {
        codes.iter().zip(1..).map(|(code, value)| format!("{code},,,2020,jobs,{value},万人,,\n")).collect()
    };
    assert_eq!(figure_of(&aggregated(&rows(&counties)), "jobs").map(|figure| (figure.0, figure.2)), Some((15.0, 5)));
    let observations = aggregated(&rows(&counties[..4]));
    assert_eq!(figure_of(&observations, "jobs"), None);
    let told = observations.findings.iter().find(|finding| finding.code == "observations/parts-missing").expect("a finding");
    assert!(told.message.zh.contains("韶山市"), "{told:?}");
}

#[test]
fn months_of_counties_are_told_and_not_dropped() {
    let rows = "430302,,,2020年3月,jobs,1,万人,,\n430304,,,2020年3月,jobs,2,万人,,\n";
    let observations = aggregated(rows);
    assert_eq!(figure_of(&observations, "jobs"), None);
    assert!(finding(&observations, "table/county-months").message.zh.contains("2行"), "{:?}", observations.findings);
    assert_eq!(cell(finding(&observations, "table/county-months")), "F2");
}

#[test]
fn what_members_do_not_make_is_told() {
    let both = "430200,株洲市,湖南省,2016,gdp_growth,8,%,A,\n430300,湘潭市,湖南省,2016,gdp_growth,7,%,A,\n";
    let one = "430200,株洲市,湖南省,2016,pop,400,万人,A,\n";
    let observations = run(&format!("{both}{one}"));
    let told = finding(&observations, "observations/members-missing");
    assert!(told.message.zh.contains("示范区2016年“pop”缺湘潭市"), "{told:?}");
    // A growth rate has a formula; the indicator of the sheet that has none and is not put together is told by name.
    let zone = [subject("430300", "湘潭市", &[]), subject("zone", "示范区", &["430300"])];
    let table = "code,city,year,indicator,value,unit\n430300,湘潭市,2020,rank,3,\n";
    let observations = observe(&Inputs {
        tables: &[Table { name: "t.csv".to_owned(), bytes: table.as_bytes().to_vec(), known_on: None }],
        mapping: &Mapping::default(),
        indicators: &[indicator("rank", "1", None, Over::None)],
        units: &zone,
        years: 2020..=2020,
        decisions: &FigureDecisions::default(),
        corrections: &[],
        as_known_on: None,
    });
    assert!(finding(&observations, "observations/not-aggregated").message.zh.contains("“rank”"), "{:?}", observations.findings);
}

#[test]
fn rows_that_nobody_asked_for_are_counted() {
    let observations = aggregated(
        "430300,湘潭市,湖南省,2020,jobs,1,万人,,\n430300,湘潭市,湖南省,2020,外来栏,1,,,\n430300,湘潭市,湖南省,1999,jobs,1,万人,,\n",
    );
    assert!(finding(&observations, "table/headings-not-asked").message.zh.contains("外来栏"));
    assert!(finding(&observations, "table/years-not-asked").message.zh.contains("1行"));
}
