//! News that came late, because no webhook brought it.

use jiff::SignedDuration;
use rechime_domain::{occurrence::Occurrence, trigger::Trigger};

use super::{Meaning, Reading};

/// For how long after it happened something that was missed is still told. Within a day it is news; after that a
/// customer has seen the charge, the parcel or the card's statement, and a text about it puzzles more than it helps.
const NEWS_FOR: SignedDuration = SignedDuration::from_hours(24);

impl Reading {
    /// The same as late news, which grows old. An announced order does so by its own date alone.
    #[must_use]
    pub fn found_late(self) -> Self {
        let meaning = match self.meaning {
            Meaning::Occurred(occurrence) => Meaning::Occurred(late(occurrence)),
            Meaning::IfPaused(occurrence) => Meaning::IfPaused(late(occurrence)),
            nothing @ Meaning::Nothing(_) => nothing,
        };
        Self { meaning, ..self }
    }
}

fn late(occurrence: Occurrence) -> Occurrence {
    let old_from = match occurrence.trigger {
        Trigger::UpcomingOrder => None,
        _ => occurrence.at.saturating_add(NEWS_FOR).ok(),
    };
    Occurrence { old_from, ..occurrence }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::reading::tests::{read_at, subscription, time};

    #[test]
    fn late_news_is_old_after_a_day_and_an_announcement_by_its_own_date() {
        let ends = |topic: &str, payload: &serde_json::Value| {
            let reading = read_at(topic, payload, "2026-11-20T12:00:00Z").unwrap();
            assert_eq!(reading.clone().found_late().report, reading.report);
            let late = reading.found_late();
            let occurrence = late.occurrence().unwrap();
            (occurrence.old_from, occurrence.stale_from)
        };
        let canceled =
            subscription(&json!({ "status": "cancelled", "cancelled_at": "2026-11-19T08:00:00+00:00" }));
        assert_eq!(ends("subscription/cancelled", &canceled), (Some(time("2026-11-20T08:00:00Z")), None));
        let planned = json!({ "charge": { "id": 1, "status": "queued", "scheduled_at": "2026-11-22",
            "updated_at": "2026-11-01T10:00:00+00:00", "total_price": "1.00" } });
        assert_eq!(ends("charge/upcoming", &planned), (None, Some(time("2026-11-23T05:00:00Z"))));
    }
}
