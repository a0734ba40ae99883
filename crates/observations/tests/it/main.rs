//! The stage as its users see it.

mod checks;
mod import;
mod panel;
mod tidy;
