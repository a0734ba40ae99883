//! The stage as its users see it.

mod accounted;
mod checks;
mod import;
mod panel;
mod tidy;
