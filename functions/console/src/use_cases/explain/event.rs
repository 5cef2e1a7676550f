//! The event that a webhook would tell of.

use futures::future::try_join_all;
use jiff::Timestamp;
use rechime_domain::{
    facts::{Facts, Known},
    job::Proof,
    occurrence::Occurrence,
};
use rechime_recharge::{
    reading::{self, Meaning, Why},
    topic::Topic,
};
use rechime_store::configs::StoreConfig;
use serde_json::value::RawValue;

use super::ExplainError;
use crate::{app::App, use_cases::reason_view::ReasonView};

/// What a webhook tells.
pub(super) enum Event {
    /// Something happened.
    Happened {
        /// What.
        occurrence: Box<Occurrence>,
        /// The facts of its object.
        known: Known,
    },
    /// Nothing that a flow is about, and why.
    Nothing(ReasonView),
}

/// Reads a signed webhook as evaluation would, without asking Recharge for what it leaves out.
pub(super) async fn read(
    app: &App,
    store: &StoreConfig,
    topic: &str,
    payload: &RawValue,
    now: Timestamp,
) -> Result<Event, ExplainError> {
    let topic = match Topic::parse(topic) {
        Ok(Topic::Handled(topic)) => topic,
        Ok(Topic::Known | Topic::Uninstalled) => {
            return Ok(nothing("topic_of_no_interest", "No flow is triggered by this topic."));
        }
        Err(unknown) => return Ok(nothing("unknown_topic", format!("{unknown}."))),
    };
    let reading = reading::read(topic, payload, now, &store.settings.country)?.vouched_by(PROOF);
    let store = &store.settings.id;
    let before = app.facts.get_facts(store, &reading.subject).await?;
    let subject = reading.report.iter().fold(before.clone(), Facts::with);
    match reading.weighed(&before, PROOF).meaning {
        Meaning::Occurred(occurrence) => {
            let read = |subject| async move { app.facts.get_facts(store, &subject).await };
            let subscriptions = try_join_all(occurrence.subscriptions().map(read)).await?;
            let known = Known { subject, subscriptions };
            Ok(Event::Happened { occurrence: Box::new(occurrence), known })
        }
        Meaning::IfPaused(_) => Ok(nothing(Why::OnlyChanged.code(), Why::OnlyChanged.words())),
        Meaning::Nothing(why) => Ok(nothing(why.code(), why.words())),
    }
}

/// A dry run is of a webhook that came as it should.
const PROOF: Proof = Proof::TimestampedSignature;

fn nothing(code: &str, text: impl Into<String>) -> Event {
    Event::Nothing(ReasonView::new(code, text))
}
