//! Last stage of the loop: how it is told.
//!
//! In: a [`Cycle`], everything one run knows. Out: bytes: pages, charts, the notice, the workbook, `cycle.json`. Nothing is computed here
//! but order, words and rounding; the same cycle gives the same bytes.
#![warn(clippy::disallowed_methods)]

mod annexes;
mod charts;
mod cites;
mod context;
mod cycle;
mod cycle_json;
mod data_package;
mod digest;
mod docx;
mod language;
mod letter;
mod notice;
mod number;
mod pages;
mod paperwork;
mod published;
mod reporting_form;
mod reweigh;
mod route;
mod site;
mod template;
mod view;
mod words;
mod workbook;

pub use cycle::{Comparison, Cycle, Input, InputKind, OtherCopy, Stage, Year};
pub use cycle_json::cycle_json;
pub use data_package::data_package;
pub use digest::digest;
pub use language::Language;
pub use letter::letter;
pub use notice::notice;
pub use pages::{Choice, Desk, Open, Queue, Told, Wanted};
pub use published::{documents, publish};
pub use reporting_form::{Burden, asked, burden, reporting_form};
pub use reweigh::{Dial, case_of, dials, reweigh};
pub use route::DeskPage;
pub use site::{DESK_SCRIPT, Page, desk, page, site};
pub use workbook::workbook;
