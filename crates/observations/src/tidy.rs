//! Tidy tables: one figure a row, with headings for the unit, the year, the indicator and the value.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use corpus::gazetteer::Gazetteer;
use corpus::{Finding, Location};
use csv::StringRecord;
use jiff::civil::Date;

use crate::hidden::Hidden;
use crate::limit::Limited;
use crate::number::{Printed, half_width, read_number};
use crate::pieces::{Piece, Pieces, city_of, part_of_year};
use crate::plan::{Plan, Wanted};
use crate::rows::{Next, RowPlace, cell_name, each_row, sha256};
use crate::unit::UnitOfMeasure;
use crate::{Flag, Origin, Reading, Table};

/// A reading and its place in the order of trust.
#[derive(Debug, Clone)]
pub(crate) struct Candidate {
    pub(crate) rank: usize,
    pub(crate) reading: Reading,
}

/// Readings by unit, indicator and year, the first two as positions in the inputs.
pub(crate) type Candidates = BTreeMap<(usize, usize, i16), Vec<Candidate>>;

/// Reads what the plan wants from a table into `candidates` and returns the findings.
pub(crate) fn read(table: &Table, plan: &Plan<'_>, candidates: &mut Candidates, pieces: &mut Pieces) -> Vec<Finding> {
    let mut reader = TidyReader::new(table, plan, candidates, pieces);
    let mut head = None;
    let mut sheet_of_head: Option<String> = None;
    let mut tidy_sheets = 0;
    let mut hidden = Hidden::of(table);
    let outcome = each_row(table, &mut |place, record| {
        if let Some(sheet) = place.sheet.filter(|sheet| hidden.concerns(Some(sheet))) {
            count_hidden(&mut hidden, sheet, place.row, record);
        }
        if place.sheet != sheet_of_head.as_deref() {
            sheet_of_head = place.sheet.map(str::to_owned);
            head = None;
        }
        match &head {
            Some(head) => reader.row(head, place, record),
            None => match Head::read(record) {
                Some(found) => {
                    tidy_sheets += 1;
                    head = Some(found);
                }
                None => return Next::Sheet,
            },
        }
        Next::Row
    });
    let mut findings = reader.finish();
    findings.extend(hidden.findings(&table.name));
    match outcome {
        Err(finding) => findings.push(*finding),
        Ok(()) if tidy_sheets == 0 => findings.push(no_head(&table.name)),
        Ok(()) => {}
    }
    findings
}

fn count_hidden(hidden: &mut Hidden, sheet: &str, row: u32, record: &StringRecord) {
    for (column, _) in (1..).zip(record).filter(|(_, cell)| matches!(read_number(cell), Printed::Number { .. })) {
        hidden.count(sheet, row, column);
    }
}

/// Columns of a tidy table, from 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Head {
    pub(crate) code: Option<usize>,
    pub(crate) name: Option<usize>,
    pub(crate) year: usize,
    pub(crate) indicator: usize,
    pub(crate) value: usize,
    pub(crate) unit: Option<usize>,
    pub(crate) source: Option<usize>,
    pub(crate) note: Option<usize>,
    /// Day on which the figure became known.
    pub(crate) known_on: Option<usize>,
    /// File, its hash, sheet and cell that the row was imported from.
    pub(crate) origin: Option<[usize; 4]>,
}

impl Head {
    /// Returns the columns if the row is the head of a tidy table.
    pub(crate) fn read(record: &StringRecord) -> Option<Self> {
        let cells: Vec<String> = record.iter().map(|cell| half_width(cell).trim().to_lowercase()).collect();
        let column = |names: &[&str]| cells.iter().position(|cell| names.contains(&cell.as_str()));
        let head = Self {
            code: column(&["code", "代码", "行政区划代码", "区划代码"]),
            name: column(&["city", "unit_name", "place", "城市", "地区", "地市", "名称"]),
            year: column(&["year", "年份", "年度", "年"])?,
            indicator: column(&["indicator", "指标", "指标名称"])?,
            value: column(&["value", "数值", "值", "指标值"])?,
            unit: column(&["unit", "计量单位", "单位"]),
            source: column(&["source", "来源", "数据来源"]),
            note: column(&["note", "备注", "说明"]),
            known_on: column(&["known_on", "发布日期", "获知日期"]),
            origin: column(&["origin_file"])
                .zip(column(&["origin_sha256"]))
                .zip(column(&["origin_sheet"]).zip(column(&["origin_cell"])))
                .map(|((file, sha256), (sheet, cell))| [file, sha256, sheet, cell]),
        };
        (head.code.is_some() || head.name.is_some()).then_some(head)
    }
}

struct TidyReader<'a> {
    table: &'a Table,
    plan: &'a Plan<'a>,
    candidates: &'a mut Candidates,
    pieces: &'a mut Pieces,
    findings: Limited,
    file: Arc<str>,
    sha256: Arc<str>,
    shared: HashMap<String, Arc<str>>,
    units: HashMap<String, Option<UnitOfMeasure>>,
    strange_places: HashMap<(String, String), StrangePlace>,
    /// Whether a name fits a code, by name and code.
    names: HashMap<String, HashMap<String, bool>>,
    told: HashSet<String>,
    passed: Passed,
    /// When the file became known, for rows that do not say so themselves.
    vintage: Option<Date>,
}

/// Rows of asked places that were passed over, by reason.
#[derive(Debug, Default)]
struct Passed {
    headings: BTreeMap<String, usize>,
    years: usize,
    sources: usize,
    later: usize,
    /// Months of counties: how many, and where the first stands.
    county_months: Option<(usize, Location)>,
}

/// A place of the table that was not asked for.
struct StrangePlace {
    order: usize,
    cell: Location,
    rows: usize,
    known: bool,
}

impl<'a> TidyReader<'a> {
    fn new(table: &'a Table, plan: &'a Plan<'a>, candidates: &'a mut Candidates, pieces: &'a mut Pieces) -> Self {
        Self {
            table,
            plan,
            candidates,
            pieces,
            findings: Limited::new(&table.name),
            file: Arc::from(table.name.as_str()),
            sha256: Arc::from(sha256(&table.bytes)),
            shared: HashMap::new(),
            units: HashMap::new(),
            strange_places: HashMap::new(),
            names: HashMap::new(),
            told: HashSet::new(),
            passed: Passed::default(),
            vintage: table.known_on.or_else(|| plan.inputs.mapping.vintages.get(&table.name).copied()),
        }
    }

    fn row(&mut self, head: &Head, place: RowPlace<'_>, record: &StringRecord) {
        let field = |column: Option<usize>| column.and_then(|at| record.get(at)).unwrap_or_default().trim();
        if record.iter().all(|cell| cell.trim().is_empty()) {
            return;
        }
        let (code, name) = (field(head.code), field(head.name));
        let printed = field(Some(head.value));
        let number = read_number(printed);
        let bare = matches!(&number, Printed::Number { suffix, .. } if suffix.is_empty()) || number == Printed::Missing;
        if !bare {
            self.findings.push(text_for_number(printed, self.location(place, head.value)));
        }
        let own = self.plan.unit(code, name).map(|unit| (unit, None));
        let of_city = || city_of(code).and_then(|city| Some((self.plan.unit(&city, "")?, Some(code))));
        let Some((unit, county)) = own.or_else(of_city) else {
            self.strange(code, name, self.location(place, head.code.or(head.name).unwrap_or_default()));
            return;
        };
        if !code.is_empty() && county.is_none() && !self.name_fits(unit, code, name, self.location(place, head.name.unwrap_or_default())) {
            return;
        }
        let wanted = self.plan.wanted(field(Some(head.indicator)));
        if wanted.is_empty() {
            let heading = field(Some(head.indicator));
            match self.passed.headings.get_mut(heading) {
                Some(rows) => *rows += 1,
                None => drop(self.passed.headings.insert(heading.to_owned(), 1)),
            }
            return;
        }
        let period = field(Some(head.year));
        let part = part_of_year(period);
        let Some(year) = read_year(period).or(part.as_ref().map(|(year, _)| *year)) else {
            self.findings.push(not_a_year(field(Some(head.year)), self.location(place, head.year)));
            return;
        };
        let (Printed::Number { value, .. }, true) = (number, bare) else { return };
        if !self.plan.years.contains(&year) {
            self.passed.years += 1;
            return;
        }
        if county.is_some() && part.is_some() {
            // A month of a county makes neither a year nor a city.
            let at = self.location(place, head.value);
            self.passed.county_months.get_or_insert((0, at)).0 += 1;
            return;
        }
        self.passed.sources += usize::from(!wanted.iter().any(|wanted| wanted.accepts(field(head.source), year)));
        for wanted in wanted.iter().filter(|wanted| wanted.accepts(field(head.source), year)) {
            let cells = Cells {
                value,
                printed,
                unit: wanted.entry.and_then(|entry| entry.unit.as_deref()).unwrap_or(field(head.unit)),
                heading: field(Some(head.indicator)),
                source: field(head.source),
                note: field(head.note),
                known_on: field(head.known_on).parse().ok().or(self.vintage),
                origin: head.origin.map(|columns| columns.map(|column| field(Some(column)))),
            };
            let piece = match county {
                Some(county) => Some(Piece::County(county.to_owned())),
                None => part.as_ref().map(|(_, piece)| piece.clone()),
            };
            self.take(wanted, (unit, year), piece, cells, place, head);
        }
    }

    fn take(
        &mut self,
        wanted: &Wanted<'_>,
        (unit, year): (usize, i16),
        piece: Option<Piece>,
        cells: Cells<'_>,
        place: RowPlace<'_>,
        head: &Head,
    ) {
        if cells.known_on > self.plan.inputs.as_known_on && self.plan.inputs.as_known_on.is_some() {
            self.passed.later += 1;
            return;
        }
        let Some(value) = self.converted(wanted.indicator, &cells, self.location(place, head.unit.unwrap_or(head.value))) else { return };
        let flag = self.flag(cells.note, self.location(place, head.note.unwrap_or(head.value)));
        let origin = self.origin(&cells, place, head);
        let reading = Reading { value, flag, note: self.share(cells.note), origin };
        let (key, candidate) = ((unit, wanted.indicator, year), Candidate { rank: wanted.rank, reading });
        match piece {
            Some(piece) => self.pieces.add(key, piece, candidate),
            None => self.candidates.entry(key).or_default().push(candidate),
        }
    }

    fn origin(&mut self, cells: &Cells<'_>, place: RowPlace<'_>, head: &Head) -> Origin {
        let mut origin = Origin {
            file: Arc::clone(&self.file),
            sha256: Arc::clone(&self.sha256),
            sheet: place.sheet.map(|sheet| self.share(sheet)),
            cell: cell_name(place.row, head.value + 1),
            printed: cells.printed.to_owned(),
            heading: self.share(cells.heading),
            unit: self.share(cells.unit),
            source: self.share(cells.source),
            known_on: cells.known_on,
        };
        // A row that was imported from another file leads back to the cell there.
        if let Some([file, sha256, sheet, cell]) = cells.origin.filter(|origin| !origin[3].is_empty()) {
            origin.file = self.share(file);
            origin.sha256 = self.share(sha256);
            origin.sheet = (!sheet.is_empty()).then(|| self.share(sheet));
            cell.clone_into(&mut origin.cell);
        }
        origin
    }

    /// Returns the value in the indicator's unit; a unit that is unknown or measures something else leaves the figure out.
    fn converted(&mut self, indicator: usize, cells: &Cells<'_>, location: Location) -> Option<f64> {
        let planned = &self.plan.indicators[indicator];
        let stated = &planned.definition.unit;
        if cells.unit == stated {
            return Some(cells.value);
        }
        if cells.unit.is_empty() {
            if self.told.insert(format!("no unit {}", cells.heading)) {
                self.findings.push(unit_assumed(cells.heading, stated, location));
            }
            return Some(cells.value);
        }
        let printed = self.units.entry(cells.unit.to_owned()).or_insert_with(|| UnitOfMeasure::read(cells.unit));
        let value = printed.as_ref().zip(planned.unit.as_ref()).and_then(|(from, to)| from.convert(cells.value, to));
        if value.is_none() && self.told.insert(format!("unit {} {}", cells.heading, cells.unit)) {
            self.findings.push(unit_refused(cells.heading, cells.unit, stated, location));
        }
        value
    }

    fn flag(&mut self, note: &str, location: Location) -> Flag {
        if note.is_empty() {
            return Flag::Reported;
        }
        if let Some(known) = self.plan.inputs.mapping.notes.get(note) {
            return known.flag;
        }
        if self.told.insert(format!("note {note}")) {
            self.findings.push(unknown_note(note, location));
        }
        Flag::Reported
    }

    /// A code under a name that nobody knows is trusted and told; under the name of another place the row is left out.
    fn name_fits(&mut self, unit: usize, code: &str, name: &str, location: Location) -> bool {
        if name.is_empty() || self.plan.inputs.units[unit].names.iter().any(|known| known == name) {
            return true;
        }
        if let Some(&fits) = self.names.get(name).and_then(|codes| codes.get(code)) {
            return fits;
        }
        let named = is_known_place(code, name);
        let other = !named && is_known_place("", name);
        if !named {
            self.findings.push(name_mismatch(code, name, other, location));
        }
        self.names.entry(name.to_owned()).or_default().insert(code.to_owned(), !other);
        !other
    }

    fn strange(&mut self, code: &str, name: &str, cell: Location) {
        let order = self.strange_places.len();
        let strange = self.strange_places.entry((code.to_owned(), name.to_owned())).or_insert_with(|| StrangePlace {
            order,
            cell,
            rows: 0,
            known: is_known_place(code, name),
        });
        strange.rows += 1;
    }

    fn share(&mut self, text: &str) -> Arc<str> {
        if let Some(shared) = self.shared.get(text) {
            return Arc::clone(shared);
        }
        let shared: Arc<str> = Arc::from(text);
        self.shared.insert(text.to_owned(), Arc::clone(&shared));
        shared
    }

    fn location(&self, place: RowPlace<'_>, column: usize) -> Location {
        Location { sheet: place.sheet.map(str::to_owned), cell: Some(cell_name(place.row, column + 1)), ..Location::file(&self.table.name) }
    }

    fn finish(mut self) -> Vec<Finding> {
        let mut places: Vec<((String, String), StrangePlace)> = self.strange_places.into_iter().collect();
        places.sort_by_key(|(_, place)| place.order);
        let (known, unknown): (Vec<_>, Vec<_>) = places.into_iter().partition(|(_, place)| place.known);
        for ((code, name), place) in unknown {
            self.findings.push(unknown_place(&code, &name, place));
        }
        if !known.is_empty() {
            let rows: usize = known.iter().map(|(_, place)| place.rows).sum();
            let count = known.len();
            self.findings.push(
                Finding::info(
                    "table/places-not-asked",
                    format!("表中另有{count}个地区（{rows}行）不在本计划范围内，未读取"),
                    format!("{count} more places of the table ({rows} rows) are not units of this programme and were passed over"),
                )
                .at(Location::file(&self.table.name)),
            );
        }
        for finding in self.passed.findings(&self.table.name) {
            self.findings.push(finding);
        }
        self.findings.finish()
    }
}

/// Headings that a finding names.
const NAMED: usize = 6;

impl Passed {
    fn findings(self, file: &str) -> Vec<Finding> {
        let mut findings = Vec::new();
        let mut info = |code: &'static str, zh: String, en: String| findings.push(Finding::info(code, zh, en).at(Location::file(file)));
        if !self.headings.is_empty() {
            let (count, rows) = (self.headings.len(), self.headings.values().sum::<usize>());
            let some: Vec<&str> = self.headings.keys().take(NAMED).map(String::as_str).collect();
            let (zh, en) = if count > NAMED { ("等", " and more") } else { ("", "") };
            info(
                "table/headings-not-asked",
                format!("表中另有{count}个栏目（{rows}行）没有对应到本计划的指标，未读取：{}{zh}", some.join("、")),
                format!(
                    "{count} more headings ({rows} rows) belong to no indicator of the programme and were passed over: {}{en}",
                    some.join(", ")
                ),
            );
        }
        if self.years > 0 {
            let rows = self.years;
            info(
                "table/years-not-asked",
                format!("表中另有{rows}行是其他年份，未读取"),
                format!("{rows} more rows are of other years and were passed over"),
            );
        }
        if self.sources > 0 {
            let rows = self.sources;
            info(
                "table/sources-not-taken",
                format!("{rows}行的来源或年份不在 mapping.toml 为该栏目写明的范围内，未采用"),
                format!("{rows} rows are of a source or year that mapping.toml does not take for their heading"),
            );
        }
        if self.later > 0 {
            let rows = self.later;
            info(
                "table/known-later",
                format!("{rows}行在所问日期之后才获知，未采用"),
                format!("{rows} rows became known after the day asked for and are left out"),
            );
        }
        if let Some((rows, place)) = self.county_months {
            let finding = Finding::warning(
                "table/county-months",
                format!("{rows}行是县区的月度或季度数，既不能合成全年，也不能合成全市，未采用"),
                format!("{rows} rows are months or quarters of counties; they make neither a year nor a city and are left out"),
            );
            findings.push(
                finding
                    .at(place)
                    .hint("提供县区全年数，或全市的月度、季度数", "supply whole years of the counties, or months of the whole city"),
            );
        }
        findings
    }
}

/// What a row says, as printed, with the number read.
struct Cells<'a> {
    value: f64,
    printed: &'a str,
    unit: &'a str,
    heading: &'a str,
    source: &'a str,
    note: &'a str,
    known_on: Option<Date>,
    origin: Option<[&'a str; 4]>,
}

fn read_year(text: &str) -> Option<i16> {
    let text = half_width(text);
    let digits = text.trim().trim_end_matches('年').trim_end_matches(".0");
    digits.parse().ok().filter(|year| (1900..=2200).contains(year))
}

/// A place counts as known when its code is in the gazetteer under that name, or when its name is there and the table has no codes.
fn is_known_place(code: &str, name: &str) -> bool {
    let gazetteer = Gazetteer::shared();
    if code.is_empty() {
        return gazetteer.by_name(name).next().is_some() || gazetteer.by_short_name(name).next().is_some();
    }
    gazetteer.history(code).any(|place| name.is_empty() || place.name == name || place.short_name == name)
}

pub(crate) fn no_head(file: &str) -> Finding {
    Finding::error(
        "table/columns",
        "表中没有年份、指标、数值三栏和代码或城市栏，不是逐条数据表",
        "the table has no headings for year, indicator, value and code or city: it is not a tidy table",
    )
    .at(Location::file(file))
    .hint("用 bihuan import 读取其他形状的表", "read tables of other shapes with `bihuan import`")
}

fn text_for_number(printed: &str, location: Location) -> Finding {
    Finding::error(
        "table/text-for-number",
        format!("数值栏中是“{printed}”，不是数字"),
        format!("`{printed}` stands where a number belongs"),
    )
    .at(location)
    .hint(
        "填写数字，计量单位写在单位栏；没有数据时留空",
        "give a number, with its unit in the unit column; leave it empty if there is none",
    )
}

fn not_a_year(printed: &str, location: Location) -> Finding {
    Finding::error("table/year", format!("“{printed}”不是年份"), format!("`{printed}` is not a year"))
        .at(location)
        .hint("写四位年份，例如 2020", "write four digits, for instance 2020")
}

fn unit_assumed(heading: &str, unit: &str, location: Location) -> Finding {
    Finding::info(
        "table/unit-assumed",
        format!("“{heading}”没有计量单位，按“{unit}”理解"),
        format!("`{heading}` has no unit of measure; taken as `{unit}`"),
    )
    .at(location)
}

fn unit_refused(heading: &str, printed: &str, wanted: &str, location: Location) -> Finding {
    Finding::error(
        "table/unit",
        format!("“{heading}”的单位“{printed}”不能换算为“{wanted}”，未采用"),
        format!("the unit `{printed}` of `{heading}` cannot be converted to `{wanted}`; the figures are left out"),
    )
    .at(location)
    .hint(
        "核对单位；确有误时在 mapping.toml 中为该来源写明 unit",
        "check the unit; where the table is wrong, state `unit` for this source in mapping.toml",
    )
}

fn unknown_note(note: &str, location: Location) -> Finding {
    Finding::info(
        "table/unknown-note",
        format!("备注“{note}”没有登记含义，随数据保留"),
        format!("the remark `{note}` is not declared; it is kept with the figures"),
    )
    .at(location)
    .hint(format!("在 mapping.toml 中补上 [notes.{note}]"), format!("add [notes.{note}] to mapping.toml"))
}

fn name_mismatch(code: &str, name: &str, other: bool, location: Location) -> Finding {
    let known = Gazetteer::shared().history(code).last().map_or("", |place| place.name);
    let hint = |finding: Finding| finding.hint(format!("代码{code}是{known}，请核对"), format!("code {code} is {known}; check the row"));
    hint(if other {
        Finding::error(
            "table/name-mismatch",
            format!("代码{code}与名称“{name}”不是同一地区，未采用"),
            format!("code {code} and the name `{name}` are different places; the rows are left out"),
        )
    } else {
        Finding::warning(
            "table/name-mismatch",
            format!("不认识名称“{name}”，按代码{code}采用"),
            format!("the name `{name}` is not known; the code {code} is trusted"),
        )
    })
    .at(location)
}

fn unknown_place(code: &str, name: &str, place: StrangePlace) -> Finding {
    let (label, rows) = (format!("{code} {name}"), place.rows);
    let label = label.trim();
    let finding = Finding::warning(
        "table/unknown-place",
        format!("“{label}”不是已知的地区，{rows}行未采用"),
        format!("`{label}` is not a known place; {rows} rows are left out"),
    )
    .at(place.cell);
    match Gazetteer::shared().history(code).last() {
        Some(known) => {
            finding.hint(format!("代码{code}是{}，请核对名称", known.name), format!("code {code} is {}; check the name", known.name))
        }
        None => finding.hint("核对代码和名称", "check the code and the name"),
    }
}
