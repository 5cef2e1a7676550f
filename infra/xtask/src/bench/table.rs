//! The figures, per text, against their budgets.

use serde_json::Value;

use super::{
    dollars::{self, Bill},
    load::Measured,
};

/// What a kind of text may cost: what was measured and little more (docs/performance.md has the figures). Write units:
/// facts, journal, the text's count with its note, claim, link and outcome, the hold if it waits, and its share of the
/// counters.
#[derive(Clone, Copy)]
pub(super) struct Budget {
    name: &'static str,
    requests: f64,
    write_units: f64,
    read_units: f64,
    message_bytes: f64,
    log_bytes: f64,
    dollars: f64,
    waits: bool,
}

/// A text that goes at once.
pub(super) const IMMEDIATE: Budget = Budget {
    name: "immediate",
    requests: 7.5,
    write_units: 4.8,
    read_units: 0.6,
    message_bytes: 1_200.0,
    log_bytes: 300.0,
    dollars: 9.0,
    waits: false,
};

/// The same where each batch has ten stores: each of them has a row of the journal, and rows of counters.
pub(super) const MIXED: Budget =
    Budget { name: "immediate, ten stores", write_units: 5.9, dollars: 9.7, ..IMMEDIATE };

/// A text that waits for the morning.
pub(super) const HELD: Budget = Budget {
    name: "held",
    requests: 8.0,
    write_units: 5.9,
    read_units: 1.4,
    message_bytes: 1_400.0,
    log_bytes: 400.0,
    dollars: 10.0,
    waits: true,
};

/// What AWS itself asks on behalf of a text, beside the functions' own requests: the HTTP API's call of intake, and
/// receive, delete and invoke for each of the two queues, at full batches of ten.
const EDGE_REQUESTS: f64 = 1.0 + 2.0 * 3.0 / 10.0;

/// Receive and delete, of these.
const EDGE_QUEUE_REQUESTS: f64 = 2.0 * 2.0 / 10.0;

/// The line that the HTTP API logs of a webhook, and what `CloudWatch` adds to each event.
const HTTP_LOG_BYTES: f64 = 213.0 + EVENT_BYTES;
const EVENT_BYTES: f64 = 26.0;

/// The update of a text's row with its outcome: the one request of the sender that comes after the provider's answer.
const OUTCOME_REQUESTS: f64 = 1.0;

/// What a text came to.
pub(super) struct Figures {
    pub(super) requests: f64,
    pub(super) write_units: f64,
    pub(super) read_units: f64,
    pub(super) queue_requests: f64,
    pub(super) log_bytes: f64,
    message_bytes: f64,
}

/// Whether every figure is within its budget.
pub(super) fn within(budget: &Budget, measured: &Measured) -> bool {
    rows(budget, &figures(measured)).iter().all(|(_, figure, limit)| fits(*figure, *limit))
}

/// The table of one kind of text.
pub(super) fn report(budget: &Budget, measured: &Measured) -> String {
    let heading = format!("{} ({} texts), per text", budget.name, measured.texts);
    let figures = rows(budget, &figures(measured)).map(|(what, figure, limit)| {
        let verdict = if fits(figure, limit) { "" } else { "  EXCEEDED" };
        format!("  {what:<44} {figure:>9.2}  of {limit:>7.1}{verdict}")
    });
    let calls = operations(measured).into_iter().map(|(function, operation, tally)| {
        let per_text = |field: &str| number(tally, field) / texts(measured);
        let (requests, writes, reads) =
            (per_text("requests"), per_text("write_units"), per_text("read_units"));
        let what = format!("{function} {operation}");
        format!("    {what:<58} {requests:>6.3} requests {writes:>6.3} W {reads:>6.3} R")
    });
    let bill = Bill::of(&self::figures(measured), budget.waits);
    let dollars = bill.lines.iter().map(|(what, dollars)| format!("    {what:<58} {dollars:>6.2} dollars"));
    let naive = format!("    the naive design, all of it {:>37.2} dollars", dollars::naive(budget.waits));
    let lines = std::iter::once(heading).chain(figures).chain(dollars).chain([naive]);
    lines.chain(calls).collect::<Vec<_>>().join("\n")
}

/// To the hundredth that is shown: a message that the queue delivers twice is no breach.
fn fits(figure: f64, limit: f64) -> bool {
    figure < limit + 0.005
}

fn rows(budget: &Budget, figures: &Figures) -> [(&'static str, f64, f64); 6] {
    [
        ("AWS requests, webhook to provider call", figures.requests, budget.requests),
        ("DynamoDB write units", figures.write_units, budget.write_units),
        ("DynamoDB read units", figures.read_units, budget.read_units),
        ("bytes of the largest kind of queue message", figures.message_bytes, budget.message_bytes),
        ("log bytes", figures.log_bytes, budget.log_bytes),
        ("dollars for a million, everything in", Bill::of(figures, budget.waits).total(), budget.dollars),
    ]
}

/// What a text of a run came to.
pub(super) fn figures(measured: &Measured) -> Figures {
    let operations: Vec<_> = operations(measured)
        .into_iter()
        .filter(|(function, operation, _)| !is_a_stores(function, operation))
        .collect();
    let sum = |field: &str| operations.iter().map(|(_, _, tally)| number(tally, field)).sum::<f64>();
    // What is recorded after the provider has answered is no longer on the way to it.
    let counting = operations.iter().filter(|(function, _, _)| function.ends_with("tally"));
    let counting = counting.map(|(_, _, tally)| number(tally, "requests")).sum::<f64>();
    let sending = operations.iter().filter(|(_, _, tally)| number(tally, "messages") > 0.0);
    let bytes = sending.map(|(_, _, tally)| number(tally, "message_bytes") / number(tally, "messages"));
    let queues = operations.iter().filter(|(_, operation, _)| operation.starts_with("SQS."));
    let queues = queues.map(|(_, _, tally)| number(tally, "requests")).sum::<f64>();
    Figures {
        queue_requests: EDGE_QUEUE_REQUESTS + queues / texts(measured),
        log_bytes: HTTP_LOG_BYTES + log_bytes(measured) / texts(measured),
        requests: EDGE_REQUESTS + (sum("requests") - counting) / texts(measured) - OUTCOME_REQUESTS,
        write_units: sum("write_units") / texts(measured),
        read_units: sum("read_units") / texts(measured),
        message_bytes: bytes.fold(0.0, f64::max),
    }
}

/// What does not follow the number of texts: settings and flows, which each process under load reads again every two
/// seconds; secrets, which it reads when it begins and then every quarter of an hour; and what the two functions do that
/// every hour wakes. The table lists it all; it is no text's.
fn is_a_stores(function: &str, operation: &str) -> bool {
    let is_hourly = ["upkeep", "dead-letters"].iter().any(|hourly| function.ends_with(hourly));
    let is_config = operation == "DynamoDB.Query" && !function.ends_with("quiet-hours");
    let is_secret = operation.starts_with("SSM.") || operation.starts_with("SecretsManager.");
    is_hourly || is_config || is_secret
}

/// What the functions logged: `CloudWatch` takes their lines one by one.
#[expect(clippy::cast_precision_loss, reason = "a benchmark logs far fewer bytes than a double has digits")]
fn log_bytes(measured: &Measured) -> f64 {
    measured.logged.iter().map(|line| line.len() as f64 + EVENT_BYTES).sum()
}

#[expect(clippy::cast_precision_loss, reason = "a benchmark has far fewer texts than a double has digits")]
fn texts(measured: &Measured) -> f64 {
    measured.texts as f64
}

fn number(tally: &Value, field: &str) -> f64 {
    tally.get(field).and_then(Value::as_f64).unwrap_or_default()
}

/// The functions' operations; the console and nobody's are left out.
fn operations(measured: &Measured) -> Vec<(&str, &str, &Value)> {
    let functions = measured.calls.as_object().into_iter().flatten();
    let counted = functions.filter(|(name, _)| !name.is_empty() && !name.ends_with("console"));
    counted
        .flat_map(|(name, operations)| {
            operations
                .as_object()
                .into_iter()
                .flatten()
                .map(move |(operation, tally)| (name.as_str(), operation.as_str(), tally))
        })
        .collect()
}
