//! Bytes and the characters that they spell: GBK, as papers use it.

use std::collections::{BTreeMap, HashMap};
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
    by_lead: HashMap<u8, Vec<Spelled>>,
    by_trail: HashMap<u8, Vec<Spelled>>,
    all: Vec<Spelled>,
}

#[derive(Debug, Clone, Copy)]
struct Spelled {
    lead: u8,
    trail: u8,
    choice: Choice,
}

/// What is known of a lead byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lead {
    Known(u8),
    /// It was the trail of a pair of this class that printed as nothing.
    Vanished(u8),
    Any,
}

/// What is known of a trail byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trail {
    Known(u8),
    /// It became the lead of a pair of this class that prints as nothing.
    Vanished(u8),
    Any,
}

/// Pairs of bytes that print as nothing: those of the private areas, whose characters converters drop. Leads with the same trails are one
/// class.
struct Vanishing {
    leads: Bytes,
    trails: Bytes,
}

/// Which bytes belong to a set.
type Bytes = [bool; 256];

static VANISHING: LazyLock<Vec<Vanishing>> = LazyLock::new(|| {
    let mut by_trails: BTreeMap<Bytes, Bytes> = BTreeMap::new();
    for lead in 0xa1..=0xfe_u8 {
        let trails: Bytes = std::array::from_fn(|trail| (0xa1..=0xfe).contains(&trail) && is_dropped(lead, trail as u8));
        if trails.contains(&true) {
            by_trails.entry(trails).or_insert([false; 256])[lead as usize] = true;
        }
    }
    by_trails.into_iter().map(|(trails, leads)| Vanishing { leads, trails }).collect()
});

/// The classes of pairs that print as nothing.
pub(super) fn vanishing() -> impl Iterator<Item = u8> {
    0..VANISHING.len() as u8
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
            let spelled = Spelled { lead, trail, choice };
            table.by_lead.entry(lead).or_default().push(spelled);
            table.by_trail.entry(trail).or_default().push(spelled);
            table.all.push(spelled);
        }
        table
    }

    /// Returns the characters that agree with what is known of their bytes.
    pub(super) fn choices(&self, lead: Lead, trail: Trail) -> Vec<Choice> {
        let among: &[Spelled] = match (lead, trail) {
            (Lead::Known(lead), _) => self.by_lead.get(&lead).map_or(&[], Vec::as_slice),
            (_, Trail::Known(trail)) => self.by_trail.get(&trail).map_or(&[], Vec::as_slice),
            _ => &self.all,
        };
        let begins = |byte: u8| match lead {
            Lead::Known(known) => byte == known,
            Lead::Vanished(class) => VANISHING[class as usize].trails[byte as usize],
            Lead::Any => true,
        };
        let ends = |byte: u8| match trail {
            Trail::Known(known) => byte == known,
            Trail::Vanished(class) => VANISHING[class as usize].leads[byte as usize],
            Trail::Any => true,
        };
        among.iter().filter(|spelled| begins(spelled.lead) && ends(spelled.trail)).map(|spelled| spelled.choice).collect()
    }
}

/// True for two bytes whose character stands in a private area, or did in the older tables.
fn is_dropped(lead: u8, trail: u8) -> bool {
    let bytes = [lead, trail];
    let (text, _) = GB18030.decode_without_bom_handling(&bytes);
    let mut decoded = text.chars();
    decoded.next().is_some_and(|c| matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{1e3f}' | '\u{fe10}'..='\u{fe19}')) && decoded.next().is_none()
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
    // Decoders of the web show the single byte 80 as the euro sign.
    let euro = (c == '€').then(|| vec![0x80]);
    [Some(c), wide].into_iter().flatten().filter_map(encoded).chain(euro).collect()
}
