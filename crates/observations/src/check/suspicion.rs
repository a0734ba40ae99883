//! A figure that may be wrong: what was seen, why it is suspicious, how likely it is wrong, what is likely right.

use corpus::{Bilingual, Finding, Location};
use serde::{Deserialize, Serialize};

use crate::check::panel::{Point, Series};

/// What a figure is suspected of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Suspect {
    Slip,
    DroppedDigit,
    SwappedDigits,
    SwappedColumns,
    SameInTwoColumns,
    Unexplained,
    Copied,
    EqualRun,
    Filled,
    EqualGrowth,
    LastDigits,
    TaskNumber,
    OutOfRange,
    Ratio,
    Part,
    Identity,
    /// The boundaries changed and the figure did not.
    OldBoundary,
    /// The figure jumped because the boundaries changed: an explanation, hardly a fault.
    NewBoundary,
}

impl Suspect {
    pub const ALL: [Self; 18] = [
        Self::Slip,
        Self::DroppedDigit,
        Self::SwappedDigits,
        Self::SwappedColumns,
        Self::SameInTwoColumns,
        Self::Unexplained,
        Self::Copied,
        Self::EqualRun,
        Self::Filled,
        Self::EqualGrowth,
        Self::LastDigits,
        Self::TaskNumber,
        Self::OutOfRange,
        Self::Ratio,
        Self::Part,
        Self::Identity,
        Self::OldBoundary,
        Self::NewBoundary,
    ];

    /// Code of the finding that tells it.
    pub fn code(self) -> &'static str {
        match self {
            Self::Slip => "check/unit-slip",
            Self::DroppedDigit => "check/dropped-digit",
            Self::SwappedDigits => "check/swapped-digits",
            Self::SwappedColumns => "check/swapped-columns",
            Self::SameInTwoColumns => "check/same-in-two-columns",
            Self::Unexplained => "check/jump",
            Self::Copied => "check/copied",
            Self::EqualRun => "check/equal-run",
            Self::Filled => "check/linear-fill",
            Self::EqualGrowth => "check/equal-growth",
            Self::LastDigits => "check/last-digits",
            Self::TaskNumber => "check/task-number",
            Self::OutOfRange => "check/range",
            Self::Ratio => "check/ratio",
            Self::Part => "check/part-above-whole",
            Self::Identity => "check/identity",
            Self::OldBoundary => "check/old-boundary",
            Self::NewBoundary => "check/new-boundary",
        }
    }

    pub fn name(self) -> Bilingual {
        let (zh, en) = match self {
            Self::Slip => ("单位或小数点", "unit or decimal point"),
            Self::DroppedDigit => ("少写或多写一位", "digit dropped or doubled"),
            Self::SwappedDigits => ("数字对调", "digits changed about"),
            Self::SwappedColumns => ("错列", "columns swapped"),
            Self::SameInTwoColumns => ("两列同数", "one figure in two columns"),
            Self::Unexplained => ("突变", "jump"),
            Self::Copied => ("照抄上年", "last year copied"),
            Self::EqualRun => ("连年相同", "run of equal figures"),
            Self::Filled => ("直线插补", "filled linearly"),
            Self::EqualGrowth => ("增速相同", "equal growth"),
            Self::LastDigits => ("尾数集中", "last digits alike"),
            Self::TaskNumber => ("等于任务数", "equals the task number"),
            Self::OutOfRange => ("超出范围", "out of range"),
            Self::Ratio => ("比例超出范围", "ratio out of range"),
            Self::Part => ("部分大于总数", "part above the whole"),
            Self::Identity => ("关系不成立", "identity broken"),
            Self::OldBoundary => ("区划调整后未变", "unmoved by a boundary change"),
            Self::NewBoundary => ("区划调整所致", "moved by a boundary change"),
        };
        Bilingual::new(zh, en)
    }
}

/// A figure that may be wrong.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Suspicion {
    pub suspect: Suspect,
    pub heading: String,
    pub place: String,
    pub name: String,
    pub year: i16,
    pub value: f64,
    pub row: u32,
    /// Probability that the figure is wrong.
    pub likelihood: f64,
    /// How often suspicions of this kind and likelihood were right on injected faults; none where that was not tried.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub calibrated: Option<f64>,
    /// The figure as it probably should be; none where nothing can be said.
    pub likely: Option<f64>,
    /// What was seen and why it is suspicious.
    pub message: Bilingual,
}

impl Suspicion {
    pub(crate) fn new(series: &Series, point: &Point, suspect: Suspect, likelihood: f64, message: Bilingual) -> Self {
        Self {
            suspect,
            heading: series.heading.clone(),
            place: series.place.clone(),
            name: if series.name.is_empty() { series.place.clone() } else { series.name.clone() },
            year: point.year,
            value: point.value,
            row: point.row,
            likelihood,
            calibrated: None,
            likely: None,
            message,
        }
    }

    pub fn finding(&self, file: &str) -> Finding {
        let code = self.suspect.code();
        let sure = percent(self.likelihood);
        let (zh, en) = match self.calibrated.map(percent) {
            Some(right) if right != sure => {
                (format!("有误的可能性{sure}%，经检验校准为{right}%"), format!("wrong with probability {sure} %, {right} % as calibrated"))
            }
            _ => (format!("有误的可能性{sure}%"), format!("wrong with probability {sure} %")),
        };
        let zh = format!("{}{}年“{}”为{}：{}（{zh}）", self.name, self.year, self.heading, self.value, self.message.zh);
        let en = format!("`{}` of {} in {} is {}: {} ({en})", self.heading, self.name, self.year, self.value, self.message.en);
        let finding = match self.suspect {
            Suspect::NewBoundary => Finding::info(code, zh, en),
            _ => Finding::warning(code, zh, en),
        };
        let finding = finding.at(Location::line(file, self.row));
        match self.likely {
            Some(likely) => finding.hint(format!("可能应为{}", rounded(likely)), format!("it should probably be {}", rounded(likely))),
            None if self.suspect == Suspect::NewBoundary => finding.hint("前后年份比较时注明口径", "say so where the years are compared"),
            None => finding.hint("请填报单位核实并说明", "ask the city to check and explain"),
        }
    }
}

fn percent(share: f64) -> f64 {
    (share * 100.0).round()
}

/// Returns a value with four significant digits, for people: what is only likely is not known better.
pub fn rounded(value: f64) -> f64 {
    format!("{value:.3e}").parse().unwrap_or(value)
}
