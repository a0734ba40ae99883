//! Tables as people send them, one trait each; and files that mean harm.

use std::collections::BTreeSet;
use std::io::{Cursor, Write as _};

use observations::Table;
use observations::import::{Import, Kept, KeptHeading, Value, Vocabulary, compare, import, tidy_text};
use programme::IndicatorId;

use crate::panel::shared;

fn read_as(name: &str, bytes: &[u8], kept: &Kept) -> Import {
    import(&Table { name: name.to_owned(), bytes: bytes.to_vec(), known_on: None }, &Vocabulary::shipped(), kept)
}

fn read(text: &str) -> Import {
    read_as("t.csv", text.as_bytes(), &Kept::nothing())
}

/// Code, period, indicator, value, unit and cell of every figure.
fn figures(import: &Import) -> BTreeSet<String> {
    let told = |value: &Value| {
        let indicator = value.indicator.as_ref().map_or("-", IndicatorId::as_str);
        format!("{} {} {indicator} {} {} {}", value.code, value.period, value.value, value.unit.as_deref().unwrap_or("-"), value.cell)
    };
    import.values.iter().map(told).collect()
}

fn check(text: &str, expected: &[&str]) -> Import {
    let import = read(text);
    assert_eq!(figures(&import), expected.iter().map(|&line| line.to_owned()).collect(), "{import:#?}");
    import
}

#[test]
fn years_down_with_a_title_a_total_and_a_footnote() {
    let import = check(
        "2021年统计资料,,\n地区,年份,地区生产总值（亿元）\n湘潭市,2019,2257.6\n湘潭市,2020,2343.1\n全省合计,2020,41781.5\n注：2020年为初步核算数,,\n",
        &["430300 2019 gdp 2257.6 亿元 C3", "430300 2020 gdp 2343.1 亿元 C4"],
    );
    let cells: Vec<&str> = import.unmatched.iter().map(|one| one.cell.as_str()).collect();
    assert_eq!(cells, ["A5", "C5", "A6"]);
}

#[test]
fn years_across_under_a_merged_head() {
    check(
        "地区,地区生产总值（亿元）,,常住人口（万人）,\n,2019年,2020年,2019年,2020年\n株洲市,3003.1,3105.8,402.9,390.3\n湘潭市,2257.6,2343.1,288.2,272.6\n",
        &[
            "430200 2019 gdp 3003.1 亿元 B3",
            "430200 2020 gdp 3105.8 亿元 C3",
            "430200 2019 pop_resident 402.9 万人 D3",
            "430200 2020 pop_resident 390.3 万人 E3",
            "430300 2019 gdp 2257.6 亿元 B4",
            "430300 2020 gdp 2343.1 亿元 C4",
            "430300 2019 pop_resident 288.2 万人 D4",
            "430300 2020 pop_resident 272.6 万人 E4",
        ],
    );
}

#[test]
fn one_year_named_in_the_title_and_one_unit_for_the_sheet() {
    check(
        "2020年各市地区生产总值,\n单位：亿元,\n城市,地区生产总值\n株洲,\"3,105.8\"\n湘潭,２３４３．１\n",
        &["430200 2020 gdp 3105.8 亿元 B4", "430300 2020 gdp 2343.1 亿元 B5"],
    );
}

#[test]
fn indicators_down_for_one_city_named_in_the_title() {
    check(
        "湘潭市主要经济指标,,,\n指标,单位,2019,2020\n地区生产总值,亿元,2257.6,2343.1\n常住人口,万人,288.2,272.6\n",
        &[
            "430300 2019 gdp 2257.6 亿元 C3",
            "430300 2020 gdp 2343.1 亿元 D3",
            "430300 2019 pop_resident 288.2 万人 C4",
            "430300 2020 pop_resident 272.6 万人 D4",
        ],
    );
}

#[test]
fn places_across_and_years_down() {
    check(
        "地区生产总值（亿元）,,\n年份,株洲市,湘潭市\n2019,3003.1,2257.6\n2020,3105.8,\n",
        &["430200 2019 gdp 3003.1 亿元 B3", "430300 2019 gdp 2257.6 亿元 C3", "430200 2020 gdp 3105.8 亿元 B4"],
    );
}

#[test]
fn multiples_in_the_cell_go_before_the_unit() {
    check("地区,年份,用电量（千瓦时）\n湘潭市,2020,2.5亿\n", &["430300 2020 electricity 2.5 亿千瓦时 C2"]);
}

#[test]
fn text_in_a_number_s_place_and_an_unknown_name_are_listed() {
    let import = check(
        "地区,年份,常住人口（万人）\n湘潭市,2020,约270\n无名市,2020,1.5\n株洲市,2020,390.3\n",
        &["430200 2020 pop_resident 390.3 万人 C4"],
    );
    let told: Vec<(&str, &str)> = import.unmatched.iter().map(|one| (one.cell.as_str(), one.text.as_str())).collect();
    assert_eq!(told, [("C2", "约270"), ("A3", "无名市"), ("C3", "1.5")]);
}

#[test]
fn what_was_confirmed_is_used_again() {
    let mut kept = Kept::nothing();
    let entry = KeptHeading { indicator: Some(IndicatorId::from("fdi_actual")), unit: Some("百万美元".to_owned()) };
    kept.headings.insert("外资".to_owned(), entry);
    kept.places.insert("潭城".to_owned(), "430300".to_owned());
    let (again, findings) = Kept::read("kept.toml", &kept.text());
    assert_eq!((&again, findings.as_slice()), (&kept, [].as_slice()));
    let import = read_as("t.csv", "地区,年份,外资\n潭城,2020,15\n".as_bytes(), &again);
    assert_eq!(figures(&import), BTreeSet::from(["430300 2020 fdi_actual 15 百万美元 C2".to_owned()]));
}

#[test]
fn importing_again_changes_nothing() {
    let import = read("地区,年份,地区生产总值（亿元）\n湘潭市,2019,2257.6\n湘潭市,2020,2343.1\n");
    let tidy = tidy_text(&import, "A", None);
    let before = Table { name: "tidy.csv".to_owned(), bytes: tidy.clone().into_bytes(), known_on: None };
    let compared = compare(&import, &before);
    assert_eq!((compared.new, compared.unchanged, compared.changed.len(), compared.gone), (0, 2, 0, 0));
    assert_eq!(tidy_text(&import, "A", None), tidy);
    let changed = read("地区,年份,地区生产总值（万元）\n湘潭市,2019,22576000\n湘潭市,2021,1\n");
    let compared = compare(&changed, &before);
    assert_eq!((compared.new, compared.unchanged, compared.changed.len(), compared.gone), (1, 1, 0, 1));
}

#[test]
fn the_real_tables_need_no_mapping() {
    for (file, indicator, code, period, value) in [
        // The compilations' own figures, as anyone reads them in the file: 七台河 1997, 北京 1998, 石家庄 2023.
        ("fdi_1996_2023.xlsx", "fdi_actual", "230900", "1997", 0.14),
        ("population_density_1998_2024.xlsx", "pop_resident", "110000", "1998", 1245.6),
        ("sector_value_added_2000_2023.xlsx", "gdp", "130100", "2023", 7534.2),
    ] {
        let Some(bytes) = shared(&format!("data/city_tables/{file}")) else { return };
        let import = read_as(file, &bytes, &Kept::nothing());
        let found = import
            .values
            .iter()
            .find(|one| one.indicator.as_ref().is_some_and(|id| id.as_str() == indicator) && one.code == code && one.period == period);
        assert!(found.is_some_and(|found| (found.value - value).abs() < 1e-6), "{file}: {found:?}");
    }
}

#[test]
fn files_that_mean_harm_are_findings() {
    let encrypted: Vec<u8> = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]
        .into_iter()
        .chain("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    let cases: [(&str, Vec<u8>, &str); 7] = [
        ("bomb.xlsx", archive(&[("xl/workbook.xml", vec![b' '; 257 << 20])]), "table/too-large"),
        (
            "sheets.xlsx",
            archive(
                &(0..10_000)
                    .map(|at| (Box::leak(format!("xl/worksheets/sheet{at}.xml").into_boxed_str()) as &str, Vec::new()))
                    .collect::<Vec<_>>(),
            ),
            "table/too-many-sheets",
        ),
        (
            "wide.xlsx",
            workbook(r#"<row r="1"><c r="XFD1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>"#),
            "table/too-large",
        ),
        ("broken.xlsx", workbook("<row r=\"1\"><c r=\"A1\"><v>1</row>"), ""),
        ("cut.xlsx", workbook("")[..200].to_vec(), "table/unreadable"),
        ("secret.xlsx", encrypted, "table/encrypted"),
        ("empty.csv", Vec::new(), "import/nothing"),
    ];
    for (name, bytes, code) in cases {
        let import = read_as(name, &bytes, &Kept::nothing());
        assert!(import.values.is_empty());
        assert!(import.findings.iter().any(|finding| finding.code.starts_with(code)), "{name}: {:#?}", import.findings);
    }
}

fn archive(parts: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).expect("in memory");
        writer.write_all(bytes).expect("in memory");
    }
    writer.finish().expect("in memory").into_inner()
}

fn workbook(rows: &str) -> Vec<u8> {
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006/relationships";
    archive(&[
        ("_rels/.rels", format!(r#"<Relationships xmlns="{package}"><Relationship Id="r1" Type="{relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>"#).into_bytes()),
        ("xl/_rels/workbook.xml.rels", format!(r#"<Relationships xmlns="{package}"><Relationship Id="r1" Type="{relations}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#).into_bytes()),
        ("xl/workbook.xml", format!(r#"<workbook xmlns="{main}" xmlns:r="{relations}"><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>"#).into_bytes()),
        ("xl/worksheets/sheet1.xml", format!(r#"<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>"#).into_bytes()),
    ])
}

#[test]
fn what_is_hidden_is_read_and_told() {
    let text = |cell: &str, text: &str| format!(r#"<c r="{cell}" t="inlineStr"><is><t>{text}</t></is></c>"#);
    let number = |cell: &str, value: f64| format!(r#"<c r="{cell}"><v>{value}</v></c>"#);
    let head = [("A1", "城市"), ("B1", "年份"), ("C1", "地区生产总值（亿元）")].map(|(cell, name)| text(cell, name)).concat();
    let shown = text("A2", "湘潭市") + &number("B2", 2020.0) + &number("C2", 2343.1);
    let hidden = text("A3", "株洲市") + &number("B3", 2020.0) + &number("C3", 3105.8);
    let bytes = workbook(&format!(r#"<row r="1">{head}</row><row r="2">{shown}</row><row r="3" hidden="1">{hidden}</row>"#));
    let import = read_as("t.xlsx", &bytes, &Kept::nothing());
    assert_eq!(import.values.len(), 2);
    let told: Vec<_> = import.findings.iter().filter(|finding| finding.code == "table/hidden").collect();
    assert_eq!(told.len(), 1, "{:#?}", import.findings);
    assert_eq!(told[0].location.as_ref().and_then(|place| place.cell.as_deref()), Some("3:3"));
    assert!(told[0].message.zh.contains("2个数字"), "{}", told[0].message.zh);
}

#[test]
fn a_row_of_imprint_is_no_head_and_a_merged_head_belongs_to_the_columns_below() {
    check(
        "2019—2020年部分城市主要指标,,,,\n制表：统计局,,,,打印日期：2022年3月\n城市,地区生产总值（亿元）,,一般公共预算收入（万元）,\n,2019年,2020年,2019年,2020年\n湘潭市,2257.6,2343.1,1180000,1215000\n株洲市,3003.1,3105.8,1950000,2010000\n",
        &[
            "430300 2019 gdp 2257.6 亿元 B5",
            "430300 2020 gdp 2343.1 亿元 C5",
            "430300 2019 fiscal_revenue 1180000 万元 D5",
            "430300 2020 fiscal_revenue 1215000 万元 E5",
            "430200 2019 gdp 3003.1 亿元 B6",
            "430200 2020 gdp 3105.8 亿元 C6",
            "430200 2019 fiscal_revenue 1950000 万元 D6",
            "430200 2020 fiscal_revenue 2010000 万元 E6",
        ],
    );
}

#[test]
fn a_multiple_in_the_cell_takes_the_place_of_the_unit_s_own() {
    check(
        "城市,年份,一般公共预算收入（万元）,常住人口（人）\n湘潭市,2020,1.2亿,272.6万\n株洲市,2020,3.5亿元,3902738\n",
        &[
            "430300 2020 fiscal_revenue 1.2 亿元 C2",
            "430300 2020 pop_resident 272.6 万人 D2",
            "430200 2020 fiscal_revenue 3.5 亿元 C3",
            "430200 2020 pop_resident 3902738 人 D3",
        ],
    );
}

#[test]
fn a_year_in_the_heading_and_words_of_titles_do_not_hide_the_indicator() {
    check(
        "地区,2019年实际使用外资(万美元),2020年实际使用外资(万美元)\n湘潭市,1500,1600\n",
        &["430300 2019 fdi_actual 1500 万美元 B2", "430300 2020 fdi_actual 1600 万美元 C2"],
    );
    check(
        "各市常住人口（万人）,,\n年份,湘潭市,株洲市\n2019年,270,400\n2020年,272.6,390.3\n",
        &[
            "430300 2019 pop_resident 270 万人 B3",
            "430200 2019 pop_resident 400 万人 C3",
            "430300 2020 pop_resident 272.6 万人 B4",
            "430200 2020 pop_resident 390.3 万人 C4",
        ],
    );
}

#[test]
fn a_place_merged_over_its_indicators_belongs_to_all_of_them() {
    check(
        "城市,指标名称,计量单位,2019,2020\n湘潭市,地区生产总值,亿元,2257.6,2343.1\n,常住人口,万人,270,272.6\n",
        &[
            "430300 2019 gdp 2257.6 亿元 D2",
            "430300 2020 gdp 2343.1 亿元 E2",
            "430300 2019 pop_resident 270 万人 D3",
            "430300 2020 pop_resident 272.6 万人 E3",
        ],
    );
}

#[test]
fn a_year_alone_in_a_row_is_that_of_the_rows_below() {
    check(
        "各市工业,,\n城市,利润总额（万元）,工业总产值（万元）\n2019年,,\n湘潭市,100,2000\n株洲市,110,2100\n2020年,,\n湘潭市,120,2200\n株洲市,130,2300\n",
        &[
            "430300 2019 industrial_profit 100 万元 B4",
            "430300 2019 industrial_output 2000 万元 C4",
            "430200 2019 industrial_profit 110 万元 B5",
            "430200 2019 industrial_output 2100 万元 C5",
            "430300 2020 industrial_profit 120 万元 B7",
            "430300 2020 industrial_output 2200 万元 C7",
            "430200 2020 industrial_profit 130 万元 B8",
            "430200 2020 industrial_output 2300 万元 C8",
        ],
    );
}

#[test]
fn every_number_is_a_figure_listed_or_passed_over() {
    let text = "序号,年份,城市,GDP（亿元）,备注\n1,2020,湘潭市,2343.1,2019年口径调整\n2,2020,合计,41781.5,\n3,2020,某地,12,\n4,2020,株洲市,3105.8,\n";
    let table = Table { name: "t.csv".to_owned(), bytes: text.as_bytes().to_vec(), known_on: None };
    let import = import(&table, &Vocabulary::shipped(), &Kept::nothing());
    assert_eq!(import.values.len(), 2);
    let listed: Vec<&str> = import.unmatched.iter().map(|one| one.cell.as_str()).collect();
    assert_eq!(listed, ["C3", "D3", "C4", "D4"]);
    let passed: Vec<(&str, usize)> = import.skipped.iter().map(|one| (one.range.as_str(), one.cells)).collect();
    assert_eq!(passed, [("B2:B5", 4), ("A2:A5", 4)]);
}

#[test]
fn each_of_several_tables_on_a_sheet_has_its_own_head() {
    let below =
        "表1 2019年地区生产总值\n城市,地区生产总值（亿元）\n湘潭市,2200.5\n株洲市,3000.5\n\n表2 2020年人口\n城市,常住人口（万人）\n";
    check(
        &format!("{below}湘潭市,272.6\n株洲市,390.3\n"),
        &[
            "430300 2019 gdp 2200.5 亿元 B3",
            "430200 2019 gdp 3000.5 亿元 B4",
            "430300 2020 pop_resident 272.6 万人 B8",
            "430200 2020 pop_resident 390.3 万人 B9",
        ],
    );
    check(
        "2022年地区生产总值,,,,单位：亿元\n城市,地区生产总值,,城市,地区生产总值\n沈阳市,11,,湘潭市,13\n大连市,12,,株洲市,14\n",
        &["210100 2022 gdp 11 亿元 B3", "210200 2022 gdp 12 亿元 B4", "430300 2022 gdp 13 亿元 E3", "430200 2022 gdp 14 亿元 E4"],
    );
}

#[test]
fn marks_and_remarks_behind_a_name_and_a_unit_behind_a_title_are_understood() {
    check(
        "2022年地区生产总值  单位：亿元\n城市,地区生产总值\n沈阳市①,30\n本溪市（不含经开区）,31\n合计,61\n",
        &["210100 2022 gdp 30 亿元 B3", "210500 2022 gdp 31 亿元 B4"],
    );
}

#[test]
fn districts_of_one_name_belong_to_the_city_that_the_table_is_about() {
    let rows = "区县,地区生产总值（亿元）\n和平区,10\n铁西区,11\n皇姑区,12\n";
    let in_shenyang = ["210102 2021 gdp 10 亿元 B3", "210106 2021 gdp 11 亿元 B4", "210105 2021 gdp 12 亿元 B5"];
    check(&format!("沈阳市各区县2021年地区生产总值\n{rows}"), &in_shenyang);
    check(&format!("各区县2021年地区生产总值\n{rows}"), &in_shenyang);
    let import = check("各区县2021年地区生产总值\n区县,地区生产总值（亿元）\n和平区,10\n", &[]);
    assert!(import.unmatched.iter().any(|one| one.cell == "B3"), "a name of several places is not guessed");
}

#[test]
fn months_and_quarters_are_parts_of_the_year_in_the_title() {
    check(
        "2021年地区生产总值（亿元）\n城市,1-3月,前三季度\n湘潭市,10,33\n株洲市,11,34\n",
        &[
            "430300 2021年1-3月 gdp 10 亿元 B3",
            "430300 2021年前三季度 gdp 33 亿元 C3",
            "430200 2021年1-3月 gdp 11 亿元 B4",
            "430200 2021年前三季度 gdp 34 亿元 C4",
        ],
    );
}

#[test]
fn growth_beside_a_year_is_of_that_year_and_has_not_the_unit_of_the_sheet() {
    check(
        "各市工业利润总额,,,,\n,,,,单位：万元\n市别,2019年,比上年±%,2020年,比上年±%\n株洲市,100,－３．５,120,20\n湘潭市,200,1.5,210,5\n",
        &[
            "430200 2019 industrial_profit 100 万元 B4",
            "430200 2019 - -3.5 % C4",
            "430200 2020 industrial_profit 120 万元 D4",
            "430200 2020 - 20 % E4",
            "430300 2019 industrial_profit 200 万元 B5",
            "430300 2019 - 1.5 % C5",
            "430300 2020 industrial_profit 210 万元 D5",
            "430300 2020 - 5 % E5",
        ],
    );
}

#[test]
fn of_several_units_above_a_table_each_goes_to_what_it_measures() {
    check(
        "2020年各市主要指标,,,单位：亿元、万人、%\n城市,地区生产总值,常住人口,城镇化率\n株洲市,3105.8,390.3,71\n湘潭市,2343.1,272.6,64\n",
        &[
            "430200 2020 gdp 3105.8 亿元 B3",
            "430200 2020 pop_resident 390.3 万人 C3",
            "430200 2020 - 71 % D3",
            "430300 2020 gdp 2343.1 亿元 B4",
            "430300 2020 pop_resident 272.6 万人 C4",
            "430300 2020 - 64 % D4",
        ],
    );
}

#[test]
fn what_was_planned_is_not_what_was_reached_and_a_ditto_mark_repeats_the_unit() {
    check(
        "株洲市主要指标完成情况,,,,\n指标,计量单位,2021年计划,2021年实际,完成率（%）\n地区生产总值,亿元,3300,3420,103.6\n固定资产投资,〃,2500,2400,96\n",
        &[
            "430200 2021 - 3300 亿元 C3",
            "430200 2021 gdp 3420 亿元 D3",
            "430200 2021 - 2500 亿元 C4",
            "430200 2021 fixed_asset_investment 2400 亿元 D4",
        ],
    );
}

#[test]
fn quarters_of_places_merged_over_their_indicators_are_read() {
    check(
        "2022年部分城市主要指标,,,\n城市,指标（单位）,上半年,全年\n株洲市,地区生产总值（亿元）,1700,3616.8\n,一般公共预算收入（亿元）,持平,200\n湘潭市,地区生产总值（亿元）,1300,2697.5\n,一般公共预算收入（亿元）,60,130\n",
        &[
            "430200 2022年上半年 gdp 1700 亿元 C3",
            "430200 2022 gdp 3616.8 亿元 D3",
            "430200 2022 fiscal_revenue 200 亿元 D4",
            "430300 2022年上半年 gdp 1300 亿元 C5",
            "430300 2022 gdp 2697.5 亿元 D5",
            "430300 2022年上半年 fiscal_revenue 60 亿元 C6",
            "430300 2022 fiscal_revenue 130 亿元 D6",
        ],
    );
}

#[test]
fn a_whole_city_among_its_counties_is_the_city() {
    check(
        "湘潭市2020年各县（市）区主要指标,单位：万元\n县（市）区,地区生产总值\n全市,23431000\n雨湖区,6000000\n岳塘区,7000000\n韶山市,900000\n",
        &[
            "430300 2020 gdp 23431000 万元 B3",
            "430302 2020 gdp 6000000 万元 B4",
            "430304 2020 gdp 7000000 万元 B5",
            "430382 2020 gdp 900000 万元 B6",
        ],
    );
}

#[test]
fn a_table_without_a_title_is_named_by_its_file() {
    let import =
        read_as("常住人口（万人）.csv", "代码,城市,2019,2020\n1,株洲市,402.9,390.3\n2,湘潭市,288.2,272.6\n".as_bytes(), &Kept::nothing());
    assert_eq!(
        figures(&import),
        [
            "430200 2019 pop_resident 402.9 万人 C2",
            "430200 2020 pop_resident 390.3 万人 D2",
            "430300 2019 pop_resident 288.2 万人 C3",
            "430300 2020 pop_resident 272.6 万人 D3",
        ]
        .map(str::to_owned)
        .into()
    );
}

#[test]
fn months_down_and_growth_beside_its_figure_are_read() {
    check(
        "统计日期,地市,指标名称,指标值\n2023年1月,株洲市,用电量（亿千瓦时）,9\n2023年2月,株洲市,用电量（亿千瓦时）,8\n2023年1月,湘潭市,用电量（亿千瓦时）,7\n",
        &[
            "430200 2023年1月 electricity 9 亿千瓦时 D2",
            "430200 2023年2月 electricity 8 亿千瓦时 D3",
            "430300 2023年1月 electricity 7 亿千瓦时 D4",
        ],
    );
    check(
        "湘潭市历年国民经济主要指标,,,,\n年份,地区生产总值（亿元）,增速（%）,常住人口（万人）,比上年增长（%）\n2019,2257.6,7.6,270,0.1\n2020,2343.1,3.8,272.6,1\n2021,2548.3,7.8,270.8,-0.7\n",
        &[
            "430300 2019 gdp 2257.6 亿元 B3",
            "430300 2019 gdp_growth 7.6 % C3",
            "430300 2019 pop_resident 270 万人 D3",
            "430300 2019 - 0.1 % E3",
            "430300 2020 gdp 2343.1 亿元 B4",
            "430300 2020 gdp_growth 3.8 % C4",
            "430300 2020 pop_resident 272.6 万人 D4",
            "430300 2020 - 1 % E4",
            "430300 2021 gdp 2548.3 亿元 B5",
            "430300 2021 gdp_growth 7.8 % C5",
            "430300 2021 pop_resident 270.8 万人 D5",
            "430300 2021 - -0.7 % E5",
        ],
    );
}
