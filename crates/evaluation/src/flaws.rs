//! Arithmetic flaws in the reader's words.

use corpus::Bilingual;

use crate::Unit;
use crate::numerics::Flaw;

/// Returns a flaw as a reader says it; `unit` is whose figure is the cause.
pub(crate) fn told(flaw: &Flaw, unit: Option<&Unit>) -> Bilingual {
    let (zh, en) = match flaw {
        Flaw::TooFew { needed, found } => (format!("需要 {needed} 个数值，只有 {found} 个"), flaw.to_string()),
        Flaw::NoSpread => ("各单位数值完全相同，无法区分".to_owned(), flaw.to_string()),
        Flaw::DivisionByZero => ("除数为零".to_owned(), flaw.to_string()),
        Flaw::NotPositive { .. } => ("数值须为正数".to_owned(), "a figure is not above zero".to_owned()),
        Flaw::NotFinite { .. } => ("数值不是有限数".to_owned(), "a figure is not a finite number".to_owned()),
        Flaw::Shape { expected, found } => (format!("应有 {expected} 项，实有 {found} 项"), flaw.to_string()),
        Flaw::NegativeWeights { .. } => ("得出的权重中有负数".to_owned(), "some of the weights come out negative".to_owned()),
        Flaw::NoWeight => ("权重之和为零".to_owned(), flaw.to_string()),
        Flaw::LimitsReversed => ("下限不低于上限".to_owned(), flaw.to_string()),
        Flaw::StepsNotAscending => ("各档界限未由低到高排列".to_owned(), flaw.to_string()),
        Flaw::NotReciprocal { row, column } => (format!("第 {} 项与第 {} 项的两次比较不互为倒数", row + 1, column + 1), flaw.to_string()),
        Flaw::NoConvergence { iterations } => (format!("计算 {iterations} 次仍不收敛"), flaw.to_string()),
        Flaw::Singular => ("矩阵不可逆（有的项可由其他项推出）".to_owned(), flaw.to_string()),
        Flaw::Infeasible => ("没有同时满足各项限制的解".to_owned(), flaw.to_string()),
        Flaw::Unbounded => ("目标值没有界限".to_owned(), flaw.to_string()),
        Flaw::OutOfRange { parameter, value } => (format!("参数 {parameter} 不能为 {value}"), flaw.to_string()),
    };
    match unit {
        Some(unit) => Bilingual::new(format!("{zh}（{}）", unit.name.zh), format!("{en} ({})", unit.name.en)),
        None => Bilingual::new(zh, en),
    }
}
