//! Logs: JSON lines, few and short, without phones and bodies.

use std::{io, panic::PanicHookInfo};

use tracing::level_filters::LevelFilter;
use tracing_subscriber::{Layer, filter::Targets, fmt::MakeWriter, layer::SubscriberExt, registry};

use crate::environment::Environment;

/// Libraries that log at INFO what only their authors need.
const QUIET: [&str; 3] = ["hyper_util", "reqwest", "rustls"];

/// Starts the logs of this process: lines of JSON at INFO and above, unless Lambda's logging controls say
/// otherwise (`AWS_LAMBDA_LOG_LEVEL`, `AWS_LAMBDA_LOG_FORMAT=Text`).
///
/// At INFO a message that goes well is not logged: its row holds what happened, and log bytes cost money.
/// A panic is logged by its place only, because its words may hold a text or a phone.
pub fn init(environment: &Environment) {
    let plain = environment
        .optional("AWS_LAMBDA_LOG_FORMAT")
        .is_some_and(|format| format.eq_ignore_ascii_case("text"));
    let dispatch = subscriber(filter(environment.optional("AWS_LAMBDA_LOG_LEVEL")), plain, io::stdout);
    // If a subscriber is already set, for example by a test, it stays.
    if tracing::dispatcher::set_global_default(dispatch).is_ok() {
        std::panic::set_hook(Box::new(log_panic));
    }
}

fn log_panic(panic: &PanicHookInfo<'_>) {
    let place = panic.location().map(ToString::to_string).unwrap_or_default();
    tracing::error!(place, "panicked");
}

fn filter(level: Option<&str>) -> Targets {
    // Lambda says FATAL where tracing says ERROR.
    let level = level.map(|level| if level.eq_ignore_ascii_case("fatal") { "error" } else { level });
    let level = level.and_then(|level| level.parse().ok()).unwrap_or(LevelFilter::INFO);
    let noise = level.min(LevelFilter::WARN);
    Targets::new().with_default(level).with_targets(QUIET.map(|library| (library, noise)))
}

/// Without the time: `CloudWatch` stamps each line.
fn subscriber<W>(filter: Targets, plain: bool, writer: W) -> tracing::Dispatch
where
    W: for<'w> MakeWriter<'w> + Send + Sync + 'static,
{
    let lines = tracing_subscriber::fmt::layer().without_time().with_writer(writer);
    if plain {
        return registry().with(lines.with_ansi(false).with_filter(filter)).into();
    }
    // The span list names the request and the record; the current span would only repeat its end.
    let lines = lines.json().flatten_event(true).with_current_span(false);
    registry().with(lines.with_filter(filter)).into()
}

#[cfg(test)]
mod tests;
