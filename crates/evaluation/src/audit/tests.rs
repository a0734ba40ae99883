use super::*;
use crate::examples::{with_case, with_table};

const SETTINGS: AuditSettings = AuditSettings { redundant: 0.92, weak: 0.3, conflict: 0.4, reference: None, sobol: 0, seed: 1 };

/// Twelve units; `a` and `b` rise together, `c` runs against them, `d` is noise of its own.
const TABLE: &str = "unit,a,b,c,d,gdp\nu01,1,2,12,5,1\nu02,2,4,11,1,2\nu03,3,6,10,4,3\nu04,4,8,9,2,4\nu05,5,10,8,6,5\nu06,6,12,7,3,6\nu07,7,14,6,3,7\nu08,8,16,5,6,8\nu09,9,18,4,2,9\nu10,10,20,3,4,10\nu11,11,22,2,1,11\nu12,12,24,1,5,12\n";
const BODY: &str = "[[group]]\nid = \"g\"\nweight = 80\n[[group]]\nid = \"h\"\nweight = 20\n[[indicator]]\nid = \"a\"\nin = \"g\"\nweight = 50\n[[indicator]]\nid = \"b\"\nin = \"g\"\nweight = 50\n[[indicator]]\nid = \"c\"\nin = \"h\"\nweight = 50\n[[indicator]]\nid = \"d\"\nin = \"h\"\nweight = 50\n";

#[test]
fn twins_opponents_and_the_silent_are_named() {
    let found = with_case(BODY, TABLE, |case, method| audit(case, method, &AuditSettings { reference: Some("gdp".into()), ..SETTINGS }));
    assert_eq!(found.redundant, [("g/a".to_owned(), "g/b".to_owned())]);
    assert!(found.conflicts.contains(&("h/c".to_owned(), String::new())), "{:?}", found.conflicts);
    assert_eq!(found.silent, ["h/d"]);
    // a and b are one thing: eigenvalues 2 and 0, alpha 1; no inverse, so no adequacy and no inflation.
    let g = found.groups.iter().find(|group| group.path == "g").expect("g");
    let eigenvalues = g.eigenvalues.as_ref().expect("eigenvalues");
    assert!((eigenvalues[0] - 2.0).abs() < 1e-9 && eigenvalues[1].abs() < 1e-9);
    assert!((g.alpha.as_ref().expect("alpha").0 - 1.0).abs() < 1e-9);
    assert!(g.inflation.is_none() && !g.flaws.is_empty());
    let gdp = found.added_value.expect("a reference");
    assert!((gdp.spearman - 1.0).abs() < 0.1 && gdp.units == 12);
    let pillars: f64 = found.importance.iter().filter(|one| one.pillar).map(|one| one.nominal).sum();
    assert!((pillars - 1.0).abs() < 1e-12);
    assert!(found.importance.iter().filter(|one| !one.pillar).map(|one| one.effective.unwrap_or(0.0)).sum::<f64>() - 1.0 < 1e-9);
}

#[test]
fn sums_that_must_agree_are_worked_out_again() {
    let found = with_case(BODY, TABLE, |case, method| audit(case, method, &SETTINGS)).recalculation;
    assert!(found.units == 12 && found.contributions < 1e-9 && found.weighted_sum.expect("weighted means") < 1e-9, "{found:?}");
}

#[test]
fn gaps_are_counted_and_told_by_cell() {
    let body = format!("[leaf]\nmissing = \"mean\"\n{BODY}");
    let found = with_case(&body, &TABLE.replace("u05,5,10", "u05,,10"), |case, method| audit(case, method, &SETTINGS));
    assert!((found.coverage.all - 47.0 / 48.0).abs() < 1e-12);
    let of = |path: &str| found.coverage.nodes.iter().find(|share| share.path == path).expect("a node").share;
    assert!((of("g/a") - 11.0 / 12.0).abs() < 1e-12 && (of("g") - 23.0 / 24.0).abs() < 1e-12);
    assert_eq!(found.filled.len(), 1);
    // The mean of 1 to 12 without 5.
    assert!((found.filled[0].value.expect("filled") - 73.0 / 11.0).abs() < 1e-12);
}

/// Shrout and Fleiss 1979, table 4: six targets, four judges.
#[test]
fn a_panel_has_the_published_reliability() {
    let marks = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]];
    let mut text = String::from("expert,unit,criterion,score\n");
    for (unit, row) in marks.iter().enumerate() {
        row.iter().enumerate().for_each(|(judge, mark)| text.push_str(&format!("j{judge},u{unit},work,{mark}\n")));
    }
    let (ballots, _) = crate::Ballots::parse("b.csv", &text);
    let body = "[[criterion]]\nid = \"work\"\nname = { zh = \"\", en = \"\" }\nlow = 0\nhigh = 10\n";
    let found = with_table(
        body,
        "unit,x\nu0,1\nu1,1\nu2,1\nu3,1\nu4,1\nu5,1\n",
        |_| {},
        |case, method| audit(&Case { ballots: &ballots, ..*case }, method, &SETTINGS),
    );
    let panel = &found.panel[0];
    let published = [0.17, 0.29, 0.71, 0.44, 0.62, 0.91];
    for (form, published) in panel.intraclass.as_ref().expect("complete").iter().zip(published) {
        assert!((form.value - published).abs() < 0.005, "{form:?} {published}");
        let (low, high) = form.interval.expect("an interval");
        assert!(low <= form.value && form.value <= high, "{form:?}");
    }
    // The second judge is the strictest: mean 2.5 against 5.29 of all.
    let strictest = panel.experts_apart.iter().min_by(|a, b| a.above_mean.total_cmp(&b.above_mean)).expect("judges");
    assert!(strictest.expert == "j1" && (strictest.above_mean - (15.0 / 6.0 - 127.0 / 24.0)).abs() < 1e-12);
}
