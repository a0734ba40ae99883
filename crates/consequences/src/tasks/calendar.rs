//! Deadlines as a calendar file (iCalendar, RFC 5545).

use jiff::civil::Date;

use super::{Obligation, TaskState};

/// Longest line in bytes, without its end (RFC 5545, 3.1).
const LINE_BYTES: usize = 75;

/// Returns an iCalendar file with one to-do for every obligation that has a day. `stamp` is the day the file speaks for.
pub fn calendar(obligations: &[Obligation], name: &str, stamp: Date) -> String {
    let mut out = String::new();
    let mut line = |text: String| push_folded(&mut out, &text);
    line("BEGIN:VCALENDAR".to_owned());
    line("VERSION:2.0".to_owned());
    line("PRODID:-//Bihuan//tasks//ZH".to_owned());
    line(format!("X-WR-CALNAME:{}", escaped(name)));
    for obligation in obligations {
        let Some(by) = obligation.by else { continue };
        let cites = obligation.cite.iter().map(ToString::to_string).collect::<Vec<_>>().join("、");
        line("BEGIN:VTODO".to_owned());
        line(format!("UID:{}-{}@bihuan", obligation.task, obligation.unit));
        line(format!("DTSTAMP:{}T000000Z", compact(stamp)));
        line(format!("DUE;VALUE=DATE:{}", compact(by)));
        line(format!("SUMMARY:{}", escaped(&obligation.what.zh)));
        line(format!("DESCRIPTION:{}", escaped(&format!("{}；依据：{cites}\n{}", obligation.who.zh, obligation.what.en))));
        line(format!("PERCENT-COMPLETE:{}", obligation.done_pct.unwrap_or(0.0).clamp(0.0, 100.0).floor()));
        line(format!("STATUS:{}", if obligation.state == TaskState::Done { "COMPLETED" } else { "NEEDS-ACTION" }));
        line("END:VTODO".to_owned());
    }
    line("END:VCALENDAR".to_owned());
    out
}

fn compact(day: Date) -> String {
    format!("{:04}{:02}{:02}", day.year(), day.month(), day.day())
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace(';', "\\;").replace(',', "\\,").replace('\n', "\\n")
}

/// Appends a line, broken between characters where it is too long.
fn push_folded(out: &mut String, text: &str) {
    let mut width = 0;
    for character in text.chars() {
        if width + character.len_utf8() > LINE_BYTES {
            out.push_str("\r\n ");
            width = 1;
        }
        out.push(character);
        width += character.len_utf8();
    }
    out.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_line_is_folded_between_characters_and_unfolds_to_itself() {
        let text = format!("SUMMARY:{}", "示范区城市".repeat(20));
        let mut out = String::new();
        push_folded(&mut out, &text);
        assert!(out.split("\r\n").all(|line| line.len() <= LINE_BYTES));
        assert_eq!(out.replace("\r\n ", "").trim_end(), text);
    }

    #[test]
    fn separators_are_escaped() {
        assert_eq!(escaped("a,b;c\\d\ne"), "a\\,b\\;c\\\\d\\ne");
    }
}
