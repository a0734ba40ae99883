//! The program as its users call it.

mod bad_input;
mod cites;
mod demo;
mod desk;
mod golden;
mod killed;
mod real;
mod support;
