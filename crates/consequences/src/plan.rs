//! A zone's construction plan (建设方案) as versions, from submission to filing, linked to the programme's targets and tasks.

use std::collections::BTreeSet;

use corpus::{Bilingual, ClauseId, Finding};
use jiff::civil::Date;
use programme::{Programme, UnitId};
use serde::{Deserialize, Serialize};

/// Stages in the order in which a plan passes them; an opinion and a revision may come several times.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    Submitted,
    Opinion,
    Revised,
    ApprovedInPrinciple,
    Issued,
    Filed,
}

/// A version of the plan, or what was said about the one before.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Version {
    pub stage: Stage,
    pub on: Date,
    pub by: String,
    /// SHA-256 of the document, where there is one.
    #[serde(default)]
    pub document: Option<String>,
    /// What was asked for, or changed.
    #[serde(default)]
    pub note: String,
    #[serde(default)]
    pub cite: Vec<ClauseId>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    pub zone: UnitId,
    #[serde(rename = "version")]
    pub versions: Vec<Version>,
    /// Ids of the programme's targets and tasks that it carries out.
    #[serde(default)]
    pub targets: Vec<String>,
    #[serde(default)]
    pub tasks: Vec<String>,
}

impl Stage {
    /// Returns whether `next` may follow. Approval in principle may still ask for a revision, as notice 866 did for 36 cities.
    fn leads_to(self, next: Self) -> bool {
        use Stage::{ApprovedInPrinciple, Filed, Issued, Opinion, Revised, Submitted};
        matches!(
            (self, next),
            (Submitted | Revised, Opinion)
                | (Opinion, Revised)
                | (Submitted | Opinion | Revised, ApprovedInPrinciple)
                | (ApprovedInPrinciple, Revised | Issued)
                | (Revised, Issued)
                | (Issued, Filed)
        )
    }
}

impl Stage {
    /// Returns the stage by name, as the papers call it.
    pub fn name(self) -> Bilingual {
        let (zh, en) = match self {
            Self::Submitted => ("报送", "submitted"),
            Self::Opinion => ("征求意见", "opinion given"),
            Self::Revised => ("修改完善", "revised"),
            Self::ApprovedInPrinciple => ("原则同意", "approved in principle"),
            Self::Issued => ("印发实施", "issued"),
            Self::Filed => ("报备", "filed"),
        };
        Bilingual::new(zh, en)
    }
}

impl Plan {
    /// Returns the version that stands on a day.
    pub fn on(&self, day: Date) -> Option<&Version> {
        self.versions.iter().take_while(|version| version.on <= day).last()
    }

    /// Finds steps out of order, and links to targets or tasks that the programme does not have.
    pub fn check(&self, programme: &Programme) -> Vec<Finding> {
        let zone = &self.zone;
        let mut findings = Vec::new();
        if self.versions.first().is_some_and(|first| first.stage != Stage::Submitted) {
            findings.push(Finding::error(
                "plan/not-submitted",
                format!("{zone}的建设方案没有报送环节"),
                format!("the plan of {zone} does not begin with its submission"),
            ));
        }
        for pair in self.versions.windows(2) {
            if !pair[0].stage.leads_to(pair[1].stage) || pair[1].on < pair[0].on {
                let (first, second) = (&pair[0], &pair[1]);
                findings.push(Finding::error(
                    "plan/out-of-order",
                    format!(
                        "{zone}的建设方案环节次序不对：{}“{}”之后是{}“{}”",
                        first.on,
                        first.stage.name().zh,
                        second.on,
                        second.stage.name().zh
                    ),
                    format!(
                        "the plan of {zone} takes a step out of order: {} on {} after {} on {}",
                        second.stage.name().en,
                        second.on,
                        first.stage.name().en,
                        first.on
                    ),
                ));
            }
        }
        let approved = |version: &&Version| version.stage == Stage::ApprovedInPrinciple;
        let issued = self.versions.iter().any(|version| version.stage == Stage::Issued);
        if issued && !self.versions.iter().any(|version| approved(&version)) {
            findings.push(Finding::error(
                "plan/not-approved",
                format!("{zone}的建设方案未经原则同意即印发"),
                format!("the plan of {zone} was issued without approval in principle"),
            ));
        }
        let no_zone = programme.zone(zone).is_none();
        if no_zone && !programme.zones.is_empty() {
            findings.push(Finding::error(
                "plan/unknown-zone",
                format!("建设方案所属示范区“{zone}”不存在"),
                format!("a plan belongs to `{zone}`, which is no zone"),
            ));
        }
        let known: BTreeSet<&str> =
            programme.targets.iter().map(|target| target.id.as_str()).chain(programme.tasks.iter().map(|task| task.id.as_str())).collect();
        for link in self.targets.iter().chain(&self.tasks).filter(|link| !known.contains(link.as_str())) {
            findings.push(Finding::error(
                "plan/dangling-link",
                format!("{zone}的建设方案引用了不存在的目标或任务 {link}"),
                format!("the plan of {zone} links to `{link}`, which is no target or task"),
            ));
        }
        findings
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(stages: &[Stage], expected: &[&str]) {
        let day = |number: usize| Date::new(2021, 1, number as i8 + 1).expect("a day");
        let version = |(at, stage): (usize, &Stage)| Version {
            stage: *stage,
            on: day(at),
            by: String::new(),
            document: None,
            note: String::new(),
            cite: Vec::new(),
        };
        let plan = Plan {
            zone: "zone-a".into(),
            versions: stages.iter().enumerate().map(version).collect(),
            targets: Vec::new(),
            tasks: Vec::new(),
        };
        let codes: Vec<String> = plan.check(&Programme::default()).iter().map(|finding| finding.code.to_string()).collect();
        assert_eq!(codes, expected, "{stages:?}");
    }

    #[test]
    fn a_plan_passes_its_stages_in_order() {
        use Stage::{ApprovedInPrinciple, Filed, Issued, Opinion, Revised, Submitted};
        check(&[Submitted, Opinion, Revised, ApprovedInPrinciple, Revised, Issued, Filed], &[]);
        check(&[Submitted, ApprovedInPrinciple, Issued], &[]);
        check(&[Opinion, Revised], &["plan/not-submitted"]);
        check(&[Submitted, Opinion, Revised, Issued], &["plan/not-approved"]);
        check(&[Submitted, Filed], &["plan/out-of-order"]);
    }
}
