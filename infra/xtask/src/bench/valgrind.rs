//! Counts by valgrind. They do not depend on how fast the machine is, nor on what else it does.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, bail};

use crate::command::output;

/// What a run of a program came to.
pub(super) struct Counts {
    pub(super) instructions: f64,
    pub(super) allocations: f64,
    pub(super) allocated_bytes: f64,
}

/// Says what to install where valgrind is missing.
pub(super) fn ensure_present() -> anyhow::Result<()> {
    if output(Command::new("valgrind").arg("--version")).is_err() {
        bail!("valgrind is needed. On Debian and Ubuntu: sudo apt-get install --yes valgrind");
    }
    Ok(())
}

/// Runs a program for the instructions that it takes.
pub(super) fn instructions(program: &Path, arguments: &[&str]) -> anyhow::Result<f64> {
    let callgrind = log("callgrind", program, arguments)?;
    let [instructions] = numbers(&callgrind, "Collected :").context("callgrind counted nothing")?;
    Ok(instructions)
}

/// A command that runs a program and counts its instructions, and the file in which the count will be.
pub(super) fn counting(program: &Path) -> (Command, PathBuf) {
    let log = std::env::temp_dir().join(format!("rechime-instructions-{}", std::process::id()));
    let mut command = Command::new("valgrind");
    command.args(["--tool=callgrind", "--callgrind-out-file=/dev/null"]);
    command.arg(format!("--log-file={}", log.display())).arg(program);
    (command, log)
}

/// What [`counting`] has counted, once its program has ended.
pub(super) fn counted(log: &Path) -> anyhow::Result<f64> {
    let text = fs::read_to_string(log)?;
    fs::remove_file(log)?;
    let [instructions] =
        numbers(&text, "Collected :").with_context(|| format!("nothing was counted: {text}"))?;
    Ok(instructions)
}

/// Runs a program once for each tool.
pub(super) fn count(program: &Path, arguments: &[&str]) -> anyhow::Result<Counts> {
    let instructions = instructions(program, arguments)?;
    let dhat = log("dhat", program, arguments)?;
    let [allocated_bytes, allocations] = numbers(&dhat, "Total:").context("dhat counted nothing")?;
    Ok(Counts { instructions, allocations, allocated_bytes })
}

fn log(tool: &str, program: &Path, arguments: &[&str]) -> anyhow::Result<String> {
    let options = [format!("--tool={tool}"), format!("--{tool}-out-file=/dev/null"), "--log-fd=1".to_owned()];
    output(Command::new("valgrind").args(options).arg(program).args(arguments))
}

/// The numbers of the line with that label, such as `==42== Total:     3,047 bytes in 12 blocks`.
fn numbers<const N: usize>(log: &str, label: &str) -> Option<[f64; N]> {
    let (_, figures) = log.lines().find_map(|line| line.split_once(label))?;
    let numbers = figures.split_whitespace().filter_map(|word| word.replace(',', "").parse().ok());
    numbers.collect::<Vec<f64>>().try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_valgrind_says() {
        let log = "==7== \n==7== Total:     3,047,042 bytes in 18,719 blocks\n==7== Collected : 582872373";
        assert_eq!(numbers(log, "Total:"), Some([3_047_042.0, 18_719.0]));
        assert_eq!(numbers(log, "Collected :"), Some([582_872_373.0]));
        assert_eq!(numbers::<1>(log, "Total:"), None);
        assert_eq!(numbers::<1>(log, "At t-gmax:"), None);
    }
}
