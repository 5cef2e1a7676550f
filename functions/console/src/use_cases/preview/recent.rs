//! Real events of the last days, as which a flow can be previewed. They come from Recharge: what was sent about them is
//! kept here, and what they were is not.

use jiff::{SignedDuration, Timestamp};
use rechime_domain::{occurrence::Occurrence, trigger::Trigger};
use rechime_platform::secrets::SecretsError;
use rechime_recharge::{
    backfill::{LookBackPeriod, missed_topics},
    client::{ApiError, Listing},
    reading::{self, Meaning},
};
use rechime_store::configs::StoreConfig;
use serde_json::value::RawValue;

use crate::app::App;

/// How far back is looked.
const PERIOD: SignedDuration = SignedDuration::from_hours(72);

/// The most events that are shown.
const MOST: usize = 6;

/// Why no events are shown.
#[derive(Debug, thiserror::Error)]
pub(crate) enum RecentError {
    #[error("Connect Recharge first: the events come from there.")]
    NotConnected,
    #[error("Recharge does not list such events. Preview the flow with a sample.")]
    NotListed,
    #[error("{0}")]
    Recharge(#[from] ApiError),
    #[error(transparent)]
    Secrets(#[from] SecretsError),
}

/// What would start a flow of this trigger, of the last days, the newest first, as if it happened now. One call of
/// Recharge.
pub(crate) async fn list(
    app: &App,
    store: &StoreConfig,
    trigger: Trigger,
) -> Result<Vec<Occurrence>, RecentError> {
    let listing = listing(trigger).ok_or(RecentError::NotListed)?;
    let secrets = app.secrets.get(&store.settings.id).await?.ok_or(RecentError::NotConnected)?;
    let now = app.clock.now();
    let period = LookBackPeriod { since: now - PERIOD, now, after_a_gap: true };
    let page = app.recharge.list_changed(&secrets.api_token, listing, period.since, None).await?;
    let country = &store.settings.country;
    let found = page.items.iter().flat_map(|item| read(item, listing, &period, country));
    let mut events: Vec<_> = found.filter(|event| event.trigger == Some(trigger)).collect();
    events.sort_by_key(|event| std::cmp::Reverse(event.at));
    events.truncate(MOST);
    Ok(events)
}

/// An object's latest events. What cannot be read is no example.
fn read(item: &RawValue, listing: Listing, period: &LookBackPeriod, country: &str) -> Vec<Occurrence> {
    let topics = missed_topics(listing, item, period).unwrap_or_default();
    let meanings =
        topics.into_iter().filter_map(|topic| reading::read(topic, item, period.now, country).ok());
    let occurred = |meaning| match meaning {
        Meaning::Occurred(occurrence) => Some(occurrence),
        Meaning::IfPaused(_) | Meaning::Nothing(_) => None,
    };
    meanings.filter_map(|reading| occurred(reading.meaning)).collect()
}

/// Which list has events of a trigger. A pause, a skip and the like leave no trace in an object.
const fn listing(trigger: Trigger) -> Option<Listing> {
    match trigger {
        Trigger::ChargePaid
        | Trigger::ChargeFailed
        | Trigger::ChargeWillBeRetried
        | Trigger::UpcomingOrder => Some(Listing::Charges),
        Trigger::SubscriptionStarted | Trigger::SubscriptionCanceled | Trigger::SubscriptionExpired => {
            Some(Listing::Subscriptions)
        }
        Trigger::OrderProcessed => Some(Listing::Orders),
        Trigger::SubscriptionPaused
        | Trigger::SubscriptionResumed
        | Trigger::OrderSkipped
        | Trigger::CustomerAccountActivation => None,
    }
}

/// The same event, as if it happened now.
pub(crate) fn as_of(occurrence: Occurrence, now: Timestamp) -> Occurrence {
    Occurrence { at: now, received_at: now, stale_from: None, old_from: None, ..occurrence }
}
