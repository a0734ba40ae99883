//! The program as its users call it.

mod bad_input;
mod demo;
mod golden;
mod real;
mod support;
