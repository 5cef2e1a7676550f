//! A pause that ended early, which no topic of Recharge tells of.

use rechime_domain::facts::{FactKind, FactReport, Facts, Standing, ends_pause};

use super::{Meaning, Reading};

/// Whether a reading that [means something only if the subscription was paused](Meaning::IfPaused) tells of a
/// resumption: all we knew of before it says paused, and since then the next charge was moved to before the planned
/// end of the pause, or a pause without an end got a next charge.
#[must_use]
pub fn resumed(facts_before: &Facts, reading: &Reading) -> bool {
    let (Meaning::IfPaused(_), Some(report)) = (&reading.meaning, &reading.report) else { return false };
    let is_known = facts_before.moment(FactKind::Resumed).is_some_and(|known| known.at >= report.moment.at);
    if is_known {
        return false;
    }
    match facts_before.standing_before(report.moment.at) {
        Standing::Paused { until } => ends_pause(until, report.day),
        _ => false,
    }
}

impl Reading {
    /// What to remember besides [`Reading::report`] once [`resumed`] has said yes: that the pause is over.
    #[must_use]
    pub fn resumption(&self) -> Option<FactReport> {
        let report = self.report.clone()?;
        matches!(self.meaning, Meaning::IfPaused(_))
            .then_some(FactReport { kind: FactKind::Resumed, ..report })
    }
}
