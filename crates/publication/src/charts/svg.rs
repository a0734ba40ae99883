//! The few shapes that the charts are drawn with.

use std::fmt::Write;

use askama::filters::{Escaper, Html};

/// Where a text stands relative to its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Anchor {
    Start,
    Middle,
    End,
}

/// Shapes in the order they are painted. Colours of data are attributes; everything else is a class of the style sheet.
#[derive(Debug, Clone, Default)]
pub(crate) struct Svg(String);

impl Svg {
    pub(crate) fn rect(&mut self, (x, y): (f64, f64), (width, height): (f64, f64), class: &str, fill: Option<&str>) {
        let fill = fill.map(|fill| format!(" fill=\"{fill}\"")).unwrap_or_default();
        let _ = writeln!(self.0, "<rect class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height:.1}\"{fill}/>");
    }

    pub(crate) fn line(&mut self, from: (f64, f64), to: (f64, f64), class: &str) {
        let _ =
            writeln!(self.0, "<line class=\"{class}\" x1=\"{:.1}\" y1=\"{:.1}\" x2=\"{:.1}\" y2=\"{:.1}\"/>", from.0, from.1, to.0, to.1);
    }

    pub(crate) fn path(&mut self, points: &[(f64, f64)], class: &str) {
        let points: Vec<String> = points.iter().map(|(x, y)| format!("{x:.1},{y:.1}")).collect();
        let _ = writeln!(self.0, "<polyline class=\"{class}\" points=\"{}\"/>", points.join(" "));
    }

    pub(crate) fn area(&mut self, points: &[(f64, f64)], class: &str) {
        let points: Vec<String> = points.iter().map(|(x, y)| format!("{x:.1},{y:.1}")).collect();
        let _ = writeln!(self.0, "<polygon class=\"{class}\" points=\"{}\"/>", points.join(" "));
    }

    pub(crate) fn dot(&mut self, (x, y): (f64, f64), radius: f64, class: &str) {
        let _ = writeln!(self.0, "<circle class=\"{class}\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{radius:.1}\"/>");
    }

    pub(crate) fn text(&mut self, (x, y): (f64, f64), anchor: Anchor, class: &str, text: &str) {
        let anchor = match anchor {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
            Anchor::End => "end",
        };
        let _ = writeln!(self.0, "<text class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\">{}</text>", escaped(text));
    }

    /// Draws inside a link.
    pub(crate) fn link(&mut self, href: &str, draw: impl FnOnce(&mut Self)) {
        let _ = writeln!(self.0, "<a href=\"{}\">", escaped(href));
        draw(self);
        self.0.push_str("</a>\n");
    }

    /// Draws what tells its title on hovering and to those who ask.
    pub(crate) fn titled(&mut self, title: &str, draw: impl FnOnce(&mut Self)) {
        let _ = writeln!(self.0, "<g><title>{}</title>", escaped(title));
        draw(self);
        self.0.push_str("</g>\n");
    }

    pub(crate) fn into_string(self) -> String {
        self.0
    }
}

pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    Html.write_escaped_str(&mut out, text).expect("writing to a string does not fail");
    out
}

/// Returns about how wide a text is in units of the font size: a Chinese character is one, others are narrower.
pub(crate) fn width_em(text: &str) -> f64 {
    text.chars().map(|letter| if u32::from(letter) >= 0x2e80 { 1.0 } else { 0.56 }).sum()
}

/// Font size of labels, in the drawing's units.
const LABEL: f64 = 13.0;
/// Labels wider than this many letters are cut.
const WIDEST: f64 = 21.0;

/// Returns names as labels beside a drawing, and the room that they need.
pub(crate) fn labels<'n>(names: impl Iterator<Item = &'n str>) -> (Vec<String>, f64) {
    let labels: Vec<String> = names.map(|name| shortened(name, WIDEST)).collect();
    let widest = labels.iter().map(|label| width_em(label)).fold(0.0, f64::max);
    (labels, widest * LABEL)
}

/// Returns the text, cut with an ellipsis where it would be wider than `most` times the font size.
pub(crate) fn shortened(text: &str, most: f64) -> String {
    if width_em(text) <= most {
        return text.to_owned();
    }
    let mut out = String::new();
    for letter in text.chars() {
        if width_em(&out) + 2.0 > most {
            break;
        }
        out.push(letter);
    }
    out.push('…');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_cannot_break_out_of_the_drawing() {
        let mut svg = Svg::default();
        svg.text((0.0, 0.0), Anchor::Start, "label", "a<b & \"c\"");
        let drawn = svg.into_string();
        assert!(drawn.contains("a&#60;b &#38; &#34;c&#34;"), "{drawn}");
    }

    #[test]
    fn a_long_name_is_cut_and_says_so() {
        assert_eq!(shortened("地区生产总值增长率", 5.0), "地区生产…");
        assert_eq!(shortened("黄石", 5.0), "黄石");
    }
}
