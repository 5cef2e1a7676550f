//! A/B tests: which of a step's texts a subscriber gets.

use sha2::{Digest, Sha256};

use crate::{flow::Step, message::PendingMessage, phone::PhoneNumber};

/// The number of the text, 0 for the step's own, and the text. A subscriber gets the same one every time, and the texts
/// of different flows and steps are drawn independently.
#[must_use]
pub fn draw<'a>(step: &'a Step, message: &PendingMessage, phone: &PhoneNumber) -> (usize, &'a str) {
    if step.alternatives.is_empty() {
        return (0, &step.template);
    }
    let mut left = percentile(message, phone);
    for (index, alternative) in step.alternatives.iter().enumerate() {
        if left < alternative.percent {
            return (index + 1, &alternative.template);
        }
        left -= alternative.percent;
    }
    (0, &step.template)
}

/// A number from 0 to 99, spread evenly over people.
fn percentile(message: &PendingMessage, phone: &PhoneNumber) -> u8 {
    let digest = Sha256::new()
        .chain_update(message.store.as_str())
        .chain_update([0])
        .chain_update(message.source.as_str())
        .chain_update([0, message.step])
        .chain_update(phone.as_str())
        .finalize();
    let number = digest.iter().take(8).fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
    u8::try_from(number % 100).unwrap_or_default()
}

#[cfg(test)]
mod tests;
