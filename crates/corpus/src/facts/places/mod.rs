//! Places named in a paper, each with the support that the sentence gives it.
//!
//! A full official name stands for itself. A short name (`湘潭`) is taken only where the sentence supports it: a province or city named right
//! before it, peers in the same list, a head behind it (`等城市`, `都市圈`), or a clean word boundary for names that mean nothing else.

mod lexicon;
mod list;
mod parks;
mod resolve;
mod surroundings;

use std::collections::BTreeMap;
use std::ops::Range;

use jiff::civil::Date;

use crate::gazetteer;
use crate::paper::Paper;
use crate::reading::{Place, PlaceLevel};
use crate::{Finding, Location};

/// A place named at one spot of the clean text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mention {
    /// Byte offsets in the clean text.
    pub(crate) range: Range<usize>,
    pub(crate) named: Named,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Named {
    pub(crate) name: String,
    pub(crate) level: PlaceLevel,
    pub(crate) province: Option<&'static str>,
    pub(crate) code: Option<&'static str>,
}

impl Named {
    fn administrative(place: &gazetteer::Place) -> Self {
        Self { name: place.name.to_owned(), level: place.level, province: Some(place.province), code: Some(place.code) }
    }
}

/// All mentions in the order of the text; the members of a composite share its range.
pub(crate) fn mentions(paper: &Paper, findings: &mut Vec<Finding>) -> Vec<Mention> {
    let text = paper.text.as_str();
    let words: Vec<_> = lexicon::Lexicon::shared().scan(text).collect();
    let mut resolver = resolve::Resolver::new(text, &words, day_of(paper));
    let mut mentions = resolver.resolve();
    for doubt in resolver.doubts {
        findings.push(doubt.finding(&paper.file, |range| paper.at(range)));
    }
    parks::add(text, &mut mentions);
    mentions
}

/// Returns one entry per distinct place, in the order of first mention.
pub(crate) fn distinct(paper: &Paper, mentions: &[Mention]) -> Vec<Place> {
    let mut entries: Vec<Place> = Vec::new();
    let mut known: BTreeMap<(&str, Option<&str>), usize> = BTreeMap::new();
    for mention in mentions {
        let named = &mention.named;
        if let Some(&index) = known.get(&(named.name.as_str(), named.province)) {
            entries[index].mentions += 1;
            continue;
        }
        known.insert((&named.name, named.province), entries.len());
        entries.push(Place {
            name: named.name.clone(),
            level: named.level,
            province: named.province.map(str::to_owned),
            code: named.code.map(str::to_owned),
            surface: paper.text.as_str()[mention.range.clone()].to_owned(),
            at: paper.at(mention.range.clone()),
            mentions: 1,
        });
    }
    entries
}

/// The day whose names hold: that of the signature, else of publication, else none (then the latest names are preferred).
fn day_of(paper: &Paper) -> Option<Date> {
    let printed = paper.metadata.signed_on.as_ref().or(paper.metadata.published_on.as_ref())?;
    let day = if printed.len() == 7 { format!("{printed}-01") } else { printed.clone() };
    day.parse().ok()
}

/// A name that cannot be told for certain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Doubt {
    /// Several places have this name and the text does not say which.
    Ambiguous { range: Range<usize>, name: String, rivals: Vec<&'static gazetteer::Place> },
    /// The place had been abolished or renamed by the day of the paper.
    Former { range: Range<usize>, place: &'static gazetteer::Place },
}

impl Doubt {
    fn finding(&self, file: &str, at: impl Fn(Range<usize>) -> Vec<crate::ByteRange>) -> Finding {
        match self {
            Self::Ambiguous { range, name, rivals } => {
                let rivals: Vec<String> =
                    rivals.iter().map(|place| format!("{}{}（{}）", place.province, place.name, place.code)).collect();
                let rivals = rivals.join("、");
                Finding::warning(
                    "facts/ambiguous-place",
                    format!("“{name}”有多处同名：{rivals}；上下文未说明是哪一处，未列入地名"),
                    format!("`{name}` is the name of several places ({rivals}) and the text does not say which: it is left out"),
                )
                .at(located(file, at(range.clone())))
                .hint("在审阅队列中指定", "decide in the review queue")
            }
            Self::Former { range, place } => {
                let end = place.valid_to.map(|day| day.strftime("%Y-%m").to_string()).unwrap_or_default();
                let next = gazetteer::Gazetteer::shared().today(place).map_or("", |place| place.name);
                Finding::info(
                    "facts/former-place",
                    format!("“{}”（{}）自{end}起已不在行政区划代码表中，现属{next}", place.name, place.code),
                    format!("`{}` ({}) is no longer in the code table from {end}; its area is now in `{next}`", place.name, place.code),
                )
                .at(located(file, at(range.clone())))
            }
        }
    }
}

fn located(file: &str, at: Vec<crate::ByteRange>) -> Location {
    Location { at, ..Location::file(file) }
}
