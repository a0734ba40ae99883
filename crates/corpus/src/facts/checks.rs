//! Sums that a text carries itself: stated counts against counted members, totals against their parts.
//!
//! Where a sum fits, the members are as good as certain; where it does not, something was lost or added, and the reader is told.

use super::outline::Outline;
use super::places::Mention;
use super::quantities::Figure;
use super::subject;
use crate::paper::Paper;
use crate::{Finding, Location};

pub(super) fn counts(paper: &Paper, outline: &Outline, figures: &[Figure], mentions: &[Mention], findings: &mut Vec<Finding>) {
    let check = Check { paper, outline, mentions };
    let mut agreeing: Vec<&Figure> = Vec::new();
    for (index, figure) in figures.iter().enumerate().filter(|(_, figure)| figure.unit == "个" && figure.value.fract() == 0.0) {
        let counted = check.headed_list(figure).or_else(|| check.open_list(figure)).or_else(|| check.parts(figure, &figures[index + 1..]));
        match counted {
            Some(counted) if (counted - figure.value).abs() < 0.5 => agreeing.push(figure),
            Some(counted) => findings.push(check.differs(figure, counted)),
            None => {}
        }
    }
    findings.extend(check.agrees(&agreeing));
}

struct Check<'a> {
    paper: &'a Paper,
    outline: &'a Outline,
    mentions: &'a [Mention],
}

impl Check<'_> {
    /// `河北省（6个）：张家口、...` counts the rest of its sentence; `（共95个）：` at the end of a line, the lines up to the next such head.
    fn headed_list(&self, figure: &Figure) -> Option<f64> {
        let text = self.paper.text.as_str();
        let rest = &text[figure.range.end..];
        let start = figure.range.end + (rest.len() - rest.strip_prefix("）：").or_else(|| rest.strip_prefix("）:"))?.len());
        let sentence = self.outline.sentence_at(figure.range.start)?;
        let list = if sentence.range.end > start { start..sentence.range.end } else { start..self.end_of_lines(start) };
        let listed = subject::members(self.mentions, list.clone()).count();
        (listed > 0).then_some(listed as f64)
    }

    /// The lines under a head that ends its own line: up to the next one, or to the end of the clause.
    fn end_of_lines(&self, start: usize) -> usize {
        let text = self.paper.text.as_str();
        let end = self.paper.clause_at(start.saturating_sub(1)).map_or(text.len(), |clause| clause.whole.end);
        let lines = text[start..end].match_indices('\n').map(|(at, _)| start + at).filter(|at| *at > start);
        let is_head = |at: &usize| text[..*at].ends_with('：');
        lines.into_iter().find(is_head).map_or(end, |at| text[..at].rfind('\n').unwrap_or(at))
    }

    /// `甲、乙、丙等20个县`: an open list names no more than it counts.
    fn open_list(&self, figure: &Figure) -> Option<f64> {
        let text = self.paper.text.as_str();
        text[..figure.range.start].ends_with('等').then_some(())?;
        let segment = self.outline.segment_at(figure.range.start)?;
        let listed = subject::members(self.mentions, segment.start..figure.range.start).count();
        (listed as f64 > figure.value).then_some(listed as f64)
    }

    /// `120个，其中地级城市95个，直辖市25个`: parts behind 其中 that make up the total.
    fn parts(&self, total: &Figure, later: &[Figure]) -> Option<f64> {
        let text = self.paper.text.as_str();
        let sentence = self.outline.sentence_at(total.range.start)?;
        let among = total.range.end + text[total.range.end..sentence.range.end].find("其中")?;
        let parts = later.iter().take_while(|figure| figure.range.end <= sentence.range.end);
        let parts: Vec<f64> =
            parts.filter(|figure| figure.range.start > among && figure.unit == total.unit).map(|figure| figure.value).collect();
        let sum: f64 = parts.iter().sum();
        let other_total = later.iter().any(|figure| figure.range.end <= among && figure.unit == total.unit)
            || text[sentence.range.start..total.range.start].contains(|char: char| char.is_ascii_digit());
        let agrees = (sum - total.value).abs() < 0.5;
        (parts.len() >= 2 && (agrees || sum > total.value && !other_total)).then_some(sum)
    }

    fn differs(&self, figure: &Figure, counted: f64) -> Finding {
        let quote = &self.paper.text.as_str()[figure.range.clone()];
        Finding::warning(
            "facts/count-differs",
            format!("文中写“{quote}”，实际列出{counted}个"),
            format!("the text says `{quote}` but lists {counted}"),
        )
        .hint("核对原文是否有缺漏或重复", "look for members that are missing or doubled in the source")
        .at(Location { at: self.paper.at(figure.range.clone()), ..Location::file(&self.paper.file) })
    }

    /// One finding for all counts that fit.
    fn agrees(&self, figures: &[&Figure]) -> Option<Finding> {
        let quotes: Vec<&str> = figures.iter().map(|figure| &self.paper.text.as_str()[figure.range.clone()]).collect();
        let (count, quotes) = (quotes.len(), quotes.join("、"));
        let at = figures.iter().flat_map(|figure| self.paper.at(figure.range.clone())).collect();
        let finding = Finding::info(
            "facts/counts-confirmed",
            format!("文中{count}处计数与所列相符：{quotes}"),
            format!("{count} stated counts agree with what the text lists: {quotes}"),
        );
        (count > 0).then(|| finding.at(Location { at, ..Location::file(&self.paper.file) }))
    }
}
