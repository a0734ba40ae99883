//! The audit as text: one table for every item.

use evaluation::{Audit, CriterionAudit, GroupAudit, Indices, Lift, Relation};
use programme::UnitId;

use crate::terminal::{self, Language, say};

pub(super) struct Report<'a> {
    pub audit: &'a Audit,
    pub language: Language,
}

impl Report<'_> {
    /// Prints every item; `lift`, where one unit was asked for, says what it would take (`None` inside: nothing better).
    pub(super) fn print(&self, lift: Option<Option<&Lift>>) {
        self.head();
        self.coverage();
        self.filled();
        self.treated();
        self.correlations();
        self.groups();
        self.loadings();
        self.importance();
        self.removals();
        self.reversals();
        self.weight_changes();
        self.sensitivity();
        self.added_value();
        self.recalculation();
        self.audit.panel.iter().for_each(|criterion| self.panel(criterion));
        if let Some(lift) = lift {
            self.lift(lift);
        }
    }

    fn head(&self) {
        let audit = self.audit;
        let year = if audit.year == 0 { String::new() } else { format!(" {}", audit.year) };
        say(format_args!("{}{year} ({})  n = {}", self.pick("统计审计", "statistical audit"), audit.method, audit.units));
        let pairs = |pairs: &[(String, String)]| {
            let shown = |(a, b): &(String, String)| format!("{} ~ {}", self.path(a), self.path(b));
            self.listed(pairs.iter().map(shown))
        };
        say(format_args!("{} (r >= {}): {}", self.pick("冗余", "redundant"), audit.settings.redundant, pairs(&audit.redundant)));
        let silent = self.listed(audit.silent.iter().cloned());
        say(format_args!("{} (|r| < {}): {silent}", self.pick("沉默", "silent"), audit.settings.weak));
        say(format_args!("{} (r < -{}): {}", self.pick("方向冲突", "conflicts"), audit.settings.conflict, pairs(&audit.conflicts)));
    }

    fn coverage(&self) {
        let coverage = &self.audit.coverage;
        self.title("数据覆盖", "coverage");
        let all = std::iter::once((self.pick("全部", "all").to_owned(), String::new(), coverage.all));
        let nodes = coverage.nodes.iter().map(|one| (one.path.clone(), self.language.of(&one.name).to_owned(), one.share));
        let rows = all.chain(nodes).map(|(path, name, share)| vec![path, name, percent(share)]);
        say(terminal::table(&["", self.pick("项目", "item"), self.pick("有数据", "present")], &[2], rows));
        let short = coverage.units.iter().filter(|(_, share)| *share < 1.0);
        let short = self.listed(short.map(|(unit, share)| format!("{unit} {}", percent(*share))));
        say(format_args!("{}: {short}", self.pick("数据不全的单位", "units that are not complete")));
    }

    fn filled(&self) {
        self.title("填补、沿用或缺失的单元格", "cells that were filled, carried or left out");
        let row = |one: &evaluation::Filled| {
            let how: Vec<&str> = one.how.iter().map(|how| self.language.of(how)).collect();
            vec![one.unit.to_string(), one.path.clone(), one.value.map_or_else(absent, |value| format!("{value}")), how.join("; ")]
        };
        let head = [self.unit(), self.pick("指标", "indicator"), self.pick("取值", "value"), self.pick("说明", "how")];
        self.table(&head, &[2], self.audit.filled.iter().map(row));
    }

    fn treated(&self) {
        self.title("异常值处理", "treated cells");
        let row = |one: &evaluation::TreatedCell| {
            vec![one.unit.to_string(), one.path.clone(), format!("{}", one.before), format!("{}", one.after)]
        };
        let head = [self.unit(), self.pick("指标", "indicator"), self.pick("处理前", "before"), self.pick("处理后", "after")];
        self.table(&head, &[2, 3], self.audit.treated.iter().map(row));
    }

    fn correlations(&self) {
        self.title("相关系数（标准化得分）", "correlations of normalised scores");
        let relation = |relation: Relation| match relation {
            Relation::Siblings => self.pick("同组", "siblings"),
            Relation::Parent => self.pick("与本组", "with the group"),
            Relation::Index => self.pick("与总分", "with the index"),
            Relation::Across => self.pick("跨组", "across groups"),
        };
        let row = |pair: &evaluation::Correlation| {
            let [first, second] = [self.path(&pair.first), self.path(&pair.second)];
            vec![first, second, relation(pair.relation).to_owned(), pair.units.to_string(), fixed(pair.pearson), fixed(pair.spearman)]
        };
        let kind = self.pick("关系", "relation");
        self.table(&["", "", kind, "n", "Pearson", "Spearman"], &[3, 4, 5], self.audit.correlations.iter().map(row));
    }

    fn groups(&self) {
        self.title("各组内部结构", "structure of the groups");
        let row = |group: &GroupAudit| {
            vec![
                self.path(&group.path),
                group.units.to_string(),
                number(group.alpha.as_ref().map(|alpha| alpha.0)),
                number(group.adequacy.as_ref().map(|found| found.0)),
                group.bartlett.as_ref().map_or_else(absent, |test| format!("{:.2} ({})", test.chi_square, test.freedom)),
                group.bartlett.as_ref().map_or_else(absent, |test| format!("{:.3}", test.probability)),
                group.eigenvalues.as_ref().map_or_else(absent, |values| several(values.iter().copied())),
            ]
        };
        let head = ["", "n", "alpha", "KMO", "Bartlett χ² (df)", "p", self.pick("特征值", "eigenvalues")];
        self.table(&head, &[1, 2, 3, 4, 5], self.audit.groups.iter().map(row));
        let flawed = self.audit.groups.iter().filter(|group| !group.flaws.is_empty());
        let told = |group: &GroupAudit| group.flaws.iter().map(|flaw| self.language.of(flaw)).collect::<Vec<_>>().join("; ");
        flawed.for_each(|group| say(format_args!("{}: {}", self.path(&group.path), told(group))));
    }

    fn loadings(&self) {
        self.title("主成分载荷、方差膨胀、剔除后的 alpha", "loadings, variance inflation, alpha without the item");
        let of = |factors: &Option<Vec<Vec<f64>>>, place: usize| {
            factors.as_ref().map_or_else(absent, |factors| several(factors.iter().map(|factor| factor[place])))
        };
        let rows = self.audit.groups.iter().flat_map(|group| {
            group.children.iter().enumerate().map(move |(place, child)| {
                vec![
                    self.path(&group.path),
                    child.clone(),
                    of(&group.loadings, place),
                    of(&group.varimax, place),
                    number(group.adequacy.as_ref().map(|found| found.1[place])),
                    number(group.inflation.as_ref().map(|found| found[place])),
                    number(group.alpha.as_ref().and_then(|alpha| alpha.1[place])),
                ]
            })
        });
        let head = ["", "", self.pick("载荷", "loadings"), "varimax", "KMO", "VIF", self.pick("剔除后 alpha", "alpha without")];
        self.table(&head, &[4, 5, 6], rows);
    }

    fn importance(&self) {
        self.title("名义权重与实际影响", "nominal and effective weights");
        let row = |one: &evaluation::Importance| {
            vec![one.path.clone(), self.language.of(&one.name).to_owned(), percent(one.nominal), one.effective.map_or_else(absent, percent)]
        };
        let head = ["", self.pick("项目", "item"), self.pick("名义", "nominal"), self.pick("实际", "effective")];
        self.table(&head, &[2, 3], self.audit.importance.iter().map(row));
    }

    fn removals(&self) {
        self.title("逐项剔除", "one at a time removal");
        let row = |one: &evaluation::Removal| {
            let grades = one.other_grade.len().to_string();
            vec![self.language.of(&one.name).to_owned(), fixed(one.mean_rank_change), one.largest_rank_change.to_string(), grades]
        };
        let head = [
            self.pick("剔除", "without"),
            self.pick("平均位次变动", "mean rank change"),
            self.pick("最大", "largest"),
            self.pick("等次变动单位", "other grades"),
        ];
        self.table(&head, &[1, 2, 3], self.audit.removals.iter().map(row));
    }

    fn reversals(&self) {
        let shown = |one: &evaluation::Reversal| format!("{} ({})", one.removed, one.pairs.len());
        let turned = self.listed(self.audit.reversals.iter().map(shown));
        self.title("次序颠倒检验", "rank reversal");
        say(format_args!("{}: {turned}", self.pick("剔除后使其他单位次序颠倒的单位（对数）", "units whose absence turns pairs of others")));
    }

    fn weight_changes(&self) {
        self.title("改变等次的最小权重变动", "smallest change of a weight that turns the grade");
        let row = |(unit, one): (&UnitId, &evaluation::WeightChange)| {
            let grade = one.grade.as_ref().map_or_else(absent, ToString::to_string);
            vec![unit.to_string(), self.language.of(&one.name).to_owned(), percent(one.share), percent(one.turns_at), grade]
        };
        let [weight, now, turns] = [self.pick("权重", "weight of"), self.pick("现为", "now"), self.pick("临界", "turns at")];
        let head = [self.unit(), weight, now, turns, self.pick("等次", "grade")];
        self.table(&head, &[2, 3], self.audit.weight_changes.iter().map(row));
    }

    fn sensitivity(&self) {
        let Some(found) = &self.audit.sensitivity else { return };
        self.title("不确定性来源（一阶 / 总效应指数）", "sources of uncertainty (first / total indices)");
        let index = |indices: &Option<Indices>, factor: &str| {
            let one = indices.as_ref().map(|found| &found.factors[factor]);
            one.map_or_else(absent, |one| format!("{:.2} / {:.2}", one.first, one.total))
        };
        let rows = found.units.iter().flat_map(|(unit, indices)| {
            found.factors.iter().map(move |factor| {
                let of = |indices: &Option<Indices>| index(indices, &factor.id);
                let name = self.language.of(&factor.name).to_owned();
                vec![unit.to_string(), name, of(&indices.score), of(&indices.rank), of(&indices.grade)]
            })
        });
        let [score, rank, grade] = [self.pick("得分", "score"), self.pick("位次", "rank"), self.pick("等次", "grade")];
        self.table(&[self.unit(), self.pick("因素", "factor"), score, rank, grade], &[2, 3, 4], rows);
    }

    fn added_value(&self) {
        let Some(added) = &self.audit.added_value else { return };
        self.title("增加的信息", "added value");
        say(format_args!(
            "{} {}: r = {:.2}, rho = {:.2}, {} {}",
            self.pick("与对照指标", "against"),
            self.language.of(&added.name),
            added.pearson,
            added.spearman,
            self.pick("位次相差一成以上的单位", "units whose rank differs by more than a tenth"),
            percent(added.moved)
        ));
    }

    fn recalculation(&self) {
        let again = &self.audit.recalculation;
        self.title("复算", "recalculation");
        say(format_args!(
            "{} {}: {} {:.1e}, {} {}",
            again.units,
            self.pick("个单位", "units"),
            self.pick("贡献之和与得分最大相差", "contributions differ by at most"),
            again.contributions,
            self.pick("加权和最大相差", "weighted sums by"),
            again.weighted_sum.map_or_else(absent, |most| format!("{most:.1e}"))
        ));
    }

    fn panel(&self, criterion: &CriterionAudit) {
        self.title("专家一致性", "panel");
        let experts = self.pick("位专家", "experts");
        let units = self.pick("个单位", "units");
        let name = self.language.of(&criterion.name);
        say(format_args!("{name}: {} {experts}, {} {units}", criterion.experts, criterion.units));
        let forms = criterion.intraclass.iter().flatten().map(|form| (form.form.clone(), Some(form.value), form.interval));
        let whole = [
            ("Kendall W".to_owned(), criterion.concordance.map(|found| found.0), criterion.concordance_interval),
            ("Krippendorff alpha".to_owned(), criterion.alpha, criterion.alpha_interval),
        ];
        let interval = |found: Option<(f64, f64)>| found.map_or_else(absent, |(low, high)| format!("{low:.2} .. {high:.2}"));
        let rows = forms.chain(whole).map(|(name, value, found)| vec![name, number(value), interval(found)]);
        self.table(&["", "", self.pick("95 % 区间", "95 % interval")], &[1], rows);
        let row = |one: &evaluation::Leniency| vec![one.expert.clone(), fixed(one.above_mean), number(one.largest_change)];
        let head =
            [self.pick("专家", "expert"), self.pick("高于平均", "above the mean"), self.pick("剔除后最大变动", "largest change without")];
        self.table(&head, &[1, 2], criterion.experts_apart.iter().map(row));
    }

    fn lift(&self, lift: Option<&Lift>) {
        self.title("升等所需", "what it would take");
        let Some(lift) = lift else {
            say(self.pick("已为最高等次，或未参加评价", "it has the best grade already, or is not judged"));
            return;
        };
        let goal = lift.grade.as_ref().map_or_else(
            || self.pick("在同类一年可达的幅度内不能升等", "no better grade within what peers achieve in a year").to_owned(),
            ToString::to_string,
        );
        let now = lift.grade_now.as_ref().map_or_else(String::new, ToString::to_string);
        say(format_args!("{now} {:.2} -> {:.2}: {goal}", lift.score_now, lift.score));
        for change in &lift.changes {
            say(format_args!("  {}: {:.4} -> {:.4} ({:.2} sd)", self.language.of(&change.name), change.from, change.to, change.deviations));
        }
        if let Some(probability) = lift.probability {
            say(format_args!("{}: {:.0} %", self.pick("实现的概率", "probability"), 100.0 * probability));
        }
    }

    fn pick(&self, zh: &'static str, en: &'static str) -> &'static str {
        match self.language {
            Language::Zh => zh,
            Language::En => en,
        }
    }

    fn unit(&self) -> &'static str {
        self.pick("单位", "unit")
    }

    fn title(&self, zh: &'static str, en: &'static str) {
        say(format_args!("\n{}", self.pick(zh, en)));
    }

    fn table(&self, head: &[&str], numeric: &[usize], rows: impl Iterator<Item = Vec<String>>) {
        let rows: Vec<Vec<String>> = rows.collect();
        if rows.is_empty() {
            say(self.pick("无", "none"));
        } else {
            say(terminal::table(head, numeric, rows));
        }
    }

    fn listed(&self, items: impl Iterator<Item = String>) -> String {
        let items: Vec<String> = items.collect();
        if items.is_empty() { self.pick("无", "none").to_owned() } else { items.join("; ") }
    }

    fn path(&self, path: &str) -> String {
        if path.is_empty() { self.pick("总分", "index").to_owned() } else { path.to_owned() }
    }
}

fn absent() -> String {
    "-".to_owned()
}

fn fixed(value: f64) -> String {
    format!("{value:.2}")
}

fn number(value: Option<f64>) -> String {
    value.map_or_else(absent, fixed)
}

fn several(values: impl Iterator<Item = f64>) -> String {
    values.map(fixed).collect::<Vec<_>>().join(" ")
}

fn percent(share: f64) -> String {
    format!("{:.1} %", 100.0 * share)
}
