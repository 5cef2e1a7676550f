//! The event that a webhook would tell of.

use jiff::Timestamp;
use rechime_domain::occurrence::Occurrence;
use rechime_recharge::{
    reading::{self, Meaning, Reading, Why},
    topic::Topic,
};
use rechime_store::{StoreError, configs::StoreConfig};
use serde_json::value::RawValue;

use super::ExplainError;
use crate::{app::App, use_cases::reason_view::ReasonView};

/// What a webhook tells.
pub(super) enum Event {
    /// Something happened.
    Happened(Box<Occurrence>),
    /// Nothing that a flow is about, and why.
    Nothing(ReasonView),
}

/// Reads a webhook as evaluation would, without asking Recharge for what it leaves out.
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
    let reading = reading::read(topic, payload, now, &store.settings.country)?;
    let resumed = is_resumed(app, store, &reading).await?;
    Ok(match reading.meaning {
        Meaning::Occurred(occurrence) => happened(occurrence),
        Meaning::IfPaused(occurrence) if resumed => happened(occurrence),
        Meaning::IfPaused(_) => nothing(Why::OnlyChanged.code(), Why::OnlyChanged.words()),
        Meaning::Nothing(why) => nothing(why.code(), why.words()),
    })
}

fn happened(occurrence: Occurrence) -> Event {
    Event::Happened(Box::new(occurrence))
}

fn nothing(code: &str, text: impl Into<String>) -> Event {
    Event::Nothing(ReasonView::new(code, text))
}

/// Whether what is known of the subscription makes the reading a resumption. Only then is anything looked up.
async fn is_resumed(app: &App, store: &StoreConfig, reading: &Reading) -> Result<bool, StoreError> {
    if !matches!(reading.meaning, Meaning::IfPaused(_)) {
        return Ok(false);
    }
    let facts = app.facts.get_facts(&store.settings.id, &reading.subject).await?;
    Ok(reading::resumed(&facts, reading))
}
