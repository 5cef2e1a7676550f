//! Prints the day: for a person, or line by line as JSON.

use anyhow::Context;
use jiff::{Timestamp, tz::TimeZone};
use journeys::{Consent, Entry, sms::Text};
use serde_json::{Value, json};

use super::{
    Format,
    step::{Outcome, Step},
};
use crate::progress::print;

/// Letters on a line of a phone's bubble.
const BUBBLE: usize = 44;

/// Prints the day.
pub(super) struct Report {
    format: Format,
}

impl Report {
    pub(super) const fn new(format: Format) -> Self {
        Self { format }
    }

    pub(super) fn step(&self, step: &Step, outcome: &Outcome) -> anyhow::Result<()> {
        match self.format {
            Format::Json => json_line(step, outcome)?.map_or(Ok(()), |line| print(&line)),
            Format::Text => print(&in_words(step, outcome)?),
        }
    }

    pub(super) fn end(&self, words: &str) -> anyhow::Result<()> {
        match self.format {
            Format::Json => Ok(()),
            Format::Text => print(&format!("\n{words}")),
        }
    }
}

fn json_line(step: &Step, outcome: &Outcome) -> anyhow::Result<Option<String>> {
    let line = match outcome {
        Outcome::Text(text, entry) => json!({
            "kind": "text", "flow": entry.flow, "to": text.to, "body": text.body, "at": text.at,
            "local_time": local(text.at, step.customer.zone)?, "segments": entry.segments, "why": entry.reasons(),
        }),
        Outcome::Held(entry) => without_text(step, "held", &entry.reasons())?,
        Outcome::Answered(text, consent) => json!({
            "kind": "answer", "flow": null, "to": text.to, "body": text.body, "at": text.at,
            "local_time": local(text.at, step.customer.zone)?, "why": on_the_list(consent),
        }),
        Outcome::Skipped(entry) => without_text(step, "skipped", &entry.reasons())?,
        Outcome::Refused(status) => {
            without_text(step, "refused", &format!("The signature is wrong: HTTP {status}."))?
        }
        Outcome::InSegments { clicked } => without_text(step, "segments", &in_segments(step, *clicked))?,
        Outcome::Campaign(text, progress) => json!({
            "kind": "campaign", "flow": null, "to": text.to, "body": text.body, "at": text.at,
            "local_time": local(text.at, step.customer.zone)?, "progress": progress, "why": campaign(progress),
        }),
        Outcome::NotCounted(_) => without_text(step, "followed", "It was a preview, so it is no click.")?,
        Outcome::Clicked(_, at) => without_text(step, "clicked", &clicked(step, *at)?)?,
        Outcome::NothingMore => return Ok(None),
    };
    Ok(Some(line.to_string()))
}

fn without_text(step: &Step, kind: &str, why: &str) -> anyhow::Result<serde_json::Value> {
    let at = step.at.timestamp();
    Ok(json!({
        "kind": kind, "flow": step.flow, "to": step.customer.person.phone, "body": null, "at": at,
        "local_time": local(at, step.customer.zone)?, "why": why,
    }))
}

fn in_words(step: &Step, outcome: &Outcome) -> anyhow::Result<String> {
    let heading = format!("\n{}  {}", step.at.strftime("%a %H:%M"), step.title);
    Ok(match outcome {
        Outcome::Text(text, entry) => format!("{heading}\n{}{}", bubble(step, text)?, flow_text(entry)),
        Outcome::Held(entry) => {
            let until = entry.held_until.context("what waits, waits until some time")?;
            format!("{heading}\n   waits until {}\n   {}", wall(until, step.customer.zone)?, entry.reasons())
        }
        Outcome::Answered(text, consent) => {
            format!("{heading}\n{}, an answer\n   {}", bubble(step, text)?, on_the_list(consent))
        }
        Outcome::Skipped(entry) => format!("{heading}\n   no text. {}", entry.reasons()),
        Outcome::Refused(status) => format!("{heading}\n   refused: HTTP {status}"),
        Outcome::InSegments { clicked } => format!("{heading}\n   {}", in_segments(step, *clicked)),
        Outcome::Campaign(text, progress) => {
            format!("{heading}\n{}, a campaign\n   {}", bubble(step, text)?, campaign(progress))
        }
        Outcome::NotCounted(place) => {
            format!("{heading}\n   it leads to {place}\n   a preview is no click")
        }
        Outcome::Clicked(place, at) => {
            format!("{heading}\n   it leads to {place}\n   {}", clicked(step, *at)?)
        }
        Outcome::NothingMore => format!("{heading}\n   nothing more is sent"),
    })
}

/// A text as a phone shows it, with its receiver and time.
fn bubble(step: &Step, text: &Text) -> anyhow::Result<String> {
    let lines: Vec<String> = wrap(&text.body).iter().map(|line| format!("   │ {line:BUBBLE$} │")).collect();
    let edge = "─".repeat(BUBBLE + 2);
    Ok(format!(
        "   ╭{edge}╮\n{}\n   ╰{edge}╯\n   to {} {} at {}",
        lines.join("\n"),
        step.customer.person.name,
        text.to,
        wall(text.at, step.customer.zone)?,
    ))
}

/// What goes below a flow's bubble.
fn flow_text(entry: &Entry) -> String {
    let segments = entry.segments.unwrap_or_default();
    let plural = if segments == 1 { "" } else { "s" };
    format!(", {}, {segments} segment{plural}\n   {}", entry.flow, entry.reasons())
}

/// In which of the two segments somebody is.
fn in_segments(step: &Step, clicked: bool) -> String {
    let also = if clicked { " and \"Clicked in a Recharge flow message\"" } else { " only" };
    format!("{} is in \"Received a Recharge flow message\"{also}.", step.customer.person.name)
}

/// How far a campaign has come.
fn campaign(progress: &Value) -> String {
    let count = |name: &str| progress.get(name).and_then(Value::as_u64).unwrap_or_default();
    let skipped = progress.get("skipped").and_then(Value::as_object).into_iter().flatten();
    let skipped: Vec<_> = skipped.map(|(code, count)| format!("{count} skipped ({code})")).collect();
    let told = format!("For {}: {} sent, {} waiting", count("planned"), count("sent"), count("waiting"));
    std::iter::once(told).chain(skipped).collect::<Vec<_>>().join(", ") + "."
}

/// Who clicked, and when.
fn clicked(step: &Step, at: Timestamp) -> anyhow::Result<String> {
    Ok(format!(
        "{} clicked in the text of {} at {}.",
        step.customer.person.name,
        step.flow,
        wall(at, step.customer.zone)?
    ))
}

/// What the store's list says after a reply.
fn on_the_list(consent: &Consent) -> String {
    let Consent { status, source, wording } = consent;
    let words = wording.as_ref().map(|words| format!(" \"{words}\"")).unwrap_or_default();
    format!("On the store's list: {status}, by {source}{words}.")
}

/// Breaks a text into lines of a bubble; a word that is longer than a line is broken as a phone would.
fn wrap(text: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace().flat_map(pieces) {
        match lines.last_mut() {
            Some(line) if line.is_empty() => line.push_str(&word),
            Some(line) if line.chars().count() + 1 + word.chars().count() <= BUBBLE => {
                *line = format!("{line} {word}");
            }
            _ => lines.push(word),
        }
    }
    lines
}

fn pieces(word: &str) -> Vec<String> {
    let letters: Vec<char> = word.chars().collect();
    letters.chunks(BUBBLE).map(|piece| piece.iter().collect()).collect()
}

/// What the clock on the customer's wall shows: `Sat 10:00 EST`.
fn wall(at: Timestamp, zone: &str) -> anyhow::Result<String> {
    Ok(at.to_zoned(TimeZone::get(zone)?).strftime("%a %H:%M %Z").to_string())
}

/// The customer's local time, with its offset.
fn local(at: Timestamp, zone: &str) -> anyhow::Result<String> {
    let zone = TimeZone::get(zone).context("an unknown zone")?;
    Ok(at.to_zoned(zone).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string())
}
