//! One sheet: every figure with the place, year, heading and unit that belong to it.

use std::collections::{BTreeMap, BTreeSet};

use corpus::gazetteer::PlaceLevel;
use corpus::{Bilingual, Finding, Location};
use jiff::civil::Date;

use crate::import::heading::{unit_in, year_of, year_within};
use crate::import::layout::{Layout, cell, head_of, is_number, layout_of, text, unit_of_sheet, year_in};
use crate::import::places::{Hints, Places, by_code, is_total, within};
use crate::import::vocabulary::{Match, Vocabulary, to_confirm};
use crate::import::{Heading, Import, Kept, Unmatched, Value};
use crate::number::{Printed, read_number};
use crate::rows::cell_name;
use crate::workbook::{Content, Sheet};

/// Reads a sheet into the import.
pub(crate) fn read(sheet: &Sheet, vocabulary: &Vocabulary, kept: &Kept, import: &mut Import) {
    let name = sheet.name.as_deref().unwrap_or_default();
    if kept.sheets.get(name).is_some_and(|kept| kept.skip) {
        return;
    }
    if sheet.rows.is_empty() {
        import.findings.push(Finding::info("import/empty-sheet", "工作表是空的", "the sheet is empty").at(place_of(import, sheet, None)));
        return;
    }
    let mut places = Places::new(&kept.places);
    match layout_of(sheet, &mut places) {
        Some(layout) => SheetReader::new(sheet, &layout, vocabulary, kept, places, import).read(),
        None => {
            let finding = Finding::info(
                "import/no-figures",
                "工作表中没有数据区，按说明处理",
                "the sheet has no block of figures; it is taken as remarks",
            );
            import.findings.push(finding.at(place_of(import, sheet, None)));
        }
    }
}

struct SheetReader<'a> {
    sheet: &'a Sheet,
    layout: &'a Layout,
    vocabulary: &'a Vocabulary,
    kept: &'a Kept,
    places: Places<'a>,
    import: &'a mut Import,
    columns: Vec<Column>,
    level: Option<PlaceLevel>,
    title: Title,
    /// Places of headings in `import.headings`, by heading.
    headings: BTreeMap<String, usize>,
    text_numbers: BTreeMap<u32, (usize, u32)>,
    /// Columns without a heading that were told.
    nameless: BTreeSet<u32>,
}

/// What a column of figures says by its head.
struct Column {
    at: u32,
    heading: String,
    unit: Option<String>,
    period: Option<String>,
    place: Option<String>,
}

/// What titles and the sheet's name say for all of its figures.
#[derive(Default)]
struct Title {
    text: String,
    year: Option<i16>,
    place: Option<&'static corpus::gazetteer::Place>,
    unit: Option<String>,
}

impl<'a> SheetReader<'a> {
    fn new(
        sheet: &'a Sheet,
        layout: &'a Layout,
        vocabulary: &'a Vocabulary,
        kept: &'a Kept,
        mut places: Places<'a>,
        import: &'a mut Import,
    ) -> Self {
        let columns = layout.figures.iter().map(|&at| column(sheet, layout, at, &mut places)).collect();
        let names: Vec<String> =
            sheet.rows.iter().filter(|(row, _)| *row >= layout.body).map(|(_, cells)| text(cells, layout.place)).collect();
        let level = places.usual_level(names.iter().map(String::as_str));
        let title = title(sheet, layout, &import.file);
        let (headings, text_numbers, nameless) = Default::default();
        Self { sheet, layout, vocabulary, kept, places, import, columns, level, title, headings, text_numbers, nameless }
    }

    fn read(mut self) {
        self.tell_about_columns();
        let sheet = self.sheet;
        let mut above = String::new();
        for (row, cells) in &sheet.rows {
            if *row >= self.layout.body {
                self.row(*row, cells, &mut above);
            } else if !self.layout.head.contains(row) && !self.layout.titles.contains(row) {
                self.unmatched_row(
                    *row,
                    cells,
                    &Bilingual::new("表头之间的数字行，没有地区", "numbers between the heads, without a place"),
                );
            }
        }
        self.tell_about_texts();
    }

    fn row(&mut self, row: u32, cells: &[(u32, Content)], above: &mut String) {
        let figures = self.columns.iter().any(|column| cell(cells, column.at).is_some_and(is_number));
        let mut name = text(cells, self.layout.place);
        if let Some(place) = self.layout.place {
            // A name merged over the rows of several years is printed once.
            if name.is_empty() && figures && self.layout.year.is_some() && cell(cells, place).is_none() {
                name.clone_from(above);
            }
            above.clone_from(&name);
        }
        let year = self.layout.year.and_then(|column| cell(cells, column)).and_then(year_in);
        let own = self.place_of_row(&name, cells, year);
        if self.layout.place.is_some() && own.is_none() {
            self.unmatched_row(row, cells, &why_no_place(&name, figures));
            return;
        }
        if self.layout.year.is_some() && year.is_none() {
            self.unmatched_row(row, cells, &Bilingual::new("这一行没有年份", "the row has no year"));
            return;
        }
        for at in 0..self.columns.len() {
            self.figure(row, cells, at, year, own);
        }
    }

    fn place_of_row(&self, name: &str, cells: &[(u32, Content)], year: Option<i16>) -> Option<&'static corpus::gazetteer::Place> {
        let code = text(cells, self.layout.code);
        let province = text(cells, self.layout.province);
        let hints = Hints { code: &code, province: &province, year: year.or(self.title.year), level: self.level };
        if !name.is_empty() {
            return self.places.find(name, hints);
        }
        let day = Date::new(year.or(self.title.year).unwrap_or(2024), 12, 31).ok()?;
        if self.layout.place.is_none() { by_code(&code, day) } else { None }
    }

    fn figure(&mut self, row: u32, cells: &[(u32, Content)], at: usize, year: Option<i16>, own: Option<&'static corpus::gazetteer::Place>) {
        let column = &self.columns[at];
        let Some(content) = cell(cells, column.at) else { return };
        let printed = content.printed();
        let (value, suffix) = match content {
            Content::Number(value) => (*value, String::new()),
            Content::Text(text) => match read_number(text) {
                Printed::Number { value, suffix } => {
                    let count = self.text_numbers.entry(column.at).or_insert((0, row));
                    count.0 += 1;
                    (value, suffix)
                }
                Printed::Missing => return,
                Printed::Text => {
                    self.unmatched(row, column.at, &printed, Bilingual::new("数字的位置上是文字", "text in a number's place"));
                    return;
                }
            },
        };
        let label = text(cells, self.layout.label);
        let heading = match (label.as_str(), column.heading.as_str()) {
            // A table of one thing says in its title what it is.
            ("", "") => self.title.text.trim().to_owned(),
            ("", heading) => heading.to_owned(),
            (label, heading) => joined(label, heading),
        };
        if heading.is_empty() {
            self.without_heading(row, column.at, &printed);
            return;
        }
        let period = column.period.clone().or(year.map(|year| year.to_string())).or(self.title.year.map(|year| year.to_string()));
        let place = match &column.place {
            Some(name) => self.places.find(name, Hints { year, ..Hints::default() }),
            None => own.or(self.title.place),
        };
        let column_at = column.at;
        let stated = self.unit(&heading, &column.unit.clone(), cells, &label, &suffix);
        match (place, period) {
            (Some(place), Some(period)) => {
                let indicator = self.heading(&heading, stated.as_ref());
                self.import.values.push(Value {
                    place: place.name.to_owned(),
                    code: place.code.to_owned(),
                    period,
                    heading,
                    indicator,
                    value,
                    unit: stated,
                    sheet: self.sheet.name.clone(),
                    cell: cell_name(row, column_at as usize),
                    printed,
                });
            }
            (None, _) => self.unmatched(row, column_at, &printed, Bilingual::new("不知道是哪个地区的数", "no place belongs to the figure")),
            (_, None) => self.unmatched(row, column_at, &printed, Bilingual::new("不知道是哪一年的数", "no year belongs to the figure")),
        }
    }

    /// A correction wins over the unit column, that over the heading, that over the sheet; a 万 or 亿 in the cell goes before it.
    fn unit(&self, heading: &str, of_column: &Option<String>, cells: &[(u32, Content)], label: &str, suffix: &str) -> Option<String> {
        if let Some(unit) = self.kept.headings.get(heading).and_then(|kept| kept.unit.clone()) {
            return Some(unit);
        }
        let of_row = Some(text(cells, self.layout.unit)).filter(|unit| !unit.is_empty());
        let stated = of_row
            .or_else(|| unit_in(label))
            .or_else(|| of_column.clone())
            .or_else(|| self.title.unit.clone())
            .or_else(|| unit_in(heading));
        match (suffix, stated) {
            ("", stated) => stated,
            (multiple @ ("万" | "亿" | "千" | "百万"), Some(unit)) if !unit.starts_with(multiple) => Some(format!("{multiple}{unit}")),
            (multiple @ ("万" | "亿" | "千" | "百万"), Some(unit)) => Some(unit).filter(|_| !multiple.is_empty()),
            (suffix, _) => Some(suffix.to_owned()),
        }
    }

    /// Counts a figure under its heading and returns the indicator that the heading stands for.
    fn heading(&mut self, heading: &str, unit: Option<&String>) -> Option<programme::IndicatorId> {
        if let Some(&at) = self.headings.get(heading) {
            self.import.headings[at].figures += 1;
            return self.import.headings[at].indicator.clone();
        }
        let (indicator, confirm) = match self.kept.headings.get(heading) {
            Some(kept) => (kept.indicator.clone(), false),
            None => match self.vocabulary.find(heading) {
                Match::Same(id) => (Some(id), false),
                Match::Alike(id) => (Some(id), true),
                Match::None => (None, false),
            },
        };
        if let (true, Some(id)) = (confirm, &indicator) {
            let finding = to_confirm(heading, id).at(place_of(self.import, self.sheet, None));
            self.import.findings.push(finding);
        }
        self.headings.insert(heading.to_owned(), self.import.headings.len());
        let sheet = self.sheet.name.clone();
        let entry = Heading { sheet, heading: heading.to_owned(), indicator: indicator.clone(), unit: unit.cloned(), confirm, figures: 1 };
        self.import.headings.push(entry);
        indicator
    }

    /// A column without a heading is listed once, by its first figure; the finding says the rest.
    fn without_heading(&mut self, row: u32, column: u32, printed: &str) {
        if self.nameless.insert(column) {
            self.unmatched(
                row,
                column,
                printed,
                Bilingual::new("这一列没有栏目名，整列未采用", "the column has no heading; none of it is taken"),
            );
        }
    }

    fn unmatched_row(&mut self, row: u32, cells: &[(u32, Content)], why: &Bilingual) {
        let label = self.layout.place.and_then(|place| cells.iter().find(|(column, _)| *column == place)).or(cells.first());
        let Some((column, content)) = label else { return };
        self.unmatched(row, *column, &content.printed(), why.clone());
    }

    fn unmatched(&mut self, row: u32, column: u32, text: &str, why: Bilingual) {
        let sheet = self.sheet.name.clone();
        self.import.unmatched.push(Unmatched { sheet, cell: cell_name(row, column as usize), text: text.trim().to_owned(), why });
    }

    fn tell_about_columns(&mut self) {
        let mut told = Vec::new();
        for column in &self.columns {
            let location = place_of(self.import, self.sheet, Some((self.layout.head.last().copied().unwrap_or(1), column.at)));
            if column.heading.is_empty() && self.layout.label.is_none() && self.title.text.is_empty() {
                told.push(
                    Finding::warning("import/no-heading", "这一列数字没有栏目名", "this column of figures has no heading")
                        .at(location)
                        .hint("补上栏目名后重新导入", "give it a heading and import again"),
                );
            } else if column.unit.is_none()
                && self.title.unit.is_none()
                && self.layout.unit.is_none()
                && self.layout.label.is_none()
                && self.kept.headings.get(&column.heading).is_none_or(|kept| kept.unit.is_none())
            {
                let heading = &column.heading;
                told.push(
                    Finding::warning(
                        "import/no-unit",
                        format!("“{heading}”没有写明计量单位"),
                        format!("`{heading}` states no unit of measure"),
                    )
                    .at(location)
                    .hint("在保存的对应表中为该栏目写明 unit", "state `unit` for this heading in the kept mapping"),
                );
            } else if column.heading.contains("插值") || column.heading.contains("插补") {
                told.push(
                    Finding::warning(
                        "import/interpolated",
                        format!("“{}”是插值，不当作上报数", column.heading),
                        format!("`{}` is interpolated; it is not taken as reported", column.heading),
                    )
                    .at(location),
                );
            }
        }
        if self.sheet.formulas > 0 {
            let count = self.sheet.formulas;
            told.push(
                Finding::info(
                    "import/formulas",
                    format!("有{count}个单元格是公式，采用其保存的结果"),
                    format!("{count} cells hold formulas; their kept results are read"),
                )
                .at(place_of(self.import, self.sheet, None)),
            );
        }
        self.import.findings.extend(told);
    }

    fn tell_about_texts(&mut self) {
        // In a CSV file every number is text.
        if self.sheet.name.is_none() {
            return;
        }
        for (column, (count, row)) in std::mem::take(&mut self.text_numbers) {
            let location = place_of(self.import, self.sheet, Some((row, column)));
            self.import.findings.push(
                Finding::info(
                    "import/text-number",
                    format!("这一列有{count}个数字以文本保存，已按数字读取"),
                    format!("{count} numbers of this column are kept as text; they are read as numbers"),
                )
                .at(location),
            );
        }
    }
}

fn column(sheet: &Sheet, layout: &Layout, at: u32, places: &mut Places<'_>) -> Column {
    let parts = head_of(sheet, layout, at);
    let mut column = Column { at, heading: String::new(), unit: None, period: None, place: None };
    let mut names: Vec<&str> = Vec::new();
    for part in &parts {
        if let Some(year) = year_of(part) {
            column.period = Some(year.to_string());
        } else if layout.place.is_none() && places.is_place(part) {
            column.place = Some(part.clone());
        } else if let Some(period) = part_of_year(part) {
            column.period = Some(period);
        } else {
            names.push(part);
        }
    }
    column.unit = names.iter().rev().find_map(|name| unit_in(name)).or_else(|| parts.iter().rev().find_map(|part| unit_in(part)));
    column.heading = names.join(" ");
    if column.period.is_none() && layout.year.is_none() {
        column.period = year_within(&column.heading).map(|year| year.to_string());
    }
    column
}

/// Returns the period if a head names part of a year (`2020年上半年`, `2021年1-6月`).
fn part_of_year(text: &str) -> Option<String> {
    let (year, rest) = text.split_once('年')?;
    let part = ["上半年", "下半年", "季度", "月"].iter().any(|word| rest.ends_with(word));
    (part && year_of(year).is_some()).then(|| text.trim().to_owned())
}

fn title(sheet: &Sheet, layout: &Layout, file: &str) -> Title {
    let rows = sheet.rows.iter().filter(|(row, _)| layout.titles.contains(row));
    let mut texts: Vec<String> = rows.flat_map(|(_, cells)| cells.iter().map(|(_, content)| content.printed())).collect();
    let text = texts.first().cloned().unwrap_or_default();
    texts.extend(sheet.name.clone());
    texts.push(file.to_owned());
    let year = if layout.year.is_none() { texts.iter().find_map(|text| year_within(text)) } else { None };
    let place = if layout.place.is_none() { texts.iter().find_map(|text| within(text)) } else { None };
    Title { text, year, place, unit: unit_of_sheet(sheet, layout) }
}

fn joined(label: &str, heading: &str) -> String {
    if heading.is_empty() { label.to_owned() } else { format!("{label} {heading}") }
}

fn why_no_place(name: &str, figures: bool) -> Bilingual {
    if is_total(name) {
        Bilingual::new("合计或平均行，不当作地区", "a row of totals or means, not a place")
    } else if figures {
        Bilingual::new("名称不是已知的地区", "the name is not a known place")
    } else {
        Bilingual::new("注释或说明", "a footnote or remark")
    }
}

fn place_of(import: &Import, sheet: &Sheet, cell: Option<(u32, u32)>) -> Location {
    let cell = cell.map(|(row, column)| cell_name(row, column as usize));
    Location { sheet: sheet.name.clone(), cell, ..Location::file(&import.file) }
}
