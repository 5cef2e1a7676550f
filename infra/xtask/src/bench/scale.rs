//! `cargo xtask bench scale`: thousands of stores, a flood of replies, a million held texts, and AWS at its quotas, in
//! process and in a time of its own. It needs no stack.

use crate::{
    command::output,
    paths::Paths,
    progress::print,
    test::{PROFILE, cargo},
};

/// The simulations, by parts of their tests' names: those of `tests/scale`, and of `tests/pace` the release of a million texts
/// that were held for one morning.
const SIMULATIONS: [&str; 2] = ["at_scale", "nor_of_a_million"];

/// Runs the simulations, which fail where something is lost, late or too dear, and prints their figures.
pub(crate) fn scale(paths: &Paths) -> anyhow::Result<()> {
    let tests = ["test", "--quiet", "--workspace", "--lib", PROFILE, "--", "--include-ignored"];
    let quietly = ["--nocapture", "--test-threads=1"];
    let printed = output(cargo(paths).args(tests).args(quietly).args(SIMULATIONS))?;
    let is_figure = |line: &&str| {
        let line = line.trim();
        !line.is_empty() && !line.starts_with("running ") && !line.starts_with("test result") && line != "."
    };
    printed.lines().filter(is_figure).try_for_each(print)
}
