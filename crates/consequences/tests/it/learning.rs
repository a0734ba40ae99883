//! What a unit can learn from others: likeness and weakness by the tutorial's figures of 2024, worked out by hand.

use std::collections::BTreeMap;

use consequences::practices::{Library, Matching, Sign, alike, matches, weaknesses};
use corpus::Bilingual;
use evaluation::Evaluation;
use jiff::civil::date;
use programme::{Practice, Programme};

use crate::corrections::{evaluated, observed};
use crate::questions::programme;

fn judged() -> (Programme, Evaluation) {
    let programme = programme("tutorial");
    let evaluation = evaluated(&programme, &observed(&programme, &[]));
    (programme, evaluation)
}

fn sign(theme: &str, indicators: &[&str]) -> Sign {
    Sign { theme: theme.to_owned(), indicators: indicators.iter().map(|id| (*id).into()).collect() }
}

#[test]
fn the_nearest_by_figures_come_first() {
    let (_, evaluation) = judged();
    // On the common scale 南坪 has 56.33, 71.43, 58.20; 东山 68.48, 82.14, 68.20; 白塔 43.92, 57.14 and no third.
    let near = alike(&evaluation, &"nanping".into());
    let said: Vec<(&str, usize, i64)> =
        near.iter().map(|one| (one.unit.as_str(), one.shared, (one.distance * 100.0).round() as i64)).collect();
    let expected = [("dongshan", 3, 1099), ("baita", 2, 1338), ("shiqiao", 3, 2249), ("qinghe", 3, 2278), ("liuxi", 3, 3420)];
    assert_eq!(said, expected);
    assert_eq!(alike(&evaluation, &"nobody".into()), []);
}

#[test]
fn a_weak_theme_lies_below_the_mean_and_names_its_weakest_indicator() {
    let (_, evaluation) = judged();
    let said = |unit: &str, signs: &[Sign]| {
        let found = weaknesses(&evaluation, signs, &unit.into());
        found.into_iter().map(|one| (one.theme, (one.below * 100.0).round() as i64, one.indicator.zh)).collect::<Vec<_>>()
    };
    let told = |theme: &str, below, indicator: &str| (theme.to_owned(), below, indicator.to_owned());
    let three = [sign("开放", &["hours"]), sign("经费", &["budget_per_head"]), sign("借阅", &["loans_per_head"])];
    // Means of the six: 24.39 points for loans, 19.67 for hours; of the five that report it 26.69 for the budget.
    let expected = [told("借阅", 411, "人均借阅量"), told("经费", 341, "人均购书经费"), told("开放", 252, "每周开放时间")];
    assert_eq!(said("nanping", &three), expected);
    assert_eq!(said("nanping", &[sign("服务", &["hours", "loans_per_head"])]), [told("服务", 664, "人均借阅量")]);
    assert_eq!(said("liuxi", &three), []);
    assert_eq!(said("nanping", &[sign("其他", &["unknown"])]), []);
    assert_eq!(said("nobody", &three), []);
}

#[test]
fn a_match_weighs_likeness_weakness_and_votes_and_says_why() {
    let (mut programme, evaluation) = judged();
    let practice = |id: &str, unit: &str, theme: &str| Practice {
        id: id.to_owned(),
        units: vec![unit.into()],
        theme: Bilingual::new(theme, theme),
        gist: Bilingual::default(),
        cite: Vec::new(),
    };
    programme.practices = vec![
        practice("own", "nanping", "借阅"),
        practice("a", "dongshan", "开放"),
        practice("b", "baita", "借阅"),
        practice("c", "qinghe", "经费"),
        practice("d", "liuxi", "其他"),
    ];
    let signs = vec![sign("开放", &["hours"]), sign("经费", &["budget_per_head"]), sign("借阅", &["loans_per_head"])];
    let matching = Matching { weakness: 1.0, likeness: 1.0, vote: 0.1, most_votes: 2, nearest: 4, signs, ..Matching::default() };
    let votes = BTreeMap::from([("c".to_owned(), 3), ("d".to_owned(), 3)]);
    let library =
        Library { programme: &programme, matching: &matching, evaluation: Some(&evaluation), votes: &votes, day: date(2025, 1, 1) };
    let found = matches(library, &"nanping".into(), &[]);
    let scores: Vec<(&str, i64, u32)> =
        found.iter().map(|one| (one.practice.as_str(), (one.score * 100.0).round() as i64, one.votes)).collect();
    // b: second of four in nearness, 0.75, and the weakest theme, 1; a: the nearest, 1, and the third theme, 1/3;
    // c: the fourth, 0.25, the second theme, 1/2, and two of three votes; d is neither near nor about a weakness.
    assert_eq!(scores, [("b", 175, 0), ("a", 133, 0), ("c", 95, 3)]);
    let why: Vec<&str> = found[0].reasons.iter().map(|reason| reason.zh.as_str()).collect();
    assert_eq!(why, ["结构相近：按2项指标，白塔县图书馆与本市最接近的程度列第2", "评估显示的弱项：人均借阅量等比同类平均低4.11分"]);
    // What is asked for counts as much as the weakest theme, in either language.
    let asked = matches(library, &"nanping".into(), &["其他".to_owned()]);
    let first: Vec<(&str, i64)> = asked.iter().map(|one| (one.practice.as_str(), (one.score * 100.0).round() as i64)).collect();
    assert_eq!(first, [("b", 175), ("a", 133), ("d", 120), ("c", 95)]);
}
