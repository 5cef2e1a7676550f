//! Whether the time that a reply takes grows with its length only, whatever is repeated in it. Instructions are counted, so
//! that a busy machine changes nothing.

use std::{path::Path, process::Command};

use anyhow::{Context, ensure};

use super::valgrind;
use crate::{command::output, progress::print};

/// So many of the longest replies, read one by one and in one.
const COPIES: u32 = 20;

/// How much more the one may take than the many. Were anything quadratic, it would take twenty times as much.
const MOST: f64 = 1.5;

/// Reads replies in which one thing is repeated, by the example `replies` of `rechime-domain`.
pub(super) fn check(program: &Path) -> anyhow::Result<()> {
    let units = output(&mut Command::new(program))?;
    let mut worst = 0.0_f64;
    for (place, unit) in units.lines().enumerate() {
        let ratio = growth(program, place).with_context(|| format!("reading {unit} again and again"))?;
        ensure!(
            ratio <= MOST,
            "{COPIES} replies of {unit} in one take {ratio:.1} times as much as one by one"
        );
        worst = worst.max(ratio);
    }
    print(&format!("A reply of {COPIES} times the length takes at most {worst:.1} times {COPIES} replies."))
}

/// What the start of the program costs is in all runs.
fn growth(program: &Path, unit: usize) -> anyhow::Result<f64> {
    let count = |copies: u32, times: u32| {
        let arguments = [unit.to_string(), copies.to_string(), times.to_string()];
        valgrind::instructions(program, &arguments.each_ref().map(String::as_str))
    };
    let start = count(COPIES, 0)?;
    Ok((count(COPIES, 1)? - start) / (count(1, COPIES)? - start))
}
