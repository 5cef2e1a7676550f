//! `cargo xtask bench growth`: whether a text costs the same, whatever number of messages the table has.
//!
//! A first run leaves rows of every kind. The emulator copies them until the table has so many messages, each with its
//! person, its link, its line of the list and its share of the journal. Then the same texts are sent as before.

use anyhow::{Context, ensure};
use journeys::Journey;
use serde_json::Value;

use super::{
    load::{Crowd, Load},
    table::{self, Figures},
};
use crate::{
    http::Http,
    paths::Paths,
    progress::{print, step},
    stack::{self, Stack, Temporary},
};

/// Messages in the table.
const SIZES: [u64; 3] = [1_000, 100_000, 1_000_000];

/// Fewer than the benchmark has: only the difference between sizes counts.
const CROWD: Crowd = Crowd { by_day: 50, by_night: 120 };

/// By how much a figure may be above that of the smallest table: batches fill differently from run to run.
const MOST: f64 = 0.03;

/// What a text costs in a table of one size.
struct Row {
    messages: u64,
    immediate: Figures,
    held: Figures,
}

/// Measures on a stack of its own.
pub(crate) fn growth(paths: &Paths) -> anyhow::Result<()> {
    let build = stack::build(paths)?;
    let started = Temporary::start(paths, "bench", &build)?;
    let rows = measure(&started.paths, &started.stack)?;
    print(&report(&rows))?;
    let (first, larger) = rows.split_first().context("nothing was measured")?;
    ensure!(larger.iter().all(|row| is_flat(first, row)), "a text costs more in a larger table");
    Ok(())
}

fn measure(paths: &Paths, stack: &Stack) -> anyhow::Result<Vec<Row>> {
    let journey = Journey::begin_on(&paths.handle())?;
    let load = Load::new(stack, &journey, CROWD)?;
    step("texts whose rows are copied", || load.immediate())?;
    SIZES.iter().map(|messages| at_size(stack, &load, *messages)).collect()
}

fn at_size(stack: &Stack, load: &Load<'_>, messages: u64) -> anyhow::Result<Row> {
    step(&format!("a table of {messages} messages"), || fill(stack, messages))?;
    let immediate = step("texts that go at once", || load.immediate())?;
    let held = step("texts that wait for the morning", || load.held())?;
    Ok(Row { messages, immediate: table::figures(&immediate), held: table::figures(&held) })
}

/// Has the emulator copy messages (`infra/local/emulator.py`).
pub(super) fn fill(stack: &Stack, messages: u64) -> anyhow::Result<()> {
    let emulator = Http::new(&stack.aws_endpoint_url);
    let answer = emulator.post(&format!("/_stack/messages/{messages}"), &Value::Null)?;
    let there = answer.get("messages").and_then(Value::as_u64);
    ensure!(there.is_some_and(|there| there >= messages), "the table was not filled: {answer}");
    Ok(())
}

fn is_flat(first: &Row, row: &Row) -> bool {
    let pairs = [(&first.immediate, &row.immediate), (&first.held, &row.held)];
    let of = |figures: &Figures| [figures.requests, figures.write_units, figures.read_units];
    pairs.iter().all(|(small, large)| {
        of(small).iter().zip(of(large)).all(|(small, large)| large <= small * (1.0 + MOST))
    })
}

fn report(rows: &[Row]) -> String {
    let heading = format!(
        "per text                 {:<27} held\nmessages in the table    {columns}   {columns}",
        "immediate",
        columns = "requests     W        R  "
    );
    let line = |row: &Row| {
        let columns =
            |it: &Figures| format!("{:>8.2} {:>7.2} {:>7.2}", it.requests, it.write_units, it.read_units);
        format!("{:>21}    {}    {}", row.messages, columns(&row.immediate), columns(&row.held))
    };
    std::iter::once(heading).chain(rows.iter().map(line)).collect::<Vec<_>>().join("\n")
}
