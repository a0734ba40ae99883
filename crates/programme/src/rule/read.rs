//! Reads `rulebook.toml` and every rule file of a folder.

use std::collections::BTreeMap;

use corpus::{Finding, Location};
use serde::Deserialize;

use super::markdown::{Page, page};
use super::{Block, Calendar, Case, Condition, Group, Rule, RuleId, Rulebook, Succession, Window, Word};
use crate::Folder;

/// The only version of the format so far.
const FORMAT: u32 = 1;
/// No clause looks further back; a longer window is a slip of the pen.
const LONGEST_WINDOW: i16 = 50;

/// Returns the rules found directly in the folder `under` (`rules`, or an empty text for the top), and what is wrong with them.
///
/// A rule that cannot be read is left out and named by an error; the others stay.
pub fn read(folder: &Folder, under: &str) -> (Rulebook, Vec<Finding>) {
    let mut findings = Vec::new();
    let prefix = if under.is_empty() { String::new() } else { format!("{under}/") };
    let mut book = shared(folder, &prefix, &mut findings);
    let files = folder.files.iter().filter_map(|(path, bytes)| {
        let id = path.strip_prefix(&prefix)?.strip_suffix(".md")?;
        (!id.contains('/') && id != "README").then_some((id, path, bytes))
    });
    for (id, path, bytes) in files {
        let Ok(text) = std::str::from_utf8(bytes) else {
            let location = Location::file(format!("{}/{path}", folder.name));
            findings.push(Finding::error("rule/not-utf8", "规则文件不是 UTF-8 编码", "the rule file is not UTF-8").at(location));
            continue;
        };
        let file = RuleFile { id: RuleId(id.to_owned()), name: format!("{}/{path}", folder.name), page: page(text) };
        if let Some(rule) = file.read(&book, &mut findings) {
            book.rules.insert(rule.id.clone(), rule);
        }
    }
    across(&book, &mut findings);
    (book, findings)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Shared {
    format: u32,
    #[serde(default)]
    grade: Vec<Word>,
    #[serde(default)]
    event: Vec<Word>,
    #[serde(default)]
    stratum: Vec<Word>,
    #[serde(default)]
    kind: Vec<Word>,
    #[serde(default)]
    calendar: Calendar,
    #[serde(default)]
    succession: Vec<Succession>,
}

fn shared(folder: &Folder, prefix: &str, findings: &mut Vec<Finding>) -> Rulebook {
    let path = format!("{prefix}rulebook.toml");
    let name = format!("{}/{path}", folder.name);
    let Some(bytes) = folder.files.get(&path) else {
        findings.push(
            Finding::info(
                "rule/no-rulebook",
                "没有 rulebook.toml：等次、事件等词语不作核对",
                "there is no rulebook.toml: words are not checked",
            )
            .at(Location::file(name)),
        );
        return Rulebook::default();
    };
    let text = String::from_utf8_lossy(bytes);
    match toml::from_str::<Shared>(&text) {
        Ok(shared) if shared.format == FORMAT => Rulebook {
            rules: BTreeMap::new(),
            grades: shared.grade,
            events: shared.event,
            strata: shared.stratum,
            kinds: shared.kind,
            calendar: shared.calendar,
            successions: shared.succession,
            location: Location::file(name),
        },
        Ok(shared) => {
            findings.push(wrong_format(shared.format, Location::file(name)));
            Rulebook::default()
        }
        Err(error) => {
            findings.push(broken(&error, &text, 1, &name));
            Rulebook::default()
        }
    }
}

struct RuleFile {
    id: RuleId,
    name: String,
    page: Page,
}

impl RuleFile {
    fn read(self, book: &Rulebook, findings: &mut Vec<Finding>) -> Option<Rule> {
        if let Some(line) = self.page.unclosed {
            let finding = Finding::error("rule/unclosed-block", "规则块没有结束标记 ```", "the rule block is never closed");
            findings.push(finding.at(self.at(line)));
        }
        let [(line, text)] = self.page.blocks.as_slice() else {
            let count = self.page.blocks.len();
            findings.push(
                Finding::error(
                    "rule/one-block",
                    format!("规则文件应有且只有一个规则块，现有{count}个"),
                    format!("a rule file has exactly one rule block; this one has {count}"),
                )
                .at(self.at(1))
                .hint("以 ```toml rule 开头", "open it with ```toml rule"),
            );
            return None;
        };
        let block = self.block(*line, text, findings)?;
        self.look_over(&block, *line, text, book, findings);
        let cases = self.cases(book, findings);
        let location = self.at(*line);
        Some(Rule { id: self.id, title: self.page.title, gist: self.page.gist, block, cases, location })
    }

    fn at(&self, line: u32) -> Location {
        Location::line(self.name.clone(), line)
    }

    fn block(&self, line: u32, text: &str, findings: &mut Vec<Finding>) -> Option<Block> {
        match toml::from_str::<Block>(text) {
            Ok(block) if block.format == FORMAT => Some(block),
            Ok(block) => {
                findings.push(wrong_format(block.format, self.at(line)));
                None
            }
            Err(error) => {
                findings.push(broken(&error, text, line, &self.name));
                None
            }
        }
    }

    fn cases(&self, book: &Rulebook, findings: &mut Vec<Finding>) -> Vec<Case> {
        let mut cases = Vec::new();
        for (line, cells) in &self.page.cases {
            match Case::read(cells, self.at(*line), book) {
                Ok(case) => cases.push(case),
                Err(why) => findings.push(
                    Finding::error("rule/case", format!("案例无法读取：{}", why.zh), format!("the case cannot be read: {}", why.en))
                        .at(self.at(*line)),
                ),
            }
        }
        cases
    }

    /// Finds what is wrong with a block that can be read.
    fn look_over(&self, block: &Block, first_line: u32, text: &str, book: &Rulebook, findings: &mut Vec<Finding>) {
        let line_of = |needle: &str| first_line + text.lines().position(|line| line.contains(needle)).unwrap_or(0) as u32;
        let mut find = |finding: Finding, needle: &str| findings.push(finding.at(self.at(line_of(needle))));
        if self.page.title.zh.is_empty() || self.page.gist.zh.is_empty() || self.page.gist.en.is_empty() {
            let finding = Finding::warning(
                "rule/no-gist",
                "缺少标题，或缺少中、英文条款要义",
                "the title, or the gist in Chinese or English, is missing",
            );
            find(finding.hint("标题写作“# 中文 | English”", "write the heading as `# 中文 | English`"), "");
        }
        if block.cite.is_empty() {
            find(Finding::error("rule/no-cite", "规则没有依据", "the rule cites no clause"), "cite");
        }
        if block.from.zip(block.to).is_some_and(|(from, to)| from >= to) {
            find(Finding::error("rule/never-in-force", "失效日期不晚于生效日期", "the rule ends on or before the day it begins"), "to =");
        }
        if self.page.cases.is_empty() {
            find(Finding::warning("rule/no-cases", "规则没有案例，无从检验", "the rule has no cases, so nothing tests it"), "");
        }
        self.look_over_words(block, &line_of, book, findings);
    }

    fn look_over_words(&self, block: &Block, line_of: &dyn Fn(&str) -> u32, book: &Rulebook, findings: &mut Vec<Finding>) {
        let mut unknown = |zh: &str, en: &str, word: &str, known: &[Word]| {
            if known.is_empty() || known.iter().any(|declared| declared.id == word) {
                return;
            }
            let choices: Vec<&str> = known.iter().map(|word| word.id.as_str()).collect();
            let finding = Finding::error(
                "rule/unknown-word",
                format!("rulebook.toml 没有{zh}“{word}”"),
                format!("`{word}` is no {en} of rulebook.toml"),
            );
            let choices = choices.join(", ");
            findings.push(finding.at(self.at(line_of(word))).hint(format!("可用：{choices}"), format!("known: {choices}")));
        };
        block.kinds.iter().filter(|kind| *kind != "removed").for_each(|kind| unknown("成员类别", "kind of member", kind, &book.kinds));
        let conditions = std::iter::once(&block.when).chain(&block.unless);
        let mut wrong = Vec::new();
        for condition in conditions {
            condition.walk(&mut |part| {
                match part {
                    Condition::Grade(test) => test.is.iter().for_each(|grade| unknown("等次", "grade", grade.as_str(), &book.grades)),
                    Condition::Event(test) => test.is.iter().for_each(|event| unknown("事件", "event", event, &book.events)),
                    Condition::Stratum(names) => names.iter().for_each(|name| unknown("分组", "stratum", name, &book.strata)),
                    Condition::Member(kinds) => kinds.iter().for_each(|kind| unknown("成员类别", "kind of member", kind, &book.kinds)),
                    _ => {}
                }
                wrong.extend(flaw(part));
            });
        }
        findings.extend(wrong.into_iter().map(|finding| finding.at(self.at(line_of("when")))));
    }
}

/// Returns what makes a single test senseless.
fn flaw(condition: &Condition) -> Option<Finding> {
    let senseless = |zh: &str, en: &str| Some(Finding::error("rule/senseless-test", zh, en));
    match condition {
        Condition::Grade(test) if test.is.is_empty() => return senseless("等次条件没有列出等次", "a grade test names no grade"),
        Condition::Event(test) if test.is.is_empty() => return senseless("事件条件没有列出事件", "an event test names no event"),
        Condition::Rank(test) if test.first.is_some() == test.last.is_some() => {
            return senseless("位次条件应写 first 或 last 之一", "a rank test has either `first` or `last`");
        }
        Condition::Rank(test) if !matches!(test.within, Group::All | Group::Stratum) => {
            return senseless("位次只能在 all 或 stratum 内比较", "ranks are taken within `all` or `stratum`");
        }
        Condition::Score(test) if test.at_least.is_none() && test.below.is_none() => {
            return senseless("得分条件没有界限", "a score test has no limit");
        }
        Condition::Score(test) if test.mean_of_last.is_some_and(|years| !(1..=LONGEST_WINDOW).contains(&years)) => {
            return senseless("平均的年数不合理", "the number of years of the mean makes no sense");
        }
        Condition::Decided(test) if test.rule.is_none() && test.outcome.is_none() => {
            return senseless("decided 应写明 rule 或 outcome", "`decided` names a rule or an outcome");
        }
        Condition::Count(test) if test.at_least.is_none() && test.at_most.is_none() => {
            return senseless("计数条件没有界限", "a count has no limit");
        }
        _ => {}
    }
    let sound = match condition.window()? {
        Window::ThisYear => true,
        Window::Consecutive(number) => {
            let (least, most) = number.bounds();
            (1..=most).contains(&least) && most <= LONGEST_WINDOW
        }
        Window::Times(times) => (1..=times.of_last).contains(&times.at_least) && times.of_last <= LONGEST_WINDOW,
        Window::Since(since) => since.at_least >= 1,
    };
    if sound { None } else { senseless("年数不合理", "the number of years makes no sense") }
}

/// Finds what is wrong between rules.
fn across(book: &Rulebook, findings: &mut Vec<Finding>) {
    for rule in book.rules.values() {
        for other in rule.block.overrides.iter().filter(|other| !book.rules.contains_key(other)) {
            let finding = Finding::error(
                "rule/unknown-rule",
                format!("被优先的规则“{other}”不存在"),
                format!("it overrides `{other}`, which is no rule here"),
            );
            findings.push(finding.at(rule.location.clone()));
        }
    }
    let rules: Vec<&Rule> = book.rules.values().collect();
    for (at, rule) in rules.iter().enumerate() {
        let editions = rules[at + 1..].iter().filter(|other| other.matter() == rule.matter());
        for other in editions.filter(|other| other.block.validity().overlaps(&rule.block.validity())) {
            let clauses = |rule: &Rule| rule.block.cite.iter().map(ToString::to_string).collect::<Vec<_>>().join("、");
            findings.push(
                Finding::error(
                    "rule/editions-overlap",
                    format!("同一规则的两个版本“{}”（{}）与“{}”（{}）同时有效", rule.id, clauses(rule), other.id, clauses(other)),
                    format!("two editions are in force at once: `{}` ({}) and `{}` ({})", rule.id, clauses(rule), other.id, clauses(other)),
                )
                .at(other.location.clone())
                .hint("为较早的版本写明失效日期 to", "give the earlier edition its last day (`to`)"),
            );
        }
    }
}

fn wrong_format(format: u32, location: Location) -> Finding {
    Finding::error(
        "rule/format",
        format!("格式版本 {format} 不受支持，应为 {FORMAT}"),
        format!("format {format} is not supported; {FORMAT} is"),
    )
    .at(location)
}

/// Returns the finding for a block that is no valid TOML of its type; `first_line` is where the text begins in its file.
fn broken(error: &toml::de::Error, text: &str, first_line: u32, file: &str) -> Finding {
    let start = error.span().map_or(0, |span| span.start).min(text.len());
    let before = text.get(..start).unwrap_or("");
    let line = first_line + before.matches('\n').count() as u32;
    let column = before.rsplit('\n').next().map_or(1, |tail| tail.chars().count() as u32 + 1);
    let location = Location { line: Some(line), column: Some(column), ..Location::file(file) };
    let reason = error.message();
    Finding::error("rule/broken", format!("无法读取：{reason}"), format!("cannot be read: {reason}")).at(location)
}

#[cfg(test)]
mod tests {
    use corpus::Severity;

    use super::*;

    const RULEBOOK: &str = "format = 1\ngrade = [{ id = \"poor\", zh = \"较差\", en = \"poor\" }]\nkind = [{ id = \"national\", zh = \"国家级\", en = \"national\" }]\n";

    fn rule(block: &str) -> String {
        format!(
            "# 取消 | Removal\n\n较差的取消资格。\n\nPoor ones are removed.\n\n```toml rule\n{block}```\n\n| c | y | h | e |\n|---|---|---|---|\n| a | 2021 | 2021 grade 较差 | met |\n"
        )
    }

    fn block(when: &str) -> String {
        format!(
            "format = 1\noutcome = \"removal\"\neffect = {{ zh = \"取消\", en = \"out\" }}\ncite = [\"1618 （十五）\"]\nfor = [\"national\"]\nwhen = {when}\n"
        )
    }

    fn codes(files: &[(&str, &str)]) -> Vec<String> {
        let files = files.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())).collect();
        let (_, findings) = read(&Folder { name: "p".to_owned(), files }, "rules");
        let place =
            |finding: &Finding| finding.location.as_ref().and_then(|at| at.line).map_or_else(String::new, |line| format!(":{line}"));
        findings
            .iter()
            .filter(|finding| finding.severity > Severity::Info)
            .map(|finding| format!("{}{}", finding.code, place(finding)))
            .collect()
    }

    fn check(when: &str, expected: &[&str]) {
        assert_eq!(codes(&[("rules/rulebook.toml", RULEBOOK), ("rules/out.md", &rule(&block(when)))]), expected, "{when}");
    }

    #[test]
    fn a_flaw_of_a_rule_is_found_at_its_line() {
        check("{ grade = { is = [\"poor\"], over = { consecutive = 2 } } }", &[]);
        check("{ grade = { is = [\"awful\"] } }", &["rule/unknown-word:13"]);
        check("{ grade = { is = [\"poor\"], over = { consecutive = 0 } } }", &["rule/senseless-test:13"]);
        check("{ grade = { is = [\"poor\"], over = { times = { at_least = 3, of_last = 2 } } } }", &["rule/senseless-test:13"]);
        check("{ score = { below = 60, mean_of_last = 0 } }", &["rule/senseless-test:13"]);
        check("{ score = { below = 60, mean_of_last = 2 } }", &[]);
        check("{ rank = { within = \"all\" } }", &["rule/senseless-test:13"]);
        check("{ grade = { is = [\"poor\"], mood = 1 } }", &["rule/broken:13"]);
        check("{ weather = 1 }", &["rule/broken:13"]);
    }

    #[test]
    fn two_editions_in_force_at_once_are_an_error() {
        let first = rule(&(block("{ all = [] }") + "edition_of = \"removal\"\nfrom = \"2019-08-30\"\n"));
        let second = rule(&(block("{ all = [] }") + "edition_of = \"removal\"\nfrom = \"2021-11-19\"\n"));
        let files = [("rules/rulebook.toml", RULEBOOK), ("rules/a.md", &first), ("rules/b.md", &second)];
        assert_eq!(codes(&files), ["rule/editions-overlap:8"]);
    }

    #[test]
    fn a_broken_file_leaves_the_others_in() {
        let sound = rule(&block("{ all = [] }"));
        let files = [
            ("rules/rulebook.toml", RULEBOOK),
            ("rules/a.md", &sound),
            ("rules/b.md", "# no block\n"),
            ("rules/c.md", "# x\n```toml rule\n"),
        ];
        assert_eq!(codes(&files), ["rule/one-block:1", "rule/unclosed-block:2", "rule/one-block:1"]);
        let files = files.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())).collect();
        let (book, _) = read(&Folder { name: "p".to_owned(), files }, "rules");
        assert_eq!(book.rules.keys().map(|id| id.0.as_str()).collect::<Vec<_>>(), ["a"]);
    }
}
