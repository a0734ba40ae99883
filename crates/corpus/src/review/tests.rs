use std::collections::BTreeMap;

use jiff::civil::date;

use super::{Citing, Decision, Decisions, Item, Verdict, decided, everything, queue, read_with};

/// Two districts share a name and nothing says which is meant.
const PAPER: &str = "关于建设工作的通知\n一、总体要求\n支持鼓楼区建设示范园区。\n二、重点任务\n支持朝阳区加快转型。\n";

fn decision(item: &Item, verdict: Verdict, value: Option<&str>) -> Decision {
    Decision::of("P", item, verdict, value.map(str::to_owned), "审阅员", date(2022, 3, 1), "核对原件")
}

fn cited(path: &str, kind: &str, count: u32) -> Citing {
    BTreeMap::from([(path.to_owned(), BTreeMap::from([(kind.to_owned(), count)]))])
}

fn ambiguous(reading: &crate::Reading) -> Vec<Item> {
    queue(reading, &Citing::new()).into_iter().filter(|item| item.code == "facts/ambiguous-place").collect()
}

#[test]
fn what_the_programme_cites_comes_first() {
    let reading = crate::read("paper.txt", PAPER.as_bytes());
    let items = queue(&reading, &cited("二", "rule", 3));
    assert_eq!(items[0].clause.as_deref(), Some("二"));
    assert_eq!(items[0].effect.cited_by, BTreeMap::from([("rule".to_owned(), 3)]));
    assert!(items.iter().skip(1).all(|item| item.effect.rank() <= items[0].effect.rank()));
}

#[test]
fn a_decision_is_kept_with_who_when_and_why_and_closes_its_item() {
    let reading = crate::read("paper.txt", PAPER.as_bytes());
    let open = ambiguous(&reading);
    let made = [decision(&open[0], Verdict::Accept, None), decision(&open[1], Verdict::Correct, Some("110105"))];
    let table = made.iter().fold(String::new(), |table, made| Decisions::appended(&table, made));
    let (kept, findings) = Decisions::parse(&table);
    assert!(findings.is_empty(), "{findings:?}");
    assert_eq!(kept.all().map(|(decision, _)| decision.clone()).collect::<Vec<_>>(), made);
    let left = queue(&decided(reading, PAPER.as_bytes(), &kept.of("P")), &Citing::new());
    assert!(left.iter().all(|item| item.code != "facts/ambiguous-place"), "{left:?}");
    assert!(kept.of("Q").is_empty());
}

#[test]
fn a_corrected_place_is_in_the_next_reading() {
    let reading = crate::read("paper.txt", PAPER.as_bytes());
    let item = ambiguous(&reading).into_iter().find(|item| item.clause.as_deref() == Some("二")).expect("朝阳区 is open");
    let again = read_with("paper.txt", PAPER.as_bytes(), &[&decision(&item, Verdict::Correct, Some("110105"))]);
    let place = again.places.iter().find(|place| place.code.as_deref() == Some("110105")).expect("the place that was decided");
    assert_eq!((place.name.as_str(), place.surface.as_str()), ("朝阳区", "朝阳区"));
    assert_eq!(again.decisions.len(), 1);
    assert_eq!(ambiguous(&again).len(), ambiguous(&reading).len() - 1);
}

#[test]
fn a_decision_survives_a_copy_with_other_bytes() {
    let item = ambiguous(&crate::read("paper.txt", PAPER.as_bytes())).remove(0);
    let other = PAPER.replace("关于建设工作的通知\n", "关于建设工作的通知\n\n各有关单位：\n");
    let again = read_with("other.txt", other.as_bytes(), &[&decision(&item, Verdict::Accept, None)]);
    assert_eq!(again.decisions[0].quote, item.quote);
    assert!(again.findings.iter().all(|finding| finding.code != "review/unmatched"));
}

#[test]
fn a_decision_about_what_is_no_longer_there_is_a_finding() {
    let item = ambiguous(&crate::read("paper.txt", PAPER.as_bytes())).remove(0);
    let other = PAPER.replace("支持鼓楼区建设示范园区。", "支持建设示范园区。");
    let again = read_with("other.txt", other.as_bytes(), &[&decision(&item, Verdict::Accept, None)]);
    assert!(again.decisions.is_empty());
    assert_eq!(again.findings.iter().filter(|finding| finding.code == "review/unmatched").count(), 1);
}

const TARGETS: &str = "关于主要目标的通知\n一、主要目标\n到2017年，服务业增加值占地区生产总值比重达到45%。\n二、评估\n对连续两年评估为较差的城市，取消资格。\n";

#[test]
fn a_fact_can_be_corrected_part_by_part_and_rejected() {
    let reading = crate::read("paper.txt", TARGETS.as_bytes());
    let all = everything(&reading, &Citing::new());
    let of = |code: &str| all.iter().find(|item| item.code == code).expect(code);
    let (target, rule) = (of("fact/target"), of("fact/rule"));
    let made = [decision(target, Verdict::Correct, Some("deadline_year=2018;baseline_year=2012")), decision(rule, Verdict::Reject, None)];
    let again = decided(reading.clone(), TARGETS.as_bytes(), &made.iter().collect::<Vec<_>>());
    assert_eq!((again.targets[0].deadline_year, again.targets[0].baseline_year), (Some(2018), Some(2012)));
    assert_eq!(again.rules.len(), reading.rules.len() - 1);
    assert_eq!(again.decisions.len(), 2);
    let unusable = decision(target, Verdict::Correct, Some("deadline_year=soon"));
    let flawed = decided(reading, TARGETS.as_bytes(), &[&unusable]);
    assert!(flawed.findings.iter().any(|finding| finding.code == "review/unusable-value"));
}

/// The lead byte of 模 was lost.
const SHIFTED: &str = "关于网络建设的通知\n一、主要任务\n推动5G网络规?；渴?，争取至2025年覆盖。\n";

#[test]
fn a_guessed_repair_can_be_corrected_or_undone() {
    let reading = crate::read("paper.txt", SHIFTED.as_bytes());
    let item = queue(&reading, &Citing::new()).into_iter().find(|item| item.code == "reading/shifted-bytes").expect("a guess");
    let with = |verdict, value| read_with("paper.txt", SHIFTED.as_bytes(), &[&decision(&item, verdict, value)]);
    assert!(with(Verdict::Accept, None).text.contains("规模化部署"));
    assert!(with(Verdict::Correct, Some("范化部署")).text.contains("规范化部署"));
    let undone = with(Verdict::Reject, None);
    assert!(undone.text.contains("规?；渴?"), "{}", undone.text);
    assert!(undone.findings.iter().all(|finding| finding.code != "reading/shifted-bytes"));
}

#[test]
fn a_row_that_says_nothing_is_left_out_with_a_finding() {
    let heading = "paper,item,clause,quote,verdict,value,who,on,because\n";
    for row in [
        "P,rule-1,一,甲,correct,,某人,2022-03-01,核对\n",
        "P,rule-1,一,甲,accept,乙,某人,2022-03-01,核对\n",
        "P,rule-1,一,甲,accept,,,2022-03-01,核对\n",
        "P,rule-1,一,甲,perhaps,,某人,2022-03-01,核对\n",
        "P,rule-1,一,甲,accept,,某人,March,核对\n",
    ] {
        let (decisions, findings) = Decisions::parse(&format!("{heading}{row}"));
        assert_eq!((decisions.all().count(), findings.len()), (0, 1), "{row}");
        assert_eq!(findings[0].location.as_ref().and_then(|location| location.line), Some(2));
    }
}
