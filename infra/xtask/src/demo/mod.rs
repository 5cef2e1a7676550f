//! `cargo xtask demo`: a shop's day, through the front door.
//!
//! Recharge (its simulator) signs and sends webhooks, the deployed functions do what they do, the clock moves, and
//! each text is told as it arrives, with its why. What the story promises is checked: a day that goes differently
//! ends with an error.

pub(crate) mod cast;
mod day;
pub(crate) mod events;
mod scene;
mod shown;
pub(crate) mod stage;
mod tell;

use anyhow::ensure;

use crate::{
    paths::Paths,
    progress::say,
    stack::{self, Stack},
};
use day::Day;
use stage::Stage;
use tell::Teller;

/// How the demo is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    /// For a person.
    Story,
    /// One JSON object per line.
    Json,
}

/// Plays the day. A stack that was up stays up; one that the demo started ends with it, unless it is to be kept.
pub(crate) fn run(paths: &Paths, format: Format, keep: bool) -> anyhow::Result<()> {
    let was_up = Stack::load(paths).is_ok();
    let stack = stack::up(paths)?;
    let played = play(&stack, format);
    if !was_up && !keep {
        stack::down(paths)?;
    }
    played?;
    if was_up || keep {
        say("The stack is up; `cargo xtask down` ends it.");
    }
    Ok(())
}

fn play(stack: &Stack, format: Format) -> anyhow::Result<()> {
    let stage = Stage::new(stack)?;
    let teller = Teller::new(format);
    let mut flows = std::collections::BTreeSet::new();
    for scene in Day::starting(stage.tomorrow()?)?.scenes(stage.run())? {
        let outcome = scene.play(&stage)?;
        teller.tell(&scene, &outcome)?;
        flows.extend(outcome.texted_flow());
    }
    ensure!(flows.len() == 12, "only {} of the twelve flows were texted", flows.len());
    teller.verdict("Twelve flows texted, nothing twice, nothing at night that could wait, nothing untrue.")
}
