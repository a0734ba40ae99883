//! The one program: reads files, runs the loop, keeps and serves the result.
//!
//! Everything that touches the machine (files, clock, network, terminal) is in this crate and in `store`; what is computed is in the
//! pure crates. `commands/` has one file per command, `run.rs` the loop itself, `web/` the pages on loopback.

mod checks;
mod commands;
mod failure;
mod folders;
mod held;
mod output;
mod queues;
mod run;
mod summary;
mod terminal;
mod web;
mod words;

use std::process::ExitCode;

use clap::Parser as _;

fn main() -> ExitCode {
    let arguments = commands::Arguments::parse();
    match commands::execute(&arguments) {
        Ok(code) => code,
        Err(failure) => failure.report(arguments.language),
    }
}
