//! The real panel beside the project.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::time::Instant;

use observations::{FigureDecisions, Inputs, Mapping, Subject, Table, observe};
use programme::{IndicatorId, Over, UnitId};

use crate::tidy::indicator;

/// Returns a file of the folder beside the project, or nothing with a remark where that folder is absent.
pub(crate) fn shared(path: &str) -> Option<Vec<u8>> {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared").join(path);
    let bytes = std::fs::read(&file).ok();
    if bytes.is_none() {
        eprintln!("skipped: {} is not there", file.display());
    }
    bytes
}

#[test]
fn published_figures_stand_where_the_panel_has_them() {
    let Some(bytes) = shared("data/city_panel.csv.gz") else { return };
    let tables = [Table { name: "city_panel.csv.gz".to_owned(), bytes, known_on: None }];
    let (mapping, _) = Mapping::read("mapping.toml", include_str!("../../../../programmes/demonstration-zones/data/mapping.toml"));
    let indicators = [indicator("gdp", "亿元", None, Over::Sum), indicator("so2_industrial", "吨", None, Over::Sum)];
    let units: Vec<Subject> = ["130200", "210100", "430300"]
        .map(|code| Subject { id: UnitId::from(code), codes: vec![code.to_owned()], names: Vec::new(), members: Vec::new() })
        .to_vec();
    let start = Instant::now();
    let observations = observe(&Inputs {
        tables: &tables,
        mapping: &mapping,
        indicators: &indicators,
        units: &units,
        years: 2014..=2022,
        decisions: &FigureDecisions::default(),
        corrections: &[],
        as_known_on: None,
    });
    eprintln!("observed in {:?}, {} findings", start.elapsed(), observations.findings.len());
    let figure = |unit: &str, year| observations.figure(&UnitId::from(unit), &IndicatorId::from("gdp"), year).expect("a figure");
    // Statistical communiqués: Tangshan 2020 7,210.9, Shenyang 2022 7,695.8 (in 亿元).
    assert!((figure("130200", 2020).value - 7210.9).abs() < 1.0);
    assert!((figure("210100", 2022).value - 7695.8).abs() < 1.0);
    assert!(figure("430300", 2022).rivals.iter().all(|rival| &*rival.origin.source == "C1"));
    let codes: BTreeMap<&str, usize> = observations.findings.iter().fold(BTreeMap::new(), |mut counts, finding| {
        *counts.entry(finding.code.as_ref()).or_default() += 1;
        counts
    });
    let expected: BTreeSet<&str> = ["table/places-not-asked", "table/headings-not-asked", "table/years-not-asked"].into();
    assert!(codes.keys().all(|code| expected.contains(code) || code.starts_with("observations/")), "{:#?}", observations.findings);
}
