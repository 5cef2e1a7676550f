//! Figures, as they are printed.

use std::time::Duration;

/// The middle, the 99th of a hundred and the longest of some times, in seconds.
pub(super) fn spread(sorted: &[Duration]) -> String {
    let at = |percent: usize| {
        let index = (sorted.len() * percent / 100).min(sorted.len().saturating_sub(1));
        sorted.get(index).map_or(0.0, Duration::as_secs_f64)
    };
    format!("{:.1} s in the middle, {:.1} s at 99 %, {:.1} s at most", at(50), at(99), at(100))
}

/// So many things each.
pub(super) fn each(count: usize, of: usize) -> f64 {
    let number = |count: usize| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
    number(count) / number(of)
}
