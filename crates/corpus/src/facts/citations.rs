//! Papers that a paper cites: a title in 《》 and the number in brackets behind it.

use crate::paper::Paper;
use crate::reading::Citation;

/// Longest title of a paper, in bytes; a longer span means that a bracket was lost.
const LONGEST: usize = 300;

pub(super) fn facts(paper: &Paper) -> Vec<Citation> {
    let text = paper.text.as_str();
    let mut citations: Vec<Citation> = Vec::new();
    let mut at = 0;
    while let Some(open) = text[at..].find('《').map(|found| at + found) {
        let start = open + '《'.len_utf8();
        at = start;
        let Some(end) = closing(text, start) else { continue };
        let mut rest = end + '》'.len_utf8();
        let title = &text[start..end];
        let number = number_behind(&text[rest..]);
        if let Some(number) = number {
            rest += number.len() + 2 * '（'.len_utf8();
        }
        at = rest;
        if title.trim().is_empty()
            || citations.iter().any(|cited| cited.title == title && (number.is_none() || cited.number.as_deref() == number))
        {
            continue;
        }
        citations.push(Citation {
            title: title.to_owned(),
            number: number.map(str::to_owned),
            quote: text[open..rest].to_owned(),
            at: paper.at(open..rest),
        });
    }
    citations
}

/// Returns where the title ends; titles inside a title (`《关于印发〈...〉的通知》`) use other brackets, or nest.
fn closing(text: &str, start: usize) -> Option<usize> {
    let mut depth = 0_u32;
    for (at, char) in text[start..].char_indices() {
        match char {
            '《' => depth += 1,
            '》' if depth == 0 => return Some(start + at),
            '》' => depth -= 1,
            '\n' => return None,
            _ if at > LONGEST => return None,
            _ => {}
        }
    }
    None
}

/// `（国办发〔2021〕17号）`.
fn number_behind(rest: &str) -> Option<&str> {
    let (inner, _) = rest.strip_prefix('（')?.split_once('）')?;
    (inner.len() <= 60 && inner.contains(['〔', '[']) && inner.ends_with('号')).then_some(inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::CleanText;

    #[test]
    fn a_cited_paper_has_its_title_and_number() {
        let text = "落实《甲通报》（国办发〔2021〕17号）和《关于印发《乙》的通知》，按《甲通报》办理，见《丙规划》（见附件）";
        let paper = Paper { text: CleanText::verbatim(text.to_owned()), ..Paper::default() };
        let found: Vec<_> = facts(&paper).into_iter().map(|cited| (cited.title, cited.number)).collect();
        let cited = |title: &str, number: Option<&str>| (title.to_owned(), number.map(str::to_owned));
        assert_eq!(found, [cited("甲通报", Some("国办发〔2021〕17号")), cited("关于印发《乙》的通知", None), cited("丙规划", None)]);
    }
}
