//! What a paper says about itself: kind, number, issuers, dates, addressees, annexes.

use serde::{Deserialize, Serialize};

/// Unknown is none, never a guess.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Metadata {
    /// 通知, 规划, 实施方案 ...
    pub kind: Option<String>,
    pub number: Option<String>,
    /// Short official names, from the signature block before the portal's field.
    pub issuers: Vec<String>,
    /// ISO date; `2013-03` where no day is given.
    pub signed_on: Option<String>,
    pub published_on: Option<String>,
    pub addressees: Vec<String>,
    pub annexes: Vec<String>,
}
