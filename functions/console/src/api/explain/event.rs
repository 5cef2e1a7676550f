//! What a webhook would tell.

use jiff::Timestamp;
use rechime_domain::occurrence::Occurrence;
use rechime_recharge::{
    reading::{self, Meaning, Reading, Why},
    topic::Topic,
};
use rechime_store::StoreError;
use serde_json::value::RawValue;

use super::ExplainError;
use crate::{api::reasons::Told, app::App, shop::Shop};

/// What a webhook tells.
pub(super) enum Event {
    /// Something happened.
    Happened(Occurrence),
    /// Nothing that a flow is about, and why.
    Nothing(Told),
}

/// Reads a webhook as evaluation would, without asking Recharge for what it leaves out.
pub(super) async fn read(
    app: &App,
    shop: &Shop,
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
    let reading = reading::read(topic, payload, now, &shop.0.settings.country)?;
    let resumed = is_resumed(app, shop, &reading).await?;
    Ok(match reading.meaning {
        Meaning::Occurred(occurrence) => Event::Happened(occurrence),
        Meaning::IfPaused(occurrence) if resumed => Event::Happened(occurrence),
        Meaning::IfPaused(_) => nothing(Why::OnlyChanged.code(), Why::OnlyChanged.words()),
        Meaning::Nothing(why) => nothing(why.code(), why.words()),
    })
}

fn nothing(code: &str, text: impl Into<String>) -> Event {
    Event::Nothing(Told::new(code, text))
}

/// Whether what is known of the subscription makes the reading a resumption. Only then is anything looked up.
async fn is_resumed(app: &App, shop: &Shop, reading: &Reading) -> Result<bool, StoreError> {
    if !matches!(reading.meaning, Meaning::IfPaused(_)) {
        return Ok(false);
    }
    let facts = app.facts.get(shop.id(), &reading.subject).await?;
    Ok(reading::resumed(&facts, reading))
}
