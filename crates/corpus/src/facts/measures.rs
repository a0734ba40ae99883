//! Support measures: who gives what to whom under which condition.
//!
//! In a clause on support policies every act of support is a measure. Elsewhere `支持 ...` is a task, and only support with a giver, a rank
//! (`优先支持`) or an instrument (a fund, a loan, land) is a measure.

use std::ops::Range;

use super::Statement;
use super::actors;
use super::coreference;
use super::cues::Cues;
use crate::reading::Measure;

/// Acts of support that are always measures.
pub(super) const GIVEN: [&str; 22] = [
    "给予倾斜支持",
    "给予优先支持",
    "给予重点支持",
    "给予积极支持",
    "给予适当支持",
    "给予支持",
    "予以倾斜支持",
    "予以优先支持",
    "予以重点支持",
    "予以适当支持",
    "予以支持",
    "优先支持",
    "倾斜支持",
    "支持力度",
    "给予补助",
    "给予奖励",
    "给予资金",
    "给予财政",
    "予以奖励",
    "予以补助",
    "资金支持",
    "重点支持",
];

/// Acts of support that are measures in a clause on support, or with a giver.
pub(super) const ACTS: [&str; 12] = ["支持", "扶持", "保障", "推荐", "减免", "补贴", "贴息", "倾斜", "赋予", "奖励", "补助", "优惠"];

/// What is given.
const INSTRUMENTS: [&str; 24] = [
    "中央预算内投资",
    "专项资金",
    "财政资金",
    "转移支付",
    "专项债券",
    "企业债券",
    "债券",
    "贷款",
    "融资担保",
    "融资",
    "用地指标",
    "建设用地",
    "用地需求",
    "用地",
    "税收",
    "税费",
    "贴息",
    "补助",
    "补贴",
    "奖励",
    "资金",
    "投资基金",
    "上市",
    "督查激励",
];

/// Words in the title of a clause on support.
const ON_SUPPORT: [&str; 9] = ["支持", "政策", "激励", "投融资", "财税", "融资", "保障措施", "扶持", "奖惩"];

/// Words before an act that make it something else.
const NOT_SUPPORT: [&str; 12] =
    ["支撑", "有支持政策", "技术支持", "享受", "的支持下", "争取", "不予支持", "不支持", "支持政策", "社会保障", "服务保障", "保障体系"];

pub(super) fn facts(statement: &Statement<'_>, measures: &mut Vec<Measure>) {
    if !statement.has_any(Cues::SUPPORT) {
        return;
    }
    let on_support = statement.clause_title().is_some_and(|title| ON_SUPPORT.iter().any(|word| title.contains(word)));
    let mut supporter: Option<&str> = None;
    let mut index = 0;
    while index < statement.segments.len() {
        let segment = statement.segment(index);
        let named = actors::giver(segment);
        supporter = named.or(supporter);
        if !statement.has(index, Cues::SUPPORT) || !is_measure(segment, on_support, supporter.is_some()) {
            index += 1;
            continue;
        }
        let first = first_segment(statement, index);
        let last = last_segment(statement, index, on_support);
        measures.push(measure(statement, first..last + 1, index, supporter));
        index = last + 1;
    }
}

fn is_measure(segment: &str, on_support: bool, has_supporter: bool) -> bool {
    // `在省级推荐基础上` says how it came about, not what is given.
    if ["基础上", "过程中", "的同时"].iter().any(|end| segment.ends_with(end)) {
        return false;
    }
    // 支持的 only describes what was supported.
    let given = GIVEN.iter().any(|act| segment.match_indices(act).any(|(at, _)| !segment[at + act.len()..].starts_with('的')));
    let act = || ACTS.iter().any(|act| segment.contains(act)) && !NOT_SUPPORT.iter().any(|word| segment.contains(word));
    given && !segment.contains("享受") || act() && (on_support || has_supporter && INSTRUMENTS.iter().any(|word| segment.contains(word)))
}

/// A segment that only says who, or in which respects, belongs to the measure after it, unless it is long.
fn first_segment(statement: &Statement<'_>, index: usize) -> usize {
    const LONGEST: usize = 50;
    let Some(before) = index.checked_sub(1) else { return index };
    let words = statement.segment(before);
    let governs =
        actors::giver(words).is_some() && words.ends_with(['面', '下', '上', '时', '中']) && !ACTS.iter().any(|act| words.contains(act));
    if governs && words.chars().count() <= LONGEST { before } else { index }
}

/// A segment that only goes on (`在融资等方面予以倾斜支持`, `赋予更多权限`) belongs to the measure before it.
fn last_segment(statement: &Statement<'_>, index: usize, on_support: bool) -> usize {
    let goes_on = |words: &str| {
        (words.starts_with('在') && (words.contains("方面予以") || words.contains("方面给予")))
            || ["赋予", "并给予", "并予以", "给予", "予以"].iter().any(|word| words.starts_with(word))
            || on_support && words.starts_with("鼓励参与")
    };
    let mut last = index;
    // `支持甲、乙等高新区，丙、丁等经开区创建...`: the list goes on behind the comma.
    let lists_on = |at: usize| {
        statement.segment(at).contains("支持") && beneficiary(statement.segment(at)).is_none() && statement.segment(at).contains('等')
    };
    if last + 1 < statement.segments.len() && lists_on(last) && !ACTS.iter().any(|act| statement.segment(last + 1).contains(act)) {
        last += 1;
    }
    while last + 1 < statement.segments.len() && goes_on(statement.segment(last + 1)) {
        last += 1;
    }
    last
}

fn measure(statement: &Statement<'_>, segments: Range<usize>, act: usize, supporter: Option<&str>) -> Measure {
    let range = statement.segments[segments.start].start..statement.segments[segments.end - 1].end;
    let words = &statement.text[range.clone()];
    let condition = condition(statement, segments.start, words);
    let supporter = supporter.map(|supporter| match coreference::issuers(statement.paper, supporter) {
        Some(issuers) => issuers.join("、"),
        None => supporter.to_owned(),
    });
    Measure {
        instrument: instrument(statement.segment(act), words),
        beneficiary: beneficiary(words).or_else(|| statement.addressed(act)).map(str::to_owned),
        condition: condition.map(str::to_owned),
        supporter,
        clause: statement.clause_path(),
        quote: words.to_owned(),
        at: statement.paper.at(range),
    }
}

fn condition<'a>(statement: &Statement<'a>, first: usize, words: &'a str) -> Option<&'a str> {
    let before = first.checked_sub(1).map(|before| statement.segment(before));
    let given = |words: &'a str| {
        let end = words.find("前提下").map(|at| at + "前提下".len())?;
        let start = words[..end].find('在').unwrap_or_default();
        Some(&words[start..end])
    };
    given(words)
        .or_else(|| before.and_then(given))
        .or_else(|| ["符合条件", "按规定", "具备条件"].into_iter().find(|word| words.contains(word)))
}

/// Returns what is given: a named instrument, else the words behind the verb.
fn instrument(act: &str, words: &str) -> Option<String> {
    let named: Vec<&str> = INSTRUMENTS.iter().copied().filter(|word| words.contains(word)).collect();
    let longest = |word: &&str| !named.iter().any(|other| other.len() > word.len() && other.contains(*word));
    let named: Vec<&str> = named.iter().copied().filter(longest).collect();
    if !named.is_empty() {
        return Some(named.join("、"));
    }
    GIVEN.iter().find(|given| act.contains(**given)).map(|given| (*given).to_owned()).or_else(|| {
        let (at, word) = ACTS.iter().filter_map(|word| act.find(word).map(|at| (at, *word))).min()?;
        let rest = act[at + word.len()..].trim();
        let rest = beneficiary(act).and_then(|who| rest.strip_prefix(who)).unwrap_or(rest);
        Some(if rest.is_empty() { word } else { rest }.to_owned())
    })
}

/// `对示范区城市给予优先支持` is for 示范区城市; `支持鹤壁等示范区建设` for what stands between verb and verb.
fn beneficiary(words: &str) -> Option<&str> {
    const THEN: [&str; 14] = [
        "给予",
        "予以",
        "的支持力度",
        "的投融资支持力度",
        "建设",
        "培育",
        "创建",
        "上市",
        "发展",
        "按规定",
        "适当",
        "推荐",
        "开展",
        "参与",
    ];
    let start = words.find('对').map(|at| at + '对'.len_utf8()).or_else(|| words.find("支持").map(|at| at + "支持".len()))?;
    let rest = &words[start..];
    let end = THEN.iter().filter_map(|then| rest.find(then)).min()?;
    (end >= 6).then(|| rest[..end].trim_end_matches('的'))
}
