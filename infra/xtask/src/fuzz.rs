//! `cargo xtask fuzz`: hostile input for whatever reads what others wrote.

use std::process::Command;

use crate::{
    command::run,
    paths::Paths,
    progress::step,
    test::{PROFILE, cargo},
};

/// Runs the targets whose name has the word among `words`, all for none, for as many minutes as the number among them says.
pub(crate) fn fuzz(paths: &Paths, words: &[String]) -> anyhow::Result<()> {
    let (minutes, names): (Vec<&String>, Vec<&String>) =
        words.iter().partition(|word| word.parse::<u32>().is_ok());
    // An example has the features of the tests, so that no crate is built twice.
    step("building the targets", || {
        run(cargo(paths).args(["build", "--workspace", PROFILE, "--quiet", "--example", "fuzz"]))
    })?;
    let minutes = minutes.first().map_or("1", |minutes| minutes.as_str());
    run(Command::new(paths.example("fuzz")).args(names).args(["--minutes", minutes]))
}
