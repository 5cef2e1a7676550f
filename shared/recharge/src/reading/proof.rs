//! What a reading counts for by what vouches for its webhook, and by what was known before it.

use rechime_domain::{
    facts::{FactKind, FactReport, Facts, Moment},
    job::Proof,
    occurrence::Occurrence,
    truth::{self, Doubt},
};

use super::{Meaning, Reading, Why, resumed};

impl Reading {
    /// The same, where the object shows what the topic tells, or does not.
    pub(super) fn shown_by_object(self, is_shown: bool) -> Self {
        Self { is_shown, ..self }
    }

    /// The reading by what vouches for its webhook. Where that is only the key in the path, a topic is nothing, and
    /// what the object does not show is not remembered either.
    #[must_use]
    pub fn vouched_by(mut self, proof: Proof) -> Self {
        let is_shown = self.is_shown || proof != Proof::PathKey;
        if !is_shown {
            self.report = self.report.and_then(shown);
        }
        if proof == Proof::Backfill {
            self.report = self.report.map(|report| found(report, &self.meaning));
        }
        self.meaning = match self.meaning {
            Meaning::Occurred(occurrence) if is_shown => Meaning::Occurred(news(occurrence, proof)),
            Meaning::Occurred(occurrence) => Meaning::Occurred(occurrence.doubted(Doubt::NothingShowsIt)),
            Meaning::IfPaused(occurrence) => Meaning::IfPaused(news(occurrence, proof)),
            nothing @ Meaning::Nothing(_) => nothing,
        };
        self
    }

    /// The reading by what was known of the object before: whether it means something, and what stands against it.
    #[must_use]
    pub fn weighed(self, before: &Facts, proof: Proof) -> Self {
        let has_resumed = resumed(before, &self);
        let meaning = match self.meaning {
            Meaning::Occurred(occurrence) => {
                Meaning::Occurred(weighed(occurrence, self.report.as_ref(), before, proof))
            }
            Meaning::IfPaused(occurrence) if has_resumed => {
                Meaning::Occurred(weighed(occurrence, self.report.as_ref(), before, proof))
            }
            Meaning::IfPaused(_) => Meaning::Nothing(Why::OnlyChanged),
            nothing @ Meaning::Nothing(_) => nothing,
        };
        Self { meaning, ..self }
    }
}

fn weighed(occurrence: Occurrence, report: Option<&FactReport>, before: &Facts, proof: Proof) -> Occurrence {
    match truth::doubt(&occurrence, report, before, proof) {
        Some(doubt) => occurrence.doubted(doubt),
        None => occurrence,
    }
}

/// Noted only of what is old news already: nothing else ever becomes it.
fn news(occurrence: Occurrence, proof: Proof) -> Occurrence {
    let old_from = occurrence.trigger.and_then(|trigger| truth::old_from(trigger, occurrence.at, proof));
    Occurrence { old_from: old_from.filter(|from| *from <= occurrence.received_at), ..occurrence }
}

/// An object that was found tells when it began, and is no version that was told as its beginning.
fn found(report: FactReport, meaning: &Meaning) -> FactReport {
    match meaning {
        Meaning::Occurred(occurrence) if report.kind == FactKind::Started => {
            FactReport { moment: Moment { at: occurrence.at, ..report.moment }, ..report }
        }
        _ => report,
    }
}

/// What an object shows, where it does not show what its topic tells: that an active subscription changed, or how
/// something ended.
fn shown(report: FactReport) -> Option<FactReport> {
    use FactKind::{Deleted, Failed, Paused, Resumed, Skipped, Started, Unskipped, Updated};
    match report.kind {
        Deleted | Failed => None,
        Started | Resumed | Paused | Skipped | Unskipped => Some(FactReport { kind: Updated, ..report }),
        _ => Some(report),
    }
}
