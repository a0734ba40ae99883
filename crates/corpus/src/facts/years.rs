//! Years in a sentence: deadlines and baselines.

use std::ops::Range;

/// Five-year plans by their names, with the last year of each.
const PLANS: [(&str, i16); 7] = [
    ("“九五”", 2000),
    ("“十五”", 2005),
    ("“十一五”", 2010),
    ("“十二五”", 2015),
    ("“十三五”", 2020),
    ("“十四五”", 2025),
    ("“十五五”", 2030),
];

/// Returns the last deadline named in the text, with its place: `到2017年`, `2025年底前`, `“十四五”末`.
pub(super) fn deadline(text: &str) -> Option<(i16, Range<usize>)> {
    let by_year = years(text).filter(|(_, range)| {
        let (before, after) = (&text[..range.start], &text[range.end..]);
        let until = ["到", "至", "力争到", "争取至"].iter().any(|word| before.ends_with(word))
            && !before.ends_with("截至")
            && !before.ends_with("截止到");
        let before_end = ["底前", "年底前", "前", "底之前", "末前"].iter().any(|word| after.starts_with(word))
            || after
                .strip_prefix(|char: char| char.is_ascii_digit())
                .is_some_and(|rest| rest.trim_start_matches(|char: char| char.is_ascii_digit()).starts_with("月底前"));
        (until && !spans_from(before)) || before_end
    });
    let plans: &[(&str, i16)] = if text.contains('”') { &PLANS } else { &[] };
    let by_plan = plans.iter().filter_map(|(name, year)| {
        let at = text.rfind(name)?;
        let end = at + name.len();
        let after = &text[end..];
        let ends = ["末", "期末"].iter().any(|word| after.starts_with(word));
        let wished = ["原则上", "力争", "争取", "确保", "目标"].iter().any(|word| text.contains(word));
        (ends || wished && ["期间", "时期"].iter().any(|word| after.starts_with(word))).then_some((*year, at..end))
    });
    by_year.last().or_else(|| by_plan.max_by_key(|(_, range)| range.end))
}

/// Returns the last year of comparison named in the text: `与2012年相比`, `比2020年`, `以2015年为基期`.
pub(super) fn baseline(text: &str) -> Option<i16> {
    let compared = |range: &Range<usize>| {
        let (before, after) = (&text[..range.start], &text[range.end..]);
        before.ends_with(['比', '较'])
            || (before.ends_with(['与', '同', '和']) && after.starts_with("相比"))
            || (before.ends_with(['在', '以']) && ["的基础上", "基础上", "为基"].iter().any(|word| after.starts_with(word)))
    };
    years(text).filter(|(_, range)| compared(range)).last().map(|(year, _)| year)
}

/// Returns the years written `2017年`, with their places.
fn years(text: &str) -> impl Iterator<Item = (i16, Range<usize>)> {
    text.match_indices('年').filter_map(|(at, _)| {
        let digits = text.get(at.checked_sub(4)?..at)?;
        let year: i16 = digits.bytes().all(|digit| digit.is_ascii_digit()).then(|| digits.parse().ok())??;
        (1900..2100).contains(&year).then_some((year, at - 4..at + '年'.len_utf8()))
    })
}

/// `从2010年到2015年` is a span, not a deadline.
fn spans_from(before: &str) -> bool {
    let near: String = before.chars().rev().take(10).collect();
    near.contains('从') || near.contains('自')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deadline_is_a_year_to_come_to() {
        for (text, year) in [
            ("到2017年，主要目标是：", Some(2017)),
            ("争取至2025年覆盖所有城市", Some(2025)),
            ("具备条件的园区2025年底前全部改造", Some(2025)),
            ("“十四五”时期原则上不再增加", Some(2025)),
            ("2025年6月底前完成", Some(2025)),
            ("“十三五”期间企业增长约75%", None),
            ("截至2020年底，共引进", None),
            ("从2010年到2015年增长", None),
            ("2012年达到", None),
        ] {
            assert_eq!(deadline(text).map(|(year, _)| year), year, "{text}");
        }
    }

    #[test]
    fn a_baseline_is_a_year_compared_with() {
        for (text, year) in [("与2012年相比，用水量", Some(2012)), ("比2020年下降", Some(2020)), ("到2017年", None)] {
            assert_eq!(baseline(text), year, "{text}");
        }
    }
}
