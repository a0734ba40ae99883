//! Members and zones: is each zone inhabited, and who is unknown?

use corpus::Finding;

use crate::Confidence;
use crate::define::Loaded;

pub(super) fn check(loaded: &Loaded) -> Vec<Finding> {
    let mut findings = Vec::new();
    for zone in &loaded.zones {
        if !loaded.members.iter().any(|member| member.value.zone == zone.value.id) {
            let name = &zone.value.name;
            let finding = Finding::warning(
                "folder/empty-zone",
                format!("{}没有成员", name.zh),
                format!("no member belongs to {}", name.en),
            );
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
    findings
}
