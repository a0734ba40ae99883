//! The program as its users call it.

mod bad_input;
mod demo;
mod golden;
mod links;
mod real;
mod support;
