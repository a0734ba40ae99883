//! What a paper says about itself: kind, number, issuers, dates, addressees, annexes.

mod dates;
mod number;
mod signature;
#[cfg(test)]
mod tests;
mod title;

use serde::{Deserialize, Serialize};

use crate::organs;
use crate::repair::Repaired;

pub(crate) use dates::{iso, last_date};
pub(crate) use number::number;
pub(crate) use signature::{Signature, signatures};
pub(crate) use title::{Head, head, is_mark, kind_of};

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

/// Returns what the head, the signature and the fields of a paper say; the paper's own words go before the portal's fields.
pub(crate) fn metadata(paper: &Repaired, head: &Head, signatures: &[Signature], annexes: Vec<String>) -> Metadata {
    let text = paper.text.as_str();
    let field = |names: &[&str]| {
        names.iter().find_map(|name| paper.fields.iter().find(|(field, _)| field == name).map(|(_, value)| value.as_str()))
    };
    let title = head.title.clone().map(|range| text[range].replace('\n', ""));
    let printed =
        head.number.clone().map(|range| text[range].replace('\n', "").replace(['[', '【', '［'], "〔").replace([']', '】', '］'], "〕"));
    let printed = printed.map(|number| number.trim_start_matches("中华人民共和国").to_owned());
    let in_field = field(&["发文字号", "文号"]).map(str::to_owned);
    let in_title = title.as_deref().and_then(title::issuers).or_else(|| head.ordered_by.clone());
    let from_field = || field(&["发文机关", "发文机构", "发布机构", "制发单位", "转载机关"]).and_then(organs::sequence);
    let issuers = issuers(in_title, signatures).or_else(from_field).unwrap_or_default();
    let is_own = |signature: &&Signature| signature.issuers.is_empty() || signature.issuers.iter().any(|issuer| issuers.contains(issuer));
    let own_date = signatures.iter().find(is_own).map(|signature| signature.date.clone());
    Metadata {
        kind: title.as_deref().and_then(kind_of),
        number: number::of_paper(printed, in_field),
        signed_on: own_date.or_else(|| head.date.clone()).or_else(|| field(&["成文日期", "生成日期"]).and_then(iso)),
        published_on: field(&["发布日期", "发布时间", "date", "pubDate", "published"]).and_then(iso),
        addressees: head.addressee.clone().map(|range| text[range].trim_end_matches(['：', ':']).to_owned()).into_iter().collect(),
        annexes,
        issuers,
    }
}

/// Whom the title names has issued the paper, with all who signed beside them; else the first who signed.
///
/// A signature without those of the title is that of an annex: a report that is passed on is signed by its author.
fn issuers(in_title: Option<Vec<String>>, signatures: &[Signature]) -> Option<Vec<String>> {
    let signed = |titled: &[String]| signatures.iter().find(|signature| titled.iter().all(|issuer| signature.issuers.contains(issuer)));
    match in_title {
        Some(titled) => Some(signed(&titled).map_or(titled, |signature| signature.issuers.clone())),
        None => signatures.iter().find(|signature| !signature.issuers.is_empty()).map(|signature| signature.issuers.clone()),
    }
}
