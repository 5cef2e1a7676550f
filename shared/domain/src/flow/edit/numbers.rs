//! The numbers of steps: a message that waits belongs to its step by the number, wherever the step is moved.

use super::{EditedStep, FieldFault};
use crate::flow::{Flow, Step};

/// The steps with the numbers they had. A new one gets a number of its own; where none says which it was, each is taken
/// for the one that stood in its place.
pub(super) fn keep(current: &Flow, steps: Vec<EditedStep>) -> Vec<Step> {
    let mut known: Vec<u8> = current.numbered_steps().map(|(id, _)| id).collect();
    let unnamed = steps.iter().all(|step| step.id.is_none());
    let places = known.clone();
    let mut number = |place: usize, step: EditedStep| {
        let stood_there = places.get(place).copied().filter(|_| unnamed);
        let id = step.id.or(stood_there).unwrap_or_else(|| fresh(&known));
        known.push(id);
        step.numbered(id)
    };
    steps.into_iter().enumerate().map(|(place, step)| number(place, step)).collect()
}

/// The first number above all that are known; after the last possible one, the first that is free.
fn fresh(known: &[u8]) -> u8 {
    let above = known.iter().max().map_or(0, |last| last.saturating_add(1));
    (above..=u8::MAX).chain(0..above).find(|id| !known.contains(id)).unwrap_or_default()
}

/// Numbers that no step of the flow has, or that are given twice.
pub(super) fn faults(current: &Flow, steps: &[EditedStep]) -> Vec<FieldFault> {
    let named = |place: usize| steps.get(place).and_then(|step| step.id);
    let fault = |place: usize| {
        let id = named(place)?;
        let unknown = current.step(id).is_none();
        let twice = (0..place).any(|earlier| named(earlier) == Some(id));
        (unknown || twice).then(|| {
            let detail = "each step keeps the `id` it was read with; leave it out for a new step";
            FieldFault::new(format!("steps.{place}.id"), detail)
        })
    };
    (0..steps.len()).filter_map(fault).collect()
}
