//! COINr 1.1.14's ASEM example, from raw data: denominators, imputation by group mean, treatment, min-max, arithmetic means of three levels.
//! Expected data sets as COINr writes them (17 digits); tolerance 1e-9 relative.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use programme::Method;
use programme::method::{Content, Normalise};

use super::{by_key, judge, method, near, node_scores, shared, table};

const FOLDER: &str = "cases/evaluation/coinr_asem/";
const TOLERANCE: f64 = 1e-9;

struct Asem {
    method: Method,
    table: evaluation::OneOff,
    indicators: Vec<String>,
}

fn asem() -> Option<Asem> {
    let meta = shared(&format!("{FOLDER}ASEM_iMeta.csv"))?;
    let mut text = String::from(
        "format = 1\nid = \"asem\"\ntitle = { zh = \"ASEM\", en = \"ASEM\" }\n[leaf]\nwithin = \"all\"\nmissing = { by = \"mean\", group = \"EurAsia_group\" }\ntreatment = { by = \"winsorise\", skewness = 2, kurtosis = 3.5, most = 5, then = \"log\" }\n",
    );
    let mut indicators = Vec::new();
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(meta.as_bytes());
    for row in reader.records().map(|row| row.expect("a row")) {
        let (id, direction, denominator, parent, kind) = (&row[1], &row[3], &row[7], &row[8], &row[9]);
        match kind {
            "Indicator" => {
                let direction = if direction == "-1" { "down" } else { "up" };
                write!(text, "[[indicator]]\nid = \"{id}\"\nin = \"{parent}\"\ndirection = \"{direction}\"\n").expect("text");
                if !denominator.is_empty() {
                    writeln!(text, "value = \"x / {denominator}\"").expect("text");
                }
                indicators.push(id.to_owned());
            }
            "Aggregate" if id != "Index" => {
                let parent = if parent == "Index" { "" } else { parent };
                write!(text, "[[group]]\nid = \"{id}\"\nin = \"{parent}\"\n").expect("text");
            }
            _ => {}
        }
    }
    let method = method(&text);
    let table = table(&by_code(&shared(&format!("{FOLDER}ASEM_iData.csv"))?), &method, 2018);
    Some(Asem { method, table, indicators })
}

/// The unit's code to the front.
fn by_code(text: &str) -> String {
    let rows = by_key(text, "uCode");
    let heading: Vec<&String> = rows.values().next().expect("a row").keys().filter(|key| *key != "uCode" && *key != "Time").collect();
    let mut out = format!("unit,{}\n", heading.iter().map(|name| name.as_str()).collect::<Vec<_>>().join(","));
    for (code, row) in &rows {
        writeln!(out, "{code},{}", heading.iter().map(|name| row[*name].as_str()).collect::<Vec<_>>().join(",")).expect("text");
    }
    out
}

/// Compares columns (by unit) with a data set, cell by cell; returns how many cells there were.
fn check(columns: &BTreeMap<String, BTreeMap<String, f64>>, file: &str) -> usize {
    let Some(text) = shared(&format!("{FOLDER}{file}")) else { return 0 };
    let expected = by_key(&text, "uCode");
    let mut cells = 0;
    for (name, column) in columns {
        for (unit, found) in column {
            let expected: f64 = expected[unit][name].parse().unwrap_or_else(|_| panic!("{file} {unit} {name}"));
            assert!(near(*found, expected, TOLERANCE), "{file} {unit} {name}: {found} is not {expected}");
            cells += 1;
        }
    }
    cells
}

fn with_normalise(method: &Method, normalise: &Normalise) -> Method {
    let mut varied = method.clone();
    for node in &mut varied.nodes {
        if let Content::Indicator { normalise: own, .. } = &mut node.content {
            *own = normalise.clone();
        }
    }
    varied
}

fn leaf_scores(asem: &Asem, method: &Method) -> BTreeMap<String, BTreeMap<String, f64>> {
    let evaluation = judge(method, &asem.table, 2018);
    asem.indicators
        .iter()
        .map(|id| {
            let path = &method.nodes[method.node(id).expect("a leaf")].path;
            (id.clone(), node_scores(&evaluation, path))
        })
        .collect()
}

#[test]
fn raw_figures_become_the_published_index() {
    let Some(asem) = asem() else { return };
    let evaluation = judge(&asem.method, &asem.table, 2018);
    let groups = [
        "Conn",
        "Sust",
        "Conn/Physical",
        "Conn/ConEcFin",
        "Conn/Political",
        "Conn/Instit",
        "Conn/P2P",
        "Sust/Environ",
        "Sust/Social",
        "Sust/SusEcFin",
    ];
    let mut columns: BTreeMap<String, BTreeMap<String, f64>> =
        groups.iter().map(|path| (path.rsplit('/').next().unwrap_or(path).to_string(), node_scores(&evaluation, path))).collect();
    columns.insert("Index".to_owned(), node_scores(&evaluation, ""));
    assert_eq!(check(&columns, "ASEM_Aggregated.csv"), 51 * 11);
    let ranks = by_key(&shared(&format!("{FOLDER}ASEM_ranks.csv")).expect("the ranks lie beside the data"), "uCode");
    for unit in &evaluation.units {
        let evaluation::Standing::Evaluated { rank, .. } = unit.standing else { panic!("{} is not evaluated", unit.unit) };
        assert_eq!(ranks[&unit.unit.0]["Index"], rank.to_string(), "{}", unit.unit);
    }
}

#[test]
fn treated_figures_are_the_published_ones() {
    let Some(asem) = asem() else { return };
    let columns = leaf_scores(&asem, &with_normalise(&asem.method, &Normalise::None {}));
    assert_eq!(check(&columns, "ASEM_Treated.csv"), 51 * 49);
}

#[test]
fn imputed_figures_are_the_published_ones() {
    let Some(asem) = asem() else { return };
    let mut plain = with_normalise(&asem.method, &Normalise::None {});
    for node in &mut plain.nodes {
        if let Content::Indicator { treatment, .. } = &mut node.content {
            *treatment = programme::method::Treatment::None {};
        }
    }
    assert_eq!(check(&leaf_scores(&asem, &plain), "ASEM_Imputed.csv"), 51 * 49);
    for node in &mut plain.nodes {
        if let Content::Indicator { missing, .. } = &mut node.content {
            *missing = programme::method::Missing::KeepOut {};
        }
    }
    let denominated = leaf_scores(&asem, &plain);
    assert!(check(&denominated, "ASEM_Denominated.csv") > 51 * 45);
}

#[test]
fn normalised_figures_are_the_published_ones() {
    let Some(asem) = asem() else { return };
    assert_eq!(check(&leaf_scores(&asem, &asem.method), "ASEM_Normalised.csv"), 51 * 49);
    let of = |normalise| leaf_scores(&asem, &with_normalise(&asem.method, &normalise));
    assert_eq!(check(&of(Normalise::ZScore { centre: None, spread: None, population: false }), "ASEM_norm_n_zscore.csv"), 51 * 49);
}

#[test]
fn taking_a_pillar_out_moves_ranks_as_published() {
    let Some(asem) = asem() else { return };
    let case = evaluation::Case {
        units: &asem.table.units,
        indicators: &BTreeMap::new(),
        observations: &asem.table.observations,
        ballots: &evaluation::Ballots::default(),
        methods: &BTreeMap::new(),
        year: 2018,
    };
    let removals = evaluation::removals(&case, &asem.method);
    let expected = by_key(&shared(&format!("{FOLDER}ASEM_remove_L2_mad.csv")).expect("it lies beside the data"), "e");
    let mut compared = 0;
    for removal in removals {
        if let Some(row) = expected.get(removal.path.rsplit('/').next().unwrap_or_default()) {
            let value: f64 = row["v"].parse().expect("a number");
            assert!(near(removal.mean_rank_change, value, TOLERANCE), "{}: {} is not {value}", removal.path, removal.mean_rank_change);
            compared += 1;
        }
    }
    assert_eq!(compared, 8);
}

#[test]
fn the_table_of_results_is_the_published_one_from_index_to_leaf() {
    let Some(asem) = asem() else { return };
    let evaluation = judge(&asem.method, &asem.table, 2018);
    let last = |path: &str| path.rsplit('/').next().unwrap_or(path).to_owned();
    let mut columns: BTreeMap<String, BTreeMap<String, f64>> =
        asem.method.nodes.iter().map(|node| (last(&node.path), node_scores(&evaluation, &node.path))).collect();
    let index = columns.remove("").expect("the root");
    columns.insert("Index".to_owned(), index);
    assert_eq!(check(&columns, "ASEM_results_full.csv"), 51 * (1 + 2 + 8 + 49));
}

#[test]
fn effective_weights_are_the_published_ones() {
    let Some(asem) = asem() else { return };
    let evaluation = judge(&asem.method, &asem.table, 2018);
    let evaluation::Standing::Evaluated { contributions, .. } = &evaluation.units[0].standing else { panic!("{:?}", evaluation.units[0]) };
    let published = by_key(&shared(&format!("{FOLDER}ASEM_eff_weights.csv")).expect("the weights lie beside the data"), "iCode");
    for (id, row) in &published {
        let below = |path: &str| path.split('/').any(|part| part == id) || id == "Index";
        let found: f64 = contributions.iter().filter(|part| below(&part.path)).filter_map(|part| part.weight).sum();
        let expected: f64 = row["EffWeight"].trim().parse().expect("a weight");
        assert!(near(found, expected, TOLERANCE), "{id}: {found} is not {expected}");
    }
    assert_eq!(published.len(), 60);
}
