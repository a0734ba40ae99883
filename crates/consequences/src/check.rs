//! What a set of rules does over every history that it can tell apart: conflicts, rules that are never met, histories without a
//! consequence, editions that leave a gap.
//!
//! Between two days on which a rule begins or ends the set is fixed. For each such span all histories over the words that its rules name
//! are replayed: every sequence of grades and of places as long as the longest window, every set of events, every stratum and kind of
//! member. Rules that look at other units (counts, decisions of a province) are replayed for a unit alone. Where these are too many, every
//! rule, and every pair that could contradict or repeat each other, is replayed with those rules alone on which it depends.

mod parts;
mod space;

use std::collections::{BTreeMap, BTreeSet};

use corpus::Finding;
use jiff::civil::Date;
use programme::Validity;
use programme::rule::{Calendar, Condition, Group, Rule, RuleId, Rulebook};

use self::space::Grades;
use crate::{Consequences, Decision, Outcome, Verdict, replay_verdicts};

/// More histories than this are not replayed for all rules of a span of days together, but part by part.
const MOST_HISTORIES: usize = 100_000;
/// Parts with more histories than this are not replayed; a finding says so.
const MOST_HISTORIES_OF_A_PART: usize = 50_000;

/// Returns what is wrong, or worth knowing, about the rules as a whole.
pub fn check_rules(book: &Rulebook) -> Vec<Finding> {
    let mut findings = gaps_in_time(book);
    let mut seen = Seen::default();
    for epoch in book.epochs() {
        let span = span_of(book, epoch);
        if span.rules.is_empty() {
            continue;
        }
        seen.asked.extend(span.rules.keys().cloned());
        match space::histories(&span, Grades::Every, MOST_HISTORIES) {
            Ok(space) => {
                seen.take(&span, &space);
                seen.grades_without_consequence(&span, epoch, &space);
            }
            Err(_) => findings.extend(piecewise(&mut seen, &span, epoch)),
        }
    }
    findings.extend(seen.findings(book));
    findings
}

/// Replays a span part by part; returns a finding for what is too large even so.
fn piecewise(seen: &mut Seen, span: &Rulebook, epoch: Validity) -> Option<Finding> {
    let mut left: BTreeSet<RuleId> = BTreeSet::new();
    let mut done: Vec<BTreeSet<RuleId>> = Vec::new();
    for part in parts::parts(span) {
        let covered = done.iter().any(|rules| part.with_removals.is_subset(rules));
        let replayed = covered
            || [part.with_removals, part.alone].into_iter().any(|rules| {
                let book = Rulebook { rules: parts::chosen(span, &rules), ..span.clone() };
                let Ok(space) = space::histories(&book, Grades::ToldApart, MOST_HISTORIES_OF_A_PART) else { return false };
                seen.take(&book, &space);
                done.push(rules);
                true
            });
        if !replayed {
            left.extend(part.about);
        }
    }
    seen.asked.retain(|rule| !left.contains(rule) || seen.met.contains(rule));
    (!left.is_empty()).then(|| too_large(epoch, &left))
}

/// Returns the rules of a span as a book of their own, in force for ever, deciding each year on its last day.
fn span_of(book: &Rulebook, epoch: Validity) -> Rulebook {
    let day = epoch.from.unwrap_or(Date::MIN);
    let mut span = Rulebook { calendar: Calendar::default(), successions: Vec::new(), ..book.clone() };
    span.rules.retain(|_, rule| rule.block.validity().holds_on(day));
    for rule in span.rules.values_mut() {
        (rule.block.from, rule.block.to) = (None, None);
    }
    span
}

/// What was seen while replaying.
#[derive(Default)]
struct Seen {
    asked: BTreeSet<RuleId>,
    met: BTreeSet<RuleId>,
    /// The first history in which two rules contradict each other.
    conflicts: BTreeMap<(RuleId, RuleId), String>,
    /// For pairs of rules with the same supporter and outcome, whether some history meets one without the other.
    apart: BTreeMap<(RuleId, RuleId), bool>,
    /// Last grades after which nothing may follow, by span and kind.
    nothing: BTreeMap<(Validity, String), BTreeSet<String>>,
}

impl Seen {
    fn take(&mut self, span: &Rulebook, space: &space::Space) {
        let Some(last) = last_year(span, space) else { return };
        self.pairs(span, &last);
        for (case, met) in met_by_case(space, &last) {
            self.met.extend(met.iter().map(|decision| RuleId(decision.rule.clone())));
            self.conflicts(&met, case);
        }
    }

    fn grades_without_consequence(&mut self, span: &Rulebook, epoch: Validity, space: &space::Space) {
        let Some(last) = last_year(span, space) else { return };
        for (case, met) in met_by_case(space, &last) {
            if case.grade.is_some() && met.iter().all(|decision| decision.outcome == Outcome::ObjectionRight) {
                let of_kind = self.nothing.entry((epoch, case.kind.clone())).or_default();
                of_kind.extend(case.grade.clone());
            }
        }
    }

    fn conflicts(&mut self, met: &[&Decision], case: &space::Case) {
        for (at, first) in met.iter().enumerate() {
            for second in met[at + 1..].iter().filter(|second| first.outcome.opposes(second.outcome)) {
                let pair = (RuleId(first.rule.clone()), RuleId(second.rule.clone()));
                self.conflicts.entry(pair).or_insert_with(|| case.written.clone());
            }
        }
    }

    fn pairs(&mut self, span: &Rulebook, last: &Consequences) {
        let mut met_for: BTreeMap<&str, BTreeSet<&programme::UnitId>> = BTreeMap::new();
        for decision in last.decisions.iter().filter(|decision| decision.verdict == Verdict::Met) {
            met_for.entry(&decision.rule).or_default().insert(&decision.unit);
        }
        let rules: Vec<&Rule> = span.rules.values().collect();
        for (at, first) in rules.iter().enumerate() {
            for second in rules[at + 1..].iter().filter(|second| alike(first, second)) {
                let same = met_for.get(first.id.0.as_str()) == met_for.get(second.id.0.as_str());
                *self.apart.entry((first.id.clone(), second.id.clone())).or_default() |= !same;
            }
        }
    }

    fn findings(self, book: &Rulebook) -> Vec<Finding> {
        let conflicts = self.conflicts.iter().filter_map(|((first, second), history)| conflict(book, first, second, history));
        let rules: Vec<&Rule> = book.rules.values().collect();
        let looks_elsewhere = |rule: &Rule| {
            let on_which_it_rests = parts::with_all_before(&BTreeSet::from([rule.id.clone()]), &rules);
            on_which_it_rests.iter().filter_map(|id| book.rules.get(id)).any(looks_at_others)
        };
        let never = self.asked.difference(&self.met).filter_map(|id| book.rules.get(id)).filter(|rule| !looks_elsewhere(rule));
        let never = never.map(unreachable);
        let twins = self.apart.iter().filter(|(_, apart)| !**apart).filter_map(|((first, second), _)| twins(book, first, second));
        let nothing = self.nothing.iter().map(|((epoch, kind), grades)| nothing_follows(book, *epoch, kind, grades));
        conflicts.chain(never).chain(twins).chain(nothing).collect()
    }
}

fn last_year(span: &Rulebook, space: &space::Space) -> Option<Consequences> {
    replay_verdicts(span, &space.members, &space.history, space.first_year..=space.last_year).pop()
}

fn met_by_case<'a>(space: &'a space::Space, last: &'a Consequences) -> impl Iterator<Item = (&'a space::Case, Vec<&'a Decision>)> {
    let mut decisions: BTreeMap<&programme::UnitId, Vec<&Decision>> = BTreeMap::new();
    for decision in last.decisions.iter().filter(|decision| decision.verdict == Verdict::Met) {
        decisions.entry(&decision.unit).or_default().push(decision);
    }
    space.cases.iter().map(move |case| (case, decisions.remove(&case.unit).unwrap_or_default()))
}

/// Returns whether two rules give or take the same by the same hand.
fn alike(first: &Rule, second: &Rule) -> bool {
    first.block.outcome == second.block.outcome
        && first.block.supporter == second.block.supporter
        && first.block.effect == second.block.effect
}

fn looks_at_others(rule: &Rule) -> bool {
    let mut looks = false;
    for condition in std::iter::once(&rule.block.when).chain(&rule.block.unless) {
        condition.walk(&mut |part| {
            looks |= match part {
                Condition::Count(_) => true,
                Condition::Decided(test) => test.of != Group::Unit,
                _ => false,
            }
        });
    }
    looks
}

/// Finds editions of one rule between which no edition is in force.
fn gaps_in_time(book: &Rulebook) -> Vec<Finding> {
    let mut by_matter: BTreeMap<&str, Vec<&Rule>> = BTreeMap::new();
    for rule in book.rules.values() {
        by_matter.entry(rule.matter()).or_default().push(rule);
    }
    let mut findings = Vec::new();
    for editions in by_matter.values_mut() {
        editions.sort_by_key(|rule| rule.block.from);
        for pair in editions.windows(2) {
            let (Some(end), Some(start)) = (pair[0].block.to, pair[1].block.from) else { continue };
            if end < start {
                let (first, second) = (&pair[0].id, &pair[1].id);
                let finding = Finding::warning(
                    "rule/gap-between-editions",
                    format!("“{first}”于{end}失效，“{second}”到{start}才生效，其间没有规定"),
                    format!("`{first}` ends on {end} and `{second}` begins on {start}: nothing is in force between"),
                );
                findings.push(finding.at(pair[1].location.clone()));
            }
        }
    }
    findings
}

fn clauses(rule: &Rule) -> String {
    rule.block.cite.iter().map(ToString::to_string).collect::<Vec<_>>().join("、")
}

fn conflict(book: &Rulebook, first: &RuleId, second: &RuleId, history: &str) -> Option<Finding> {
    let (first, second) = (book.rules.get(first)?, book.rules.get(second)?);
    let finding = Finding::error(
        "rule/conflict",
        format!("“{}”（{}）与“{}”（{}）相互矛盾，例如：{history}", first.title.zh, clauses(first), second.title.zh, clauses(second)),
        format!(
            "\"{}\" ({}) contradicts \"{}\" ({}), for instance: {history}",
            first.title.en,
            clauses(first),
            second.title.en,
            clauses(second)
        ),
    );
    let hint = finding.at(second.location.clone());
    Some(hint.hint("在其中一条规则中写明 overrides 或 unless", "say in one of them which gives way (`overrides`, `unless`)"))
}

fn unreachable(rule: &Rule) -> Finding {
    Finding::warning(
        "rule/unreachable",
        format!("“{}”（{}）在任何历史下都不会满足", rule.title.zh, clauses(rule)),
        format!("\"{}\" ({}) is met by no history at all", rule.title.en, clauses(rule)),
    )
    .at(rule.location.clone())
    .hint("核对条件，以及哪些规则优先于它", "check its condition, and which rules go before it")
}

fn twins(book: &Rulebook, first: &RuleId, second: &RuleId) -> Option<Finding> {
    let (first, second) = (book.rules.get(first)?, book.rules.get(second)?);
    let finding = Finding::warning(
        "rule/overlap",
        format!("“{}”（{}）与“{}”（{}）总是同时满足且后果相同", first.title.zh, clauses(first), second.title.zh, clauses(second)),
        format!(
            "\"{}\" ({}) and \"{}\" ({}) are always met together and give the same",
            first.title.en,
            clauses(first),
            second.title.en,
            clauses(second)
        ),
    );
    Some(finding.at(second.location.clone()))
}

fn nothing_follows(book: &Rulebook, epoch: Validity, kind: &str, grades: &BTreeSet<String>) -> Finding {
    let (zh, en): (Vec<String>, Vec<String>) = grades.iter().map(|grade| book.say(grade)).map(|word| (word.zh, word.en)).unzip();
    let kind = book.say(kind);
    let day = |day: Option<Date>| day.map_or_else(|| "…".to_owned(), |day| day.to_string());
    let (from, to) = (day(epoch.from), day(epoch.to));
    Finding::info(
        "rule/nothing-follows",
        format!("{from}至{to}，{}评为{}时可能没有任何后果", kind.zh, zh.join("、")),
        format!("from {from} to {to}, nothing may follow for a {} graded {}", kind.en, en.join(", ")),
    )
    .at(book.location.clone())
}

fn too_large(epoch: Validity, rules: &BTreeSet<RuleId>) -> Finding {
    let from = epoch.from.map_or_else(|| "…".to_owned(), |day| day.to_string());
    let rules = rules.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    Finding::info(
        "rule/space-too-large",
        format!("{from}起，以下规则可区分的历史超过{MOST_HISTORIES_OF_A_PART}种，未逐一核对：{rules}"),
        format!("from {from} these rules tell more than {MOST_HISTORIES_OF_A_PART} histories apart and were not replayed: {rules}"),
    )
}

#[cfg(test)]
mod tests {
    use programme::Folder;
    use programme::rule::read;

    use super::*;

    const RULEBOOK: &str = "format = 1\ngrade = [{ id = \"good\", zh = \"良好\", en = \"good\" }, { id = \"poor\", zh = \"较差\", en = \"poor\" }]\n\
                            kind = [{ id = \"city\", zh = \"城市\", en = \"city\" }]\n";

    fn rule(outcome: &str, when: &str, more: &str) -> String {
        format!(
            "# 甲 | A\n\n要义。\n\nGist.\n\n```toml rule\nformat = 1\noutcome = \"{outcome}\"\neffect = {{ zh = \"效\", en = \"effect\" }}\n\
             cite = [\"P 一\"]\nfor = [\"city\"]\nwhen = {when}\n{more}```\n"
        )
    }

    fn findings(rules: &[String]) -> Vec<Finding> {
        let mut files = BTreeMap::from([("rulebook.toml".to_owned(), RULEBOOK.as_bytes().to_vec())]);
        for (number, rule) in rules.iter().enumerate() {
            files.insert(format!("r{number}.md"), rule.as_bytes().to_vec());
        }
        let (book, _) = read(&Folder { name: "rules".to_owned(), files }, "");
        assert_eq!(book.rules.len(), rules.len(), "every rule is readable");
        check_rules(&book)
    }

    fn check(rules: &[String], expected: &[&str]) {
        let codes: Vec<String> = findings(rules).iter().map(|finding| finding.code.to_string()).collect();
        assert_eq!(codes, expected);
    }

    const GOOD: &str = "{ grade = { is = [\"good\"] } }";
    const POOR: &str = "{ grade = { is = [\"poor\"] } }";

    #[test]
    fn a_contradiction_is_found_unless_one_rule_gives_way() {
        let twice = "{ grade = { is = [\"poor\"], over = { consecutive = 2 } } }";
        check(&[rule("removal", twice, ""), rule("honour", POOR, "")], &["rule/conflict", "rule/nothing-follows"]);
        check(&[rule("removal", twice, "overrides = [\"r1\"]\n"), rule("honour", POOR, "")], &["rule/nothing-follows"]);
        check(&[rule("removal", twice, "overrides_outcomes = [\"honour\"]\n"), rule("honour", POOR, "")], &["rule/nothing-follows"]);
    }

    #[test]
    fn a_rule_that_no_history_meets_is_found() {
        let never = format!("{{ all = [{GOOD}, {POOR}] }}");
        check(&[rule("honour", GOOD, ""), rule("warning", &never, "")], &["rule/unreachable", "rule/nothing-follows"]);
        check(&[rule("honour", GOOD, ""), rule("honour", GOOD, "overrides = [\"r0\"]\n")], &["rule/unreachable", "rule/nothing-follows"]);
    }

    #[test]
    fn two_rules_that_are_always_met_together_are_found() {
        check(&[rule("honour", GOOD, ""), rule("honour", GOOD, "")], &["rule/overlap", "rule/nothing-follows"]);
    }

    #[test]
    fn what_is_too_large_together_is_replayed_in_parts() {
        let long = rule("removal", "{ grade = { is = [\"poor\"], over = { consecutive = 12 } } }", "");
        let events = rule("bonus", "{ event = { is = [\"a\", \"b\", \"c\", \"d\", \"e\", \"f\"] } }", "");
        let never = rule("warning", &format!("{{ all = [{GOOD}, {POOR}] }}"), "");
        check(&[long.clone(), events.clone(), rule("honour", GOOD, "")], &[]);
        check(&[long.clone(), events.clone(), rule("honour", POOR, "")], &["rule/conflict"]);
        check(&[long, events.clone(), never], &["rule/unreachable"]);
        let longer = rule("removal", "{ grade = { is = [\"poor\"], over = { consecutive = 16 } } }", "");
        check(&[longer, events], &["rule/space-too-large"]);
    }

    #[test]
    fn a_rule_that_rests_on_other_units_is_not_called_unreachable() {
        let embargo = rule("embargo", "{ decided = { outcome = \"removal\", of = \"province\" } }", "");
        let nominated = "{ all = [{ grade = { is = [\"good\"] } }, { not = { decided = { outcome = \"embargo\" } } }] }";
        check(&[embargo, rule("admission_right", nominated, "")], &["rule/nothing-follows"]);
    }

    #[test]
    fn a_rule_about_a_number_of_units_is_not_called_unreachable() {
        let among = "{ count = { among = \"province\", at_least = 2, of = { grade = { is = [\"good\"] } } } }";
        check(&[rule("recommendation", among, "")], &["rule/nothing-follows"]);
    }

    #[test]
    fn what_is_found_names_the_clauses_and_a_history_in_which_it_happens() {
        let with_clause = |rule: String, clause: &str| rule.replace("P 一", clause);
        let honour = with_clause(rule("honour", GOOD, ""), "P 二");
        let removal = with_clause(rule("removal", "{ event = { is = [\"veto\"] } }", ""), "Q 五");
        let found = findings(&[honour.clone(), removal]);
        assert_eq!(found[0].message.en, "\"A\" (P 二) contradicts \"A\" (Q 五), for instance: 2001 grade good; 2001 event veto");
        let found = findings(&[honour.clone(), with_clause(rule("honour", GOOD, ""), "Q 六")]);
        assert_eq!(found[0].message.en, "\"A\" (P 二) and \"A\" (Q 六) are always met together and give the same");
        let never = with_clause(rule("warning", &format!("{{ all = [{GOOD}, {POOR}] }}"), ""), "Q 七");
        assert_eq!(findings(&[honour, never])[0].message.en, "\"A\" (Q 七) is met by no history at all");
    }

    #[test]
    fn scores_ranks_and_strata_are_gone_through_on_both_sides_of_every_limit() {
        let score = |limits: &str| format!("{{ score = {{ {limits} }} }}");
        let (below, above) = (rule("removal", &score("below = 60"), ""), rule("honour", &score("at_least = 60"), ""));
        check(&[below.clone(), above], &[]);
        let conflict = |rules: &[String]| findings(rules)[0].message.en.split("instance: ").nth(1).map(str::to_owned);
        let lenient = rule("honour", &score("at_least = 50"), "");
        assert_eq!(conflict(&[below.clone(), lenient]).as_deref(), Some("2001 score 50"));
        check(&[rule("warning", &score("at_least = 60, below = 60"), "")], &["rule/unreachable"]);
        check(&[rule("warning", &score("below = 60"), "")], &[]);
        let rank = |place: &str| format!("{{ rank = {{ {place}, within = \"all\" }} }}");
        check(&[rule("removal", &rank("last = 5"), ""), rule("honour", &format!("{{ not = {} }}", rank("last = 5")), "")], &[]);
        assert_eq!(
            conflict(&[rule("removal", &rank("last = 5"), ""), rule("honour", &format!("{{ not = {} }}", rank("last = 4")), "")])
                .as_deref(),
            Some("2001 rank -5")
        );
        check(&[rule("removal", &rank("first = 3"), ""), rule("warning", &format!("{{ not = {} }}", rank("first = 3")), "")], &[]);
        check(&[rule("removal", "{ stratum = [\"big\"] }", ""), rule("honour", "{ stratum = [\"small\"] }", "")], &[]);
        let twice = rule("warning", "{ score = { below = 60, over = { consecutive = 2 } } }", "");
        check(&[twice, rule("removal", &score("at_least = 60"), "")], &[]);
        let never = format!("{{ all = [{}, {{ decided = {{ outcome = \"removal\" }} }}] }}", score("at_least = 60"));
        check(&[below, rule("warning", &never, "")], &["rule/unreachable"]);
    }

    #[test]
    fn a_decision_of_years_before_can_be_looked_back_on() {
        let warned = rule("warning", POOR, "");
        let after =
            |over: &str| rule("embargo", &format!("{{ all = [{GOOD}, {{ decided = {{ outcome = \"warning\", over = {over} }} }}] }}"), "");
        check(&[warned.clone(), after("{ times = { at_least = 1, of_last = 2 } }")], &["rule/nothing-follows"]);
        check(&[warned, after("\"this_year\"")], &["rule/unreachable", "rule/nothing-follows"]);
    }

    #[test]
    fn what_only_a_removed_unit_is_given_can_be_reached() {
        let twice = rule("removal", "{ grade = { is = [\"poor\"], over = { consecutive = 2 } } }", "");
        let lost = rule("loss_of_support", "{ all = [] }", "").replace("for = [\"city\"]", "for = [\"removed\"]");
        check(&[twice, lost.clone()], &["rule/nothing-follows"]);
        check(&[rule("warning", POOR, ""), lost], &["rule/unreachable", "rule/nothing-follows"]);
    }

    #[test]
    fn kinds_of_members_are_gone_through_apart() {
        let of = |rule: String, kind: &str| rule.replace("for = [\"city\"]", &format!("for = [\"{kind}\"]"));
        let (out, praised) = (rule("removal", POOR, ""), rule("honour", POOR, ""));
        check(&[of(out.clone(), "city"), of(praised.clone(), "park")], &["rule/nothing-follows", "rule/nothing-follows"]);
        let told = findings(&[of(out, "city"), of(praised, "park")]);
        assert_eq!(told[0].message.en, "from … to …, nothing may follow for a city graded good");
    }

    #[test]
    fn several_times_since_a_day_can_be_met() {
        let thrice = "{ event = { is = [\"a\"], over = { since = { day = \"2018-06-01\", at_least = 3 } } } }";
        check(&[rule("bonus", thrice, "")], &[]);
    }

    #[test]
    fn a_gap_between_editions_is_found() {
        let first = rule("honour", "{ all = [] }", "edition_of = \"a\"\nto = \"2020-01-01\"\n");
        let second = rule("honour", "{ all = [] }", "edition_of = \"a\"\nfrom = \"2020-02-01\"\n");
        check(&[first, second], &["rule/gap-between-editions"]);
    }
}
