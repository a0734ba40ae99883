//! What a run says on the terminal when it is done.

use std::collections::BTreeMap;
use std::path::Path;

use consequences::Verdict;
use corpus::{Finding, Severity};
use evaluation::Standing;
use programme::GradeId;
use publication::{Cycle, Stage, Year};

use crate::terminal::{Language, say, table};

/// Prints units, grades and decisions by year, findings by stage, and where the files are.
pub(crate) fn print(cycle: &Cycle, out: &Path, language: Language) {
    let name = language.of(&cycle.programme.about.name);
    match &cycle.label {
        Some(label) => say(format_args!("{name}  [{}]", language.of(label))),
        None => say(name),
    }
    say(years(cycle, language));
    say("");
    say(stages(cycle, language));
    for comparison in &cycle.comparisons {
        say("");
        say(language.of(&comparison.meaning));
    }
    say("");
    for (zh, en, path) in [
        ("网页", "pages", "index.html"),
        ("结果表", "workbook", "results.xlsx"),
        ("通报", "notices", "notice-*.docx"),
        ("全部数据", "everything", "cycle.json"),
    ] {
        say(format_args!("{}: {}", language.pick(zh, en), out.join(path).display()));
    }
}

fn years(cycle: &Cycle, language: Language) -> String {
    let head = language
        .pick("年度|方法|可评估|不可评估|等次|作出的决定|尚缺材料", "year|method|evaluated|not evaluable|grades|decisions|undecided");
    let head: Vec<&str> = head.split('|').collect();
    table(&head, &[0, 2, 3, 5, 6], cycle.years.iter().map(|year| row(cycle, year, language))).to_string()
}

fn row(cycle: &Cycle, year: &Year, language: Language) -> Vec<String> {
    let units = &year.evaluation.units;
    let evaluated = units.iter().filter(|unit| matches!(unit.standing, Standing::Evaluated { .. })).count();
    let decided = |verdict| year.consequences.decisions.iter().filter(|decision| decision.verdict == verdict).count().to_string();
    vec![
        year.year.to_string(),
        year.evaluation.method.clone(),
        evaluated.to_string(),
        (units.len() - evaluated).to_string(),
        grades(cycle, year, language),
        decided(Verdict::Met),
        decided(Verdict::Unknown),
    ]
}

/// Returns how many units got which grade, the best grade first.
fn grades(cycle: &Cycle, year: &Year, language: Language) -> String {
    let mut counts: BTreeMap<&GradeId, usize> = BTreeMap::new();
    for unit in &year.evaluation.units {
        if let Standing::Evaluated { grade: Some(grade), .. } = &unit.standing {
            *counts.entry(grade).or_default() += 1;
        }
    }
    let named = cycle.programme.about.grades.iter().filter_map(|grade| Some((language.of(&grade.name), counts.remove(&grade.id)?)));
    named.map(|(name, count)| format!("{name} {count}")).collect::<Vec<_>>().join("  ")
}

fn stages(cycle: &Cycle, language: Language) -> String {
    let head: Vec<&str> = language.pick("环节|错误|注意|提示", "stage|errors|warnings|remarks").split('|').collect();
    let count = |findings: &[Finding], severity| findings.iter().filter(|finding| finding.severity == severity).count().to_string();
    let rows = cycle.findings.iter().map(|(stage, findings)| {
        let counts = [Severity::Error, Severity::Warning, Severity::Info].map(|severity| count(findings, severity));
        std::iter::once(stage_name(*stage, language).to_owned()).chain(counts).collect()
    });
    table(&head, &[1, 2, 3], rows).to_string()
}

fn stage_name(stage: Stage, language: Language) -> &'static str {
    match stage {
        Stage::Corpus => language.pick("政策文件", "papers"),
        Stage::Programme => language.pick("方案", "programme"),
        Stage::Observations => language.pick("数据", "observations"),
        Stage::Evaluation => language.pick("评估", "evaluation"),
        Stage::Consequences => language.pick("结果运用", "consequences"),
    }
}
