//! A pause that ended early, which no topic of Recharge tells of.

use rechime_domain::facts::{FactKind, FactReport, Facts};

use super::{Meaning, Reading};

/// Whether a reading that [means something only if the subscription was paused](Meaning::IfPaused) tells of a
/// resumption: all we knew before says paused, and since then the next charge was moved to before the planned
/// end of the pause, or a pause without an end got a next charge.
#[must_use]
pub fn resumed(facts_before: &Facts, reading: &Reading) -> bool {
    let (Meaning::IfPaused(_), Some(report)) = (&reading.meaning, &reading.report) else { return false };
    let is_news = facts_before.moment(FactKind::Paused).is_some_and(|paused| paused < report.moment);
    let runs_again = match (facts_before.resumes_on(), report.next_charge_on) {
        (Some(planned), Some(next)) => next < planned,
        (None, Some(_)) => true,
        (_, None) => false,
    };
    facts_before.is_paused() && is_news && runs_again
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
