//! Makes the demonstration data: an invented panel and invented ballots for every member with a name, the same on every machine.
//!
//! Nothing here is a real figure. The tables carry 演示数据 as their source, and every output that uses them says so.

#[path = "ballots.rs"]
mod ballots;
#[path = "chance.rs"]
mod chance;
#[path = "cities.rs"]
mod cities;
#[path = "figures.rs"]
mod figures;

use std::fmt::Write as _;

use cities::{CITIES, City};
use figures::{Figure, Path};

pub(crate) use ballots::ballots;

pub(crate) const FIRST_YEAR: i16 = 2014;
pub(crate) const LAST_YEAR: i16 = 2022;
const SOURCE: &str = "演示数据";

/// Returns the panel as CSV in tidy form.
pub(crate) fn panel() -> String {
    let mut table = String::from("code,city,province,year,indicator,value,unit,source,note\n");
    for city in CITIES {
        for figures in Path::of(city) {
            for figure in figures.figures {
                let note = note(city, figures.year, &figure);
                if !is_missing(city, figures.year, &figure) {
                    row(&mut table, city, figures.year, &figure, note);
                }
            }
        }
    }
    table
}

fn row(table: &mut String, city: &City, year: i16, figure: &Figure, note: &str) {
    let City { code, name, province, .. } = city;
    let Figure { indicator, value, decimals, unit } = figure;
    writeln!(table, "{code},{name},{province},{year},{indicator},{value:.decimals$},{unit},{SOURCE},{note}").expect("writing to a string");
}

/// Gaps as real panels have them: the base keeps few statistics, districts report no foreign investment, one city lost a year of emissions.
fn is_missing(city: &City, year: i16, figure: &Figure) -> bool {
    let is_district = city.code.ends_with(|digit: char| digit != '0') && city.code != "ningdong";
    match (city.code, figure.indicator) {
        ("ningdong", "education_expenditure" | "health_expenditure" | "retail_sales") => true,
        ("520200", "so2_industrial" | "wastewater_industrial") => year == 2021,
        ("220700", "rd_expenditure") => year == 2018,
        (_, "fdi_actual" | "deposit_balance" | "loan_balance") => is_district,
        _ => false,
    }
}

/// Remarks as real panels have them: straight lines drawn at the source, investment modelled after levels were no longer published.
fn note(city: &City, year: i16, figure: &Figure) -> &'static str {
    match (city.code, figure.indicator) {
        ("431300", "retail_sales") if (2016..=2017).contains(&year) => "interpolated_at_source",
        ("150600", "pop_resident") if (2016..=2019).contains(&year) => "interpolated_at_source",
        (_, "fixed_asset_investment") if year >= 2018 => "imputed_at_source",
        _ => "",
    }
}
