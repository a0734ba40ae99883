//! Dates as papers print them, in Arabic and in Chinese figures, and as feeds print them.

use std::ops::Range;

/// Returns the ISO form of the first date in a text: `2021-06-09`, or `2013-03` where no day is given.
pub(crate) fn iso(text: &str) -> Option<String> {
    chinese(text).map(|date| date.1).or_else(|| dashed(text)).or_else(|| english(text))
}

/// Returns the range of the last whole date (with a day) in a text.
pub(crate) fn last_date(text: &str) -> Option<Range<usize>> {
    let (mut found, mut from) = (None, 0);
    while let Some((range, date)) = chinese(&text[from..]) {
        if date.len() == "2021-06-09".len() {
            found = Some(from + range.start..from + range.end);
        }
        from += range.end;
    }
    found
}

/// A line that is a date and nothing else.
pub(crate) fn whole_line(line: &str) -> Option<String> {
    let line = line.trim();
    let (range, date) = chinese(line)?;
    (range == (0..line.len())).then_some(date)
}

const FIGURES: [char; 12] = ['〇', '○', '零', '一', '二', '三', '四', '五', '六', '七', '八', '九'];

fn figure(c: char) -> Option<u32> {
    c.to_digit(10).or_else(|| FIGURES.iter().position(|figure| *figure == c).map(|at| at.saturating_sub(2) as u32))
}

/// 2021年6月9日, 二〇〇四年八月十二日, 二〇一三年三月
fn chinese(text: &str) -> Option<(Range<usize>, String)> {
    text.match_indices('年').find_map(|(at, mark)| {
        let head: Vec<(usize, char)> = text[..at].char_indices().rev().take(4).collect();
        let year = head
            .iter()
            .rev()
            .try_fold(0, |year, (_, c)| figure(*c).map(|figure| year * 10 + figure))
            .filter(|year| (1900..2200).contains(year))?;
        let start = head.last()?.0;
        let (month, month_length) = small(&text[at + mark.len()..], '月', 12)?;
        let after_month = at + mark.len() + month_length;
        match small(&text[after_month..], '日', 31) {
            Some((day, length)) => Some((start..after_month + length, format!("{year:04}-{month:02}-{day:02}"))),
            None => Some((start..after_month, format!("{year:04}-{month:02}"))),
        }
    })
}

fn small(text: &str, unit: char, max: u32) -> Option<(u32, usize)> {
    let (end, _) = text.char_indices().take_while(|(at, _)| *at <= 9).find(|(at, c)| *at > 0 && *c == unit)?;
    let printed = &text[..end];
    let value = printed.parse().ok().or_else(|| crate::chars::numeral(printed))?;
    (1..=max).contains(&value).then_some((value, end + unit.len_utf8()))
}

/// 2021-06-21, 2021/6/21, 2021.06.21
fn dashed(text: &str) -> Option<String> {
    let mut parts = text.trim().splitn(3, ['-', '/', '.']);
    let year: u32 = parts.next()?.parse().ok().filter(|year| (1900..2200).contains(year))?;
    let month: u32 = parts.next()?.parse().ok().filter(|month| (1..=12).contains(month))?;
    let day: String = parts.next()?.chars().take_while(char::is_ascii_digit).collect();
    let day: u32 = day.parse().ok().filter(|day| (1..=31).contains(day))?;
    Some(format!("{year:04}-{month:02}-{day:02}"))
}

/// Tue, 19 Oct 2021 02:10:15 GMT
fn english(text: &str) -> Option<String> {
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let words: Vec<&str> = text.split_whitespace().collect();
    words.windows(3).find_map(|words| {
        let month = MONTHS.iter().position(|month| *month == words[1])? + 1;
        let (day, year): (u32, u32) = (words[0].parse().ok()?, words[2].parse().ok()?);
        (day <= 31 && (1900..2200).contains(&year)).then(|| format!("{year:04}-{month:02}-{day:02}"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_in_every_form_that_papers_print() {
        for (text, expected) in [
            ("2021年6月9日", Some("2021-06-09")),
            ("二〇〇四年八月十二日", Some("2004-08-12")),
            ("二○○四年十一月四日", Some("2004-11-04")),
            ("一九九六年六月二十九日", Some("1996-06-29")),
            ("二〇一三年三月", Some("2013-03")),
            ("2019年01月27日", Some("2019-01-27")),
            ("2021-06-21 10:00", Some("2021-06-21")),
            ("Tue, 19 Oct 2021 02:10:15 GMT", Some("2021-10-19")),
            ("第十一年", None),
            ("2021年是开局之年", None),
        ] {
            assert_eq!(iso(text).as_deref(), expected, "{text}");
        }
    }
}
