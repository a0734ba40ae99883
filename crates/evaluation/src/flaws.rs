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
        other => (format!("计算无法进行（{other}）"), other.to_string()),
    };
    match unit {
        Some(unit) => Bilingual::new(format!("{zh}（{}）", unit.name.zh), format!("{en} ({})", unit.name.en)),
        None => Bilingual::new(zh, en),
    }
}
