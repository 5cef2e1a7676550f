//! The project's own commands. `cargo xtask help` lists them.

mod bench;
mod command;
mod debian;
mod demo;
mod fuzz;
mod http;
mod paths;
mod ports;
mod processes;
mod progress;
mod stack;
mod test;
mod venv;

use std::process::ExitCode;

use anyhow::bail;
use lexopt::ValueExt as _;

use crate::{
    demo::{Format, history},
    paths::Paths,
};

const HELP: &str = "\
usage: cargo xtask COMMAND

  up       start the local stack, or bring it up to date; --with-history gives the demo store thirty days to show,
           --provider twilio has it text with Twilio instead of AWS
  down     end it; its state is kept
  reset    end it and empty it
  status   say whether it runs, and where
  demo     run through a shop's day on it; --json prints one object per line, --keep leaves the stack up
  test     run every check and test, or those whose name has one of the words that follow
  bench    count what a text costs in AWS requests, capacity units and bytes; `bench growth` counts it with up to a
           million messages in the table, `bench pages` what the console's pages read of a store with ten million
           messages, and how long a browser waits for their first byte, `bench rules` what one evaluation costs in instructions and allocations,
           `bench cold` what each function costs until its first answer, `bench cpu` what it costs from then on, both
           beside a function that does nothing, `bench sizes` how large the packages are, and `bench scale` plays a thousand
           stores and a million held texts at the quotas of AWS, without a stack
  fuzz     change what others write at random and see whether a reader breaks; a name chooses among webhook, signature,
           template, reply, receipt and csv, a number is minutes for each (1)
";

fn main() -> ExitCode {
    match dispatch() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            progress::say(&format!("error: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

fn dispatch() -> anyhow::Result<()> {
    let mut arguments = lexopt::Parser::from_env();
    let paths = Paths::find()?;
    let command = arguments.value().ok().and_then(|command| command.into_string().ok()).unwrap_or_default();
    let flags = flags(arguments)?;
    let has = |flag: &str| flags.iter().any(|given| given == flag);
    match (command.as_str(), flags.as_slice()) {
        ("up", []) => stack::up(&paths).and_then(|stack| stack::announce(&stack)),
        ("up", [flag]) if flag == "with-history" => up_with_history(&paths),
        ("up", [flag, name]) if flag == "provider" => {
            stack::up_with(&paths, provider(name)?).and_then(|stack| stack::announce(&stack))
        }
        ("down", []) => stack::down(&paths),
        ("reset", []) => stack::reset(&paths),
        ("status", []) => stack::status(&paths),
        ("demo", _) => demo::run(&paths, if has("json") { Format::Json } else { Format::Text }, has("keep")),
        ("test", words) => test::run(&paths, words),
        ("bench", []) => bench::run(&paths),
        ("bench", [kind]) if kind == "cold" => bench::cold(&paths),
        ("bench", [kind]) if kind == "cpu" => bench::cpu(&paths),
        ("bench", [kind]) if kind == "growth" => bench::growth(&paths),
        ("bench", [kind]) if kind == "pages" => bench::pages(&paths),
        ("bench", [kind]) if kind == "rules" => bench::rules(&paths),
        ("bench", [kind]) if kind == "scale" => bench::scale(&paths),
        ("bench", [kind]) if kind == "sizes" => bench::sizes(&paths),
        ("fuzz", words) => fuzz::fuzz(&paths, words),
        ("help", []) => progress::print(HELP),
        _ => bail!("{HELP}"),
    }
}

fn provider(name: &str) -> anyhow::Result<stack::Provider> {
    match name {
        "aws" => Ok(stack::Provider::Aws),
        "twilio" => Ok(stack::Provider::Twilio),
        _ => bail!("--provider takes aws or twilio"),
    }
}

fn up_with_history(paths: &Paths) -> anyhow::Result<()> {
    let stack = stack::up_since(paths, history::DAYS)?;
    progress::step("playing thirty days of the demo store", || history::play(paths))?;
    stack::announce(&stack)
}

/// What follows the command: long options, the kind of benchmark, the names of checks.
fn flags(mut arguments: lexopt::Parser) -> anyhow::Result<Vec<String>> {
    let mut flags = Vec::new();
    while let Some(argument) = arguments.next()? {
        match argument {
            lexopt::Arg::Long(flag @ ("json" | "keep" | "with-history" | "provider")) => {
                flags.push(flag.to_owned());
            }
            lexopt::Arg::Value(word) => flags.push(word.string()?),
            other => bail!("{}\n\n{HELP}", other.unexpected()),
        }
    }
    Ok(flags)
}
