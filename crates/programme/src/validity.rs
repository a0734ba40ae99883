//! From a day to a day.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// The days on which an entry holds: `from` inclusive, `to` exclusive; `None` is open.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Validity {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Date>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Date>,
}

impl Validity {
    pub fn holds_on(&self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day < to)
    }

    pub fn overlaps(&self, other: &Self) -> bool {
        let starts_before_end = |a: &Self, b: &Self| match (a.from, b.to) {
            (Some(from), Some(to)) => from < to,
            _ => true,
        };
        starts_before_end(self, other) && starts_before_end(other, self)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn the_last_day_is_not_in_and_touching_spans_do_not_overlap() {
        let first = Validity { from: None, to: Some(date(2021, 11, 19)) };
        let second = Validity { from: Some(date(2021, 11, 19)), to: None };
        assert!(first.holds_on(date(2021, 11, 18)) && !first.holds_on(date(2021, 11, 19)));
        assert!(second.holds_on(date(2021, 11, 19)));
        assert!(!first.overlaps(&second) && first.overlaps(&first));
    }
}
