//! A cycle of three cities and two years, made by hand: every kind of entry once, and every kind of gap.

use std::collections::BTreeMap;
use std::sync::Arc;

use consequences::practices::Matching;
use consequences::{Consequences, Decision, Fact, Outcome, Proceedings, State, Verdict};
use corpus::{Bilingual, ClauseId, Finding, Location, PaperId};
use evaluation::{Agreement, Contribution, Evaluation, NotEvaluable, Standing, Uncertainty, UnitOutcome};
use jiff::civil::date;
use observations::{Figure, Flag, Observations, Origin, Reading};
use programme::{
    About, Class, Confidence, Direction, Grade, GradeId, Indicator, IndicatorId, Measure, Member, Over, Paper, Place, PlaceLevel, Practice,
    Programme, PublishedResult, ResultKind, Target, TargetKind, TargetScope, Task, Tier, UnitId, Validity, Zone,
};
use publication::{Comparison, Cycle, Input, InputKind, Stage, Year};

pub(crate) fn cycle() -> Cycle {
    Cycle {
        label: Some(text("演示数据")),
        day: date(2021, 6, 9),
        readings: BTreeMap::from([(PaperId("P1".to_owned()), corpus::read("p1.txt", PAPER.as_bytes()))]),
        copies: BTreeMap::new(),
        programme: programme(),
        observations: observations(),
        survey: observations::Survey::default(),
        ballots: evaluation::Ballots::default(),
        years: vec![year(2019, 61.5, 2), year(2020, 72.25, 1)],
        proceedings: proceedings(),
        corrections: Vec::new(),
        templates: BTreeMap::new(),
        comparisons: vec![Comparison {
            year: 2020,
            cite: cite("P2 附件1"),
            agreement: Agreement { units: 2, pairs: 1, in_order: 1, share: 1.0, share_low: 0.4, share_high: 1.0 },
            meaning: text("只有一对可比"),
        }],
        findings: BTreeMap::from([(
            Stage::Observations,
            vec![
                Finding::warning("table/text", "应为数字", "a number is expected")
                    .at(Location::line("panel.csv", 7))
                    .hint("改为数字", "write a number"),
            ],
        )]),
        inputs: vec![Input { kind: InputKind::Table, name: "panel.csv".to_owned(), sha256: "ab".repeat(32), bytes: 1234 }],
    }
}

/// Practices are matched by likeness alone.
fn proceedings() -> Proceedings {
    let matching = Matching { likeness: 1.0, nearest: 5, ..Matching::default() };
    Proceedings { matching, ..Proceedings::default() }
}

const PAPER: &str = "关于示范区的通知\n一、总体要求\n坚持示范引领。\n二、评估\n（一）年度评估。到2025年建成园区20个。\n";

fn text(text: &str) -> Bilingual {
    Bilingual::new(text, format!("{text} (en)"))
}

fn cite(clause: &str) -> Vec<ClauseId> {
    vec![clause.parse().expect("a cite")]
}

fn programme() -> Programme {
    let grade = |id: &str, name: &str| Grade { id: GradeId::from(id), name: text(name) };
    Programme {
        about: About {
            id: "demo".to_owned(),
            name: text("示范区"),
            description: text("一个小方案"),
            classes: vec![Class { id: "large".to_owned(), name: text("大城市"), definition: text("人口多"), cite: cite("P1 二") }],
            grades: vec![grade("excellent", "优秀"), grade("good", "良好"), grade("fair", "一般"), grade("poor", "较差")],
            ..About::default()
        },
        papers: BTreeMap::from([(PaperId("P1".to_owned()), paper())]),
        places: vec![
            place("430000", "湖南省"),
            place("430300", "湘潭市"),
            place("420200", "黄石市"),
            place("420000", "湖北省"),
            place("640001", "宁东"),
        ],
        zones: vec![Zone {
            id: UnitId::from("zone-a"),
            name: text("甲示范区"),
            tier: Tier::National,
            batch: Some(1),
            province: UnitId::from("430000"),
            validity: Validity::default(),
            cite: cite("P1 一"),
            confidence: Confidence::TwoAgree,
            note: String::new(),
        }],
        members: ["430300", "420200", "640001"].map(member).into(),
        indicators: BTreeMap::from([(IndicatorId::from("gdp_growth"), indicator())]),
        targets: vec![Target {
            id: "parks".to_owned(),
            name: text("园区数"),
            indicator: IndicatorId::from("gdp_growth"),
            value: 20.0,
            unit: "个".to_owned(),
            kind: TargetKind::Level,
            baseline_year: Some(2019),
            deadline: date(2025, 12, 31),
            scope: TargetScope::ZoneCities,
            cite: cite("P1 二/（一）"),
            validity: Validity::default(),
        }],
        tasks: vec![task()],
        measures: vec![Measure {
            id: "land".to_owned(),
            supporter: Some(text("自然资源部")),
            instrument: text("用地保障"),
            beneficiary: programme::Beneficiary::Members,
            for_whom: text("示范区城市"),
            condition: None,
            units: vec![UnitId::from("430300"), UnitId::from("999999")],
            open_list: false,
            cite: cite("P1 九/（九）"),
            validity: Validity { from: Some(date(2021, 1, 1)), to: None },
        }],
        results: vec![PublishedResult {
            year: 2020,
            kind: ResultKind::Grade,
            unit: UnitId::from("430300"),
            grade: Some(GradeId::from("excellent")),
            subject: String::new(),
            published_on: None,
            cite: cite("P2 附件1"),
            confidence: Confidence::OneSource,
            note: String::new(),
        }],
        practices: vec![Practice {
            id: "p01".to_owned(),
            units: vec![UnitId::from("420200")],
            theme: text("绿色转型"),
            gist: text("关停小矿"),
            cite: cite("P2"),
        }],
        ..Programme::default()
    }
}

fn paper() -> Paper {
    Paper {
        id: PaperId("P1".to_owned()),
        title: text("关于示范区的通知"),
        short: None,
        number: Some("发改〔2021〕1号".to_owned()),
        issuers: vec!["国家发展改革委".to_owned()],
        signed_on: Some(date(2021, 6, 9)),
        published_on: None,
        trust: Bilingual::default(),
        url: None,
        held: Vec::new(),
        clauses: vec![programme::Clause { id: "P1 二/（一）".parse().expect("a cite"), gist: text("每年评估 <一次>") }],
    }
}

fn place(id: &str, name: &str) -> Place {
    let province = UnitId(if id == "640001" { "640000".to_owned() } else { format!("{}0000", &id[..2]) });
    Place {
        id: UnitId::from(id),
        name: text(name),
        level: PlaceLevel::Prefecture,
        province,
        parent: None,
        validity: Validity::default(),
        cite: Vec::new(),
    }
}

fn member(unit: &str) -> Member {
    let validity = Validity { from: Some(date(2017, 4, 1)), to: None };
    Member {
        unit: UnitId::from(unit),
        zone: UnitId::from("zone-a"),
        validity,
        cite: cite("P1 一"),
        confidence: Confidence::TwoAgree,
        note: String::new(),
    }
}

fn indicator() -> Indicator {
    Indicator {
        id: IndicatorId::from("gdp_growth"),
        name: text("地区生产总值增长率"),
        unit: "%".to_owned(),
        direction: Some(Direction::Up),
        definition: text("比上年增长"),
        formula: None,
        department: None,
        reported_as: Default::default(),
        over_space: Over::None,
        over_time: Over::Last,
        breaks: Vec::new(),
        cite: cite("P1 二"),
        validity: Validity::default(),
    }
}

fn task() -> Task {
    Task {
        id: "t01".to_owned(),
        who: text("各市"),
        with: None,
        what: text("报送自评"),
        for_whom: None,
        condition: None,
        force: programme::Force::Must,
        units: Vec::new(),
        open_list: false,
        by: Some(date(2021, 12, 31)),
        cite: cite("P1 二/（一）"),
        validity: Validity::default(),
    }
}

fn observations() -> Observations {
    let figures = [("430300", 7.5), ("420200", 6.0)].map(|(unit, value)| {
        let years = BTreeMap::from([(2019, figure(value - 1.0)), (2020, figure(value))]);
        (UnitId::from(unit), BTreeMap::from([(IndicatorId::from("gdp_growth"), years)]))
    });
    Observations { figures: figures.into(), findings: Vec::new() }
}

fn figure(value: f64) -> Figure {
    Figure { value, flag: Flag::Interpolated, from: vec![reading(value, "A")], rivals: vec![reading(value + 0.5, "B")], formula: None }
}

fn reading(value: f64, source: &str) -> Reading {
    let shared = |text: &str| Arc::<str>::from(text);
    let origin = Origin {
        file: shared("panel.csv"),
        sha256: shared(&"ab".repeat(32)),
        sheet: None,
        cell: "F7".to_owned(),
        printed: format!("{value}"),
        heading: shared("gdp_growth"),
        unit: shared("%"),
        source: shared(source),
        known_on: None,
    };
    Reading { value, flag: Flag::Interpolated, note: shared("插补 & 估计"), origin }
}

fn year(year: i16, score: f64, rank: u32) -> Year {
    let units = vec![
        evaluated("420200", year, 133.5 - score, 3 - rank, "good"),
        evaluated("430300", year, score, rank, "excellent"),
        UnitOutcome {
            unit: UnitId::from("640001"),
            class: None,
            standing: Standing::NotEvaluable(NotEvaluable { reason: text("没有数据"), missing: vec![IndicatorId::from("gdp_growth")] }),
            n_present: 0,
            n_asked: 2,
        },
    ];
    let evaluation = Evaluation {
        year,
        method: "2020".to_owned(),
        method_title: text("年度评估方法"),
        illustrative: true,
        units,
        replicates: 500,
        seed: 1,
        above: Vec::new(),
        top_sets: Vec::new(),
        findings: Vec::new(),
    };
    Year { year, evaluation, audit: None, differences: BTreeMap::new(), lifts: BTreeMap::new(), consequences: consequences(year) }
}

fn evaluated(unit: &str, year: i16, score: f64, rank: u32, grade: &str) -> UnitOutcome {
    let contribution = |path: &str, indicator: Option<&str>, raw: Option<f64>, points: f64| Contribution {
        path: path.to_owned(),
        name: text(path.rsplit('/').next().unwrap_or(path)),
        indicator: indicator.map(IndicatorId::from),
        figure_year: indicator.map(|_| year),
        made_of: Vec::new(),
        raw,
        normalised: raw.map(|_| 80.0),
        weight: raw.map(|_| 0.5),
        points,
        cite: cite("P1 二/（一）"),
        flags: vec![text("插补")],
    };
    let probability = |grade: &str, share: f64| (GradeId::from(grade), share);
    UnitOutcome {
        unit: UnitId::from(unit),
        class: Some("large".to_owned()),
        standing: Standing::Evaluated {
            score,
            rank,
            of: 2,
            grade: Some(GradeId::from(grade)),
            nodes: BTreeMap::new(),
            contributions: vec![
                contribution("economy/gdp_growth", Some("gdp_growth"), Some(7.5), score - 5.0),
                contribution("economy/unknown", Some("unknown"), None, 0.0),
                contribution("bonus/incentive", None, None, 5.0),
            ],
            uncertainty: Some(Uncertainty {
                score_low: score - 4.0,
                score_high: score + 3.0,
                rank_low: 1,
                rank_median: rank,
                rank_high: 2,
                grade_probability: BTreeMap::from([probability("excellent", 0.75), probability("good", 0.25)]),
            }),
        },
        n_present: 1,
        n_asked: 2,
    }
}

fn consequences(year: i16) -> Consequences {
    let decision = |unit: &str, verdict: Verdict| Decision {
        unit: UnitId::from(unit),
        year,
        rule: "removal-2021".to_owned(),
        title: text("取消资格"),
        clause: cite("P1 二/（一）"),
        outcome: Outcome::Removal,
        verdict,
        because: vec![Fact { year: Some(year), what: text("年度等级优秀"), cite: cite("P3 三"), at: None }],
        reason: text("未满足，因为等级不是较差"),
        unknown: if verdict == Verdict::Unknown { vec![text("上年等级")] } else { Vec::new() },
        supporter: None,
        from: Some(date(i16::from(year == 2019) + 2020, 1, 1)),
        to: None,
    };
    Consequences {
        year,
        decisions: vec![decision("420200", Verdict::Met), decision("430300", Verdict::NotMet), decision("640001", Verdict::Unknown)],
        members: vec![(UnitId::from("420200"), State::Removed), (UnitId::from("430300"), State::Member)],
        findings: Vec::new(),
    }
}
