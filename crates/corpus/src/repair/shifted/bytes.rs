//! Bytes and the characters that they spell: GBK, as papers use it.

use std::collections::HashMap;
use std::sync::LazyLock;

use encoding_rs::GB18030;

use crate::chars;
use crate::repair::script;

/// A character as it would stand in the paper, its simplified form, in which words are looked up, and what it costs to suppose it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Choice {
    pub(super) printed: char,
    pub(super) simple: char,
    pub(super) cost: f32,
}

impl Choice {
    pub(super) fn known(c: char) -> Self {
        Self { printed: c, simple: c, cost: 0.0 }
    }
}

/// What a form costs that the script of the paper does not have.
const OTHER_SCRIPT: f32 = -4.0;

/// Characters by their bytes, in one script.
pub(super) struct Table {
    by_lead: HashMap<u8, Vec<(u8, Choice)>>,
    by_trail: HashMap<u8, Vec<(u8, Choice)>>,
    all: Vec<Choice>,
}

impl Table {
    pub(super) fn of(traditional: bool) -> &'static Self {
        static SIMPLIFIED: LazyLock<Table> = LazyLock::new(|| Table::build(false));
        static TRADITIONAL: LazyLock<Table> = LazyLock::new(|| Table::build(true));
        if traditional { &TRADITIONAL } else { &SIMPLIFIED }
    }

    fn build(traditional: bool) -> Self {
        let leads = if traditional { 0x81..=0xfe_u8 } else { 0xa1..=0xf7 };
        let trails = if traditional { 0x40..=0xfe_u8 } else { 0xa1..=0xfe };
        let pairs: Vec<(u8, u8, char)> = leads
            .flat_map(|lead| trails.clone().map(move |trail| (lead, trail)))
            .filter_map(|(lead, trail)| plausible(lead, trail).map(|c| (lead, trail, c)))
            .collect();
        let printed: String = pairs.iter().map(|(_, _, c)| *c).collect();
        let simple = if traditional { script::each_simplified(&printed) } else { printed.clone() };
        let other = if traditional { script::each_traditional(&printed) } else { printed };
        let mut table = Self { by_lead: HashMap::new(), by_trail: HashMap::new(), all: Vec::new() };
        for ((lead, trail, c), (simple, other)) in pairs.into_iter().zip(simple.chars().zip(other.chars())) {
            let choice = Choice { printed: c, simple, cost: if other == c { 0.0 } else { OTHER_SCRIPT } };
            table.by_lead.entry(lead).or_default().push((trail, choice));
            table.by_trail.entry(trail).or_default().push((lead, choice));
            table.all.push(choice);
        }
        table
    }

    /// Returns the characters of a lead and a trail byte; an unknown byte may be any, or one of those with which a pair vanishes.
    pub(super) fn choices(&self, lead: Option<u8>, trail: Trail) -> Vec<Choice> {
        let fits = |byte: &u8| match trail {
            Trail::Known(known) => *byte == known,
            Trail::Vanished => vanishes(*byte),
            Trail::Any => true,
        };
        match (lead, trail) {
            (Some(lead), _) => self.by_lead.get(&lead).into_iter().flatten().filter(|(byte, _)| fits(byte)).map(|(_, c)| *c).collect(),
            (None, Trail::Known(trail)) => self.by_trail.get(&trail).into_iter().flatten().map(|(_, choice)| *choice).collect(),
            (None, Trail::Vanished) => {
                self.by_trail.iter().filter(|(trail, _)| vanishes(**trail)).flat_map(|(_, found)| found).map(|(_, c)| *c).collect()
            }
            (None, Trail::Any) => self.all.clone(),
        }
    }
}

/// What is known of a trail byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trail {
    Known(u8),
    /// It became the lead of a pair that prints as nothing.
    Vanished,
    Any,
}

/// Leads of the private areas, whose characters converters drop.
fn vanishes(lead: u8) -> bool {
    matches!(lead, 0xaa..=0xaf | 0xf8..=0xfe)
}

/// Returns the character of two bytes if it is one that papers use.
fn plausible(lead: u8, trail: u8) -> Option<char> {
    let bytes = [lead, trail];
    let (text, lossy) = GB18030.decode_without_bom_handling(&bytes);
    let mut decoded = text.chars();
    let c = decoded.next().filter(|_| !lossy && decoded.next().is_none())?;
    (chars::is_han(c) || chars::is_wide_mark(c)).then_some(c)
}

/// Bytes of one printed character, as one or two readings: narrow punctuation may have been wide before.
pub(super) fn bytes_of(c: char) -> Vec<Vec<u8>> {
    let wide = match c {
        ',' => Some('，'),
        ';' => Some('；'),
        ':' => Some('：'),
        '!' => Some('！'),
        '(' => Some('（'),
        ')' => Some('）'),
        _ => None,
    };
    let encoded = |c: char| {
        let mut buffer = [0; 4];
        let (bytes, _, lossy) = GB18030.encode(c.encode_utf8(&mut buffer));
        (!lossy && bytes.len() <= 2).then(|| bytes.into_owned())
    };
    [Some(c), wide].into_iter().flatten().filter_map(encoded).collect()
}
