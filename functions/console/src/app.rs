//! The ports and settings that the use cases share.

use std::{ops::Deref, sync::Arc};

use rechime_domain::{link::LinkBase, path_key::PathKeys, sender::Sender};
use rechime_platform::{
    clock::Clock,
    operator_alerts::OperatorAlerts,
    queue::Queue,
    schedules::Schedules,
    secrets::{SecretEditor, SenderSecretEditor},
};
use rechime_recharge::client::RechargeApi;
use rechime_sms::sender_check::SenderCheck;
use rechime_store::{
    api_keys::ApiKeys,
    audit::Audit,
    campaigns::CampaignEditor,
    checkups::Checkups,
    clicks::Clicks,
    configs::ConfigEditor,
    counters::Counters,
    facts::FactLedger,
    flow_history::FlowHistory,
    holds::Holds,
    imports::Imports,
    journal::Journal,
    links::Links,
    messages::Messages,
    paces::Paces,
    parked::ParkedMessages,
    people::People,
    received_replies::ReceivedReplies,
    runs::Runs,
    senders::Senders,
    sessions::Sessions,
    sign_in_attempts::SignInAttempts,
    subscribers::{SubscriberEditor, SubscriberShards},
};
use serde_json::value::RawValue;

use crate::use_cases::{
    admin_key::AdminKey,
    api_keys::{KnownKeys, no_known_keys},
};

/// The ports and settings of the console. Clones share them: each route has one.
#[derive(Clone)]
pub struct App(Arc<Ports>);

/// The fields of an [`App`].
#[derive(Clone)]
pub struct Ports {
    /// The key of the merchant, for signing in and for the API.
    pub(crate) admin_key: AdminKey,
    /// Those who signed in.
    pub(crate) sessions: Arc<dyn Sessions>,
    /// How often they tried.
    pub(crate) attempts: Arc<dyn SignInAttempts>,
    /// Tells the operator of wrong keys.
    pub(crate) operator_alerts: Arc<dyn OperatorAlerts>,
    /// Makes the keys in the addresses of stores' webhooks.
    pub(crate) path_keys: PathKeys,
    /// Address of the HTTP API as Recharge reaches it, without a slash at its end.
    pub(crate) public_url: Arc<str>,
    /// The installation's address of short links.
    pub(crate) link_base: LinkBase,
    /// The time.
    pub(crate) clock: Arc<dyn Clock>,
    /// Stores, their settings and flows. Not cached: a merchant who saves a setting must see it in the next preview.
    pub(crate) configs: Arc<dyn ConfigEditor>,
    /// The senders that stores have besides the installation's own.
    pub(crate) senders: Arc<dyn Senders>,
    /// The installation's own.
    pub(crate) own_sender: Sender,
    /// The others' credentials.
    pub(crate) sender_secrets: Arc<dyn SenderSecretEditor>,
    /// Asks providers for senders.
    pub(crate) sender_check: Arc<dyn SenderCheck>,
    /// How senders stand.
    pub(crate) paces: Arc<dyn Paces>,
    /// The versions of flows.
    pub(crate) flow_history: Arc<dyn FlowHistory>,
    /// Who changed what.
    pub(crate) audit: Arc<dyn Audit>,
    /// The keys of other systems.
    pub(crate) api_keys: Arc<dyn ApiKeys>,
    /// What this process knows of them.
    pub(crate) known_keys: Arc<KnownKeys>,
    /// The results of upkeep's last look at their connections.
    pub(crate) checkups: Arc<dyn Checkups>,
    /// The stores' subscribers.
    pub(crate) subscribers: Arc<dyn SubscriberEditor>,
    /// The stores' subscribers, shard by shard.
    pub(crate) shards: Arc<dyn SubscriberShards>,
    /// Campaigns.
    pub(crate) campaigns: Arc<dyn CampaignEditor>,
    /// Runs over lists.
    pub(crate) runs: Arc<dyn Runs>,
    /// The imports of long lists.
    pub(crate) imports: Arc<dyn Imports>,
    /// What is known of subscriptions and charges.
    pub(crate) facts: Arc<dyn FactLedger>,
    /// What was decided about each message.
    pub(crate) journal: Arc<dyn Journal>,
    /// What became of messages, counted.
    pub(crate) counters: Arc<dyn Counters>,
    /// The holds.
    pub(crate) holds: Arc<dyn Holds>,
    /// Schedules a review of waiting messages.
    pub(crate) schedules: Arc<dyn Schedules>,
    /// The rows of messages.
    pub(crate) messages: Arc<dyn Messages>,
    /// All that is kept of a person.
    pub(crate) people: Arc<dyn People>,
    /// What was replied to the stores.
    pub(crate) received_replies: Arc<dyn ReceivedReplies>,
    /// Short links.
    pub(crate) links: Arc<dyn Links>,
    /// Who followed them.
    pub(crate) clicks: Arc<dyn Clicks>,
    /// Parked messages.
    pub(crate) parked: Arc<dyn ParkedMessages>,
    /// The queues that parked messages go back to.
    pub(crate) queues: Queues,
    /// Each store's Recharge secrets.
    pub(crate) secrets: Arc<dyn SecretEditor>,
    /// Recharge's Admin API.
    pub(crate) recharge: Arc<dyn RechargeApi>,
}

/// The queues, for messages as they are.
#[derive(Clone)]
pub struct Queues {
    /// Where webhooks wait to be evaluated.
    pub events: Arc<dyn Queue<Box<RawValue>>>,
    /// Where messages wait to be sent.
    pub sends: Arc<dyn Queue<Box<RawValue>>>,
    /// Where replies and receipts wait.
    pub feedback: Arc<dyn Queue<Box<RawValue>>>,
    /// Where runs over lists wait.
    pub audience: Arc<dyn Queue<Box<RawValue>>>,
    /// Where links that were followed wait.
    pub clicks: Arc<dyn Queue<Box<RawValue>>>,
}

/// The ports and settings of the console besides the table.
pub struct Surroundings {
    /// The key of the merchant, for signing in and for the API.
    pub admin_key: AdminKey,
    /// Tells the operator of wrong keys.
    pub operator_alerts: Arc<dyn OperatorAlerts>,
    /// Makes the keys in the addresses of stores' webhooks.
    pub path_keys: PathKeys,
    /// Address of the HTTP API as Recharge reaches it. A slash at its end is left out.
    pub public_url: String,
    /// The installation's address of short links.
    pub link_base: LinkBase,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Schedules a review of waiting messages.
    pub schedules: Arc<dyn Schedules>,
    /// The queues of the other functions.
    pub queues: Queues,
    /// Each store's Recharge secrets.
    pub secrets: Arc<dyn SecretEditor>,
    /// The installation's own sender.
    pub own_sender: Sender,
    /// The credentials of the others.
    pub sender_secrets: Arc<dyn SenderSecretEditor>,
    /// Asks providers for senders.
    pub sender_check: Arc<dyn SenderCheck>,
    /// Recharge's Admin API.
    pub recharge: Arc<dyn RechargeApi>,
}

impl Deref for App {
    type Target = Ports;

    fn deref(&self) -> &Ports {
        &self.0
    }
}

impl App {
    /// The same with other ports.
    #[cfg(test)]
    pub(crate) fn with(mut self, change: impl FnOnce(&mut Ports)) -> Self {
        change(Arc::make_mut(&mut self.0));
        self
    }

    /// The console over a table that keeps everything.
    pub fn new<T>(table: &Arc<T>, surroundings: Surroundings) -> Self
    where
        T: ConfigEditor
            + Senders
            + Checkups
            + SubscriberEditor
            + SubscriberShards
            + Runs
            + CampaignEditor
            + Imports
            + FactLedger
            + Journal
            + Counters
            + Paces
            + Holds
            + Messages
            + Links
            + Clicks
            + ParkedMessages
            + People
            + ReceivedReplies
            + FlowHistory
            + Audit
            + ApiKeys
            + Sessions
            + SignInAttempts
            + 'static,
    {
        Self(Arc::new(Ports {
            admin_key: surroundings.admin_key,
            sessions: table.clone(),
            attempts: table.clone(),
            operator_alerts: surroundings.operator_alerts,
            path_keys: surroundings.path_keys,
            public_url: surroundings.public_url.trim_end_matches('/').into(),
            link_base: surroundings.link_base,
            clock: surroundings.clock,
            configs: table.clone(),
            senders: table.clone(),
            own_sender: surroundings.own_sender,
            sender_secrets: surroundings.sender_secrets,
            sender_check: surroundings.sender_check,
            paces: table.clone(),
            flow_history: table.clone(),
            audit: table.clone(),
            api_keys: table.clone(),
            known_keys: Arc::new(no_known_keys()),
            checkups: table.clone(),
            subscribers: table.clone(),
            shards: table.clone(),
            runs: table.clone(),
            campaigns: table.clone(),
            imports: table.clone(),
            facts: table.clone(),
            journal: table.clone(),
            counters: table.clone(),
            holds: table.clone(),
            schedules: surroundings.schedules,
            messages: table.clone(),
            people: table.clone(),
            received_replies: table.clone(),
            links: table.clone(),
            clicks: table.clone(),
            parked: table.clone(),
            queues: surroundings.queues,
            secrets: surroundings.secrets,
            recharge: surroundings.recharge,
        }))
    }
}
