//! Obligations: who must do what, with whom, for whom, by when.

use std::ops::Range;

use super::Statement;
use super::actors;
use super::cues::Cues;
use super::years;
use crate::reading::Obligation;

/// A word of duty, and the characters before and behind it that make another word of it.
struct Modal {
    word: &'static str,
    not_after: &'static str,
    not_before: &'static str,
}

/// Characters without which no word of duty stands in a segment.
pub(super) const MODAL_WORDS: [&str; 4] = ["应", "必须", "须", "要"];

/// Words with which something is sent to somebody.
pub(super) const REPORTS: [&str; 4] = ["抄送", "报送", "上报", "抄报"];

/// Words between the one who leads and those who join.
pub(super) const JOINTS: [&str; 3] = ["联合", "会同", "商"];

const MODALS: [Modal; 5] = [
    Modal { word: "应当", not_after: "", not_before: "" },
    Modal { word: "必须", not_after: "", not_before: "" },
    Modal { word: "须", not_after: "必无", not_before: "知" },
    Modal {
        word: "要", not_after: "重需主纲必摘首紧概提只不是将所简切扼若想险", not_before: "素求点件领害道义闻紧么是不务职塞旨事"
    },
    Modal {
        word: "应", not_after: "相适供对反效响感顺呼不理本报因答照策一", not_before: "用急对当届力税收付纳有运邀变激酬聘援诉答"
    },
];

pub(super) fn facts(statement: &Statement<'_>, obligations: &mut Vec<Obligation>) {
    let mut index = 0;
    while index < statement.segments.len() {
        let found = asked(statement, index).or_else(|| assigned(statement, index)).or_else(|| modal(statement, index));
        index = match found {
            Some((mut obligation, last)) => {
                if obligation.who.is_none() && index == 0 {
                    obligation.who = obligations.last().and_then(|before| subject_before(statement, before)).map(str::to_owned);
                }
                obligations.push(obligation);
                last + 1
            }
            None => index + 1,
        };
    }
}

/// `城市要甲。要乙。`: a sentence that begins with its word of duty is about those of the sentence before it in the same paragraph.
fn subject_before<'a>(statement: &Statement<'_>, before: &'a Obligation) -> Option<&'a str> {
    let end = statement.paper.text.clean_of(&before.at).last()?.end;
    let between = statement.text.get(end..statement.range.start)?;
    (before.clause == statement.clause_path() && !between.contains('\n')).then_some(before.who.as_deref()).flatten()
}

/// `请A联合B，指导C...`: a polite order; segments that only say with whom and by what lead on to the act.
fn asked(statement: &Statement<'_>, index: usize) -> Option<(Obligation, usize)> {
    let words = statement.segment(index).strip_prefix('请')?;
    let mut last = index;
    while last + 1 < statement.segments.len() && only_leads(statement.segment(last)) {
        last += 1;
    }
    let (who, with) = who_with_whom(words);
    let what = statement.segments[(index + 1).min(last)].start..statement.segments[last].end;
    let range = statement.segments[index].start..statement.segments[last].end;
    let what = if last == index { &words[who.map_or(0, str::len)..] } else { &statement.text[what] };
    Some((obligation(statement, range, who, with, Some("请"), what), last))
}

/// `由省级有关部门联合印发并抄送...`.
fn assigned(statement: &Statement<'_>, index: usize) -> Option<(Obligation, usize)> {
    const ACTS: [&str; 12] = ["联合", "负责", "牵头", "印发", "批复", "组织", "报", "会同", "制定", "另行", "依法", "统一"];
    let words = statement.segment(index).strip_prefix('由')?;
    let at = ACTS.iter().filter_map(|act| words.find(act)).filter(|at| *at >= 3).min()?;
    let who = actors::actor(&words[..at])?;
    Some((obligation(statement, statement.segments[index].clone(), Some(who), Vec::new(), None, &words[at..]), index))
}

fn modal(statement: &Statement<'_>, index: usize) -> Option<(Obligation, usize)> {
    if !statement.has(index, Cues::DUTY) {
        return None;
    }
    let words = statement.segment(index);
    let (at, word) = MODALS.iter().filter_map(|modal| modal.place_in(words).map(|at| (at, modal.word))).min()?;
    let before = actors::without_conjunctions(&words[..at]);
    // 坚持..., 认为... before the word: it is part of what is said, not a duty of its own.
    if before.chars().count() > 50 || ["指出", "强调", "认为", "只有", "如果", "是否"].iter().any(|lead| before.contains(lead))
    {
        return None;
    }
    let who = if before.is_empty() { statement.addressed(index) } else { Some(before.trim_end_matches("确实").trim_end_matches('还')) };
    let jointly = |who| if statement.has(index, Cues::JOINTLY) { who_with_whom(who) } else { (Some(who), Vec::new()) };
    let (who, with) = who.map_or((None, Vec::new()), jointly);
    Some((obligation(statement, statement.segments[index].clone(), who, with, Some(word), &words[at + word.len()..]), index))
}

impl Modal {
    fn place_in(&self, words: &str) -> Option<usize> {
        words.match_indices(self.word).map(|(at, _)| at).find(|at| {
            let before = words[..*at].chars().next_back();
            let after = words[at + self.word.len()..].chars().next();
            !before.is_some_and(|char| self.not_after.contains(char)) && after.is_some_and(|char| !self.not_before.contains(char))
        })
    }
}

fn only_leads(words: &str) -> bool {
    let by = ["按照", "按程序", "根据", "结合"].iter().any(|lead| words.starts_with(lead)) && words.chars().count() <= 12;
    let with = ["联合", "会同"].iter().any(|word| words.contains(word)) && words.ends_with("部门");
    by && !words.contains("印发") && !words.contains("报") || with
}

/// `A联合B、C` is A with B and C.
fn who_with_whom(words: &str) -> (Option<&str>, Vec<String>) {
    for joint in JOINTS {
        if let Some((who, with)) = words.split_once(joint)
            && who.chars().count() >= 2
        {
            let with = with.split('、').filter(|name| !name.is_empty() && name.chars().count() <= 20).map(str::to_owned).collect();
            return (Some(who), with);
        }
    }
    ((!words.is_empty()).then_some(words), Vec::new())
}

fn obligation(
    statement: &Statement<'_>,
    range: Range<usize>,
    who: Option<&str>,
    with: Vec<String>,
    modal: Option<&str>,
    what: &str,
) -> Obligation {
    let sentence = &statement.text[statement.range.start..range.end];
    let when = if statement.has_any(Cues::DATE) { years::deadline(sentence) } else { None };
    let when = when.map(|(_, range)| sentence[range].to_owned());
    let when = when.or_else(|| statement.circumstance(range.start).map(str::to_owned));
    Obligation {
        who: who.map(str::to_owned),
        with,
        modal: modal.map(str::to_owned),
        what: (!what.is_empty()).then(|| what.to_owned()),
        to: recipient(what, statement.has_any(Cues::REPORT)).map(str::to_owned),
        when,
        clause: statement.clause_path(),
        quote: statement.text[range.clone()].to_owned(),
        at: statement.paper.at(range),
    }
}

/// `抄送国家四部委`, `对示范区城市给予优先支持`, `指导北京市...`.
fn recipient(what: &str, reports: bool) -> Option<&str> {
    for verb in REPORTS.iter().filter(|_| reports) {
        if let Some((_, to)) = what.split_once(*verb) {
            return (!to.is_empty()).then_some(to);
        }
    }
    if let Some(to) = what.strip_prefix('对').and_then(|rest| rest.split_once("给予")).map(|(to, _)| to) {
        return Some(to);
    }
    what.strip_prefix("指导").filter(|to| !to.is_empty())
}
