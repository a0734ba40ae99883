//! Cases to measure speed on: figures that only need to look like figures, the same on every machine.

use std::fmt::Write as _;

use corpus::Finding;
use programme::Method;

use crate::numerics::{Columns, Flaw, Stream};
use crate::{OneOff, one_off};

/// A method and its table: as many indicators as asked for, spread over pillars; `leaf` is what the method's `[leaf]` says.
pub struct Specimen {
    pub method: Method,
    pub table: OneOff,
}

/// What stands in `[leaf]` for the whole way from raw figures: gaps filled by region, outliers treated as COINr does.
pub const FROM_RAW: &str = "within = \"all\"\nmissing = { by = \"mean\", group = \"region\" }\ntreatment = { by = \"winsorise\", skewness = 2, kurtosis = 3.5, most = 5, then = \"log\" }\n";

impl Specimen {
    /// A case whose figures have gaps and outliers where `leaf` says what is done about them.
    pub fn new(units: usize, indicators: usize, pillars: usize, leaf: &str) -> Result<Self, Vec<Finding>> {
        let mut text = format!("format = 1\nid = \"bench\"\ntitle = {{ zh = \"测速\", en = \"bench\" }}\n[leaf]\n{leaf}");
        (0..pillars).for_each(|pillar| push(&mut text, format_args!("[[group]]\nid = \"p{pillar}\"\n")));
        (0..indicators)
            .for_each(|index| push(&mut text, format_args!("[[indicator]]\nid = \"i{index:02}\"\nin = \"p{}\"\n", index % pillars)));
        let (method, findings) = Method::parse("bench.toml", &text);
        let method = method.ok_or(findings)?;
        let table = one_off("bench.csv", table(units, indicators, !leaf.is_empty()).as_bytes(), &method, 0);
        Ok(Self { method, table })
    }

    /// The same with something else varied from replicate to replicate.
    pub fn with_uncertainty(self, text: &str) -> Self {
        let doubt = programme::method::Doubt::parse("uncertainty.toml", text).0;
        Self { method: Method { doubt, ..self.method }, ..self }
    }
}

fn table(units: usize, indicators: usize, flawed: bool) -> String {
    let mut noise = Stream::new(1, 0);
    let mut table = String::from("unit,region");
    (0..indicators).for_each(|index| push(&mut table, format_args!(",i{index:02}")));
    for unit in 0..units {
        push(&mut table, format_args!("\nu{unit:03},{}", if unit % 3 == 0 { "east" } else { "west" }));
        for index in 0..indicators {
            let far = if index % 4 == 0 && unit % 17 == 0 { 40.0 } else { 1.0 };
            let figure = (1.0 + noise.uniform()) * far;
            let gap = flawed && (unit * 7 + index) % 40 == 0;
            if gap { table.push(',') } else { push(&mut table, format_args!(",{figure}")) }
        }
    }
    table
}

fn push(text: &mut String, more: std::fmt::Arguments<'_>) {
    text.write_fmt(more).expect("a text takes what is written to it");
}

/// Figures between 1 and 2 (a linear congruential sequence that is easy to repeat elsewhere; `benches/peers.py` does).
pub fn figures(rows: usize, width: usize) -> Result<Columns, Flaw> {
    let mut state: u64 = 12_345;
    let mut next = || {
        state = (state * 1_103_515_245 + 12_345) % (1 << 31);
        1.0 + state as f64 / (1_u64 << 31) as f64
    };
    let rows: Vec<Vec<f64>> = (0..rows).map(|_| (0..width).map(|_| next()).collect()).collect();
    Columns::from_rows(&rows)
}

/// Inputs and outputs of firms whose outputs grow with their inputs, with efficiency and mix of their own.
pub fn firms(units: usize, inputs: usize, outputs: usize) -> Result<(Columns, Columns), Flaw> {
    let mut stream = Stream::new(1, 0);
    let mut firm = || {
        let used: Vec<f64> = (0..inputs).map(|_| 1.0 + 9.0 * stream.uniform()).collect();
        let size: f64 = used.iter().sum::<f64>() * (0.4 + 0.6 * stream.uniform());
        (used, (0..outputs).map(|_| size * (0.5 + stream.uniform())).collect())
    };
    let (used, made): (Vec<Vec<f64>>, Vec<Vec<f64>>) = (0..units).map(|_| firm()).unzip();
    Ok((Columns::from_rows(&used)?, Columns::from_rows(&made)?))
}
