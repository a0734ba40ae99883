//! What waits for a person, and how a decision is kept: one way for the command line and for the desk.

pub(crate) mod figures;
pub(crate) mod readings;

use jiff::civil::Date;

/// The day in China.
pub(crate) fn today() -> Date {
    jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::fixed(jiff::tz::offset(8))).date()
}
