//! The labels that Word counts: what each list looks like at each level, and how far it has counted.

use std::collections::BTreeMap;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::{attribute, value};
use crate::repair::chinese;

#[derive(Default)]
pub(super) struct Numbering {
    /// Levels of the abstract lists.
    patterns: BTreeMap<(u32, u8), Level>,
    /// Which abstract list a list follows.
    lists: BTreeMap<u32, u32>,
    counts: BTreeMap<(u32, u8), u32>,
    /// List and level of paragraph styles.
    styles: BTreeMap<String, (u32, u8)>,
}

#[derive(Default, Clone)]
struct Level {
    start: u32,
    format: String,
    /// For instance `（%1）`.
    text: String,
}

impl Numbering {
    pub(super) fn read(xml: &str) -> Self {
        let mut numbering = Self::default();
        let mut reader = Reader::from_str(xml);
        let (mut pattern, mut level, mut list) = (0, 0, 0);
        while let Ok(event) = reader.read_event() {
            let (Event::Start(tag) | Event::Empty(tag)) = &event else {
                if matches!(event, Event::Eof) {
                    break;
                }
                continue;
            };
            let number = |name: &str| attribute(tag, name).and_then(|value| value.parse().ok()).unwrap_or(0);
            match tag.local_name().as_ref() {
                "abstractNum" => pattern = number("abstractNumId"),
                "lvl" => level = number("ilvl") as u8,
                "num" => list = number("numId"),
                "abstractNumId" => {
                    numbering.lists.insert(list, number("val"));
                }
                _ => numbering.detail(tag, (pattern, level)),
            }
        }
        numbering
    }

    /// Reads which styles count (`styles.xml`): the numbers of headings mostly hang on their style.
    pub(super) fn read_styles(&mut self, xml: &str) {
        let mut reader = Reader::from_str(xml);
        let mut style = None;
        while let Ok(event) = reader.read_event() {
            let (Event::Start(tag) | Event::Empty(tag)) = &event else {
                if matches!(event, Event::Eof) {
                    break;
                }
                continue;
            };
            let number = || value(tag).and_then(|value| value.parse::<u32>().ok());
            match (tag.local_name().as_ref(), &style) {
                ("style", _) => style = attribute(tag, "styleId"),
                ("numId", Some(style)) => self.styles.entry(style.clone()).or_default().0 = number().unwrap_or(0),
                ("ilvl", Some(style)) => self.styles.entry(style.clone()).or_default().1 = number().unwrap_or(0) as u8,
                _ => {}
            }
        }
    }

    pub(super) fn of_style(&self, style: &str) -> Option<(u32, u8)> {
        self.styles.get(style).copied()
    }

    fn detail(&mut self, tag: &BytesStart<'_>, at: (u32, u8)) {
        let Some(value) = value(tag) else { return };
        match tag.local_name().as_ref() {
            "start" => self.patterns.entry(at).or_default().start = value.parse().unwrap_or(1),
            "numFmt" => self.patterns.entry(at).or_default().format = value,
            "lvlText" => self.patterns.entry(at).or_default().text = value,
            _ => {}
        }
    }

    /// Counts one on and returns the label, for instance `（三）`.
    pub(super) fn next(&mut self, list: u32, level: u8) -> String {
        let Some(pattern) = self.lists.get(&list).copied() else { return String::new() };
        let Some(own) = self.patterns.get(&(pattern, level)).cloned() else { return String::new() };
        if own.format == "bullet" || own.format == "none" {
            return String::new();
        }
        let count = self.counts.get(&(pattern, level)).map_or(own.start, |count| count + 1);
        self.counts.insert((pattern, level), count);
        self.counts.retain(|(other, deeper), _| *other != pattern || *deeper <= level);
        let mut label = own.text;
        for outer in 0..=level {
            let format = self.patterns.get(&(pattern, outer)).map_or("", |level| level.format.as_str()).to_owned();
            let count = self.counts.get(&(pattern, outer)).copied().unwrap_or(1);
            label = label.replace(&format!("%{}", outer + 1), &printed(count, &format));
        }
        label
    }
}

fn printed(count: u32, format: &str) -> String {
    let counts_in_chinese = format.starts_with("chinese")
        || format.starts_with("japanese")
        || format.starts_with("taiwanese")
        || format.starts_with("ideograph");
    if counts_in_chinese && count < 100 { chinese(count) } else { count.to_string() }
}
