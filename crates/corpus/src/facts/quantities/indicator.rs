//! What a quantity measures: the words before its verb, or the counted things behind its measure word.

use crate::facts::quantities::Figure;

/// Verbs between an indicator and its figure.
pub(crate) const VERBS: [&str; 44] = [
    "分别达到",
    "分别降低",
    "分别减少",
    "分别增长",
    "分别提高",
    "分别为",
    "累计新增",
    "累计建设",
    "累计完成",
    "累计达到",
    "累计超过",
    "累计",
    "提高到",
    "提高至",
    "提升到",
    "提升至",
    "增加到",
    "增加至",
    "降低到",
    "降低至",
    "降至",
    "增至",
    "下降到",
    "控制在",
    "保持在",
    "稳定在",
    "达到",
    "提高",
    "提升",
    "增长",
    "增加",
    "增幅",
    "降低",
    "下降",
    "减少",
    "分别",
    "总计",
    "总数达",
    "达",
    "为",
    "是",
    "占",
    "超",
    "到",
];

/// Returns the indicators of the figures of one segment, in order. `start` is where the segment begins.
///
/// A figure that is only joined to the one before it measures the same; `分别` gives each its own.
pub(super) fn of_segment(text: &str, start: usize, figures: &[Figure]) -> Vec<Option<String>> {
    let mut indicators: Vec<Option<String>> = Vec::new();
    let mut first = 0;
    for (index, figure) in figures.iter().enumerate() {
        let joined =
            index > 0 && joins(&text[figures[index - 1].range.end..figure.range.start], figure.unit_base == figures[index - 1].unit_base);
        if joined {
            indicators.push(indicators[index - 1].clone());
        } else {
            by_turns_within(&mut indicators[first..], &text[start..figure.range.start]);
            first = index;
            indicators.push(indicator(&text[start.min(figure.range.start)..figure.range.start], &text[figure.range.end..]));
        }
    }
    let end = figures.last().map_or(start, |figure| figure.range.start);
    by_turns_within(&mut indicators[first..], &text[start.min(end)..end]);
    indicators
}

/// Verbs between the figures of a change.
const TO: [&str; 8] = ["提高到", "提升到", "增加到", "下降到", "降低到", "降至", "增至", "提高至"];

/// What stands between figures of one indicator: `10%、9%`, `从30%提高到85%`.
fn joins(between: &str, same_unit: bool) -> bool {
    same_unit && (matches!(between, "、" | "和" | "与" | "至" | "到" | "—" | "～" | "~" | "-") || TO.contains(&between))
}

/// Gives the figures of a list their own indicators where the words before them say `分别` and name as many.
fn by_turns_within(indicators: &mut [Option<String>], before: &str) {
    let Some(joined) = indicators.first().cloned().flatten().filter(|_| indicators.len() > 1 && before.contains("分别")) else { return };
    let names = by_turns(&joined);
    if names.len() == indicators.len() && names.iter().all(|name| name.chars().count() >= 2 && !name.contains(|c: char| c.is_ascii_digit()))
    {
        for (indicator, name) in indicators.iter_mut().zip(names) {
            *indicator = Some(name);
        }
    }
}

/// Returns what the figure measures: the words before its verb, or the counted things behind a measure word.
fn indicator(before: &str, after: &str) -> Option<String> {
    // A verb counts where it ends within the last twelve bytes.
    let ends = || (before.len().saturating_sub(12)..=before.len()).rev().filter(|end| before.is_char_boundary(*end));
    let last = |verb: &&str| ends().find(|end| before[..*end].ends_with(*verb)).map(|end| (end, end - verb.len()));
    let verb = VERBS.iter().filter_map(last);
    if let Some((end, at)) = verb.max_by_key(|(end, at)| (*end, std::cmp::Reverse(*at))) {
        if before[end..].chars().count() >= 2 {
            return named(&before.replace("累计", ""));
        }
        return named(before[..at].trim_start_matches(['—', '“']));
    }
    let goes_on = after.starts_with(['和', '、', '与', '至', '到']) || TO.iter().any(|verb| after.starts_with(verb));
    let after = if goes_on { "" } else { after };
    let counted: String = after.chars().take_while(|&next| !"，。；、：（）“”".contains(next)).take(16).collect();
    if counted.is_empty() { named(before) } else { named(&counted) }
}

fn named(words: &str) -> Option<String> {
    let words = words
        .trim()
        .trim_end_matches(['、', '和', '约', '近', '第', '（', '共', '从', '由'])
        .trim_start_matches("其中")
        .trim_start_matches(['的', '—']);
    (words.chars().count() >= 2).then(|| words.to_owned())
}

/// Splits joined indicators and gives each the words they share: `化学需氧量、二氧化硫排放` names two kinds of 排放.
fn by_turns(joined: &str) -> Vec<String> {
    let mut items: Vec<&str> = joined.split(['、', '和']).collect();
    let Some(last) = items.pop() else { return Vec::new() };
    let first = items.first().copied().unwrap_or_default();
    let shared = shared_tail(first, last);
    let head = &last[..last.len() - shared.len()];
    items.iter().chain([&head]).map(|item| format!("{item}{shared}")).collect()
}

fn shared_tail<'a>(first: &str, last: &'a str) -> &'a str {
    const TAILS: [&str; 8] = ["排放总量", "排放强度", "排放量", "排放", "消耗", "占地区生产总值比重", "人数", "面积"];
    let like = (0..first.len()).filter(|at| first.is_char_boundary(*at) && first.len() - at >= 6).find_map(|at| {
        let ending = &first[at..];
        last.find(ending).map(|found| &last[found + ending.len()..])
    });
    like.or_else(|| TAILS.iter().find(|tail| last.ends_with(**tail)).map(|tail| &last[last.len() - tail.len()..])).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[Option<&str>]) {
        let figures = crate::facts::quantities::figures(text);
        let found = of_segment(text, 0, &figures);
        assert_eq!(found.iter().map(Option::as_deref).collect::<Vec<_>>(), expected, "{text}");
    }

    #[test]
    fn indicators_named_together_share_their_tail() {
        assert_eq!(by_turns("化学需氧量、二氧化硫排放"), ["化学需氧量排放", "二氧化硫排放"]);
        assert_eq!(by_turns("高新技术产业增加值、服务业增加值占比"), ["高新技术产业增加值占比", "服务业增加值占比"]);
    }

    #[test]
    fn figures_that_are_joined_measure_the_same_or_take_turns() {
        check("化学需氧量、二氧化硫排放分别减少10%、9%", &[Some("化学需氧量排放"), Some("二氧化硫排放")]);
        check("植被覆盖率从不到30%提升到85%", &[Some("植被覆盖率"), Some("植被覆盖率")]);
        check("全市上云企业超过1万家", &[Some("全市上云企业")]);
    }
}
