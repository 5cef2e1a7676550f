//! Answers `tests/oracles/segments`. The first line in: the time, and conditions. Each line after it: a subscriber, as its
//! row is. A line out for each subscriber: 1 or 0 for each of the conditions.

use std::{
    error::Error,
    io::{self, BufRead, BufWriter, Write},
};

use jiff::Timestamp;
use rechime_domain::{condition::Condition, subscriber::Subscriber};

fn main() -> Result<(), Box<dyn Error>> {
    let mut lines = io::stdin().lock().lines();
    let question = lines.next().ok_or("no question")??;
    let (now, conditions): (Timestamp, Vec<Condition>) = serde_json::from_str(&question)?;
    let mut out = BufWriter::new(io::stdout().lock());
    for line in lines {
        let subscriber: Subscriber = serde_json::from_str(&line?)?;
        let answers =
            conditions.iter().map(|condition| if condition.describes(&subscriber, now) { "1" } else { "0" });
        writeln!(out, "{}", answers.collect::<String>())?;
    }
    Ok(out.flush()?)
}
