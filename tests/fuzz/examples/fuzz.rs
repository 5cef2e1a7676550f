//! Runs fuzz targets: `fuzz [NAME] [--minutes N] [--seed N]`. `cargo xtask fuzz` builds and calls it.
#![expect(clippy::print_stdout, reason = "a tool for the command line")]

use std::{process::ExitCode, time::Duration};

use fuzz::{Plan, Target, named, run};
use lexopt::{Arg, ValueExt};

fn main() -> Result<ExitCode, lexopt::Error> {
    let mut arguments = lexopt::Parser::from_env();
    let (mut name, mut minutes, mut seed) = (String::new(), 1_u64, 0_u64);
    while let Some(argument) = arguments.next()? {
        match argument {
            Arg::Long("minutes") => minutes = arguments.value()?.parse()?,
            Arg::Long("seed") => seed = arguments.value()?.parse()?,
            Arg::Value(value) => name = value.string()?,
            other => return Err(other.unexpected()),
        }
    }
    let targets = named(&name);
    if targets.is_empty() {
        return Err(format!("there is no target `{name}`").into());
    }
    let plan = Plan { time: Some(Duration::from_mins(minutes)), inputs: None, seed };
    let failed: Vec<bool> = targets.iter().map(|target| is_failing(target, &plan)).collect();
    Ok(if failed.contains(&true) { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn is_failing(target: &Target, plan: &Plan) -> bool {
    let run = run(target, plan);
    let outcome = run.failure.clone().unwrap_or_else(|| "nothing found".to_owned());
    println!(
        "{:<10} {:>9} inputs, {:>5} kinds of answers, slowest {:?}: {outcome}",
        target.name, run.inputs, run.kinds, run.slowest
    );
    run.failure.is_some()
}
