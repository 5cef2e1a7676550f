//! What a million texts cost, everything in, by the list prices of us-east-1 in November 2026.
//!
//! Requests, units and log bytes are the run's. What an emulator does not have is taken from constants, each with its reason:
//! how long functions run, how long rows are kept, and what receipts come to.

use super::table::Figures;

/// Dollars for a million: <https://aws.amazon.com/api-gateway/pricing/>, `/lambda/`, `/sqs/`, `/dynamodb/`.
const HTTP_REQUEST: f64 = 1.0;
const INVOCATION: f64 = 0.2;
const SQS_REQUEST: f64 = 0.4;
const WRITE_UNIT: f64 = 0.625;
const READ_UNIT: f64 = 0.125;
/// A million times a gigabyte for a second, of arm64.
const GIGABYTE_SECOND: f64 = 13.333_4;
/// A gigabyte of the table for a month, with its backup of every moment (`/dynamodb/`), and of logs that come in
/// (`/cloudwatch/`). A million bytes for each of a million texts are a thousand of them.
const STORED: f64 = 0.25 + 0.2;
const LOGGED: f64 = 0.5;

/// What AWS adds to each row: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html>.
const ROW: f64 = 100.0;
/// A message's row, four of five links, and a tenth of a row of the journal, in bytes, for `MessageDays`.
const KEPT_BYTES: f64 = 740.0 + ROW + 0.8 * (190.0 + ROW) + 0.1 * (840.0 + ROW);
const KEPT_MONTHS: f64 = 90.0 / 30.4;
/// What is remembered of the subscription or charge. Two texts or more are about each.
const FACT_BYTES: f64 = f64::midpoint(130.0, ROW);
const FACT_MONTHS: f64 = 400.0 / 30.4;
/// The hold of a text that waits, until two weeks after its minute.
const HOLD_BYTES: f64 = 810.0 + ROW;
const HOLD_MONTHS: f64 = 14.5 / 30.4;

/// Memory in gigabytes times seconds, of a text's share of each run: intake 128 MB for 10 ms, evaluation 256 MB for 80 ms
/// and sending for 300 ms, ten texts each; nobody has measured them on AWS.
const GIGABYTE_SECONDS: f64 = 0.125 * 0.010 + 0.25 * (0.080 + 0.300) / 10.0;
/// Invocations for a text: intake, and a tenth of each function that reads a queue.
const INVOCATIONS: f64 = 1.2;

/// Twilio calls twice for a text, `sent` and `delivered`, at the receipts' Function URL. The first ends there. The other is
/// put on the queue, received and deleted among ten, and moves the message's row forward.
const CALLS: f64 = 2.0;
const RECEIPT_GIGABYTE_SECONDS: f64 = CALLS * 0.125 * 0.005 + 0.25 * 0.050 / 10.0;

/// What a million texts cost.
pub(super) struct Bill {
    /// What for, and how much.
    pub(super) lines: Vec<(&'static str, f64)>,
}

impl Bill {
    /// Of texts with these figures, which wait or not.
    pub(super) fn of(figures: &Figures, waits: bool) -> Self {
        let hold = if waits { HOLD_BYTES * HOLD_MONTHS } else { 0.0 };
        let rows = KEPT_BYTES * KEPT_MONTHS + FACT_BYTES * FACT_MONTHS + hold;
        let lines = vec![
            ("webhooks at the HTTP API", HTTP_REQUEST),
            ("functions", INVOCATIONS * INVOCATION + GIGABYTE_SECONDS * GIGABYTE_SECOND),
            ("queues", figures.queue_requests * SQS_REQUEST),
            ("table: writes", figures.write_units * WRITE_UNIT),
            ("table: reads", figures.read_units * READ_UNIT),
            ("table: rows", rows / 1_000.0 * STORED),
            ("logs", figures.log_bytes / 1_000.0 * LOGGED),
            ("receipts", receipts()),
        ];
        Self { lines }
    }

    /// All of it.
    pub(super) fn total(&self) -> f64 {
        self.lines.iter().map(|(_, dollars)| dollars).sum()
    }
}

fn receipts() -> f64 {
    let functions = (CALLS + 0.1) * INVOCATION + RECEIPT_GIGABYTE_SECONDS * GIGABYTE_SECOND;
    functions + 1.2 * SQS_REQUEST + WRITE_UNIT
}

/// The naive design: no batches and no caches. Each webhook, receipt and text is a request of the HTTP API or a run of its
/// own; a text is a row against duplicates, a row of the message, its outcome and two lines of a log; settings, flow and
/// subscriber are read for each; rows stay for 400 days, and each text that waits has a schedule of its own.
pub(super) fn naive(waits: bool) -> f64 {
    let http = (1.0 + CALLS) * HTTP_REQUEST;
    let runs = 3.0 + CALLS;
    let functions =
        runs * INVOCATION + (0.125 * 0.010 + 0.25 * (0.1 + 0.3) + CALLS * 0.25 * 0.05) * GIGABYTE_SECOND;
    let queues = 2.0 * 3.0 * SQS_REQUEST;
    let table = (6.0 + CALLS) * WRITE_UNIT + 4.0 * READ_UNIT;
    let rows = 2.0 * (740.0 + ROW) * FACT_MONTHS / 1_000.0 * STORED;
    let logs = runs * 600.0 / 1_000.0 * LOGGED;
    http + functions + queues + table + rows + logs + if waits { 1.0 + INVOCATION } else { 0.0 }
}
