//! Arithmetic flaws in the reader's words.

use crate::numerics::Flaw;

/// Returns the Chinese of a flaw's message.
pub(crate) fn in_chinese(flaw: &Flaw) -> String {
    match flaw {
        Flaw::TooFew { needed, found } => format!("需要 {needed} 个数值，只有 {found} 个"),
        Flaw::NoSpread => "各单位数值完全相同，无法区分".to_owned(),
        Flaw::DivisionByZero => "除数为零".to_owned(),
        Flaw::NotPositive { .. } => "数值须为正数".to_owned(),
        other => format!("计算无法进行（{other}）"),
    }
}
