//! Members and zones: is each zone inhabited, who is unknown, and do the lists have as many entries as were announced?

use std::cmp::Ordering;

use corpus::{Finding, Location};

use crate::define::Loaded;
use crate::{Announced, CityGroup, Confidence, Listed, ParkKind, Tier};

pub(super) fn check(loaded: &Loaded) -> Vec<Finding> {
    let mut findings = Vec::new();
    for zone in &loaded.zones {
        if !loaded.members.iter().any(|member| member.value.zone == zone.value.id) {
            let name = &zone.value.name;
            let finding =
                Finding::warning("folder/empty-zone", format!("{}没有成员", name.zh), format!("no member belongs to {}", name.en));
            findings.push(finding.at(zone.location.clone()).hint("请在 members.csv 中登记其城市", "enter its cities in members.csv"));
        }
    }
    for member in loaded.members.iter().filter(|member| member.value.confidence == Confidence::NotFound) {
        let finding = Finding::info(
            "folder/member-unknown",
            format!("成员 `{}` 确有其地而不知其名：{}", member.value.unit, member.value.note),
            format!("the member `{}` exists, but no source names it", member.value.unit),
        );
        findings.push(finding.at(member.location.clone()));
    }
    findings.extend(loaded.about.announced.iter().filter_map(|announced| short_list(announced, loaded)));
    findings
}

fn short_list(announced: &Announced, loaded: &Loaded) -> Option<Finding> {
    let (file, named) = (file_of(announced.what), listed(announced, loaded));
    let (on, total) = (announced.on, announced.count);
    let finding = match named.cmp(&total) {
        Ordering::Equal => return None,
        Ordering::Less => Finding::info(
            "folder/names-unknown",
            format!("{file}：{on} 公布的总数是{total}个，已知名称的{named}个"),
            format!("{file}: {total} were announced on {on}, {named} are known by name"),
        ),
        Ordering::Greater => Finding::error(
            "folder/count",
            format!("{file}：{on} 公布的总数是{total}个，表中却有{named}个"),
            format!("{file}: {total} were announced on {on}, the list has {named}"),
        )
        .hint("请核对起止日期和重复行", "check days and doubles"),
    };
    Some(finding.at(Location::file(file)))
}

fn file_of(what: Listed) -> &'static str {
    match what {
        Listed::NationalZones | Listed::ProvincialZones => "zones.csv",
        Listed::Members => "members.csv",
        Listed::DemonstrationParks | Listed::CountyParks => "parks.csv",
        Listed::OldIndustrialPrefectures | Listed::OldIndustrialDistricts => "cities.csv",
    }
}

/// Returns how many entries of the list hold on the day and have a name.
fn listed(announced: &Announced, loaded: &Loaded) -> u32 {
    let day = announced.on;
    let zones = |tier| loaded.zones.iter().filter(|zone| zone.value.tier == tier && zone.value.validity.holds_on(day)).count();
    let parks = |kind| loaded.parks.iter().filter(|park| park.value.kind == kind && park.value.validity.holds_on(day)).count();
    let cities = |group| loaded.old_industrial_cities.iter().filter(|city| city.value.group == group).count();
    let count = match announced.what {
        Listed::NationalZones => zones(Tier::National),
        Listed::ProvincialZones => zones(Tier::Provincial),
        Listed::DemonstrationParks => parks(ParkKind::Demonstration),
        Listed::CountyParks => parks(ParkKind::County),
        Listed::OldIndustrialPrefectures => cities(CityGroup::Prefecture),
        Listed::OldIndustrialDistricts => cities(CityGroup::DistrictOfLargeCity),
        Listed::Members => {
            let national =
                |zone: &crate::UnitId| loaded.zones.iter().any(|entry| entry.value.id == *zone && entry.value.tier == Tier::National);
            let named = loaded.members.iter().map(|entry| &entry.value).filter(|member| member.confidence != Confidence::NotFound);
            named.filter(|member| member.validity.holds_on(day) && national(&member.zone)).count()
        }
    };
    count as u32
}
