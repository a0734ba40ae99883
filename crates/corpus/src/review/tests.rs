use std::collections::BTreeMap;

use jiff::civil::date;

use super::{Decision, Decisions, Effect, Verdict, queue, read_with};

/// Two districts share a name and nothing says which is meant.
const PAPER: &str = "关于建设工作的通知\n一、总体要求\n支持鼓楼区建设示范园区。\n二、重点任务\n支持朝阳区加快转型。\n";

fn decided(paper: &str, item: &str, verdict: Verdict, text: Option<&str>) -> Decision {
    let (who, when) = ("审阅员".to_owned(), date(2022, 3, 1));
    Decision { paper: paper.to_owned(), item: item.to_owned(), verdict, text: text.map(str::to_owned), who, when, note: None }
}

#[test]
fn what_the_programme_cites_comes_first() {
    let reading = crate::read("paper.txt", PAPER.as_bytes());
    let items = queue(&reading, &BTreeMap::from([("二".to_owned(), 3)]), &Decisions::default());
    let clauses: Vec<_> = items.iter().map(|item| (item.clause.as_deref(), item.effect.cited_by)).collect();
    assert_eq!(clauses, [(Some("二"), 3), (Some("一"), 0)]);
    assert!(Effect { cited_by: 1, facts: 0 } > Effect { cited_by: 0, facts: 9 });
}

#[test]
fn a_decision_is_kept_with_who_and_when_and_closes_its_item() {
    let reading = crate::read("paper.txt", PAPER.as_bytes());
    let open = queue(&reading, &BTreeMap::new(), &Decisions::default());
    let mut decisions = Decisions::default();
    let sha256 = &reading.source.sha256;
    decisions.add(decided(sha256, &open[0].id, Verdict::Accept, None));
    decisions.add(decided(sha256, &open[1].id, Verdict::Correct, Some("110105")));
    let kept = Decisions::parse(&decisions.print()).expect("what was printed can be read");
    assert_eq!(kept, decisions);
    assert_eq!(kept.all()[0].who, "审阅员");
    assert!(queue(&reading, &BTreeMap::new(), &kept).is_empty());
}

#[test]
fn a_corrected_place_is_in_the_next_reading() {
    let reading = crate::read("paper.txt", PAPER.as_bytes());
    let open = queue(&reading, &BTreeMap::new(), &Decisions::default());
    let item = open.iter().find(|item| item.clause.as_deref() == Some("二")).expect("朝阳区 is open");
    let mut decisions = Decisions::default();
    decisions.add(decided(&reading.source.sha256, &item.id, Verdict::Correct, Some("110105")));
    let again = read_with("paper.txt", PAPER.as_bytes(), &decisions);
    let place = again.places.iter().find(|place| place.code.as_deref() == Some("110105")).expect("the place that was decided");
    assert_eq!((place.name.as_str(), place.surface.as_str()), ("朝阳区", "朝阳区"));
    assert_eq!(queue(&again, &BTreeMap::new(), &decisions).len(), open.len() - 1);
}

#[test]
fn a_correction_without_text_is_refused() {
    let mute = "format = 1\n[[decision]]\npaper = \"a\"\nitem = \"b@1-2\"\nverdict = \"correct\"\nwho = \"甲\"\nwhen = \"2022-03-01\"\n";
    assert!(Decisions::parse(mute).is_err_and(|error| error.contains("b@1-2")));
    assert!(Decisions::parse("format = 2").is_err());
    assert!(Decisions::parse("format = 1\nunknown = 1").is_err());
}
