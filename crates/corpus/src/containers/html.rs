//! HTML pages and fragments, read as browsers show them: one line for each block, a tab between cells, nothing of scripts and styles.
//!
//! The reader walks the bytes itself, because every character must keep its place in the file, inside entities too.

use super::Unwrapped;
use crate::text::Edit;

/// Tags that begin a new line.
const BLOCKS: [&str; 26] = [
    "p",
    "div",
    "br",
    "tr",
    "table",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "li",
    "ul",
    "ol",
    "dl",
    "dt",
    "dd",
    "section",
    "article",
    "header",
    "footer",
    "blockquote",
    "pre",
    "hr",
    "form",
    "center",
];
/// Elements whose content is not text of the page.
const HIDDEN: [&str; 11] = ["script", "style", "noscript", "template", "iframe", "svg", "select", "textarea", "object", "head", "button"];

/// So many bytes decide whether a text is a page.
const HEAD: usize = 40_000;

/// True if the text holds enough markup to be a page or a fragment of one.
pub(super) fn looks_like(text: &str) -> bool {
    let head = &text.as_bytes()[..text.len().min(HEAD)];
    let begins = |at: usize, tag: &str| head.get(at..at + tag.len()).is_some_and(|found| found.eq_ignore_ascii_case(tag.as_bytes()));
    let mut tags = 0;
    for at in memchr::memchr_iter(b'<', head) {
        if begins(at, "<html") || begins(at, "<!doctype html") {
            return true;
        }
        tags += usize::from(["<p>", "<p ", "<div", "<td", "<br", "<span", "</p>"].iter().any(|tag| begins(at, tag)));
    }
    tags >= 3
}

/// Replaces the text by what the page shows.
pub(super) fn read(unwrapped: &mut Unwrapped) {
    unwrapped.kinds.push("html");
    unwrapped.has_paragraphs = true;
    let mut page = Page::default();
    page.walk(unwrapped.text.as_str());
    let links = std::mem::take(&mut page.links);
    unwrapped.text = unwrapped.text.edited(&page.edits);
    unwrapped.links = links;
}

#[derive(Default)]
struct Page {
    edits: Vec<Edit>,
    /// In the text after the edits.
    links: Vec<std::ops::Range<usize>>,
    link_start: Option<usize>,
    /// Names of hidden elements that are not closed in the rest of the page.
    unclosed: Vec<String>,
    /// Length after the edits minus length before, so far.
    dropped: usize,
    inserted: usize,
}

impl Page {
    fn walk(&mut self, text: &str) {
        let bytes = text.as_bytes();
        let mut at = 0;
        while let Some(offset) = bytes[at..].iter().position(|byte| matches!(byte, b'<' | b'&' | b'\n' | b'\r')) {
            let start = at + offset;
            at = match bytes[start] {
                b'<' => self.markup(text, start),
                b'&' => self.entity(text, start),
                _ => self.white_space(bytes, start),
            };
        }
    }

    fn edit(&mut self, start: usize, end: usize, with: impl Into<std::borrow::Cow<'static, str>>) -> usize {
        let edit = Edit::replace(start..end, with);
        self.dropped += end - start;
        self.inserted += edit.with.len();
        self.edits.push(edit);
        end
    }

    fn place(&self, before: usize) -> usize {
        before + self.inserted - self.dropped
    }

    /// Line breaks of the file are spaces of the page; between Chinese characters they are nothing.
    fn white_space(&mut self, bytes: &[u8], start: usize) -> usize {
        let end = start + bytes[start..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        let latin = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
        let between_words = start > 0 && latin(bytes.get(start - 1)) && latin(bytes.get(end));
        self.edit(start, end, if between_words { " " } else { "" })
    }

    fn markup(&mut self, text: &str, start: usize) -> usize {
        let rest = &text[start..];
        if rest.starts_with("<!--") {
            let end = rest.find("-->").map_or(text.len(), |length| start + length + 3);
            return self.edit(start, end, "");
        }
        let name_start = if rest.as_bytes().get(1) == Some(&b'/') { 2 } else { 1 };
        let name_length = rest.as_bytes()[name_start.min(rest.len())..].iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
        let declaration = rest.starts_with("<!") || rest.starts_with("<?");
        if name_length == 0 && !declaration {
            return start + 1;
        }
        let Some(end) = tag_end(rest).map(|length| start + length) else { return self.edit(start, text.len(), "") };
        let name = rest[name_start..name_start + name_length].to_ascii_lowercase();
        let closing = name_start == 2;
        if !closing && HIDDEN.contains(&name.as_str()) && !rest[..end - start].ends_with("/>") {
            let end = end + self.hidden(&text[end..], name);
            return self.edit(start, end, "");
        }
        if name == "a" {
            self.link(start, closing);
        }
        let with = match name.as_str() {
            "td" | "th" if !closing => "\t",
            name if BLOCKS.contains(&name) => "\n",
            _ => "",
        };
        self.edit(start, end, with)
    }

    /// Returns the length of a hidden element's content with its closing tag. What was found to have no closing tag is not looked for again.
    fn hidden(&mut self, text: &str, name: String) -> usize {
        if self.unclosed.contains(&name) {
            return 0;
        }
        let length = closing_tag(text, &name);
        if length.is_none() {
            self.unclosed.push(name);
        }
        length.unwrap_or(0)
    }

    fn link(&mut self, at: usize, closing: bool) {
        let place = self.place(at);
        if !closing {
            self.link_start = Some(place);
        } else if let Some(start) = self.link_start.take()
            && start < place
        {
            self.links.push(start..place);
        }
    }

    fn entity(&mut self, text: &str, start: usize) -> usize {
        let body = &text.as_bytes()[start + 1..];
        let length = body.iter().take(32).take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'#').count();
        let end = start + 1 + length + usize::from(body.get(length) == Some(&b';'));
        let decoded = htmlize::unescape(&text[start..end]);
        if length == 0 || decoded == text[start..end] {
            return start + 1;
        }
        let decoded = decoded.into_owned();
        self.edit(start, end, decoded)
    }
}

/// Length of a tag with its quoted attributes; an unclosed quote does not swallow the page.
fn tag_end(rest: &str) -> Option<usize> {
    let bytes = rest.as_bytes();
    let (mut quote, mut at) = (None, 1);
    while at < bytes.len() {
        match (bytes[at], quote) {
            (b'>', None) => return Some(at + 1),
            (byte @ (b'"' | b'\''), None) if bytes[at - 1] == b'=' || bytes[at - 1].is_ascii_whitespace() => quote = Some(byte),
            (byte, Some(open)) if byte == open => quote = None,
            _ => {}
        }
        at += 1;
    }
    rest.find('>').map(|length| length + 1)
}

fn closing_tag(text: &str, name: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = 0;
    loop {
        at += text[at..].find("</")?;
        let found = bytes.get(at + 2..at + 2 + name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes()));
        if found {
            return text[at..].find('>').map(|length| at + length + 1);
        }
        at += 2;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::CleanText;

    fn check(page: &str, shown: &str) {
        let mut unwrapped = Unwrapped { text: CleanText::verbatim(page.to_owned()), ..Unwrapped::default() };
        read(&mut unwrapped);
        assert_eq!(unwrapped.text.as_str(), shown);
    }

    #[test]
    fn blocks_are_lines_and_inline_marks_are_nothing() {
        check("<p>一、<b>总体</b>要求</p><p>甲&nbsp;乙</p>", "\n一、总体要求\n\n甲\u{a0}乙\n");
        check("<p>支持<a href='x>y'>机器人</a>产业\n发展</p>", "\n支持机器人产业发展\n");
    }

    #[test]
    fn scripts_styles_and_comments_are_not_text() {
        check("<style>\n.a&#123;float:left&#125;\n</style>甲<!-- 乙 --><script>var a='</p>'</script>丙", "甲丙");
    }

    #[test]
    fn a_sign_that_is_no_tag_stays() {
        check("<p>甲 < 乙 &amp; 丙 & 丁</p>", "\n甲 < 乙 & 丙 & 丁\n");
    }

    #[test]
    fn an_entity_leads_back_to_its_bytes() {
        let mut unwrapped = Unwrapped { text: CleanText::verbatim("<p>甲&amp;乙</p>".to_owned()), ..Unwrapped::default() };
        read(&mut unwrapped);
        assert_eq!(unwrapped.text.source_of(4..5), [(6, 11)]);
    }
}
