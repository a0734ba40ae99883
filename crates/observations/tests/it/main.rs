//! The stage as its users see it.

mod panel;
mod tidy;
