//! `cargo xtask bench cold` and `cargo xtask bench cpu`: what a process of each function costs until its first answer, and
//! what it costs with each further event, beside a function that does nothing.
//!
//! Only ratios within one run are told. What the emulator takes to answer is in the times of the first answer, and in nothing
//! else. Connections are without TLS.

use std::process::Command;

use anyhow::{Context, ensure};
use jiff::civil::time;
use journeys::{FLOWS, Journey, Shop, Webhook};
use serde_json::{Map, Value, json};

use super::{
    deployed::{self, Deployed, FUNCTIONS, HELLO},
    gate::{Gate, Source},
    processors::Processors,
    runtime_api::Run,
    valgrind,
};
use crate::{
    paths::Paths,
    progress::{print, step},
    stack::{self, Temporary},
};

/// How often every function is started, and how often the warm ones are measured: odd, so that there is a median.
const STARTS: usize = 31;
const WARM_ROUNDS: usize = 7;

/// The most processor time that a function may take until its first answer, as a multiple of the function that does nothing.
const MOST: [(&str, f64); 3] = [("webhook-intake", 1.5), ("flow-evaluation", 2.5), ("delayed-send", 2.5)];

/// Events that a warm process is given, in batches where it reads a queue.
const WARM_EVENTS: usize = 100;
const BATCH: usize = 10;

/// Runs `cargo xtask bench cold`.
pub(crate) fn cold(paths: &Paths) -> anyhow::Result<()> {
    valgrind::ensure_present()?;
    with_functions(paths, |functions, shop| {
        let instructions = step("counting instructions", || instructions(functions, shop))?;
        let rounds = step("starting every function in turn", || {
            (0..STARTS).map(|_| round(functions, shop)).collect::<anyhow::Result<Vec<_>>>()
        })?;
        let rows: Vec<_> = FUNCTIONS
            .iter()
            .enumerate()
            .map(|(place, function)| Row::new(function, place, &instructions, &rounds))
            .collect();
        print(&Row::heading())?;
        rows.iter().try_for_each(|row| print(&row.line()))?;
        ensure!(rows.iter().all(Row::is_within), "a budget is exceeded");
        Ok(())
    })
}

/// Runs `cargo xtask bench cpu`.
pub(crate) fn cpu(paths: &Paths) -> anyhow::Result<()> {
    with_functions(paths, |functions, shop| {
        let rounds = step("giving the functions of a text many events", || {
            (0..WARM_ROUNDS).map(|_| warm_round(functions, shop)).collect::<anyhow::Result<Vec<_>>>()
        })?;
        print(
            "Processor time of one more webhook, event or text, × an invocation of a function that does nothing",
        )?;
        for (place, function) in ["webhook-intake", "flow-evaluation", "delayed-send"].iter().enumerate() {
            let ratios = rounds.iter().map(|round| round.get(place).copied().unwrap_or_default());
            print(&format!("  {function:<18} {}", Spread::of(ratios.collect())))?;
        }
        Ok(())
    })
}

fn with_functions(
    paths: &Paths,
    measure: impl FnOnce(&Deployed, &Shop<'_>) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    step("building the functions as they are deployed", || deployed::build(paths))?;
    let build = stack::build(paths)?;
    let processors = Processors::part()?;
    let started = Temporary::start(paths, "cold", &build)?;
    let journey = Journey::begin_on(&started.paths.handle())?;
    journey.clock.move_to_next(time(14, 0, 0, 0))?;
    journey.queues.settle()?;
    Gate::new(&started.stack).set_open(Source::Queues, false)?;
    measure(&Deployed::on(&started.paths, &started.stack, processors)?, &journey.demo_shop()?)
}

/// What makes the first event of a function, once those before it have answered theirs.
fn first_event(function: &str, functions: &Deployed, shop: &Shop<'_>) -> anyhow::Result<Value> {
    Ok(match function {
        "webhook-intake" => webhooks(shop, 1)?.remove(0),
        "flow-evaluation" => full("an event", &functions.take("webhook-intake", "EVENTS_QUEUE_URL")?)?,
        "delayed-send" => full("a text", &functions.take("flow-evaluation", "SENDS_QUEUE_URL")?)?,
        "link-redirect" => deployed::request("GET", "/AAAAAAAAAA", &Map::new(), ""),
        "console" => deployed::request("GET", "/sign-in", &Map::new(), ""),
        "quiet-hours" => json!({ "type": "release.v1", "minute": "2026-01-01T00:00Z" }),
        "upkeep" | "dead-letters" => json!({}),
        _ => deployed::batch(&[]),
    })
}

/// A batch that must have something in it.
fn full(what: &str, messages: &[Value]) -> anyhow::Result<Value> {
    ensure!(!messages.is_empty(), "the function before did not hand {what} on");
    Ok(deployed::batch(messages))
}

/// Webhooks that each make a text at once.
fn webhooks(shop: &Shop<'_>, count: usize) -> anyhow::Result<Vec<Value>> {
    let now = shop.journey.clock.now()?;
    let flows = FLOWS.iter().filter(|flow| **flow == "charge_paid").cycle();
    flows
        .take(count)
        .map(|flow| {
            let person = shop.person("212");
            shop.subscribe(&person)?;
            deployed::webhook(&shop.delivery(&Webhook::starting(flow, &person, now), now)?)
        })
        .collect()
}

fn start(functions: &Deployed, function: &str, events: &[Value]) -> anyhow::Result<Run> {
    functions.run(function, &mut Command::new(functions.program(function)), events)
}

/// A function's first answer, and that of the one that does nothing, which was started just before: the processor is slower at
/// one moment than at another.
struct Pair {
    nothing: Run,
    function: Run,
}

/// The first answer of each.
fn round(functions: &Deployed, shop: &Shop<'_>) -> anyhow::Result<Vec<Pair>> {
    let pair = |function: &&str| {
        let event = first_event(function, functions, shop)?;
        let nothing = start(functions, HELLO, &[json!({})])?;
        Ok(Pair { nothing, function: start(functions, function, &[event])? })
    };
    FUNCTIONS.iter().map(pair).collect()
}

/// The same in instructions, as multiples of the function that does nothing.
fn instructions(functions: &Deployed, shop: &Shop<'_>) -> anyhow::Result<Vec<f64>> {
    let count = |function: &str, event: Value| {
        let (mut command, log) = valgrind::counting(&functions.program(function));
        functions.run(function, &mut command, &[event])?;
        valgrind::counted(&log)
    };
    let nothing = count(HELLO, json!({}))?;
    let ratio = |function: &&str| Ok(count(function, first_event(function, functions, shop)?)? / nothing);
    FUNCTIONS.iter().map(ratio).collect()
}

/// What one more event costs each function of a text.
fn warm_round(functions: &Deployed, shop: &Shop<'_>) -> anyhow::Result<Vec<f64>> {
    let hello = slope(functions, HELLO, &vec![json!({}); WARM_EVENTS], WARM_EVENTS)?;
    let intake = slope(functions, "webhook-intake", &webhooks(shop, WARM_EVENTS)?, WARM_EVENTS)?;
    let events = batches(functions, "webhook-intake", "EVENTS_QUEUE_URL")?;
    let evaluation = slope(functions, "flow-evaluation", &events, WARM_EVENTS)?;
    let texts = batches(functions, "flow-evaluation", "SENDS_QUEUE_URL")?;
    let sending = slope(functions, "delayed-send", &texts, WARM_EVENTS)?;
    Ok([intake, evaluation, sending].map(|cost| cost / hello).to_vec())
}

/// All that lies on a queue, in batches.
fn batches(functions: &Deployed, function: &str, queue: &str) -> anyhow::Result<Vec<Value>> {
    let mut messages = Vec::new();
    while let Some(more) = Some(functions.take(function, queue)?).filter(|more| !more.is_empty()) {
        messages.extend(more);
    }
    ensure!(messages.len() >= WARM_EVENTS, "only {} of {WARM_EVENTS} were handed on", messages.len());
    Ok(messages.chunks(BATCH).map(deployed::batch).collect())
}

/// Processor seconds of each of the events after the first batch: what a start costs is in the first.
fn slope(functions: &Deployed, function: &str, invocations: &[Value], events: usize) -> anyhow::Result<f64> {
    let (first, rest) = invocations.split_first().context("no events")?;
    let few = start(functions, function, std::slice::from_ref(first))?;
    let many = start(functions, function, rest)?;
    let between = many.processor_time.as_secs_f64() - few.processor_time.as_secs_f64();
    let share = rest.len().saturating_sub(1);
    ensure!(share > 0, "too few events");
    #[expect(clippy::cast_precision_loss, reason = "a hundred events")]
    let counted = (share * events / invocations.len()) as f64;
    Ok(between / counted)
}

/// Ratios of several rounds.
struct Spread {
    least: f64,
    median: f64,
    most: f64,
}

impl Spread {
    fn of(mut ratios: Vec<f64>) -> Self {
        ratios.sort_by(f64::total_cmp);
        let at = |place: usize| ratios.get(place).copied().unwrap_or(f64::NAN);
        Self { least: at(0), median: at(ratios.len() / 2), most: at(ratios.len().saturating_sub(1)) }
    }
}

impl std::fmt::Display for Spread {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "× {:>5.2} ({:>5.2} to {:>5.2})", self.median, self.least, self.most)
    }
}

/// A function beside the one that does nothing.
struct Row {
    function: &'static str,
    instructions: f64,
    processor: Spread,
    answer: Spread,
}

impl Row {
    fn new(function: &'static str, place: usize, instructions: &[f64], rounds: &[Vec<Pair>]) -> Self {
        let ratios = |of: fn(&Run) -> f64| {
            let pairs = rounds.iter().filter_map(|round| round.get(place));
            Spread::of(pairs.map(|pair| of(&pair.function) / of(&pair.nothing)).collect())
        };
        Self {
            function,
            instructions: instructions.get(place).copied().unwrap_or(f64::NAN),
            processor: ratios(|run| run.processor_time.as_secs_f64()),
            answer: ratios(|run| run.first_answer.as_secs_f64()),
        }
    }

    fn heading() -> String {
        format!(
            "Until the first answer, × a function that does nothing; median of {STARTS} rounds (least to most)\n\
             {:<18} {:>12}  {:<24} {:<24}",
            "", "instructions", "processor time", "time"
        )
    }

    fn is_within(&self) -> bool {
        let most = MOST.iter().find(|(function, _)| *function == self.function);
        most.is_none_or(|(_, most)| self.processor.median <= *most)
    }

    fn line(&self) -> String {
        let verdict = if self.is_within() { "" } else { "  EXCEEDED" };
        format!(
            "{:<18} × {:>10.2}  {}  {}{verdict}",
            self.function, self.instructions, self.processor, self.answer
        )
    }
}
