//! One sheet: every figure with the place, year, heading and unit that belong to it.

use std::collections::{BTreeMap, HashSet};

use corpus::gazetteer::PlaceLevel;
use corpus::{Bilingual, Finding, Location};
use jiff::civil::Date;

use crate::import::blocks::{Block, blocks};
use crate::import::heading::{is_filled_in, is_ratio, says_only_how, unit_in};
use crate::import::heads::{Column, Title, column, ratios_go_with_their_figures, title};
use crate::import::layout::{Layout, cell, is_number, period_in, text, year_in};
use crate::import::places::{Hints, Places, by_code, is_total};
use crate::import::vocabulary::{Match, Vocabulary, to_confirm};
use crate::import::{Heading, Import, Kept, Skipped, Unmatched, Value};
use crate::number::{Printed, read_number};
use crate::rows::cell_name;
use crate::unit::UnitOfMeasure;
use crate::workbook::{Content, Sheet};

/// Reads a sheet into the import.
pub(crate) fn read(sheet: &Sheet, vocabulary: &Vocabulary, kept: &Kept, import: &mut Import) {
    let name = sheet.name.as_deref().unwrap_or_default();
    if kept.sheets.get(name).is_some_and(|kept| kept.skip) {
        pass_over_sheet(sheet, import);
        return;
    }
    if sheet.rows.is_empty() {
        import.findings.push(Finding::info("import/empty-sheet", "工作表是空的", "the sheet is empty").at(place_of(import, sheet, None)));
        return;
    }
    for &(row, column) in &sheet.hollow {
        let why = Bilingual::new("公式没有保存结果", "a formula without a kept result");
        import.unmatched.push(unmatched_at(sheet, row, column, &Content::Text("=".to_owned()), why));
    }
    let mut places = Places::new(&kept.places);
    let mut titles = Vec::new();
    for Block { sheet, layout } in blocks(sheet, &mut places) {
        match layout {
            Some(layout) => SheetReader::new(&sheet, &layout, vocabulary, kept, &mut places, &mut titles, import).read(),
            None => without_figures(&sheet, import),
        }
    }
}

fn without_figures(sheet: &Sheet, import: &mut Import) {
    let finding =
        Finding::info("import/no-figures", "工作表中没有数据区，按说明处理", "the sheet has no block of figures; it is taken as remarks");
    import.findings.push(finding.at(place_of(import, sheet, None)));
    for (row, column, content) in numbers(sheet) {
        let why = Bilingual::new("工作表中没有数据区", "the sheet has no block of figures");
        import.unmatched.push(unmatched_at(sheet, row, column, content, why));
    }
}

/// A sheet that a person said to pass over is told with its extent.
fn pass_over_sheet(sheet: &Sheet, import: &mut Import) {
    let cells: Vec<(u32, u32)> = numbers(sheet).map(|(row, column, _)| (row, column)).collect();
    let why = Bilingual::new("对应表写明跳过这张工作表", "the kept mapping passes this sheet over");
    import.skipped.extend(skipped(sheet, &cells, why));
}

pub(crate) fn numbers(sheet: &Sheet) -> impl Iterator<Item = (u32, u32, &Content)> {
    let cells = sheet.rows.iter().flat_map(|(row, cells)| cells.iter().map(|(column, content)| (*row, *column, content)));
    cells.filter(|(_, _, content)| is_number(content))
}

fn unmatched_at(sheet: &Sheet, row: u32, column: u32, content: &Content, why: Bilingual) -> Unmatched {
    let text = content.printed().trim().to_owned();
    Unmatched { sheet: sheet.name.clone(), cell: cell_name(row, column as usize), text, why }
}

/// Returns the cells as a range; nothing for no cells.
fn skipped(sheet: &Sheet, cells: &[(u32, u32)], why: Bilingual) -> Option<Skipped> {
    let (first, last) = (cells.iter().min()?, cells.iter().max()?);
    let name = |&(row, column): &(u32, u32)| cell_name(row, column as usize);
    let range = if first == last { name(first) } else { format!("{}:{}", name(first), name(last)) };
    Some(Skipped { sheet: sheet.name.clone(), range, cells: cells.len(), why })
}

struct SheetReader<'a, 'k> {
    sheet: &'a Sheet,
    layout: &'a Layout,
    vocabulary: &'a Vocabulary,
    kept: &'a Kept,
    places: &'a mut Places<'k>,
    import: &'a mut Import,
    columns: Vec<Column>,
    level: Option<PlaceLevel>,
    /// Beginning of the codes of the place that all rows stand under.
    under: String,
    title: Title,
    /// Places of headings in `import.headings`, by heading.
    headings: BTreeMap<String, usize>,
    text_numbers: BTreeMap<u32, (usize, u32)>,
    /// Whether a year stands once for the rows of several places, and the year at hand.
    year_is_merged: bool,
    merged_year: Option<i16>,
    /// The part of a year that the row at hand is of, as printed.
    row_part: Option<String>,
    /// What the column of units says for the row at hand; a ditto mark repeats what is above.
    row_unit: String,
    /// Cells that became figures or were listed as not understood.
    told: HashSet<(u32, u32)>,
}

/// Why a number is no figure.
const HEAD: u8 = 0;
const TITLE: u8 = 1;
const YEAR: u8 = 2;
const PLACE: u8 = 3;
const SERIAL: u8 = 4;

fn why_passed_over(role: u8) -> Bilingual {
    match role {
        HEAD => Bilingual::new("表头中的年份", "years in the head"),
        TITLE => Bilingual::new("标题或题注", "titles and imprint"),
        YEAR => Bilingual::new("年份栏", "the column of years"),
        PLACE => Bilingual::new("地区名称或代码栏", "a column of places or their codes"),
        _ => Bilingual::new("序号栏或重复的代码栏", "a column that numbers the rows or repeats codes"),
    }
}

impl<'a, 'k> SheetReader<'a, 'k> {
    fn new(
        sheet: &'a Sheet,
        layout: &'a Layout,
        vocabulary: &'a Vocabulary,
        kept: &'a Kept,
        places: &'a mut Places<'k>,
        titles: &mut Vec<String>,
        import: &'a mut Import,
    ) -> Self {
        let mut columns: Vec<Column> = layout.figures.iter().map(|&at| column(sheet, layout, at, places)).collect();
        ratios_go_with_their_figures(&mut columns);
        let names: Vec<String> =
            sheet.rows.iter().filter(|(row, _)| *row >= layout.body).map(|(_, cells)| text(cells, layout.place)).collect();
        let level = places.usual_level(names.iter().map(String::as_str));
        let title = title(sheet, layout, &import.file, titles);
        let under = title
            .about
            .map_or_else(|| places.usual_city(&names.iter().map(String::as_str).collect()), |place| own_digits(place.code).to_owned());
        let body = || sheet.rows.iter().filter(|(row, _)| *row >= layout.body);
        let years = body().filter(|(_, cells)| layout.year.and_then(|year| cell(cells, year)).is_some()).count();
        let year_is_merged = layout.year.is_some() && years * 2 <= body().count();
        let (headings, text_numbers, merged_year, row_part, row_unit, told) = Default::default();
        Self {
            sheet,
            layout,
            vocabulary,
            kept,
            places,
            import,
            columns,
            level,
            under,
            title,
            headings,
            text_numbers,
            year_is_merged,
            merged_year,
            row_part,
            row_unit,
            told,
        }
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
        self.account_for_the_rest();
        self.tell_about_texts();
    }

    /// Every number of the sheet is a figure, listed as not understood, or passed over for a stated reason.
    fn account_for_the_rest(&mut self) {
        let sheet = self.sheet;
        let mut passed: BTreeMap<(u8, u32), Vec<(u32, u32)>> = BTreeMap::new();
        for (row, column, content) in numbers(sheet) {
            if self.told.contains(&(row, column)) {
                continue;
            }
            match self.role(row, column) {
                Some(role @ (HEAD | TITLE)) => passed.entry((role, row)).or_default().push((row, column)),
                Some(role) => passed.entry((role, column)).or_default().push((row, column)),
                None => {
                    let why = Bilingual::new("这一栏以文字为主，其中的数字未采用", "a number in a column of texts; it is not taken");
                    self.import.unmatched.push(unmatched_at(sheet, row, column, content, why));
                }
            }
        }
        for ((role, _), cells) in passed {
            self.import.skipped.extend(skipped(sheet, &cells, why_passed_over(role)));
        }
    }

    fn role(&self, row: u32, column: u32) -> Option<u8> {
        let layout = self.layout;
        let at = Some(column);
        if layout.head.contains(&row) {
            Some(HEAD)
        } else if layout.titles.contains(&row) {
            Some(TITLE)
        } else if layout.year == at {
            Some(YEAR)
        } else if layout.code == at || layout.place == at || layout.province == at {
            Some(PLACE)
        } else if layout.serials.contains(&column) {
            Some(SERIAL)
        } else {
            None
        }
    }

    fn row(&mut self, row: u32, cells: &[(u32, Content)], above: &mut String) {
        // A year alone in a row is that of the rows below it.
        if let ([(_, only)], None) = (cells, self.layout.year)
            && let Some(year) = year_in(only)
        {
            self.title.year = Some(year);
            return;
        }
        let figures = self.columns.iter().any(|column| cell(cells, column.at).is_some_and(is_number));
        let mut name = text(cells, self.layout.place);
        if let Some(place) = self.layout.place {
            // A name merged over the rows of several years is printed once.
            let several = self.layout.year.is_some() || self.layout.label.is_some();
            if name.is_empty() && figures && several && cell(cells, place).is_none() {
                name.clone_from(above);
            }
            above.clone_from(&name);
        }
        let year_cell = self.layout.year.and_then(|column| cell(cells, column));
        let period = year_cell.and_then(period_in);
        let year = period.as_ref().map(|period| period.0).or(if year_cell.is_none() && figures { self.merged_year } else { None });
        if self.year_is_merged {
            self.merged_year = year;
        }
        self.row_part = period.and_then(|period| period.1);
        let own = self.place_of_row(&name, cells, year);
        if self.layout.place.is_some() && own.is_none() {
            self.unmatched_row(row, cells, &why_no_place(&name, figures));
            return;
        }
        if self.layout.year.is_some() && year.is_none() {
            self.unmatched_row(row, cells, &Bilingual::new("这一行没有年份", "the row has no year"));
            return;
        }
        let unit = text(cells, self.layout.unit);
        if !["〃", "″", "\"", "\"\"", "同上", "”"].contains(&unit.as_str()) {
            self.row_unit = unit;
        }
        for at in 0..self.columns.len() {
            self.figure(row, cells, at, year, own);
        }
    }

    fn place_of_row(&self, name: &str, cells: &[(u32, Content)], year: Option<i16>) -> Option<&'static corpus::gazetteer::Place> {
        let code = text(cells, self.layout.code);
        let province = text(cells, self.layout.province);
        let hints = Hints { code: &code, province: &province, year: year.or(self.title.year), level: self.level, under: &self.under };
        if is_whole_city(name) {
            // In a table of a city's counties the city itself.
            return self.title.about.filter(|place| place.level == PlaceLevel::Prefecture);
        }
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
            // So does one whose heads say no more than `全市` or `比上年±%`.
            ("", heading) if says_only_how(heading) => joined(self.title.text.trim(), heading),
            ("", heading) => heading.to_owned(),
            (label, heading) if SAYS_NOTHING.contains(&heading) => label.to_owned(),
            (label, heading) => joined(label, heading),
        };
        if heading.is_empty() {
            self.unmatched(row, column.at, &printed, Bilingual::new("这一列没有栏目名", "the column has no heading"));
            return;
        }
        let of_year = column
            .period
            .clone()
            .or_else(|| self.row_part.clone())
            .or(year.map(|year| year.to_string()))
            .or(self.title.year.map(|year| year.to_string()));
        let period = match &column.part {
            Some(part) => of_year.map(|year| if year.ends_with('年') { format!("{year}{part}") } else { format!("{year}年{part}") }),
            None => of_year,
        };
        let place = match &column.place {
            Some(name) => self.places.find(name, Hints { year, ..Hints::default() }),
            None => own.or(self.title.place),
        };
        let column_at = column.at;
        self.told.insert((row, column_at));
        let stated = self.unit(&heading, &column.unit.clone(), &label, &suffix);
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

    /// A correction wins over the unit column, that over the heading, that over the sheet. A unit in the cell itself wins over all; a bare
    /// 万 or 亿 there stands in the place of the unit's own: `1.2亿` in a column of 万元 is 1.2 亿元.
    fn unit(&self, heading: &str, of_column: &Option<String>, label: &str, suffix: &str) -> Option<String> {
        // A rate beside the figures of a row has a unit of its own.
        let of_rate = of_column.clone().filter(|_| is_ratio(heading));
        let of_row = of_rate.or_else(|| Some(self.row_unit.clone()).filter(|unit| !unit.is_empty()));
        let corrected = self.kept.heading(heading).and_then(|kept| kept.unit.clone());
        let stated = corrected
            .or(of_row)
            .or_else(|| unit_in(label))
            .or_else(|| of_column.clone())
            .or_else(|| self.title.unit(heading).cloned())
            .or_else(|| unit_in(heading));
        match suffix {
            "" => stated,
            "万" | "亿" | "百万" | "万亿" => {
                Some(stated.map_or_else(|| suffix.to_owned(), |unit| format!("{suffix}{}", single(&unit))))
            }
            _ if UnitOfMeasure::read(suffix).is_some() => Some(suffix.to_owned()),
            _ => stated,
        }
    }

    /// Counts a figure under its heading and returns the indicator that the heading stands for.
    fn heading(&mut self, heading: &str, unit: Option<&String>) -> Option<programme::IndicatorId> {
        if let Some(&at) = self.headings.get(heading) {
            self.import.headings[at].figures += 1;
            return self.import.headings[at].indicator.clone();
        }
        let (indicator, confirm) = match self.kept.heading(heading) {
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

    /// Lists the row by its label and, so that no number is lost, each of its figures.
    fn unmatched_row(&mut self, row: u32, cells: &[(u32, Content)], why: &Bilingual) {
        let label = self.layout.place.and_then(|place| cells.iter().find(|(column, _)| *column == place)).or(cells.first());
        let label = label.map(|(column, _)| *column);
        for (column, content) in cells {
            let is_figure = is_number(content) && self.role(row, *column).is_none();
            if Some(*column) == label || is_figure {
                self.unmatched(row, *column, &content.printed(), why.clone());
            }
        }
    }

    fn unmatched(&mut self, row: u32, column: u32, text: &str, why: Bilingual) {
        self.told.insert((row, column));
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
                && self.title.unit(&column.heading).is_none()
                && self.layout.unit.is_none()
                && self.layout.label.is_none()
                && self.kept.heading(&column.heading).is_none_or(|kept| kept.unit.is_none())
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
            } else if is_filled_in(&column.heading) {
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

fn is_whole_city(name: &str) -> bool {
    ["全市", "全市合计", "全市总计", "全市总量"].contains(&name.split_whitespace().collect::<String>().as_str())
}

/// The digits that the codes of all places within a place share.
fn own_digits(code: &str) -> &str {
    match code {
        code if code.ends_with("0000") => &code[..2],
        code if code.ends_with("00") => &code[..4],
        code => code,
    }
}

/// Returns the unit without the 万 or 亿 before it.
fn single(unit: &str) -> &str {
    let shorter = ["万亿", "百万", "亿", "万"].iter().find_map(|multiple| unit.strip_prefix(multiple));
    shorter.filter(|rest| UnitOfMeasure::read(rest).is_some()).unwrap_or(unit)
}

/// Heads of columns of figures that are named by a label beside them.
const SAYS_NOTHING: [&str; 8] = ["数值", "值", "数据", "指标值", "数量", "本年", "value", "本期"];

fn joined(label: &str, heading: &str) -> String {
    if heading.is_empty() { label.to_owned() } else { format!("{label} {heading}") }
}

fn why_no_place(name: &str, figures: bool) -> Bilingual {
    if is_total(name) {
        Bilingual::new("合计或平均行，不当作地区", "a row of totals or means, not a place")
    } else if figures {
        Bilingual::new(
            "名称不是已知的地区，或多地同名而未写明上级",
            "the name is not a known place, or several places have it and the city is not named",
        )
    } else {
        Bilingual::new("注释或说明", "a footnote or remark")
    }
}

fn place_of(import: &Import, sheet: &Sheet, cell: Option<(u32, u32)>) -> Location {
    let cell = cell.map(|(row, column)| cell_name(row, column as usize));
    Location { sheet: sheet.name.clone(), cell, ..Location::file(&import.file) }
}
