use std::collections::BTreeMap;

use corpus::Severity;
use jiff::civil::date;
use programme::{Programme, UnitId, define};

use crate::folder::shipped;

fn programme() -> Programme {
    define(&BTreeMap::new(), &shipped("demonstration-zones"))
}

#[test]
fn the_shipped_folder_has_no_error_and_no_warning() {
    let doubtful: Vec<String> = programme()
        .findings
        .iter()
        .filter(|finding| finding.severity > Severity::Info)
        .map(|finding| format!("{} {}", finding.location.clone().unwrap_or_default(), finding.message.en))
        .collect();
    assert!(doubtful.is_empty(), "{}", doubtful.join("\n"));
}

#[test]
fn twenty_zones_have_thirty_five_members_with_a_name() {
    let programme = programme();
    let day = date(2021, 12, 31);
    let national = |unit: &&UnitId| programme.zones_of(unit, day).any(|zone| zone.tier == programme::Tier::National);
    assert_eq!(programme.zones.iter().filter(|zone| zone.tier == programme::Tier::National).count(), 20);
    assert_eq!(programme.all_members().into_iter().filter(national).count(), 35);
    assert_eq!(programme.zones_of(&UnitId::from("420600"), date(2020, 12, 31)).count(), 0);
}

#[test]
fn a_place_has_the_name_it_bore_on_the_day() {
    let programme = programme();
    let name = |day| programme.unit(&UnitId::from("420600"), day).map(|unit| unit.name.zh);
    assert_eq!(name(date(2009, 6, 1)).as_deref(), Some("襄樊市"));
    assert_eq!(name(date(2013, 3, 18)).as_deref(), Some("襄阳市"));
}

#[test]
fn every_shipped_folder_is_read_without_errors() {
    for name in ["demonstration-zones", "economic-development-zones"] {
        let programme = define(&BTreeMap::new(), &shipped(name));
        let errors: Vec<_> = programme.findings.iter().filter(|finding| finding.severity == Severity::Error).collect();
        assert!(errors.is_empty(), "{name}: {errors:#?}");
    }
}
