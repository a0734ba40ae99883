//! A city's figures, year by year: everything follows from its size, its form of the year and chance.

use super::chance::normal;
use super::cities::City;
use super::{FIRST_YEAR, LAST_YEAR};

pub(crate) struct Figure {
    pub(crate) indicator: &'static str,
    pub(crate) value: f64,
    pub(crate) decimals: usize,
    pub(crate) unit: &'static str,
}

pub(crate) struct YearFigures {
    pub(crate) year: i16,
    pub(crate) figures: Vec<Figure>,
}

/// What a year hands on to the next.
pub(crate) struct Path {
    growth: f64,
    gdp: f64,
    gdp_real: f64,
    people: f64,
    primary: f64,
    secondary: f64,
    wage: f64,
    carbon_intensity: f64,
    sulphur_intensity: f64,
    energy_intensity: f64,
    research: f64,
}

impl Path {
    /// Returns the figures of a city from the first year to the last.
    pub(crate) fn of(city: &City) -> impl Iterator<Item = YearFigures> {
        let mut path = Self::start(city);
        (FIRST_YEAR..=LAST_YEAR).map(move |year| {
            if year > FIRST_YEAR {
                path.step(city, year);
            }
            YearFigures { year, figures: path.figures(city, year) }
        })
    }

    fn start(city: &City) -> Self {
        let heavy = city.secondary / 50.0;
        Self {
            growth: 8.0 + city.strength,
            gdp: city.gdp,
            gdp_real: city.gdp * 0.55,
            people: city.people,
            primary: city.primary,
            secondary: city.secondary,
            wage: 46_000.0 * (1.0 + 0.06 * city.strength) * (1.0 + 0.05 * normal(&[city.code, "wage"], 0)),
            carbon_intensity: 2.6 * heavy * heavy * (1.0 + 0.12 * normal(&[city.code, "carbon"], 0)),
            sulphur_intensity: 40.0 * heavy * (1.0 + 0.15 * normal(&[city.code, "sulphur"], 0)),
            energy_intensity: 0.95 * heavy * (1.0 + 0.08 * normal(&[city.code, "energy"], 0)),
            research: 1.3 + 0.35 * city.strength,
        }
    }

    fn step(&mut self, city: &City, year: i16) {
        let form = city.form(year);
        let chance = |what| normal(&[city.code, what], year);
        self.growth = national_growth(year) + 1.3 * form + 0.5 * chance("growth");
        self.gdp *= (1.0 + self.growth / 100.0) * (1.0 + (1.6 + 0.5 * chance("prices")) / 100.0);
        self.gdp_real *= 1.0 + self.growth / 100.0;
        self.people *= 1.0 + (0.35 * form - 0.1 + 0.1 * chance("people")) / 100.0;
        self.primary = (self.primary - 0.1 + 0.1 * chance("primary")).max(0.0);
        self.secondary += -0.7 - 0.15 * form + 0.4 * chance("secondary");
        self.wage *= 1.0 + (national_growth(year) + 2.0 + 0.8 * form + 0.6 * chance("wage")) / 100.0;
        self.carbon_intensity *= 1.0 - (3.0 + 1.2 * form + 0.7 * chance("carbon")) / 100.0;
        self.sulphur_intensity *= 1.0 - (16.0 + 3.0 * form + 3.0 * chance("sulphur")) / 100.0;
        self.energy_intensity *= 1.0 - (2.8 + 0.9 * form + 0.5 * chance("energy")) / 100.0;
        self.research += 0.09 + 0.05 * form + 0.02 * chance("research");
    }

    fn figures(&self, city: &City, year: i16) -> Vec<Figure> {
        let form = city.form(year);
        let chance = |what| 1.0 + 0.03 * normal(&[city.code, what], year);
        let (gdp, people) = (self.gdp, self.people);
        let tertiary = 100.0 - self.primary - self.secondary;
        let secondary_output = gdp * self.secondary / 100.0;
        let years = f64::from(year - FIRST_YEAR);
        let figure = |indicator, value, decimals, unit| Figure { indicator, value, decimals, unit };
        vec![
            figure("gdp", gdp, 2, "亿元"),
            figure("gdp_real_2000", self.gdp_real, 2, "亿元(2000价)"),
            figure("gdp_growth", self.growth, 1, "%"),
            figure("gdp_per_capita", gdp / people * 10_000.0, 0, "元"),
            figure("va_primary", gdp * self.primary / 100.0, 2, "亿元"),
            figure("va_secondary", secondary_output, 2, "亿元"),
            figure("va_tertiary", gdp * tertiary / 100.0, 2, "亿元"),
            figure("share_primary", self.primary, 2, "%"),
            figure("share_secondary", self.secondary, 2, "%"),
            figure("share_tertiary", tertiary, 2, "%"),
            figure("fiscal_revenue", gdp * (0.075 + 0.008 * form) * chance("revenue"), 2, "亿元"),
            figure("fiscal_expenditure", gdp * (0.16 - 0.006 * form) * chance("expenditure"), 2, "亿元"),
            figure("fixed_asset_investment", gdp * (0.72 + 0.04 * form) * chance("investment"), 2, "亿元"),
            figure("retail_sales", gdp * (0.38 + 0.02 * form) * chance("retail"), 2, "亿元"),
            figure("avg_wage", self.wage, 0, "元"),
            figure("loan_balance", gdp * (0.95 + 0.06 * form + 0.03 * years) * chance("loans"), 2, "亿元"),
            figure("deposit_balance", gdp * (1.35 + 0.04 * years) * chance("deposits"), 2, "亿元"),
            figure("lgfv_bond_balance", gdp * (0.10 - 0.015 * form + 0.008 * years) * chance("bonds"), 2, "亿元"),
            figure("fdi_actual", gdp * (0.13 + 0.03 * form) * chance("foreign"), 2, "百万美元"),
            figure("industrial_profit", secondary_output * (0.11 + 0.02 * form) * 10_000.0 * chance("profit"), 0, "万元"),
            figure("hightech_va_share", 9.0 + 3.0 * form + 0.5 * years, 2, "%"),
            figure("rd_expenditure", gdp * self.research * 100.0, 0, "万元"),
            figure("invention_patents_granted", people * (0.5 + 0.2 * form + 0.08 * years) * chance("inventions"), 0, "件"),
            figure("invention_patents_held_per_10k", 2.2 + 0.8 * form + 0.5 * years, 2, "件/万人"),
            figure("science_expenditure", gdp * (0.0032 + 0.0008 * form) * 10_000.0 * chance("science"), 0, "万元"),
            figure("pop_resident", people, 2, "万人"),
            figure("land_area", city.area, 0, "km2"),
            figure("road_area_per_capita", 14.0 + 1.2 * form + 0.4 * years, 2, "m2"),
            figure("education_expenditure", gdp * (0.026 + 0.001 * form) * chance("education"), 2, "亿元"),
            figure("health_expenditure", gdp * (0.014 + 0.0006 * form) * chance("health"), 2, "亿元"),
            figure("real_estate_investment", gdp * (0.10 - 0.01 * form) * chance("estate"), 2, "亿元"),
            figure("unemployed_registered", people * (0.0078 - 0.0009 * form) * chance("unemployed"), 3, "万人"),
            figure("urban_disposable_income", self.wage * 0.52, 0, "元"),
            figure("new_jobs", people * (0.012 + 0.0012 * form) * chance("jobs"), 3, "万人"),
            figure("co2_edgar", self.carbon_intensity * self.gdp_real * 10_000.0, 0, "吨"),
            figure("so2_industrial", self.sulphur_intensity * secondary_output * chance("so2"), 0, "吨"),
            figure("wastewater_industrial", secondary_output * (4.2 - 0.28 * years - 0.15 * form) * chance("water"), 0, "万吨"),
            figure("pm25", (62.0 - 3.4 * years - 1.5 * form) * chance("pm25"), 1, "ug/m3"),
            figure("solid_waste_utilisation", (78.0 + 4.0 * form + 0.8 * years).min(99.5), 2, "%"),
            figure("sewage_treatment", (88.0 + 1.5 * form + 0.9 * years).min(99.5), 2, "%"),
            figure("energy_per_gdp", self.energy_intensity, 3, "吨标准煤/万元"),
            figure("water_per_industrial_va", (52.0 - 4.0 * years - 2.0 * form) * chance("industry water"), 1, "m3/万元"),
            figure("cod_emissions", people * (95.0 - 7.0 * years - 3.0 * form) * chance("cod"), 0, "吨"),
            figure("so2_emissions", self.sulphur_intensity * 1.2 * secondary_output * chance("so2"), 0, "吨"),
        ]
    }
}

/// The country's growth of the invented years, %.
fn national_growth(year: i16) -> f64 {
    match year {
        ..=2017 => 6.9,
        2018 => 6.6,
        2019 => 6.1,
        2020 => 2.4,
        2021 => 8.1,
        _ => 3.1,
    }
}
