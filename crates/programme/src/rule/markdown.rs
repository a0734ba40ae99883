//! The little of Markdown that a rule file uses, with line numbers.

use corpus::Bilingual;

/// A rule file in its parts. Lines count from 1.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Page {
    pub(super) title: Bilingual,
    /// Paragraphs whose first letter is a Chinese character, and the others.
    pub(super) gist: Bilingual,
    /// Text of every ```` ```toml rule ```` block and the line of its first line.
    pub(super) blocks: Vec<(u32, String)>,
    /// Cells of table rows, without the heading and its rule.
    pub(super) cases: Vec<(u32, Vec<String>)>,
    /// Line of a block that is never closed.
    pub(super) unclosed: Option<u32>,
}

/// Takes a rule file apart. The heading reads `# 中文 | English`.
pub(super) fn page(text: &str) -> Page {
    let mut page = Page::default();
    let mut lines = (1u32..).zip(text.lines());
    let mut paragraph = String::new();
    let mut in_table = false;
    while let Some((number, line)) = lines.next() {
        let line = line.trim_end();
        let is_row = line.starts_with('|');
        if line.is_empty() || line.starts_with('#') || line.starts_with("```") || is_row {
            page.end(&mut paragraph);
        }
        if let Some(heading) = line.strip_prefix("# ") {
            page.title = heading_of(heading);
        } else if line.starts_with("```toml rule") {
            page.block(number, &mut lines);
        } else if is_row {
            if in_table && !is_rule(line) {
                page.cases.push((number, cells(line)));
            }
        } else if !line.starts_with('#') && !line.is_empty() {
            append(&mut paragraph, line);
        }
        in_table = is_row;
    }
    page.end(&mut paragraph);
    page
}

impl Page {
    fn end(&mut self, paragraph: &mut String) {
        let text = std::mem::take(paragraph);
        if text.is_empty() {
            return;
        }
        let side = if text.chars().find(|c| c.is_alphabetic()).is_some_and(is_han) { &mut self.gist.zh } else { &mut self.gist.en };
        if !side.is_empty() {
            side.push('\n');
        }
        side.push_str(&text);
    }

    fn block<'a>(&mut self, opened: u32, lines: &mut impl Iterator<Item = (u32, &'a str)>) {
        let mut text = String::new();
        for (_, line) in lines {
            if line.trim_end() == "```" {
                self.blocks.push((opened + 1, text));
                return;
            }
            text.push_str(line);
            text.push('\n');
        }
        self.unclosed = Some(opened);
    }
}

fn heading_of(heading: &str) -> Bilingual {
    match heading.split_once('|') {
        Some((zh, en)) => Bilingual::new(zh.trim(), en.trim()),
        None => Bilingual::new(heading.trim(), heading.trim()),
    }
}

/// Joins wrapped lines: with a space between words, without one between Chinese characters.
fn append(paragraph: &mut String, line: &str) {
    let line = line.trim();
    let wide = |character: Option<char>| character.is_some_and(|c| !c.is_ascii());
    let within_chinese = wide(paragraph.chars().last()) && wide(line.chars().next());
    if !paragraph.is_empty() && !within_chinese {
        paragraph.push(' ');
    }
    paragraph.push_str(line);
}

fn is_han(character: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&character)
}

fn is_rule(row: &str) -> bool {
    row.chars().all(|c| matches!(c, '|' | '-' | ':' | ' '))
}

/// Splits a table row at its bars; `\|` is a bar inside a cell.
fn cells(row: &str) -> Vec<String> {
    let inner = row.trim().trim_start_matches('|');
    let inner = inner.strip_suffix('|').unwrap_or(inner);
    let mut cells = vec![String::new()];
    let mut escaped = false;
    for character in inner.chars() {
        match character {
            '\\' if !escaped => escaped = true,
            '|' if !escaped => cells.push(String::new()),
            other => {
                escaped = false;
                cells.last_mut().expect("one cell from the start").push(other);
            }
        }
    }
    cells.into_iter().map(|cell| cell.trim().to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "# 表扬 | Praise\n\n优秀的城市\n予以表扬。\n\nCities graded excellent\nare praised.\n\n```toml rule\nformat = 1\n```\n\n\
                        | case | year |\n|---|---|\n| a \\| b | 2020 |\n";

    #[test]
    fn a_file_comes_apart_with_its_lines() {
        let page = page(FILE);
        assert_eq!(page.title, Bilingual::new("表扬", "Praise"));
        assert_eq!(page.gist, Bilingual::new("优秀的城市予以表扬。", "Cities graded excellent are praised."));
        assert_eq!(page.blocks, [(10, "format = 1\n".to_owned())]);
        assert_eq!(page.cases, [(15, vec!["a | b".to_owned(), "2020".to_owned()])]);
        assert_eq!(page.unclosed, None);
    }

    #[test]
    fn an_open_block_is_noticed() {
        assert_eq!(page("# a\n```toml rule\nformat = 1\n").unclosed, Some(2));
    }
}
