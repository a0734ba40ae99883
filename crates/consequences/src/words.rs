//! The sentences of decisions, in Chinese with the English beside them.

use corpus::Bilingual;
use programme::rule::{Condition, Group, Outcome, Place, RankTest, Row, Rulebook, ScoreTest, Since, Times, Window};
use programme::{GradeId, UnitId};

use crate::judge::Judgement;
use crate::timeline::{Why, fact};
use crate::{Decision, Fact, Verdict};

/// Returns what a condition asks for, as a phrase that follows 须 or "must".
pub fn describe(condition: &Condition, book: &Rulebook) -> Bilingual {
    match condition {
        Condition::All(parts) if parts.is_empty() => Bilingual::new("无条件", "no condition"),
        Condition::All(parts) => join(parts.iter().map(|part| describe(part, book)), "且", " and "),
        Condition::Any(parts) => join(parts.iter().map(|part| describe(part, book)), "，或者", ", or "),
        Condition::Not(part) => {
            let part = describe(part, book);
            Bilingual::new(format!("并非（{}）", part.zh), format!("not ({})", part.en))
        }
        Condition::Grade(test) => {
            let grades = list(&test.is, book);
            within(&test.over, &Bilingual::new(format!("评为{}", grades.zh), format!("graded {}", grades.en)))
        }
        Condition::Event(test) => {
            let events = list(&test.is, book);
            within(&test.over, &Bilingual::new(format!("发生“{}”", events.zh), format!("event \"{}\"", events.en)))
        }
        Condition::Rank(test) => within(&test.over, &rank_asked(test)),
        Condition::Score(test) => within(&test.over, &score_asked(test)),
        Condition::Stratum(names) => {
            let names = list(names, book);
            Bilingual::new(format!("属于{}", names.zh), format!("belongs to {}", names.en))
        }
        Condition::Member(kinds) => {
            let kinds = list(kinds, book);
            Bilingual::new(format!("身份为{}", kinds.zh), format!("is {}", kinds.en))
        }
        Condition::Decided(test) => {
            let outcome = test.outcome.map(outcome);
            let named = test.rule.as_ref().and_then(|rule| book.rules.get(rule)).map(|rule| rule.title.clone());
            let what = named.or(outcome).unwrap_or_default();
            let of = group(test.of);
            let phrase = Bilingual::new(format!("{}已有“{}”决定", of.zh, what.zh), format!("\"{}\" decided{}", what.en, of.en));
            within(&test.over, &phrase)
        }
        Condition::Count(test) => {
            let (of, among) = (describe(&test.of, book), group(test.among));
            let limit = |number: Option<u32>, zh: &str, en: &str| {
                number.map(|number| Bilingual::new(format!("{zh}{number}个"), format!("{en} {number}")))
            };
            let limits = [limit(test.at_least, "至少", "at least"), limit(test.at_most, "至多", "at most")];
            let limits = join(limits.into_iter().flatten(), "且", " and ");
            Bilingual::new(
                format!("{}符合“{}”的单位{}", among.zh, of.zh, limits.zh),
                format!("{} units{} that are: {}", limits.en, among.en, of.en),
            )
        }
    }
}

fn join(parts: impl Iterator<Item = Bilingual>, zh: &str, en: &str) -> Bilingual {
    let (chinese, english): (Vec<String>, Vec<String>) = parts.map(|part| (part.zh, part.en)).unzip();
    Bilingual::new(chinese.join(zh), english.join(en))
}

fn list<T: AsRef<str>>(ids: &[T], book: &Rulebook) -> Bilingual {
    join(ids.iter().map(|id| book.say(id.as_ref())), "或", " or ")
}

/// Puts a phrase into its window of years.
fn within(window: &Window, phrase: &Bilingual) -> Bilingual {
    let Bilingual { zh, en } = phrase;
    match window {
        Window::ThisYear => Bilingual::new(format!("本年度{zh}"), format!("{en} this year")),
        Window::Consecutive(number) => match number.bounds() {
            (least, most) if least == most => Bilingual::new(format!("连续{least}年{zh}"), format!("{en} {least} years in a row")),
            (least, most) => Bilingual::new(
                format!("连续{zh}（条款未载明年数，在{least}年至{most}年之间）"),
                format!("{en} in consecutive years (the clause gives no number; between {least} and {most})"),
            ),
        },
        Window::Times(Times { at_least, of_last }) => Bilingual::new(
            format!("最近{of_last}年中至少{at_least}年{zh}"),
            format!("{en} in at least {at_least} of the last {of_last} years"),
        ),
        Window::Since(Since { day, at_least }) => {
            Bilingual::new(format!("自{day}以来至少{at_least}次{zh}"), format!("{en} at least {at_least} times since {day}"))
        }
    }
}

fn rank_asked(test: &RankTest) -> Bilingual {
    let of = group(test.within);
    match (test.first, test.last) {
        (Some(first), _) => Bilingual::new(format!("位列{}前{first}名", of.zh), format!("among the first {first}{}", of.en)),
        (None, last) => {
            let last = last.unwrap_or(0);
            Bilingual::new(format!("位列{}后{last}名", of.zh), format!("among the last {last}{}", of.en))
        }
    }
}

fn score_asked(test: &ScoreTest) -> Bilingual {
    let what = test.mean_of_last.map_or_else(
        || Bilingual::new("得分", "score"),
        |years| Bilingual::new(format!("近{years}年平均得分"), format!("mean score of {years} years")),
    );
    let Bilingual { zh, en } = &what;
    let least = test.at_least.map(|least| (format!("{zh}不低于{least}"), format!("{en} at least {least}")));
    let below = test.below.map(|below| (format!("{zh}低于{below}"), format!("{en} below {below}")));
    let (zh, en): (Vec<String>, Vec<String>) = least.into_iter().chain(below).unzip();
    Bilingual::new(zh.join("且"), en.join(" and "))
}

fn group(group: Group) -> Bilingual {
    match group {
        Group::Unit => Bilingual::default(),
        Group::Zone => Bilingual::new("所在示范区内", " within its zone"),
        Group::Province => Bilingual::new("所在省（区、市）内", " within its province"),
        Group::Stratum => Bilingual::new("所在分组内", " within its class or region"),
        Group::All => Bilingual::new("全部单位中", " of all units"),
    }
}

/// Returns an outcome by name.
pub fn outcome(outcome: Outcome) -> Bilingual {
    let (zh, en) = match outcome {
        Outcome::Honour => ("表扬", "honour"),
        Outcome::Recommendation => ("推荐", "recommendation"),
        Outcome::Entitlement => ("政策支持", "entitlement"),
        Outcome::Bonus => ("加分", "bonus"),
        Outcome::Warning => ("警示", "warning"),
        Outcome::Removal => ("取消资格", "removal"),
        Outcome::Embargo => ("暂停新增", "embargo"),
        Outcome::AdmissionRight => ("新增资格", "admission right"),
        Outcome::ObjectionRight => ("异议权", "right to object"),
        Outcome::LossOfSupport => ("停止享受政策", "loss of support"),
    };
    Bilingual::new(zh, en)
}

/// Returns why a rule is met, is not met yet, or cannot be decided.
pub(crate) fn reason(judgement: &Judgement, asked: &Bilingual) -> Bilingual {
    let bits = match judgement.verdict {
        Verdict::Unknown => &judgement.unknown,
        _ => &judgement.progress,
    };
    let mut bits = bits.clone();
    if bits.is_empty() {
        bits = judgement.because.iter().map(|fact| fact.what.clone()).collect();
    }
    bits.dedup();
    let said = join(bits.into_iter(), "、", "; ");
    let with = |zh: String, en: String| {
        let tail = |text: &str, open: &str, close: &str| if text.is_empty() { String::new() } else { format!("{open}{text}{close}") };
        Bilingual::new(zh + &tail(&said.zh, "（", "）"), en + &tail(&said.en, " (", ")"))
    };
    match judgement.verdict {
        Verdict::Met => with(format!("满足条件：{}", asked.zh), format!("met: {}", asked.en)),
        Verdict::NotMet => with(format!("尚不满足：须{}", asked.zh), format!("not yet: it must be that: {}", asked.en)),
        Verdict::Unknown => with(format!("无法判定：须{}", asked.zh), format!("cannot be decided: it must be that: {}", asked.en)),
    }
}

pub(crate) fn grade_fact(row: &Row, grades: &[GradeId], zone: Option<&UnitId>, book: &Rulebook) -> Fact {
    let said = list(grades, book);
    let year = row.year;
    let what = match zone {
        None => Bilingual::new(format!("{year}年度评为{}", said.zh), format!("graded {} for {year}", said.en)),
        Some(_) => Bilingual::new(
            format!("{year}年度所在示范区评为{}，由成员城市承继", said.zh),
            format!("its zone was graded {} for {year}; the member cities carry the grade on", said.en),
        ),
    };
    let mut fact = fact(row, what);
    if let Some(succession) = zone.and_then(|_| book.succession(year)) {
        fact.cite.extend(succession.cite.iter().cloned());
        fact.cite.dedup();
    }
    fact
}

pub(crate) fn none(year: i16, why: Why) -> Bilingual {
    match why {
        Why::NotYetMember => Bilingual::new(format!("{year}年度末尚未纳入"), format!("not a member by the end of {year}")),
        Why::NobodyEvaluated => Bilingual::new(format!("{year}年度没有评估"), format!("nobody was evaluated for {year}")),
        Why::NotGraded => Bilingual::new(format!("{year}年度未评等次"), format!("not graded for {year}")),
        Why::Removed => Bilingual::new(format!("{year}年度已取消资格，未参加评估"), format!("removed and not evaluated in {year}")),
    }
}

pub(crate) fn mean_score(years: &[i16], mean: f64) -> Bilingual {
    let said = years.iter().map(ToString::to_string).collect::<Vec<_>>();
    Bilingual::new(format!("{}年度得分平均{mean}", said.join("、")), format!("mean score of {}: {mean}", said.join(", ")))
}

pub(crate) fn narrowed_grade(year: i16, grades: &[GradeId], book: &Rulebook) -> Bilingual {
    let said = list(grades, book);
    Bilingual::new(format!("{year}年度等次（只知为{}）", said.zh), format!("grade of {year} (known only to be {})", said.en))
}

pub(crate) fn missing(year: i16, zh: &str, en: &str) -> Bilingual {
    Bilingual::new(format!("{year}年度{zh}"), format!("{en} of {year}"))
}

pub(crate) fn doubtful(year: i16, event: &Bilingual) -> Bilingual {
    Bilingual::new(format!("{year}年度是否“{}”", event.zh), format!("whether \"{}\" happened in {year}", event.en))
}

pub(crate) fn happened(year: i16, event: &Bilingual) -> Bilingual {
    Bilingual::new(format!("{year}年度：{}", event.zh), format!("{year}: {}", event.en))
}

pub(crate) fn no_event<T: AsRef<str>>(year: i16, events: &[T], book: &Rulebook) -> Bilingual {
    let said = list(events, book);
    Bilingual::new(format!("{year}年度没有“{}”的记录", said.zh), format!("no record of \"{}\" in {year}", said.en))
}

pub(crate) fn not_told<T: AsRef<str>>(year: i16, events: &[T], book: &Rulebook) -> Bilingual {
    let said = list(events, book);
    Bilingual::new(format!("{year}年度是否“{}”", said.zh), format!("whether \"{}\" in {year}", said.en))
}

pub(crate) fn ruled(year: i16, met: bool) -> Bilingual {
    let (zh, en) = if met { ("本项决定成立", "the decision stands") } else { ("本项决定撤销", "the decision is set aside") };
    Bilingual::new(format!("{year}年度异议裁定：{zh}"), format!("ruling on an objection for {year}: {en}"))
}

pub(crate) fn no_member() -> Bilingual {
    Bilingual::new("不是成员", "not a member")
}

pub(crate) fn score(year: i16, score: f64) -> Bilingual {
    Bilingual::new(format!("{year}年度得分{score}"), format!("score {score} in {year}"))
}

pub(crate) fn rank(year: i16, place: Place) -> Bilingual {
    let (zh, en) = match place {
        Place::FromTop { rank, of: Some(of) } => (format!("第{rank}名（共{of}个）"), format!("rank {rank} of {of}")),
        Place::FromTop { rank, of: None } => (format!("第{rank}名"), format!("rank {rank}")),
        Place::FromEnd(rank) => (format!("倒数第{rank}名"), format!("rank {rank} from the end")),
        Place::AmongLast(count) => (format!("后{count}名"), format!("among the last {count}")),
        Place::AmongFirst(count) => (format!("前{count}名"), format!("among the first {count}")),
    };
    Bilingual::new(format!("{year}年度{zh}"), format!("{en} in {year}"))
}

pub(crate) fn ranked(year: i16, score: f64, rank: u32, of: u32) -> Bilingual {
    Bilingual::new(format!("{year}年度得分{score}，在{of}个单位中列第{rank}"), format!("score {score} in {year}, rank {rank} of {of}"))
}

pub(crate) fn open_rank(year: i16) -> Bilingual {
    Bilingual::new(
        format!("{year}年度位次（缺参评单位总数或其他单位得分）"),
        format!("rank of {year} (number of units ranked, or others' scores, are missing)"),
    )
}

pub(crate) fn counted(sure: u32, open: u32) -> Bilingual {
    let doubt =
        if open == 0 { (String::new(), String::new()) } else { (format!("，另有{open}个不明"), format!(", {open} more unknown")) };
    Bilingual::new(format!("符合的单位{sure}个{}", doubt.0), format!("units that meet it: {sure}{}", doubt.1))
}

pub(crate) fn run(years: usize, of: i16) -> Bilingual {
    Bilingual::new(format!("至本年度连续{years}年，须{of}年"), format!("{years} in a row so far, {of} needed"))
}

pub(crate) fn times(met: i16, times: Times) -> Bilingual {
    let Times { at_least, of_last } = times;
    Bilingual::new(format!("最近{of_last}年中有{met}年，须{at_least}年"), format!("{met} of the last {of_last} years, {at_least} needed"))
}

pub(crate) fn since(met: i16, since: Since) -> Bilingual {
    let Since { day, at_least } = since;
    Bilingual::new(format!("自{day}以来{met}次，须{at_least}次"), format!("{met} times since {day}, {at_least} needed"))
}

/// Returns what is missing where a clause says "consecutive" without a number.
pub(crate) fn unstated_number(condition: &Condition, book: &Rulebook, least: i16, most: i16) -> Bilingual {
    let asked = describe(condition, book);
    Bilingual::new(
        format!("“{}”所称连续的年数（条款未载明，可为{least}至{most}年）", asked.zh),
        format!("how many years \"{}\" means (not stated, {least} to {most})", asked.en),
    )
}

pub(crate) fn decided(decision: &Decision) -> Bilingual {
    Bilingual::new(
        format!("{}年度决定：{}", decision.year, decision.title.zh),
        format!("decided for {}: {}", decision.year, decision.title.en),
    )
}

pub(crate) fn open_decision(fact: &Fact) -> Bilingual {
    Bilingual::new(format!("“{}”能否成立", fact.what.zh), format!("whether \"{}\" holds", fact.what.en))
}

/// Names the unit that something is said of.
pub(crate) fn of_unit(unit: &UnitId, text: &Bilingual) -> Bilingual {
    Bilingual::new(format!("{unit}：{}", text.zh), format!("{unit}: {}", text.en))
}

pub(crate) fn nothing_decided(year: i16, condition: &Condition, book: &Rulebook) -> Bilingual {
    let asked = describe(condition, book);
    Bilingual::new(format!("{year}年度没有这一决定（{}）", asked.zh), format!("no such decision for {year} ({})", asked.en))
}

pub(crate) fn gives_way(by: &Bilingual) -> Bilingual {
    Bilingual::new(format!("优先适用“{}”", by.zh), format!("gives way to \"{}\"", by.en))
}

pub(crate) fn excepted(exception: &Bilingual) -> Bilingual {
    Bilingual::new(format!("属于例外：{}", exception.zh), format!("excepted: {}", exception.en))
}

/// Returns a verdict by name.
pub fn verdict(verdict: Verdict) -> Bilingual {
    match verdict {
        Verdict::Met => Bilingual::new("满足", "met"),
        Verdict::NotMet => Bilingual::new("不满足", "not met"),
        Verdict::Unknown => Bilingual::new("不明", "unknown"),
    }
}
