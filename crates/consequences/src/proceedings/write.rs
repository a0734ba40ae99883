//! Adds a decision to the text of its file. What stood there before stays as it is, byte for byte.

use std::fmt::Write as _;

use serde::Serialize;

use super::Vote;
use crate::account::Confirmation;
use crate::objection::{Objection, Resolution, Subject};
use crate::tasks::Progress;

/// Returns `confirmations.csv` with one more line; `text` is empty where there is no file yet.
pub fn add_confirmation(text: &str, confirmation: &Confirmation) -> String {
    let Confirmation { unit, year, rule, by, on, note } = confirmation;
    with_row(text, "unit,year,rule,by,on,note", &[unit.as_str(), &year.to_string(), rule, by, &on.to_string(), note])
}

/// Returns `progress.csv` with one more report.
pub fn add_progress(text: &str, report: &Progress) -> String {
    let Progress { task, unit, on, done_pct, by, evidence, note } = report;
    let cells = [task.as_str(), unit.as_str(), &on.to_string(), &done_pct.to_string(), by, &evidence.join("; "), note];
    with_row(text, "task,unit,on,done_pct,by,evidence,note", &cells)
}

/// Returns `votes.csv` with one more vote.
pub fn add_vote(text: &str, vote: &Vote) -> String {
    let Vote { practice, unit, on, useful, why } = vote;
    with_row(text, "practice,unit,on,useful,why", &[practice, unit.as_str(), &on.to_string(), &useful.to_string(), why])
}

/// Returns `objections.toml` with one more objection at its end.
pub fn add_objection(text: &str, objection: &Objection) -> String {
    let mut out = if text.trim().is_empty() {
        "# 异议及其处理。 Objections and what became of them.\nformat = 1\n".to_owned()
    } else {
        ended(text)
    };
    let subject = match &objection.subject {
        Subject::Figure { indicator, year } => format!("figure = {{ indicator = {}, year = {year} }}", quoted(indicator.as_str())),
        Subject::Score { year } => format!("score = {{ year = {year} }}"),
        Subject::Decision { rule, year } => format!("decision = {{ rule = {}, year = {year} }}", quoted(rule)),
    };
    let evidence: Vec<String> = objection.evidence.iter().map(|name| quoted(name)).collect();
    let Objection { id, unit, filed_on, by, grounds, .. } = objection;
    write!(
        out,
        "\n[[objection]]\nid = {}\nunit = {}\nsubject = {{ {subject} }}\nfiled_on = {}\nby = {}\ngrounds = {}\nevidence = [{}]\n",
        quoted(id),
        quoted(unit.as_str()),
        quoted(&filed_on.to_string()),
        quoted(by),
        quoted(grounds),
        evidence.join(", ")
    )
    .expect("writing to a string does not fail");
    if let Some(resolution) = &objection.resolution {
        out.push_str(&resolution_text(resolution));
    }
    out
}

/// Returns `objections.toml` with the resolution of an objection under it; `None` where the text has no such objection.
pub fn resolve_objection(text: &str, id: &str, resolution: &Resolution) -> Option<String> {
    let text = ended(text);
    let wanted = format!("id = {}", quoted(id));
    let mut lines = text.split_inclusive('\n').scan(0, |offset, line| {
        let start = *offset;
        *offset += line.len();
        Some((start, line))
    });
    let (start, _) = lines.find(|(_, line)| line.trim() == wanted)?;
    let next = text[start..].find("\n[[objection]]").map_or(text.len(), |found| start + found + 1);
    let (before, after) = text.split_at(next);
    Some(format!("{}\n{}{}{after}", before.trim_end(), resolution_text(resolution), if after.is_empty() { "" } else { "\n" }))
}

fn resolution_text(resolution: &Resolution) -> String {
    let Resolution { on, upheld, by, reason, cite, value, grade, met } = resolution;
    let cites: Vec<String> = cite.iter().map(|clause| quoted(&clause.to_string())).collect();
    let mut out = format!(
        "[objection.resolution]\non = {}\nupheld = {upheld}\nby = {}\nreason = {}\ncite = [{}]\n",
        quoted(&on.to_string()),
        quoted(by),
        quoted(reason),
        cites.join(", ")
    );
    let mut line = |key: &str, value: Option<String>| {
        if let Some(value) = value {
            out.push_str(&format!("{key} = {value}\n"));
        }
    };
    line("value", value.map(|value| format!("{value:?}")));
    line("grade", grade.as_ref().map(|grade| quoted(grade.as_str())));
    line("met", met.map(|met| met.to_string()));
    out
}

fn quoted(text: &str) -> String {
    // A string of JSON is one of TOML, too.
    let mut out = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            control if control.is_control() => out.push_str(&format!("\\u{:04X}", control as u32)),
            letter => out.push(letter),
        }
    }
    out.push('"');
    out
}

fn ended(text: &str) -> String {
    format!("{}\n", text.trim_end_matches('\n'))
}

fn with_row<T: AsRef<[u8]> + Serialize>(text: &str, head: &str, cells: &[T]) -> String {
    let mut out = if text.trim().is_empty() { format!("{head}\n") } else { ended(text) };
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::Any(b'\n')).from_writer(Vec::new());
    writer.write_record(cells).expect("writing to memory does not fail");
    let row = writer.into_inner().expect("writing to memory does not fail");
    out.push_str(&String::from_utf8_lossy(&row));
    out
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use jiff::civil::date;
    use programme::{Folder, Programme};

    use super::*;
    use crate::proceedings::proceedings;

    fn read(name: &str, text: &str) -> crate::Proceedings {
        let files = BTreeMap::from([(format!("decisions/{name}"), text.as_bytes().to_vec())]);
        proceedings(&Folder { name: "p".to_owned(), files }, &Programme::default(), false)
    }

    fn objection(id: &str) -> Objection {
        Objection {
            id: id.to_owned(),
            unit: "430300".into(),
            subject: Subject::Decision { rule: "removal".to_owned(), year: 2021 },
            filed_on: date(2022, 6, 16),
            by: "湘潭市人民政府".to_owned(),
            grounds: "数据“有误”\n见\\附件".to_owned(),
            evidence: vec!["proof.pdf".to_owned()],
            resolution: None,
        }
    }

    #[test]
    fn what_is_written_is_read_back() {
        let text = add_objection(&add_objection("", &objection("1")), &objection("2"));
        let resolution = Resolution {
            on: date(2022, 6, 30),
            upheld: true,
            by: "评估办公室".to_owned(),
            reason: "证据充分".to_owned(),
            cite: vec!["1618 （十五）".parse().expect("a cite")],
            value: Some(1.0),
            grade: Some("good".into()),
            met: Some(false),
        };
        let resolved = resolve_objection(&text, "1", &resolution).expect("it is there");
        let expected = vec![Objection { resolution: Some(resolution.clone()), ..objection("1") }, objection("2")];
        assert_eq!(read("objections.toml", &resolved).objections, expected);
        let both = resolve_objection(&resolved, "2", &resolution).expect("it is there");
        assert!(read("objections.toml", &both).objections.iter().all(|objection| objection.resolution.is_some()));
        assert_eq!(resolve_objection(&text, "3", &resolution), None);
    }

    #[test]
    fn a_resolution_stands_under_its_own_objection_however_lines_end() {
        let resolution = Resolution {
            on: date(2022, 6, 30),
            upheld: false,
            by: "评估办公室".to_owned(),
            reason: "证据不足".to_owned(),
            cite: Vec::new(),
            value: None,
            grade: None,
            met: None,
        };
        let ids = ["1", "2", "3", "4"];
        let text = ids.iter().fold(String::new(), |text, id| add_objection(&text, &objection(id)));
        for text in [text.clone(), text.replace('\n', "\r\n")] {
            for id in ids {
                let resolved = resolve_objection(&text, id, &resolution).expect("it is there");
                let decided = read("objections.toml", &resolved).objections.into_iter().filter(|one| one.resolution.is_some());
                assert_eq!(decided.map(|one| one.id).collect::<Vec<_>>(), [id]);
            }
        }
    }

    #[test]
    fn a_line_is_added_and_the_lines_before_it_stay() {
        let confirmation = |note: &str| Confirmation {
            unit: "430300".into(),
            year: 2021,
            rule: "commendation".to_owned(),
            by: "国家发展改革委".to_owned(),
            on: date(2022, 6, 20),
            note: note.to_owned(),
        };
        let once = add_confirmation("", &confirmation("依“程序”, 第3次会议"));
        let twice = add_confirmation(&once, &confirmation(""));
        assert!(twice.starts_with(&once));
        assert_eq!(read("confirmations.csv", &twice).confirmations, [confirmation("依“程序”, 第3次会议"), confirmation("")]);
        let report = Progress {
            task: "t".to_owned(),
            unit: "430300".into(),
            on: date(2022, 6, 20),
            done_pct: 40.5,
            by: "湘潭市".to_owned(),
            evidence: vec!["a.pdf".to_owned(), "b.pdf".to_owned()],
            note: String::new(),
        };
        assert_eq!(read("progress.csv", &add_progress("", &report)).progress, [report]);
        let vote = Vote { practice: "p".to_owned(), unit: "430300".into(), on: date(2022, 6, 20), useful: true, why: "有用".to_owned() };
        assert_eq!(read("votes.csv", &add_vote("", &vote)).votes, [vote]);
    }
}
