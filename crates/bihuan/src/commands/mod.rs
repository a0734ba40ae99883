//! One file per command. A command reads what it needs, calls the pure crates, and tells or writes the result.

mod audit;
mod bench;
mod check;
mod compare;
mod data;
mod demo;
mod explain;
mod fund;
mod import;
mod ledger;
mod new;
mod objections;
mod papers;
mod plans;
mod practices;
mod read;
mod review;
mod rules;
mod run;
mod score;
mod search;
mod serve;
mod support;
mod tasks;
mod verify;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::failure::Failure;
use crate::terminal::Language;

/// 闭环：让一项公共政策计划形成闭环 / Bihuan: runs a public policy programme's closed loop
#[derive(Debug, Parser)]
#[command(name = "bihuan", version)]
pub(crate) struct Arguments {
    /// 输出语言 / language of what is printed
    #[arg(long = "lang", global = true, value_enum, default_value = "zh")]
    pub(crate) language: Language,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Demo(demo::Arguments),
    Run(run::Arguments),
    Audit(audit::Arguments),
    Explain(explain::Arguments),
    Verify(verify::Arguments),
    Serve(serve::Arguments),
    New(new::Arguments),
    Check(check::Arguments),
    Read(read::Arguments),
    Compare(compare::Arguments),
    Search(search::Arguments),
    Import(import::Arguments),
    Data(data::Arguments),
    Score(score::Arguments),
    Rules(rules::Arguments),
    Tasks(tasks::Arguments),
    Support(support::Arguments),
    Practices(practices::Arguments),
    Bench(bench::Arguments),
    Fund(fund::Arguments),
    Ledger(ledger::Arguments),
    Objections(objections::Arguments),
    Papers(papers::Arguments),
    Plans(plans::Arguments),
    Review(review::Arguments),
}

pub(crate) fn execute(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let language = arguments.language;
    match &arguments.command {
        Command::Demo(arguments) => demo::execute(arguments, language),
        Command::Run(arguments) => run::execute(arguments, language),
        Command::Audit(arguments) => audit::execute(arguments, language),
        Command::Explain(arguments) => explain::execute(arguments, language),
        Command::Verify(arguments) => verify::execute(arguments, language),
        Command::Serve(arguments) => serve::execute(arguments, language),
        Command::New(arguments) => new::execute(arguments, language),
        Command::Check(arguments) => check::execute(arguments, language),
        Command::Read(arguments) => read::execute(arguments, language),
        Command::Compare(arguments) => compare::execute(arguments, language),
        Command::Search(arguments) => search::execute(arguments, language),
        Command::Import(arguments) => import::execute(arguments, language),
        Command::Data(arguments) => data::execute(arguments, language),
        Command::Score(arguments) => score::execute(arguments, language),
        Command::Rules(arguments) => rules::execute(arguments, language),
        Command::Tasks(arguments) => tasks::execute(arguments, language),
        Command::Support(arguments) => support::execute(arguments, language),
        Command::Practices(arguments) => practices::execute(arguments, language),
        Command::Bench(arguments) => bench::execute(arguments, language),
        Command::Fund(arguments) => fund::execute(arguments, language),
        Command::Ledger(arguments) => ledger::execute(arguments, language),
        Command::Objections(arguments) => objections::execute(arguments, language),
        Command::Papers(arguments) => papers::execute(arguments, language),
        Command::Plans(arguments) => plans::execute(arguments, language),
        Command::Review(arguments) => review::execute(arguments, language),
    }
}
