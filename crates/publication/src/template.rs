//! Templates of papers that an office can edit: plain lines, places to fill, and blocks that the program writes.
//!
//! `# ` title, `> ` addressee, `## ` and `### ` headings, any other line a paragraph, `% ` a remark that is not printed. `{name}` is filled
//! in; a line that is `{{name}}` alone takes a whole block; `?name ` before a line prints it only where that value is there. `\n` breaks a
//! title's line. A count of nought fills its place, but a line that asks for it is left out.

use std::collections::{BTreeMap, BTreeSet};

use crate::docx::Block;

/// What a template is filled with.
#[derive(Debug, Default)]
pub(crate) struct Filling {
    values: BTreeMap<&'static str, String>,
    /// Counts of nought.
    nought: BTreeSet<&'static str>,
    blocks: BTreeMap<&'static str, Vec<Block>>,
}

impl Filling {
    pub(crate) fn value(&mut self, name: &'static str, value: impl ToString) -> &mut Self {
        self.values.insert(name, value.to_string());
        self
    }

    /// A count, for which no line asks where it is nought.
    pub(crate) fn count(&mut self, name: &'static str, count: usize) -> &mut Self {
        if count == 0 {
            self.nought.insert(name);
        }
        self.value(name, count)
    }

    /// A text that is left out where it is empty.
    pub(crate) fn text(&mut self, name: &'static str, text: impl Into<String>) -> &mut Self {
        let text = text.into();
        if text.is_empty() { self } else { self.value(name, text) }
    }

    pub(crate) fn block(&mut self, name: &'static str, blocks: Vec<Block>) -> &mut Self {
        self.blocks.insert(name, blocks);
        self
    }

    /// Returns the paper's blocks in the order of the template. A place that nobody fills stays visible in its braces.
    pub(crate) fn fill(&self, template: &str) -> Vec<Block> {
        template.lines().flat_map(|line| self.line(line.trim())).collect()
    }

    fn line(&self, line: &str) -> Vec<Block> {
        if line.is_empty() || line.starts_with('%') {
            return Vec::new();
        }
        if let Some(rest) = line.strip_prefix('?') {
            let (name, rest) = rest.split_once(' ').unwrap_or((rest, ""));
            return if self.values.contains_key(name) && !self.nought.contains(name) { self.line(rest.trim()) } else { Vec::new() };
        }
        if let Some(name) = line.strip_prefix("{{").and_then(|rest| rest.strip_suffix("}}"))
            && let Some(blocks) = self.blocks.get(name)
        {
            return blocks.clone();
        }
        let text = self.filled(line);
        let after = |mark: &str| text.strip_prefix(mark).map(|rest| rest.replace("\\n", "\n"));
        let block = if let Some(text) = after("### ") {
            Block::Subheading(text)
        } else if let Some(text) = after("## ") {
            Block::Heading(text)
        } else if let Some(text) = after("# ") {
            Block::Title(text)
        } else if let Some(text) = after("> ") {
            Block::Addressee(text)
        } else {
            Block::Text(text)
        };
        vec![block]
    }

    fn filled(&self, line: &str) -> String {
        let mut out = String::new();
        let mut rest = line;
        while let Some((before, after)) = rest.split_once('{') {
            out.push_str(before);
            match after.split_once('}') {
                Some((name, tail)) if self.values.contains_key(name) => {
                    out.push_str(&self.values[name]);
                    rest = tail;
                }
                _ => {
                    out.push('{');
                    rest = after;
                }
            }
        }
        out + rest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(template: &str, expected: &[Block]) {
        let mut filling = Filling::default();
        filling.value("year", 2021).count("none", 0).text("label", "演示").block("list", vec![Block::Note("a".to_owned())]);
        assert_eq!(filling.fill(template), expected, "{template}");
    }

    fn text(text: &str) -> Block {
        Block::Text(text.to_owned())
    }

    #[test]
    fn lines_become_blocks_and_places_are_filled() {
        check(
            "% 说明\n# {year}年度\\n通报\n> 各市：\n",
            &[Block::Title("2021年度\n通报".to_owned()), Block::Addressee("各市：".to_owned())],
        );
        check(
            "## 一、{year}\n### （一）\n正文",
            &[Block::Heading("一、2021".to_owned()), Block::Subheading("（一）".to_owned()), text("正文")],
        );
        check("{{list}}", &[Block::Note("a".to_owned())]);
    }

    #[test]
    fn a_line_with_a_condition_is_printed_where_its_value_is_there() {
        check("?label 使用{label}", &[text("使用演示")]);
        check("?none 共{none}件", &[]);
        check("?label 使用{label}，{none}件", &[text("使用演示，0件")]);
    }

    #[test]
    fn a_place_that_nobody_fills_stays_visible() {
        check("{stranger}与{year}", &[text("{stranger}与2021")]);
        check("{{stranger}}", &[text("{{stranger}}")]);
        check("{ {year", &[text("{ {year")]);
    }
}
