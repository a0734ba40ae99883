//! Invented ballots: five experts mark zones until 2019 and cities from 2020, each with a bias of their own.

use std::fmt::Write as _;

use super::chance::normal;
use super::cities::CITIES;

const EXPERTS: [&str; 5] = ["专家甲", "专家乙", "专家丙", "专家丁", "专家戊"];
const CRITERIA: [&str; 2] = ["plan_carried_out", "work_and_innovation"];
const FIRST_YEAR: i16 = 2018;
const FIRST_YEAR_OF_CITIES: i16 = 2020;
const FIRST_YEAR_OF_PROVINCIAL: i16 = 2021;
const LAST_YEAR: i16 = 2022;

/// Zone, first year with ballots, members.
const ZONES: &[(&str, i16, &[&str])] = &[
    ("zone-tangshan", 2018, &["130200"]),
    ("zone-changzhi", 2018, &["140400"]),
    ("zone-neimenggu-xibu", 2018, &["150200", "150600"]),
    ("zone-liaoning-zhongbu", 2018, &["210100", "210300", "210400"]),
    ("zone-jilin-zhongbu", 2018, &["220100", "220200", "220700"]),
    ("zone-tongling", 2018, &["340700"]),
    ("zone-zibo", 2018, &["370300"]),
    ("zone-huangshi", 2018, &["420200"]),
    ("zone-hunan-zhongbu", 2018, &["430200", "430300", "431300"]),
    ("zone-chongqing-huandushiqu", 2018, &["500104", "500116", "500118", "500153"]),
    ("zone-zigong", 2018, &["510300"]),
    ("zone-ningxia-dongbeibu", 2018, &["640200", "ningdong"]),
    ("zone-jingxi", 2019, &["110107", "110109"]),
    ("zone-dalian-yanhai", 2019, &["210200"]),
    ("zone-daqing", 2019, &["230600"]),
    ("zone-xuzhou", 2019, &["320300"]),
    ("zone-pingxiang", 2019, &["360300"]),
    ("zone-henan-xibu", 2019, &["410300", "410400"]),
    ("zone-shaoguan", 2019, &["440200"]),
    ("zone-liupanshui", 2019, &["520200"]),
];

/// Cities of provincial zones, which take part from 2021.
const PROVINCIAL: [&str; 3] = ["410600", "610300", "620100"];

/// Returns the ballots as CSV.
pub(crate) fn ballots() -> String {
    let mut table = String::from("year,expert,unit,criterion,score\n");
    for year in FIRST_YEAR..FIRST_YEAR_OF_CITIES {
        for (zone, _, members) in ZONES.iter().filter(|(_, first, _)| *first <= year) {
            let forms = members.iter().map(|code| form(code, year));
            mark(&mut table, zone, forms.sum::<f64>() / members.len() as f64, year);
        }
    }
    for year in FIRST_YEAR_OF_CITIES..=LAST_YEAR {
        for city in CITIES.iter().filter(|city| year >= FIRST_YEAR_OF_PROVINCIAL || !PROVINCIAL.contains(&city.code)) {
            mark(&mut table, city.code, city.form(year), year);
        }
    }
    table
}

fn form(code: &str, year: i16) -> f64 {
    let city = CITIES.iter().find(|city| city.code == code);
    city.expect("the zones name cities of the list").form(year)
}

fn mark(table: &mut String, unit: &str, form: f64, year: i16) {
    for expert in EXPERTS {
        let bias = 2.0 * normal(&[expert], 0);
        for criterion in CRITERIA {
            let drawn = 79.0 + 7.0 * form + bias + 2.5 * normal(&[expert, unit, criterion], year);
            let score = drawn.clamp(45.0, 98.0).round();
            // One expert comes from the city and stands back.
            if expert == "专家丁" && unit == "320300" {
                writeln!(table, "{year},{expert},{unit},{criterion},回避").expect("writing to a string");
            } else {
                writeln!(table, "{year},{expert},{unit},{criterion},{score:.0}").expect("writing to a string");
            }
        }
    }
}
