//! Full text over clauses: an index of pairs of characters, which needs no list of words.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use serde::Serialize;

use crate::metadata::Metadata;
use crate::paper::ClauseKind;
use crate::reading::{PlaceLevel, Reading};

/// What is asked for: all words must stand in the clause; the rest narrows the papers.
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
    pub text: String,
    /// Byte ranges of the words in `text`.
    pub highlights: Vec<Range<usize>>,
    pub score: f64,
}

/// Papers, ready to be searched.
#[derive(Debug, Clone, Default)]
pub struct Index {
    papers: Vec<Entry>,
    clauses: Vec<Passage>,
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
}

impl Index {
    /// Adds a paper under a name.
    pub fn add(&mut self, name: impl Into<String>, reading: &Reading) {
        let paper = self.papers.len() as u32;
        let named = |level: PlaceLevel| !matches!(level, PlaceLevel::Zone);
        let places = reading
            .places
            .iter()
            .filter(|place| named(place.level))
            .flat_map(|place| [place.name.clone(), place.surface.clone()])
            .collect();
        self.papers.push(Entry { name: name.into(), title: reading.title.clone(), metadata: reading.metadata.clone(), places });
        let text = reading.text.as_str();
        let clauses: Vec<_> = reading.paper.clauses.iter().filter(|clause| clause.kind != ClauseKind::Item).collect();
        let first = clauses.first().map_or(text.len(), |clause| clause.whole.start);
        self.passage(Passage { paper, clause: String::new(), heading: None, text: text[..first].trim_end().to_owned() });
        for (index, clause) in clauses.iter().enumerate() {
            let next = clauses.get(index + 1).map_or(text.len(), |next| next.whole.start).max(clause.whole.start);
            let text = text[clause.whole.start..next].trim_end().to_owned();
            self.passage(Passage { paper, clause: clause.path.clone(), heading: clause.title.clone(), text });
        }
    }

    fn passage(&mut self, passage: Passage) {
        let id = self.clauses.len() as u32;
        let pairs: BTreeSet<[char; 2]> = pairs(&passage.text).collect();
        for pair in pairs {
            self.pairs.entry(pair).or_default().push(id);
        }
        self.clauses.push(passage);
    }

    /// Returns the clauses that hold all words, the best first.
    pub fn search(&self, query: &Query, most: usize) -> Vec<Hit> {
        let words: Vec<String> = query.words.split_whitespace().map(str::to_lowercase).collect();
        if words.is_empty() {
            return Vec::new();
        }
        let candidates = self.candidates(&words);
        let mut hits: Vec<Hit> = candidates.into_iter().filter_map(|id| self.hit(&self.clauses[id as usize], &words, query)).collect();
        hits.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| (&a.paper, &a.clause).cmp(&(&b.paper, &b.clause))));
        hits.truncate(most);
        hits
    }

    /// Clauses that hold every pair of characters of every word.
    fn candidates(&self, words: &[String]) -> Vec<u32> {
        let mut lists: Vec<&[u32]> = Vec::new();
        for pair in words.iter().flat_map(|word| pairs(word)) {
            match self.pairs.get(&pair) {
                Some(list) => lists.push(list),
                None => return Vec::new(),
            }
        }
        lists.sort_by_key(|list| list.len());
        let Some((first, rest)) = lists.split_first() else { return (0..self.clauses.len() as u32).collect() };
        first.iter().copied().filter(|id| rest.iter().all(|list| list.binary_search(id).is_ok())).collect()
    }

    fn hit(&self, passage: &Passage, words: &[String], query: &Query) -> Option<Hit> {
        let paper = &self.papers[passage.paper as usize];
        if !paper.answers(query) {
            return None;
        }
        let lower = passage.text.to_ascii_lowercase();
        let mut highlights: Vec<Range<usize>> = Vec::new();
        let mut score = 0.0;
        for word in words {
            let found: Vec<Range<usize>> = lower.match_indices(word.as_str()).map(|(at, word)| at..at + word.len()).collect();
            if found.is_empty() {
                return None;
            }
            let in_heading = passage.heading.as_ref().is_some_and(|heading| heading.to_ascii_lowercase().contains(word.as_str()));
            // Repetition counts less and less; long clauses count less; a heading counts most.
            score += (found.len() as f64).sqrt() + if in_heading { 2.0 } else { 0.0 };
            highlights.extend(found);
        }
        highlights.sort_by_key(|range| range.start);
        let length = crate::chars::count(&passage.text) as f64;
        Some(Hit {
            paper: paper.name.clone(),
            title: paper.title.clone(),
            clause: passage.clause.clone(),
            heading: passage.heading.clone(),
            text: passage.text.clone(),
            highlights,
            score: score / (1.0 + length / 1_000.0),
        })
    }
}

impl Entry {
    fn answers(&self, query: &Query) -> bool {
        let date = self.metadata.signed_on.as_deref().or(self.metadata.published_on.as_deref());
        let holds = |wanted: &Option<String>, names: Vec<&String>| {
            wanted.as_ref().is_none_or(|wanted| names.iter().any(|name| name.contains(wanted.as_str())))
        };
        holds(&query.paper, [&self.name].into_iter().chain(&self.title).chain(&self.metadata.number).collect())
            && holds(&query.issuer, self.metadata.issuers.iter().collect())
            && holds(&query.place, self.places.iter().collect())
            && query.from.as_deref().is_none_or(|from| date.is_some_and(|date| date >= from))
            && query.to.as_deref().is_none_or(|to| date.is_some_and(|date| date <= to))
    }
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
    fn dates_and_papers_narrow_the_search() {
        let query = |from: &str| Query { words: "评估".to_owned(), from: Some(from.to_owned()), ..Query::default() };
        assert_eq!(index().search(&query("2021-01-01"), 10).len(), 1);
        assert!(index().search(&query("2022-01-01"), 10).is_empty());
        let other = Query { words: "评估".to_owned(), paper: Some("乙".to_owned()), ..Query::default() };
        assert!(index().search(&other, 10).is_empty());
    }
}
