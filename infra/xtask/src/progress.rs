//! What the person at the terminal sees. Progress goes to stderr, results to stdout.

use std::io::{self, Write};
use std::time::Instant;

/// One line of progress.
pub(crate) fn say(line: &str) {
    // Nobody is there to read it when this fails.
    drop(writeln!(io::stderr(), "{line}"));
}

/// A result.
pub(crate) fn print(text: &str) -> anyhow::Result<()> {
    Ok(writeln!(io::stdout(), "{}", text.trim_end())?)
}

/// Does a step, says which, and how long it took where that is worth knowing.
pub(crate) fn step<T>(what: &str, work: impl FnOnce() -> anyhow::Result<T>) -> anyhow::Result<T> {
    say(&format!("• {what}"));
    let start = Instant::now();
    let result = work()?;
    let seconds = start.elapsed().as_secs_f32();
    if seconds >= 1.0 {
        say(&format!("  {seconds:.1} s"));
    }
    Ok(result)
}
