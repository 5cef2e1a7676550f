//! Prints the day: for a person, or line by line as JSON.

use anyhow::Context;
use jiff::{Timestamp, tz::TimeZone};
use serde_json::json;

use super::{
    Format,
    scene::{Outcome, Scene},
    shown::{Consent, Entry, Sms},
};
use crate::progress::print;

/// Letters on a line of a phone's bubble.
const BUBBLE: usize = 44;

/// Prints the day.
pub(super) struct Teller {
    format: Format,
}

impl Teller {
    pub(super) const fn new(format: Format) -> Self {
        Self { format }
    }

    pub(super) fn tell(&self, scene: &Scene, outcome: &Outcome) -> anyhow::Result<()> {
        match self.format {
            Format::Json => json_line(scene, outcome)?.map_or(Ok(()), |line| print(&line)),
            Format::Story => print(&story(scene, outcome)?),
        }
    }

    pub(super) fn verdict(&self, words: &str) -> anyhow::Result<()> {
        match self.format {
            Format::Json => Ok(()),
            Format::Story => print(&format!("\n{words}")),
        }
    }
}

fn json_line(scene: &Scene, outcome: &Outcome) -> anyhow::Result<Option<String>> {
    let line = match outcome {
        Outcome::Text(sms, entry) => json!({
            "kind": "text", "flow": entry.flow, "to": sms.to, "body": sms.body, "at": sms.at,
            "local_time": local(sms.at, scene.person.zone)?, "segments": entry.segments, "why": why(entry),
        }),
        Outcome::Held(entry) => quiet(scene, "held", &why(entry))?,
        Outcome::Answered(sms, consent) => json!({
            "kind": "answer", "flow": null, "to": sms.to, "body": sms.body, "at": sms.at,
            "local_time": local(sms.at, scene.person.zone)?, "why": heeded(consent),
        }),
        Outcome::Skipped(entry) => quiet(scene, "skipped", &why(entry))?,
        Outcome::Refused(status) => {
            quiet(scene, "refused", &format!("The signature is wrong: HTTP {status}."))?
        }
        Outcome::NothingMore => return Ok(None),
    };
    Ok(Some(line.to_string()))
}

fn quiet(scene: &Scene, kind: &str, why: &str) -> anyhow::Result<serde_json::Value> {
    let at = scene.at.timestamp();
    Ok(json!({
        "kind": kind, "flow": scene.flow, "to": scene.person.phone, "body": null, "at": at,
        "local_time": local(at, scene.person.zone)?, "why": why,
    }))
}

fn story(scene: &Scene, outcome: &Outcome) -> anyhow::Result<String> {
    let heading = format!("\n{}  {}", scene.at.strftime("%a %H:%M"), scene.narration);
    Ok(match outcome {
        Outcome::Text(sms, entry) => format!("{heading}\n{}{}", bubble(scene, sms)?, flow_text(entry)),
        Outcome::Held(entry) => {
            let until = entry.held_until.context("what waits, waits until some time")?;
            format!("{heading}\n   waits until {}\n   {}", wall(until, scene.person.zone)?, why(entry))
        }
        Outcome::Answered(sms, consent) => {
            format!("{heading}\n{}, an answer\n   {}", bubble(scene, sms)?, heeded(consent))
        }
        Outcome::Skipped(entry) => format!("{heading}\n   no text. {}", why(entry)),
        Outcome::Refused(status) => format!("{heading}\n   refused: HTTP {status}"),
        Outcome::NothingMore => format!("{heading}\n   nothing more is sent"),
    })
}

/// A text as a phone shows it, with its receiver and time.
fn bubble(scene: &Scene, sms: &Sms) -> anyhow::Result<String> {
    let lines: Vec<String> = wrap(&sms.body).iter().map(|line| format!("   │ {line:BUBBLE$} │")).collect();
    let edge = "─".repeat(BUBBLE + 2);
    Ok(format!(
        "   ╭{edge}╮\n{}\n   ╰{edge}╯\n   to {} {} at {}",
        lines.join("\n"),
        scene.person.name,
        sms.to,
        wall(sms.at, scene.person.zone)?,
    ))
}

/// What goes below a flow's bubble.
fn flow_text(entry: &Entry) -> String {
    let segments = entry.segments.unwrap_or_default();
    let plural = if segments == 1 { "" } else { "s" };
    format!(", {}, {segments} segment{plural}\n   {}", entry.flow, why(entry))
}

/// What the store's list says after a reply.
fn heeded(consent: &Consent) -> String {
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

fn why(entry: &Entry) -> String {
    entry.why.iter().map(|reason| reason.text.as_str()).collect::<Vec<_>>().join(" ")
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
