//! What the endpoints work with.

use std::sync::Arc;

use rechime_domain::job::WebhookJob;
use rechime_platform::{clock::Clock, queue::Queue, schedules::Schedules, secrets::StoreSecrets};
use rechime_recharge::client::RechargeApi;
use rechime_store::{
    checkups::Checkups, configs::ConfigEditor, facts::FactLedger, holds::Holds, journal::Journal,
    messages::Messages, parked::Parking, subscribers::SubscriberEditor,
};

use crate::{auth::AdminKey, effective::Lag};

/// The ports and settings of the API.
#[derive(Clone)]
pub struct App {
    /// Who may call.
    pub admin_key: AdminKey,
    /// Address of the HTTP API as Recharge reaches it, without a slash at its end.
    pub public_url: Arc<str>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Stores, their settings and flows. Not cached: whoever saves a setting and asks for a preview next must
    /// see it.
    pub configs: Arc<dyn ConfigEditor>,
    /// What upkeep found of their connections.
    pub checkups: Arc<dyn Checkups>,
    /// For how long others may not see what was saved.
    pub lag: Lag,
    /// The people stores text.
    pub subscribers: Arc<dyn SubscriberEditor>,
    /// What is known of subscriptions and charges.
    pub facts: Arc<dyn FactLedger>,
    /// What was planned for each message.
    pub journal: Arc<dyn Journal>,
    /// What waits.
    pub holds: Arc<dyn Holds>,
    /// What has it looked at again.
    pub schedules: Arc<dyn Schedules>,
    /// How it went.
    pub messages: Arc<dyn Messages>,
    /// Webhooks that could not be read.
    pub parking: Arc<dyn Parking>,
    /// Where webhooks wait to be evaluated.
    pub events: Arc<dyn Queue<WebhookJob>>,
    /// Each store's Recharge secrets.
    pub secrets: Arc<dyn StoreSecrets>,
    /// Recharge's Admin API.
    pub recharge: Arc<dyn RechargeApi>,
}
