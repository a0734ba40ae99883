//! Rules: a condition with its consequence, prohibitions, and dated demands on all of a kind.

use std::ops::Range;

use super::Statement;
use super::cues::Cues;
use super::years;
use crate::reading::Rule;

/// What may follow from a condition.
pub(super) const CONSEQUENCES: [&str; 40] = [
    "取消",
    "不再享受",
    "撤销",
    "给予加分",
    "予以加分",
    "加分",
    "扣分",
    "扣减",
    "一票否决",
    "优先推荐",
    "予以通报表扬",
    "给予表扬",
    "通报表扬",
    "予以表彰",
    "通报批评",
    "约谈",
    "责令",
    "处以",
    "处罚",
    "罚款",
    "没收",
    "吊销",
    "追究",
    "依法给予",
    "给予处分",
    "不予",
    "暂停",
    "收回",
    "参照享受",
    "享受",
    "限期整改",
    "退出",
    "调出",
    "降级",
    "推荐国务院",
    "由公安机关",
    "承担",
    "视为",
    "处二",
    "处一",
];

/// Words of a prohibition.
pub(super) const PROHIBITIONS: [&str; 10] =
    ["不得", "严禁", "禁止", "不再", "不允许", "不准", "一律不", "原则上不", "坚决杜绝", "坚决遏制"];

/// Words that put a demand on all of a kind.
pub(super) const ALL: [&str; 6] = ["全部", "所有", "均", "一律", "全面完成", "全覆盖"];

pub(super) fn facts(statement: &Statement<'_>, rules: &mut Vec<Rule>) {
    let worth_it = Cues::CONSEQUENCE.with(Cues::PROHIBITION).with(Cues::ALL_OF_A_KIND);
    if !statement.has_any(worth_it) {
        return;
    }
    let mut index = 0;
    while index < statement.segments.len() {
        let words = statement.segment(index);
        let last = match found(statement, index, words) {
            Some((rule, last)) => {
                rules.push(rule);
                last
            }
            None => index,
        };
        index = last + 1;
    }
}

fn found(statement: &Statement<'_>, index: usize, words: &str) -> Option<(Rule, usize)> {
    conditional(statement, index, words)
        .or_else(|| shared(statement, index))
        .or_else(|| prohibition(statement, index, words))
        .or_else(|| dated(statement, index, words))
}

/// `对...的城市，取消示范区资格，不再享受相应政策`; in laws `违反...的，责令改正`; or both in one segment: `对...的城市给予加分`.
fn conditional(statement: &Statement<'_>, index: usize, words: &str) -> Option<(Rule, usize)> {
    let words_after_lead = words.trim_start_matches(['并', '但']).trim_start_matches("继续");
    let lead = ["对于", "对", "凡"].into_iter().find(|lead| words_after_lead.starts_with(lead));
    let follows = |at: usize| {
        at < statement.segments.len() && statement.has(at, Cues::CONSEQUENCE) && begins_consequence(statement.segment(at), lead.is_some())
    };
    if (lead.is_some() || words.ends_with('的')) && follows(index + 1) {
        let mut last = index + 1;
        while follows(last + 1) && !names_an_actor(statement.segment(last + 1)) {
            last += 1;
        }
        let consequence = statement.segments[index + 1].start..statement.segments[last].end;
        let condition = &words_after_lead[lead.map_or(0, str::len)..];
        return Some((rule(statement, index..last + 1, Some(condition), Some(&statement.text[consequence]), kind_of(condition)), last));
    }
    let lead = lead.filter(|_| statement.has(index, Cues::CONSEQUENCE))?;
    let rest = &words_after_lead[lead.len()..];
    let at = CONSEQUENCES.iter().filter_map(|word| rest.find(word)).min()?;
    let at = rest[..at].rfind("在年度").unwrap_or(at);
    let condition = &rest[..at];
    if at == 0 || !condition.contains('的') {
        return None;
    }
    let kind = kind_of(condition);
    let mut last = index;
    while last + 1 < statement.segments.len() && kind.is_some_and(|kind| also_follows(statement.segment(last + 1), kind)) {
        last += 1;
    }
    let start = statement.segments[index].end - rest.len() + at;
    let consequence = &statement.text[start..statement.segments[last].end];
    Some((rule(statement, index..last + 1, Some(condition), Some(consequence), kind), last))
}

/// `..., 支持受激励城市项目建设`: a segment that begins with what is done and names the same kind goes on with the consequence.
fn also_follows(words: &str, kind: &str) -> bool {
    ["支持", "给予", "予以", "取消", "不再"].iter().any(|act| words.starts_with(act)) && words.contains(kind)
}

/// `支持...，并参照享受有关政策`: who is named in the segment before shares a right.
fn shared(statement: &Statement<'_>, index: usize) -> Option<(Rule, usize)> {
    let next =
        (index + 1 < statement.segments.len() && statement.has(index + 1, Cues::CONSEQUENCE)).then(|| statement.segment(index + 1))?;
    let shares = ["并参照享受", "并享受", "参照享受", "同等享受"].iter().any(|word| next.starts_with(word));
    let condition = statement.segment(index);
    let subject = ["支持", "原则同意", "同意"].iter().find_map(|lead| condition.split_once(lead)).map_or(condition, |(_, rest)| rest);
    let end = ["建设", "依托", "开展", "创建"].iter().filter_map(|verb| subject.find(verb)).min().unwrap_or(subject.len());
    shares.then(|| {
        (rule(statement, index..index + 2, Some(condition), Some(next.trim_start_matches('并')), Some(&subject[..end])), index + 1)
    })
}

fn prohibition(statement: &Statement<'_>, index: usize, words: &str) -> Option<(Rule, usize)> {
    if !statement.has(index, Cues::PROHIBITION) {
        return None;
    }
    let at = PROHIBITIONS.iter().filter_map(|word| words.find(word)).min()?;
    // 不得不 and 不再是 forbid nothing.
    if words[at..].starts_with("不得不") || words[at..].starts_with("不再是") {
        return None;
    }
    let subject = words[..at].trim_end_matches("原则上");
    let subject = if subject.ends_with("时期") || subject.ends_with("期间") { "" } else { subject };
    let subject = if subject.is_empty() { statement.addressed(index) } else { Some(subject) };
    Some((rule(statement, index..index + 1, None, Some(&words[at..]), subject), index))
}

/// `具备条件的园区2025年底前全部实施改造`: a date and a demand on all; one that begins with its date takes the segment before.
fn dated(statement: &Statement<'_>, index: usize, words: &str) -> Option<(Rule, usize)> {
    if !statement.has(index, Cues::ALL_OF_A_KIND) || !statement.has(index, Cues::DATE) {
        return None;
    }
    let (_, year) = years::deadline(words)?;
    if !ALL.iter().any(|word| words[year.end..].contains(word)) {
        return None;
    }
    let leads = ["争取", "力争", "到", "确保"].iter().any(|lead| words.starts_with(lead));
    let first = if leads { index.checked_sub(1).unwrap_or(index) } else { index };
    let subject = if leads { statement.segment(first) } else { &words[..year.start] };
    let subject = subject.trim_end_matches(|char: char| char.is_ascii_digit());
    Some((
        rule(
            statement,
            first..index + 1,
            None,
            Some(words[year.end..].trim_start_matches("底前").trim_start_matches('前')),
            (!subject.is_empty()).then_some(subject),
        ),
        index,
    ))
}

fn begins_consequence(words: &str, addressed: bool) -> bool {
    let words = words.trim_start_matches(['并', '可', '将']).trim_start_matches("依法");
    let begins = CONSEQUENCES.iter().any(|word| words.starts_with(word));
    // In laws the one who acts stands before the act: 由县级以上人民政府责令改正.
    begins || !addressed && (words.starts_with('由') || words.starts_with('处')) && CONSEQUENCES.iter().any(|word| words.contains(word))
}

fn names_an_actor(words: &str) -> bool {
    words.contains('将') && !words.starts_with('将')
}

/// The last words of a condition name whom it is about: `连续评为较差的城市`.
fn kind_of(condition: &str) -> Option<&str> {
    let (_, kind) = condition.trim_end_matches('的').rsplit_once('的')?;
    (!kind.is_empty() && kind.chars().count() <= 12).then_some(kind)
}

fn rule(
    statement: &Statement<'_>,
    segments: Range<usize>,
    condition: Option<&str>,
    consequence: Option<&str>,
    subject: Option<&str>,
) -> Rule {
    let range = statement.segments[segments.start].start..statement.segments[segments.end - 1].end;
    Rule {
        condition: condition.map(|words| words.trim_end_matches('的').to_owned()),
        consequence: consequence.map(str::to_owned),
        subject: subject.map(str::to_owned),
        clause: statement.clause_path(),
        quote: statement.text[range.clone()].to_owned(),
        at: statement.paper.at(range),
    }
}
