//! Parks and zones: a place (or a known area) with a head such as `产业园` or `高新区` behind it, and lists that share one head.

use std::ops::Range;

use super::{Mention, Named};
use crate::reading::PlaceLevel;

/// Heads that make a park of what stands before them; a longer one is tried before those it holds.
const PARKS: [&str; 20] = [
    "高新技术产业开发区",
    "高新技术产业园区",
    "经济技术开发区",
    "高新技术开发区",
    "石化产业基地",
    "化工产业基地",
    "化工基地",
    "国际合作示范区",
    "工业园区",
    "产业园区",
    "科技园区",
    "循环化工园区",
    "经济开发区",
    "产业园",
    "工业园",
    "科技园",
    "高新区",
    "经开区",
    "开发区",
    "产业基地",
];

/// Heads of zones, which are larger than a park.
const ZONES: [&str; 7] = ["自由贸易试验区", "综合实验区", "综合保税区", "自主创新示范区", "国家级新区", "合作试验区", "自贸试验区"];

/// Words that show that the words before a head are a clause, not a name.
const VERBS: [&str; 26] = [
    "支持",
    "建设",
    "打造",
    "推进",
    "推动",
    "发展",
    "实施",
    "创建",
    "依托",
    "加快",
    "积极",
    "引导",
    "共建",
    "形成",
    "设立",
    "培育",
    "规划",
    "批准",
    "各类",
    "国家级",
    "省级",
    "产城",
    "统筹",
    "整合",
    "示范园",
    "重点",
];

/// Longest name before a head, in characters.
const LONGEST: usize = 16;

/// Adds the parks that the mentions begin; areas without a park behind them are taken out.
pub(super) fn add(text: &str, mentions: &mut Vec<Mention>) {
    let mut parks: Vec<Mention> = Vec::new();
    for (index, mention) in mentions.iter().enumerate() {
        if let Some(park) = park_behind(text, mention) {
            let inner = inner_parks(text, &park);
            if inner.is_empty() { parks.push(park) } else { parks.extend(inner) }
        }
        parks.extend(sharing_a_head(text, mentions, index));
    }
    mentions.retain(|mention| mention.named.level != PlaceLevel::Zone || mention.named.code.is_some());
    mentions.extend(parks);
    mentions.sort_by_key(|mention| (mention.range.start, mention.range.end));
    mentions.dedup();
}

fn park_behind(text: &str, mention: &Mention) -> Option<Mention> {
    let start = start_of_name(text, &mention.range);
    let rest = &text[mention.range.end..];
    let (end, level) = head_in(rest)?;
    let between = &rest[..end];
    if VERBS.iter().any(|verb| between.contains(verb))
        || between.contains(['的', '等', '对', '在', '为', '将', '与']) && !between.contains('（')
    {
        return None;
    }
    let end = mention.range.end + end;
    let start = if matches!(mention.named.level, PlaceLevel::Province) { start.max(mention.range.end) } else { start };
    let name = &text[start..end];
    if PARKS.contains(&name) || ZONES.contains(&name) {
        return None;
    }
    let named = Named { name: name.to_owned(), level, province: mention.named.province, code: None };
    Some(Mention { range: start..end, named })
}

/// `中德（沈阳）...`: the name begins before the bracket.
fn start_of_name(text: &str, place: &Range<usize>) -> usize {
    let before = &text[..place.start];
    if !before.ends_with('（') || !text[place.end..].starts_with('）') {
        return place.start;
    }
    let word: usize = before[..before.len() - 3].chars().rev().take(2).map(char::len_utf8).sum();
    place.start - 3 - word
}

/// Returns where the first head ends that follows without a break, and what it makes.
fn head_in(rest: &str) -> Option<(usize, PlaceLevel)> {
    let mut depth = 0_u32;
    for (at, char) in rest.char_indices().take(LONGEST) {
        match char {
            '（' => depth += 1,
            '）' => depth = depth.saturating_sub(1),
            '、' if depth > 0 => {}
            '\u{4E00}'..='\u{9FFF}' | 'A'..='Z' => {}
            _ => return None,
        }
        let from = &rest[at..];
        if let Some(head) = PARKS.iter().find(|head| from.starts_with(**head)) {
            return Some((at + head.len(), PlaceLevel::Park));
        }
        if let Some(head) = ZONES.iter().find(|head| from.starts_with(**head)) {
            return Some((at + head.len(), PlaceLevel::Zone));
        }
    }
    None
}

/// `中关村科技园（石景山园、门头沟园）` names two parks.
fn inner_parks(text: &str, park: &Mention) -> Vec<Mention> {
    let inner = match text[park.range.end..].strip_prefix('（').and_then(|rest| rest.split_once('）')) {
        Some((inner, _)) if inner.ends_with('园') => inner,
        _ => return Vec::new(),
    };
    let mut start = park.range.end + '（'.len_utf8();
    let mut parks = Vec::new();
    for name in inner.split('、') {
        let named = Named { name: format!("{}{name}", park.named.name), ..park.named.clone() };
        parks.push(Mention { range: start..start + name.len(), named });
        start += name.len() + '、'.len_utf8();
    }
    parks
}

/// `抚顺、韶关等高新区`: each member of the list has the head.
fn sharing_a_head(text: &str, mentions: &[Mention], index: usize) -> Vec<Mention> {
    let last = &mentions[index];
    let Some(rest) = text[last.range.end..].strip_prefix('等') else { return Vec::new() };
    let rest = ["国家级", "省级", "国家", "省市", "城市", "市"].iter().find_map(|word| rest.strip_prefix(word)).unwrap_or(rest);
    let Some(head) = PARKS.iter().find(|head| rest.starts_with(**head)) else { return Vec::new() };
    let mut first = index;
    while first > 0 && matches!(&text[mentions[first - 1].range.end..mentions[first].range.start], "、" | "" | "和") {
        first -= 1;
    }
    let mut members: Vec<Mention> = Vec::new();
    for mention in &mentions[first..=index] {
        let adjacent = members.last().is_some_and(|member| member.range.end == mention.range.start);
        let start = if adjacent { members.pop().map_or(mention.range.start, |member| member.range.start) } else { mention.range.start };
        let range = start..mention.range.end;
        let named = Named {
            name: format!("{}{head}", &text[range.clone()]),
            level: PlaceLevel::Park,
            province: mention.named.province,
            code: None,
        };
        members.push(Mention { range, named });
    }
    members
}
