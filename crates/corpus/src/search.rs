//! Full text over clauses: an index of pairs of characters, which finds any words, and a list of words for questions that no clause holds
//! as they stand. Answers are ordered by BM25 (Robertson and Zaragoza 2009, "The Probabilistic Relevance Framework").

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::OnceLock;

use jieba_rs::Jieba;
use serde::Serialize;

use crate::ByteRange;
use crate::metadata::Metadata;
use crate::paper::ClauseKind;
use crate::reading::{PlaceLevel, Reading};

/// What is asked for. All words must stand in the clause; if no clause has them all, their segments must; if none has those, any may.
/// The rest narrows the papers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    /// Words parted by spaces.
    pub words: String,
    pub paper: Option<String>,
    pub issuer: Option<String>,
    /// A place that the paper names.
    pub place: Option<String>,
    /// ISO dates, both included.
    pub from: Option<String>,
    pub to: Option<String>,
}

/// A clause that answers a query.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Hit {
    pub paper: String,
    pub title: Option<String>,
    /// Empty for what stands before the first clause.
    pub clause: String,
    pub heading: Option<String>,
    /// Day of the paper, as ISO date or month.
    pub dated: Option<String>,
    pub text: String,
    /// Byte ranges of the words in `text`, in order; they do not overlap.
    pub highlights: Vec<Range<usize>>,
    /// Byte ranges of the clause in the file as delivered.
    pub at: Vec<ByteRange>,
    /// How much of the question the clause holds.
    pub holds: Holds,
    /// BM25, twice as much for words in the heading.
    pub score: f64,
}

/// How a clause answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Holds {
    /// All words as they were asked.
    Words,
    /// All segments of the words, not side by side.
    Segments,
    /// Some of the segments.
    Some,
}

/// Papers, ready to be searched.
#[derive(Debug, Clone, Default)]
pub struct Index {
    papers: Vec<Entry>,
    clauses: Vec<Passage>,
    /// In all clauses.
    characters: usize,
    /// Clauses by pairs of neighbouring characters.
    pairs: BTreeMap<[char; 2], Vec<u32>>,
}

#[derive(Debug, Clone)]
struct Entry {
    name: String,
    title: Option<String>,
    metadata: Metadata,
    places: BTreeSet<String>,
}

#[derive(Debug, Clone)]
struct Passage {
    paper: u32,
    clause: String,
    heading: Option<String>,
    text: String,
    /// In small letters, of the same length.
    lower: String,
    at: Vec<ByteRange>,
    /// In characters.
    length: usize,
}

/// A clause that holds words, before it is made a hit: each word's places.
struct Found<'a> {
    passage: &'a Passage,
    places: Vec<Vec<Range<usize>>>,
}

/// How soon repetition stops to count, and how much long clauses are held back: the usual values.
const SATURATION: f64 = 1.2;
const LENGTH_SHARE: f64 = 0.75;
const HEADING_FACTOR: f64 = 2.0;

impl Index {
    /// Adds a paper under a name.
    pub fn add(&mut self, name: impl Into<String>, reading: &Reading) {
        let paper = self.papers.len() as u32;
        let named = |level: PlaceLevel| !matches!(level, PlaceLevel::Zone);
        let places = reading
            .places
            .iter()
            .filter(|place| named(place.level))
            .flat_map(|place| [Some(place.name.clone()), Some(place.surface.clone()), place.province.clone()])
            .flatten()
            .collect();
        self.papers.push(Entry { name: name.into(), title: reading.title.clone(), metadata: reading.metadata.clone(), places });
        let text = reading.text.as_str();
        let clauses: Vec<_> = reading.paper.clauses.iter().filter(|clause| clause.kind != ClauseKind::Item).collect();
        let first = clauses.first().map_or(text.len(), |clause| clause.whole.start);
        self.passage(Passage::new(paper, String::new(), None, reading, 0..first));
        for (index, clause) in clauses.iter().enumerate() {
            let next = clauses.get(index + 1).map_or(text.len(), |next| next.whole.start).max(clause.whole.start);
            self.passage(Passage::new(paper, clause.path.clone(), clause.title.clone(), reading, clause.whole.start..next));
        }
    }

    fn passage(&mut self, passage: Passage) {
        let id = self.clauses.len() as u32;
        self.characters += passage.length;
        let pairs: BTreeSet<[char; 2]> = pairs(&passage.text).collect();
        for pair in pairs {
            self.pairs.entry(pair).or_default().push(id);
        }
        self.clauses.push(passage);
    }

    /// Returns the clauses that answer a query, the best first.
    pub fn search(&self, query: &Query, most: usize) -> Vec<Hit> {
        let words: Vec<String> = query.words.split_whitespace().map(str::to_ascii_lowercase).collect();
        if words.is_empty() {
            return Vec::new();
        }
        let mut hits = self.hits(&words, query, Holds::Words);
        if hits.is_empty() {
            hits = self.hits(&segments(&words, Holds::Segments), query, Holds::Segments);
        }
        if hits.is_empty() {
            hits = self.hits(&segments(&words, Holds::Some), query, Holds::Some);
        }
        hits.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| (&a.paper, &a.clause).cmp(&(&b.paper, &b.clause))));
        hits.truncate(most);
        hits
    }

    fn hits(&self, words: &[String], query: &Query, holds: Holds) -> Vec<Hit> {
        let of_word: Vec<BTreeSet<u32>> = words.iter().map(|word| self.candidates(word).into_iter().collect()).collect();
        let ids: BTreeSet<u32> = match holds {
            Holds::Some => of_word.iter().flatten().copied().collect(),
            _ => of_word.iter().skip(1).fold(of_word[0].clone(), |ids, word| &ids & word),
        };
        let found: Vec<Found<'_>> = ids.into_iter().map(|id| self.clauses[id as usize].find(words)).collect();
        // A rare word says more than a common one; how common it is does not depend on what the query leaves out.
        let rarity: Vec<f64> = of_word.iter().map(|word| rarity(self.clauses.len(), word.len())).collect();
        let wanted = |found: &&Found<'_>| {
            let held = found.places.iter().filter(|places| !places.is_empty()).count();
            let enough = if holds == Holds::Some { held > 0 } else { held == words.len() };
            enough && self.papers[found.passage.paper as usize].answers(query)
        };
        found.iter().filter(wanted).map(|found| self.hit(found, words, &rarity, holds)).collect()
    }

    /// Clauses that hold every pair of characters of a word; all clauses for a single character.
    fn candidates(&self, word: &str) -> Vec<u32> {
        let mut lists: Vec<&[u32]> = Vec::new();
        for pair in pairs(word) {
            match self.pairs.get(&pair) {
                Some(list) => lists.push(list),
                None => return Vec::new(),
            }
        }
        lists.sort_by_key(|list| list.len());
        let Some((first, rest)) = lists.split_first() else {
            return (0..self.clauses.len() as u32).filter(|id| self.clauses[*id as usize].lower.contains(word)).collect();
        };
        first.iter().copied().filter(|id| rest.iter().all(|list| list.binary_search(id).is_ok())).collect()
    }

    fn hit(&self, found: &Found<'_>, words: &[String], rarity: &[f64], holds: Holds) -> Hit {
        let Found { passage, places } = found;
        let paper = &self.papers[passage.paper as usize];
        let average = self.characters as f64 / self.clauses.len().max(1) as f64;
        let held_back = SATURATION * (1.0 - LENGTH_SHARE + LENGTH_SHARE * passage.length as f64 / average.max(1.0));
        let heading = passage.heading.as_deref().unwrap_or_default().to_ascii_lowercase();
        let mut score = 0.0;
        for ((word, places), rarity) in words.iter().zip(places).zip(rarity) {
            let times = places.len() as f64;
            let factor = if heading.contains(word.as_str()) { HEADING_FACTOR } else { 1.0 };
            score += factor * rarity * times * (SATURATION + 1.0) / (times + held_back);
        }
        Hit {
            paper: paper.name.clone(),
            title: paper.title.clone(),
            clause: passage.clause.clone(),
            heading: passage.heading.clone(),
            dated: paper.dated().map(str::to_owned),
            text: passage.text.clone(),
            highlights: joined(places.iter().flatten().cloned().collect()),
            at: passage.at.clone(),
            holds,
            score,
        }
    }
}

impl Passage {
    fn new(paper: u32, clause: String, heading: Option<String>, reading: &Reading, range: Range<usize>) -> Self {
        let text = reading.text[range.clone()].trim_end().to_owned();
        let at = reading.paper.at(range.start..range.start + text.len());
        let length = crate::chars::count(&text);
        Self { paper, clause, heading, lower: text.to_ascii_lowercase(), text, at, length }
    }

    fn find(&self, words: &[String]) -> Found<'_> {
        let places = |word: &String| self.lower.match_indices(word.as_str()).map(|(at, word)| at..at + word.len()).collect();
        Found { passage: self, places: words.iter().map(places).collect() }
    }
}

/// The share of clauses without a word, as BM25 weighs it.
fn rarity(clauses: usize, holding: usize) -> f64 {
    libm::log(1.0 + (clauses as f64 - holding as f64 + 0.5) / (holding as f64 + 0.5))
}

/// Cuts words into those of the word list, each once; single characters say too little, unless nothing else is left.
/// Where any will do, the words inside a word count too.
fn segments(words: &[String], holds: Holds) -> Vec<String> {
    static WORDS: OnceLock<Jieba> = OnceLock::new();
    let list = WORDS.get_or_init(Jieba::new);
    let mut segments: Vec<String> = Vec::new();
    for word in words {
        let tokens = if holds == Holds::Some { list.cut_for_search(word, false) } else { list.cut(word, false) };
        let cut: Vec<&str> = tokens.into_iter().map(|token| token.word).collect();
        let telling: Vec<&str> = cut.iter().copied().filter(|piece| piece.chars().count() > 1).collect();
        for piece in if telling.is_empty() { vec![word.as_str()] } else { telling } {
            if !segments.iter().any(|known| known == piece) {
                segments.push(piece.to_owned());
            }
        }
    }
    segments
}

/// Puts ranges in order and joins those that touch.
fn joined(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.sort_by_key(|range| (range.start, range.end));
    let mut out: Vec<Range<usize>> = Vec::new();
    for range in ranges {
        match out.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => out.push(range),
        }
    }
    out
}

impl Entry {
    fn answers(&self, query: &Query) -> bool {
        // A paper of which only the month is known lies in a range that begins or ends in that month.
        let from = |from: &str| self.dated().is_some_and(|date| date >= cut(from, date.len()));
        let to = |to: &str| self.dated().is_some_and(|date| cut(date, to.len()) <= to);
        let holds = |wanted: &Option<String>, names: Vec<&String>| {
            wanted.as_ref().is_none_or(|wanted| names.iter().any(|name| name.contains(wanted.as_str())))
        };
        holds(&query.paper, [&self.name].into_iter().chain(&self.title).chain(&self.metadata.number).collect())
            && holds(&query.issuer, self.metadata.issuers.iter().collect())
            && holds(&query.place, self.places.iter().collect())
            && query.from.as_deref().is_none_or(from)
            && query.to.as_deref().is_none_or(to)
    }

    fn dated(&self) -> Option<&str> {
        self.metadata.signed_on.as_deref().or(self.metadata.published_on.as_deref())
    }
}

fn cut(date: &str, length: usize) -> &str {
    date.get(..length).unwrap_or(date)
}

fn pairs(text: &str) -> impl Iterator<Item = [char; 2]> {
    let lower = |c: char| c.to_ascii_lowercase();
    text.chars().zip(text.chars().skip(1)).map(move |(first, second)| [lower(first), lower(second)])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn index() -> Index {
        let mut index = Index::default();
        let text = "某部关于示范区工作的通知\n某发〔2021〕3号\n一、年度评估\n每年开展年度评估，评估结果公开。\n二、支持政策\n安排5G网络建设资金。\n2021年6月9日";
        index.add("甲", &crate::read("a.txt", text.as_bytes()));
        index
    }

    #[test]
    fn words_are_found_in_their_clause_and_highlighted() {
        let hits = index().search(&Query { words: "年度评估 公开".to_owned(), ..Query::default() }, 10);
        assert_eq!(hits.len(), 1);
        assert_eq!((hits[0].paper.as_str(), hits[0].clause.as_str()), ("甲", "一"));
        assert!(hits[0].highlights.iter().any(|range| &hits[0].text[range.clone()] == "公开"));
        assert_eq!(index().search(&Query { words: "5g网络".to_owned(), ..Query::default() }, 10)[0].clause, "二");
    }

    #[test]
    fn words_that_stand_apart_are_found_by_their_segments() {
        let ask = |words: &str| index().search(&Query { words: words.to_owned(), ..Query::default() }, 10);
        let apart = ask("资金安排");
        assert_eq!((apart[0].clause.as_str(), apart[0].holds), ("二", Holds::Segments));
        let some = ask("评估结果 网络安全");
        assert!(some.iter().all(|hit| hit.holds == Holds::Some), "{some:?}");
        assert_eq!(some.iter().map(|hit| hit.clause.as_str()).collect::<BTreeSet<_>>(), BTreeSet::from(["一", "二"]));
    }

    #[test]
    fn a_rare_word_weighs_more_than_a_common_one() {
        // Okapi BM25 with the usual smoothing: ln(1 + (N - n + 0.5) / (n + 0.5)).
        assert!((rarity(10, 1) - (1.0f64 + 9.5 / 1.5).ln()).abs() < 1e-12);
        assert!(rarity(10, 1) > rarity(10, 9));
    }

    #[test]
    fn highlights_are_in_order_and_do_not_overlap() {
        assert_eq!(joined(vec![6..9, 0..6, 3..6, 12..15]), [0..9, 12..15]);
    }

    #[test]
    fn dates_and_papers_narrow_the_search() {
        let query = |from: &str| Query { words: "评估".to_owned(), from: Some(from.to_owned()), ..Query::default() };
        assert_eq!(index().search(&query("2021-01-01"), 10).len(), 1);
        assert_eq!(index().search(&query("2021-06"), 10).len(), 1);
        assert!(index().search(&query("2021-06-10"), 10).is_empty());
        assert!(index().search(&query("2022-01-01"), 10).is_empty());
        let other = Query { words: "评估".to_owned(), paper: Some("乙".to_owned()), ..Query::default() };
        assert!(index().search(&other, 10).is_empty());
    }
}
