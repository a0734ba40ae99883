//! The parts of the file that do not depend on what the paper says.

use crate::charts::escaped;

/// Text area of GB/T 9704: A4 with margins of 37, 35, 28 and 26 mm, in twentieths of a point.
pub(super) const PAGE: Page =
    Page { width: 11906, height: 16838, top: 2098, bottom: 1984, left: 1588, right: 1474, footer: 1247, line: 579, character_spacing: -5 };

/// All lengths in twentieths of a point.
pub(super) struct Page {
    pub width: i32,
    pub height: i32,
    pub top: i32,
    pub bottom: i32,
    pub left: i32,
    pub right: i32,
    /// From the page's lower edge, so that the number stands 7 mm under the text area.
    pub footer: i32,
    /// 225 mm over 22 lines.
    pub line: i32,
    /// 156 mm over 28 characters is a little less than 28 times 16 points. Set on the characters and not by the grid, which offices read differently.
    pub character_spacing: i32,
}

impl Page {
    pub(super) fn text_width(&self) -> i32 {
        self.width - self.left - self.right
    }
}

pub(super) const NAMESPACES: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"";

pub(super) const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

pub(super) const CONTENT_TYPES: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/><Override PartName="/word/settings.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.settings+xml"/><Override PartName="/word/footer1.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"/><Override PartName="/word/footer2.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"/><Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/><Override PartName="/docProps/app.xml" ContentType="application/vnd.openxmlformats-officedocument.extended-properties+xml"/></Types>"#;

pub(super) const RELATIONS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/><Relationship Id="rId3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/extended-properties" Target="docProps/app.xml"/></Relationships>"#;

pub(super) const DOCUMENT_RELATIONS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/settings" Target="settings.xml"/><Relationship Id="rId3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footer" Target="footer1.xml"/><Relationship Id="rId4" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footer" Target="footer2.xml"/></Relationships>"#;

pub(super) const APP: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"><Application>Bihuan</Application></Properties>"#;

pub(super) const SETTINGS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:settings xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:zoom w:percent="100"/><w:evenAndOddHeaders/><w:drawingGridHorizontalSpacing w:val="158"/><w:drawingGridVerticalSpacing w:val="579"/><w:characterSpacingControl w:val="compressPunctuation"/><w:compat><w:spaceForUL/><w:balanceSingleByteDoubleByteWidth/><w:doNotLeaveBackslashAlone/><w:ulTrailSpace/><w:doNotExpandShiftReturn/><w:adjustLineHeightInTable/><w:useFELayout/><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat></w:settings>"#;

/// Page number between dashes, 4号 宋体: outer edge of odd pages, one character in.
pub(super) const FOOTER_ODD: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:ftr xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:p><w:pPr><w:pStyle w:val="PageNumber"/><w:ind w:rightChars="100" w:right="280"/><w:jc w:val="right"/></w:pPr><w:r><w:t>－</w:t></w:r><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r><w:r><w:t>－</w:t></w:r></w:p></w:ftr>"#;

/// The same on the left of even pages.
pub(super) const FOOTER_EVEN: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:ftr xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:p><w:pPr><w:pStyle w:val="PageNumber"/><w:ind w:leftChars="100" w:left="280"/><w:jc w:val="left"/></w:pPr><w:r><w:t>－</w:t></w:r><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>2</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r><w:r><w:t>－</w:t></w:r></w:p></w:ftr>"#;

pub(super) fn core(title: &str, day: &str) -> String {
    format!(
        "{HEAD}<cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:dcterms=\"http://purl.org/dc/terms/\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><dc:title>{}</dc:title><dc:creator>Bihuan</dc:creator><dcterms:created xsi:type=\"dcterms:W3CDTF\">{day}T00:00:00Z</dcterms:created><dcterms:modified xsi:type=\"dcterms:W3CDTF\">{day}T00:00:00Z</dcterms:modified></cp:coreProperties>",
        escaped(title)
    )
}

/// A paragraph style: identity, name, font, size in half points, and what else its paragraphs have.
struct Style {
    id: &'static str,
    name: &'static str,
    font: &'static str,
    half_points: u8,
    paragraph: &'static str,
}

const FANGSONG: &str = "仿宋_GB2312";

const STYLES: [Style; 12] = [
    Style {
        id: "PaperTitle",
        name: "Title",
        font: "方正小标宋简体",
        half_points: 44,
        paragraph: "<w:keepNext/><w:spacing w:before=\"0\" w:after=\"579\" w:line=\"640\" w:lineRule=\"exact\"/><w:jc w:val=\"center\"/>",
    },
    Style { id: "Label", name: "Label", font: "黑体", half_points: 32, paragraph: "<w:jc w:val=\"right\"/>" },
    Style { id: "Addressee", name: "Addressee", font: FANGSONG, half_points: 32, paragraph: "<w:jc w:val=\"both\"/>" },
    Style {
        id: "Heading1",
        name: "heading 1",
        font: "黑体",
        half_points: 32,
        paragraph: "<w:keepNext/><w:ind w:firstLineChars=\"200\" w:firstLine=\"640\"/><w:jc w:val=\"both\"/><w:outlineLvl w:val=\"0\"/>",
    },
    Style {
        id: "Heading2",
        name: "heading 2",
        font: "楷体_GB2312",
        half_points: 32,
        paragraph: "<w:keepNext/><w:ind w:firstLineChars=\"200\" w:firstLine=\"640\"/><w:jc w:val=\"both\"/><w:outlineLvl w:val=\"1\"/>",
    },
    Style {
        id: "BodyText",
        name: "Body Text",
        font: FANGSONG,
        half_points: 32,
        paragraph: "<w:ind w:firstLineChars=\"200\" w:firstLine=\"640\"/><w:jc w:val=\"both\"/>",
    },
    Style {
        id: "Signature",
        name: "Signature",
        font: FANGSONG,
        half_points: 32,
        paragraph: "<w:keepLines/><w:ind w:rightChars=\"400\" w:right=\"1280\"/><w:jc w:val=\"right\"/>",
    },
    Style {
        id: "AnnexMark",
        name: "Annex Mark",
        font: "黑体",
        half_points: 32,
        paragraph: "<w:keepNext/><w:pageBreakBefore/><w:jc w:val=\"left\"/><w:outlineLvl w:val=\"0\"/>",
    },
    Style {
        id: "Cell",
        name: "Cell",
        font: FANGSONG,
        half_points: 21,
        paragraph: "<w:snapToGrid w:val=\"0\"/><w:spacing w:before=\"40\" w:after=\"40\" w:line=\"320\" w:lineRule=\"exact\"/>",
    },
    Style {
        id: "CellHead",
        name: "Cell Head",
        font: "黑体",
        half_points: 21,
        paragraph: "<w:keepNext/><w:snapToGrid w:val=\"0\"/><w:spacing w:before=\"40\" w:after=\"40\" w:line=\"320\" w:lineRule=\"exact\"/><w:jc w:val=\"center\"/>",
    },
    Style {
        id: "Note",
        name: "Note",
        font: FANGSONG,
        half_points: 24,
        paragraph: "<w:snapToGrid w:val=\"0\"/><w:spacing w:before=\"120\" w:after=\"0\" w:line=\"360\" w:lineRule=\"exact\"/><w:jc w:val=\"both\"/>",
    },
    Style {
        id: "PageNumber",
        name: "page number",
        font: "宋体",
        half_points: 28,
        paragraph: "<w:snapToGrid w:val=\"0\"/><w:spacing w:before=\"0\" w:after=\"0\" w:line=\"240\" w:lineRule=\"auto\"/>",
    },
];

/// The language of Chinese text is `eastAsia`. That of digits and Latin words is never Chinese: else numbers and years are broken over lines,
/// which GB/T 9704 forbids.
pub(super) fn styles() -> String {
    let own: String = STYLES.iter().map(style).collect();
    let (line, spacing) = (PAGE.line, PAGE.character_spacing);
    format!(
        "{HEAD}<w:styles {NAMESPACES}><w:docDefaults><w:rPrDefault><w:rPr>{}<w:spacing w:val=\"{spacing}\"/><w:kern w:val=\"0\"/><w:sz w:val=\"32\"/><w:szCs w:val=\"32\"/><w:lang w:val=\"en-US\" w:eastAsia=\"zh-CN\"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:before=\"0\" w:after=\"0\" w:line=\"{line}\" w:lineRule=\"exact\"/></w:pPr></w:pPrDefault></w:docDefaults><w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Normal\"><w:name w:val=\"Normal\"/></w:style>{own}</w:styles>",
        fonts(FANGSONG)
    )
}

fn style(style: &Style) -> String {
    let Style { id, name, font, half_points, paragraph } = style;
    let fonts = fonts(font);
    format!(
        "<w:style w:type=\"paragraph\" w:customStyle=\"1\" w:styleId=\"{id}\"><w:name w:val=\"{name}\"/><w:basedOn w:val=\"Normal\"/><w:qFormat/><w:pPr>{paragraph}</w:pPr><w:rPr>{fonts}<w:sz w:val=\"{half_points}\"/><w:szCs w:val=\"{half_points}\"/></w:rPr></w:style>"
    )
}

/// Digits and Latin letters are set in Times New Roman, as offices do.
fn fonts(font: &str) -> String {
    let latin = if font == "宋体" { font } else { "Times New Roman" };
    format!("<w:rFonts w:ascii=\"{latin}\" w:hAnsi=\"{latin}\" w:eastAsia=\"{font}\" w:cs=\"Times New Roman\"/>")
}
